"""What should have stood where a finding is: a few words for each rule. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wartally.schema import Field, TableSchema
from wartally.validation.compile import expected as typed
from wartally.validation.findings import Finding

__all__ = ["expected", "key_of"]

_LISTED = 12
_OF_FILES = {
    "required": "a value",
    "structure": "a row with as many cells as the header",
    "encoding": "text in the stated encoding",
    "cut_file": "a line end at the end of the last line",
    "empty_file": "a header line",
    "missing_file": "a file that can be read",
    "compression": "a file packed as the package says",
    "format": "a file of the stated format",
    "hash": "the content whose hash the package states",
    "jsonSchema": "a value that fits the field's JSON Schema",
}
_BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "pattern": "text that matches {}",
}


def expected(found: Finding, schema: TableSchema) -> str:
    """What should have stood there, blank for a rule of the package's own and where nothing can be said."""
    rule = found.rule
    if rule in _OF_FILES:
        return _OF_FILES[rule]
    if rule == "header":
        return _header(found, schema)
    if rule == "foreignKeys":
        key = key_of(found, schema)
        return (
            f"a row of {key.resource or schema.name} with the same {_and(key.reference_fields)}"
            if key
            else ""
        )
    if rule in ("primaryKey", "uniqueKeys", "unique"):
        names = [found.column] if found.column else [name for name, _ in found.key]
        return f"another {_and(names)} than in every other row" if names else ""
    field = next((f for f in schema.fields if f.name == found.column), None)
    return _of_cell(rule, field) if field else ""


def _of_cell(rule: str, field: Field) -> str:
    limit = field.constraints.get(rule)
    if rule == "type":
        return typed(field)
    if rule in ("enum", "categories"):
        return f"one of {_some(field.enum or tuple(c.value for c in field.categories))}"
    if limit is None:
        return ""
    if rule in ("minLength", "maxLength"):
        kind = {"list": "item", "array": "item", "object": "property"}.get(field.type, "character")
        plural = f"{kind[:-1]}ies" if kind == "property" else f"{kind}s"
        return f"{limit} {kind if limit == 1 else plural} or {'more' if rule == 'minLength' else 'fewer'}"
    return _BOUNDS[rule].format(limit) if rule in _BOUNDS else ""


def _header(found: Finding, schema: TableSchema) -> str:
    names = schema.field_names
    if found.column in names and not found.value:
        return f"the columns {_some(names)}" if "order" in found.message else f"one column {found.column}"
    return f"one of the columns {_some(names)}" if names else ""


def key_of(found: Finding, schema: TableSchema) -> Any:
    """The foreign key that a finding is about, None if it is about none."""
    keys = [key for key in schema.foreign_keys if key.fields[-1] == found.column]
    named = [key for key in keys if f" {key.resource or schema.name} " in found.message]
    return next(iter(named or keys), None)


def _some(values: Iterable[Any]) -> str:
    texts = [str(v) for v in values]
    shown = ", ".join(texts[:_LISTED])
    return shown if len(texts) <= _LISTED else f"{shown}, … ({len(texts)} in all)"


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
