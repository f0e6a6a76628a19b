"""What the tests of the exports share: the full package exported once per run, and its own rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.workbench import TODAY, repository
from wartally.atomic import alone
from wartally.export import export, stale
from wartally.schema import TableSchema

Row = tuple[Any, ...]


def export_once(shared: Path) -> Path:
    """The folder in `shared` with every export of the repository's package, made by whoever comes first."""
    shared.mkdir(exist_ok=True)
    folder = shared / "exports"
    with alone(shared):
        if stale(folder, repository()):
            export(repository(), "all", folder, today=TODAY)
    return folder


@cache
def rows_of(name: str) -> list[Row]:
    """A table's rows in data/ as Python values, in the order of the file, which is that of the key."""
    return [tuple(row.values()) for row in repository().rows(name)]


def schema_of(name: str) -> TableSchema:
    """A table's schema."""
    return repository().table(name).schema


def as_sqlite(row: Sequence[Any]) -> Row:
    """A row as SQLite keeps it: dates as text, booleans as 0 and 1."""
    return tuple(v.isoformat() if isinstance(v, date) else int(v) if isinstance(v, bool) else v for v in row)
