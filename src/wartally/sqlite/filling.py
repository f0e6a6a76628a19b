"""Rows into an open database: many to a statement, from a file that need not fit into memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from wartally.frames import storage_type
from wartally.sources.table import Table
from wartally.sqlite import ddl
from wartally.streaming import frames_of

__all__ = ["fill_table"]

# So many rows to a statement: running one costs about as much as what a row of it does.
_TOGETHER = 40


def fill_table(db: sqlite3.Connection, table: Table, streaming: bool = True) -> None:
    """Insert the rows of a table's file into its empty table, in the order of the file.

    Raises DataError if the file cannot be read, Unstreamable if it can, but not in parts.
    """
    width = len(table.schema.fields)
    together = max(1, min(_TOGETHER, db.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width))
    rest: list[Any] = []
    frames = frames_of(table, storage_type, streaming)
    db.executemany(ddl.insert_sql(table.schema, together), _cut(frames, together * width, rest))
    db.executemany(ddl.insert_sql(table.schema), (rest[at : at + width] for at in range(0, len(rest), width)))


def _cut(frames: Iterable[pl.DataFrame], size: int, rest: list[Any]) -> Iterator[list[Any]]:
    """The cells of frames, row by row, in lists of one size; what is over in the end is left in `rest`."""
    for frame in frames:
        rest += _cells(frame)
        whole = len(rest) // size * size
        for at in range(0, whole, size):
            yield rest[at : at + size]
        del rest[:whole]


def _cells(frame: pl.DataFrame) -> list[Any]:
    """All cells of a frame, row by row; made column by column, which is twice as quick."""
    cells = [None] * (frame.height * frame.width)
    for place, column in enumerate(frame.iter_columns()):
        cells[place :: frame.width] = column.to_list()
    return cells
