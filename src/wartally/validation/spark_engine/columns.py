"""Text cells as typed columns, beside the cells that are not of their type. Pure: strings in, strings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wartally.schema import TableSchema
from wartally.validation import compile as sql
from wartally.validation.spark_engine.dialect import spark_expression, spark_name

__all__ = ["BAD", "broken", "duckdb_types", "held", "no_bad_cells", "valued"]

BAD = "_bad"
_VALUE = "_value_"
_NONE = "CAST(NULL AS STRUCT<cells: ARRAY<STRUCT<field: INT, text: STRING>>, key: ARRAY<STRING>>)"


def duckdb_types(schema: TableSchema, header: Sequence[str]) -> Mapping[str, str]:
    """The type of each present column, in DuckDB's names, and of the row's number."""
    return {sql.ROW: "BIGINT", **{f.name: sql.sql_type(f) for f in schema.fields if f.name in header}}


def valued(schema: TableSchema, header: Sequence[str]) -> list[str]:
    """The values of the present columns that are not text, NULL where a cell is none of its type."""
    return [
        f"{spark_expression(sql.value(field, sql.ident(field.name)))} AS {_VALUE}{number}"
        for number, field in enumerate(schema.fields)
        if field.name in header and not sql.is_text(field)
    ]


def held(schema: TableSchema, header: Sequence[str]) -> list[str]:
    """What is kept of a row: its columns, text or value, and `BAD`: the cells that are not of their type.

    `BAD` is NULL where there are none, else the number of the field and the text of each such cell, and
    the cells of the primary key as they are written.
    """
    items, cells = [], []
    for number, field in enumerate(schema.fields):
        name, value = spark_name(field.name), f"{_VALUE}{number}"
        if field.name not in header:
            continue
        if sql.is_text(field):
            items.append(name)
            continue
        items.append(f"{value} AS {name}")
        odd = f"{name} IS NOT NULL AND {value} IS NULL"
        cells.append((odd, f"CASE WHEN {odd} THEN named_struct('field', {number}, 'text', {name}) END"))
    return [*items, f"{_bad(schema, header, cells)} AS {BAD}"]


def no_bad_cells() -> str:
    """What `held` says of a row in which every cell is of its type."""
    return f"{_NONE} AS {BAD}"


def _bad(schema: TableSchema, header: Sequence[str], cells: Sequence[tuple[str, str]]) -> str:
    if not cells:
        return _NONE
    key = ", ".join(spark_name(k) for k in schema.primary_key if k in header)
    found = f"array_compact(array({', '.join(cell for _, cell in cells)}))"
    any_odd = " OR ".join(f"({odd})" for odd, _ in cells)
    keys = f"array({key})" if key else "CAST(array() AS ARRAY<STRING>)"
    return f"CASE WHEN {any_odd} THEN named_struct('cells', {found}, 'key', {keys}) END"


def broken(schema: TableSchema, check: sql.Check) -> str:
    """The predicate of a row that breaks `check`, and does not have a cell there that is none of its type."""
    predicate = spark_expression(check.broken)
    (number,) = [n for n, field in enumerate(schema.fields) if field.name == check.column]
    if sql.is_text(schema.fields[number]):
        return f"({predicate})"
    return f"(({predicate}) AND ({BAD} IS NULL OR NOT exists({BAD}.cells, c -> c.field = {number})))"
