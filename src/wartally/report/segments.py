"""Passages cut into segments, and what each segment can contribute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from wartally.report.items import COUNTS, NUMBERS, Item, Kind


class Role(Enum):
    """What a segment holds: both a category and a count, one of them, neither, or something unreadable."""

    FIGURE = "figure"
    LABEL = "label"
    COUNT = "count"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Segment:
    """Items of one line between two breaks, and their text."""

    line: int
    text: str
    items: tuple[Item, ...]

    @property
    def role(self) -> Role:
        """What the segment holds."""
        kinds = self.kinds
        if not kinds & NUMBERS:
            return Role.LABEL if Kind.CATEGORY in kinds and Kind.WORD not in kinds else Role.NOTE
        if kinds & {Kind.WORD, Kind.UNCLEAR}:
            return Role.BAD
        return Role.FIGURE if Kind.CATEGORY in kinds else Role.COUNT

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of its items."""
        return frozenset(item.kind for item in self.items)


def cut(line: int, passage: str, items: Sequence[Item]) -> Iterator[Segment]:
    """The segments of a passage; a break inside brackets does not cut, a colon after a mere lead-in does."""
    run: list[Item] = []
    for item in items:
        if (item.kind is Kind.BREAK and not item.bracketed) or _ends_lead_in(item, run):
            yield from _segment(line, passage, run)
            run = []
        elif item.kind is not Kind.BREAK:
            run.append(item)
    yield from _segment(line, passage, run)


def _ends_lead_in(item: Item, run: Sequence[Item]) -> bool:
    meant = {Kind.CATEGORY, Kind.PERSONS} | NUMBERS
    return item.kind is Kind.DASH and item.value == ":" and not any(before.kind in meant for before in run)


def _segment(line: int, passage: str, run: Sequence[Item]) -> Iterator[Segment]:
    run = _without_ordinal(run)
    if any(item.kind is not Kind.DASH for item in run):
        text = passage[run[0].start : run[-1].end].strip()
        yield Segment(line, text, tuple(_with_persons(_with_number_words(run))))


def _without_ordinal(run: Sequence[Item]) -> Sequence[Item]:
    return run


def _with_number_words(run: Sequence[Item]) -> list[Item]:
    """Counts written as words, where they stand next to a category that has no other count; else mere words."""
    if not any(item.kind is Kind.NUMBER_WORD for item in run):
        return list(run)
    counted = any(item.kind in NUMBERS for item in run)
    solid = [index for index, item in enumerate(run) if item.kind not in (Kind.PLAIN, Kind.DASH)]
    near = {
        index
        for left, right in zip(solid, solid[1:], strict=False)
        for index, other in ((left, right), (right, left))
        if run[other].kind is Kind.CATEGORY
    }
    read: list[Item] = []
    for index, item in enumerate(run):
        if item.kind is Kind.NUMBER_WORD:
            item = item._replace(kind=Kind.TOTAL if index in near and not counted else Kind.PLAIN)
        read.append(item)
    return read


def _with_persons(run: Sequence[Item]) -> list[Item]:
    """A count of persons without any label is a personnel figure; elsewhere "persons" is only a unit."""
    labelled = any(item.kind is Kind.CATEGORY for item in run)
    counted = any(item.kind in COUNTS for item in run)
    kind = Kind.PLAIN if labelled or not counted else Kind.CATEGORY
    return [
        item._replace(kind=kind, value="personnel" if kind is Kind.CATEGORY else "")
        if item.kind is Kind.PERSONS
        else item
        for item in run
    ]


def joined(run: Sequence[Segment]) -> Segment:
    """Several segments read as one, with the line of the first and the text of all."""
    items = tuple(item for segment in run for item in segment.items)
    return replace(run[0], text=" ".join(segment.text for segment in run), items=items)
