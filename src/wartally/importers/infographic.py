"""The General Staff's own daily pictures, read by machine.

Reads ``gs_primary.csv`` (figures accepted by its makers) and, from ``uncertain.csv``, the
printed figures that were confirmed by eye although they contradict the arithmetic: what the
picture says is what this transcription says. The picture filed for 2025-07-11 is that of
the day before; its figures are left out and counted. What the pictures call the personnel
line goes into `reports`, by the eras their makers found.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records

FEED = "infographic"
SERIES = "general_staff_ua"
FIGURES_FILE = "gs_primary.csv"
UNCERTAIN_FILE = "uncertain.csv"
FILES = (FIGURES_FILE, UNCERTAIN_FILE)

# fmt: off
CATEGORIES = frozenset({
    "personnel", "tanks", "armoured_vehicles", "artillery", "mlrs", "air_defence", "aircraft", "helicopters",
    "uav", "cruise_missiles", "mobile_srbm", "warships", "submarines", "vehicles", "fuel_tanks",
    "vehicles_fuel_tanks", "special_equipment",
})
# fmt: on
# What the personnel line is called on the pictures, from each day on.
WORDING_ERAS = (
    (date(2022, 4, 5), "personnel"),
    (date(2022, 4, 17), "liquidated_personnel"),
    (date(2022, 4, 18), "personnel"),
    (date(2022, 4, 20), "liquidated_personnel"),
    (date(2023, 8, 24), "personnel"),
)
# Columns by which the makers tell how they accepted a figure; ours tell it otherwise.
_ACCEPTANCE = ("agrees_a", "agrees_b", "increment_status", "increment_check", "accepted_by", "note")
_COMPARISON = ("compilation_a", "compilation_b", "arithmetic_value")


def read(path: Path) -> Feed:
    """The readings in the folder `path`; raises SourceError."""
    feed = FeedBuilder(FEED)
    for record in csv_records(path / FIGURES_FILE):
        _drop(record, _ACCEPTANCE)
        _add(record, "cumulative", feed)
    for record in csv_records(path / UNCERTAIN_FILE):
        reason = record.take_text("reason") or ""
        _drop(record, _COMPARISON)
        if reason.startswith("printed figure confirmed by eye"):
            _add(record, "read_value", feed)
        elif reason.startswith("wrong image"):
            feed.ignored("a figure of another day's picture")
        else:
            feed.unmapped(f"{record.place}: reason {reason!r}")
    return feed.done()


def _drop(record: Record, names: tuple[str, ...]) -> None:
    for name in names:
        record.take(name)


def _add(record: Record, figure: str, feed: FeedBuilder) -> None:
    day = record.take_date("date")
    category = record.take_text("category")
    cumulative = record.take_integer(figure)
    increase = record.take_integer("increment")
    printed = record.take_date("printed_date")
    if category not in CATEGORIES:
        feed.unmapped(f"{record.place}: category {category!r}")
    elif printed != day:
        feed.unmapped(f"{record.place}: the picture is dated {printed}")
    else:
        feed.add(
            "readings",
            series_id=SERIES,
            report_date=day,
            category_id=category,
            transcription_id=FEED,
            cumulative=cumulative,
            printed_increase=increase,
        )
        if category == "personnel":
            # Every picture has "~" before the personnel figure.
            feed.add("reports", series_id=SERIES, report_date=day, wording=wording_on(day), approximate=True)
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: column {name!r}")


def wording_on(day: date) -> str:
    """What the personnel line of a picture of that day is called, as a code of `reports.wording`."""
    return [wording for since, wording in WORDING_ERAS if since <= day][-1]
