"""The record model: what one table is, read from ``schemas/<table>.yaml`` or a Table Schema.

Pure: nothing here opens a file. A `TableSchema` is the only description of a table; the
validation SQL, the SQLite DDL, the pandera models, the frame types, the site's labels and
the codebook are all compiled from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from wartally.errors import SchemaError

__all__ = ["OURS", "TYPES", "Category", "Field", "FieldType", "FieldsMatch", "ForeignKey", "TableSchema"]

FieldType = Literal[
    "string", "integer", "number", "boolean", "object", "array", "list", "datetime", "date", "time",
    "year", "yearmonth", "duration", "geopoint", "geojson", "any",
]  # fmt: skip
TYPES: tuple[FieldType, ...] = get_args(FieldType)
TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")
# Databases have tables and columns of ours beside those of a package; their names begin so.
OURS = "_wartally_"
FieldsMatch = Literal["exact", "equal", "subset", "superset", "partial"]


@dataclass(frozen=True)
class Category:
    """One code of a closed list, with its label and meaning in both languages."""

    value: str
    label: str
    label_uk: str
    description: str = ""
    description_uk: str = ""
    sdmx: str = ""


@dataclass(frozen=True)
class Field:
    """One column: its type and format, its constraints, and what it means in both languages.

    What is said of the way values are written is that of Table Schema; `missing_values` is None where
    the table's own hold.
    """

    name: str
    type: FieldType
    title: str = ""
    title_uk: str = ""
    description: str = ""
    description_uk: str = ""
    example: Any = None
    unit: str = ""
    hxl: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    categories: tuple[Category, ...] = ()
    ordered: bool = False
    format: str = "default"
    true_values: tuple[str, ...] = TRUE_VALUES
    false_values: tuple[str, ...] = FALSE_VALUES
    decimal_char: str = "."
    group_char: str = ""
    bare_number: bool = True
    delimiter: str = ","
    item_type: FieldType = "string"
    missing_values: tuple[str, ...] | None = None

    @property
    def required(self) -> bool:
        """True if every row must have a value."""
        return bool(self.constraints.get("required", False))

    @property
    def enum(self) -> tuple[Any, ...]:
        """The allowed values, empty if the list is open."""
        return tuple(self.constraints.get("enum", ()))


@dataclass(frozen=True)
class ForeignKey:
    """Columns that must name a row of another table; an empty `resource` means the table itself."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class TableSchema:
    """One table: its fields in order, keys, and how it is presented.

    `notes` say what was read and probably meant otherwise, such as a property one letter off a known one.
    """

    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    title: str = ""
    title_uk: str = ""
    description: str = ""
    description_uk: str = ""
    section: str = ""
    derived: bool = False
    site: Mapping[str, Any] = field(default_factory=dict)
    missing_values: tuple[str, ...] = ("",)
    fields_match: FieldsMatch = "exact"
    notes: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def field_names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(f.name for f in self.fields)

    def field_of(self, name: str) -> Field:
        """The field called `name`; raises SchemaError if there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise SchemaError(f"schema {self.name}: there is no field {name!r}")

    def missing_of(self, field: Field) -> tuple[str, ...]:
        """The texts that stand for no value in the cells of a field: its own, else the table's."""
        return self.missing_values if field.missing_values is None else field.missing_values

    def references(self) -> frozenset[str]:
        """Names of the other tables that this one points to."""
        return frozenset(k.resource for k in self.foreign_keys if k.resource and k.resource != self.name)
