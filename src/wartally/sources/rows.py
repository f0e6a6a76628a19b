"""What the readers of all formats hand on: rows, what is no row, and where each of them stands."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["BLANK", "Fault", "LineMap", "Row", "Unreadable"]

BLANK = "the line is blank; take it out"


class Row(NamedTuple):
    """One row of a file: its line (-1 where the format has none), its cells, or the `fault` that it is none.

    Cells are texts, or values in formats that have types of their own. `text` is what stands there where
    that cannot be cut into cells.
    """

    line: int
    cells: Sequence[Any]
    fault: str = ""
    text: str = ""


class Fault(NamedTuple):
    """Something wrong with a file, found while it was read: a finding without its table."""

    file: str
    line: int
    column: str
    rule: str
    message: str
    value: str = ""


class Unreadable(Exception):
    """A file cannot be read from here on; the text says why, `rule` under which rule that falls."""

    def __init__(self, why: str, line: int = -1, rule: str = "structure") -> None:
        super().__init__(why)
        self.line = line
        self.rule = rule


class LineMap:
    """Where each row of a table stands: the part's number and the line there.

    Rows on lines that follow each other take one entry together, so a map is small however long the table.
    """

    def __init__(self) -> None:
        self._starts = array("Q")
        self._parts = array("L")
        self._lines = array("q")
        self._next = (0, 0)
        self.rows = 0

    def add(self, part: int, line: int) -> None:
        """Note the next row."""
        if (part, line) != self._next or not self._starts:
            self._starts.append(self.rows)
            self._parts.append(part)
            self._lines.append(line)
        self._next = (part, line + 1 if line > 0 else line)
        self.rows += 1

    def place(self, row: int) -> tuple[int, int]:
        """The part and the line (-1 if there is none) of a row, counted from 0."""
        if not 0 <= row < self.rows:
            return 0, -1
        at = bisect_right(self._starts, row) - 1
        line = self._lines[at]
        return self._parts[at], line + row - self._starts[at] if line > 0 else -1
