"""Setting a feed beside the package: what is new, changed or conflicting, and the tables after it.

A feed's own rows follow the feed: what a transcription says now is what it says. A changed past
figure is recorded in `rewrites`. Rows that several feeds or a curator share (`reports`, say)
are only filled where they are blank; a different value is a conflict for a person, and what
stands stays. So does a feed that contradicts itself, whose first row is taken. Rows that a feed
no longer has are kept and counted. Pure: rows in, rows out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wartally.importers import sightings
from wartally.importers.feed import Feed
from wartally.schema import TableSchema

__all__ = ["SHARED", "Change", "Plan", "plan_import"]

Row = dict[str, Any]
Key = tuple[str, ...]
# Tables whose rows belong to nobody alone: a feed may add rows and fill blanks, never change.
SHARED = frozenset(
    {
        *("reports", "directions", "estimates", "events", "event_sources", "press_claims"),
        *("actors", "sources"),
    }
)


# The column in which a row that its feed no longer has says since when.
TOMBSTONE = "withdrawn_on"


@dataclass(frozen=True, order=True)
class Change:
    """One cell that a feed would change, or has another value for than the one that stands."""

    table: str
    key: Key
    column: str
    before: str
    after: str


@dataclass
class Plan:
    """What an import would do: counts, changes and conflicts, and the tables as they would be.

    `missing` counts the rows of a table that stand here and that the feed no longer has.
    """

    feed: str
    new: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    changed: list[Change] = field(default_factory=list)
    conflicting: list[Change] = field(default_factory=list)
    unmapped: tuple[str, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """True if any table would change."""
        return bool(self.new or self.changed)

    @property
    def gone(self) -> list[Change]:
        """The rows that get a tombstone because the feed no longer has them."""
        return [c for c in self.changed if c.column == TOMBSTONE and not c.before]

    @property
    def altered(self) -> list[Change]:
        """The cells that change their value, tombstones aside."""
        gone = set(self.gone)
        return [c for c in self.changed if c not in gone]

    def as_json(self) -> dict[str, Any]:
        """The plan without its tables, for machines."""
        return {
            "feed": self.feed,
            "new": self.new,
            "same": self.same,
            "missing": self.missing,
            "changed": [vars(c) for c in self.altered],
            "gone": [list(c.key) for c in self.gone],
            "conflicting": [vars(c) for c in self.conflicting],
            "unmapped": list(self.unmapped),
            "ignored": dict(self.ignored),
        }


def plan_import(
    feed: Feed,
    current: Mapping[str, Sequence[Row]],
    schemas: Mapping[str, TableSchema],
    seen_on: date,
    revision: str,
) -> Plan:
    """What importing `feed` would do to the tables `current`.

    `seen_on` and `revision` date a changed past figure in `rewrites`; `current` must hold every
    table the feed has rows for, and `rewrites`.
    """
    plan = Plan(feed.name, unmapped=feed.unmapped, ignored=feed.ignored)
    for table, rows in sorted(feed.rows.items()):
        if table == sightings.TABLE:
            _merge_items(plan, feed, current[table], seen_on)
        else:
            _merge(plan, schemas[table], rows, current[table])
    if rewritten := [c for c in plan.changed if _is_figure(c)]:
        kept = plan.tables.get("rewrites", list(current["rewrites"]))
        plan.tables["rewrites"] = [*kept, *_rewrites(rewritten, schemas["rewrites"], kept, seen_on, revision)]
    plan.changed.sort()
    plan.conflicting.sort()
    return plan


def _merge(plan: Plan, schema: TableSchema, rows: Sequence[Row], current: Sequence[Row]) -> None:
    merged = {_key(schema, row): dict(row) for row in current}
    proposed = _distinct(plan, schema, rows)
    for key, row in proposed.items():
        if key in merged:
            _merge_row(plan, schema, key, merged[key], row)
        else:
            merged[key] = {name: row.get(name) for name in schema.field_names}
            plan.new[schema.name] = plan.new.get(schema.name, 0) + 1
    plan.tables[schema.name] = list(merged.values())
    if gone := _count_missing(schema, rows, current):
        plan.missing[schema.name] = gone


def _distinct(plan: Plan, schema: TableSchema, rows: Iterable[Row]) -> dict[Key, Row]:
    """The feed's rows by key; where it has two for one key, the first, and what the other contradicts."""
    distinct: dict[Key, Row] = {}
    for row in rows:
        key = _key(schema, row)
        first = distinct.setdefault(key, row)
        for column in row:
            if first is not row and first.get(column) != row[column]:
                told = (_text(first.get(column)), _text(row[column]))
                plan.conflicting.append(Change(schema.name, key, column, *told))
    return distinct


def _merge_row(plan: Plan, schema: TableSchema, key: Key, standing: Row, row: Row) -> None:
    same = True
    for column, after in row.items():
        before = standing.get(column)
        if before == after or (after is None and schema.name in SHARED):
            continue
        same = False
        change = Change(schema.name, key, column, _text(before), _text(after))
        if schema.name in SHARED and before is not None:
            plan.conflicting.append(change)
        else:
            plan.changed.append(change)
            standing[column] = after
    if same:
        plan.same[schema.name] = plan.same.get(schema.name, 0) + 1


def _merge_items(plan: Plan, feed: Feed, current: Sequence[Row], seen_on: date) -> None:
    """Items of a list that numbers them anew with every copy: matched by what they are."""
    items = sightings.plan(current, feed, seen_on)
    table = sightings.TABLE
    if items.new:
        plan.new[table] = len(items.new)
    plan.same[table] = items.same
    withdrawn = [(row["sighting_id"], "withdrawn_on", None, row["withdrawn_on"]) for row in items.gone]
    altered = [
        (c.after["sighting_id"], column, c.before.get(column), c.after[column])
        for c in items.changed
        for column in c.columns
    ]
    for number, column, before, after in (*withdrawn, *altered):
        plan.changed.append(Change(table, (number,), column, _text(before), _text(after)))
    plan.tables[table] = items.rows


def _count_missing(schema: TableSchema, rows: Sequence[Row], current: Sequence[Row]) -> int:
    """How many readings of the feed's transcriptions stand here and are not in the feed."""
    if schema.name != "readings":
        return 0
    its, found = {row["transcription_id"] for row in rows}, {_key(schema, row) for row in rows}
    return sum(row["transcription_id"] in its and _key(schema, row) not in found for row in current)


def _key(schema: TableSchema, row: Mapping[str, Any]) -> Key:
    return tuple(_text(row[name]) for name in schema.primary_key)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _is_figure(change: Change) -> bool:
    return change.table == "readings" and change.column == "cumulative"


def _rewrites(
    changes: Iterable[Change], schema: TableSchema, kept: Iterable[Row], seen_on: date, revision: str
) -> Iterable[Row]:
    """The rows of `rewrites` that record changed figures of `readings`.

    A feed that comes back to an earlier state is a revision of its own.
    """
    taken = {_key(schema, row) for row in kept}
    for change in changes:
        row = _rewrite(change, seen_on, revision)
        while _key(schema, row) in taken:
            row["revision"] = hashlib.sha256(row["revision"].encode()).hexdigest()[:10]
        yield row


def _rewrite(change: Change, seen_on: date, revision: str) -> Row:
    """The row of `rewrites` that records a changed figure of `readings`."""
    _, day, category, transcription = change.key
    return {
        "transcription_id": transcription,
        "report_date": date.fromisoformat(day),
        "category_id": category,
        "revision": revision,
        "recorded_on": seen_on,
        "value_before": int(change.before) if change.before else None,
        "value_after": int(change.after) if change.after else None,
    }
