"""Which count belongs to which category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wartally.report.items import COUNTS, Item, Kind


class Unreadable(Exception):
    """A segment whose counts and categories do not pair up; the message is the reason."""


@dataclass(slots=True)
class Draft:
    """The counts gathered for one category."""

    category_id: str
    totals: list[int] = field(default_factory=list)
    increases: list[int] = field(default_factory=list)
    empty_increase: bool = False

    @property
    def counted(self) -> bool:
        """Whether anything was printed for it."""
        return bool(self.totals or self.increases or self.empty_increase)

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
        if item.kind is Kind.EMPTY_INCREASE or item.number is None:
            self.empty_increase = True
        else:
            (self.totals if item.kind is Kind.TOTAL else self.increases).append(item.number)


def pair(items: Sequence[Item]) -> list[Draft]:
    """The figures of a segment, one per category. Raises Unreadable where they do not pair up."""
    sequence = settle_days([item for item in items if item.kind in COUNTS | {Kind.CATEGORY, Kind.DAY}])
    label_first = sequence[0].kind is Kind.CATEGORY
    drafts = _label_first(sequence) if label_first else _number_first(sequence)
    for draft in drafts:
        if not draft.counted:
            raise Unreadable("two_categories" if len(drafts) > 1 else "category_without_number")
        if len(set(draft.totals)) > 1:
            raise Unreadable("two_totals")
        if len(set(draft.increases)) > 1:
            raise Unreadable("two_increases")
    return drafts


def settle_days(sequence: Sequence[Item]) -> list[Item]:
    """The items without the day words; a bare number that stands with "for the day" becomes an increase."""
    settled = list(sequence)
    for at in [index for index, item in enumerate(settled) if item.kind is Kind.DAY]:
        around = [index for index in (at - 1, at + 1) if 0 <= index < len(settled)]
        if any(settled[index].kind is Kind.INCREASE for index in around):
            continue
        near = [index for index in around if settled[index].kind is Kind.TOTAL]
        if not near and any(item.kind is Kind.INCREASE for item in settled):
            continue
        near = near or [index for index, item in enumerate(settled) if item.kind is Kind.TOTAL]
        if not near:
            continue
        if len(near) > 1 and not _same_place(near, at):
            raise Unreadable("day_or_total")
        settled[near[0]] = settled[near[0]]._replace(kind=Kind.INCREASE)
    return [item for item in settled if item.kind is not Kind.DAY]


def _same_place(near: Sequence[int], at: int) -> bool:
    return near[0] == at - 1


def _label_first(sequence: Sequence[Item]) -> list[Draft]:
    drafts: list[Draft] = []
    for item in sequence:
        if item.kind is not Kind.CATEGORY:
            drafts[-1].add(item)
        elif not drafts or drafts[-1].category_id != item.value:
            drafts.append(Draft(item.value))
    return drafts


def _number_first(sequence: Sequence[Item]) -> list[Draft]:
    drafts: list[Draft] = []
    waiting: list[Item] = []
    for item in sequence:
        if item.kind is Kind.CATEGORY:
            if not drafts or drafts[-1].category_id != item.value or waiting:
                drafts.append(Draft(item.value))
            for count in waiting:
                drafts[-1].add(count)
            waiting = []
        elif drafts and not waiting and item.kind is not Kind.TOTAL and not drafts[-1].increases:
            drafts[-1].add(item)
        else:
            waiting.append(item)
    for count in waiting:
        drafts[-1].add(count)
    return drafts
