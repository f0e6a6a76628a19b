"""What would account for a figure that does not follow from its window.

`readings` are other natural readings of the same words: if one of them gives the figure, the
statement is ambiguous, not wrong. `mistakes` are what goes wrong when tallies are copied:
each yields the figure that it would have given, the likelier ones first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from wartally.press.model import INVASION, Claim
from wartally.press.rounding import fits, rounds_to
from wartally.press.slips import slip
from wartally.press.totals import Totals
from wartally.press.windows import DAY, Computed, largest, shifted, value_of

__all__ = ["Lead", "mistakes", "readings"]

Number = int | float
# Headings that are told together, or mistaken for each other.
TOGETHER = (
    ("aircraft", "helicopters"),
    ("tanks", "armoured_vehicles"),
    ("artillery", "mlrs"),
    ("vehicles_fuel_tanks", "armoured_vehicles"),
    ("vehicles_fuel_tanks", "special_equipment"),
    ("vehicles", "fuel_tanks"),
    ("uav", "cruise_missiles"),
    ("warships", "submarines"),
)
_PERIODS = ("sum_over_period", "month_total", "year_total")
_FLOWS = (*_PERIODS, "period_mean")
_CALENDAR = ("month_total", "year_total")
_STALE_TOTALS, _STALE_DAYS, _LATER = 14, 3, 3
# In a window longer than this a day more or less is within what a hedge allows anyway.
_LONG = 62
# Statistics whose figures are too derived to be misprints of one another.
_NO_SLIPS = ("period_mean", "record_max_daily", "date_crossed_threshold")
# A hedged figure farther off than this share is not loose, it is another figure.
_FAR = 0.15
# Below this, a figure that is another category's is more likely chance.
_TELLING = 10


@dataclass(frozen=True)
class Lead:
    """A figure and what it is: `cause` names the finding, `facts` what a sentence about it needs."""

    cause: str
    value: Number
    facts: Mapping[str, Any] = field(default_factory=dict)


def readings(claim: Claim, computed: Computed, totals: Totals) -> Iterator[Lead]:
    """The other natural readings of the statement that give its figure."""
    yield from (lead for lead in _readings(claim, computed, totals) if _right(claim, lead.value))


def mistakes(claim: Claim, computed: Computed, totals: Totals) -> Iterator[Lead]:
    """The mistakes that give the figure, the likelier ones first."""
    if computed.value is not None:
        yield from _without_search(claim, computed.value)
    for lead in _mistakes(claim, computed, totals):
        if _right(claim, lead.value) and rounds_to(claim.claimed_value, lead.value):
            yield lead
    if computed.value is not None:
        yield from _last_resorts(claim, computed.value)


def _right(claim: Claim, value: Number) -> bool:
    return fits(claim.claimed_value, value, claim.qualifier)


def _readings(claim: Claim, computed: Computed, totals: Totals) -> Iterator[Lead]:
    if claim.statistic == "daily_on":
        figure = totals.figure(claim.category_id, claim.period_end)
        if figure is not None and figure.printed_increase is not None:
            yield Lead("printed_increase", figure.printed_increase)
    if claim.statistic in ("daily_on", "sum_over_period", "period_mean"):
        yield from _moved(claim, totals, "event_date", (1, 1))
    if claim.statistic in _CALENDAR:
        yield from _moved(claim, totals, "calendar_reports", (-1, -1))
    if claim.statistic == "record_max_daily":
        since = totals.first_printed(claim.category_id)
        printed = largest(claim, totals, since)
        if since is not None and printed.value is not None:
            yield Lead("first_reports", printed.value, {"day": printed.day, "since": since})
    if claim.statistic != "date_crossed_threshold" and computed.value is not None:
        yield from _rounded(claim, computed.value)


def _rounded(claim: Claim, value: Number) -> Iterator[Lead]:
    """The figure rounded without a word: 1,300 for 1,260, never 1,270 for 1,260."""
    round_enough = claim.claimed_value >= 100 and claim.claimed_value % 100 == 0
    if claim.qualifier == "exact" and round_enough and rounds_to(claim.claimed_value, value):
        yield Lead("rounded", claim.claimed_value)


def _moved(claim: Claim, totals: Totals, cause: str, *moves: tuple[int, int]) -> Iterator[Lead]:
    for start, end in moves:
        other = shifted(claim, start, end)
        value = None if other is None else value_of(other, totals.at)
        if other is not None and value is not None:
            yield Lead(cause, value, {"start": other.period_start, "end": other.period_end})


def _without_search(claim: Claim, value: Number) -> Iterator[Lead]:
    """What the figure itself shows at once: decimals or a group of thousands cut off."""
    if claim.statistic == "period_mean":
        if claim.qualifier == "exact" and claim.claimed_value == int(value):
            yield Lead("cut_off", claim.claimed_value)
    elif slip(int(claim.claimed_value), int(value)) == "digits_lost":
        yield Lead("digits_lost", claim.claimed_value)


def _mistakes(claim: Claim, computed: Computed, totals: Totals) -> Iterator[Lead]:
    if claim.statistic == "date_crossed_threshold":
        return
    yield from _transcriptions(claim, totals)
    if claim.statistic == "cumulative_on":
        yield from _other_totals(claim, totals)
    elif claim.statistic == "daily_on":
        yield from _other_days(claim, totals)
    elif claim.statistic == "record_max_daily":
        yield from _smaller_days(claim, totals)
    elif claim.qualifier == "exact" or (claim.period_end - claim.period_start).days <= _LONG:
        yield from _moved(claim, totals, "off_by_one", (1, 0), (0, -1), (-1, 0), (0, 1), (-1, -1), (1, 1))
    if claim.statistic not in _NO_SLIPS and computed.value is not None:
        yield from _slips(claim, computed.value)
    yield from _categories(claim, totals)
    yield from _other_lengths(claim, totals)


def _transcriptions(claim: Claim, totals: Totals) -> Iterator[Lead]:
    """What a compilation gives that has another figure at an end of the window."""
    if claim.statistic == "record_max_daily":
        return
    published = value_of(claim, totals.at)
    for name, at in totals.transcriptions():
        value = value_of(claim, at)
        if value is not None and value != published:
            yield Lead("other_transcription", value, {"transcription": name})


def _smaller_days(claim: Claim, totals: Totals) -> Iterator[Lead]:
    """A day's figure that is not the largest: the day it is of, and the one that is larger."""
    top = largest(claim, totals, totals.first_printed(claim.category_id))
    for day in reversed(totals.days(claim.category_id)):
        figure = totals.figure(claim.category_id, day)
        if (
            claim.period_start < day <= claim.period_end
            and figure
            and figure.change
            and top.value is not None
        ):
            yield Lead("not_largest", figure.change, {"day": day, "top": top.value, "top_day": top.day})


