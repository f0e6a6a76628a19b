"""Tables as typed polars frames: integers, dates, booleans, closed lists and codes as enums."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from wartally.cells import sql_text
from wartally.csvform import from_cells
from wartally.errors import DataError
from wartally.schema import Field, TableSchema
from wartally.sources.plain import whole
from wartally.sources.table import Table

if TYPE_CHECKING:
    from wartally.package import Package

__all__ = [
    "coded_frame",
    "is_plain",
    "polars_type",
    "read_frame",
    "series",
    "storage_type",
    "table_frame",
    "value_type",
]

_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
    "time": pl.Time,
    "year": pl.Int64,
    "geopoint": pl.Struct({"lon": pl.Float64, "lat": pl.Float64}),
}
# The types that polars reads from a file as the standard has them written.
_READ = ("string", "any", "integer", "number", "boolean", "date")
# What SQLite has a type of its own for; the rest is text.
_STORED = ("integer", "number", "boolean", "year")


def value_type(field: Field) -> pl.DataType | type[pl.DataType]:
    """The polars type of a field's values; months, durations and JSON are canonical text."""
    if field.type == "list":
        return pl.List(_TYPES[field.item_type])
    return _TYPES.get(field.type, pl.String)


def polars_type(field: Field) -> pl.DataType | type[pl.DataType]:
    """The polars type of a field; a string field with a closed list or categories becomes an Enum."""
    if field.type == "string" and (field.enum or field.categories):
        return pl.Enum([str(v) for v in (field.enum or [c.value for c in field.categories]) if v is not None])
    return value_type(field)


def storage_type(field: Field) -> pl.DataType | type[pl.DataType]:
    """The polars type in which SQLite keeps a field: dates, closed lists and what has parts as text."""
    return value_type(field) if field.type in _STORED else pl.String


def series(field: Field, texts: Sequence[str], missing: Sequence[str], kind: Any = None) -> pl.Series:
    """A column of cells as values of the polars type `kind`, else of `value_type`.

    Raises ValueError at a cell that is no value of the field.
    """
    kind = value_type(field) if kind is None else kind
    values = from_cells(texts, field, missing)
    if kind == pl.String or isinstance(kind, pl.Enum):
        values = [None if value is None else sql_text(value) for value in values]
    elif field.type == "geopoint":
        values = [value and value._asdict() for value in values]
    return pl.Series(field.name, values, dtype=kind)


def read_frame(
    path: Path,
    schema: TableSchema,
    file: str,
    type_of: Callable[[Field], pl.DataType | type[pl.DataType]] = polars_type,
) -> pl.DataFrame:
    """The rows of a CSV file, typed by `type_of`; raises DataError if it cannot be read so."""
    try:
        if schema.missing_values == ("",) and all(map(is_plain, schema.fields)):
            try:
                types = {f.name: type_of(f) for f in schema.fields}
                return pl.read_csv(path, schema=types, null_values=[""], glob=False)
            except pl.exceptions.PolarsError:
                return _read_as_text(path, schema, type_of)
        return _read_as_text(path, schema, type_of)
    except FileNotFoundError as error:
        raise DataError(f"{file}: the file is not there") from error
    except (pl.exceptions.PolarsError, OSError, ValueError, OverflowError) as error:
        said = str(error).splitlines()[0]
        raise DataError(f"{file}: {said}; `wartally validate` lists every bad cell") from error


def table_frame(
    table: Table, type_of: Callable[[Field], pl.DataType | type[pl.DataType]] = polars_type
) -> pl.DataFrame:
    """The rows of a table, whatever its files are, typed by `type_of`; raises DataError as `read_frame`."""
    return read_frame(whole(table).path, table.schema, table.file, type_of)


def is_plain(field: Field) -> bool:
    """True if polars reads the field's cells from a file as the standard does."""
    usual = Field(field.name, field.type)
    written = ("format", "true_values", "false_values", "decimal_char", "group_char", "bare_number")
    same = all(getattr(field, name) == getattr(usual, name) for name in (*written, "missing_values"))
    return field.type in _READ and same


def _read_as_text(
    path: Path, schema: TableSchema, type_of: Callable[[Field], pl.DataType | type[pl.DataType]]
) -> pl.DataFrame:
    """The rows read as text, then typed: for other ways to write a value, or that there is none."""
    text = pl.read_csv(path, infer_schema=False, empty_string_is_null=False, glob=False)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        # polars leaves quotes doubled in names.
        text.columns = next(csv.reader(handle), [])
    return pl.DataFrame(
        [
            series(field, text[field.name].to_list(), schema.missing_of(field), type_of(field))
            for field in schema.fields
        ]
    )


def coded_frame(package: Package, name: str) -> pl.DataFrame:
    """The rows of a table, with columns of codes as Enums of the reference table's keys.

    A column that identifies the rows of a reference table, and every column that refers to it, have
    the same Enum, in the order of that table, so frames can be joined. Raises DataError if a code is
    not among the keys or a cell is not of its type.
    """
    table = package.table(name)
    lists: dict[str, pl.Enum] = {}
    for field in table.schema.fields:
        home = code_list(package.schemas, name, field.name)
        if home and field.type == "string":
            lists[field.name] = _keys(package, home)
    return table_frame(table, lambda field: lists.get(field.name) or polars_type(field))


def code_list(schemas: Mapping[str, TableSchema], table: str, column: str) -> str | None:
    """The reference table whose key a column holds, followed from table to table; None if there is none."""
    place, seen = (table, column), set()
    while place not in seen and place[0] in schemas:
        seen.add(place)
        schema = schemas[place[0]]
        if schema.section == "reference" and schema.primary_key == (place[1],):
            return schema.name
        for key in schema.foreign_keys:
            if place[1] in key.fields:
                place = (key.resource or schema.name, key.reference_fields[key.fields.index(place[1])])
                break
    return None


def _keys(package: Package, name: str) -> pl.Enum:
    """The keys of a reference table as an Enum, in the order of its rows."""
    table = package.table(name)
    rows = table_frame(table)
    return pl.Enum(rows[table.schema.primary_key[0]].drop_nulls().unique(maintain_order=True))
