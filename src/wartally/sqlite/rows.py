"""A table of somebody's SQLite database as rows of values; the file is only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from wartally.sources.rows import Unreadable
from wartally.sqlite.ddl import quoted

__all__ = ["columns", "rows"]


def columns(path: Path, table: str) -> list[str]:
    """The names of a table's columns; raises Unreadable if there is no such table or no database."""
    try:
        with closing(_opened(path)) as db:
            _check(db, table)
            return [row[1] for row in db.execute(f"PRAGMA table_info({quoted(table)})")]
    except sqlite3.Error as error:
        raise Unreadable(f"the file cannot be read as an SQLite database ({error})") from error


def rows(path: Path, table: str) -> Iterator[Sequence[Any]]:
    """The rows of a table in the order in which they are stored; raises Unreadable as `columns` does."""
    try:
        with closing(_opened(path)) as db:
            _check(db, table)
            yield from db.execute(f"SELECT * FROM {quoted(table)}")
    except sqlite3.Error as error:
        raise Unreadable(f"the file cannot be read as an SQLite database ({error})") from error


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def _check(db: sqlite3.Connection, table: str) -> None:
    """Only a stored table is read: a view can be made to run without end."""
    found = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    stored = {name for name, sql in found.items() if not str(sql).upper().startswith("CREATE VIRTUAL")}
    if table not in stored:
        known = ", ".join(sorted(stored)) or "none"
        raise Unreadable(f"there is no table {table!r} (`dialect.table` names it); the tables are {known}")
