"""Parquet as rows of text, batch by batch; a typed column needs no reading cell by cell."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import polars as pl

from wartally.schema import TableSchema
from wartally.sources.nulls import null_of
from wartally.sources.rows import Row, Unreadable
from wartally.sources.values import text_of

__all__ = ["batches", "columns_of"]

_BATCH = 50_000
_SIMPLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.String)


def columns_of(path: Path) -> list[str]:
    """The names of the columns; raises Unreadable if the file is no Parquet file."""
    try:
        return list(pl.read_parquet_schema(path))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Unreadable(_said(error)) from error


def batches(path: Path, named: Sequence[str], schema: TableSchema) -> Generator[Row]:
    """The rows as texts of the columns `named`; Unreadable if the file is broken or lacks one."""
    try:
        scan = pl.scan_parquet(path, glob=False)
        if missing := set(named) - set(scan.collect_schema().names()):
            raise Unreadable(f"the column {min(missing)!r} of the first file is missing here", rule="header")
        rows = int(scan.select(pl.len()).collect().item())
        for start in range(0, rows, _BATCH):
            frame = scan.select(named).slice(start, _BATCH).collect()
            columns = [_texts(frame[name], schema) for name in named]
            yield from (Row(-1, cells) for cells in zip(*columns, strict=True))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Unreadable(_said(error)) from error


def _texts(column: pl.Series, schema: TableSchema) -> list[str]:
    field = schema.field_of(column.name) if column.name in schema.field_names else None
    if column.dtype in _SIMPLE and (field is None or field.decimal_char == "."):
        return column.cast(pl.String).fill_null(null_of(field, schema)).to_list()
    return [text_of(value, field, schema) for value in column.to_list()]


def _said(error: BaseException) -> str:
    return f"the file cannot be read as Parquet: {str(error).splitlines()[0]}"
