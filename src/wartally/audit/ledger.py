"""The package's side of an audit: published totals, and every witness about them, by cell. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

__all__ = ["TABLES", "Around", "Ledger", "ledger"]

Row = Mapping[str, Any]
Cell = tuple[date, str]
# The tables that an audit reads.
TABLES = ("losses", "readings", "transcriptions", "corrections", "adjudications", "reports")
# How many reports ahead to look for a correction that a figure may anticipate.
_AHEAD = 14
OFFICIAL = {"official_text": "the ministry's text", "infographic": "the General Staff's infographic"}


@dataclass(frozen=True)
class Around:
    """The reports before and after a cell: their days and published totals, None where there is none."""

    before: tuple[date, int] | None
    after: tuple[date, int] | None


@dataclass(frozen=True)
class Ledger:
    """The published rows of one series by cell, and what else bears on them."""

    losses: Mapping[Cell, Row]
    readings: Mapping[Cell, Mapping[str, Row]]
    increases_from: Mapping[str, date | None]
    corrections: Mapping[Cell, Row]
    adjudications: Mapping[Cell, Row]
    urls: Mapping[date, str | None]
    days: Mapping[str, Sequence[date]]

    def total(self, cell: Cell) -> int | None:
        """The published total, None if nothing is published."""
        row = self.losses.get(cell)
        return None if row is None else row["cumulative"]

    def around(self, cell: Cell) -> Around:
        """The published totals of the reports just before and after the cell's."""
        day, category = cell
        days = self.days.get(category, ())
        here = bisect_left(days, day)
        before = days[here - 1] if here else None
        after = days[here + 1] if here + 1 < len(days) else None
        return Around(self._at(before, category), self._at(after, category))

    def _at(self, day: date | None, category: str) -> tuple[date, int] | None:
        total = None if day is None else self.total((day, category))
        return None if day is None or total is None else (day, total)

    def lowered_after(self, cell: Cell) -> tuple[date, int] | None:
        """The first report of the next two weeks with which the source lowered its total, and to what."""
        day, category = cell
        days = self.days.get(category, ())
        start = bisect_left(days, day)
        for before, after in pairwise(days[start : start + _AHEAD + 1]):
            high, low = self.total((before, category)), self.total((after, category))
            if high is not None and low is not None and low < high and (after, category) in self.corrections:
                return after, low
        return None

    def witnesses(self, cell: Cell, but: str = "") -> dict[str, int]:
        """The total that each transcription has, without the one called `but`."""
        rows = self.readings.get(cell, {})
        return {t: r["cumulative"] for t, r in rows.items() if r["cumulative"] is not None and t != but}

    def printed(self, cell: Cell) -> set[int]:
        """The increases that the report prints, by whichever transcription; none printed can mean 0."""
        found = set()
        for name, row in self.readings.get(cell, {}).items():
            since = self.increases_from.get(name)
            if row["printed_increase"] is not None:
                found.add(int(row["printed_increase"]))
            elif since is not None and cell[0] >= since:
                found.add(0)
        return found


def ledger(tables: Mapping[str, Sequence[Row]], series: str) -> Ledger:
    """The ledger of one series from the rows of the tables named in `TABLES`."""
    own = {name: [r for r in tables[name] if r["series_id"] == series] for name in TABLES}
    readings: dict[Cell, dict[str, Row]] = {}
    for row in own["readings"]:
        readings.setdefault(_cell(row), {})[row["transcription_id"]] = row
    days: dict[str, list[date]] = {}
    for row in own["losses"]:
        days.setdefault(row["category_id"], []).append(row["report_date"])
    return Ledger(
        losses={_cell(row): row for row in own["losses"]},
        readings=readings,
        increases_from={row["transcription_id"]: row["increases_from"] for row in own["transcriptions"]},
        corrections={_cell(row): row for row in own["corrections"]},
        adjudications={_cell(row): row for row in own["adjudications"]},
        urls={row["report_date"]: row["url"] for row in own["reports"]},
        days={category: sorted(found) for category, found in days.items()},
    )


def _cell(row: Row) -> Cell:
    return (row["report_date"], row["category_id"])
