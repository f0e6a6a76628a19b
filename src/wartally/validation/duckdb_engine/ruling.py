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
from wartally.validation.saying import broken_rule, unrunnable

__all__ = ["rule_findings"]

_BROKEN = sql.own_name("broken")


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
        if not _is_one_select(connection, query):
            return [unrunnable(rule, "a rule is one SELECT query and nothing else")]
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_BROKEN} AS {query}")
        names, rows = _rows(connection, f"SELECT * FROM {_BROKEN}")
        if rows and key and set(key) <= set(names):
            names, rows = _rows(connection, _with_row_numbers(subject.table.name, key))
    except duckdb.Error as error:
        return [unrunnable(rule, str(error).splitlines()[0])]
    return [_broken(rule, subject, dict(zip(names, row, strict=True))) for row in rows]


def _is_one_select(connection: duckdb.DuckDBPyConnection, query: str) -> bool:
    """True if the text is a single query: the database would run whatever stands behind it too."""
    kinds = [statement.type for statement in connection.extract_statements(query)]
    return kinds == [duckdb.StatementType.SELECT]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    result = connection.execute(query)
    return [d[0] for d in result.description or ()], result.fetchall()


def _with_row_numbers(table: str, key: Sequence[str]) -> str:
    """The rows that break a rule, each with the number of the table's row that has its key."""
    match = " AND ".join(f"_found.{sql.ident(k)} = _of.{sql.ident(k)}" for k in key)
    of = sql.ident(sql.view_name(table))
    return f"SELECT _found.*, _of.{sql.ROW} FROM {_BROKEN} AS _found LEFT JOIN {of} AS _of ON {match}"


def _broken(rule: Rule, subject: Loaded, row: dict[str, Any]) -> Finding:
    number = row.get(sql.ROW)
    file, line = (subject.table.file, -1) if number is None else subject.place(number)
    return broken_rule(rule, file, line, row, subject.table.schema.primary_key)
