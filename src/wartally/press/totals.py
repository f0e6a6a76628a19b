"""One series of running totals, indexed once for many look-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wartally.press.model import INVASION
from wartally.tallying import DEFAULT_SERIES, main_series

__all__ = ["INPUTS", "SERIES", "Figure", "Totals"]

Row = Mapping[str, Any]
SERIES = DEFAULT_SERIES
# The tables that statements are judged by; `losses` may be given as derived, before it is written.
INPUTS = ("categories", "reports", "readings", "losses")


@dataclass(frozen=True)
class Figure:
    """What the series gives for one category in one report; None where there is no single figure."""

    cumulative: int | None
    printed_increase: int | None
    change: int | None


class Totals:
    """The running totals of one series by category and report date, and what transcriptions say instead."""

    def __init__(self, tables: Mapping[str, Sequence[Row]], series: str | None = None) -> None:
        """Index the rows of the tables named in `INPUTS` for one series: `SERIES`, or the package's first."""
        series = series or main_series({r["series_id"] for r in tables["reports"]})
        self._zero = _day_zero(tables["reports"], series)
        self._categories = {r["category_id"]: r for r in tables["categories"]}
        self._figures: dict[str, dict[date, Figure]] = defaultdict(dict)
        for row in tables["losses"]:
            if row["series_id"] == series:
                self._figures[row["category_id"]][row["report_date"]] = Figure(
                    row["cumulative"], row["printed_increase"], row["change"]
                )
        self._readings = self._deviating(tables["readings"], series)
        self._more_than = {
            r["report_date"] for r in tables["reports"] if r["series_id"] == series and self._hedged(r)
        }
        self._add_up_children()

    def _deviating(self, readings: Iterable[Row], series: str) -> dict[str, dict[tuple[str, date], int]]:
        """For each transcription, its totals that are not the published ones."""
        found: dict[str, dict[tuple[str, date], int]] = defaultdict(dict)
        for row in readings:
            said = row["cumulative"]
            if said is None or row["series_id"] != series:
                continue
            figure = self._figures.get(row["category_id"], {}).get(row["report_date"])
            if figure is None or figure.cumulative != said:
                found[row["transcription_id"]][row["category_id"], row["report_date"]] = said
        return dict(sorted(found.items()))

    def _hedged(self, report: Row) -> bool:
        """True if the report says of its own personnel total that it is more than that.

        Its note says so, or its page is headed so: "...-ponad-10-000-osib" for a total of 10,000.
        """
        figure = self._figures.get("personnel", {}).get(report["report_date"])
        if figure is None or figure.cumulative is None:
            return False
        headed = f"ponad-{figure.cumulative:,}-osib".replace(",", "-")
        return "'more than'" in (report["note"] or "") or headed in (report["url"] or "")

    def _add_up_children(self) -> None:
        """Give a category that the series merged later the sum of its parts on earlier days."""
        parts: dict[str, list[str]] = defaultdict(list)
        for row in self._categories.values():
            if row["parent_id"] is not None:
                parts[row["parent_id"]].append(row["category_id"])
        for parent, children in parts.items():
            days = set.intersection(*(set(self._figures.get(c, {})) for c in children))
            for day in days - set(self._figures.get(parent, {})):
                self._figures[parent][day] = _added([self._figures[c][day] for c in children])

    @property
    def categories(self) -> frozenset[str]:
        """The categories the series has figures for."""
        return frozenset(self._figures)

    def name(self, category: str, lang: str = "en") -> str:
        """A category's name in English or Ukrainian, its identifier if it has none."""
        return str(self._categories[category][f"name_{lang}"]) if category in self._categories else category

    def figure(self, category: str, day: date) -> Figure | None:
        """The figure of the report of `day`; None if there is no such report of the category."""
        return self._figures.get(category, {}).get(day)

    def at(self, category: str, day: date) -> int | None:
        """The running total on `day`: 0 before the first report, None where there is no single figure."""
        if day <= self._zero:
            return 0
        figure = self.figure(category, day)
        return None if figure is None else figure.cumulative

    def days(self, category: str) -> list[date]:
        """The report dates of a category, in order."""
        return sorted(self._figures.get(category, {}))

    def first_printed(self, category: str) -> date | None:
        """The first report that prints a day's increase for the category."""
        figures = self._figures.get(category, {})
        return min((d for d, f in figures.items() if f.printed_increase is not None), default=None)

    def says_more_than(self, category: str, day: date) -> bool:
        """True if the report itself calls this total "more than" what it prints."""
        return category == "personnel" and day in self._more_than

    def transcriptions(self) -> Iterable[tuple[str, Callable[[str, date], int | None]]]:
        """Each transcription with a function like `at` that prefers its totals to the published ones."""
        for name, said in self._readings.items():
            yield name, lambda c, d, said=said: said.get((c, d), self.at(c, d))  # type: ignore[misc]


def _day_zero(reports: Iterable[Row], series: str) -> date:
    """The last day on which nothing was counted: of another series the one before its first report."""
    first = min((r["report_date"] for r in reports if r["series_id"] == series), default=None)
    return INVASION if series == SERIES or first is None else first - timedelta(days=1)


def _added(parts: Sequence[Figure]) -> Figure:
    def total(values: Sequence[int | None]) -> int | None:
        return None if None in values else sum(v for v in values if v is not None)

    return Figure(
        total([p.cumulative for p in parts]),
        total([p.printed_increase for p in parts]),
        total([p.change for p in parts]),
    )
