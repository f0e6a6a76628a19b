"""The dashboards: declared in files, drawn as pictures for everybody, and alive where scripts run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from wartally.site import present
from wartally.site.charts.declared import Declared, declared_chart, for_plugin
from wartally.site.charts.drawing import Drawing
from wartally.site.facts.common import Row, placed
from wartally.site.files import dashboards
from wartally.site.metadata import DATABASE
from wartally.site.pages.comparison import comparison
from wartally.site.pages.page import Asked, Page, Refused, Told, choices_of
from wartally.site.state import Site

__all__ = ["CHARTS", "INDEX", "PAGE", "charts_of", "drawn", "plugin_config"]


@cache
def charts_of(slug: str, elsewhere: bool = False) -> dict[str, Declared | None]:
    """The charts of a dashboard by name; None for one that has a page of its own.

    `elsewhere` gives them the words for packages about another subject.
    """
    charts: dict[str, Declared | None] = {}
    for name, declared in dashboards(elsewhere)[slug]["charts"].items():
        finding = dict(declared.get("finding", {}))
        finding.pop("query", None)
        charts[name] = Declared(name=name, **{**declared, "finding": finding}) if declared else None
    return charts


async def drawn(asked: Asked, slug: str, name: str, given: Mapping[str, str] | None = None) -> Drawing:
    """A chart of a dashboard for the values given, else for those in the address."""
    params = await _values(asked, slug) if given is None else dict(given)
    elsewhere = asked.site.elsewhere
    declared = charts_of(slug, elsewhere)[name]
    if declared is None:
        return await comparison(asked, params["category"])
    every = dict.fromkeys(dashboards()[slug]["filters"], "") | params
    rows = [_in_language(asked, declared, row) for row in await asked.ask(declared.query, **every)]
    query = dashboards(elsewhere)[slug]["charts"][name].get("finding", {}).get("query")
    found = await asked.ask(query, **every) if query and rows else rows[-1:]
    what = await _what(asked, slug, every)
    by = await _by(asked, every.get("series", ""))
    return declared_chart(asked.t, declared, rows, next(iter(found), None), params, what, by)


async def _by(asked: Asked, series: str) -> str:
    """Who claims the figures of a series, and about whom; empty if no series is chosen."""
    one = (await choices_of(asked))["series"].get(series)
    if one is None:
        return ""
    about = asked.site.code("series", "subject_side", one["subject_side"], asked.lang)
    return f"{present.named(one, asked.lang)}, {asked.t('about_side', about=about)}"


def _in_language(asked: Asked, declared: Declared, row: Row) -> Row:
    """A row with names in the language of the page; a code stays beside its label as NAME_code."""
    shown = {name: value for name, value in row.items() if not name.endswith("_uk")}
    for name in shown.keys() & {key.removesuffix("_uk") for key in row.keys() - shown.keys()}:
        shown[name] = (row[f"{name}_uk"] if asked.lang == "uk" else None) or row[name]
    for name, (table, column) in declared.labels.items():
        code = row[name]
        label = (
            str(asked.t(f"{column}_{code}"))
            if table == "phrases"
            else asked.site.code(table, column, code, asked.lang)
        )
        shown |= {name: label, f"{name}_code": code}
    return shown


async def _options(asked: Asked, declared: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The values a filter may take, with their names."""
    rows = await asked.ask(declared["query"])
    if "codes" in declared:
        table, column = declared["codes"]
        return [(r["value"], asked.site.code(table, column, r["value"], asked.lang)) for r in rows]
    named = [(str(r["value"]), present.named(r, asked.lang, "en", "uk")) for r in rows]
    return sorted(named, key=lambda option: placed(option[0]))


async def _values(asked: Asked, slug: str) -> dict[str, str]:
    """The filters' values as asked, else their defaults; Refused if one is none that can be had."""
    values: dict[str, str] = {}
    for name, declared in dashboards()[slug]["filters"].items():
        value = asked.arg(name)
        if "query" in declared:
            options = [option for option, _ in await _options(asked, declared)]
            value = value or _default(asked.site, name, declared, options)
            if value not in ("", *options):
                raise Refused(400, asked.t("problem_no_choice", value=value))
        if declared.get("type") == "date" and value and not present.is_day(value):
            raise Refused(400, asked.t("problem_since_no_date", since=value))
        if value:
            values[name] = value
    return values


def _default(site: Site, name: str, declared: Mapping[str, Any], options: Sequence[str]) -> str:
    """The value of a filter that is not given: the declared one, the main one, or the first there is."""
    main = {"series": site.series, "side": site.sides[0]}.get(name, "")
    wanted = [v for v in (declared.get("default", ""), main) if v in options]
    return str(next(iter([*wanted, *options]), ""))


