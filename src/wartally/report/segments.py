"""Passages cut into segments, and what each segment can contribute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from wartally.report.items import NUMBERS, Item, Kind
from wartally.report.text import SourceLine

_MEANT = NUMBERS | {Kind.CATEGORY, Kind.PERSONS, Kind.NUMBER_WORD}
_MEANT_OR_DAY = _MEANT | {Kind.DAY}
_WORDLESS = frozenset({Kind.PLAIN, Kind.LEAD_IN})


class Role(Enum):
    """What a segment holds."""

    FIGURE = "a category and a count"
    LABEL = "a category without a count"
    COUNT = "a count without a category"
    NOTE = "neither"
    BAD = "a count, and something that does not belong beside it"
    MISSING = "a category where words stand instead of its count"


@dataclass(frozen=True, slots=True)
class Segment:
    """The items of a passage between two breaks, their text, and what they amount to."""

    line: int
    passage: int
    text: str
    items: tuple[Item, ...]
    kinds: frozenset[Kind]
    role: Role

    @property
    def categories(self) -> frozenset[str]:
        """The ids of the categories it names."""
        return frozenset(item.value for item in self.items if item.kind is Kind.CATEGORY)


def cut(source: SourceLine, items: Sequence[Item]) -> Iterator[Segment]:
    """The segments of a passage.

    A break cuts, unless it stands in brackets; so does the end of a clause that leads up to the first figure
    ("Russia has lost", "losses:"), and "in total" behind a figure.
    """
    cutter = _Cutter(source)
    for item in items:
        yield from cutter.take(item)
    yield from cutter.flush(len(source.text))


@dataclass(slots=True)
class _Cutter:
    """The run of items since the last cut, and what kinds it holds."""

    source: SourceLine
    run: list[Item] = field(default_factory=list)
    kinds: set[Kind] = field(default_factory=set)

    def take(self, item: Item) -> Iterator[Segment]:
        """Add an item; comes back with the segment that it ends, if it ends one."""
        if item.kind is Kind.BREAK:
            if not item.bracketed:
                yield from self.flush(item.start)
        elif item.kind is Kind.DASH and item.value == ":" and not self.kinds & _MEANT:
            yield from self.flush(item.start)
        elif item.kind is Kind.LEAD_IN and not self.kinds & _MEANT_OR_DAY:
            self._add(item)
            yield from self.flush(item.end)
        else:
            if item.kind is Kind.ALL and Kind.CATEGORY in self.kinds and self.kinds & NUMBERS:
                yield from self.flush(item.start)
            self._add(item)

    def flush(self, end: int) -> Iterator[Segment]:
        """The segment of the items so far, whose text goes up to `end`, unless they are only dashes."""
        run, self.run = self.run, []
        if self.kinds - {Kind.DASH}:
            text = self.source.text[run[0].start : max(end, run[-1].end)].strip()
            yield _make(
                self.source.number, self.source.place, text, tuple(_with_persons(_with_number_words(run)))
            )
        self.kinds = set()

    def _add(self, item: Item) -> None:
        self.run.append(item)
        self.kinds.add(item.kind)


def join(run: Sequence[Segment]) -> Segment:
    """Neighbouring segments read as one, with the line of the first and the text of all."""
    items = tuple(item for segment in run for item in segment.items)
    return _make(run[0].line, run[0].passage, " ".join(segment.text for segment in run), items)


def _make(line: int, passage: int, text: str, items: tuple[Item, ...]) -> Segment:
    kinds = frozenset(item.kind for item in items)
    return Segment(line, passage, text, items, kinds, _role(items, kinds))


def _role(items: Sequence[Item], kinds: frozenset[Kind]) -> Role:
    if kinds & NUMBERS:
        if kinds & {Kind.WORD, Kind.UNCLEAR}:
            return Role.BAD
        return Role.FIGURE if Kind.CATEGORY in kinds else Role.COUNT
    if Kind.CATEGORY not in kinds or Kind.BOILERPLATE in kinds:
        return Role.NOTE
    solid = [item.kind for item in items if item.kind not in _WORDLESS]
    if kinds & {Kind.WORD, Kind.DATE}:
        return Role.MISSING if solid[:2] == [Kind.CATEGORY, Kind.DASH] else Role.NOTE
    return Role.LABEL


def _with_number_words(run: Sequence[Item]) -> Sequence[Item]:
    """Words such as "one" become counts right before a category, or behind one with no other count."""
    if not any(item.kind is Kind.NUMBER_WORD for item in run):
        return run
    counted = any(item.kind in NUMBERS for item in run)
    solid = [index for index, item in enumerate(run) if item.kind not in _WORDLESS | {Kind.DASH}]
    counts = set()
    for left, right in pairwise(solid):
        if run[right].kind is Kind.CATEGORY:
            counts.add(left)
        elif run[left].kind is Kind.CATEGORY and not counted:
            counts.add(right)
    return [_settle_number_word(item, index in counts) for index, item in enumerate(run)]


def _settle_number_word(item: Item, is_count: bool) -> Item:
    if item.kind is not Kind.NUMBER_WORD:
        return item
    return item._replace(kind=Kind.TOTAL if is_count else Kind.WORD)


def _with_persons(run: Sequence[Item]) -> Sequence[Item]:
    """A count of persons without any label is a personnel figure; elsewhere "persons" is only a unit."""
    labelled = any(item.kind is Kind.CATEGORY for item in run)
    counted = any(item.kind in NUMBERS for item in run)
    if labelled or not counted:
        return [item._replace(kind=Kind.PLAIN) if item.kind is Kind.PERSONS else item for item in run]
    return [
        item._replace(kind=Kind.CATEGORY, value="personnel") if item.kind is Kind.PERSONS else item
        for item in run
    ]
