"""The tally page: a figure for a window, what it covers, its caveats, its sources, and what others said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from wartally.site import present
from wartally.site.charts.drawing import WIDE, Drawing
from wartally.site.charts.tally import tally_chart
from wartally.site.facts import beside
from wartally.site.facts import tally as facts
from wartally.site.facts.common import Row
from wartally.site.pages.page import Asked, Context, Page, Refused, Told, choices_of, window_of
from wartally.site.sentence import Said, sentence
from wartally.site.windows import windows

__all__ = ["PAGE", "choices_of", "found_for", "picture", "window_of"]

PARAMETERS = ("series", "category", "since", "until")
_TITLE_HEIGHT = 90


async def _given(asked: Asked) -> dict[str, str]:
    """The parameters as given; the example if none is given at all."""
    given = {name: asked.arg(name) for name in PARAMETERS}
    if not any(given.values()):
        given = {**(await choices_of(asked))["example"]}
    given["series"] = given["series"] or asked.site.series
    return given


async def found_for(asked: Asked) -> tuple[dict[str, str], Context, Row]:
    """What is asked, the choices there are, and the tally; raises Refused if it cannot be computed."""
    t = asked.t
    given, choices = await _given(asked), await choices_of(asked)
    shown = choices["series"].get(given["series"], choices["series"][asked.site.series])
    context: Context = {
        "asked": given,
        "choices": choices,
        "shown": shown,
        "filled": present.form_days(given),
    }
    missing = [str(t(f"form_{name}")) for name in ("category", "since", "until") if not given[name]]
    if missing:
        raise Refused(400, t("problem_missing", names=", ".join(missing)), context)
    found = await facts.tally(asked.ask, asked.site.queries["tally"].query, given)
    first = found["caveats"][0] if found["caveats"] else {}
    if first.get("kind") == "not_computed":
        limits = {"first": first["first_report"], "last": first["last_report"]}
        told = {key: t.day(day) for key, day in limits.items() if day}
        raise Refused(400, t(f"problem_{first['code']}", **given, **told), context)
    return given, context, found


async def _tell(asked: Asked) -> Told:
    given, context, found = await found_for(asked)
    window = await facts.window(asked.ask, given, found)
    side = context["choices"]["series"][given["series"]]["subject_side"]
    others = await beside.beside(asked.ask, given, side, given["series"] == asked.site.series)
    reported = await facts.reported(asked.ask, given["series"], given["category"])
    shown = present.tally(asked.t, asked.site, given, context["choices"], found, window["days"])
    chart = tally_chart(asked.t, given, shown)
    sentences = _sentences(asked, given, context["choices"], found)
    page = {
        **context,
        **window,
        **shown,
        **others,
        "presets": windows(asked.t, reported, given["until"]),
        "article": context["choices"]["article"] if given["series"] == asked.site.series else None,
        "chart": chart,
        "sentences": sentences,
        "embed": _embed(asked, given, chart),
        "permanent": asked.absolute(asked.path("/tally", **given)),
        "twin": urlencode(given),
        "canonical": asked.absolute(asked.path("/tally", **given)),
    }
    document = {**found, "sql": shown["sql"], "sentence": sentences, "beside": others}
    rows = [{"series": given["series"], "category": given["category"], **row} for row in window["days"]]
    return Told(page, document, rows)


def _sentences(asked: Asked, given: Mapping[str, str], choices: Row, found: Row) -> dict[str, str]:
    """The tally as a sentence to quote, by language, each with the link of the page in that language."""
    series, category = choices["series"][given["series"]], choices["categories"][given["category"]]
    told = {}
    for lang, t in asked.site.words.items():
        start = "/uk" if lang == "uk" else ""
        address = asked.datasette.urls.path(f"{start}/tally?{urlencode(given)}")
        said = Said(
            claimant=series[f"name_{lang}"],
            side=series["subject_side"],
            side_name=asked.site.code("series", "subject_side", series["subject_side"], lang),
            together=not asked.site.elsewhere,
            category=given["category"],
            category_name=category[f"name_{lang}"],
            since=date.fromisoformat(given["since"]),
            until=date.fromisoformat(given["until"]),
            reports=found["reports"],
            value=found["value"],
            low=found["value_low"],
            high=found["value_high"],
            approximate=found["approximate"],
            version=asked.site.version,
            link=asked.absolute(address),
        )
        told[lang] = sentence(t, said)
    return told


def _embed(asked: Asked, given: Mapping[str, str], chart: Drawing) -> str:
    """The chart as HTML to paste into another page: picture, text alternative, and a link to the tally."""
    start = "/uk" if asked.lang == "uk" else ""
    picture = asked.absolute(asked.datasette.urls.path(start + chart.address("svg")))
    link = asked.absolute(asked.path("/tally", **given))
    snippet = Markup(
        '<figure>\n  <a href="{link}">'
        '<img src="{picture}" alt="{alt}" width="{width}" height="{height}"></a>\n'
        '  <figcaption>{source} <a href="{link}">Wartally {version}</a>, {licence}.</figcaption>\n</figure>'
    )
    licence = asked.site.licence.get("name") or asked.site.licence.get("title", "")
    return str(
        snippet.format(
            link=link,
            picture=picture,
            alt=chart.alt,
            width=WIDE,
            height=chart.height + _TITLE_HEIGHT,
            source=chart.source,
            version=asked.site.version,
            licence=licence,
        )
    )


async def picture(asked: Asked) -> tuple[Context, Row]:
    """What the chart of the asked tally shows: what is asked, and what the page shows of it."""
    given, context, found = await found_for(asked)
    days = await facts.days(asked.ask, given)
    return given, present.tally(asked.t, asked.site, given, context["choices"], found, days)


async def _examples(asked: Asked) -> Sequence[str]:
    window = await window_of(asked)
    if not window["since"]:
        return []
    return ["/tally", f"/tally?{urlencode(window)}"]


PAGE = Page("tally", "/tally", "tally.html", _tell, _examples, PARAMETERS)
