"""The UK Ministry of Defence's average daily Russian casualties, month by month.

Reads ``economist_ukmod_monthly.csv``, The Economist's copy, into `estimates`. The ministry takes
the averages from the General Staff of Ukraine, so the rows say that they rest on its series.
The copy's own running sums are checked and left out: anyone can add up the months.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from wartally.errors import SourceError
from wartally.importers.economist import day_month_year
from wartally.importers.estimates import Figures, estimate, own_sources, published
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records

FEED = "uk_mod"
COLLECTION = "economist_uk_mod_monthly"
CLAIMANT = "mod_uk"
RESTS_ON = "general_staff_ua"
FILE = "economist_ukmod_monthly.csv"
FILES = (FILE,)
NEEDS = "sources"
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
# A post whose number a spreadsheet counted up from row to row.
COUNTED_UP = re.compile(r"^https://x\.com/DefenceHQ/status/191856318539050217[3-6]$")
REAL_POST = "https://x.com/DefenceHQ/status/1918563185390502173"


def read(path: Path, sources: Mapping[str, str] | None = None) -> Feed:
    """The monthly estimates in `path` (the file or its folder); raises SourceError.

    `sources` maps addresses to source_id; without it the sources of the package at hand are used.
    """
    known = own_sources() if sources is None else sources
    feed = FeedBuilder(FEED)
    total = 0
    for record in csv_records(path / FILE if path.is_dir() else path):
        total = _read_record(record, known, feed, total)
    return feed.done()


def _read_record(record: Record, sources: Mapping[str, str], feed: FeedBuilder, total: int) -> int:
    start, end = _month(record)
    daily = record.take_integer("casualties (average daily losses)")
    inside = record.take_integer("casualties in month")
    running = record.take_integer("cumulative casualties")
    if daily is None or inside is None or inside != daily * end.day or running != total + inside:
        raise SourceError(f"{record.place}: the month's figures do not add up")
    address = COUNTED_UP.sub(REAL_POST, record.take_text("source_url") or "")
    record.take_text("source")
    note = record.take_text("note")
    for name in [*record.leftovers(), *([f"note {note}"] if note else [])]:
        feed.unmapped(f"{record.place}: field {name!r}")
    if address not in sources:
        feed.unmapped(f"address {address}")
        return running
    feed.add(
        "estimates",
        **estimate(
            Figures(None, inside, None, "about"),
            as_of=end,
            published_on=published(address),
            claimant_id=CLAIMANT,
            subject_side="RU",
            measure="killed_wounded",
            period_start=start,
            cumulative=False,
            rests_on_series=RESTS_ON,
            source_id=sources[address],
            collection_id=COLLECTION,
            wording=f"{daily:,} Russian soldiers killed and wounded a day on average in {start:%B %Y}.",
            note=f"The figure is the average times the {end.day} days of the month.",
        ),
    )
    return running


def _month(record: Record) -> tuple[date, date]:
    name, year = record.take_text("month") or "", record.take_integer("year") or 0
    if name not in MONTHS:
        raise SourceError(f"{record.place}: {name!r} is not the name of a month")
    start = date(year, MONTHS[name], 1)
    end = start.replace(day=calendar.monthrange(year, start.month)[1])
    after = day_month_year(record.take_text("date (at beginning of next month)"), record.place)
    if record.take_integer("days in month") != end.day or (after - end).days != 1:
        raise SourceError(f"{record.place}: the days do not fit the month")
    return start, end
