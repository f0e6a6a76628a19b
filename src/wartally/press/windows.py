"""What the series gives for a statistic over a window of reports.

`period_start` and `period_end` are report dates: a window is the reports after the one up to
the other. A calendar month therefore runs from the report of its first day to that of the
next month's first day, a year likewise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wartally.press.model import Claim, Statistic
from wartally.press.totals import Totals

__all__ = ["DAY", "Computed", "compute", "crossed", "largest", "shifted", "value_of"]

Number = int | float
At = Callable[[str, date], int | None]
DAY = timedelta(days=1)
_ONE_TOTAL = ("cumulative_on", "date_crossed_threshold")


@dataclass(frozen=True)
class Computed:
    """A statistic's value, the one day it stands for if there is one, and report dates without a figure."""

    value: Number | None
    day: date | None = None
    missing: tuple[date, ...] = ()


def compute(claim: Claim, totals: Totals) -> Computed:
    """What the series gives for the window and category of `claim`."""
    if claim.statistic == "record_max_daily":
        return largest(claim, totals)
    ends = (claim.period_end,) if claim.statistic in _ONE_TOTAL else (claim.period_start, claim.period_end)
    missing = tuple(d for d in ends if totals.at(claim.category_id, d) is None)
    value = value_of(claim, totals.at)
    if claim.statistic == "date_crossed_threshold":
        return Computed(value, crossed(claim, totals), missing)
    return Computed(value, None, missing)


def value_of(claim: Claim, at: At) -> Number | None:
    """A running total, a difference of two or a daily mean, by `at`; None where a total is missing.

    A mean is not rounded.
    """
    until = at(claim.category_id, claim.period_end)
    if until is None or claim.statistic in _ONE_TOTAL:
        return until
    since = at(claim.category_id, claim.period_start)
    if since is None:
        return None
    if claim.statistic != "period_mean":
        return until - since
    days = (claim.period_end - claim.period_start).days
    return (until - since) / days if days > 0 else None


def largest(claim: Claim, totals: Totals, since: date | None = None) -> Computed:
    """The largest change from one report to the next in the window, from the report of `since` on."""
    best = Computed(None)
    for day in totals.days(claim.category_id):
        inside = claim.period_start < day <= claim.period_end and (since is None or day >= since)
        figure = totals.figure(claim.category_id, day)
        if not inside or figure is None or figure.change is None:
            continue
        if best.value is None or figure.change > best.value:
            best = Computed(figure.change, day)
    return best


def crossed(claim: Claim, totals: Totals) -> date | None:
    """The first report whose total reaches the stated figure."""
    for day in totals.days(claim.category_id):
        total = totals.at(claim.category_id, day)
        if total is not None and total >= claim.claimed_value:
            return day
    return None


def shifted(claim: Claim, start: int, end: int, statistic: Statistic | None = None) -> Claim | None:
    """The same statement with its window moved by days at either end; None if nothing is left of it."""
    try:
        since, until = claim.period_start + start * DAY, claim.period_end + end * DAY
    except OverflowError:
        return None
    if since >= until:
        return None
    return replace(claim, period_start=since, period_end=until, statistic=statistic or claim.statistic)
