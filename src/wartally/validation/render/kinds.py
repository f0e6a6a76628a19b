"""Findings by kind: what is wrong in the same way in the same column of the same file. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wartally.validation.findings import Finding

__all__ = ["Kind", "kinds"]


@dataclass(frozen=True)
class Kind:
    """The findings of one rule in one column of one file, in the file's order; never empty."""

    file: str
    table: str
    rule: str
    column: str
    severity: str
    findings: tuple[Finding, ...]


def kinds(findings: Iterable[Finding]) -> list[Kind]:
    """The findings by kind: files in the order of their first finding, kinds of a file likewise."""
    files: dict[str, dict[tuple[str, str, str, str], list[Finding]]] = {}
    for found in findings:
        inside = files.setdefault(found.file or found.table, {})
        inside.setdefault((found.table, found.rule, found.column, found.severity), []).append(found)
    return [
        Kind(file, table, rule, column, severity, tuple(found))
        for file, inside in files.items()
        for (table, rule, column, severity), found in inside.items()
    ]
