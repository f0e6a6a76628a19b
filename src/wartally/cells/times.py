"""Dates, times and both together, as Table Schema has them written. Pure.

A time with a zone is an instant and is told in universal time; one without is taken as it stands. So
the values of one column can be compared, whichever way each was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from wartally.cells.loosely import loose_date, loose_datetime, loose_time

__all__ = [
    "DATE",
    "DATETIME",
    "TIME",
    "YEAR",
    "YEARMONTH",
    "date_reader",
    "datetime_reader",
    "month_number",
    "read_year",
    "read_yearmonth",
    "time_reader",
    "wrong_directive",
]

_DAY = r"(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}"
_ZONE = r"Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00"
DATE = _DAY
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
# A day may end at 24:00:00, which is the next day's beginning.
DATETIME = rf"({_DAY})T(?:({TIME})(\.[0-9]+)?|24:00:00(?:\.0+)?)({_ZONE})?"
# Sixteen digits are enough for the age of the world, and not too many for 64 bits.
_YEAR = r"-?(?:[1-9][0-9]{4,15}|[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
YEAR = rf"({_YEAR})(?:{_ZONE})?"
YEARMONTH = rf"({_YEAR}-(?:0[1-9]|1[0-2]))(?:{_ZONE})?"
_DATE_FORM, _DATETIME_FORM = re.compile(DATE), re.compile(DATETIME)
_TIME_FORM, _YEAR_FORM, _YEARMONTH_FORM = re.compile(TIME), re.compile(YEAR), re.compile(YEARMONTH)
_DIRECTIVES = frozenset("aAwdbBmyYHIpMSfzZjUWcxXGuV%")
_MEMORY = 1 << 16


@lru_cache(maxsize=_MEMORY)
def _date(text: str) -> date:
    if _DATE_FORM.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


@lru_cache(maxsize=_MEMORY)
def _time(text: str) -> time:
    if _TIME_FORM.fullmatch(text) is None:
        raise ValueError(text)
    return time.fromisoformat(text)


@lru_cache(maxsize=_MEMORY)
def _datetime(text: str) -> datetime:
    """An xsd:dateTime in universal time, to the microsecond; what is finer is cut off."""
    found = _DATETIME_FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, clock, fraction, zone = found.groups()
    moment = datetime.fromisoformat(f"{day}T{clock or '00:00:00'}")
    if clock is None:
        moment = _shifted(moment, timedelta(days=1))
    elif fraction:
        moment = moment.replace(microsecond=int(fraction[1:7].ljust(6, "0")))
    if zone and zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
        moment = _shifted(moment, offset if zone[0] == "-" else -offset)
    return moment


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError as error:
        raise ValueError(str(moment)) from error


def _universal(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(str(moment)) from error


@lru_cache(maxsize=_MEMORY)
def _patterned(text: str, pattern: str) -> datetime:
    """The moment that `strptime` reads; a date without a year is one of 1900, as it is there."""
    if not re.search(r"%[YyGcx]", pattern.replace("%%", "")):
        text, pattern = f"1900 {text}", f"%Y {pattern}"
    return _universal(datetime.strptime(text, pattern))  # noqa: DTZ007 - a zone is read where there is one


def date_reader(form: str) -> Callable[[str], date]:
    """A function from a cell's text to a date, by a field's format; it raises ValueError if it is none."""
    if form == "default":
        return _date
    if form == "any":
        return loose_date
    return lambda text: _patterned(text, form).date()


def time_reader(form: str) -> Callable[[str], time]:
    """A function from a cell's text to a time of day, by a field's format; it raises ValueError if none."""
    if form == "default":
        return _time
    if form == "any":
        return loose_time
    return lambda text: _patterned(text, form).time()


def datetime_reader(form: str) -> Callable[[str], datetime]:
    """A function from a cell's text to a moment, by a field's format; it raises ValueError if it is none."""
    if form == "default":
        return _datetime
    if form != "any":
        return lambda text: _patterned(text, form)

    def read(text: str) -> datetime:
        try:
            return _datetime(text)
        except ValueError:
            return _universal(loose_datetime(text))

    return read


def read_year(text: str) -> int:
    """The number of a calendar year (xsd:gYear), less than 0 before our era; raises ValueError if none."""
    found = _YEAR_FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1])


def read_yearmonth(text: str) -> str:
    """A month of a year (xsd:gYearMonth) without its zone; raises ValueError if it is none."""
    found = _YEARMONTH_FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return found[1]


def month_number(yearmonth: str) -> int:
    """The place of a month, as `read_yearmonth` gives it, in the order of all months."""
    year, _, month = yearmonth.rpartition("-")
    return int(year) * 12 + int(month)


def wrong_directive(pattern: str) -> str:
    """What keeps a format from being a pattern of `strptime`: a directive, `%` for lack of any; or blank."""
    found = re.findall(r"%(.?)", pattern, re.DOTALL)
    if not [letter for letter in found if letter != "%"]:
        return "%"
    return next(
        (
            f"%{letter}" if letter else "% at its end"
            for letter in found
            if letter not in _DIRECTIVES or not letter
        ),
        "",
    )
