"""What SQL cannot tell of a cell, as functions on text that every database registers by the same name. Pure.

Each takes texts and gives text: the value as `sql_text` has it, or None where the cell is none of its type
(or does not keep to what is asked). A missing cell, None, stays missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from wartally.cells.documents import geojson_reader, geopoint_reader, json_reader, read_json
from wartally.cells.durations import compare_durations, read_duration
from wartally.cells.jsonschemas import keeps_to
from wartally.cells.patterns import translate
from wartally.cells.reading import Reader, list_reader, sql_text
from wartally.cells.times import date_reader, datetime_reader, time_reader

__all__ = ["FUNCTIONS", "arity"]

_KINDS = {"object": dict, "array": list}


def _read(reader: Reader, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return sql_text(reader(text))
    except ValueError:
        return None


def _date(text: str | None, form: str) -> str | None:
    return _read(date_reader(form), text)


def _time(text: str | None, form: str) -> str | None:
    return _read(time_reader(form), text)


def _datetime(text: str | None, form: str) -> str | None:
    return _read(datetime_reader(form), text)


def _duration(text: str | None) -> str | None:
    return _read(read_duration, text)


def _json(text: str | None, kind: str) -> str | None:
    return _read(json_reader(_KINDS[kind]), text)


def _geojson(text: str | None, form: str) -> str | None:
    return _read(geojson_reader(form), text)


def _geopoint(text: str | None, form: str) -> str | None:
    return _read(geopoint_reader(form), text)


def _list(text: str | None, delimiter: str, item_type: str) -> str | None:
    return _read(list_reader(delimiter, item_type), text)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern).python)


def _pattern(text: str | None, pattern: str) -> str | None:
    """The text itself if the whole of it matches."""
    return text if text is not None and _compiled(pattern).fullmatch(text) else None


def _compare(text: str | None, limit: str) -> str | None:
    """One of < = > as a duration is to a limit, ? where that depends on the month."""
    if text is None:
        return None
    order = compare_durations(text, limit)
    return "?" if order is None else "=><"[order]


def _length(text: str | None) -> str | None:
    """How many items a JSON array or object has."""
    return None if text is None else str(len(read_json(text)))


def _json_schema(text: str | None, schema: str) -> str | None:
    """The text itself if the JSON that it is keeps to a JSON Schema."""
    return text if text is not None and keeps_to(schema)(read_json(text)) else None


FUNCTIONS: Mapping[str, Callable[..., str | None]] = MappingProxyType(
    {
        "wartally_date": _date,
        "wartally_time": _time,
        "wartally_datetime": _datetime,
        "wartally_duration": _duration,
        "wartally_json": _json,
        "wartally_geojson": _geojson,
        "wartally_geopoint": _geopoint,
        "wartally_list": _list,
        "wartally_pattern": _pattern,
        "wartally_compare_durations": _compare,
        "wartally_length": _length,
        "wartally_json_schema": _json_schema,
    }
)


def arity(name: str) -> int:
    """How many texts a function takes."""
    return FUNCTIONS[name].__code__.co_argcount
