"""Parquet: a file per table, typed by the schema, described in its metadata, sorted by key, in zstd.

Dates are date32, closed lists dictionaries of their codes in the schema's order, whole numbers of 32
bits unless a value or a declared limit needs 64. Titles, descriptions and units stand in the fields'
metadata, in both languages; the file's has the package, version, licence and the sha256 of the CSV.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wartally.export.model import Made, Tell
from wartally.export.source import Source
from wartally.schema import Field, TableSchema

__all__ = ["about_table", "arrow_column", "arrow_schema", "arrow_type", "write"]

_INT32 = range(-(2**31), 2**31)
_INT8_CODES = 127


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write parquet/<table>.parquet for every table."""
    (folder / "parquet").mkdir()
    made = []
    for step, (name, table) in enumerate(source.tables.items()):
        tell("parquet", step, len(source.tables))
        frame = source.frame(name)
        path = f"parquet/{source.file_names[name]}.parquet"
        arrow = _arrow(frame, table.schema, about_table(source, name))
        pq.write_table(
            arrow,
            folder / path,
            compression="zstd",
            sorting_columns=[
                pq.SortingColumn(table.schema.field_names.index(key)) for key in table.schema.primary_key
            ],
        )
        media_type = "application/vnd.apache.parquet"
        made.append(Made(path, media_type, *source.titles(name), name, frame.height))
    return made


def arrow_type(field: Field, values: pl.Series) -> pa.DataType:
    """The Arrow type of a column: of its field, and wide enough for its values and declared limits."""
    if field.type == "string" and field.enum:
        return pa.dictionary(pa.int8() if len(field.enum) <= _INT8_CODES else pa.int16(), pa.string())
    if field.type == "integer":
        found: list[Any] = [values.min(), values.max()]
        limits = [v for v in (*found, *map(field.constraints.get, ("minimum", "maximum"))) if v is not None]
        return pa.int32() if all(int(v) in _INT32 for v in limits) else pa.int64()
    types = {"number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(), "year": pa.int64()}
    return types.get(field.type, pa.string())


def arrow_schema(schema: TableSchema, kinds: Sequence[pa.DataType], about: Mapping[str, str]) -> pa.Schema:
    """The Arrow schema of a table whose columns are of the types `kinds`, described in its metadata."""
    needed = schema.primary_key
    fields = [
        pa.field(f.name, kind, nullable=not (f.required or f.name in needed), metadata=_words(f))
        for f, kind in zip(schema.fields, kinds, strict=True)
    ]
    return pa.schema(fields, metadata=dict(about))


def arrow_column(field: Field, kind: pa.DataType, values: pl.Series) -> pa.Array:
    """The values of a field as an Arrow array of the type `kind`."""
    column = values.to_arrow()
    if not pa.types.is_dictionary(kind):
        return column.cast(kind)
    codes = pa.array([str(code) for code in field.enum], pa.string())
    indices = pc.index_in(column.cast(pa.string()), codes).cast(kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, codes)


def _arrow(frame: pl.DataFrame, schema: TableSchema, about: Mapping[str, str]) -> pa.Table:
    kinds = [arrow_type(field, frame[field.name]) for field in schema.fields]
    columns = [
        arrow_column(field, kind, frame[field.name]) for field, kind in zip(schema.fields, kinds, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=arrow_schema(schema, kinds, about))


def _words(field: Field) -> dict[str, str]:
    words = {
        "title": field.title,
        "title@uk": field.title_uk,
        "description": field.description,
        "description@uk": field.description_uk,
        "unit": field.unit,
    }
    return {name: text for name, text in words.items() if text}


def about_table(source: Source, name: str) -> dict[str, str]:
    """The file's metadata."""
    schema = source.tables[name].schema
    title, title_uk = source.titles(name)
    about = {
        "table": name,
        "title": title,
        "title@uk": title_uk,
        "description": schema.description,
        "description@uk": schema.description_uk,
        "primaryKey": json.dumps(list(schema.primary_key), ensure_ascii=False),
        "package": source.package.name,
        "version": source.version,
        "licence": source.licence,
        "sha256": source.sha256(name),
    }
    return {key: text for key, text in about.items() if text}
