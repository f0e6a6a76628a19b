"""What a validation says: findings are plain values, ordered, without repetition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

__all__ = ["ERROR", "WARNING", "Finding", "Report", "report_of"]

Severity = Literal["error", "warning"]
ERROR: Severity = "error"
WARNING: Severity = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, and where: no `line` (-1) and no `column` where a whole file is meant.

    `expected` says what should stand there, `suggestion` what was probably meant, blank where nothing
    is obvious. Both follow from the rest and the schema, so findings that differ only in them are equal.
    """

    table: str
    line: int = -1
    column: str = ""
    rule: str = ""
    message: str = ""
    value: str = ""
    severity: Severity = ERROR
    file: str = ""
    key: tuple[tuple[str, str], ...] = ()
    expected: str = field(default="", compare=False)
    suggestion: str = field(default="", compare=False)

    def completed(self, expected: str, suggestion: str) -> Finding:
        """The same finding, saying what was expected and what was meant."""
        return Finding(
            self.table, self.line, self.column, self.rule, self.message, self.value, self.severity,
            self.file, self.key, expected, suggestion,
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The finding in the contract's JSON shape."""
        return {
            "table": self.table,
            "file": self.file,
            "line": self.line if self.line > 0 else None,
            "column": self.column or None,
            "key": dict(self.key) or None,
            "rule": self.rule,
            "severity": self.severity,
            "value": self.value or None,
            "message": self.message,
            "expected": self.expected or None,
            "suggestion": self.suggestion or None,
        }


# The order of findings; a key made once for each is many times quicker than comparing them two by two.
_ORDER = attrgetter("table", "line", "column", "rule", "message", "value", "severity", "file", "key")


@dataclass(frozen=True)
class Report:
    """The outcome of one validation: tables with their row counts, rules run, and the findings."""

    engine: str
    tables: tuple[tuple[str, int], ...]
    rules: int
    findings: tuple[Finding, ...] = field(default=())

    @property
    def valid(self) -> bool:
        """True if there is no finding of severity error."""
        return all(f.severity != ERROR for f in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The report in the contract's JSON shape."""
        return {
            "valid": self.valid,
            "engine": self.engine,
            "tables": [{"table": name, "rows": rows} for name, rows in self.tables],
            "rules": self.rules,
            "findings": [f.as_json() for f in self.findings],
        }


def report_of(
    engine: str, tables: Iterable[tuple[str, int]], rules: int, findings: Iterable[Finding]
) -> Report:
    """A report whose tables and findings are sorted and free of repetition."""
    return Report(engine, tuple(sorted(tables)), rules, tuple(sorted(set(findings), key=_ORDER)))
