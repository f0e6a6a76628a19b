"""The pages of sources and of those who publish or state: all that rests on each, with links to the rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from wartally.site.facts import sources as facts
from wartally.site.facts.common import Row
from wartally.site.pages.choosing import Filter, chosen, counted, offered, paged
from wartally.site.pages.page import Asked, Page, Refused, Told

__all__ = ["ACTOR", "SOURCE", "SOURCES"]

# Tables that a page of ours tells better than Datasette's table does, and the page that does.
_TOLD_BY = {"adjudications": "/disputes", "corrections": "/corrections", "press_claims": "/press"}


def _kind(row: Row) -> list[str]:
    return [row["kind"]]


def _licence(row: Row) -> list[str]:
    return [row["licence"]]


def _tables(row: Row) -> list[str]:
    return list(row["rests"])


def _label(asked: Asked, column: str, value: str) -> str:
    return asked.site.code("sources", column, value, asked.lang)


def table_titles(asked: Asked) -> dict[str, str]:
    """The titles of tables in the language of the request."""
    return asked.site.table_titles(asked.lang)


async def _sources(asked: Asked) -> Told:
    t, titles = asked.t, table_titles(asked)
    rows = await facts.sources(asked.ask)
    kinds = counted(rows, _kind, partial(_label, asked, "kind"), most_first=True)
    tables = counted(rows, _tables, lambda name: titles.get(name, name), most_first=True)
    licences = counted(rows, _licence, str, most_first=True)
    filters = [
        Filter("kind", str(t("source_kind")), kinds, _kind),
        Filter("table", str(t("source_table")), tables, _tables),
        Filter("licence", str(t("source_licence")), licences, _licence),
    ]
    context: dict[str, Any] = {"titles": titles, "total": len(rows)}
    try:
        choice, kept = chosen(asked, filters, rows)
        listed = paged(asked, filters, choice["given"], kept)
    except Refused as refused:
        raise Refused(refused.status, refused.message, {**context, **refused.context}) from refused
    flat = [{**row, "rests": " ".join(row["rests"]), "rows": sum(row["rests"].values())} for row in kept]
    return Told({**context, **choice, "list": listed}, {"sources": kept}, flat)


async def _source(asked: Asked) -> Told:
    found = await facts.source(asked.ask, asked.var("source"))
    if found is None:
        raise Refused(404, asked.t("source_none", source=asked.var("source")))
    titles = table_titles(asked)
    for row in found["rests"]:
        row["title"] = titles.get(row["table"], row["table"])
        row["address"] = f"/wartally/{row['table']}?{row['column']}={row['source_id']}"
    rows = [{key: row[key] for key in ("source_id", "table", "column", "rows")} for row in found["rests"]]
    return Told({**found, "told_by": _TOLD_BY}, found, rows)


async def _actor(asked: Asked) -> Told:
    found = await facts.actor(asked.ask, asked.var("actor"))
    if found is None:
        raise Refused(404, asked.t("actor_none", actor=asked.var("actor")))
    # Datasette calls the one who is logged in `actor`.
    return Told({**found, "whose": found["actor"]}, found, found["sources"])


async def _sources_examples(asked: Asked) -> Sequence[str]:
    rows = await facts.sources(asked.ask)
    return offered("/sources", rows, {"kind=official_report": lambda row: row["kind"] == "official_report"})


async def _source_examples(asked: Asked) -> Sequence[str]:
    return [f"/sources/{source}" for source in await facts.ids(asked.ask)]


async def _actor_examples(asked: Asked) -> Sequence[str]:
    return [f"/actors/{actor}" for actor in await facts.actor_ids(asked.ask)]


_PARAMETERS = ("kind", "table", "licence", "page")
_NEEDS = frozenset({"sources", "actors", "transcriptions", "press_checks", "events", "estimates"})
SOURCES = Page("sources", "/sources", "sources.html", _sources, _sources_examples, _PARAMETERS, _NEEDS)
SOURCE = Page("sources", "/sources/{source}", "source.html", _source, _source_examples, (), _NEEDS)
ACTOR = Page("sources", "/actors/{actor}", "actor.html", _actor, _actor_examples, (), _NEEDS)
