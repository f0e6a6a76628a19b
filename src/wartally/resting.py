"""Which sources each row of a package rests on, and which rows may not be passed on. Pure.

A row rests on the sources that it refers to, and on those of the rows that it refers to: a reading on
the source of its transcription. Where rows are tied to sources by a table of pairs, such as the sources
of events, they rest on those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wartally.schema import TableSchema

__all__ = ["SOURCES", "Withheld", "resting", "rows_by_source", "withheld"]

SOURCES = "sources"
Row = Mapping[str, Any]
Named = frozenset[str]
_NONE: Named = frozenset()


@dataclass(frozen=True, order=True)
class Withheld:
    """A row that may not be passed on: its table, its key as text, and the source that forbids it."""

    table: str
    key: str
    source_id: str


def resting(
    schemas: Mapping[str, TableSchema], tables: Mapping[str, Sequence[Row]]
) -> dict[str, list[Named]]:
    """For each table whose rows rest on sources, the sources of each of its rows, in order."""
    found: dict[str, list[Named]] = {}
    for name in schemas:
        if name != SOURCES:
            _of(name, schemas, tables, found, ())
    return {name: rows for name, rows in found.items() if any(rows)}


def _of(
    name: str,
    schemas: Mapping[str, TableSchema],
    tables: Mapping[str, Sequence[Row]],
    found: dict[str, list[Named]],
    above: tuple[str, ...],
) -> list[Named]:
    """The sources of each row of a table; a table that leads back to itself adds nothing."""
    if name in found:
        return found[name]
    if name in above or name not in tables:
        return []
    rows = tables[name]
    own = _direct(schemas[name], rows)
    for key in schemas[name].foreign_keys:
        target = key.resource
        if target in ("", SOURCES, name) or _pairs(schemas[name], target):
            continue
        theirs = _of(target, schemas, tables, found, (*above, name))
        if any(theirs):
            known = _by_key(tables[target], key.reference_fields, theirs)
            own = [a | known.get(_cells(row, key.fields), _NONE) for a, row in zip(own, rows, strict=True)]
    for other, schema in schemas.items():
        for key in schema.foreign_keys if _pairs(schema, name) else ():
            if key.resource == name and other in tables:
                known = _by_key(tables[other], key.fields, _direct(schema, tables[other]))
                own = [
                    a | known.get(_cells(row, key.reference_fields), _NONE)
                    for a, row in zip(own, rows, strict=True)
                ]
    found[name] = own
    return own


def _direct(schema: TableSchema, rows: Sequence[Row]) -> list[Named]:
    columns = [key.fields[0] for key in schema.foreign_keys if key.resource == SOURCES]
    if not columns:
        return [_NONE] * len(rows)
    return [frozenset(str(row[column]) for column in columns if row[column]) for row in rows]


def _pairs(schema: TableSchema, other: str) -> bool:
    """True of a table of pairs of a source and a row of `other`: both are parts of its primary key."""
    in_key = {
        key.resource
        for key in schema.foreign_keys
        if set(key.fields) <= set(schema.primary_key) and key.fields
    }
    return SOURCES in in_key and other in in_key and other != SOURCES


def _by_key(
    rows: Sequence[Row], fields: Sequence[str], named: Sequence[Named]
) -> dict[tuple[Any, ...], Named]:
    found: dict[tuple[Any, ...], Named] = {}
    for row, sources in zip(rows, named, strict=True):
        cells = _cells(row, fields)
        if sources:
            found[cells] = found.get(cells, _NONE) | sources
    return found


def _cells(row: Row, fields: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[field] for field in fields)


def rows_by_source(found: Mapping[str, Sequence[Named]]) -> dict[str, dict[str, int]]:
    """How many rows of each table rest on each source, from what `resting` gives."""
    counts: dict[str, dict[str, int]] = {}
    for table in sorted(found):
        for sources, n in Counter(found[table]).items():
            for source in sources:
                held = counts.setdefault(source, {})
                held[table] = held.get(table, 0) + n
    return counts


def withheld(schemas: Mapping[str, TableSchema], tables: Mapping[str, Sequence[Row]]) -> list[Withheld]:
    """Every row that rests on a source which may not be redistributed; none if all may be passed on.

    A source that does not say whether it may be redistributed may not. A package whose sources have no such
    column says nothing about it, and so withholds nothing.
    """
    if SOURCES not in schemas or not {"source_id", "redistributable"} <= {*schemas[SOURCES].field_names}:
        return []
    closed = {str(row["source_id"]) for row in tables[SOURCES] if not row["redistributable"]}
    if not closed:
        return []
    return sorted(
        Withheld(table, ",".join(str(row[c]) for c in schemas[table].primary_key or tuple(row)), source)
        for table, named in resting(schemas, tables).items()
        for row, sources in zip(tables[table], named, strict=True)
        for source in sources & closed
    )
