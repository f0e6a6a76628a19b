"""What a series has published so far, in a form that a new report can be set beside. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

__all__ = ["INPUTS", "Cells", "Ledger", "open_ledger"]

Row = Mapping[str, Any]
Cells = Mapping[str, tuple[int | None, int | None]]
"""Total and printed increase by category."""

# The tables a ledger is opened from.
INPUTS = (
    "series", "series_categories", "categories", "transcriptions", "reports", "readings", "losses",
    "corrections",
)  # fmt: skip
# The method by which a report's own text becomes readings; such transcriptions are one kind of witness.
TEXT = "official_text_parsed"


@dataclass(frozen=True)
class Ledger:
    """One series: its published totals by day, who read what, and what it counts when.

    `days` are the report days in order; `readings` holds the cells of each transcription of a day;
    `texts` names the transcriptions that were read from a report's own text; `pages` are the reports'
    addresses and `corrections` the residuals that are explained; `increases_from` is the day from which
    a line without a "+n" means no increase, None where it never does.
    """

    series_id: str
    daily: bool
    first_date: date
    last_date: date | None
    lives: Mapping[str, Sequence[Row]]
    names: Mapping[str, str]
    days: tuple[date, ...]
    totals: Mapping[date, Mapping[str, int | None]]
    readings: Mapping[date, Mapping[str, Cells]]
    texts: frozenset[str]
    increases_from: date | None
    pages: Mapping[str, date]
    corrections: Mapping[tuple[date, str], int]

    def until(self, day: date) -> Ledger:
        """The ledger as it stood when `day` was its last report."""
        return replace(
            self,
            days=self.days[: bisect_left(self.days, day + timedelta(days=1))],
            corrections={cell: residual for cell, residual in self.corrections.items() if cell[0] <= day},
        )

    def before(self, day: date) -> date | None:
        """The last report before `day`, None if there is none."""
        at = bisect_left(self.days, day)
        return self.days[at - 1] if at else None

    @property
    def expected(self) -> date:
        """The day of the report that is to come next."""
        return self.days[-1] + timedelta(days=1) if self.days else self.first_date

    def has(self, day: date) -> bool:
        """True if there is a report of that day."""
        at = bisect_left(self.days, day)
        return at < len(self.days) and self.days[at] == day

    def total(self, day: date | None, category_id: str) -> int | None:
        """The published total, None if there is none."""
        return None if day is None else self.totals.get(day, {}).get(category_id)

    def tracks(self, category_id: str, day: date) -> bool:
        """True if the series counts the category on that day."""
        return any(
            life["first_date"] <= day and (life["last_date"] is None or day <= life["last_date"])
            for life in self.lives.get(category_id, ())
        )

    def tracked(self, day: date) -> list[str]:
        """The categories that the series counts on that day, in order of name."""
        return [category for category in sorted(self.lives) if self.tracks(category, day)]

    def name(self, category_id: str) -> str:
        """The category's English name."""
        return self.names.get(category_id, category_id)

    def changes(self, day: date, category_id: str, reports: int) -> list[int]:
        """The changes from report to report over the last `reports` reports before `day`."""
        at = bisect_left(self.days, day)
        values = [self.total(d, category_id) for d in self.days[max(at - reports - 1, 0) : at]]
        return [b - a for a, b in pairwise(values) if a is not None and b is not None]


def open_ledger(
    tables: Mapping[str, Sequence[Row]], series_id: str, increases_from: date | None = None
) -> Ledger:
    """The ledger of a series from the rows of the tables in `INPUTS`.

    `increases_from` overrides the day that the transcriptions of texts state.
    """
    series = next(row for row in tables["series"] if row["series_id"] == series_id)
    own = [row for row in tables["transcriptions"] if row["series_id"] == series_id]
    texts = [row for row in own if row["method"] == TEXT]
    stated = [row["increases_from"] for row in texts if row["increases_from"] is not None]
    reports = [row for row in tables["reports"] if row["series_id"] == series_id]
    return Ledger(
        series_id=series_id,
        daily=series["frequency"] == "daily",
        first_date=series["first_date"],
        last_date=series["last_date"],
        lives=_by_category(row for row in tables["series_categories"] if row["series_id"] == series_id),
        names={row["category_id"]: row["name_en"] for row in tables["categories"]},
        days=tuple(sorted(row["report_date"] for row in reports)),
        totals=_totals(row for row in tables["losses"] if row["series_id"] == series_id),
        readings=_readings(row for row in tables["readings"] if row["series_id"] == series_id),
        texts=frozenset(row["transcription_id"] for row in texts),
        increases_from=increases_from or min(stated, default=None),
        pages={row["url"]: row["report_date"] for row in reports if row["url"]},
        corrections={
            (row["report_date"], row["category_id"]): row["residual"]
            for row in tables["corrections"]
            if row["series_id"] == series_id
        },
    )


def _by_category(rows: Iterable[Row]) -> dict[str, list[Row]]:
    lives: dict[str, list[Row]] = {}
    for row in rows:
        lives.setdefault(row["category_id"], []).append(row)
    return lives


def _totals(losses: Iterable[Row]) -> dict[date, dict[str, int | None]]:
    totals: dict[date, dict[str, int | None]] = {}
    for row in losses:
        totals.setdefault(row["report_date"], {})[row["category_id"]] = row["cumulative"]
    return totals


def _readings(rows: Iterable[Row]) -> dict[date, dict[str, dict[str, tuple[int | None, int | None]]]]:
    readings: dict[date, dict[str, dict[str, tuple[int | None, int | None]]]] = {}
    for row in rows:
        cells = readings.setdefault(row["report_date"], {}).setdefault(row["transcription_id"], {})
        cells[row["category_id"]] = (row["cumulative"], row["printed_increase"])
    return readings
