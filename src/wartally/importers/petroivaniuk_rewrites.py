"""How the 2022-Ukraine-Russia-War-Dataset changed figures it had already published.

Reads ``rewrites.csv``, taken from the compilation's version history, into `rewrites`.
"""

from __future__ import annotations

from pathlib import Path

from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records
from wartally.importers.petroivaniuk import CATEGORY_OF, DIRECTION_FIELD
from wartally.importers.petroivaniuk import FEED as TRANSCRIPTION

FEED = "petroivaniuk_rewrites"
FILE = "rewrites.csv"
FILES = (FILE,)

# A misspelt field name that the compilation later renamed.
RESPELT = {"groun d robotic systems": "ground robotic systems"}
# How the compilation's own tools once wrote a missing value.
NOT_A_NUMBER = "nan"
# Not figures of a category: a text, a row removed and put back, a heading nothing else uses.
IGNORED = {
    DIRECTION_FIELD: "a direction's spelling",
    "*": "a whole row removed",
    "BUK": "the heading BUK, which no report has",
}


def read(path: Path) -> Feed:
    """The rewrites in `path` (the file or its folder); raises SourceError."""
    feed = FeedBuilder(FEED)
    for record in csv_records(path / FILE if path.is_dir() else path):
        _read_record(record, feed)
    return feed.done()


def _read_record(record: Record, feed: FeedBuilder) -> None:
    upstream = record.take_text("field") or ""
    name = RESPELT.get(upstream, upstream)
    if name in IGNORED:
        feed.ignored(IGNORED[name])
    elif name not in CATEGORY_OF:
        feed.unmapped(f"{record.place}: field {name!r}")
    else:
        _read_figure(record, CATEGORY_OF[name], feed)


def _read_figure(record: Record, category: str, feed: FeedBuilder) -> None:
    before, after = _take_figure(record, "value_before"), _take_figure(record, "value_after")
    if before is None and after is None:
        feed.ignored("a missing value written another way")
        return
    feed.add(
        "rewrites",
        transcription_id=TRANSCRIPTION,
        report_date=record.take_date("record_date"),
        category_id=category,
        revision=record.take_text("commit"),
        recorded_on=record.take_date("commit_date"),
        value_before=before,
        value_after=after,
    )


def _take_figure(record: Record, name: str) -> int | None:
    if record[name] == NOT_A_NUMBER:
        record[name] = ""
    return record.take_integer(name)
