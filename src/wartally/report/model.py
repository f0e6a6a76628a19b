"""What a reading of a daily report gives back: plain frozen values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Wording = Literal["personnel", "liquidated_personnel"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One category's figures as the report prints them.

    `cumulative` is the running total and `printed_increase` the day's "+n"; either is None where the
    report does not print it. `line` counts from 1; `text` is the passage the figures were read from.
    """

    category_id: str
    cumulative: int | None
    printed_increase: int | None
    line: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A passage that is not a figure: its line (from 1), its text, and one word saying why it is here.

    In `ParsedReport.unknown` the reason is `number_without_category`, `category_without_number`,
    `unexpected_words`, `unclear_number`, `two_totals`, `two_increases`, `two_categories`, `day_or_total`
    (is it the day's figure or the running total?) or `unclear_directions`; in `ignored` it is `boilerplate`,
    `heading`, `prose` or `label`; in `remarks` `empty_increase` ("(+)"), `total_missing`, `run_together`,
    `ambiguous_date` (day or month first?) or `year_assumed`.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """A report's text, read.

    `report_date` is None when the text names no date or several equally good ones (see `dates_seen`);
    `days_without_year` holds (day, month) pairs of dates printed without a year.
    `figures` has one entry per category, in the order of the text; a category met again is in `duplicates`.
    `approximate` says that the text calls its personnel figure or all its figures approximate.
    `wording` says what the personnel line is called; None without a personnel line.
    `directions` are the places of the greatest losses, spelled as the text spells them.
    `unknown` holds every passage that carries a number or a category and was not understood:
    a caller should stop on it. `ignored` and `remarks` are there so that nothing is silent.
    """

    report_date: date | None = None
    dates_seen: tuple[date, ...] = ()
    days_without_year: tuple[tuple[int, int], ...] = ()
    figures: tuple[Figure, ...] = ()
    duplicates: tuple[Figure, ...] = ()
    approximate: bool = False
    wording: Wording | None = None
    directions: tuple[str, ...] = ()
    unknown: tuple[Line, ...] = ()
    ignored: tuple[Line, ...] = ()
    remarks: tuple[Line, ...] = ()

    @property
    def conflicts(self) -> tuple[Figure, ...]:
        """The duplicates whose values differ from the figure first met for their category."""
        first = {figure.category_id: figure for figure in self.figures}
        return tuple(
            again for again in self.duplicates if _values(again) != _values(first[again.category_id])
        )


def _values(figure: Figure) -> tuple[int | None, int | None]:
    return figure.cumulative, figure.printed_increase
