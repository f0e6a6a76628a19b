"""Which count belongs to which category."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wartally.report.items import COUNTS, Item, Kind


class Unreadable(Exception):
    """The counts and categories of a segment do not pair up; the message is the reason in one word."""


@dataclass(slots=True)
class Draft:
    """The counts gathered for one category."""

    category_id: str
    totals: list[int] = field(default_factory=list)
    increases: list[int] = field(default_factory=list)
    empty_increase: bool = False

    @property
    def total(self) -> int | None:
        """The running total, None when there is none."""
        return self.totals[0] if self.totals else None

    @property
    def increase(self) -> int | None:
        """The printed increase, None when there is none."""
        return self.increases[0] if self.increases else None

    def add(self, item: Item) -> None:
        """Take a count in."""
        if item.number is None:
            self.empty_increase = True
        else:
            (self.totals if item.kind is Kind.TOTAL else self.increases).append(item.number)


def pair(items: Sequence[Item]) -> list[Draft]:
    """The figures of a segment that names a category, in order; raises Unreadable where they do not pair up.

    A segment that begins with a category has its counts behind the categories, any other before them.
    """
    sequence = settle_days([item for item in items if item.kind in COUNTS | {Kind.CATEGORY, Kind.DAY}])
    label_first = sequence[0].kind is Kind.CATEGORY
    drafts = list(_label_first(sequence) if label_first else _number_first(sequence))
    if any(item.kind is Kind.MORE for item in items) and any(not draft.increases for draft in drafts):
        raise Unreadable("day_or_total")
    for draft in drafts:
        if not draft.totals and not draft.increases:
            raise Unreadable("two_categories" if len(drafts) > 1 else "category_without_number")
        if len(set(draft.totals)) > 1:
            raise Unreadable("two_totals")
        if len(set(draft.increases)) > 1:
            raise Unreadable("two_increases")
    return drafts


def settle_days(sequence: Sequence[Item]) -> list[Item]:
    """The items without the day words; a bare number that stands with "for the day" becomes an increase."""
    settled = list(sequence)
    for at, item in enumerate(sequence):
        if item.kind is Kind.DAY and (meant := _meant_by_day(settled, at)) is not None:
            settled[meant] = settled[meant]._replace(kind=Kind.INCREASE)
    return [item for item in settled if item.kind is not Kind.DAY]


def _meant_by_day(sequence: Sequence[Item], at: int) -> int | None:
    """The index of the bare number that the day words at `at` speak of; None when they speak of a "+n"."""
    beside = [index for index in (at - 1, at + 1) if 0 <= index < len(sequence)]
    if any(sequence[index].kind is Kind.INCREASE for index in beside):
        return None
    near = [index for index in beside if sequence[index].kind is Kind.TOTAL]
    if len(near) > 1:
        near = [index for index in near if sequence[index].bracketed == sequence[at].bracketed]
    if len(near) == 1:
        return near[0]
    counts = [index for index, item in enumerate(sequence) if item.kind in COUNTS]
    if len(counts) > 1 and any(sequence[index].kind is Kind.TOTAL for index in counts):
        raise Unreadable("day_or_total")
    return next((index for index in counts if sequence[index].kind is Kind.TOTAL), None)


def _label_first(sequence: Sequence[Item]) -> Iterator[Draft]:
    draft = Draft(sequence[0].value)
    for item in sequence:
        if item.kind is not Kind.CATEGORY:
            draft.add(item)
        elif item.value != draft.category_id:
            yield draft
            draft = Draft(item.value)
    yield draft


def _number_first(sequence: Sequence[Item]) -> list[Draft]:
    drafts: list[Draft] = []
    waiting: list[Item] = []
    for item in sequence:
        if item.kind is Kind.CATEGORY:
            if not drafts or waiting or drafts[-1].category_id != item.value:
                drafts.append(Draft(item.value))
            while waiting:
                drafts[-1].add(waiting.pop())
        elif drafts and not waiting and item.kind is not Kind.TOTAL and not drafts[-1].increases:
            drafts[-1].add(item)
        else:
            waiting.append(item)
    for count in waiting:
        drafts[-1].add(count)
    return drafts
