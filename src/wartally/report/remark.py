"""What is said of a proposed report: plain values, ordered, the gravest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["ERROR", "WARNING", "Remark", "error", "warning"]

Severity = Literal["error", "warning"]
ERROR: Severity = "error"
WARNING: Severity = "warning"


@dataclass(frozen=True, order=True)
class Remark:
    """One finding about a report's text: the rule, where, what is there, what was expected, what to do.

    `line` counts the text's lines from 1, 0 where the whole text is meant; `category_id` is blank
    where no one category is. `residual` is set where a row of `corrections` would explain it.
    """

    severity: Severity
    line: int
    category_id: str
    rule: str
    message: str
    value: str = ""
    expected: str = ""
    hint: str = ""
    residual: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding for machines; blanks are null."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "category_id": self.category_id or None,
            "line": self.line or None,
            "value": self.value or None,
            "expected": self.expected or None,
            "message": self.message,
            "hint": self.hint or None,
            "residual": self.residual,
        }


def error(rule: str, message: str, line: int = 0, category_id: str = "", **more: Any) -> Remark:
    """A finding that stands in the way of adding the report."""
    return Remark(ERROR, line, category_id, rule, message, **more)


def warning(rule: str, message: str, line: int = 0, category_id: str = "", **more: Any) -> Remark:
    """A finding that a person must look at and may pass over."""
    return Remark(WARNING, line, category_id, rule, message, **more)
