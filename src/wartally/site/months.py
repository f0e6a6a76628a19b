"""Months of reports as a calendar: weeks from Monday, each day with its report and its marks. Pure."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = ["MARKS", "Cell", "month_of", "months_of"]

# What is marked on a day, and the letter that marks it in each language.
MARKS = {
    "en": {"corrected": "c", "disputed": "d", "broken": "b"},
    "uk": {"corrected": "в", "disputed": "р", "broken": "к"},
}


@dataclass(frozen=True)
class Cell:
    """A day of a calendar: its number, the date of its report if there is one, and the names of its marks."""

    number: int
    report: str = ""
    marks: tuple[str, ...] = ()


def month_of(month: str, reports: Sequence[Mapping[str, Any]]) -> list[list[Cell | None]]:
    """The weeks of a month such as 2022-11; None stands for a day of another month."""
    held = {row["report_date"]: row for row in reports}
    first = date.fromisoformat(f"{month}-01")
    return [
        [_cell(day, held) if day.month == first.month else None for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def _cell(day: date, held: Mapping[str, Mapping[str, Any]]) -> Cell:
    row = held.get(day.isoformat())
    if row is None:
        return Cell(day.day)
    return Cell(day.day, day.isoformat(), tuple(name for name in MARKS["en"] if row[name]))


def months_of(reports: Sequence[Mapping[str, Any]]) -> dict[str, list[list[Cell | None]]]:
    """The months that have reports, the first one first, each as its weeks."""
    names = sorted({str(row["report_date"])[:7] for row in reports})
    return {name: month_of(name, reports) for name in names}
