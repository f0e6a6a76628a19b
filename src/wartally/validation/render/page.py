"""A report as one page of HTML that loads nothing and runs nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from wartally.validation.findings import Finding, Report
from wartally.validation.render.kinds import Kind, kinds
from wartally.validation.render.telling import Telling
from wartally.validation.render.words import counted, counts, key_text, one_line, summary

__all__ = ["html"]

_CELL_LIMIT = 500
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
h2, h3 { margin: 2rem 0 .5rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
caption { text-align: left; padding: .3rem 0 }
th, td { border-bottom: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere }
.number { text-align: right; font-variant-numeric: tabular-nums }
"""


def html(report: Report, telling: Telling) -> str:
    """One self-contained page: the verdict, the counts of each kind, some findings of each, the tables."""
    verdict = "valid" if report.valid else "not valid"
    found = kinds(report.findings)
    tables = ((name, f"{rows:,}") for name, rows in report.tables)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Wartally: {verdict}, {escape(counts(report))}</title>\n<style>{_STYLE}</style>\n</head>",
            f"<body>\n<main>\n<h1>The package is {verdict}</h1>\n<p>{escape(summary(report))}</p>",
            *(_overview(found) if found else ()),
            *(part for number, kind in enumerate(found, 1) for part in _section(number, kind, telling)),
            "<h2>Tables read</h2>",
            _table("Tables", counted(len(report.tables), "table"), ("Table", "Rows"), tables, numbers={1}),
            "</main>\n</body>\n</html>",
        ]
    )


def _overview(found: list[Kind]) -> Iterator[str]:
    yield "<h2>What is wrong, by kind</h2>"
    rows = ((k.file, k.column, k.rule, k.severity, f"{len(k.findings):,}") for k in found)
    caption = counted(len(found), "kind")
    yield _table("Kinds", caption, ("File", "Column", "Rule", "Severity", "Findings"), rows, numbers={4})
    yield "<h2>Examples</h2>"


def _section(number: int, kind: Kind, telling: Telling) -> Iterator[str]:
    column = f", {kind.column}" if kind.column else ""
    yield f"<h3>{number}. {_text(f'{kind.file}{column}: {kind.rule}')}</h3>"
    about = telling.helps.get(kind.rule)
    if about:
        yield f'<p>{_text(about.text)}</p>\n<p lang="uk">{_text(about.text_uk)}</p>'
    shown = kind.findings[: telling.examples]
    said = f"{len(shown):,} of {counted(len(kind.findings), 'finding')}"
    if shown:
        names = ("Line", "Key", "Value", "Message", "Expected", "Meant?")
        yield _table(f"Examples of kind {number}", said, names, map(_row, shown), numbers={0})


def _row(found: Finding) -> tuple[str, ...]:
    line = str(found.line) if found.line > 0 else ""
    return (line, key_text(found), found.value, found.message, found.expected, found.suggestion)


def _table(
    label: str, caption: str, names: tuple[str, ...], rows: Iterable[Iterable[str]], numbers: set[int]
) -> str:
    kinds_of = [' class="number"' if n in numbers else "" for n in range(len(names))]
    head = "".join(f'<th scope="col"{k}>{escape(n)}</th>' for k, n in zip(kinds_of, names, strict=True))
    body = "\n".join(
        "<tr>" + "".join(f"<td{k}>{_text(c)}</td>" for k, c in zip(kinds_of, row, strict=True)) + "</tr>"
        for row in rows
    )
    said = f"<caption>{escape(caption)}</caption>\n"
    table = f"<table>\n{said}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    # Who uses no mouse scrolls what has the focus.
    return f'<div class="wide" role="region" aria-label="{escape(label)}" tabindex="0">\n{table}\n</div>'


def _text(said: str) -> str:
    return escape(one_line(said, _CELL_LIMIT))
