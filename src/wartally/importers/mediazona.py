"""Russian soldiers whose death Mediazona and the BBC Russian Service confirmed by name - counts only.

Reads ``mediazona_bbc_confirmed_cumulative.csv`` into `estimates` and
``mediazona_bbc_weekly_by_date_of_death.csv``, with Meduza's model, into `weekly_deaths`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wartally.errors import SourceError
from wartally.importers.estimates import Figures, estimate, month_end, own_sources
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records, iso_date

FEED = "mediazona"
CLAIMANT = "mediazona_bbc"
CUMULATIVE_FILE = "mediazona_bbc_confirmed_cumulative.csv"
WEEKLY_FILE = "mediazona_bbc_weekly_by_date_of_death.csv"
FILES = (CUMULATIVE_FILE, WEEKLY_FILE)
NEEDS = "sources"
WEEKLY_SOURCE = "meduza_weekly"
APPROXIMATE = "approx. as quoted"
MORE_THAN = "more than 200,000"
MONTH_ONLY = "day not on excerpt; update after 16 June 2023"
# What the file remarks on a count, in our words; a remark not listed here is unmapped.
NOTES = {
    APPROXIMATE: "Quoted as approximate.",
    "day not on excerpt": None,
    MONTH_ONLY: "An update after 16 June 2023; the day is not stated.",
    "mid-December 2023 (after 1 Dec update)": "The update of mid-December 2023.",
    "about 18-20 Feb": "The update of about 18 to 20 February 2024.",
    "about 12 April": "The update of about 12 April 2024.",
    "as of end of November 2025": None,
    MORE_THAN: None,
}
REVERSED = "The source prints the ends of the interval the other way round."


def read(path: Path, sources: Mapping[str, str] | None = None) -> Feed:
    """The totals and weekly counts in the folder `path`; raises SourceError.

    `sources` maps addresses to source_id; without it the sources of the package at hand are used.
    """
    known = own_sources() if sources is None else sources
    feed = FeedBuilder(FEED)
    for record in csv_records(path / CUMULATIVE_FILE):
        _read_total(record, known, feed)
    for record in csv_records(path / WEEKLY_FILE):
        _read_week(record, feed)
    return feed.done()


def _read_total(record: Record, sources: Mapping[str, str], feed: FeedBuilder) -> None:
    text = record.take_text("as_of") or ""
    remark = record.take_text("note")
    count = record.take_integer("confirmed_deaths_by_name_cumulative")
    address = record.take_text("source_url") or ""
    if count is None:
        raise SourceError(f"{record.place}: there is no count")
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: field {name!r}")
    if remark is not None and remark not in NOTES:
        feed.unmapped(f"{record.place}: note {remark!r}")
    elif address not in sources:
        feed.unmapped(f"address {address}")
    else:
        _add_total(feed, text, record.place, count, remark, sources[address])


def _add_total(feed: FeedBuilder, day: str, place: str, count: int, remark: str | None, source: str) -> None:
    by_month = len(day) == len("2023-03") or remark == MONTH_ONLY
    if remark == APPROXIMATE:
        figures = Figures(None, count, None, "about")
    else:
        figures = Figures(count, None, None, "more_than" if remark == MORE_THAN else "at_least")
    feed.add(
        "estimates",
        **estimate(
            figures,
            as_of=month_end(day[:7], place) if by_month else iso_date(day, place),
            as_of_precision="month" if by_month else "day",
            claimant_id=CLAIMANT,
            subject_side="RU",
            measure="killed",
            source_id=source,
            wording=f"{count:,} Russian soldiers' deaths confirmed by name.",
            note=NOTES[remark] if remark else None,
        ),
    )


def _read_week(record: Record, feed: FeedBuilder) -> None:
    monday = record.take_date("iso_week_monday")
    week = (record.take_integer("iso_year"), record.take_integer("iso_week"), 1)
    if monday.isocalendar() != week:
        raise SourceError(f"{record.place}: {monday} is not the Monday of ISO week {week[1]} of {week[0]}")
    confirmed = record.take_integer("confirmed_deaths_named_lists")
    estimated = _number(record, "estimate_total_deaths")
    low, high = _number(record, "estimate_low"), _number(record, "estimate_high")
    swapped = low is not None and high is not None and low > high
    if swapped:
        low, high = high, low
    feed.add(
        "weekly_deaths",
        subject_side="RU",
        week_start=monday,
        confirmed_deaths=confirmed,
        estimated_low=low,
        estimated_deaths=estimated,
        estimated_high=high,
        source_id=WEEKLY_SOURCE,
        note=REVERSED if swapped else None,
    )
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: field {name!r}")


def _number(record: Record, name: str) -> float | None:
    text = record.take_text(name)
    try:
        return None if text is None else float(text)
    except ValueError:
        raise SourceError(f"{record.place}: {name} is {text!r}, not a number") from None
