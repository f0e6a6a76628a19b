"""What a running site knows besides its database: the package, the clock, and pages already written."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import wartally
from wartally.package import Package
from wartally.schema import Category
from wartally.site.exports import Exports
from wartally.site.faces import ColumnFace, Names, Shape, common_face, compile_faces
from wartally.site.files import FOLDER, labels, queries, words
from wartally.site.prebuilt import Pictures
from wartally.site.words import Words
from wartally.sqlite.build import views
from wartally.tallying import DEFAULT_SERIES, main_series

__all__ = ["Site", "clock"]

# What is kept of what readers ask for has an end in number and in size: anyone can ask for anything.
PAGES_KEPT = 256
LETTERS_KEPT = 48_000_000
NAMES_KEPT = 1000
# What our own pages read; a package that has not all of it gets the pages of its tables only.
TABLES = frozenset({
    "actors", "adjudications", "categories", "changes", "corrections", "directions", "equipment_types",
    "estimates", "event_losses", "event_sources", "events", "losses", "places", "press_checks",
    "press_claims", "readings", "releases", "reports", "rewrites", "series", "series_categories",
    "sighting_totals", "sightings", "sources", "transcriptions", "weekly_deaths",
})  # fmt: skip
_REPORTING = """
SELECT s.series_id, s.subject_side FROM series AS s
WHERE EXISTS (SELECT 1 FROM losses AS l WHERE l.series_id = s.series_id AND l.cumulative IS NOT NULL)
"""


def clock() -> date:
    """The current date in UTC; a site is given this, or another clock."""
    return datetime.now(tz=UTC).date()


class Site:
    """One site: the package behind it, the shape of its database, its queries and its clock."""

    def __init__(
        self,
        package: Package,
        database: Path,
        shape: Shape,
        names: Names,
        today: Callable[[], date],
        public_url: str = "",
        exports: Exports | None = None,
    ) -> None:
        """A site over the built `database`; `today` is asked at every request.

        `names` are those of its rows; `public_url` is where readers find the site, if that is
        not for each request to say; `exports` are the files handed out whole.
        """
        header = package.descriptor
        self.package = package
        self.database = database
        self.names = names
        self.exports = exports or Exports()
        self.faces = compile_faces(package.schemas, views(), labels(), shape)
        public = urlsplit(public_url)
        self.origin = f"{public.scheme}://{public.netloc}" if public_url else ""
        self.prefix = public.path.rstrip("/")
        self.size = database.stat().st_size
        self.digest, self.mark = _digests(database)
        self.pictures = Pictures(database.parent / "pictures", self.mark)
        self.title = str(header.get("title", package.name))
        self.version = package.version
        self.licence: Mapping[str, Any] = next(iter(header.get("licenses") or ()), {})
        self.rules = package.rules
        self.shape = shape
        self.today = today
        self.styles = _styles()
        self._codes = {
            (schema.name, f.name): {c.value: c for c in f.categories}
            for schema in package.schemas.values()
            for f in schema.fields
            if f.categories
        }
        self._titles = {schema.name: (schema.title, schema.title_uk) for schema in package.schemas.values()}
        self._reporting = _reporting(database) if set(shape.tables) >= TABLES else {}
        self.queries = {name: q for name, q in queries(self.elsewhere).items() if shape.has(q)}
        self.words: Mapping[str, Words] = words(elsewhere=self.elsewhere)
        self.choices: dict[str, Any] | None = None
        self.subject: Any = None
        self._kept: OrderedDict[Hashable, str | bytes] = OrderedDict()
        self._letters = 0

    @property
    def tells_tallies(self) -> bool:
        """True if the package has all that our own pages are about; others have Datasette's pages only."""
        return bool(self._reporting)

    @property
    def series(self) -> str:
        """The series that is meant where none is named: of those that report anything, the main one."""
        return main_series(self._reporting)

    @property
    def elsewhere(self) -> bool:
        """True if the package is about another subject than the phrases of our pages name."""
        return self.series != DEFAULT_SERIES

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """The sides that figures are about, that of the main series first: its lines are solid."""
        first = self._reporting.get(self.series, "")
        coded = self._codes.get(("series", "subject_side"), {})
        return tuple(dict.fromkeys([first, *coded, *sorted(self._reporting.values())]))

    def side_names(self, lang: str) -> dict[str, str]:
        """What each side is called in a language, in the order of `sides`."""
        return {side: self.code("series", "subject_side", side, lang) for side in self.sides}

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

    def name(self, table: str, value: object, lang: str) -> str:
        """The name of a row of a table in a language, by its identifier; that itself if it has none."""
        found = self.names.get(table, {}).get(str(value))
        return found[lang] if found else str(value)

    def column(self, name: str, table: str = "") -> ColumnFace:
        """The face of a column of a table or view, or, where none is named, of a query's result."""
        if table in self.faces and name in self.faces[table].columns:
            return self.faces[table].columns[name]
        return self._common(name)

    def _common(self, name: str) -> ColumnFace:
        face = self._of_queries.get(name)
        if face is None:
            face = common_face(name, self.faces.values(), self._labels)
            if len(self._of_queries) < NAMES_KEPT:
                self._of_queries[name] = face
        return face

    @cached_property
    def _of_queries(self) -> dict[str, ColumnFace]:
        return {}

    @cached_property
    def _labels(self) -> Mapping[str, Any]:
        return labels()

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
        """Keep a page, and forget those not asked for longest where there is too much."""
        self._letters += len(page) - len(self._kept.pop(key, ""))
        self._kept[key] = page
        while len(self._kept) > PAGES_KEPT or self._letters > LETTERS_KEPT:
            _, forgotten = self._kept.popitem(last=False)
            self._letters -= len(forgotten)


def _reporting(database: Path) -> dict[str, str]:
    """The series of a built database that have a figure at all, and the side each is about."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
        return dict(db.execute(_REPORTING).fetchall())


def _digests(database: Path) -> tuple[str, str]:
    """The sha256 of the database, and twelve digits for its state and that of this software."""
    with database.open("rb") as stream:
        data = hashlib.file_digest(stream, "sha256")
    own = data.hexdigest()
    data.update(wartally.__version__.encode())
    for file in sorted(f for f in FOLDER.rglob("*") if f.is_file() and f.suffix != ".pyc"):
        data.update(file.relative_to(FOLDER).as_posix().encode() + b"\0" + file.read_bytes())
    return own, data.hexdigest()[:12]


def _styles() -> list[str]:
    """The style sheets, each with a short digest, so that a new one is fetched and an old one may be kept."""
    files = sorted((FOLDER / "static").glob("*.css"))
    return [f"{file.name}?{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" for file in files]
