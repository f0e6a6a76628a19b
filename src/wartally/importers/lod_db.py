"""lod-db's orc-losses: daily running totals, each with the address of its official page.

Reads ``russian-losses.json`` into `readings` (transcription ``lod_db``) and the addresses
into `reports`. Its vehicles figure is that of the reports: vehicles alone up to 30 April
2022, vehicles and fuel tanks together from 1 May 2022.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wartally.importers.feed import Feed, FeedBuilder, Record, json_records

FEED = "lod_db"
SERIES = "general_staff_ua"
FILE = "russian-losses.json"
FILES = (FILE,)
MERGED_FROM = date(2022, 5, 1)

CATEGORY_OF = {
    "personnel": "personnel",
    "tanks": "tanks",
    "afvs": "armoured_vehicles",
    "artillery": "artillery",
    "airDefense": "air_defence",
    "rocketSystems": "mlrs",
    "unarmoredVehicles": "vehicles_fuel_tanks",
    "fixedWingAircraft": "aircraft",
    "rotaryWingAircraft": "helicopters",
    "uavs": "uav",
    "ships": "warships",
    "submarines": "submarines",
    "specialEquipment": "special_equipment",
    "missiles": "cruise_missiles",
}


def read(path: Path) -> Feed:
    """The readings and report addresses in `path` (the file or its folder); raises SourceError."""
    feed = FeedBuilder(FEED)
    for record in json_records(path / FILE if path.is_dir() else path):
        _read_record(record, feed)
    return feed.done()


def _read_record(record: Record, feed: FeedBuilder) -> None:
    day = record.take_date("date")
    # It does not say how exact a figure is called; every report of the series calls personnel approximate.
    address = record.take_text("sourceUri")
    feed.add("reports", series_id=SERIES, report_date=day, url=address, approximate=True)
    for name in [n for n in record if n in CATEGORY_OF]:
        value = record.take_integer(name)
        if value is not None:
            feed.add(
                "readings",
                series_id=SERIES,
                report_date=day,
                category_id=_category(name, day),
                transcription_id=FEED,
                cumulative=value,
                printed_increase=None,
            )
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: field {name!r}")


def _category(name: str, day: date) -> str:
    category = CATEGORY_OF[name]
    return "vehicles" if category == "vehicles_fuel_tanks" and day < MERGED_FROM else category
