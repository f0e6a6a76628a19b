"""A table's rows as typed polars frames, a few thousand at a time, from a file larger than the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from wartally.frames import is_plain, read_frame
from wartally.schema import Field
from wartally.sources.table import Table

__all__ = ["Unstreamable", "frames_of"]

_CHUNK = 4000
# Files below this size are read at once, which copes with more ways of writing a value.
_LARGE = 1 << 25

TypeOf = Callable[[Field], pl.DataType | type[pl.DataType]]


class Unstreamable(Exception):
    """A large file has a cell that is only understood when the file is read at once."""


def frames_of(table: Table, type_of: TypeOf, streaming: bool = True) -> Iterator[pl.DataFrame]:
    """The rows of a plain table, typed by `type_of`, in the order of the file.

    Raises DataError if the file cannot be read, Unstreamable if it can, but not in parts.
    """
    if not (streaming and _streamable(table)):
        whole = read_frame(table.path, table.schema, table.file, type_of)
        yield from whole.iter_slices(_CHUNK)
        return
    types = {field.name: type_of(field) for field in table.schema.fields}
    rows = pl.scan_csv(table.path, schema=types, null_values=[""], glob=False)
    try:
        yield from rows.collect_batches(chunk_size=_CHUNK, maintain_order=True)
    except pl.exceptions.PolarsError as error:
        raise Unstreamable(table.name) from error


def _streamable(table: Table) -> bool:
    return (
        all(map(is_plain, table.schema.fields))
        and table.schema.missing_values == ("",)
        and table.path.is_file()
        and table.path.stat().st_size > _LARGE
    )
