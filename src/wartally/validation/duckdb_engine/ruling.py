"""The rules of `validators/`, each a query over the typed tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import duckdb

from wartally.validation import compile as sql
from wartally.validation.duckdb_engine.loading import Loaded
from wartally.validation.findings import Finding
from wartally.validation.rules import Rule, query_for

__all__ = ["rule_findings"]


def rule_findings(
    connection: duckdb.DuckDBPyConnection, rule: Rule, loaded: dict[str, Loaded], today: date
) -> Iterable[Finding]:
    """The rows that break a rule; where a table could not be read, that table's own finding stands for it."""
    if any(name not in loaded or not loaded[name].complete for name in rule.tables):
        return []
    subject = loaded[rule.subject]
    key = subject.table.schema.primary_key
    query = query_for(rule, "duckdb", today)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE _broken AS {query}")
        names, rows = _rows(connection, "SELECT * FROM _broken")
        if rows and key and set(key) <= set(names):
            names, rows = _rows(connection, _with_row_numbers(subject.table.name, key))
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        message = f"the rule cannot be run: {said}"
        return [Finding(rule.subject, rule=rule.id, message=message, file=f"validators/{rule.id}.sql")]
    return [_broken(rule, subject, dict(zip(names, row, strict=True))) for row in rows]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    result = connection.execute(query)
    return [d[0] for d in result.description or ()], result.fetchall()


def _with_row_numbers(table: str, key: Sequence[str]) -> str:
    """The rows that break a rule, each with the number of the table's row that has its key."""
    match = " AND ".join(f"_found.{sql.ident(k)} = _of.{sql.ident(k)}" for k in key)
    of = f"(SELECT rowid AS {sql.ROW}, * FROM {sql.ident(table)})"
    return f"SELECT _found.*, _of.{sql.ROW} FROM _broken AS _found LEFT JOIN {of} AS _of ON {match}"


def _broken(rule: Rule, subject: Loaded, row: dict[str, Any]) -> Finding:
    key = tuple((k, str(row[k])) for k in subject.table.schema.primary_key if row.get(k) is not None)
    number, value = row.get(sql.ROW), row.get("value")
    file, line = (subject.table.file, -1) if number is None else subject.place(number)
    return Finding(
        table=rule.subject,
        line=line,
        column=rule.column,
        rule=rule.id,
        message=str(row.get("message") or rule.title),
        value="" if value is None else str(value),
        severity=rule.severity,
        file=file,
        key=key,
    )
