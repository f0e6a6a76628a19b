"""GeoJSON (RFC 7946): every event a feature, with its place, how precisely that is known, and its sources.

The position is the event's own. An event without one stays in, with no geometry.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wartally.csvform import to_cell
from wartally.export.model import Made, Tell
from wartally.export.source import Source

__all__ = ["write"]

Row = Mapping[str, Any]
_TITLES = ("Events on the map", "Події на карті")
_PLACE = ("name_en", "name_uk", "kind", "country", "oblast")


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write geojson/events.geojson."""
    tell("geojson", 0, 1)
    features = _features(source)
    collection = {
        "type": "FeatureCollection",
        "name": source.file_names["events"],
        "title": source.titles("events")[0],
        "title@uk": source.titles("events")[1],
        "package": source.package.name,
        "version": source.version,
        "licence": source.licence,
        **_bbox(features),
    }
    head = json.dumps(collection, ensure_ascii=False, indent=2).removesuffix("\n}")
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, default=to_cell) for f in features)
    path = "geojson/events.geojson"
    (folder / "geojson").mkdir()
    text = f'{head},\n  "features": [\n{lines}\n  ]\n}}\n'
    (folder / path).write_text(text, encoding="utf-8", newline="")
    return [Made(path, "application/geo+json", *_TITLES, "events", len(features))]


def _features(source: Source) -> list[dict[str, Any]]:
    places, sources = _places(source), _sources(source)
    found = []
    for row in source.frame("events").iter_rows(named=True):
        position = (row["longitude"], row["latitude"])
        known = all(isinstance(degrees, int | float) for degrees in position)
        place = places.get(row.get("place_id"), {})
        found.append(
            {
                "type": "Feature",
                "id": row["event_id"],
                "geometry": {"type": "Point", "coordinates": position} if known else None,
                "properties": {
                    **row,
                    **{f"place_{name}": place.get(name) for name in _PLACE},
                    "sources": sources.get(row["event_id"], []),
                },
            }
        )
    return found


def _places(source: Source) -> dict[Any, Row]:
    """The places by identifier; none if the package has no such table."""
    if "places" not in source.tables or "place_id" not in source.frame("places").columns:
        return {}
    return {row["place_id"]: row for row in source.frame("places").iter_rows(named=True)}


def _sources(source: Source) -> dict[Any, list[Any]]:
    """The addresses that stand for each event, in the order of the sources' names."""
    links, named = source.tables.get("event_sources"), source.tables.get("sources")
    if links is None or named is None:
        return {}
    if not {"event_id", "source_id"} <= set(links.schema.field_names):
        return {}
    if not {"source_id", "url"} <= set(named.schema.field_names):
        return {}
    address = dict(source.frame("sources").select("source_id", "url").iter_rows())
    found = defaultdict(list)
    for event, name in source.frame("event_sources").select("event_id", "source_id").iter_rows():
        found[event].append(address.get(name))
    return found


def _bbox(features: list[dict[str, Any]]) -> dict[str, list[float]]:
    points = [f["geometry"]["coordinates"] for f in features if f["geometry"]]
    if not points:
        return {}
    east, north = zip(*points, strict=True)
    return {"bbox": [min(east), min(north), max(east), max(north)]}
