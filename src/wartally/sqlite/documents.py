"""The documentation's figures, asked of the package: `python -m wartally.sqlite.documents docs`."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wartally.atomic import write_bytes
from wartally.docfigures import Ask, refreshed
from wartally.package import Package, open_package
from wartally.sqlite.build import fill

__all__ = ["asking", "pages", "refresh"]


@contextmanager
def asking(package: Package) -> Iterator[Ask]:
    """A function that asks a new database of the package, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="wartally-") as folder:
        file = Path(folder) / "wartally.db"
        fill(package, file, "for the documentation")
        with closing(sqlite3.connect(file)) as db:
            yield lambda sql: _asked(db, sql)


def _asked(db: sqlite3.Connection, sql: str) -> tuple[list[str], list[tuple[object, ...]]]:
    found = db.execute(sql)
    return [column[0] for column in found.description], found.fetchall()


def pages(docs: Path) -> dict[Path, str]:
    """The pages under a folder, each with its language; recipes run elsewhere and keep their own results."""
    found = [p for p in sorted(docs.rglob("*.md")) if "recipes" not in p.relative_to(docs).parts]
    return {p: "uk" if "uk" in p.relative_to(docs).parts else "en" for p in found}


def refresh(package: Package, docs: Path) -> list[Path]:
    """Write every page anew whose figures are not current; those pages."""
    changed = []
    with asking(package) as ask:
        for page, lang in pages(docs).items():
            text = refreshed(page.read_text(encoding="utf-8"), ask, package.schemas, lang)
            if write_bytes(page, text.encode("utf-8")):
                changed.append(page)
    return changed


if __name__ == "__main__":
    refresh(open_package(), Path(sys.argv[1]))
