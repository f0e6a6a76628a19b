"""A sentence's tokens sorted into figures, hedges, categories, times and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from wartally.press import periods
from wartally.press.model import INVASION
from wartally.press.periods import Window
from wartally.press.words import words
from wartally.report.dates import DateSpan, find_dates
from wartally.report.numbers import read_number
from wartally.report.text import Token, fold
from wartally.report.vocabulary import vocabulary

__all__ = ["Kind", "Mark", "scan"]

_DAYS = {"day": 1, "week": 7}
_DASHES = frozenset("-")
_PERCENT = frozenset({"%", "percent", fold("відсотків"), fold("відсотки")})
_DECIMAL = re.compile(r"(\d{1,4})[.,](\d{1,3})")
# Month names that are words of another meaning too.
_AMBIGUOUS_MONTHS = frozenset({"may", "mar", "march", "sep", "dec", "jan"})
_BEFORE_MONTH = frozenset(
    {"in", "during", "throughout", "of", "for", "by", "since", "until", "late", "early"}
)


class Kind(Enum):
    """What a stretch of tokens is."""

    NUMBER = "number"
    HEDGE = "hedge"
    CATEGORY = "category"
    WINDOW = "window"
    MEAN = "mean"
    RECORD = "record"
    PASSED = "passed"
    UNPLACED = "unplaced"


class Mark(NamedTuple):
    """A stretch of tokens and what it is: a figure, a category id or hedge, or a window of reports."""

    kind: Kind
    start: int
    stop: int
    value: str = ""
    number: int | float = 0
    window: Window | None = None


def scan(found: Sequence[Token], published: date) -> list[Mark]:
    """The marks among the tokens of a sentence, in order, none overlapping."""
    return list(_Scanner(found, published).marks())


class _Scanner:
    """Walks the tokens once, from left to right."""

    def __init__(self, found: Sequence[Token], published: date) -> None:
        self.found = found
        self.published = published
        self.dates: Mapping[int, DateSpan] = {span.start: span for span in find_dates(found)}

    def marks(self) -> Iterator[Mark]:
        at = 0
        while at < len(self.found):
            mark = self._time(at) or self._lexical(at) or self._number(at)
            if mark is not None:
                yield mark
            at = mark.stop if mark is not None else at + 1

    def key(self, at: int) -> str:
        return self.found[at].key if 0 <= at < len(self.found) else ""

    def _time(self, at: int) -> Mark | None:
        return self._range(at) or self._date(at) or self._length(at) or self._month(at) or self._year(at)

    def _range(self, at: int) -> Mark | None:
        """Two dates, or a day and a date: "5-11 November", "from 5 to 11 November 2022"."""
        first = self.dates.get(at)
        after = first.stop if first else at + 1
        joined = self.key(after) in words().until or (
            after < len(self.found) and self.found[after].text in _DASHES
        )
        last = self.dates.get(after + 1)
        if not joined or last is None or (first is None and not self._is_day(at)):
            return None
        end = self._day(last)
        if end is None:
            return None
        start = self._first_day(first, end) if first else _make(end.year, end.month, int(self.found[at].text))
        return self._as_window(at, last.stop, periods.between(start, end) if start and start < end else None)

    def _first_day(self, span: DateSpan, end: date) -> date | None:
        if span.value is not None:
            return span.value
        year = end.year - ((span.month, span.day) > (end.month, end.day))
        return _make(year, span.month, span.day)

    def _is_day(self, at: int) -> bool:
        token = self.found[at]
        return token.is_digits and len(token.text) <= 2 and 1 <= int(token.text) <= 31

    def _date(self, at: int) -> Mark | None:
        span = self.dates.get(at)
        if span is None:
            return None
        day = self._day(span)
        if day is None:
            return Mark(Kind.UNPLACED, at, span.stop)
        if self.key(at - 1) in words().since:
            return self._as_window(at, span.stop, periods.since_day(day, self.published))
        if any(self._as_of(at - length, at) for length in (1, 2)):
            return self._as_window(at, span.stop, periods.named("total", day))
        return self._as_window(at, span.stop, periods.on_day(day))

    def _as_of(self, start: int, stop: int) -> bool:
        match = words().as_of.match(self.found, start) if start >= 0 else None
        return match is not None and match.stop == stop

    def _day(self, span: DateSpan) -> date | None:
        """The date meant: without a year the latest one up to publication."""
        if span.year is not None:
            day = span.value
        else:
            later = (span.month, span.day) > (self.published.month, self.published.day)
            day = _make(self.published.year - later, span.month, span.day)
        return day if day is not None and INVASION <= day <= self.published else None

    def _length(self, at: int) -> Mark | None:
        """So many days, weeks or months: "three weeks"."""
        count, stop = self._count(at)
        unit = words().units.get(self.key(stop)) if count else None
        if unit is None:
            return None
        days = count * _DAYS[unit] if unit in _DAYS else count * 365 // 12
        return self._as_window(at, stop + 1, periods.last_days(days, self.published))

    def _count(self, at: int) -> tuple[int, int]:
        token = self.found[at]
        if token.is_digits:
            return (int(token.text), at + 1) if len(token.text) <= 3 else (0, at)
        match = vocabulary().lexicon.match(self.found, at)
        if match is not None and match.sense.kind == "number_word":
            return int(match.sense.value), match.stop
        return 0, at

    def _month(self, at: int) -> Mark | None:
        month = vocabulary().months.get(self.key(at))
        if month is None:
            return None
        year = self._year_at(at + 1)
        if self.key(at) in _AMBIGUOUS_MONTHS and year is None and self.key(at - 1) not in _BEFORE_MONTH:
            return None
        window = periods.month_of(month, year, self.published)
        return self._as_window(at, at + 1 + (year is not None), window)

    def _year(self, at: int) -> Mark | None:
        year = self._year_at(at)
        if year is None or words().multipliers.get(self.key(at + 1)) or self._names_category(at + 1):
            return None
        return self._as_window(at, at + 1, periods.year_of(year, self.published))

    def _year_at(self, at: int) -> int | None:
        if at < len(self.found) and self.found[at].is_digits and len(self.found[at].text) == 4:
            year = int(self.found[at].text)
            alone = read_number(self.found, at).stop == at + 1
            return year if alone and INVASION.year <= year <= self.published.year else None
        return None

    def _names_category(self, at: int) -> bool:
        return at < len(self.found) and words().category(self.found, at) is not None

    def _as_window(self, start: int, stop: int, window: Window | None, value: str = "") -> Mark:
        return Mark(Kind.UNPLACED if window is None else Kind.WINDOW, start, stop, value, window=window)

    def _lexical(self, at: int) -> Mark | None:
        hedge, mark = words().hedges.match(self.found, at), words().marks.match(self.found, at)
        category = words().category(self.found, at)
        stops = [m.stop if m else 0 for m in (mark, hedge, category)]
        if mark and mark.stop == max(stops):
            return self._marked(mark.sense.kind, mark.sense.value, at, mark.stop)
        if hedge and hedge.stop == max(stops):
            return Mark(Kind.HEDGE, at, hedge.stop, hedge.sense.value)
        return Mark(Kind.CATEGORY, at, category.stop, category.sense.value) if category else None

    def _marked(self, kind: str, value: str, start: int, stop: int) -> Mark:
        if kind == "window":
            return self._as_window(start, stop, periods.named(value, self.published), value)
        if kind == "weekday":
            return self._as_window(start, stop, periods.last_weekday(int(value), self.published))
        return Mark(Kind(kind), start, stop)

    def _number(self, at: int) -> Mark | None:
        if not self.found[at].is_digits:
            count, stop = self._count(at)
            return (
                Mark(Kind.NUMBER, at, stop, number=count)
                if stop > at and self._names_category(stop)
                else None
            )
        value, stop = read_number(self.found, at)
        if self._in_a_name(at, stop) or self._is_share(stop):
            return Mark(Kind.UNPLACED, at, stop)
        factor = words().multipliers.get(self.key(stop))
        decimal = _DECIMAL.fullmatch("".join(t.text for t in self.found[at:stop]))
        if value is None and decimal is not None:
            number = float(f"{decimal[1]}.{decimal[2]}") * (factor or 1)
            whole = round(number) if factor else number
            return Mark(Kind.NUMBER, at, stop + bool(factor), number=whole)
        if value is None:
            return Mark(Kind.UNPLACED, at, stop)
        return Mark(Kind.NUMBER, at, stop + bool(factor), number=value * (factor or 1))

    def _is_share(self, at: int) -> bool:
        return self.key(at) in _PERCENT or (self.key(at) == "per" and self.key(at + 1) == "cent")

    def _in_a_name(self, at: int, stop: int) -> bool:
        """True for digits that touch a letter, as in T-72, 3rd, F16: they count nothing."""
        found = self.found
        after = stop < len(found) and found[stop].is_word and found[stop].start == found[stop - 1].end
        if after and self.key(stop) not in words().multipliers:
            return True
        before = at - 1 if at and found[at - 1].text == "-" else at
        touching = before >= 1 and all(found[i].end == found[i + 1].start for i in range(before - 1, at))
        return touching and found[before - 1].is_word


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
