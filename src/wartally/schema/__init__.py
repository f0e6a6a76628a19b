"""The record model: what a table is, and how it is read from a schema file or a Table Schema. Pure."""

from __future__ import annotations

from wartally.schema.model import (
    FALSE_VALUES,
    OURS,
    TRUE_VALUES,
    TYPES,
    Category,
    Field,
    FieldsMatch,
    FieldType,
    ForeignKey,
    TableSchema,
)
from wartally.schema.reading import RESOURCE_KEYS, table_schema

__all__ = [
    "FALSE_VALUES",
    "OURS",
    "RESOURCE_KEYS",
    "TRUE_VALUES",
    "TYPES",
    "Category",
    "Field",
    "FieldType",
    "FieldsMatch",
    "ForeignKey",
    "TableSchema",
    "table_schema",
]
