"""What a rule may reach in Spark: the package's tables, and nothing of the machine or the cluster. Pure.

In DuckDB a setting keeps files and network away. Spark reads a file as a table (`csv."/a/file"`), knows the
tables of its catalogue, and calls any method of Java (`reflect`), so queries are looked at before they run.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

__all__ = ["refusal"]

_OUTWARD = ("reflect", "try_reflect", "java_method")
_SERIES = ("range", "generate_series")


def refusal(query: str, tables: Collection[str]) -> str:
    """Why a rule's `query`, in DuckDB's SQL, is not run beside these `tables`; "" if it may be."""
    try:
        parsed = sqlglot.parse(query, read="duckdb")
    except SqlglotError as error:
        return str(error).splitlines()[0]
    # A remark behind the last semicolon is one, and nothing else.
    trees = [tree for tree in parsed if tree is not None and not isinstance(tree, exp.Semicolon)]
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        return "a rule is one SELECT query and nothing else"
    tree = trees[0]
    for call in tree.find_all(exp.Anonymous):
        if call.name.lower() in _OUTWARD:
            return f"a rule must not call {call.name}, which reaches outside of the package"
    if tree.find(exp.DML, exp.QueryTransform):
        return "a rule is one SELECT query and nothing else"
    known = {name.lower() for name in (*tables, *(cte.alias for cte in tree.find_all(exp.CTE)))}
    for table in tree.find_all(exp.Table):
        if not _is_series(table) and (table.db or table.name.lower() not in known):
            return f"there is no table {table.sql(dialect='duckdb')} in the package"
    return ""


def _is_series(table: exp.Table) -> bool:
    made = table.this
    return isinstance(made, exp.GenerateSeries) or (
        isinstance(made, exp.Anonymous) and made.name.lower() in _SERIES
    )
