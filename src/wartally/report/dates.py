"""The dates of a report's text, and which of them is the report's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from wartally.report.text import Token
from wartally.report.vocabulary import vocabulary

FIRST_DAY = date(2022, 2, 24)
"""Every report counts from here: "from 24.02 to 08.09" without years is of the same year."""

_DOTTED = frozenset("./-")
_RANGE_END, _AS_OF, _PLAIN = 3, 2, 1


class DateSpan(NamedTuple):
    """A date printed at tokens `start` to `stop`; `year` is None where none is printed."""

    start: int
    stop: int
    day: int
    month: int
    year: int | None
    ambiguous: bool = False

    @property
    def value(self) -> date | None:
        """The full date, or None without a year."""
        return _make(self.year, self.month, self.day) if self.year is not None else None


@dataclass(frozen=True, slots=True)
class Mention:
    """A date and how much its place in the text makes it the report's date (3 ends a range, 2 is "as of")."""

    span: DateSpan
    rank: int
    counts_from: DateSpan | None = None


def find_dates(found: Sequence[Token]) -> list[DateSpan]:
    """The dates among the tokens of a passage, in order, none overlapping."""
    months = vocabulary().months
    spans: list[DateSpan] = []
    for at, token in enumerate(found):
        if (token.is_digits or token.key in months) and (not spans or at >= spans[-1].stop):
            span = _date_at(found, at)
            if span is not None:
                spans.append(span)
    return spans


def _date_at(found: Sequence[Token], at: int) -> DateSpan | None:
    if not found[at].is_digits:
        return _month_day(found, at)
    if len(found[at].text) == 4:
        return _iso(found, at)
    return _dotted(found, at) or _day_month(found, at) or _dotted_without_year(found, at)


def mentions(found: Sequence[Token], spans: Sequence[DateSpan]) -> Iterator[Mention]:
    """Each date with its role: the end of a range, "as of", or merely named."""
    words = vocabulary().date_words
    for index, span in enumerate(spans):
        before = spans[index - 1] if index else None
        between = found[before.stop : span.start] if before else []
        joins = [token for token in between if token.is_word or token.text == "-"]
        if (
            before
            and len(joins) <= 3
            and any(token.text == "-" or token.key in words["to"] for token in joins)
        ):
            yield Mention(span, _RANGE_END, before)
        else:
            yield Mention(span, _AS_OF if _follows_as_of(found, span) else _PLAIN)


def full_date(mention: Mention) -> tuple[date | None, bool]:
    """The date meant, and whether its year had to be taken from a range that starts on the first day."""
    start = mention.counts_from
    if mention.span.value or mention.span.year is not None or start is None:
        return mention.span.value, False
    if start.year is None and (start.day, start.month) == (FIRST_DAY.day, FIRST_DAY.month):
        return _make(FIRST_DAY.year, mention.span.month, mention.span.day), True
    return None, False


def report_date(ranked: Sequence[tuple[int, date]]) -> date | None:
    """The one date of the highest rank, or None when there is no date or no single best one."""
    named = [(rank, day) for rank, day in ranked if rank == _RANGE_END or day != FIRST_DAY]
    highest = max((rank for rank, _ in named), default=None)
    best = {day for rank, day in named if rank == highest}
    return best.pop() if len(best) == 1 else None


def _follows_as_of(found: Sequence[Token], span: DateSpan) -> bool:
    lead = vocabulary().as_of
    for start in range(max(0, span.start - 4), span.start):
        match = lead.match(found, start)
        if match and match.stop == span.start:
            return True
    return False


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _digits(found: Sequence[Token], at: int, *lengths: int) -> int | None:
    if at < len(found) and found[at].is_digits and len(found[at].text) in lengths:
        return int(found[at].text)
    return None


def _touching(found: Sequence[Token], start: int, stop: int) -> bool:
    return all(found[at].end == found[at + 1].start for at in range(start, stop - 1))


def _alone(found: Sequence[Token], start: int, stop: int) -> bool:
    """Whether tokens `start` to `stop` are not part of a longer run of digits and the same separator."""
    mark = found[start + 1].text
    left = start >= 2 and found[start - 1].text == mark and found[start - 2].is_digits
    right = stop + 1 < len(found) and found[stop].text == mark and found[stop + 1].is_digits
    left = left and _touching(found, start - 2, start + 1)
    right = right and _touching(found, stop - 1, stop + 2)
    return not left and not right


