"""The record model: what one table is, read from ``schemas/<table>.yaml`` or a Table Schema.

Pure: nothing here opens a file. A `TableSchema` is the only description of a table; the
validation SQL, the SQLite DDL, the pandera models, the frame types, the site's labels and
the codebook are all compiled from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from wartally.errors import SchemaError

__all__ = ["TYPES", "Category", "Field", "ForeignKey", "TableSchema", "table_schema"]

FieldType = Literal["string", "integer", "number", "boolean", "date"]
TYPES: tuple[FieldType, ...] = ("string", "integer", "number", "boolean", "date")

# The keys of a schema file that describe the table as a resource, not its Table Schema.
RESOURCE_KEYS = ("title", "title@uk", "description", "description@uk", "section", "derived", "site")
_CONSTRAINTS = {
    "required",
    "unique",
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
}


# What a Table Schema may say of how values are written and is not read here: refused, never misread.
_UNREAD = ("format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber")


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
    """One column: its type, constraints, and what it means in both languages."""

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
    """One table: its fields in order, keys, and how it is presented."""

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

    def references(self) -> frozenset[str]:
        """Names of the other tables that this one points to."""
        return frozenset(k.resource for k in self.foreign_keys if k.resource and k.resource != self.name)


def table_schema(raw: Mapping[str, Any], name: str | None = None) -> TableSchema:
    """A `TableSchema` from the mapping of a schema file, or from a Table Schema named `name`.

    Raises SchemaError, naming the table and the field, if the mapping is not a usable schema.
    """
    table = str(name or raw.get("name") or "")
    if not table:
        raise SchemaError("a schema has no name")
    rows = raw.get("fields")
    if not isinstance(rows, list) or not rows:
        raise SchemaError(f"schema {table}: `fields` must be a list with at least one field")
    fields = tuple(_field(table, r) for r in rows)
    names = [f.name for f in fields]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise SchemaError(f"schema {table}: field {twice[0]!r} is declared twice")
    return TableSchema(
        name=table,
        fields=fields,
        primary_key=_names(table, "primaryKey", raw.get("primaryKey", ()), names),
        unique_keys=tuple(_names(table, "uniqueKeys", k, names) for k in raw.get("uniqueKeys", ())),
        foreign_keys=tuple(_foreign_key(table, k, names) for k in raw.get("foreignKeys", ())),
        title=str(raw.get("title", "")),
        title_uk=str(raw.get("title@uk", "")),
        description=str(raw.get("description", "")),
        description_uk=str(raw.get("description@uk", "")),
        section=str(raw.get("section", "")),
        derived=bool(raw.get("derived", False)),
        site=raw.get("site") or {},
        missing_values=_missing_values(raw),
        raw=raw,
    )


def _missing_values(raw: Mapping[str, Any]) -> tuple[str, ...]:
    values = raw.get("missingValues", [""])
    return tuple(str(v["value"]) if isinstance(v, Mapping) else str(v) for v in values)


def _field(table: str, raw: Any) -> Field:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("name"), str):
        raise SchemaError(f"schema {table}: every field must be a mapping with a name")
    name = raw["name"]
    kind = raw.get("type", "string")
    if kind not in TYPES:
        raise SchemaError(f"schema {table}, field {name}: type {kind!r} is not one of {', '.join(TYPES)}")
    constraints = raw.get("constraints") or {}
    if not isinstance(constraints, Mapping):
        raise SchemaError(f"schema {table}, field {name}: `constraints` must be a mapping")
    unknown = sorted(set(constraints) - _CONSTRAINTS)
    if unknown:
        raise SchemaError(f"schema {table}, field {name}: unknown constraint {unknown[0]!r}")
    _check_pattern(table, name, constraints.get("pattern"))
    for key in _UNREAD:
        if raw.get(key, "default") != "default":
            said = f"{key} = {raw[key]!r}"
            raise SchemaError(f"schema {table}, field {name}: uses {said}, which is not supported yet")
    return Field(
        name=name,
        type=cast(FieldType, kind),
        title=str(raw.get("title", "")),
        title_uk=str(raw.get("title@uk", "")),
        description=str(raw.get("description", "")),
        description_uk=str(raw.get("description@uk", "")),
        example=raw.get("example"),
        unit=str(raw.get("unit", "")),
        hxl=str(raw.get("hxl", "")),
        constraints=dict(constraints),
        categories=tuple(_category(c) for c in raw.get("categories", ())),
    )


def _check_pattern(table: str, name: str, pattern: Any) -> None:
    if pattern is None:
        return
    try:
        re.compile(str(pattern))
    except re.error as error:
        raise SchemaError(f"schema {table}, field {name}: pattern {pattern!r} is broken: {error}") from error


def _category(raw: Any) -> Category:
    if not isinstance(raw, Mapping):
        return Category(value=str(raw), label=str(raw), label_uk="")
    return Category(
        value=str(raw["value"]),
        label=str(raw.get("label", raw["value"])),
        label_uk=str(raw.get("label@uk", "")),
        description=str(raw.get("description", "")),
        description_uk=str(raw.get("description@uk", "")),
        sdmx=str(raw.get("sdmx", "")),
    )


def _names(table: str, key: str, raw: Any, names: Iterable[str]) -> tuple[str, ...]:
    chosen = (raw,) if isinstance(raw, str) else tuple(raw)
    for name in chosen:
        if name not in names:
            raise SchemaError(f"schema {table}: `{key}` names {name!r}, which is not a field")
    return chosen


def _foreign_key(table: str, raw: Any, names: Iterable[str]) -> ForeignKey:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("reference"), Mapping):
        raise SchemaError(f"schema {table}: every foreign key needs `fields` and a `reference`")
    reference = raw["reference"]
    theirs = reference.get("fields", ())
    key = ForeignKey(
        fields=_names(table, "foreignKeys", raw.get("fields", ()), names),
        resource=str(reference.get("resource", "")),
        reference_fields=(theirs,) if isinstance(theirs, str) else tuple(theirs),
    )
    if len(key.fields) != len(key.reference_fields) or not key.fields:
        raise SchemaError(f"schema {table}: a foreign key must name as many fields as it refers to")
    return key
