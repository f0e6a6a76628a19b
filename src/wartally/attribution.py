"""ATTRIBUTION.md: every source with publisher, licence, credit and what rests on it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["ATTRIBUTION", "render_attribution"]

ATTRIBUTION = "ATTRIBUTION.md"
Row = Mapping[str, Any]
_MARKS = re.compile(r"([\\`*_\[\]|<>])")
_LINK = re.compile(r"https?://[^\s<>|]+")


def render_attribution(
    title: str, sources: Sequence[Row], actors: Sequence[Row], rests: Mapping[str, Mapping[str, int]]
) -> str:
    """The list as Markdown: licences with what each covers, then source by source.

    `rests` says how many rows of which table rest on each source, by its identifier.
    """
    names = {row["actor_id"]: str(row["name_en"]) for row in actors}
    ordered = sorted(sources, key=lambda row: str(row["source_id"]))
    lines = [
        f"# Sources and credits: {_plain(title)}",
        "",
        "Compiled by `wartally sync` from `data/sources.csv`; it is not edited by hand. Whoever passes rows",
        "on passes the credit of their sources on with them. Only sources that allow redistribution fill",
        "tables: `wartally release` refuses the rows of any other.",
        "",
        "Перелік складає команда `wartally sync` за `data/sources.csv`; вручну його не правлять. Поширюючи",
        "рядки, зазначайте їхні джерела. Таблиці наповнено лише з джерел, які дозволяють поширення.",
        "",
        "## Licences",
        "",
        "| licence, in the source's words | sources | rows |",
        "| --- | ---: | ---: |",
        *_licences(ordered, rests),
        "",
        "## Sources",
        "",
        "| source | publisher | licence | credit | rows that rest on it |",
        "| --- | --- | --- | --- | --- |",
        *(_line(row, names, rests.get(str(row["source_id"]), {})) for row in ordered),
    ]
    return "\n".join(lines) + "\n"


def _licences(sources: Sequence[Row], rests: Mapping[str, Mapping[str, int]]) -> list[str]:
    counted: dict[str, tuple[int, int]] = {}
    for row in sources:
        n, rows = counted.get(str(row["licence"] or ""), (0, 0))
        held = sum(rests.get(str(row["source_id"]), {}).values())
        counted[str(row["licence"] or "")] = (n + 1, rows + held)
    return [
        f"| {_plain(licence) or 'none stated'} | {n:,} | {rows:,} |"
        for licence, (n, rows) in sorted(counted.items())
    ]


def _line(row: Row, names: Mapping[str, str], held: Mapping[str, int]) -> str:
    title, address = _plain(str(row["title"] or row["source_id"])), str(row["url"] or "")
    linked = address.replace("(", "%28").replace(")", "%29")
    named = f"[{title}]({linked})" if _LINK.fullmatch(address) else title
    rests = ", ".join(f"`{table}` {n:,}" for table, n in sorted(held.items())) or "none"
    parts = (
        f"{named} `{row['source_id']}`",
        _plain(names.get(row["actor_id"], str(row["actor_id"] or ""))),
        _plain(str(row["licence"] or "")),
        _plain(str(row["attribution"] or "")),
        rests if row["redistributable"] else f"{rests}; may not be redistributed",
    )
    return f"| {' | '.join(parts)} |"


def _plain(text: str) -> str:
    """Text as text, whatever marks it has; on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
