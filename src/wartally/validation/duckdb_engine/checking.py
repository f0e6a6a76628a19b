"""What is wrong with typed tables: broken constraints, repeated keys, references to no row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from wartally.schema import ForeignKey
from wartally.validation import compile as sql
from wartally.validation.duckdb_engine.loading import Loaded, key_of, present_key
from wartally.validation.findings import Finding

__all__ = ["constraints", "foreign_keys"]


def constraints(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> Iterator[Finding]:
    """The rows of a table that break a constraint or repeat a key."""
    schema, view = loaded.table.schema, sql.ident(sql.view_name(loaded.table.name))
    checks = sql.row_checks(schema, loaded.facts.header)
    if checks and loaded.rows:
        counted = ", ".join(f"COUNT(*) FILTER (WHERE {c.broken})" for c in checks)
        counts = connection.execute(f"SELECT {counted} FROM {view}").fetchone() or ()
        for check, count in zip(checks, counts, strict=True):
            if count:
                yield from _broken_rows(connection, loaded, check)
    keys = [("primaryKey", schema.primary_key), *(("uniqueKeys", k) for k in schema.unique_keys)]
    keys += [("unique", (f.name,)) for f in schema.fields if f.constraints.get("unique")]
    for rule, key in keys:
        if key and set(key) <= set(loaded.facts.header):
            yield from _duplicates(connection, loaded, rule, key)


def _broken_rows(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, check: sql.Check
) -> Iterator[Finding]:
    view, column = sql.ident(sql.view_name(loaded.table.name)), sql.ident(check.column)
    keys = [f"CAST({sql.ident(k)} AS VARCHAR)" for k in present_key(loaded)]
    items = ", ".join([sql.ROW, f"CAST({column} AS VARCHAR)", *keys])
    for row, value, *key in connection.execute(f"SELECT {items} FROM {view} WHERE {check.broken}").fetchall():
        if (row, check.column) not in loaded.bad_cells:
            yield loaded.finding(check.rule, check.message, row, check.column, value, key_of(loaded, key))


def _duplicates(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, rule: str, key: Sequence[str]
) -> Iterator[Finding]:
    column = key[0] if len(key) == 1 else ""
    if connection.execute(sql.disorder_select(sql.view_name(loaded.table.name), key)).fetchone() is None:
        return
    for row, first, *values in connection.execute(
        sql.duplicates_select(sql.view_name(loaded.table.name), key)
    ).fetchall():
        message = f"the same {', '.join(key)} as {loaded.where(first, row)}"
        named = tuple(zip(key, values, strict=True))
        yield loaded.finding(rule, message, row, column, ", ".join(values), named)


def foreign_keys(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, others: dict[str, Loaded]
) -> Iterator[Finding]:
    """The rows of a table whose foreign keys name no row of the table they point to."""
    for key in loaded.table.schema.foreign_keys:
        target = others.get(key.resource or loaded.table.name)
        if target is None:
            yield from _no_target(loaded, key)
            continue
        present = set(key.fields) <= set(loaded.facts.header)
        if present and set(key.reference_fields) <= set(target.facts.header):
            as_text = sql.compared_as_text(key, loaded.table.schema, target.table.schema)
            yield from _orphans(connection, loaded, key, as_text)


def _no_target(loaded: Loaded, key: ForeignKey) -> Iterator[Finding]:
    message = f"{', '.join(key.fields)} refers to the table {key.resource!r}, which could not be read"
    yield Finding(loaded.table.name, rule="foreignKeys", message=message, file=loaded.table.file)


def _orphans(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, key: ForeignKey, as_text: Sequence[str]
) -> Iterator[Finding]:
    where = key.resource or loaded.table.name
    aimed = _aimed(key, loaded.table.name)
    query = sql.orphans_select(sql.view_name(loaded.table.name), aimed, present_key(loaded), as_text)
    for row, value, *own in connection.execute(query).fetchall():
        message = f"there is no row of {where} with {', '.join(key.reference_fields)} = {value}"
        yield loaded.finding("foreignKeys", message, row, key.fields[-1], value, key_of(loaded, own))


def _aimed(key: ForeignKey, table: str) -> ForeignKey:
    return ForeignKey(key.fields, sql.view_name(key.resource or table), key.reference_fields)
