"""Constraints on values: the limits as values of their field, and whether a value keeps to them. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from wartally.cells.durations import compare_durations
from wartally.cells.jsonschemas import keeps_to
from wartally.cells.patterns import translate
from wartally.cells.reading import reader, sql_text
from wartally.cells.times import date_reader, datetime_reader, month_number, time_reader

if TYPE_CHECKING:
    from wartally.schema import Field

__all__ = ["APPLIES", "BOUNDS", "allowed", "count_limit", "holds", "limit", "schema_text"]

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_ORDERED = frozenset({"integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth"})
_COUNTED = frozenset({"string", "array", "object", "list", "geojson", "any"})
# The types of field that a constraint is for; None: all of them. A field without a type is text in a CSV
# file, so what is asked of text can be asked of it.
APPLIES: dict[str, frozenset[str] | None] = {
    "required": None,
    "unique": None,
    "enum": None,
    "pattern": frozenset({"string", "any"}),
    "minLength": _COUNTED,
    "maxLength": _COUNTED,
    **dict.fromkeys(BOUNDS, _ORDERED),
    "jsonSchema": frozenset({"object", "array", "geojson"}),
}
_NATIVE: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "year": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "date": (date,),
    "time": (time,),
    "datetime": (datetime,),
    "object": (dict,),
    "geojson": (dict,),
    "array": (list,),
}
_DEFAULT: dict[str, Callable[[str], Any]] = {
    "date": date_reader("default"),
    "time": time_reader("default"),
    "datetime": datetime_reader("default"),
}


def limit(value: Any, field: Field) -> Any:
    """A limit or an allowed value, as a schema has it, as a value of the field; ValueError if it is none.

    It may be a value of JSON (or of YAML), or text as a cell has it; of a date or a time also in the
    standard's own form, whatever the field's format.
    """
    kind = field.type
    if type(value) in _NATIVE.get(kind, ()):
        return float(value) if kind == "number" else value
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind in ("string", "any") and isinstance(value, (int, float, date)) and not isinstance(value, bool):
        return str(value)
    if kind in ("geopoint", "list") and isinstance(value, (list, dict)):
        return _structured(value, field)
    if not isinstance(value, str):
        raise ValueError(value)
    try:
        return reader(field)(value)
    except ValueError:
        if kind in _DEFAULT and field.format != "default":
            return _DEFAULT[kind](value)
        raise


def _structured(value: list[Any] | dict[str, Any], field: Field) -> Any:
    """A point or a list that a schema has as JSON."""
    if field.type == "list":
        if not isinstance(value, list):
            raise ValueError(value)
        return reader(field)(field.delimiter.join(sql_text(item) for item in value))
    found = [value.get("lon"), value.get("lat")] if isinstance(value, dict) else value
    read = reader(field)
    if field.format == "object":
        return read(json.dumps(dict(zip(("lon", "lat"), found, strict=True))))
    return read(json.dumps(found) if field.format == "array" else ",".join(map(str, found)))


def allowed(field: Field) -> list[Any]:
    """The values of `enum` (else of the categories) as values of the field; what is null is left out."""
    said = field.enum or tuple(c.value for c in field.categories)
    return [limit(value, field) for value in said if value is not None]


def count_limit(value: Any) -> int:
    """The number that a length is held to; raises ValueError if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError(value)
    if isinstance(value, str) and re.fullmatch("[0-9]+", value) is None:
        raise ValueError(value)
    if int(value) < 0:
        raise ValueError(value)
    return int(value)


def schema_text(schema: Any) -> str:
    """A JSON Schema as one text."""
    return json.dumps(schema, sort_keys=True)


def _ordered(field: Field, rule: str) -> Callable[[Any], bool]:
    bound = limit(field.constraints[rule], field)
    good = {"minimum": (0, 1), "maximum": (0, -1), "exclusiveMinimum": (1,), "exclusiveMaximum": (-1,)}[rule]
    if field.type == "duration":
        return lambda value: compare_durations(value, bound) in good
    if field.type == "yearmonth":
        place = month_number(bound)
        return lambda value: _order(month_number(value), place) in good
    if field.type == "number":
        return lambda value: not math.isnan(value) and _order(value, bound) in good
    return lambda value: _order(value, bound) in good


def _order(value: Any, other: Any) -> int:
    return int(value > other) - int(value < other)


def _listed(field: Field) -> Callable[[Any], bool]:
    texts = {sql_text(value) for value in allowed(field)}
    if field.type == "number":
        numbers = allowed(field)
        return lambda value: value in numbers or (math.isnan(value) and any(map(math.isnan, numbers)))
    return lambda value: sql_text(value) in texts


def holds(field: Field, rule: str) -> Callable[[Any], bool]:
    """A function that says of a value of the field, not missing, if it keeps to the constraint `rule`."""
    said = field.constraints.get(rule)
    if rule in ("enum", "categories"):
        return _listed(field)
    if rule in BOUNDS:
        return _ordered(field, rule)
    if rule == "pattern":
        form = re.compile(translate(str(said)).python)
        return lambda value: form.fullmatch(value) is not None
    if rule == "jsonSchema":
        return keeps_to(schema_text(said))
    most = count_limit(said)
    if rule == "minLength":
        return lambda value: len(value) >= most
    return lambda value: len(value) <= most
