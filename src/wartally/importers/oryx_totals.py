"""The totals that Oryx's own lists gave on a day, as scarnecchia/oryx_data collects them.

Reads ``daily_count.csv`` into `sighting_totals`. Headings that only sum up other headings are
declared as such and left out; the collection's day-to-day differences can be derived.
"""

from __future__ import annotations

from pathlib import Path

from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records
from wartally.importers.oryx import SIDE_OF, SOURCE

__all__ = ["read"]

FEED = "oryx_totals"
FILE = "daily_count.csv"
FILES = (FILE,)
STATES = ("destroyed", "damaged", "abandoned", "captured")
SUMMED_UP = "Losses "


def read(path: Path) -> Feed:
    """The totals in `path` (the file or its folder); raises SourceError."""
    feed = FeedBuilder(FEED)
    for record in csv_records(path / FILE if path.is_dir() else path):
        _read_record(record, feed)
    return feed.done()


def _read_record(record: Record, feed: FeedBuilder) -> None:
    for name in [n for n in record if n.endswith("_diff")]:
        del record[name]
    country, heading = record.take_text("country"), record.take_text("equipment_type") or ""
    if country not in SIDE_OF:
        feed.unmapped(f"{record.place}: country {country!r}")
    elif heading.startswith(SUMMED_UP):
        feed.ignored("a heading that sums up others")
    else:
        feed.add(
            "sighting_totals",
            side=SIDE_OF[country],
            list_heading=heading,
            counted_on=record.take_date("date_recorded"),
            **{state: record.take_integer(state) for state in STATES},
            total=record.take_integer("type_total"),
            source_id=SOURCE,
        )
        for name in record.leftovers():
            feed.unmapped(f"{record.place}: column {name!r}")
