"""SQLite: the very database that `wartally build` writes."""

from __future__ import annotations

from pathlib import Path

from wartally.export.model import Made, Tell
from wartally.export.source import Source
from wartally.sqlite.build import fill, fingerprint

__all__ = ["write"]

_TITLES = (
    "SQLite database with keys, checks, views and full-text search",
    "База даних SQLite з ключами, перевірками, поданнями й повнотекстовим пошуком",
)


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write <package>.db."""
    tell("sqlite", 0, 1)
    path = f"{source.name}.db"
    fill(source.package, folder / path, fingerprint(source.package))
    for table in source.tables:
        source.note_unkept("sqlite", table)
    return [Made(path, "application/vnd.sqlite3", *_TITLES)]
