"""A report as workflow commands, which GitHub shows beside the lines of a change. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wartally.validation.findings import Finding, Report
from wartally.validation.render.kinds import Kind, kinds
from wartally.validation.render.telling import Telling
from wartally.validation.render.words import MESSAGE_LIMIT, one_line, remark, summary

__all__ = ["github"]


def github(report: Report, telling: Telling) -> str:
    """Errors first, some of each kind, each one workflow command; then a notice with the counts.

    GitHub shows ten errors, ten warnings and ten notices of a step beside the lines, and all in its log.
    """
    ordered = sorted(kinds(report.findings), key=lambda kind: kind.severity)
    lines = [line for kind in ordered for line in _lines(kind, telling)]
    return "\n".join([*lines, f"::notice::{_data(summary(report))}"])


def _lines(kind: Kind, telling: Telling) -> Iterator[str]:
    for found in kind.findings[: telling.examples]:
        yield _annotation(found, telling)
    more = len(kind.findings) - telling.examples
    if more > 0:
        file, column = one_line(kind.file, MESSAGE_LIMIT), one_line(kind.column, MESSAGE_LIMIT)
        # A line of the log, no annotation: of those only few are shown.
        yield f" {file}: {f'{column}: ' if column else ''}{more:,} more [{kind.rule}]"


def _annotation(found: Finding, telling: Telling) -> str:
    title = f"{found.column}: {found.rule}" if found.column else found.rule
    named = {"file": telling.path(found), "title": one_line(title, MESSAGE_LIMIT)}
    if found.line > 0:
        named["line"] = str(found.line)
        cell = telling.cell(found)
        if cell:
            named |= {"col": str(cell[0]), "endColumn": str(cell[1])}
    properties = ",".join(f"{name}={_property(value)}" for name, value in named.items())
    return f"::{found.severity} {properties}::{_data(remark(found))}"


def _data(said: str) -> str:
    """Text as the data of a workflow command."""
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    """Text as a property of a workflow command."""
    return _data(said).replace(":", "%3A").replace(",", "%2C")
