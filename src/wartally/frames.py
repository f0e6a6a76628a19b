"""Tables as typed polars frames: integers, dates, booleans, and closed lists as enums."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from wartally.errors import DataError
from wartally.schema import Field, TableSchema

__all__ = ["polars_type", "read_frame", "storage_type"]

_TYPES: dict[str, type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
}


def polars_type(field: Field) -> pl.DataType | type[pl.DataType]:
    """The polars type of a field; a string field with a closed list becomes an Enum."""
    if field.type == "string" and field.enum:
        return pl.Enum([str(v) for v in field.enum])
    return _TYPES[field.type]


def storage_type(field: Field) -> type[pl.DataType]:
    """The polars type in which SQLite keeps a field: dates and closed lists as text."""
    return pl.String if field.type == "date" else _TYPES[field.type]


def read_frame(
    path: Path,
    schema: TableSchema,
    file: str,
    type_of: Callable[[Field], pl.DataType | type[pl.DataType]] = polars_type,
) -> pl.DataFrame:
    """The rows of a CSV file, typed by `type_of`; raises DataError if it cannot be read so."""
    try:
        return pl.read_csv(path, schema={f.name: type_of(f) for f in schema.fields}, null_values=[""])
    except FileNotFoundError as error:
        raise DataError(f"{file}: the file is not there") from error
    except (pl.exceptions.PolarsError, OSError) as error:
        said = str(error).splitlines()[0]
        raise DataError(f"{file}: {said}; `wartally validate` lists every bad cell") from error
