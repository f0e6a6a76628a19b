"""A report as text for people: findings of each kind, one a line, and a last line with the counts. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wartally.validation.findings import ERROR, Report
from wartally.validation.render.kinds import Kind, kinds
from wartally.validation.render.telling import Telling
from wartally.validation.render.words import MESSAGE_LIMIT, counted, one_line, place, remark, summary

__all__ = ["text"]


def text(report: Report, telling: Telling) -> str:
    """`file:line: column: message [rule] (value)` by file and kind, how many more, and the counts."""
    lines = [line for kind in kinds(report.findings) for line in _lines(kind, telling.examples)]
    return "\n".join([*lines, summary(report)])


def _lines(kind: Kind, examples: int) -> Iterator[str]:
    name = one_line(kind.column, MESSAGE_LIMIT)
    column = f"{name}: " if name else ""
    rule = one_line(kind.rule, MESSAGE_LIMIT) + ("" if kind.severity == ERROR else f", {kind.severity}")
    for found in kind.findings[:examples]:
        yield f"{place(found)}: {column}{remark(found)} [{rule}]"
    more = len(kind.findings) - examples
    if more > 0:
        said = f"and {more:,} more" if examples else counted(more, "finding")
        yield f"{one_line(kind.file, MESSAGE_LIMIT)}: {column}{said} [{rule}] (all with --format json)"
