"""Parquet: a file per table, typed by the schema, described in its metadata, sorted by key, in zstd.

Dates are date32, closed lists dictionaries of their codes in the schema's order, whole numbers of 32
bits unless a value or a declared limit needs 64. Titles, descriptions and units stand in the fields'
metadata, in both languages; the file's has the package, version, licence and the sha256 of the CSV.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wartally.export.model import Made, Tell
from wartally.export.source import Source
from wartally.schema import Field, TableSchema

__all__ = ["arrow_type", "write"]

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
        arrow = _arrow(frame, table.schema, _about(source, name))
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


def _arrow(frame: pl.DataFrame, schema: TableSchema, about: Mapping[str, str]) -> pa.Table:
    columns, fields = [], []
    for field in schema.fields:
        values = frame[field.name]
        kind = arrow_type(field, values)
        column = values.to_arrow()
        if pa.types.is_dictionary(kind):
            codes = pa.array([str(code) for code in field.enum], pa.string())
            indices = pc.index_in(column.cast(pa.string()), codes).cast(kind.index_type)
            columns.append(pa.DictionaryArray.from_arrays(indices, codes))
        else:
            columns.append(column.cast(kind))
        blank_ok = not (field.required or field.name in schema.primary_key)
        fields.append(pa.field(field.name, kind, nullable=blank_ok, metadata=_words(field)))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=dict(about)))


def _words(field: Field) -> dict[str, str]:
    words = {
        "title": field.title,
        "title@uk": field.title_uk,
        "description": field.description,
        "description@uk": field.description_uk,
        "unit": field.unit,
    }
    return {name: text for name, text in words.items() if text}


def _about(source: Source, name: str) -> dict[str, str]:
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
