"""Civilian casualties in Ukraine as the UN Human Rights Office has verified them.

Reads ``ohchr_civilian_cumulative.csv`` (running totals by day) and the monthly file, which holds
one vintage: the months as of its own date, which later updates raise. All are lower bounds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from wartally.errors import SourceError
from wartally.importers.estimates import INVASION, Figures, estimate, month_end, own_sources
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records, iso_date

FEED = "ohchr"
CLAIMANT = "ohchr"
CUMULATIVE_FILE = "ohchr_civilian_cumulative.csv"
MONTHLY_FILE = re.compile(r"ohchr_civilian_monthly_vintage_(\d{4}-\d\d-\d\d)\.csv")
# A vintage is read where it lies beside the running totals; it never changes, so it is not fetched.
FILES = (CUMULATIVE_FILE,)
NEEDS = "sources"
MEASURES = {"killed": "killed", "injured": "wounded"}
# The monthly file's remark names the update it comes from; it is the one of this running total.
UPDATE_PUBLISHED = re.compile(r"vintage: OHCHR update of (\d{4}-\d\d-\d\d)")


def read(path: Path, sources: Mapping[str, str] | None = None) -> Feed:
    """The civilian counts in the folder `path`; raises SourceError.

    `sources` maps addresses to source_id; without it the sources of the package at hand are used.
    """
    known = own_sources() if sources is None else sources
    feed = FeedBuilder(FEED)
    source_of: dict[date, str] = {}
    for record in csv_records(path / CUMULATIVE_FILE):
        _read_total(record, known, feed, source_of)
    for file in sorted(path.glob("ohchr_civilian_monthly_vintage_*.csv")):
        _read_vintage(file, feed, source_of)
    return feed.done()


def _read_total(
    record: Record, sources: Mapping[str, str], feed: FeedBuilder, source_of: dict[date, str]
) -> None:
    text = record.take_text("as_of") or ""
    by_month = len(text) == len("2024-08")
    as_of = month_end(text, record.place) if by_month else iso_date(text, record.place)
    address = record.take_text("source_url") or ""
    figures = {name: record.take_integer(f"{name}_cumulative") for name in MEASURES}
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: field {name!r}")
    if not address.startswith("http"):
        feed.ignored("a total without an address")
        return
    if address not in sources:
        feed.unmapped(f"address {address}")
        return
    source_of[as_of] = sources[address]
    for name, count in figures.items():
        if count is None:
            continue
        _add(
            feed,
            name,
            count,
            "in Ukraine since 24 February 2022",
            as_of=as_of,
            as_of_precision="month" if by_month else "day",
            source_id=sources[address],
        )


def _read_vintage(file: Path, feed: FeedBuilder, source_of: Mapping[date, str]) -> None:
    found = MONTHLY_FILE.fullmatch(file.name)
    vintage = iso_date(found[1] if found else "", file.name)
    if vintage not in source_of:
        feed.unmapped(f"{file.name}: no total of that day to take the source from")
        return
    for record in csv_records(file):
        start, end = _month(record)
        said = UPDATE_PUBLISHED.match(record.take_text("note") or "")
        for name in MEASURES:
            count = record.take_integer(name)
            if count is None:
                continue
            _add(
                feed,
                name,
                count,
                f"in Ukraine in {start:%B %Y}",
                as_of=vintage,
                published_on=iso_date(said[1], record.place) if said else None,
                period_start=start,
                period_end=end,
                cumulative=False,
                source_id=source_of[vintage],
                note="As of that update; later updates raise the counts of past months.",
            )
        for name in record.leftovers():
            feed.unmapped(f"{record.place}: field {name!r}")


def _month(record: Record) -> tuple[date, date]:
    text = record.take_text("month") or ""
    found = re.fullmatch(r"(\d{4}-\d\d)( \(24-28\))?", text)
    if not found:
        raise SourceError(f"{record.place}: month is {text!r}, not a month this importer knows")
    end = month_end(found[1], record.place)
    return (INVASION if found[2] else end.replace(day=1)), end


def _add(feed: FeedBuilder, name: str, count: int, where: str, **row: object) -> None:
    what = "killed" if name == "killed" else "injured"
    feed.add(
        "estimates",
        **estimate(
            Figures(count, None, None, "at_least"),
            claimant_id=CLAIMANT,
            subject_side="UA",
            population="civilian",
            measure=MEASURES[name],
            wording=f"{count:,} civilians verified as {what} {where}.",
            **row,
        ),
    )
