"""A difference in words: a short text for the terminal, Markdown for a changelog or a review. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from wartally.versions.compare import Cell, Change, Difference, TableDifference
from wartally.versions.document import summary

__all__ = ["markdown", "summary_line", "text"]

# Rows named per table and kind; the JSON form has all of them.
SHOWN = 20


def summary_line(difference: Difference) -> str:
    """The difference in one sentence of numbers."""
    if not difference:
        return "no difference"
    n = summary(difference)
    parts = [
        f"{_count(n['added'], 'row')} added",
        f"{_count(n['changed'], 'row')} changed ({_count(n['cells'], 'cell')})",
        f"{_count(n['removed'], 'row')} removed",
    ]
    if n["reclassified"]:
        parts.append(f"{n['reclassified']} reclassified")
    if n["structure"]:
        parts.append(f"structure of {_count(n['structure'], 'table')} changed")
    if n["files"]:
        parts.append(f"{_count(n['files'], 'schema or rule file')} changed")
    if n["properties"]:
        parts.append(f"{_count(n['properties'], 'property', 'properties')} of the descriptor changed")
    return f"{', '.join(parts)}, in {_count(n['tables'], 'table')}"


def _count(n: int, one: str, more: str = "") -> str:
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def text(difference: Difference) -> str:
    """The difference for a terminal: the sentence, then table by table with its first rows."""
    old, new = difference.old or "old", difference.new or "new"
    lines = [f"{_plain(old)} -> {_plain(new)}: {summary_line(difference)}"]
    described = (*difference.properties, *difference.resources)
    lines += [f"  descriptor, {_cell(change.name, False)}: {_how(change)}" for change in described]
    lines += [f"  {_cell(change.name, False)}: {_how(change)}" for change in difference.files]
    for table in difference.tables:
        lines.append(f"  {_cell(table.name, False)}: {_numbers(table)}")
        lines += [f"    {line}" for line in _rows(table)]
    return "\n".join(lines)


def markdown(difference: Difference) -> str:
    """The difference as Markdown: a heading, a table of numbers, and the rows of each table."""
    old, new = difference.old or "old", difference.new or "new"
    lines = [f"## {_plain(old)} → {_plain(new)}", "", f"{summary_line(difference).capitalize()}.", ""]
    if difference.tables:
        lines += [
            "| table | added | changed | removed | reclassified |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        lines += [
            f"| {_cell(t.name.replace('|', '¦'), True)} | {' | '.join(f'{n:,}' for n, _ in _kinds(t))} |"
            for t in difference.tables
        ]
        lines.append("")
    others = [*difference.properties, *difference.resources, *difference.files]
    if others:
        lines += ["### Schemas, rules and descriptor", ""]
        lines += [f"- {_cell(change.name, True)}: {_how(change, marked=True)}" for change in others]
        lines.append("")
    for table in difference.tables:
        lines += [f"### {_cell(table.name, True)}", ""]
        lines += [f"- {line}" for line in _rows(table, marked=True)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _how(change: Change, marked: bool = False) -> str:
    if change.before is None:
        return "added"
    if change.after is None:
        return "removed"
    if (
        isinstance(change.before, str)
        and isinstance(change.after, str)
        and "\n" not in change.before + change.after
    ):
        return f"{_cell(change.before, marked)} -> {_cell(change.after, marked)}"
    return "changed"


def _numbers(table: TableDifference) -> str:
    said = []
    if table.columns_before is None:
        said.append("new table")
    elif table.columns_after is None:
        said.append("table removed")
    elif table.columns_before != table.columns_after:
        new = [c for c in table.columns_after if c not in table.columns_before]
        gone = [c for c in table.columns_before if c not in table.columns_after]
        named = [_cell(c, False) for c in (*(f"+{c}" for c in new), *(f"-{c}" for c in gone))] or ["order"]
        said.append(f"columns: {', '.join(named)}")
    said += [f"{n:,} {kind}" for n, kind in _kinds(table) if n]
    return ", ".join(said)


def _kinds(table: TableDifference) -> list[tuple[int, str]]:
    return [
        (len(table.added), "added"),
        (table.changed_rows, "changed"),
        (len(table.removed), "removed"),
        (len(table.reclassified), "reclassified"),
    ]


def _rows(table: TableDifference, marked: bool = False) -> Iterator[str]:
    by_row = [(key, list(found)) for key, found in groupby(table.changed, key=lambda cell: cell.key)]
    for key, found in by_row[:SHOWN]:
        again = " (reclassified)" if key in table.reclassified else ""
        yield f"{_sign('~', marked)} {_cell(', '.join(key), marked)}{again}: {_cells(found, marked)}"
    yield from _rest(len(by_row), "changed")
    for sign, rows, kind in (("+", table.added, "added"), ("-", table.removed, "removed")):
        for key in list(rows)[:SHOWN]:
            yield f"{_sign(sign, marked)} {_cell(', '.join(key), marked)}"
        yield from _rest(len(rows), kind)


def _sign(sign: str, marked: bool) -> str:
    """How a row's line begins; in Markdown a word, for a + or - there begins a list and is not shown."""
    return {"~": "changed", "+": "added", "-": "removed"}[sign] if marked else sign


def _rest(n: int, kind: str) -> Iterator[str]:
    if n > SHOWN:
        yield f"... and {n - SHOWN:,} more {kind}"


def _cells(found: Sequence[Cell], marked: bool) -> str:
    told = ((_cell(c.column, marked), _cell(c.before, marked), _cell(c.after, marked)) for c in found)
    return "; ".join(f"{column} {before} -> {after}" for column, before, after in told)


def _cell(value: str, marked: bool) -> str:
    """A text from a package in one line, without signs that steer a terminal or turn the order of letters."""
    if not value:
        return "(blank)"
    short = value if len(value) <= 80 else f"{value[:79]}…"
    short = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(short.split()))
    return f"`{short.replace('`', 'ˋ')}`" if marked else short


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isalnum() or c in " .-_+")
