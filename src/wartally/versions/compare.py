"""What changed between two versions, cell by cell, and how to make one from the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wartally.errors import BadArgument
from wartally.versions.snapshot import Cells, Key, Snapshot

__all__ = ["Cell", "Change", "Difference", "TableDifference", "apply", "compare"]

Row = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One named part that changed; None where it was not there before, or is no more."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Cell:
    """One cell of a row that both versions have."""

    key: Key
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class TableDifference:
    """How a table changed; columns and key are None on the side that has no such table.

    Added and removed rows are whole, in the columns of their side. A cell of a column that one side
    does not have counts as blank there. `reclassified` are the keys of changed rows whose change
    touches a column of codes: a closed list, or a reference to a table of codes.
    """

    name: str
    columns_before: Row | None
    columns_after: Row | None
    key_before: Row | None
    key_after: Row | None
    added: Mapping[Key, Row]
    removed: Mapping[Key, Row]
    changed: tuple[Cell, ...]
    reclassified: frozenset[Key] = frozenset()

    @property
    def changed_rows(self) -> int:
        """How many rows have a changed cell."""
        return len({cell.key for cell in self.changed})


@dataclass(frozen=True)
class Difference:
    """What changed between two versions; all parts are empty if nothing did."""

    old: str
    new: str
    properties: tuple[Change, ...]
    resources: tuple[Change, ...]
    files: tuple[Change, ...]
    tables: tuple[TableDifference, ...]

    def __bool__(self) -> bool:
        return bool(self.properties or self.resources or self.files or self.tables)


def compare(old: Snapshot, new: Snapshot, codes: Mapping[str, frozenset[str]] | None = None) -> Difference:
    """What changed from `old` to `new`; `codes` names the columns of codes of each table."""
    codes = codes or {}
    names = sorted({*old.tables, *new.tables})
    tables = (
        _table(name, old.tables.get(name), new.tables.get(name), codes.get(name, frozenset()))
        for name in names
    )
    return Difference(
        old.name,
        new.name,
        _changes(old.properties, new.properties),
        _changes(old.resources, new.resources),
        _changes(old.files, new.files),
        tuple(t for t in tables if t is not None),
    )


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    names = sorted(n for n in {*old, *new} if old.get(n) != new.get(n) or (n in old) != (n in new))
    return tuple(Change(n, old.get(n), new.get(n)) for n in names)


def _table(name: str, old: Cells | None, new: Cells | None, codes: frozenset[str]) -> TableDifference | None:
    if old == new:
        return None
    if old is None or new is None or old.key != new.key:
        before, after = old.rows if old else {}, new.rows if new else {}
        return _difference(name, old, new, after, before, ())
    added = {key: row for key, row in new.rows.items() if key not in old.rows}
    removed = {key: row for key, row in old.rows.items() if key not in new.rows}
    changed = tuple(_changed(old, new))
    reclassified = frozenset(cell.key for cell in changed if cell.column in codes)
    return _difference(name, old, new, added, removed, changed, reclassified)


def _difference(
    name: str,
    old: Cells | None,
    new: Cells | None,
    added: Mapping[Key, Row],
    removed: Mapping[Key, Row],
    changed: tuple[Cell, ...],
    reclassified: frozenset[Key] = frozenset(),
) -> TableDifference:
    return TableDifference(
        name,
        old.columns if old else None,
        new.columns if new else None,
        old.key if old else None,
        new.key if new else None,
        added,
        removed,
        changed,
        reclassified,
    )


def _changed(old: Cells, new: Cells) -> list[Cell]:
    """The changed cells of the rows that both have, in the order of the new rows."""
    same = old.columns == new.columns
    columns = list(dict.fromkeys((*new.columns, *old.columns)))
    before = [old.columns.index(c) if c in old.columns else None for c in columns]
    after = [new.columns.index(c) if c in new.columns else None for c in columns]
    found = []
    for key, row in new.rows.items():
        was = old.rows.get(key)
        if was is None or (same and was == row):
            continue
        for column, i, j in zip(columns, before, after, strict=True):
            a, b = "" if i is None else was[i], "" if j is None else row[j]
            if a != b:
                found.append(Cell(key, column, a, b))
    return found


def apply(difference: Difference, old: Snapshot) -> Snapshot:
    """The version that `difference` leads to from `old`.

    Raises BadArgument, naming the first part that is not as it was, if `old` is not the version
    that the difference starts from; nothing is guessed.
    """
    tables = dict(old.tables)
    for table in difference.tables:
        made = _applied(table, tables.pop(table.name, None))
        if made is not None:
            tables[table.name] = made
    return Snapshot(
        _put(difference.properties, old.properties, "property"),
        _put(difference.resources, old.resources, "resource"),
        _put(difference.files, old.files, "file"),
        tables,
    )


def _put(changes: tuple[Change, ...], old: Mapping[str, Any], kind: str) -> dict[str, Any]:
    made = dict(old)
    for change in changes:
        if made.get(change.name) != change.before:
            raise BadArgument(f"{kind} {change.name}: is not what the difference starts from")
        made.pop(change.name, None)
        if change.after is not None:
            made[change.name] = change.after
    return made


def _applied(table: TableDifference, old: Cells | None) -> Cells | None:
    if (old.columns if old else None) != table.columns_before or (
        old.key if old else None
    ) != table.key_before:
        raise BadArgument(f"table {table.name}: its columns are not those that the difference starts from")
    if table.columns_after is None or table.key_after is None:
        return None
    rows = dict(old.rows) if old else {}
    for key, row in table.removed.items():
        if rows.pop(key, None) != row:
            raise BadArgument(
                f"table {table.name}, row {', '.join(key)}: is not as it was when it was removed"
            )
    if table.columns_before is not None and table.columns_before != table.columns_after:
        rows = _relaid(rows, table.columns_before, table.columns_after, table)
    rows = _edited(rows, table)
    for key, row in table.added.items():
        if key in rows:
            raise BadArgument(f"table {table.name}, row {', '.join(key)}: is there already")
        rows[key] = row
    return Cells(table.columns_after, table.key_after, rows)


def _relaid(rows: Mapping[Key, Row], before: Row, after: Row, table: TableDifference) -> dict[Key, Row]:
    """Rows in other columns: blank in new ones; what leaves with a column must be among the changes."""
    gone = {(cell.key, cell.column): cell.before for cell in table.changed if cell.column not in after}
    places = [before.index(c) if c in before else None for c in after]
    leaving = [(c, i) for i, c in enumerate(before) if c not in after]
    for key, row in rows.items():
        for column, i in leaving:
            if gone.get((key, column), "") != row[i]:
                raise BadArgument(f"table {table.name}, row {', '.join(key)}: its {column} is not as it was")
    return {key: tuple("" if i is None else row[i] for i in places) for key, row in rows.items()}


def _edited(rows: dict[Key, Row], table: TableDifference) -> dict[Key, Row]:
    columns = table.columns_after or ()
    for cell in table.changed:
        if cell.column not in columns:
            continue
        place, row = columns.index(cell.column), rows.get(cell.key)
        if row is None or row[place] != cell.before:
            where = f"table {table.name}, row {', '.join(cell.key)}, column {cell.column}"
            raise BadArgument(f"{where}: is not {cell.before!r}, which the difference starts from")
        rows[cell.key] = (*row[:place], cell.after, *row[place + 1 :])
    return rows
