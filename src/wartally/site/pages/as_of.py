"""Tables as a release shipped them: a page with the first rows, and the very bytes of the CSV."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
from collections.abc import Sequence
from typing import Any

from datasette import Response

from wartally.errors import WartallyError
from wartally.package import Package
from wartally.site.facts import changes as facts
from wartally.site.pages.page import Asked, Page, Refused, Told, needed
from wartally.versions.past import table_as_of
from wartally.versions.recipe import version_key

__all__ = ["PAGE", "file"]

MOST_SHOWN, MOST_TOLD = 100, 1000
_NEEDS = frozenset({"releases", "changes"})
_SHARED = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


async def _shipped(asked: Asked, table: str, version: str) -> bytes:
    """The bytes of a table's CSV in a release, had back once; Refused, status 404, if there is none."""
    key = ("as_of", table, version)
    kept = asked.site.kept(key)
    if kept is None:
        # A package of its own, for the work is done beside the answers to others.
        package = Package(asked.site.package.descriptor_path)
        try:
            kept = await asyncio.to_thread(table_as_of, package, table, version)
        except WartallyError as error:
            raise Refused(404, str(error)) from error
        asked.site.keep(key, kept)
    return bytes(kept)


async def _tell(asked: Asked) -> Told:
    site, t = asked.site, asked.t
    titles = site.table_titles(asked.lang)
    versions = [str(row["version"]) for row in await facts.releases(asked.ask)]
    changed = await facts.counted(asked.ask)
    tables = sorted({*titles, *(str(row["table"]) for row in changed)})
    table, version = asked.arg("table"), asked.arg("version")
    choices = {
        "tables": [(name, titles.get(name, name)) for name in tables],
        "versions": versions,
        "given": {"table": table or tables[0], "version": version or next(iter(versions), "")},
    }
    if not table and not version:
        return Told({**choices, "asked_for": False}, {"versions": versions, "tables": tables})
    if version not in versions:
        raise Refused(404, t("changes_none", version=version), choices)
    if table not in tables:
        raise Refused(404, t("as_of_no_table", table=table), choices)
    try:
        content = await _shipped(asked, table, version)
    except Refused as refused:
        raise Refused(404, t("as_of_refused", table=table, version=version), choices) from refused
    columns, rows = _read(content)
    start = min(_start(asked), len(rows))
    told = [dict(zip(columns, row, strict=True)) for row in rows[start : start + MOST_TOLD]]
    later = [v for v in versions if version_key(v) > version_key(version)]
    since = sum(row["changes"] for row in changed if row["table"] == table and row["version"] in later)
    context: dict[str, Any] = {
        **choices,
        "asked_for": True,
        "title": titles.get(table, table),
        "columns": columns,
        "shown": told[:MOST_SHOWN],
        "count": len(rows),
        "since": since,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "file": asked.datasette.urls.path(f"/data/{table}.csv") + f"?as_of={version}",
    }
    document = {
        **{name: context[name] for name in ("count", "since", "bytes", "sha256")},
        "table": table,
        "version": version,
        "csv": asked.absolute(context["file"]),
        "start": start,
        "next": start + MOST_TOLD if start + MOST_TOLD < len(rows) else None,
        "rows": told,
    }
    return Told(context, document, told)


def _start(asked: Asked) -> int:
    """The row to begin with; raises Refused, status 400, if what is given is no number."""
    said = asked.arg("start") or "0"
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Refused(400, asked.t("as_of_no_start", start=said))
    return int(said)


def _read(content: bytes) -> tuple[list[str], list[list[str]]]:
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return next(reader), list(reader)


async def _examples(asked: Asked) -> Sequence[str]:
    last = [str(row["version"]) for row in await facts.releases(asked.ask)][-1:]
    return ["/as_of", *(f"/as_of?table=releases&version={version}" for version in last)]


async def file(datasette: Any, request: Any) -> Response:
    """The CSV of a table as a release shipped it: the same bytes."""
    asked = Asked(datasette, request)
    needed(asked, _NEEDS)
    table, version = asked.var("table"), asked.arg("as_of")
    try:
        content = await _shipped(asked, table, version)
    except Refused as refused:
        return Response.text(refused.message + "\n", status=404, headers=dict(_SHARED))
    name = f"{table}-{version}.csv"
    headers = {
        **_SHARED,
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(content, headers=headers, content_type="text/csv; charset=utf-8")


PAGE = Page("as_of", "/as_of", "as_of.html", _tell, _examples, ("table", "version", "start"), _NEEDS)
