"""Which reports a phrase of time means, seen from the day it was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wartally.press.model import INVASION, Statistic
from wartally.press.windows import DAY

__all__ = [
    "Window",
    "between",
    "last_days",
    "last_weekday",
    "month_of",
    "named",
    "on_day",
    "since_day",
    "year_of",
]

LAST_YEAR = 2100


@dataclass(frozen=True)
class Window:
    """The reports after `start` up to `end`, and the statistic a plain figure over them is."""

    start: date
    end: date
    statistic: Statistic


def named(name: str, published: date) -> Window | None:
    """A window by its name in ``sentence.yaml``: week, day, month, year_to_date, total, weak_total."""
    if name in ("total", "weak_total"):
        return _window(INVASION, published, "cumulative_on")
    if name == "year_to_date":
        return _window(max(date(published.year, 1, 1), INVASION), published, "sum_over_period")
    if name == "month":
        return _window(_month_before(published), published, "sum_over_period")
    return last_days({"day": 1, "week": 7}[name], published)


def last_days(days: int, published: date) -> Window | None:
    """The last so many reports up to the day of publication."""
    if not 0 < days <= (published - INVASION).days:
        return None
    return _window(published - days * DAY, published, "daily_on" if days == 1 else "sum_over_period")


def last_weekday(weekday: int, published: date) -> Window | None:
    """The report of the latest such weekday, 0 for Monday, up to the day of publication."""
    return on_day(published - timedelta((published.weekday() - weekday) % 7))


def on_day(day: date) -> Window | None:
    """The one report of a day."""
    return _window(day - DAY, day, "daily_on") if day > INVASION else None


def since_day(day: date, published: date) -> Window | None:
    """The reports after a day; from the first day of the invasion on it is the running total."""
    if day <= INVASION:
        return named("total", published)
    return _window(day, published, "sum_over_period")


def between(first: date, last: date) -> Window | None:
    """The reports of a day up to those of another, both included."""
    if first <= INVASION:
        return _window(INVASION, last, "cumulative_on")
    return _window(first - DAY, last, "sum_over_period")


def month_of(month: int, year: int | None, published: date) -> Window | None:
    """A calendar month, the latest one begun if no year is given; one not over yet ends with publication."""
    if year is None:
        year = published.year - (month > published.month)
    if not INVASION.year <= year <= LAST_YEAR:
        return None
    start, end = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    if end > published:
        return _window(max(start, INVASION), published, "sum_over_period")
    return (
        _window(start, end, "month_total") if start > INVASION else _window(INVASION, end, "sum_over_period")
    )


def year_of(year: int, published: date) -> Window | None:
    """A calendar year; one not over yet ends with publication."""
    if not INVASION.year <= year <= LAST_YEAR:
        return None
    start, end = max(date(year, 1, 1), INVASION), date(year + 1, 1, 1)
    if end > published:
        return _window(start, published, "sum_over_period")
    return _window(start, end, "year_total" if start > INVASION else "sum_over_period")


def _window(start: date, end: date, statistic: Statistic) -> Window | None:
    return Window(start, end, statistic) if INVASION <= start < end else None


def _month_before(day: date) -> date:
    """The same day of the month before, or its last day where it is shorter."""
    last = day.replace(day=1) - DAY
    return last.replace(day=min(day.day, last.day))
