"""What the renderings share: counts in words, and text that no terminal takes for more than text. Pure."""

from __future__ import annotations

from collections import Counter

from wartally.validation.findings import Finding, Report

__all__ = ["counted", "counts", "key_text", "one_line", "place", "printable", "remark", "summary"]

VALUE_LIMIT = 80
MESSAGE_LIMIT = 300


def summary(report: Report) -> str:
    """One line: what was read and run, and how many errors and warnings there are."""
    rows = sum(count for _, count in report.tables)
    read = ", ".join(
        [
            counted(len(report.tables), "table"),
            counted(rows, "row"),
            f"{counted(report.rules, 'rule')} ({report.engine})",
        ]
    )
    return f"{read}: {counts(report)}"


def counts(report: Report) -> str:
    """How many errors and warnings there are, or that nothing is wrong."""
    severities = Counter(f.severity for f in report.findings)
    return ", ".join(counted(n, severity) for severity, n in sorted(severities.items())) or "nothing wrong"


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 row, 1,332 rows."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def printable(text: str) -> str:
    """The text with control, invisible and direction characters written out, so that it steers nothing."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def one_line(text: str, limit: int) -> str:
    """The text made `printable` and cut to `limit` characters, the last of them an ellipsis."""
    # What is far beyond the limit need not be looked at: a cell may hold megabytes.
    shown = printable(text[: limit + 1])
    return shown if len(shown) <= limit else shown[: max(limit - 1, 0)] + "…"


def place(found: Finding) -> str:
    """`file:line`, `file` where there is no line."""
    file = one_line(found.file or found.table, MESSAGE_LIMIT)
    return f"{file}:{found.line}" if found.line > 0 else file


def key_text(found: Finding) -> str:
    """The key of the row that a finding is about: `series_id=mod_ru, report_date=2022-09-21`."""
    return ", ".join(f"{name}={value}" for name, value in found.key)


def remark(found: Finding) -> str:
    """The message with the value, or the key where there is no line, and what was probably meant."""
    said = one_line(found.message.removeprefix(f"{found.column} "), MESSAGE_LIMIT)
    if found.line < 1 and found.key:
        said += f" ({one_line(key_text(found), VALUE_LIMIT)})"
    elif found.value:
        said += f" ({one_line(found.value, VALUE_LIMIT)})"
    return said + (suggested(found) or _expected(found))


def _expected(found: Finding) -> str:
    """`; expected …`, blank where the message says it or nothing is known."""
    if found.rule != "type" or not found.expected or found.expected in found.message:
        return ""
    return f"; expected {one_line(found.expected, MESSAGE_LIMIT)}"


def suggested(found: Finding) -> str:
    """`; did you mean …?`, blank where nothing is obvious."""
    if not found.suggestion or "did you mean" in found.message:
        return ""
    return f"; did you mean {one_line(found.suggestion, VALUE_LIMIT)}?"