def _iso(found: Sequence[Token], at: int) -> DateSpan | None:
    year, month, day = _digits(found, at, 4), _digits(found, at + 2, 1, 2), _digits(found, at + 4, 1, 2)
    if year is None or month is None or day is None or not _separated(found, at):
        return None
    return DateSpan(at, at + 5, day, month, year) if _make(year, month, day) else None


def _dotted(found: Sequence[Token], at: int) -> DateSpan | None:
    day, month, year = _digits(found, at, 1, 2), _digits(found, at + 2, 1, 2), _digits(found, at + 4, 2, 4)
    if day is None or month is None or year is None or not _separated(found, at):
        return None
    year = year + 2000 if len(found[at + 4].text) == 2 else year
    unsure = found[at + 1].text == "/" and day <= 12 and month <= 12 and day != month
    if not _make(year, month, day) and found[at + 1].text == "/":
        day, month = month, day
    return (
        DateSpan(at, _past_year_word(found, at + 5), day, month, year, unsure)
        if _make(year, month, day)
        else None
    )


def _separated(found: Sequence[Token], at: int) -> bool:
    first, second = found[at + 1].text, found[at + 3].text
    return first == second and first in _DOTTED and _touching(found, at, at + 5) and _alone(found, at, at + 5)


def _dotted_without_year(found: Sequence[Token], at: int) -> DateSpan | None:
    """`24.02`, only beside a word or dash that goes with a date: elsewhere it might be a decimal number."""
    day, month = _digits(found, at, 1, 2), _digits(found, at + 2, 2)
    if day is None or month is None or found[at + 1].text not in "./" or not _alone(found, at, at + 3):
        return None
    if not _touching(found, at, at + 3) or not _make(2024, month, day) or not _in_a_range(found, at):
        return None
    return DateSpan(at, at + 3, day, month, None)


def _in_a_range(found: Sequence[Token], at: int) -> bool:
    words = vocabulary().date_words
    if at + 4 < len(found) and found[at + 3].text == "-" and found[at + 4].is_digits:
        return True
    if at == 0:
        return False
    if found[at - 1].text == "-":
        return at >= 2 and found[at - 2].is_digits
    return any(found[at - 1].key in words[kind] for kind in ("from", "to", "as_of"))


def _day_month(found: Sequence[Token], at: int) -> DateSpan | None:
    day = _digits(found, at, 1, 2)
    at_month = _past_inside(found, at + 1, ".-")
    if day is None or at_month >= len(found) or found[at_month].key not in vocabulary().months:
        return None
    month = vocabulary().months[found[at_month].key]
    at_year = _past_inside(found, at_month + 1, ".,-")
    year = _digits(found, at_year, 4)
    stop = _past_year_word(found, at_year + 1) if year is not None else at_month + 1
    return DateSpan(at, stop, day, month, year) if _make(year or 2024, month, day) else None


def _month_day(found: Sequence[Token], at: int) -> DateSpan | None:
    month = vocabulary().months.get(found[at].key)
    at_day = at + 1 + _is_abbreviation_dot(found, at)
    day = _digits(found, at_day, 1, 2)
    if month is None or day is None:
        return None
    at_year = _past_inside(found, at_day + 1, ".,")
    year = _digits(found, at_year, 4)
    stop = at_year + 1 if year is not None else at_day + 1
    return DateSpan(at, stop, day, month, year) if _make(year or 2024, month, day) else None


def _is_abbreviation_dot(found: Sequence[Token], at: int) -> bool:
    """Whether the dot of "Feb." or "Sept." stands behind token `at`."""
    return 3 <= len(found[at].text) <= 4 and at + 1 < len(found) and found[at + 1].text == "."


def _past_inside(found: Sequence[Token], at: int, marks: str) -> int:
    """The index after up to three words or marks that may stand inside a date."""
    inside = vocabulary().date_words["inside"]
    for _ in range(3):
        if at < len(found) and (found[at].key in inside or found[at].text in marks):
            at += 1
    return at


def _past_year_word(found: Sequence[Token], at: int) -> int:
    return at + 1 if at < len(found) and found[at].key in vocabulary().date_words["after"] else at
