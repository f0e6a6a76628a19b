"""A database of our own for one validation: bounded in memory, with the functions that its schemas need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb

from wartally.cells import FUNCTIONS, arity
from wartally.schema import TableSchema
from wartally.scratch import new_folder
from wartally.validation import compile as sql

__all__ = ["confine", "connect"]

_MEMORY_LIMIT = "768MB"


def connect(schemas: Iterable[TableSchema]) -> duckdb.DuckDBPyConnection:
    """A private in-memory database that reads files and never the network.

    What does not fit into its memory is kept in a folder that goes with the process.
    """
    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
    connection.execute(f"SET temp_directory = {sql.literal(new_folder())}")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    needed = _called(schemas)
    if needed:
        _register(connection, needed)
    return connection


def confine(connection: duckdb.DuckDBPyConnection) -> None:
    """From here on the database has its tables and nothing else: no file, no network, no Python object.

    A rule is somebody else's text, which must not make this machine read or write its own files. What does
    not fit into memory still goes to the folder for it.
    """
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _called(schemas: Iterable[TableSchema]) -> list[str]:
    """The functions that the SQL of some schemas calls; most call none."""
    texts: list[str] = []
    for schema in schemas:
        texts += sql.typed_columns(schema, schema.field_names)
        texts += [check.broken for check in sql.row_checks(schema, schema.field_names)]
        texts += [sql.value(field, "x") for field in schema.fields]
    return [name for name in FUNCTIONS if any(name in text for text in texts)]


def _register(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    # DuckDB imports numpy for its first function, which takes as long as checking a small package.
    from duckdb.func import FunctionNullHandling

    for name in names:
        texts: list[Any] = ["VARCHAR"] * arity(name)
        connection.create_function(
            name, FUNCTIONS[name], texts, "VARCHAR", null_handling=FunctionNullHandling.SPECIAL
        )
