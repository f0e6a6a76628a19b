"""The dates that a text can mean; two where day and month cannot be told apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

__all__ = ["dates", "months", "serial_date", "times"]

_NAMES = (
    "january jan січень січня січ январь января янв",
    "february feb лютий лютого лют февраль февраля фев",
    "march mar березень березня бер март марта мар",
    "april apr квітень квітня кві апрель апреля апр",
    "may травень травня тра май мая",
    "june jun червень червня чер июнь июня",
    "july jul липень липня лип июль июля",
    "august aug серпень серпня сер август августа авг",
    "september sep sept вересень вересня вер сентябрь сентября сен",
    "october oct жовтень жовтня жов октябрь октября окт",
    "november nov листопад листопада лис ноябрь ноября ноя",
    "december dec грудень грудня гру декабрь декабря дек",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_YEAR_FIRST = re.compile(r"(\d{4})([-./ ]?)(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(\d{4})")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-го)?[-. ]*([^\W\d_]+)[-., ]*(\d{4})(?: ?(?:р|г)\.?)?")
_NAMED_DAY = re.compile(r"([^\W\d_]+)[-. ]*(\d{1,2})(?:st|nd|rd|th)?[-., ]+(\d{4})")
_MONTH = re.compile(r"(\d{4})[-./ ](\d{1,2})|(\d{1,2})[-./ ](\d{4})|([^\W\d_]+)[-. ]+(\d{4})")
_TAIL = re.compile(r"(.*\d.*?)[T, ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?", re.DOTALL)
_DAY_ZERO = date(1899, 12, 30)
# Days as spreadsheets number them, of 2000 to 2050; other numbers of five digits are rather something else.
_SERIALS = range(36526, 54789)


def dates(text: str) -> list[date]:
    """The dates that `text` can mean, the likelier reading first; a time of day behind it does not count."""
    tail = _TAIL.fullmatch(text)
    found = dict.fromkeys(_readings(tail[1].strip() if tail else text))
    return list(found)


def _readings(text: str) -> Iterator[date]:
    if match := _YEAR_FIRST.fullmatch(text):
        if match[2] or len(text) == 8:
            yield from _date(match[1], match[3], match[4])
    elif match := _YEAR_LAST.fullmatch(text):
        yield from _date(match[4], match[3], match[1])
        # Only dots are used in countries that all write the day first.
        if match[2] != ".":
            yield from _date(match[4], match[1], match[3])
    elif match := _DAY_NAMED.fullmatch(text.lower()):
        yield from _date(match[3], _MONTHS.get(match[2], 0), match[1])
    elif match := _NAMED_DAY.fullmatch(text.lower()):
        yield from _date(match[3], _MONTHS.get(match[1], 0), match[2])


def _date(year: str, month: str | int, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return


def times(text: str) -> str:
    """The time of day at the end of a text as hh:mm:ss with its zone, blank if there is none."""
    tail = _TAIL.fullmatch(text)
    if not tail:
        return ""
    clock = tail[2].zfill(5) if tail[2].count(":") == 1 else tail[2].zfill(8)
    return clock + (":00" if clock.count(":") == 1 else "") + (tail[3] or "")


def months(text: str) -> str:
    """The month of a year that a text means as YYYY-MM, blank if none."""
    match = _MONTH.fullmatch(text.lower())
    if not match:
        return ""
    year = match[1] or match[4] or match[6]
    month = int(match[2] or match[3] or _MONTHS.get(match[5], 0))
    return f"{year}-{month:02}" if 1 <= month <= 12 else ""


def serial_date(text: str) -> date | None:
    """The date of a spreadsheet's day number, None if it is no number of this century's first half."""
    if re.fullmatch(r"\d{5}(\.0+)?", text) and int(text[:5]) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(text[:5]))
    return None
