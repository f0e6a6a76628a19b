"""A statement and its check, and the closed lists they use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

__all__ = [
    "INVASION",
    "QUALIFIERS",
    "STATISTICS",
    "Check",
    "Claim",
    "FigureVerdict",
    "Qualifier",
    "Statistic",
    "WordingVerdict",
]

# The day from which running totals count; they are nothing on it.
INVASION = date(2022, 2, 24)

Statistic = Literal[
    "cumulative_on",
    "daily_on",
    "sum_over_period",
    "period_mean",
    "month_total",
    "year_total",
    "record_max_daily",
    "date_crossed_threshold",
]
Qualifier = Literal["exact", "about", "more_than", "at_least", "up_to", "nearly"]
FigureVerdict = Literal["matches", "differs", "ambiguous"]
WordingVerdict = Literal["faithful", "killed_for_casualties", "unsupported"]

STATISTICS: tuple[Statistic, ...] = get_args(Statistic)
QUALIFIERS: tuple[Qualifier, ...] = get_args(Qualifier)


@dataclass(frozen=True)
class Claim:
    """One statement: a figure for one category over a window of reports, its hedge and its word for the loss.

    `period_start` and `period_end` are report dates: the window is the reports after the one
    up to the other. `wording` may be empty where the word is not known.
    """

    claim_id: str
    category_id: str
    statistic: Statistic
    period_start: date
    period_end: date
    claimed_value: int | float
    qualifier: Qualifier
    wording: str = ""


@dataclass(frozen=True)
class Check:
    """What became of a statement: what the series gives, both verdicts, and why, in one sentence.

    `computed_value` is None where the series gives no figure; `computed_date` is the day of a
    record or on which a threshold was passed. `cause` names what accounts for a difference,
    empty where the figure matches.
    """

    claim_id: str
    computed_value: int | float | None
    computed_date: date | None
    figure_verdict: FigureVerdict
    cause: str
    wording_verdict: WordingVerdict
    explanation: str
    explanation_uk: str
