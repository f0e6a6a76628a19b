"""A difference as rows of `changes`, and an earlier version had back from them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wartally.errors import BadArgument
from wartally.versions.compare import Difference, TableDifference
from wartally.versions.snapshot import Cells, cells, key_text

__all__ = ["ALL", "Types", "recorded", "undone"]

# Stands for all rows of a table, or all columns of a row.
ALL = "*"
Change = Mapping[str, Any]
# The type of each column of each table.
Kinds = Mapping[str, str]
Types = Mapping[str, Kinds]


def recorded(difference: Difference, version: str, before: Types, after: Types) -> list[dict[str, Any]]:
    """The rows of `changes` that say what `version` changed.

    An added row is only named: it stands in the table. A removed row is kept whole, and so is a
    structure, so that `undone` has all it needs.
    """
    return [
        {"version": version, "table": table.name, **row}
        for table in difference.tables
        for row in _rows(table, before.get(table.name, {}), after.get(table.name, {}))
    ]


def _rows(
    table: TableDifference, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    old = _structure(table.columns_before, table.key_before, before)
    new = _structure(table.columns_after, table.key_after, after)
    if old != new:
        yield _row(ALL, "structure", ALL, old, new)
    for key in table.added:
        yield _row(key_text(key), "added", ALL, None, None)
    for key, row in table.removed.items():
        kept = {c: cell for c, cell in zip(table.columns_before or (), row, strict=True) if cell}
        yield _row(key_text(key), "removed", ALL, json.dumps(kept, ensure_ascii=False), None)
    for cell in table.changed:
        yield _row(key_text(cell.key), "changed", cell.column, cell.before or None, cell.after or None)


def _row(key: str, op: str, column: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {"key": key, "op": op, "column": column, "value_before": before, "value_after": after}


def _structure(
    columns: Sequence[str] | None, key: Sequence[str] | None, types: Mapping[str, str]
) -> str | None:
    if columns is None:
        return None
    fields = {column: types.get(column, "string") for column in columns}
    return json.dumps({"fields": fields, "key": list(key or ())}, ensure_ascii=False)


def undone(table: Cells | None, changes: Iterable[Change], name: str) -> Cells | None:
    """A table as it was before one version made `changes` to it; None if it was not there.

    Raises BadArgument, naming table and row, if the table is not as the changes left it.
    """
    told = list(changes)
    columns, key = _columns_before(table, told)
    if columns is None:
        return None
    by_key = {key_text(k): row for k, row in table.rows.items()} if table else {}
    for change in _of(told, "added"):
        if by_key.pop(str(change["key"]), None) is None:
            raise BadArgument(f"{name}, row {change['key']}: was added, but is not there")
    places = _places(table.columns if table else (), columns)
    rows = {k: ["" if i is None else row[i] for i in places] for k, row in by_key.items()}
    for change in _of(told, "changed"):
        _put_back(rows, columns, change, name)
    for change in _of(told, "removed"):
        kept = json.loads(str(change["value_before"]))
        rows[str(change["key"])] = [str(kept.get(column, "")) for column in columns]
    return cells(columns, key, rows.values())


def _of(changes: Iterable[Change], op: str) -> list[Change]:
    return [change for change in changes if change["op"] == op]


def _columns_before(table: Cells | None, changes: Iterable[Change]) -> tuple[list[str] | None, list[str]]:
    for change in _of(changes, "structure"):
        if change["value_before"] is None:
            return None, []
        said = json.loads(str(change["value_before"]))
        return list(said["fields"]), list(said["key"])
    return (list(table.columns), list(table.key)) if table else (None, [])


def _places(now: Sequence[str], then: Sequence[str]) -> list[int | None]:
    return [now.index(column) if column in now else None for column in then]


def _put_back(rows: dict[str, list[str]], columns: Sequence[str], change: Change, name: str) -> None:
    row, column = rows.get(str(change["key"])), str(change["column"])
    if column not in columns:
        return
    place = columns.index(column)
    if row is None or row[place] != str(change["value_after"] or ""):
        raise BadArgument(f"{name}, row {change['key']}, column {column}: is not as the release left it")
    row[place] = str(change["value_before"] or "")
