"""Running totals of the Russian Ministry of Defence about Ukrainian equipment, as news sites quoted them.

Reads ``ru_mod_claims_on_ukraine_equipment.csv`` into `reports` and `readings` of the series
``mod_ru``. Its headings are its own: "tanks and other armoured vehicles" in one figure, for
instance, is no category of the General Staff's.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from wartally.errors import SourceError
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records

FEED = "ru_mod"
SERIES = "mod_ru"
TRANSCRIPTION = "mod_ru_press"
FILE = "ru_mod_claims_on_ukraine_equipment.csv"
FILES = (FILE,)
CATEGORY_OF = {
    "aircraft": "aircraft",
    "helicopters": "helicopters",
    "uav": "uav_all_classes",
    "sam_systems": "sam_systems",
    "tanks_and_afv": "tanks_and_armoured_vehicles",
    "mlrs": "mlrs",
    "artillery_and_mortars": "artillery_and_mortars",
    "special_vehicles": "special_vehicles",
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ROUNDED = re.compile(r"[~>]\d+")


def read(path: Path) -> Feed:
    """The ministry's totals in `path` (the file or its folder); raises SourceError."""
    feed = FeedBuilder(FEED)
    for record in csv_records(path / FILE if path.is_dir() else path):
        _read_record(record, feed)
    return feed.done()


def _read_record(record: Record, feed: FeedBuilder) -> None:
    day = record.take_text("date") or ""
    if not DAY.fullmatch(day):
        feed.ignored(f"a report whose day is not known ({day})")
        return
    report = date.fromisoformat(day)
    for name, category in CATEGORY_OF.items():
        _read_figure(record, name, category, report, feed)
    record.take_text("note")
    feed.add(
        "reports",
        series_id=SERIES,
        report_date=report,
        url=record.take_text("source_url"),
        wording=None,
        approximate=False,
        note="The address is that of a news site which quotes the ministry.",
    )
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: field {name!r}")


def _read_figure(record: Record, name: str, category: str, report: date, feed: FeedBuilder) -> None:
    text = record.take_text(name)
    if text is None:
        return
    if ROUNDED.fullmatch(text):
        feed.ignored(f"a rounded figure ({report.isoformat()}, {name}: {text})")
        return
    if not text.isdigit():
        raise SourceError(f"{record.place}: {name} is {text!r}, not a whole number")
    feed.add(
        "readings",
        series_id=SERIES,
        report_date=report,
        category_id=category,
        transcription_id=TRANSCRIPTION,
        cumulative=int(text),
        printed_increase=None,
    )
