"""Header rows and comment rows: what stands above and between the rows of a file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from wartally.schema.marks import MARK, as_declared
from wartally.sources.rows import Row, Unreadable
from wartally.sources.table import Dialect

__all__ = ["Head", "first_part", "later_part", "renamed"]

COMMENT = "comment"


@dataclass
class Head:
    """The header of a file as it was found: its names, and the line on which it stands (-1: none)."""

    names: list[str] = field(default_factory=list)
    line: int = -1


def first_part(rows: Iterator[Row], dialect: Dialect) -> tuple[Head, Iterator[Row]]:
    """The header of the first file, and its rows below it without comments.

    A header row that is a comment is looked for on the next row that is none. The header is empty if
    the dialect says there is none, or if the file ends before it. Raises Unreadable if a header row
    cannot be cut into cells.
    """
    wanted = list(dialect.header_rows) if dialect.header else []
    skipped = frozenset(dialect.comment_rows)
    taken: list[Row] = []
    number = 0
    while wanted:
        row = next(rows, None)
        if row is None:
            break
        number += 1
        if row.fault == COMMENT or number in skipped or number < wanted[0]:
            continue
        if row.fault:
            raise Unreadable(f"the header cannot be cut into cells ({row.fault})", row.line, "header")
        taken.append(row)
        wanted.pop(0)
    head = Head(_joined([_texts(row.cells) for row in taken], dialect.header_join))
    head.line = taken[-1].line if taken else -1
    return head, _without_comments(rows, skipped, number)


def later_part(rows: Iterator[Row], dialect: Dialect, names: Sequence[str]) -> tuple[bool, Iterator[Row]]:
    """The rows of a further file: True if it has the header `names` again, which is then left out.

    The standard lets files be strung together as they are; in practice each often has the header too.
    """
    if not dialect.header or not dialect.header_rows:
        return False, _without_comments(rows, frozenset(), 0)
    height = max(dialect.header_rows)
    begin: list[Row] = []
    for row in rows:
        begin.append(row)
        if sum(r.fault != COMMENT for r in begin) == height:
            break
    head, _ = first_part(iter(begin), dialect)
    if head.names and head.names == list(names):
        return True, _without_comments(rows, frozenset(dialect.comment_rows), len(begin))
    return False, _without_comments(chain(begin, rows), frozenset(), 0)


def _without_comments(rows: Iterable[Row], skipped: frozenset[int], number: int) -> Iterator[Row]:
    for row in rows:
        number += 1
        if row.fault != COMMENT and number not in skipped:
            yield row


def _texts(cells: Sequence[Any]) -> list[str]:
    found = ["" if cell is None else str(cell) for cell in cells]
    while found and not found[-1] and cells[len(found) - 1] is None:
        found.pop()
    return found


def _joined(rows: Sequence[list[str]], join: str) -> list[str]:
    """The names in one header row, or in several: a name above several columns stands for each of them."""
    if len(rows) <= 1:
        return rows[0] if rows else []
    width = max(map(len, rows))
    columns: list[list[str]] = [[] for _ in range(width)]
    for above, row in enumerate(rows, start=1):
        last = ""
        for column in range(width):
            cell = row[column] if column < len(row) else ""
            last = cell or (last if above < len(rows) else "")
            if last and columns[column][-1:] != [last]:
                columns[column].append(last)
    return [join.join(parts) for parts in columns]


def renamed(names: Sequence[str], declared: Sequence[str], case_sensitive: bool) -> list[str]:
    """The names as the schema has them: marked as there, or in its case where case does not count."""
    if any(MARK in name for name in declared):
        return as_declared(names, declared)
    if case_sensitive:
        return list(names)
    known = {name.casefold(): name for name in declared}
    return [name if name in declared else known.get(name.casefold(), name) for name in names]
