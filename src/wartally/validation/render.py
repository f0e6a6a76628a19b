"""A report told to people and machines: text, JSON, GitHub annotations, a page of HTML. Pure."""

from __future__ import annotations

import json as _json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from html import escape
from itertools import groupby

from wartally.errors import BadArgument
from wartally.validation.findings import ERROR, Finding, Report

__all__ = ["EXAMPLES", "RENDERINGS", "github", "html", "json", "render", "text"]

# How many findings of one rule in one table the text shows.
EXAMPLES = 20
_VALUE_LIMIT = 80


def render(report: Report, form: str) -> str:
    """The report in one of the `RENDERINGS`; raises BadArgument, listing them, if there is no such one."""
    if form not in RENDERINGS:
        raise BadArgument(f"there is no rendering {form!r}; the renderings are {', '.join(RENDERINGS)}")
    return RENDERINGS[form](report)


def text(report: Report) -> str:
    """Findings by table and rule, `EXAMPLES` of each at most, one a line, and a last line with the counts."""
    lines = []
    for (_, rule), found in _grouped(report.findings):
        lines += [_text_line(f) for f in found[:EXAMPLES]]
        if len(found) > EXAMPLES:
            lines.append(f"{_printable(found[0].file)}: {len(found) - EXAMPLES} more [{rule}]")
    return "\n".join([*lines, summary(report)])


def summary(report: Report) -> str:
    """One line: what was read and run, and how many errors and warnings there are."""
    rows = sum(count for _, count in report.tables)
    read = ", ".join(
        [
            _counted(len(report.tables), "table"),
            _counted(rows, "row"),
            f"{_counted(report.rules, 'rule')} ({report.engine})",
        ]
    )
    severities = Counter(f.severity for f in report.findings)
    if not severities:
        return f"{read}: nothing wrong"
    return f"{read}: " + ", ".join(_counted(n, severity) for severity, n in sorted(severities.items()))


def json(report: Report) -> str:
    """The report in the contract's JSON shape."""
    return _json.dumps(report.as_json(), ensure_ascii=False, indent=2)


def github(report: Report) -> str:
    """One workflow command per finding, which GitHub shows beside the line, and a notice with the counts."""
    return "\n".join([*(_annotation(f) for f in report.findings), f"::notice::{_data(summary(report))}"])


def html(report: Report) -> str:
    """One self-contained page, with the counts and every finding; it loads nothing and runs nothing."""
    verdict = "valid" if report.valid else "not valid"
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>Wartally: {verdict}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f"<h1>The package is {verdict}</h1>\n<p>{escape(summary(report))}</p>",
            *([_findings_table(report.findings)] if report.findings else []),
            "<h2>Tables read</h2>",
            _table(("Table", "Rows"), ((name, f"{rows:,}") for name, rows in report.tables)),
            "</body>\n</html>",
        ]
    )


RENDERINGS: Mapping[str, Callable[[Report], str]] = {
    "text": text,
    "json": json,
    "github": github,
    "html": html,
}


def _grouped(findings: Iterable[Finding]) -> list[tuple[tuple[str, str], list[Finding]]]:
    """The findings by table and rule, in order of table and of each group's first finding."""
    first: dict[tuple[str, str], int] = {}
    numbered = list(enumerate(findings))
    for number, f in numbered:
        first.setdefault((f.table, f.rule), number)
    ordered = sorted(numbered, key=lambda pair: (first[pair[1].table, pair[1].rule], pair[0]))
    groups = groupby((f for _, f in ordered), key=lambda f: (f.table, f.rule))
    return [(key, list(group)) for key, group in groups]


def _text_line(found: Finding) -> str:
    """`file:line: column: message [rule] (value)`, or the key instead of the value where there is no line."""
    place = f"{found.file or found.table}:{found.line}" if found.line > 0 else found.file or found.table
    parts = [place, *([found.column] if found.column else []), found.message]
    line = ": ".join(parts) + f" [{found.rule}{'' if found.severity == ERROR else ', ' + found.severity}]"
    if found.line < 1 and found.key:
        line += f" ({_key(found)})"
    elif found.value:
        line += f" ({_short(found.value)})"
    return _printable(line)


def _key(found: Finding) -> str:
    return ", ".join(f"{name}={value}" for name, value in found.key)


def _short(value: str) -> str:
    return value if len(value) <= _VALUE_LIMIT else value[:_VALUE_LIMIT] + "..."


def _printable(line: str) -> str:
    """The line with control characters written out, so that a cell cannot steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _annotation(found: Finding) -> str:
    place = {
        "file": found.file or found.table,
        "title": f"{found.column}: {found.rule}" if found.column else found.rule,
    }
    if found.line > 0:
        place["line"] = str(found.line)
    said = f"{found.message} ({_short(found.value)})" if found.value else found.message
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    return f"::{found.severity} {properties}::{_data(said)}"


def _data(said: str) -> str:
    """Text as the data of a workflow command."""
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    """Text as a property of a workflow command."""
    return _data(said).replace(":", "%3A").replace(",", "%2C")


_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { border-bottom: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere }
"""


def _findings_table(findings: Iterable[Finding]) -> str:
    rows = (
        (
            f.file or f.table,
            str(f.line) if f.line > 0 else "",
            f.column,
            f.rule,
            f.severity,
            f.value,
            f.message,
            _key(f),
        )
        for f in findings
    )
    return _table(("File", "Line", "Column", "Rule", "Severity", "Value", "Message", "Key"), rows)


def _table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(_printable(c))}</td>" for c in row) + "</tr>" for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
