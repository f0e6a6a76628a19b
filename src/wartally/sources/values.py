"""Values of formats that have types of their own, as the text that a field's declaration reads. Pure."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from wartally.schema import Field, TableSchema
from wartally.sources.nulls import null_of
from wartally.sources.structured import Number

__all__ = ["is_no_text", "text_of"]

_DATES = ("date", "datetime", "time")


def text_of(value: Any, field: Field | None, schema: TableSchema) -> str:
    """The text of a value for a field, or for a column that is not declared (None).

    A null becomes one of the field's missing values; true, numbers and dates are written as the field
    says that they are.
    """
    if value is None:
        return null_of(field, schema)
    if isinstance(value, bool):
        return _logical(value, field)
    if isinstance(value, Number | int | float | Decimal):
        return _numeric(value, field)
    if isinstance(value, str):
        return value
    if isinstance(value, date | time):
        return _dated(value, field)
    if isinstance(value, list | tuple) and field and field.type == "list":
        return field.delimiter.join(text_of(item, None, schema) for item in value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():g}S"
    return value.hex() if isinstance(value, bytes) else str(value)


def _logical(value: bool, field: Field | None) -> str:
    said = "true" if value else "false"
    if field is None or field.type != "boolean":
        return said
    words = field.true_values if value else field.false_values
    return said if said in words or not words else words[0]


def _numeric(value: Number | int | float | Decimal, field: Field | None) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        said = "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    elif isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        said = str(int(value))
    else:
        said = f"{value:f}" if isinstance(value, Decimal) else str(value)
    named = {"Infinity": "INF", "-Infinity": "-INF"}
    said = named.get(said, said)
    if field and field.type == "number" and field.decimal_char not in ("", "."):
        said = said.replace(".", field.decimal_char)
    return said


def _dated(value: date | time, field: Field | None) -> str:
    """A date or time as the field writes it, else as ISO 8601."""
    kind, form = (field.type, field.format) if field else ("any", "default")
    if kind == "date" and isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if kind in _DATES and form not in ("default", "any", ""):
        return value.strftime(form)
    if kind == "year":
        return value.strftime("%Y")
    said = value.isoformat()
    return said.removesuffix("+00:00") + "Z" if said.endswith("+00:00") else said


def _plain(value: Any) -> Any:
    """A value in which numbers are numbers again, for JSON."""
    if isinstance(value, Number):
        try:
            return json.loads(value)
        except ValueError:
            return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def is_no_text(value: Any, field: Field | None, schema: TableSchema) -> bool:
    """True if a field is declared as text and the value is one of another type."""
    if field is None or field.type != "string" or not schema.raw or value is None:
        return False
    return isinstance(value, Number) or not isinstance(value, str | date | time | bytes)
