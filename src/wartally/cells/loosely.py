"""The format `any` of dates and times: the ways of writing them that are read, in order. Pure.

The standard leaves them to each implementation and advises against the format. The order decides where a
text can be read in two ways: 03/04/2024 is the 4th of March, 03.04.2024 the 3rd of April.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

__all__ = ["DATES", "TIMES", "loose_date", "loose_datetime", "loose_time"]

DATES = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d-%m-%Y", "%m/%d/%Y", "%d/%m/%Y"),
    *("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y"),
    *("%A, %d %B %Y", "%a, %d %b %Y", "%A, %B %d, %Y"),
)
TIMES = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%I %p", "%H%M%S")
_ZONES = {"Z": "+0000", "UTC": "+0000", "GMT": "+0000"}
# A day, a `T`, a comma or blanks, a time that begins with an hour, and perhaps a zone.
_BOTH = re.compile(r"(.*?[0-9])(?:T|,? +)([0-9]{1,2}(?::[0-9]{2}.*| [AaPp][Mm].*|[0-9]{4}.*))")
_CLOCK = re.compile(r"(.*?) ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?")


def _first(text: str, patterns: tuple[str, ...], zone: str = "") -> datetime:
    for pattern in patterns:
        try:
            return datetime.strptime(text + zone, pattern + ("%z" if zone else ""))  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)


@lru_cache(maxsize=1 << 16)
def loose_date(text: str) -> date:
    """The date in any of `DATES`; raises ValueError if it is in none."""
    return _first(text.strip(), DATES).date()


def _clock(text: str) -> datetime:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    zone = found[2] or ""
    return _first(found[1], TIMES, _ZONES.get(zone, zone))


@lru_cache(maxsize=1 << 16)
def loose_time(text: str) -> time:
    """The time of day in any of `TIMES`, in universal time if a zone follows; raises ValueError if none."""
    moment = _clock(text)
    return (moment - (moment.utcoffset() or timedelta())).time()


@lru_cache(maxsize=1 << 16)
def loose_datetime(text: str) -> datetime:
    """The moment written as a date, a time and perhaps a zone, or as a date alone; ValueError if neither."""
    found = _BOTH.fullmatch(text.strip())
    if found is None:
        return datetime.combine(loose_date(text), time())
    moment = _clock(found[2])
    return datetime.combine(loose_date(found[1]), moment.timetz())
