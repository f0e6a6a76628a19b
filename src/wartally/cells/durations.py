"""Durations of XML Schema: months and seconds, of which a month is no fixed number. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

__all__ = ["compare_durations", "read_duration"]

_FORM = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)
# Both lengths of a leap year's and of a common year's months: the standard compares from these four starts.
_STARTS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
_DAY = 86_400


@lru_cache(maxsize=1 << 16)
def _lengths(text: str) -> tuple[int, Decimal]:
    """The months and the seconds of a duration; raises ValueError if it is none."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign = -1 if found[1] else 1
    years, months, days, hours, minutes = (int(found[n] or 0) for n in range(2, 7))
    whole = days * _DAY + hours * 3600 + minutes * 60
    return sign * (years * 12 + months), sign * (whole + Decimal(found[7] or 0))


def read_duration(text: str) -> str:
    """The canonical text of a duration, the same for P1Y and P12M; raises ValueError if it is none."""
    months, seconds = _lengths(text)
    sign = "-" if months < 0 or seconds < 0 else ""
    years, months = divmod(abs(months), 12)
    whole, part = divmod(abs(seconds), 1)
    minutes, second = divmod(int(whole), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    fraction = f"{part:f}"[1:].rstrip("0") if part else ""
    day = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (days, "D")) if n)
    clock = "".join(f"{n}{unit}" for n, unit in ((hour, "H"), (minute, "M")) if n)
    if second or fraction:
        clock += f"{second}{fraction}S"
    if not day and not clock:
        return "PT0S"
    return f"{sign}P{day}" + (f"T{clock}" if clock else "")


def _days_before(months: int) -> int:
    """The days of all years before a month, counted from the year 0: civil calendar, any year."""
    year, month = divmod(months, 12)
    year -= month < 2
    place = (month - 2) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * place + 2) // 5


def compare_durations(one: str, other: str) -> int | None:
    """-1, 0 or 1 as `one` is shorter than, as long as or longer than `other`; None if that depends.

    P1M is neither shorter nor longer than P30D: XML Schema's partial order.
    """
    (months, seconds), (months2, seconds2) = _lengths(one), _lengths(other)
    signs = set()
    for year, month in _STARTS:
        start = year * 12 + month - 1
        gap = (_days_before(start + months) - _days_before(start + months2)) * _DAY + (seconds - seconds2)
        signs.add((gap > 0) - (gap < 0))
    return signs.pop() if len(signs) == 1 else None
