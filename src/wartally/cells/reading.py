"""The value of one cell by its field: what every engine agrees on, and what rows of a package hold. Pure.

A field is anything that says `type`, `format` and the rest as `wartally.schema.Field` does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wartally.cells.documents import GeoPoint, canonical_json, geojson_reader, geopoint_reader, json_reader
from wartally.cells.durations import read_duration
from wartally.cells.numbers import integer_reader, number_reader
from wartally.cells.texts import STRING_FORMS
from wartally.cells.times import date_reader, datetime_reader, read_year, read_yearmonth, time_reader

if TYPE_CHECKING:
    from wartally.schema import Field

__all__ = ["Reader", "list_reader", "reader", "sql_text"]

Reader = Callable[[str], Any]


def _text(text: str) -> str:
    return text


@lru_cache(maxsize=16)
def _formed(form: str) -> Reader:
    pattern = re.compile(STRING_FORMS[form])

    def read(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise ValueError(text)
        return text

    return read


@lru_cache(maxsize=64)
def _boolean(true: tuple[str, ...], false: tuple[str, ...]) -> Reader:
    known = {**dict.fromkeys(false, False), **dict.fromkeys(true, True)}

    def read(text: str) -> bool:
        if text not in known:
            raise ValueError(text)
        return known[text]

    return read


_TRUE, _FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
_ITEMS: dict[str, Reader] = {
    "string": _text,
    "integer": integer_reader(),
    "number": number_reader(),
    "boolean": _boolean(_TRUE, _FALSE),
    "datetime": datetime_reader("default"),
    "date": date_reader("default"),
    "time": time_reader("default"),
}


def list_reader(delimiter: str, item_type: str) -> Reader:
    """A function from a cell's text to a list of values; ValueError if an item is none of its type."""
    item = _ITEMS[item_type]

    def read(text: str) -> list[Any]:
        return [item(part) for part in text.split(delimiter)] if text else []

    return read


_MAKERS: dict[str, Callable[[Any], Reader]] = {
    "string": lambda f: _formed(f.format) if f.format in STRING_FORMS else _text,
    "integer": lambda f: integer_reader(f.group_char, f.bare_number),
    "number": lambda f: number_reader(f.decimal_char, f.group_char, f.bare_number),
    "boolean": lambda f: _boolean(f.true_values, f.false_values),
    "object": lambda _: json_reader(dict),
    "array": lambda _: json_reader(list),
    "list": lambda f: list_reader(f.delimiter, f.item_type),
    "datetime": lambda f: datetime_reader(f.format),
    "date": lambda f: date_reader(f.format),
    "time": lambda f: time_reader(f.format),
    "year": lambda _: read_year,
    "yearmonth": lambda _: read_yearmonth,
    "duration": lambda _: read_duration,
    "geopoint": lambda f: geopoint_reader(f.format),
    "geojson": lambda f: geojson_reader(f.format),
    "any": lambda _: _text,
}


def reader(field: Field) -> Reader:
    """A function from the text of a cell of the field to its value, which raises ValueError if it has none.

    Values are text, int, float, bool, date, time, datetime (in universal time, without a zone), `GeoPoint`,
    and what JSON has; years are numbers, months and durations canonical text.
    """
    return _MAKERS[field.type](field)


def sql_text(value: Any) -> str:
    """A value as the text by which databases compare it: the same for equal values."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, GeoPoint):
        return f"{value.lon!r},{value.lat!r}"
    if isinstance(value, list):
        return canonical_json([_item(v) for v in value])
    if isinstance(value, dict):
        return canonical_json(value)
    return str(value)


def _item(value: Any) -> Any:
    """An item of a list as JSON has it: a whole float as an integer, a moment as text."""
    if isinstance(value, (datetime, date, time)):
        return sql_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return sql_text(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
