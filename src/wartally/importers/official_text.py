"""The official report texts of the Ministry of Defence and the Government of Ukraine.

Reads a CSV of ``date,text`` into `readings` (transcription ``official_text``), printed
increases included, with the same parser that reads today's report.
"""

from __future__ import annotations

from pathlib import Path

from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records
from wartally.report import parse

FEED = "official_text"
SERIES = "general_staff_ua"
FILE = "mil_gov_ua_report_texts_2022-2024.csv"
FILES = (FILE,)


def read(path: Path) -> Feed:
    """The readings in `path` (the file or its folder); raises SourceError."""
    feed = FeedBuilder(FEED)
    for record in csv_records(path / FILE if path.is_dir() else path):
        _read_record(record, feed)
    return feed.done()


def _read_record(record: Record, feed: FeedBuilder) -> None:
    day = record.take_date("date")
    report = parse(record.take_text("text") or "")
    for figure in report.figures:
        feed.add(
            "readings",
            series_id=SERIES,
            report_date=day,
            category_id=figure.category_id,
            transcription_id=FEED,
            cumulative=figure.cumulative,
            printed_increase=figure.printed_increase,
        )
    feed.add(
        "reports",
        series_id=SERIES,
        report_date=day,
        wording=report.wording,
        approximate=report.approximate,
    )
    for line in report.unknown:
        feed.unmapped(f"{record.place}: {line.text!r}")
    for name in record.leftovers():
        feed.unmapped(f"{record.place}: column {name!r}")
