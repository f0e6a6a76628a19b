"""What a newer copy of an item list changes: new, changed and gone, matched without trusting its numbers.

A copy numbers its items by their order, so the numbers shift from copy to copy. An item is
therefore known by what it is: side, model, origin, state, evidence and day of recording. Only
where a copy visibly kept the numbers do they count as well. Pure: rows in, rows out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wartally.importers.feed import Feed

__all__ = ["SightingChange", "SightingsPlan", "plan"]

TABLE = "sightings"
Row = dict[str, Any]
Pair = tuple[Row, Row]
# What an item is known by; the rest of a row is its identifier, the mapping and the tombstone.
CONTENT = ("side", "model", "origin_country", "status", "evidence_url", "recorded_on")


@dataclass(frozen=True)
class SightingChange:
    """One item whose row differs from the one that stands; `columns` names what differs."""

    before: Row
    after: Row

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that differ."""
        return tuple(name for name in self.after if self.after[name] != self.before.get(name))


@dataclass(frozen=True)
class SightingsPlan:
    """What taking in a copy would do; `rows` is the whole table afterwards, nothing ever leaves it."""

    rows: list[Row]
    new: list[Row] = field(default_factory=list)
    changed: list[SightingChange] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    same: int = 0
    unmapped: tuple[str, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """True if the table would change."""
        return bool(self.new or self.changed or self.gone)

    @property
    def tables(self) -> dict[str, list[Row]]:
        """The tables as they would be."""
        return {TABLE: self.rows}

    def as_json(self) -> dict[str, Any]:
        """The plan without the table, for machines."""
        return {
            "new": [row["sighting_id"] for row in self.new],
            "changed": [
                {"sighting_id": c.after["sighting_id"], "columns": list(c.columns)} for c in self.changed
            ],
            "gone": [row["sighting_id"] for row in self.gone],
            "same": self.same,
            "unmapped": list(self.unmapped),
            "ignored": dict(self.ignored),
        }


def plan(current: Sequence[Row], feed: Feed, seen_on: date) -> SightingsPlan:
    """What taking in the copy `feed`, seen on `seen_on`, would do to the table `current`.

    An item the copy no longer has gets `withdrawn_on`; one that comes back loses it again.
    """
    proposed = [dict(row) for row in feed.rows.get(TABLE, [])]
    pairs, fresh, left = _match(current, proposed)
    gone = [{**row, "withdrawn_on": seen_on} for row in left if row["withdrawn_on"] is None]
    kept = [row for row in left if row["withdrawn_on"] is not None]
    changed, same = [], []
    for before, found in pairs:
        after = {**before, **found, "sighting_id": before["sighting_id"], "withdrawn_on": None}
        if after == before:
            same.append(before)
        else:
            changed.append(SightingChange(before, after))
    new = list(_with_own_ids(fresh, {row["sighting_id"] for row in current}))
    return SightingsPlan(
        rows=[*same, *kept, *gone, *(c.after for c in changed), *new],
        new=new,
        changed=changed,
        gone=gone,
        same=len(same),
        unmapped=feed.unmapped,
        ignored=feed.ignored,
    )


def _match(current: Sequence[Row], proposed: Sequence[Row]) -> tuple[list[Pair], list[Row], list[Row]]:
    """Pairs of rows that are one item; the proposed and the current rows that have no partner."""
    live = [row for row in current if row["withdrawn_on"] is None]
    withdrawn = [row for row in current if row["withdrawn_on"] is not None]
    numbered, fresh, left = _pair(live, proposed, ("sighting_id", *CONTENT))
    renumbered, fresh, left = _pair(left, fresh, CONTENT)
    pairs = numbered + renumbered
    returned, fresh, withdrawn = _pair(withdrawn, fresh, CONTENT)
    left = left + withdrawn
    if numbered and not renumbered:
        by_number, fresh, left = _pair(left, fresh, ("sighting_id",))
        pairs += by_number
    for alike in (("side", "evidence_url", "model"), ("side", "evidence_url", "status")):
        unambiguous, fresh, left = _pair(left, fresh, alike, only_single=True)
        pairs += unambiguous
    return pairs + returned, fresh, left


def _pair(
    current: Iterable[Row], proposed: Iterable[Row], names: Sequence[str], only_single: bool = False
) -> tuple[list[Pair], list[Row], list[Row]]:
    """Pairs of rows with the same `names`, and what is left of each; `only_single` leaves ambiguous ones."""
    ours, theirs = _grouped(current, names), _grouped(proposed, names)
    pairs: list[Pair] = []
    for key in ours.keys() & theirs.keys():
        mine, other = ours[key], theirs[key]
        if only_single and (len(mine) > 1 or len(other) > 1):
            continue
        count = min(len(mine), len(other))
        pairs += zip(mine[:count], other[:count], strict=True)
        ours[key], theirs[key] = mine[count:], other[count:]
    return pairs, _flat(theirs), _flat(ours)


def _grouped(rows: Iterable[Row], names: Sequence[str]) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def _flat(groups: Mapping[tuple[Any, ...], list[Row]]) -> list[Row]:
    return [row for rows in groups.values() for row in rows]


def _with_own_ids(fresh: Iterable[Row], taken: set[str]) -> Iterator[Row]:
    """The new rows, each with an identifier nobody has: a number that is taken gets a second part."""
    used = set(taken)
    for row in fresh:
        name, part = row["sighting_id"], 1
        while name in used:
            part += 1
            name = f"{row['sighting_id']}_{part}"
        used.add(name)
        yield {**row, "sighting_id": name}
