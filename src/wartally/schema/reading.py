"""Mappings of schema files and Table Schemas read into the record model. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from wartally.errors import SchemaError
from wartally.schema.model import Category, Field, FieldType, ForeignKey, TableSchema

__all__ = ["RESOURCE_KEYS", "table_schema"]

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


_READ = ("string", "integer", "number", "boolean", "date")

# What a Table Schema may say of how values are written and is not read here: refused, never misread.
_UNREAD = ("format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber")


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
    if kind not in _READ:
        raise SchemaError(f"schema {table}, field {name}: type {kind!r} is not one of {', '.join(_READ)}")
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
