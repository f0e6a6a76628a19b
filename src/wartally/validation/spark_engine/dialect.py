"""The compiled SQL and the rules, written for DuckDB, as Spark SQL that means the same. Pure.

sqlglot does the translation; what it leaves to the database is mended here: patterns, which Java reads
otherwise, and decimal numbers as text, which Spark writes otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from wartally.validation.spark_engine.patterns import full_match, java_pattern

__all__ = ["NUMBER_TEXT", "Types", "spark_expression", "spark_name", "spark_query", "sql_text"]

# The name under which the text of a decimal number, as DuckDB writes it, can be had in a query.
NUMBER_TEXT = "wartally_number_text"
Types = Mapping[str, Mapping[str, str]]


def spark_name(name: str) -> str:
    """A name quoted as an identifier of Spark SQL."""
    return "`" + name.replace("`", "``") + "`"


def sql_text(text: str) -> str:
    """A text as a literal of Spark SQL, in which a backslash stands for more than itself."""
    return exp.Literal.string(text).sql(dialect="spark")


@lru_cache(maxsize=4096)
def spark_expression(expression: str) -> str:
    """A predicate or a value over the columns of one table."""
    return _written(sqlglot.parse_one(expression, read="duckdb"))


def spark_query(query: str, types: Types) -> str:
    """A whole query; `types` are the columns of the tables it may read, by table, in DuckDB's names."""
    tree = sqlglot.parse_one(query, read="duckdb")
    used = {table.name for table in tree.find_all(exp.Table)}
    known = {name: dict(types[name]) for name in used if name in types}
    if any(kind == "DOUBLE" for columns in known.values() for kind in columns.values()):
        tree = _with_number_texts(tree, known)
    return _written(tree)


def _with_number_texts(tree: exp.Expr, types: Mapping[str, Mapping[str, str]]) -> exp.Expr:
    """The query with every cast of a decimal number to text marked."""
    try:
        quoted: dict[str, object] = {table: dict(columns) for table, columns in types.items()}
        typed = annotate_types(
            qualify(tree.copy(), schema=quoted, dialect="duckdb", validate_qualify_columns=False),
            schema=quoted,
            dialect="duckdb",
        )
    except SqlglotError:
        return tree
    for cast in list(typed.find_all(exp.Cast)):
        if cast.to.this in exp.DataType.TEXT_TYPES and cast.this.is_type("double", "float"):
            cast.replace(exp.func(NUMBER_TEXT, cast.this.copy()))
    return typed


def _written(tree: exp.Expr) -> str:
    return tree.transform(_in_java).sql(dialect="spark")


def _in_java(node: exp.Expr) -> exp.Expr:
    if not isinstance(node, exp.RegexpFullMatch | exp.RegexpLike):
        return node
    pattern = node.expression
    if not isinstance(pattern, exp.Literal) or pattern.meta.get("java"):
        return node
    whole = isinstance(node, exp.RegexpFullMatch)
    java = exp.Literal.string((full_match if whole else java_pattern)(pattern.name))
    java.meta["java"] = True
    return exp.RegexpLike(this=node.this, expression=java)
