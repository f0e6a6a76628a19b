"""The pages of versions: which there are, and what each changed, down to the cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from wartally.site.facts import changes as facts
from wartally.site.facts.common import Row
from wartally.site.pages.page import Asked, Page, Refused, Told

__all__ = ["CHANGES", "VERSION"]

MOST_SHOWN = 300
_NEEDS = frozenset({"releases", "changes"})


def _by_version(rows: Iterable[Row]) -> dict[str, list[Row]]:
    return {version: list(some) for version, some in groupby(rows, key=lambda row: str(row["version"]))}


async def _all(asked: Asked) -> Told:
    site = asked.site
    found = await facts.releases(asked.ask)
    counted = _by_version(await facts.counted(asked.ask))
    for row in found:
        row["changes"] = sum(some["changes"] for some in counted.get(row["version"], ()))
        row["tables"] = sorted({some["table"] for some in counted.get(row["version"], ())})
    unreleased = site.version not in {row["version"] for row in found}
    context = {
        "releases": found,
        "first": found[-1]["version"] if found else "",
        "unreleased": site.version if unreleased else "",
        "titles": site.table_titles(asked.lang),
    }
    document = {"version": site.version, "released": not unreleased, "releases": found}
    rows = [{**row, "tables": " ".join(row["tables"])} for row in found]
    return Told(context, document, rows)


async def _one(asked: Asked) -> Told:
    version, t = asked.var("version"), asked.t
    found = await facts.releases(asked.ask)
    release = next((row for row in found if row["version"] == version), None)
    if release is None:
        raise Refused(404, t("changes_none", version=version), {"releases": found})
    place = found.index(release)
    counted = await facts.counted(asked.ask, version)
    shown = await facts.changed(asked.ask, version, MOST_SHOWN)
    every = await facts.changed(asked.ask, version, -1)
    context: dict[str, Any] = {
        "release": release,
        "earlier": found[place + 1]["version"] if place + 1 < len(found) else "",
        "later": found[place - 1]["version"] if place else "",
        "counted": counted,
        "total": sum(row["changes"] for row in counted),
        "shown": shown,
        "titles": asked.site.table_titles(asked.lang),
    }
    return Told(context, {"release": release, "counted": counted, "changes": every}, every)


async def _examples(_: Asked) -> Sequence[str]:
    return ["/changes"]


async def _version_examples(asked: Asked) -> Sequence[str]:
    return [f"/changes/{row['version']}" for row in await facts.releases(asked.ask)]


CHANGES = Page("changes", "/changes", "changes.html", _all, _examples, (), _NEEDS)
VERSION = Page("changes", "/changes/{version}", "version.html", _one, _version_examples, (), _NEEDS)
