"""Where in its line the cell of a finding stands, for services that mark it in the text of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from wartally.sources.plain import is_plain
from wartally.sources.table import Table
from wartally.validation.findings import Finding

__all__ = ["cell_places", "spans"]

# Looking through a larger file takes longer than the mark is worth.
_MOST_BYTES = 256 << 20


def cell_places(
    tables: Mapping[str, Table], findings: Iterable[Finding]
) -> dict[tuple[str, int, str], tuple[int, int]]:
    """The first and the last character, counted from 1, of the cells that findings are about.

    By file, line and column. Left out is what is not on one line of a plain file, and what is blank.
    """
    wanted: dict[str, set[int]] = {}
    for found in findings:
        if found.line > 0 and found.column and found.table in tables:
            wanted.setdefault(found.table, set()).add(found.line)
    places: dict[tuple[str, int, str], tuple[int, int]] = {}
    for name, lines in wanted.items():
        table = tables[name]
        if is_plain(table):
            try:
                places |= _places(table, lines)
            except OSError:
                continue
    return places


def _places(table: Table, lines: set[int]) -> dict[tuple[str, int, str], tuple[int, int]]:
    if table.path.stat().st_size > _MOST_BYTES:
        return {}
    found: dict[tuple[str, int, str], tuple[int, int]] = {}
    with table.path.open(encoding="utf-8", errors="replace", newline="\n") as stream:
        header: Sequence[str] = ()
        for number, line in enumerate(islice(stream, max(lines)), 1):
            if number == 1:
                header = [text for text, _ in spans(line.removeprefix("\ufeff"), table.dialect.delimiter)]
            if number in lines:
                cells = spans(line, table.dialect.delimiter)
                if len(cells) == len(header):
                    named = zip(header, cells, strict=True)
                    found |= {(table.file, number, name): span for name, (text, span) in named if text}
    return found


def spans(line: str, delimiter: str) -> list[tuple[str, tuple[int, int]]]:
    """The cells of a line, each with its first and last character, quotes with them; none if one goes on."""
    text = line.rstrip("\r\n")
    cells, start, quoted = [], 0, False
    for at, character in enumerate(text + delimiter):
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            cell = text[start:at]
            shown = cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
            cells.append((shown, (start + 1, at)))
            start = at + 1
    return [] if quoted else cells