def _other_totals(claim: Claim, totals: Totals) -> Iterator[Lead]:
    for days in (*range(-1, -_STALE_TOTALS - 1, -1), *range(1, _LATER + 1)):
        day = _moved_day(claim.period_end, days)
        total = None if day is None else totals.at(claim.category_id, day)
        if total is not None:
            yield Lead("stale" if days < 0 else "later_report", total, {"day": day, "days": abs(days)})


def _other_days(claim: Claim, totals: Totals) -> Iterator[Lead]:
    for days in (*range(-1, -_STALE_DAYS - 1, -1), *range(2, _LATER + 1)):
        other = shifted(claim, days, days)
        value = None if other is None else value_of(other, totals.at)
        if other is not None and value is not None:
            cause = "stale" if days < 0 else "later_report"
            yield Lead(cause, value, {"day": other.period_end, "days": abs(days)})


def _moved_day(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def _slips(claim: Claim, value: Number, shortest: int = 3) -> Iterator[Lead]:
    found = slip(int(claim.claimed_value), int(value), shortest)
    if found and claim.qualifier in ("exact", "about"):
        yield Lead(found, claim.claimed_value)


def _categories(claim: Claim, totals: Totals) -> Iterator[Lead]:
    if claim.claimed_value < _TELLING and claim.statistic != "cumulative_on":
        return
    values: dict[str, Number] = {}
    for category in sorted(totals.categories):
        other = replace(claim, category_id=category)
        value = (
            largest(other, totals).value
            if claim.statistic == "record_max_daily"
            else value_of(other, totals.at)
        )
        if value:
            values[category] = value
    for category, value in values.items():
        if category != claim.category_id:
            yield Lead("other_category", value, {"category": category})
    for one, two in TOGETHER:
        if claim.category_id in (one, two) and one in values and two in values:
            yield Lead("categories_added", values[one] + values[two], {"categories": (one, two)})


def _other_lengths(claim: Claim, totals: Totals) -> Iterator[Lead]:
    """A day's figure for a period's, a period's for a day's or a total, a total for either."""
    at, category = totals.at, claim.category_id
    total = at(category, claim.period_end)
    figure = totals.figure(category, claim.period_end)
    if claim.statistic in _PERIODS and figure is not None and figure.change is not None:
        yield Lead("day_for_period", figure.change, {"day": claim.period_end})
    if claim.statistic in ("daily_on", "record_max_daily", *_FLOWS) and total is not None:
        yield Lead("total_for_period", total, {"day": claim.period_end})
    if claim.statistic in ("record_max_daily", "period_mean"):
        value = value_of(replace(claim, statistic="sum_over_period"), at)
        if value is not None:
            yield Lead("period_for_day", value, {"start": claim.period_start, "end": claim.period_end})
    if claim.statistic == "daily_on":
        yield from _ending_here(claim, totals, (7, 14))
    if claim.statistic == "cumulative_on":
        yield from _this_year_alone(claim, totals)
    if claim.statistic == "period_mean":
        yield from _moved(claim, totals, "other_window", *_last_days(claim))


def _ending_here(claim: Claim, totals: Totals, lengths: tuple[int, ...]) -> Iterator[Lead]:
    for days in lengths:
        other = shifted(claim, 1 - days, 0, "sum_over_period")
        value = None if other is None else value_of(other, totals.at)
        if other is not None and value is not None:
            yield Lead("period_for_day", value, {"start": other.period_start, "end": other.period_end})


def _this_year_alone(claim: Claim, totals: Totals) -> Iterator[Lead]:
    """The year up to the report, or the year before it where the report is one of its first days."""
    year = claim.period_end.year - (claim.period_end.month == 1 and claim.period_end.day <= 15)
    start = max(date(max(year, 1), 1, 1), INVASION)
    total, before = totals.at(claim.category_id, claim.period_end), totals.at(claim.category_id, start)
    if total is not None and before is not None and start > INVASION:
        yield Lead("period_for_total", total - before, {"start": start, "end": claim.period_end})


def _last_days(claim: Claim) -> Iterator[tuple[int, int]]:
    """Moves that leave the last week of a longer window, ending with it or a day or two before."""
    length = (claim.period_end - claim.period_start) // DAY
    if length > 7:
        yield from ((length - 7 - back, -back) for back in range(3))


def _last_resorts(claim: Claim, value: Number) -> Iterator[Lead]:
    """A slip in a number of two digits; a hedge stretched too far."""
    if claim.statistic not in _NO_SLIPS:
        yield from _slips(claim, value, shortest=2)
    apart = abs(claim.claimed_value - value) / max(abs(value), 1)
    if claim.qualifier == "exact" or apart > _FAR:
        return
    above = value > claim.claimed_value
    wrong_side = {"more_than": not above, "at_least": not above, "nearly": above, "up_to": above}
    cause = "wrong_side" if wrong_side.get(claim.qualifier, False) else "loose_hedge"
    yield Lead(cause, claim.claimed_value, {"percent": 100 * apart})
