"""From tokens to what they mean: categories, totals, increases, separators, words that do not matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from wartally.report.dates import DateSpan
from wartally.report.numbers import read_number
from wartally.report.text import Token
from wartally.report.vocabulary import Sense, vocabulary


class Kind(Enum):
    """What an item of a line is."""

    CATEGORY = "category"
    TOTAL = "total"
    INCREASE = "increase"
    EMPTY_INCREASE = "empty_increase"
    UNCLEAR = "unclear_number"
    NUMBER_WORD = "number_word"
    PERSONS = "persons"
    APPROXIMATE = "approximate"
    LIQUIDATED = "liquidated"
    DAY = "day"
    ALL = "all"
    MORE = "more"
    LEAD_IN = "lead_in"
    PLAIN = "plain"
    DATE = "date"
    BOILERPLATE = "boilerplate"
    DASH = "dash"
    BREAK = "break"
    WORD = "word"


NUMBERS = frozenset({Kind.TOTAL, Kind.INCREASE, Kind.EMPTY_INCREASE, Kind.UNCLEAR})
COUNTS = frozenset({Kind.TOTAL, Kind.INCREASE, Kind.EMPTY_INCREASE})

_BY_SENSE = {
    "category": Kind.CATEGORY,
    "persons": Kind.PERSONS,
    "units": Kind.PLAIN,
    "filler": Kind.PLAIN,
    "approximate": Kind.APPROXIMATE,
    "liquidated": Kind.LIQUIDATED,
    "day": Kind.DAY,
    "total": Kind.ALL,
    "more": Kind.MORE,
    "lead_in": Kind.LEAD_IN,
    "boilerplate": Kind.BOILERPLATE,
    "number_word": Kind.NUMBER_WORD,
}
_BREAKS = frozenset(",;|.!?•·●▪◦‣*\t")
_APPROXIMATE_MARKS = frozenset("~≈∼><≥")
_MEANING_MARKS = frozenset("%‰$€£₴°№#")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


class Item(NamedTuple):
    """A stretch of a passage and what it is; `value` is a category id or a mark, `number` a count."""

    kind: Kind
    start: int
    end: int
    value: str = ""
    number: int | None = None
    bracketed: bool = False


@dataclass(slots=True)
class _Reader:
    """Walks a passage's tokens once, from left to right."""

    found: Sequence[Token]
    dates: Mapping[int, DateSpan]
    at: int = 0
    depth: int = 0

    def items(self) -> Iterator[Item]:
        while self.at < len(self.found):
            item = self._next()
            if item is not None:
                yield item

    def _next(self) -> Item | None:
        if span := self.dates.get(self.at):
            return self._take(Kind.DATE, span.stop)
        match = vocabulary().lexicon.match(self.found, self.at)
        if match:
            return self._sense(match.sense, match.stop)
        token = self.found[self.at]
        if token.is_digits:
            return self._number(self.at)
        if token.is_word:
            if token.key in vocabulary().months and self._year(self.at + 1):
                return self._take(Kind.PLAIN, self.at + 2 + self._year_word(self.at + 2))
            return self._take(Kind.WORD, self.at + 1)
        return self._mark(token)

    def _sense(self, sense: Sense, stop: int) -> Item:
        kind = _BY_SENSE[sense.kind]
        if kind is Kind.NUMBER_WORD:
            return self._take(kind, stop, number=int(sense.value))
        return self._take(kind, stop, value=sense.value)

    def _number(self, at: int) -> Item:
        value, stop = self._count(at)
        if self._in_a_word(at, stop):
            return self._take(Kind.UNCLEAR, stop)
        if stop < len(self.found) and self.found[stop].text == ":" and self._time(stop):
            return self._take(Kind.PLAIN, stop + 2)
        if self._year(at) and self._year_word(at + 1):
            return self._take(Kind.PLAIN, at + 2)
        return self._take(Kind.TOTAL if value is not None else Kind.UNCLEAR, stop, number=value)

    def _in_a_word(self, at: int, stop: int) -> bool:
        """Whether letters touch the digits, as in T72 or 1O5; a unit may, as in 12од."""
        if at and self.found[at - 1].is_word and self.found[at - 1].end == self.found[at].start:
            return True
        if (
            stop >= len(self.found)
            or not self.found[stop].is_word
            or self.found[stop].start > self.found[stop - 1].end
        ):
            return False
        match = vocabulary().lexicon.match(self.found, stop)
        return match is None or match.sense.kind not in {"units", "persons", "category"}

    def _year(self, at: int) -> bool:
        return at < len(self.found) and len(self.found[at].text) == 4 and self.found[at].text.startswith("20")

    def _year_word(self, at: int) -> bool:
        return at < len(self.found) and self.found[at].key in vocabulary().date_words["after"]

    def _count(self, at: int) -> tuple[int | None, int]:
        """The count at token `at` and the index after it; `6 bin 214` is one count."""
        value, stop = read_number(self.found, at)
        if stop < len(self.found) and self.found[stop].key in vocabulary().thousands:
            if value is None or not self._three_or_fewer_digits(stop + 1):
                return None, stop + 1
            return value * 1000 + int(self.found[stop + 1].text), stop + 2
        return value, stop

    def _three_or_fewer_digits(self, at: int) -> bool:
        return at < len(self.found) and self.found[at].is_digits and len(self.found[at].text) <= 3

    def _time(self, colon: int) -> bool:
        """Whether the digits around a colon are a time of day such as 08:00."""
        hours, after = self.found[colon - 1], self.found[colon + 1 : colon + 2]
        return len(hours.text) <= 2 and bool(after) and after[0].is_digits and len(after[0].text) == 2

    def _mark(self, token: Token) -> Item | None:
        if token.text == "+":
            return self._increase()
        if token.text == "-":
            return self._dash()
        if token.text in _MEANING_MARKS:
            return self._take(Kind.WORD, self.at + 1)
        if token.text in _APPROXIMATE_MARKS:
            return self._take(Kind.APPROXIMATE, self.at + 1)
        if token.text in _OPEN or token.text in _CLOSE:
            self.depth = max(0, self.depth + (1 if token.text in _OPEN else -1))
            self.at += 1
            return None
        if token.text == ":":
            return self._take(Kind.DASH, self.at + 1, value=":")
        if token.text in _BREAKS or ord(token.text) > 0x2100:
            return self._take(Kind.BREAK, self.at + 1, value=token.text)
        self.at += 1
        return None

    def _increase(self) -> Item:
        after = self.at + 1
        if after < len(self.found) and self.found[after].is_digits:
            return self._signed(after, 1)
        if self.depth and (after >= len(self.found) or self.found[after].text in _CLOSE):
            return self._take(Kind.EMPTY_INCREASE, after)
        return self._take(Kind.WORD, after)

    def _dash(self) -> Item:
        """A dash; right behind an opening bracket and before digits it is a minus."""
        opened = self.at > 0 and self.found[self.at - 1].text in _OPEN
        if opened and self.at + 1 < len(self.found) and self.found[self.at + 1].is_digits:
            return self._signed(self.at + 1, -1)
        return self._take(Kind.DASH, self.at + 1)

    def _signed(self, at: int, sign: int) -> Item:
        value, stop = self._count(at)
        if value is None or self._in_a_word(at, stop):
            return self._take(Kind.UNCLEAR, stop)
        return self._take(Kind.INCREASE, stop, number=sign * value)

    def _take(self, kind: Kind, stop: int, *, value: str = "", number: int | None = None) -> Item:
        item = Item(kind, self.found[self.at].start, self.found[stop - 1].end, value, number, self.depth > 0)
        self.at = stop
        return item


def read_items(found: Sequence[Token], dates: Sequence[DateSpan]) -> list[Item]:
    """The items of a passage's tokens, in order, dates already found."""
    return list(_Reader(found, {span.start: span for span in dates}).items())
