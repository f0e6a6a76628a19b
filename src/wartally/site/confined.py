"""What readers' queries may do: look at this database, and not fill the memory."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable
from typing import Any

__all__ = ["MOST_BYTES", "MOST_LETTERS", "MOST_MEMORY", "confine"]

# The longest value, such as all reports behind a tally as JSON; and all rows of one query together.
MOST_BYTES, MOST_LETTERS = 2_000_000, 48_000_000
# What SQLite may hold in all, for all queries that run at the time.
MOST_MEMORY = 400_000_000
# What describes tables. Another one would tell where files lie, or change how the database is read.
_PRAGMAS = frozenset({
    "cache_size", "compile_options", "data_version", "database_list", "foreign_key_list", "function_list",
    "index_info", "index_list", "index_xinfo", "schema_version", "table_info", "table_list", "table_xinfo",
})  # fmt: skip
# What loads code or shows addresses of memory; what shows where files lie, or the queries of other readers.
_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "edit", "readfile", "writefile"})
_TABLES = frozenset({"pragma_database_list", "sqlite_stmt", "bytecode", "tables_used"})
Rows = Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]


def confine(conn: sqlite3.Connection) -> None:
    """Let a connection look and nothing else, at values and rows of a size that does no harm."""
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000)
    conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    conn.execute(f"PRAGMA hard_heap_limit={MOST_MEMORY}").fetchall()
    conn.row_factory = _measured(MOST_LETTERS)
    conn.create_function("instr", 2, _instr, deterministic=True)
    conn.create_function("replace", 3, _replace, deterministic=True)
    conn.set_authorizer(_allowed)


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's question whether a part of a statement may be done; writing it refuses by itself."""
    if action == sqlite3.SQLITE_PRAGMA:
        allowed = (first or "").lower() in _PRAGMAS
    elif action == sqlite3.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in _FUNCTIONS
    elif action == sqlite3.SQLITE_READ:
        allowed = (first or "").lower() not in _TABLES
    else:
        allowed = action not in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _instr(text: Any, part: Any) -> int | None:
    """SQLite's instr; its own takes hours for two long values, and nothing can stop it."""
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _text(text).find(_text(part)) + 1


def _replace(text: Any, old: Any, new: Any) -> str | None:
    """SQLite's replace, for the same reason; None, as for a text that is too long, where it would be."""
    if text is None or old is None or new is None:
        return None
    whole, before, after = map(_text, (text, old, new))
    if not before:
        return whole
    length = len(whole) + whole.count(before) * (len(after) - len(before))
    return whole.replace(before, after) if length <= MOST_BYTES else None


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _measured(most: int) -> Rows:
    """A row factory that gives up on a query whose rows have more than so many letters and bytes together."""
    last: list[weakref.ref[sqlite3.Cursor]] = []
    total = 0

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        nonlocal total
        if not last or last[0]() is not cursor:
            last[:], total = [weakref.ref(cursor)], 0
        total += sum(len(value) for value in values if isinstance(value, str | bytes))
        if total > most:
            raise sqlite3.OperationalError(f"the rows hold more than {most:,} letters; ask for fewer")
        return sqlite3.Row(cursor, values)

    return row
