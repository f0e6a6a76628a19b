"""The addresses that programs read: OpenAPI, feeds, site map, robots.txt, llms.txt, schema.org."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from wartally.site.described import described
from wartally.site.facts import feeds as facts
from wartally.site.facts.common import Row
from wartally.site.facts.events import ids
from wartally.site.machine.atom import Entry, render_atom
from wartally.site.machine.openapi import Described, compile_openapi
from wartally.site.machine.texts import render_llms, render_robots, render_sitemap
from wartally.site.pages.comparison import first_compared
from wartally.site.pages.page import MAX_AGE, Asked, Page, View, needed
from wartally.site.pages.tally import choices_of, window_of

__all__ = ["routes_for"]

DAYS_TOLD, CHANGES_TOLD = 30, 60
_SHARED = {"Access-Control-Allow-Origin": "*", **MAX_AGE}
Answer = Callable[[Asked], Awaitable[str]]
# The event whose map is the example in the description of the API, where it is held.
_EVENT = "2022-11-11_ukrainian_forces_enter_kherson"


def routes_for(pages: Sequence[Page], charts: Iterable[str]) -> list[tuple[str, View]]:
    """The routes of all of them, told from the pages and charts that the site has."""
    names = list(charts)

    async def openapi(asked: Asked) -> str:
        told = [
            Described(page.name, page.address, page.parameters, await _first(asked, page)) for page in pages
        ]
        examples = await _chart_examples(asked)
        drawn = [(name, examples.get(name, {})) for name in names]
        site, home = asked.site, asked.absolute(asked.datasette.urls.path("/"))
        document = compile_openapi(
            site.package.descriptor,
            home,
            told,
            site.package.schemas,
            site.faces,
            site.queries.values(),
            drawn,
        )
        return json.dumps(document, ensure_ascii=False)

    async def sitemap(asked: Asked) -> str:
        bare = [address for page in pages for address in await page.examples(asked)]
        tables = [f"/wartally/{name}" for name in site_tables(asked)]
        return render_sitemap(_both(asked, path) for path in dict.fromkeys([*bare, "/wartally", *tables]))

    kept = {"openapi.json": (openapi, "application/json"), "sitemap.xml": (sitemap, "application/xml")}
    told = kept | {
        "feed.xml": (_reports, "application/atom+xml"),
        "changes.xml": (_changes, "application/atom+xml"),
        "robots.txt": (_robots, "text/plain"),
        "llms.txt": (_llms, "text/plain"),
        "dataset.jsonld": (described, "application/ld+json"),
        "datapackage.json": (_descriptor, "application/json"),
    }
    return [(rf"^(?:/uk)?/{name.replace('.', '[.]')}$", _view(name, *entry)) for name, entry in told.items()]


async def _chart_examples(asked: Asked) -> dict[str, Row]:
    """What charts that need to be told something are asked in the description of the API."""
    events, category = await ids(asked.ask), await first_compared(asked)
    event = _EVENT if _EVENT in events else next(iter(events), "")
    return {
        "tally": (await choices_of(asked))["example"],
        "compare": {"category": category} if category else {},
        "event_map": {"event": event} if event else {},
    }


def site_tables(asked: Asked) -> list[str]:
    """The tables and views of the package, as the database has them."""
    return list(asked.site.faces)


async def _first(asked: Asked, page: Page) -> str:
    found = await page.examples(asked)
    return found[0] if found else page.address


def _view(name: str, answer: Answer, kind: str) -> View:
    async def view(datasette: Any, request: Any) -> Response:
        """The answer, written once a day for each host."""
        asked = Asked(datasette, request)
        needed(asked)
        key = (name, asked.lang, asked.absolute("/"), asked.site.today())
        text = asked.site.kept(key)
        if text is None:
            text = await answer(asked)
            asked.site.keep(key, text)
        return Response(text, headers=dict(_SHARED), content_type=f"{kind}; charset=utf-8")

    return view


def _both(asked: Asked, path: str) -> tuple[str, str]:
    """The address of a page in English and in Ukrainian, with the host."""
    start = asked.site.prefix
    return (
        asked.absolute(f"{start}{path}"),
        asked.absolute(f"{start}/uk{'' if path == '/' else path}"),
    )


async def _reports(asked: Asked) -> str:
    """The feed of new reports."""
    t = asked.t
    told = await facts.reports(asked.ask, DAYS_TOLD)
    entries = [_report(asked, *found) for found in told]
    return _feed(asked, entries, "reports", str(t("feed_reports")), "/feed.xml", "/days")


def _report(asked: Asked, series: str, day: str, rows: list[Row]) -> Entry:
    t, site = asked.t, asked.site
    named = [(site.name("categories", row["category_id"], t.lang), row) for row in rows]
    lines = [
        f"{name}: {t.number(row['cumulative'])}"
        + (f" ({t.number(row['change'], True)})" if row["change"] else "")
        for name, row in named
    ]
    params = {} if series == site.series else {"series": series}
    return Entry(
        f"reports/{series}/{day}",
        str(t("feed_report", series=site.name("series", series, t.lang), day=t.day(day))),
        str(t("feed_report_text", figures="; ".join(lines))),
        asked.absolute(asked.path(f"/days/{day}", **params)),
        day,
    )


async def _changes(asked: Asked) -> str:
    """The feed of corrections, decisions and releases."""
    t, site = asked.t, asked.site
    told = await facts.changes(asked.ask, CHANGES_TOLD, set(site.shape.tables))
    entries = [_cell(asked, row, "corrections", "kind") for row in told["corrections"]]
    entries += [_cell(asked, row, "adjudications", "reason") for row in told["decisions"]]
    entries.sort(key=lambda entry: entry.key, reverse=True)
    # Releases of one day stay in the order of their numbers, which is not that of their texts.
    entries = [_release(asked, row) for row in told["releases"]] + entries
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    latest = list(islice(entries, CHANGES_TOLD))
    return _feed(asked, latest, "changes", str(t("feed_changes")), "/changes.xml", "/changes")


def _release(asked: Asked, row: Row) -> Entry:
    text = row["summary_uk"] if asked.lang == "uk" and row["summary_uk"] else row["summary"]
    return Entry(
        f"releases/{row['version']}",
        str(asked.t("feed_release", version=row["version"])),
        str(text),
        asked.absolute(asked.path(f"/changes/{row['version']}")),
        row["released_on"],
    )


def _cell(asked: Asked, row: Row, table: str, column: str) -> Entry:
    t, site = asked.t, asked.site
    what = site.name("categories", row["category_id"], t.lang)
    why = site.code(table, column, row["why"], t.lang)
    told = {"what": what, "day": t.day(row["report_date"])}
    key = "/".join((table, row["series_id"], row["report_date"], row["category_id"]))
    if row["what"] == "correction":
        title = t("feed_correction", **told)
        text = t("feed_correction_text", residual=t.number(row["residual"], True), why=why)
    else:
        title = t("feed_decision", **told)
        text = t("feed_decision_text", taken=t.number(row["taken"]), why=why)
    params = {} if row["series_id"] == site.series else {"series": row["series_id"]}
    address = asked.absolute(asked.path(f"/days/{row['report_date']}", **params))
    return Entry(key, str(title), str(text), address, row["day"])


def _feed(asked: Asked, entries: Sequence[Entry], key: str, title: str, own: str, page: str) -> str:
    licence = asked.site.licence
    return render_atom(
        entries,
        key=f"feeds/{key}",
        title=title,
        lang=asked.lang,
        own=asked.absolute(asked.path(own)),
        page=asked.absolute(asked.path(page)),
        author=str(asked.t("site_name")),
        rights=str(licence.get("title") or licence.get("name", "")),
    )


async def _robots(asked: Asked) -> str:
    return render_robots(asked.absolute(asked.datasette.urls.path("/sitemap.xml")))


async def _llms(asked: Asked) -> str:
    """What there is, for readers that are programs: in English, with absolute addresses."""
    site = asked.site

    def at(path: str) -> str:
        return asked.absolute(site.prefix + path)

    example = await window_of(asked)
    category = await first_compared(asked) or example["category"]
    week = urlencode(example)
    rules = (
        "Every figure is somebody's statement: name who states it, about whom, as of when.",
        "Claimed, confirmed and estimated figures are different things; never add them together.",
        str(asked.site.words["en"]("llms_personnel")),
        "An empty value is not zero: `obs_status` says whether a report is silent or disputed.",
        f"Every page has a twin in JSON and CSV: add .json or .csv. Pages in Ukrainian: {at('/uk')}.",
    )
    pages = (
        (
            "Tally",
            at(f"/tally?{week}"),
            "the change of one running total over a window, with caveats and sources",
        ),
        ("Days", at("/days"), "one page per report"),
        ("Compare", at("/compare"), "claimed beside visually confirmed, both sides"),
        ("Events", at("/events"), "dated and located, with who says so"),
        ("Disputes", at("/disputes"), "where transcriptions disagree, what was decided and why"),
        ("Press", at("/press"), "statements about these figures, each judged"),
        ("Codebook", at("/codebook"), "every table, column and code"),
        ("Data", at("/data"), "all formats, with sizes and hashes; how to cite; licence"),
    )
    data = (
        ("OpenAPI", at("/openapi.json"), "every address that can be asked"),
        ("Tally as JSON", at(f"/tally.json?{week}"), "`value`, `caveats`, `sources`"),
        (
            "Rows as JSON",
            at(f"/wartally/losses.json?_shape=array&category_id={category}"),
            "any table or view",
        ),
        (
            "SQL",
            at("/wartally.json?sql=SELECT+COUNT%28*%29+AS+n+FROM+losses&_shape=array"),
            "one SELECT, three seconds",
        ),
        ("Database", at("/wartally.db"), "the whole, as SQLite"),
        ("Data Package", at("/datapackage.json"), "descriptor with the schema of every table"),
        ("Feed", at("/feed.xml"), "new reports"),
    )
    text = str(site.package.descriptor.get("description", ""))
    return render_llms(site.title, text, [("Pages", pages), ("Data", data)], rules)


async def _descriptor(asked: Asked) -> str:
    """datapackage.json; its paths lead to the CSV files beside it."""
    return json.dumps(asked.site.package.descriptor, ensure_ascii=False, indent=2)
