"""The data page: every format with its size and hash, how to cite, the licence, and where the rest is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from wartally.citing import STYLES, cite_in, works
from wartally.export.model import ExportedFile
from wartally.site.facts import data as facts
from wartally.site.facts.common import Row
from wartally.site.pages.codebook import SECTIONS
from wartally.site.pages.page import Asked, Page, Told, window_of

__all__ = ["PAGE"]

# The formats of single tables that stand in the table's own line; what others there are is listed below it.
SHOWN = ("csv", "parquet", "jsonl", "geojson")
_STYLE_NAMES = {"text": "", "apa": "APA", "bibtex": "BibTeX", "csl-json": "CSL-JSON", "ris": "RIS"}


async def _citations(asked: Asked) -> dict[str, str]:
    """The citation of the package in each style, with the sources that ask for credit."""
    rows = [
        {**row, "published_on": row["published_on"] and date.fromisoformat(row["published_on"])}
        for row in await facts.sources(asked.ask)
    ]
    publishers = {row["actor_id"]: row[f"name_{asked.lang}"] for row in rows}
    descriptor = {"homepage": asked.site.origin and asked.absolute("/"), **asked.site.package.descriptor}
    told = works(descriptor, rows, publishers, "uk" if asked.lang == "uk" else "en")
    return {style: cite_in(style, told) for style in STYLES}


def _tables(asked: Asked, counts: dict[str, int]) -> list[Row]:
    """The tables by section, with their rows and the files that hold them whole."""
    files: dict[str, dict[str, ExportedFile]] = {}
    for file in asked.site.exports.files:
        if file.table:
            files.setdefault(file.table, {})[file.format] = file
    schemas = asked.site.package.schemas.values()
    rank = {name: place for place, name in enumerate(SECTIONS)}
    titles = asked.site.table_titles(asked.lang)
    return [
        {
            "table": schema.name,
            "title": titles[schema.name],
            "rows": counts[schema.name],
            "files": files.get(schema.name, {}),
        }
        for schema in sorted(schemas, key=lambda s: (rank.get(s.section or "other", 99), s.name))
    ]


def _recipes(asked: Asked, example: Mapping[str, str]) -> list[tuple[str, str]]:
    """A few lines for each of the common tools, with the addresses of this site."""
    start = asked.site.prefix
    parquet = asked.absolute(f"{start}/exports/parquet/losses.parquet")
    whole = asked.absolute(f"{start}/data/losses.csv")
    tally = asked.absolute(f"{start}/tally.json")
    exported = "parquet" in asked.site.exports.formats
    query = f"?{urlencode(example)}"
    pandas = f'pandas.read_parquet("{parquet}")' if exported else f'pandas.read_csv("{whole}")'
    found = [
        ("Python", 'import wartally\n\nwartally.load("losses")\nwartally.cite()'),
        ("pandas", f"import pandas\n\nlosses = {pandas}"),
        ("R", f'losses <- read.csv("{whole}")'),
        ("shell", f'curl -s "{tally}{query}"'),
    ]
    duckdb = ("DuckDB", f"SELECT category_id, MAX(cumulative)\nFROM '{parquet}'\nGROUP BY category_id;")
    return [duckdb, *found] if exported else found


async def _tell(asked: Asked) -> Told:
    site = asked.site
    counts = await facts.counts(asked.ask, site.package.schemas)
    tables, cited = _tables(asked, counts), await _citations(asked)
    files = [asdict(file) for file in site.exports.files]
    context: dict[str, Any] = {
        "whole": [file for file in site.exports.files if not file.table],
        "tables": tables,
        "shown": [form for form in SHOWN if form in site.exports.formats],
        "total": sum(counts.values()),
        "citation": cited["text"],
        "styles": {_STYLE_NAMES[style]: text for style, text in cited.items() if _STYLE_NAMES[style]},
        "recipes": _recipes(asked, await window_of(asked)),
        "columns": sum(len(schema.fields) for schema in site.package.schemas.values()),
        "summary": asked.t("data_lead", tables=len(tables), rows=asked.t.number(sum(counts.values()))),
    }
    document = {
        "version": site.version,
        "licence": dict(site.licence),
        "tables": counts,
        "files": [{**file, "address": _address(asked, file["path"])} for file in files],
        "database": {"address": asked.absolute(asked.path("/wartally.db")), "bytes": site.size,
                     "sha256": site.digest},
        "citation": cited,
    }  # fmt: skip
    return Told(context, document, files or [{"table": name, "rows": n} for name, n in counts.items()])


def _address(asked: Asked, path: str) -> str:
    return asked.absolute(asked.datasette.urls.path(f"/exports/{path}"))


async def _examples(_: Asked) -> Sequence[str]:
    return ["/data"]


PAGE = Page("data", "/data", "data.html", _tell, _examples, (), frozenset({"sources", "actors"}))
