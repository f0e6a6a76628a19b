"""The 2022-Ukraine-Russia-War-Dataset: daily running totals compiled by hand.

Reads ``russia_losses_equipment.json`` and ``russia_losses_personnel.json`` into `readings`
(transcription ``petroivaniuk``), the directions of greatest losses into `directions`, and
the days, with how exact the personnel figure is called, into `reports`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wartally.importers import directions
from wartally.importers.feed import Feed, FeedBuilder, Record, json_records

FEED = "petroivaniuk"
SERIES = "general_staff_ua"
SOURCE = "petroivaniuk_dataset"
EQUIPMENT_FILE = "russia_losses_equipment.json"
PERSONNEL_FILE = "russia_losses_personnel.json"
FILES = (PERSONNEL_FILE, EQUIPMENT_FILE)

CATEGORY_OF = {
    "personnel": "personnel",
    "POW": "prisoners",
    "aircraft": "aircraft",
    "helicopter": "helicopters",
    "tank": "tanks",
    "APC": "armoured_vehicles",
    "field artillery": "artillery",
    "MRL": "mlrs",
    "military auto": "vehicles",
    "fuel tank": "fuel_tanks",
    "drone": "uav",
    "naval ship": "warships",
    "submarines": "submarines",
    "anti-aircraft warfare": "air_defence",
    "special equipment": "special_equipment",
    "mobile SRBM system": "mobile_srbm",
    "vehicles and fuel tanks": "vehicles_fuel_tanks",
    "cruise missiles": "cruise_missiles",
    "ground robotic systems": "ground_robots",
}
DIRECTION_FIELD = "greatest losses direction"
# What stands before the personnel figure: is it approximate, and what is to be noted.
QUALIFIER_FIELD = "personnel*"
QUALIFIERS = {
    "about": (True, None),
    "more": (True, "The personnel figure is printed as 'more than'."),
}


def read(path: Path) -> Feed:
    """The readings and directions in the compilation's folder `path`; raises SourceError."""
    feed = FeedBuilder(FEED)
    for name in (PERSONNEL_FILE, EQUIPMENT_FILE):
        for record in json_records(path / name):
            _read_record(record, feed)
    return feed.done()


def _read_record(record: Record, feed: FeedBuilder) -> None:
    day = record.take_date("date")
    record.take_integer("day")
    if QUALIFIER_FIELD in record:
        _read_qualifier(day, record, feed)
    if DIRECTION_FIELD in record:
        _read_directions(day, record, feed)
    for name in [n for n in record if n in CATEGORY_OF]:
        value = record.take_integer(name)
        if value is not None:
            feed.add(
                "readings",
                series_id=SERIES,
                report_date=day,
                category_id=CATEGORY_OF[name],
                transcription_id=FEED,
                cumulative=value,
                printed_increase=None,
            )
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: field {name!r}")


def _read_qualifier(day: date, record: Record, feed: FeedBuilder) -> None:
    qualifier = record.take_text(QUALIFIER_FIELD)
    if qualifier not in QUALIFIERS:
        feed.unmapped(f"{record.place}: qualifier {qualifier!r}")
        return
    approximate, note = QUALIFIERS[qualifier]
    feed.add("reports", series_id=SERIES, report_date=day, approximate=approximate, note=note)


def _read_directions(day: date, record: Record, feed: FeedBuilder) -> None:
    text = record.take_text(DIRECTION_FIELD)
    if text is None:
        return
    for position, spelling in enumerate(directions.split(text), start=1):
        place = directions.place_of(spelling)
        if place is None:
            feed.unmapped(f"{record.place}: direction {spelling!r}")
            continue
        feed.add(
            "directions",
            series_id=SERIES,
            report_date=day,
            place_id=place,
            position=position,
            source_id=SOURCE,
        )
