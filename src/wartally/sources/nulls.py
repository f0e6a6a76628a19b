"""The texts that stand for a missing value: what a dialect adds, and what a format's own null becomes.

Formats like JSON have a value for what is missing. In the text that engines read it becomes one of the
field's missing values, or `NULL` where it has none. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from wartally.schema import Field, TableSchema
from wartally.sources.table import Table

__all__ = ["NATIVE", "NULL", "null_of", "with_nulls"]

# A character for private use, which no data have: a null in a field none of whose texts is a missing value.
NULL = "\ue000"
NATIVE = frozenset({"json", "jsonl", "inline", "parquet", "xlsx", "sqlite"})


def with_nulls(schema: TableSchema, table: Table) -> TableSchema:
    """The schema with the missing values that the table's dialect and format bring along."""
    more = () if table.dialect.null_sequence is None else (table.dialect.null_sequence,)

    def wider(values: tuple[str, ...]) -> tuple[str, ...]:
        bare = not values and table.format in NATIVE
        return tuple(dict.fromkeys((*values, *more, *((NULL,) if bare else ()))))

    fields = tuple(
        f if f.missing_values is None else replace(f, missing_values=wider(f.missing_values))
        for f in schema.fields
    )
    return replace(schema, fields=fields, missing_values=wider(schema.missing_values))


def null_of(field: Field | None, schema: TableSchema) -> str:
    """The text for a null of a field, or of a column that the schema does not declare."""
    values = schema.missing_values if field is None or field.missing_values is None else field.missing_values
    return "" if "" in values or not values else values[0]