async def _what(asked: Asked, slug: str, values: Mapping[str, str]) -> str:
    """The names of what is chosen, for the titles of charts."""
    declared = dashboards()[slug]
    names = declared.get("named", [])
    parts = []
    for name in [names] if isinstance(names, str) else names:
        options = dict(await _options(asked, declared["filters"][name]))
        value = values.get(name, "")
        parts.append(options.get(value, value))
    return ", ".join(filter(None, parts))


async def _tell(asked: Asked) -> Told:
    slug, lang = asked.var("slug"), asked.lang
    known = dashboards(asked.site.elsewhere)
    if slug not in known:
        raise Refused(404, asked.t("problem_no_dashboard", slug=slug), {"dashboards": known})
    declared = known[slug]
    filters = [
        {
            "name": name,
            "label": declared_filter["label"][lang],
            "type": declared_filter.get("type", "select"),
            "options": await _options(asked, declared_filter) if "query" in declared_filter else [],
        }
        for name, declared_filter in declared["filters"].items()
    ]
    context: dict[str, Any] = {
        "slug": slug, "declared": declared, "filters": filters, "dashboards": known,
        "values": {}, "charts": [],
    }  # fmt: skip
    try:
        values = await _values(asked, slug)
        known_charts = charts_of(slug, asked.site.elsewhere).items()
        held = [name for name, chart in known_charts if chart or values.get("category")]
        charts = [await drawn(asked, slug, name, values) for name in held]
    except Refused as refused:
        raise Refused(refused.status, refused.message, context) from refused
    context |= {"values": values, "charts": charts}
    document = {
        "title": declared["title"][lang],
        "description": declared["description"][lang],
        "filters": values,
        "charts": {c.name: {"title": c.title, "source": c.source, "rows": _told(c)} for c in charts},
    }
    return Told(context, document, [{"chart": c.name, **row} for c in charts for row in _told(c)])


def _told(chart: Drawing) -> list[Row]:
    return [{name: row.get(name) for name in chart.columns} for row in chart.rows]


async def _tell_all(asked: Asked) -> Told:
    known, lang = dashboards(asked.site.elsewhere), asked.lang
    rows = [
        {"dashboard": slug, "title": d["title"][lang], "description": d["description"][lang]}
        for slug, d in known.items()
    ]
    return Told({"dashboards": known}, {"dashboards": rows}, rows)


async def _examples(_: Asked) -> Sequence[str]:
    return [f"/dashboards/{slug}" for slug in dashboards()]


async def _example(_: Asked) -> Sequence[str]:
    return ["/dashboards"]


def plugin_config(site: Site) -> dict[str, Any]:
    """The dashboards as the metadata of datasette-dashboards holds them, in English."""
    known = dashboards(site.elsewhere)
    return {slug: _for_plugin(site, slug, declared) for slug, declared in known.items()}


def _for_plugin(site: Site, slug: str, declared: Mapping[str, Any]) -> dict[str, Any]:
    filters = {}
    for name, one in declared["filters"].items():
        filters[name] = {"name": one["label"]["en"], "type": one.get("type", "select")}
        if "query" in one:
            default = _default(site, name, one, _known(site, name, one))
            filters[name] |= {"db": DATABASE, "query": one["query"], "default": default}
    words = {"title": declared["title"]["en"], "description": declared["description"]["en"]}
    charts = {}
    for name, chart in charts_of(slug, site.elsewhere).items():
        shown = (
            for_plugin(chart)
            if chart
            else {**words, "alt": words["description"], "source": "", "height": 320}
        )
        charts[name] = {"name": name, "db": DATABASE, **shown}
    return {**words, "filters": filters, "charts": charts}


def _known(site: Site, name: str, declared: Mapping[str, Any]) -> list[str]:
    """The values that a filter may take as far as they are known before the database is asked."""
    categories = sorted(site.shape.categories, key=placed)
    known = {"series": [site.series], "side": list(site.sides), "category": categories}
    return known[name] if name in known else [declared["default"]]


def _pictures() -> dict[str, Any]:
    return {
        name: partial(drawn, slug=slug, name=name)
        for slug in dashboards()
        for name, declared in charts_of(slug).items()
        if declared is not None
    }


CHARTS = _pictures()
_FILTERS = tuple(dict.fromkeys(name for declared in dashboards().values() for name in declared["filters"]))
INDEX = Page("dashboards", "/dashboards", "dashboards.html", _tell_all, _example)
PAGE = Page("dashboards", "/dashboards/{slug}", "dashboard.html", _tell, _examples, _FILTERS)
