"""Setting a feed beside the package: what is new, changed or conflicting, and the tables after it.

A transcription's own rows follow the feed: what it says now is what it says. A changed past
figure is recorded in `rewrites`. Rows that several feeds or a curator share (`reports`) are
only filled where they are blank; a different value is a conflict for a person, and what
stands stays. Rows that a feed no longer has are kept. Pure: rows in, rows out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wartally.importers.feed import Feed
from wartally.schema import TableSchema

__all__ = ["Change", "Plan", "plan_import"]

Row = dict[str, Any]
# Tables whose rows belong to nobody alone: a feed may add rows and fill blanks, never change.
SHARED = frozenset({"reports", "directions"})


@dataclass(frozen=True, order=True)
class Change:
    """One cell that a feed would change, or has another value for than the one that stands."""

    table: str
    key: tuple[str, ...]
    column: str
    before: str
    after: str


@dataclass
class Plan:
    """What an import would do: counts, changes and conflicts, and the tables as they would be."""

    feed: str
    new: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)
    changed: list[Change] = field(default_factory=list)
    conflicting: list[Change] = field(default_factory=list)
    unmapped: tuple[str, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """True if any table would change."""
        return bool(self.new or self.changed)

    def as_json(self) -> dict[str, Any]:
        """The plan without its tables, for machines."""
        return {
            "feed": self.feed,
            "new": self.new,
            "same": self.same,
            "changed": [vars(c) for c in self.changed],
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
        _merge(plan, schemas[table], rows, current[table])
    rewritten = [_rewrite(c, seen_on, revision) for c in plan.changed if _is_figure(c)]
    if rewritten:
        kept = plan.tables.get("rewrites", list(current["rewrites"]))
        plan.tables["rewrites"] = [*kept, *rewritten]
    plan.changed.sort()
    plan.conflicting.sort()
    return plan


def _merge(plan: Plan, schema: TableSchema, rows: Sequence[Row], current: Sequence[Row]) -> None:
    merged = {_key(schema, row): dict(row) for row in current}
    touched: set[tuple[str, ...]] = set()
    for row in rows:
        key = _key(schema, row)
        if key not in merged:
            merged[key] = {name: row.get(name) for name in schema.field_names}
            plan.new[schema.name] = plan.new.get(schema.name, 0) + 1
            touched.add(key)
        elif key not in touched or schema.name in SHARED:
            _merge_row(plan, schema, key, merged[key], row)
    plan.tables[schema.name] = list(merged.values())


def _merge_row(plan: Plan, schema: TableSchema, key: tuple[str, ...], standing: Row, row: Row) -> None:
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


def _key(schema: TableSchema, row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_text(row[name]) for name in schema.primary_key)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _is_figure(change: Change) -> bool:
    return change.table == "readings" and change.column == "cumulative"


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
