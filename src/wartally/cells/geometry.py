"""What makes a JSON value a GeoJSON or a TopoJSON object: the structure, not the place on the earth. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["is_geojson", "is_topojson"]

# How deep the positions of a geometry lie: a point is one, a line a list of them, and so on.
_DEPTH = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
_BOX = (4, 6)
_RING = 4


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= 2 and all(_is_number(v) for v in value)


def _are_positions(value: Any, depth: int) -> bool:
    if depth == 0:
        return _is_position(value)
    return isinstance(value, list) and all(_are_positions(v, depth - 1) for v in value)


def _is_line(value: Any) -> bool:
    return len(value) >= 2


def _is_polygon(rings: Any) -> bool:
    return all(len(ring) >= _RING and ring[0] == ring[-1] for ring in rings)


def _is_geometry(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    kind = value.get("type")
    if kind == "GeometryCollection":
        parts = value.get("geometries")
        return isinstance(parts, list) and all(_is_geometry(part) for part in parts)
    if kind not in _DEPTH:
        return False
    found = value.get("coordinates")
    if not isinstance(found, list):
        return False
    # An empty list is an empty geometry.
    if not found or not _are_positions(found, _DEPTH[kind]):
        return found == []
    rules: dict[str, Callable[[Any], bool]] = {
        "LineString": _is_line,
        "MultiLineString": lambda lines: all(map(_is_line, lines)),
        "Polygon": _is_polygon,
        "MultiPolygon": lambda polygons: all(map(_is_polygon, polygons)),
    }
    return kind not in rules or rules[kind](found)


def _is_feature(value: Any) -> bool:
    if not isinstance(value, Mapping) or value.get("type") != "Feature":
        return False
    if "geometry" not in value or "properties" not in value:
        return False
    geometry, about, name = value["geometry"], value["properties"], value.get("id", "")
    right = about is None or isinstance(about, Mapping)
    return (
        right and (geometry is None or _is_geometry(geometry)) and (isinstance(name, str) or _is_number(name))
    )


def is_geojson(value: Any) -> bool:
    """True if a JSON value is a geometry, a feature or a collection of features, as RFC 7946 has them."""
    if not isinstance(value, Mapping):
        return False
    box = value.get("bbox")
    if "bbox" in value and not (isinstance(box, list) and len(box) in _BOX and all(map(_is_number, box))):
        return False
    if value.get("type") == "FeatureCollection":
        features = value.get("features")
        return isinstance(features, list) and all(_is_feature(f) for f in features)
    return _is_feature(value) or _is_geometry(value)


def is_topojson(value: Any) -> bool:
    """True if a JSON value is a topology: its objects' arcs are arcs that it has."""
    if not isinstance(value, Mapping) or value.get("type") != "Topology":
        return False
    arcs, objects, transform = value.get("arcs"), value.get("objects"), value.get("transform")
    if not isinstance(arcs, list) or not isinstance(objects, Mapping):
        return False
    if not all(_are_positions(arc, 1) and len(arc) >= 2 for arc in arcs):
        return False
    if "transform" in value and not (
        isinstance(transform, Mapping)
        and all(
            _are_positions([transform.get(k)], 1) and len(transform[k]) == 2 for k in ("scale", "translate")
        )
    ):
        return False
    return all(_is_shape(shape, len(arcs)) for shape in objects.values())


def _is_shape(value: Any, arcs: int) -> bool:
    """True for a geometry of a topology that has so many arcs; -1 is the first of them turned round."""
    if not isinstance(value, Mapping):
        return False
    kind = value.get("type")
    if kind == "GeometryCollection":
        parts = value.get("geometries")
        return isinstance(parts, list) and all(_is_shape(part, arcs) for part in parts)
    if kind is None:
        return "type" in value
    if kind in ("Point", "MultiPoint"):
        return _are_positions(value.get("coordinates"), _DEPTH[kind])
    return kind in _DEPTH and _are_arcs(value.get("arcs"), _DEPTH[kind], arcs)


def _are_arcs(value: Any, depth: int, arcs: int) -> bool:
    if depth == 0:
        return isinstance(value, int) and not isinstance(value, bool) and -arcs <= value < arcs
    return isinstance(value, list) and all(_are_arcs(v, depth - 1, arcs) for v in value)
