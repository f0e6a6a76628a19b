"""The Economist's collection of estimates of soldiers killed and wounded.

Reads ``economist_estimates.csv`` into `estimates`. Who a label is, which rows say what another
row of ours says already, and which addresses were pasted badly is data: ``economist.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from wartally.errors import SourceError
from wartally.importers.estimates import Figures, estimate, month_end, own_sources, phrase, published
from wartally.importers.feed import Feed, FeedBuilder, Record, csv_records

__all__ = ["day_month_year", "read", "whole_number"]

FEED = "economist"
COLLECTION = "economist_estimates"
FILE = "economist_estimates.csv"
FILES = (FILE,)
NEEDS = "sources"
FLAG = "ignore for chart, data from warring parties"
SIDES = {"russia": "RU", "ukraine": "UA"}
MEASURES = {"deaths": "killed", "casualties": "killed_wounded"}


def read(path: Path, sources: Mapping[str, str] | None = None) -> Feed:
    """The estimates in `path` (the file or its folder); raises SourceError.

    `sources` maps addresses to source_id; without it the sources of the package at hand are used.
    """
    known = own_sources() if sources is None else sources
    feed = FeedBuilder(FEED)
    unused = set(_declared()["duplicates"])
    for record in csv_records(path / FILE if path.is_dir() else path):
        _read_record(record, known, feed, unused)
    for key in sorted(unused):
        feed.unmapped(f"declared duplicate {key!r} is no longer in the file")
    return feed.done()


@cache
def _declared() -> dict[str, Any]:
    text = (resources.files(__package__) / "economist.yaml").read_text(encoding="utf-8")
    declared: dict[str, Any] = yaml.safe_load(text)
    return declared


@dataclass(frozen=True)
class _Entry:
    """One row of the collection, read but not yet placed; `key` is what ``economist.yaml`` calls it."""

    label: str
    country: str
    kind: str
    as_of: date
    figures: Figures
    address: str

    @property
    def key(self) -> str:
        return f"{self.as_of.isoformat()} {self.label} {self.country} {self.kind}"


def _read_record(record: Record, sources: Mapping[str, str], feed: FeedBuilder, unused: set[str]) -> None:
    entry = _entry(record)
    declared = _declared()
    if entry.key in declared["duplicates"]:
        unused.discard(entry.key)
        feed.ignored(f"duplicate: {entry.key}")
    elif entry.label == declared["monthly_label"] and entry.address in declared["monthly_addresses"]:
        feed.ignored("a running sum of the UK ministry's monthly figures")
    elif entry.label not in declared["claimants"]:
        feed.unmapped(f"source {entry.label!r}")
    elif entry.address not in sources:
        feed.unmapped(f"address {entry.address}")
    else:
        feed.add("estimates", **_row(entry, sources[entry.address]))
    for name in record.leftovers():
        feed.unmapped(f"field {name!r}")


def _entry(record: Record) -> _Entry:
    label = record.take_text("source") or ""
    entry = _Entry(
        label=label,
        country=record.take_text("country") or "",
        kind=record.take_text("type") or "",
        as_of=day_month_year(record.take_text("date"), f"{record.place}: date"),
        figures=_figures(record, label),
        address=_address(record.take_text("source_url") or ""),
    )
    party = record.take_text(FLAG)
    if entry.kind not in MEASURES or entry.country not in SIDES or party not in (None, "yes"):
        said = f"{entry.kind!r}, {entry.country!r} or {party!r}"
        raise SourceError(f"{record.place}: {said} is not a code this importer knows")
    return entry


def _row(entry: _Entry, source: str) -> dict[str, Any]:
    declared = _declared()
    claimant = declared["claimant_at"].get(entry.address, declared["claimants"][entry.label])
    side, measure = SIDES[entry.country], MEASURES[entry.kind]
    measure = declared["measure_of"].get(claimant, {}).get(measure, measure)
    by_month = entry.key in declared["month_only"]
    as_of = month_end(entry.as_of.strftime("%Y-%m"), entry.key) if by_month else entry.as_of
    said = published(entry.address)
    return estimate(
        entry.figures,
        as_of=as_of,
        as_of_precision="month" if by_month else "day",
        published_on=said if said is not None and said >= as_of else None,
        claimant_id=claimant,
        subject_side=side,
        measure=measure,
        source_id=source,
        collection_id=COLLECTION,
        wording=phrase(entry.figures, side, measure),
        note=declared["notes"].get(entry.key),
    )


def _figures(record: Record, label: str) -> Figures:
    low = whole_number(record.take_text("estimate_low"), record.place)
    best = whole_number(record.take_text("estimate"), record.place)
    high = whole_number(record.take_text("estimate_high"), record.place)
    if low is None and high is None:
        if best is not None and label in _declared()["counts_by_name"]:
            return Figures(best, None, None, "at_least")
        return Figures(None, best, None, "about")
    if high is None:
        return Figures(low, best, None, "at_least")
    return Figures(low, best, high, "up_to" if low is None else "about")


def _address(text: str) -> str:
    """The address without a browser's text mark or tracking; the collection's own where none was given."""
    declared = _declared()
    if text.startswith(declared["no_address"]):
        return str(declared["own_address"])
    mended = declared["addresses"].get(text, text)
    return re.sub(r"[?#](?::~:text=|author-info|ocid=).*$", "", str(mended))


def day_month_year(text: str | None, place: str) -> date:
    """The date written as day/month/year; raises SourceError naming `place` otherwise."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text or "")
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat("")
    except ValueError:
        raise SourceError(f"{place} is {text!r}, not a date written day/month/year") from None


def whole_number(text: str | None, place: str) -> int | None:
    """The whole number in `text`, which may carry thousands commas; None if there is none."""
    if text is None:
        return None
    if not re.fullmatch(r"\d+|\d{1,3}(,\d{3})+", text):
        raise SourceError(f"{place}: {text!r} is not a whole number")
    return int(text.replace(",", ""))
