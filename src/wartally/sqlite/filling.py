"""Rows into an open database: many to a statement, from a file that need not fit into memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from wartally.frames import is_plain, read_frame, storage_type
from wartally.sources.table import Table
from wartally.sqlite import ddl

__all__ = ["Unstreamable", "fill_table"]

# So many rows to a statement: running one costs about as much as what a row of it does.
_TOGETHER = 40
_CHUNK = 4000
# Files below this size are read at once, which copes with more ways of writing a value.
_LARGE = 1 << 25


class Unstreamable(Exception):
    """A large file has a cell that is only understood when the file is read at once."""


def fill_table(db: sqlite3.Connection, table: Table, streaming: bool = True) -> None:
    """Insert the rows of a table's file into its empty table, in the order of the file.

    Raises DataError if the file cannot be read, Unstreamable if it can, but not in parts.
    """
    width = len(table.schema.fields)
    together = max(1, min(_TOGETHER, db.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width))
    rest: list[Any] = []
    frames = _frames(table, streaming)
    db.executemany(ddl.insert_sql(table.schema, together), _cut(frames, together * width, rest))
    db.executemany(ddl.insert_sql(table.schema), (rest[at : at + width] for at in range(0, len(rest), width)))


def _frames(table: Table, streaming: bool) -> Iterator[pl.DataFrame]:
    """The rows of a table, in frames of a few thousand."""
    if not (streaming and _streamable(table)):
        whole = read_frame(table.path, table.schema, table.file, storage_type)
        yield from whole.iter_slices(_CHUNK)
        return
    types = {field.name: storage_type(field) for field in table.schema.fields}
    rows = pl.scan_csv(table.path, schema=types, null_values=[""], glob=False)
    try:
        yield from rows.collect_batches(chunk_size=_CHUNK, maintain_order=True)
    except pl.exceptions.PolarsError as error:
        raise Unstreamable(table.name) from error


def _streamable(table: Table) -> bool:
    plain = all(map(is_plain, table.schema.fields))
    return (
        plain
        and table.schema.missing_values == ("",)
        and table.path.is_file()
        and table.path.stat().st_size > _LARGE
    )


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
