"""JSON in cells: objects, arrays, points on the earth, and shapes of GeoJSON and TopoJSON. Pure."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from wartally.cells.geometry import is_geojson, is_topojson
from wartally.cells.numbers import NUMBER

__all__ = [
    "GeoPoint",
    "canonical_json",
    "geojson_reader",
    "geopoint_reader",
    "json_reader",
    "read_json",
]

_POINT = re.compile(rf"({NUMBER}), *({NUMBER})".replace("|-?[iI][nN][fF]|[nN][aA][nN]", ""))
_EXACT = 2**53
_LARGEST = sys.float_info.max


class GeoPoint(NamedTuple):
    """A point on the earth, in degrees east and north."""

    lon: float
    lat: float


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _float(text: str) -> float | int:
    value = max(-_LARGEST, min(_LARGEST, float(text)))
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def read_json(text: str) -> Any:
    """The value of a JSON text, 1.0 being the same as 1; raises ValueError if it is not JSON."""
    try:
        return json.loads(text, parse_float=_float, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def canonical_json(value: Any) -> str:
    """One text for one JSON value: keys in order, no blanks."""
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return text


def json_reader(kind: type) -> Callable[[str], Any]:
    """A function from a cell's text to a JSON value of the Python type `kind`; ValueError if it is none."""

    def read(text: str) -> Any:
        value = read_json(text)
        if type(value) is not kind:
            raise ValueError(text)
        return value

    return read


def geojson_reader(form: str) -> Callable[[str], Any]:
    """A function from a cell's text to a GeoJSON or TopoJSON object; it raises ValueError if it is none."""
    good = is_topojson if form == "topojson" else is_geojson

    def read(text: str) -> Any:
        value = read_json(text)
        try:
            right = good(value)
        except RecursionError as error:
            raise ValueError("nested too deep") from error
        if not right:
            raise ValueError(text)
        return value

    return read


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(value)
    return float(value)


def _point(lon: float, lat: float) -> GeoPoint:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError((lon, lat))
    return GeoPoint(lon + 0.0, lat + 0.0)


@lru_cache(maxsize=1 << 16)
def _pair(text: str) -> GeoPoint:
    found = _POINT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    lon, _, lat = text.partition(",")
    return _point(float(lon), float(lat))


def _array(text: str) -> GeoPoint:
    value = read_json(text)
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(text)
    return _point(_number(value[0]), _number(value[1]))


def _object(text: str) -> GeoPoint:
    value = read_json(text)
    if not isinstance(value, Mapping) or set(value) != {"lon", "lat"}:
        raise ValueError(text)
    return _point(_number(value["lon"]), _number(value["lat"]))


def geopoint_reader(form: str) -> Callable[[str], GeoPoint]:
    """A function from a cell's text to a point, by a field's format; it raises ValueError if it is none.

    A longitude is within 180 degrees, a latitude within 90.
    """
    return {"array": _array, "object": _object}.get(form, _pair)
