"""What a running site knows besides its database: the package, the clock, and pages already written."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from wartally.package import Package
from wartally.schema import Category
from wartally.site.files import FOLDER, queries
from wartally.site.metadata import Shape
from wartally.tallying import DEFAULT_SERIES

__all__ = ["Site", "clock"]

PAGES_KEPT = 256


def clock() -> date:
    """The current date in UTC; a site is given this, or another clock."""
    return datetime.now(tz=UTC).date()


class Site:
    """One site: the package behind it, the shape of its database, its queries and its clock."""

    def __init__(self, package: Package, shape: Shape, size: int, today: Callable[[], date]) -> None:
        """A site over a database of `size` bytes; `today` is asked at every request."""
        header = package.descriptor
        self.title = str(header.get("title", package.name))
        self.version = package.version
        self.licence: Mapping[str, Any] = next(iter(header.get("licenses") or ()), {})
        self.rules = package.rules
        self.shape = shape
        self.size = size
        self.today = today
        self.queries = {name: q for name, q in queries().items() if shape.has(q)}
        self.styles = _styles()
        self._codes = {
            (schema.name, f.name): {c.value: c for c in f.categories}
            for schema in package.schemas.values()
            for f in schema.fields
            if f.categories
        }
        self._titles = {schema.name: (schema.title, schema.title_uk) for schema in package.schemas.values()}
        self.choices: dict[str, Any] | None = None
        self._kept: OrderedDict[Hashable, str | bytes] = OrderedDict()

    @property
    def tells_tallies(self) -> bool:
        """True if the package has the tables our own pages are about; others have Datasette's pages only."""
        return "tally" in self.queries and "directions" in self.shape.tables

    @property
    def series(self) -> str:
        """The series the home page shows."""
        return DEFAULT_SERIES

    def code(self, table: str, column: str, value: str | None, lang: str) -> str:
        """The label of a code in a language; the code itself if the schema gives it none."""
        found: Category | None = self._codes.get((table, column), {}).get(str(value))
        if found is None:
            return str(value or "")
        return (found.label_uk if lang == "uk" else found.label) or str(value)

    def about(self, table: str, column: str, value: str | None, lang: str) -> str:
        """What a code means in a language; empty if the schema does not say."""
        found: Category | None = self._codes.get((table, column), {}).get(str(value))
        if found is None:
            return ""
        return (found.description_uk if lang == "uk" else found.description) or ""

    def table_titles(self, lang: str) -> dict[str, str]:
        """The title of each table in a language; its name where the schema gives none."""
        return {name: (uk if lang == "uk" else en) or name for name, (en, uk) in self._titles.items()}

    def kept(self, key: Hashable) -> Any:
        """A page written before for the same address on the same day; the database under it never changes."""
        page = self._kept.get(key)
        if page is not None:
            self._kept.move_to_end(key)
        return page

    def keep(self, key: Hashable, page: str | bytes) -> None:
        """Keep a page, and forget the one not asked for longest."""
        self._kept[key] = page
        while len(self._kept) > PAGES_KEPT:
            self._kept.popitem(last=False)


def _styles() -> list[str]:
    """The style sheets, each with a short digest, so that a new one is fetched and an old one may be kept."""
    files = sorted((FOLDER / "static").glob("*.css"))
    return [f"{file.name}?{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" for file in files]
