"""What a catalogue says of a package, in no catalogue's words: the one input of every record. Pure.

Titles, version, licence, columns and hashes come from the descriptor and the schemas it was compiled
from; nothing is said here a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

from wartally.citing import Work, cite_in, created_on, creators, objects, people, works
from wartally.errors import BadArgument, DescriptorError
from wartally.schema import TableSchema

__all__ = [
    "Box",
    "Coverage",
    "Distribution",
    "Licence",
    "Subject",
    "TableFile",
    "coverage",
    "lacking",
    "licence_page",
]

Row = Mapping[str, Any]
# Degrees: west, south, east, north.
Box = tuple[float, float, float, float]

# Without these there is no honest record; each standard asks for most of them.
_NEEDED = ("name", "title", "description", "version", "created", "licenses", "contributors")
# Dates that say when something was written down, not when it happened, end so.
_BOOKKEEPING = "_on"
_SPDX = re.compile(r"[A-Za-z0-9.+-]+")
_SITE = re.compile(r"https?://[^\s<>\"{}|\\^`?#]+")
_FACTUAL = ("claimed", "confirmed", "estimated", "events")


@dataclass(frozen=True)
class Distribution:
    """A file in which the data can be had beside the tables' own; `path` is relative to the site."""

    path: str
    media_type: str
    size: int
    sha256: str
    title: str
    title_uk: str = ""


@dataclass(frozen=True)
class TableFile:
    """A table as its CSV file, of `size` bytes, and its resource in the descriptor."""

    name: str
    schema: TableSchema
    path: str
    size: int
    sha256: str
    resource: Row

    @property
    def title(self) -> str:
        """The table's title, or its name where it has none."""
        return self.schema.title or self.name


@dataclass(frozen=True)
class Licence:
    """A licence: its SPDX identifier, title and address."""

    name: str
    title: str
    url: str


@dataclass(frozen=True)
class Coverage:
    """First and last day the records are about, and the box around their positions; None where unknown."""

    first: date | None = None
    last: date | None = None
    box: Box | None = None


@dataclass(frozen=True)
class Subject:
    """A package as all the records see it; raises DescriptorError if it says too little of itself."""

    descriptor: Mapping[str, Any]
    tables: tuple[TableFile, ...]
    coverage: Coverage = Coverage()
    sources: tuple[Row, ...] = ()
    publishers: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Distribution, ...] = ()
    base_url: str = ""

    def __post_init__(self) -> None:
        if missing := lacking(self.descriptor):
            raise DescriptorError(f"datapackage.json: a catalogue record needs {missing}")
        if self.base_url and not _SITE.fullmatch(self.base_url):
            raise BadArgument(f"the site's address is {self.base_url!r}, not one that begins with https://")

    def said(self, key: str, lang: str = "en") -> str:
        """A text of the descriptor in a language; empty if it is not given in it."""
        return str(self.descriptor.get(key if lang == "en" else f"{key}@{lang}", ""))

    @property
    def name(self) -> str:
        """The package's short name."""
        return str(self.descriptor["name"])

    @property
    def title(self) -> str:
        """The title in English."""
        return self.said("title")

    @property
    def description(self) -> str:
        """The description in English."""
        return self.said("description")

    @property
    def version(self) -> str:
        """The data's version."""
        return str(self.descriptor["version"])

    @property
    def created(self) -> date:
        """The day the version was made."""
        found = created_on(self.descriptor)
        if found is None:
            raise DescriptorError(f"datapackage.json: created is {self.said('created')!r}, not a date")
        return found

    @property
    def keywords(self) -> list[str]:
        """The keywords."""
        words = self.descriptor.get("keywords")
        return [str(word) for word in words] if isinstance(words, list) else []

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the package describes itself."""
        return ("en", "uk") if self.said("title", "uk") else ("en",)

    @cached_property
    def licences(self) -> tuple[Licence, ...]:
        """The licences of the package; those of its sources are in `credited`."""
        return tuple(
            Licence(str(x.get("name", "")), str(x.get("title") or x.get("name", "")), _licence_url(x))
            for x in objects(self.descriptor, "licenses")
        )

    def people(self, *roles: str) -> list[str]:
        """The names of those who have one of the roles, each once."""
        return people(self.descriptor, *roles)

    @property
    def creators(self) -> list[str]:
        """Who made the package; everybody named, if nobody has that role."""
        return creators(self.descriptor)

    @property
    def publisher(self) -> str:
        """Who publishes it: whoever has that role, else its first maker."""
        return (self.people("publisher") or self.creators)[0]

    @cached_property
    def cited(self) -> list[Work]:
        """The package, then each source that asks for credit."""
        return works(self.descriptor, self.sources, self.publishers, "en")

    @property
    def credited(self) -> list[Work]:
        """The sources whose rows are passed on under a licence of theirs."""
        return self.cited[1:]

    @property
    def citation(self) -> str:
        """How to cite the package, on one line."""
        return cite_in("apa", self.cited[:1])

    @property
    def bibtex(self) -> str:
        """How to cite the package, as BibTeX."""
        return cite_in("bibtex", self.cited[:1])

    def rights(self, lang: str = "en") -> str:
        """In words: the package's licence, whose licences hold beside it, and what is only quoted."""
        own = ", ".join(licence.name for licence in self.licences)
        lent = len(self.credited)
        quoted = sum(1 for s in self.sources if s["redistributable"]) - lent
        if lang == "uk":
            parts = [f"Пакет поширюється за ліцензією {own}."]
            if lent:
                parts.append(
                    f"Рядки, узяті з джерел із власною ліцензією (їх {lent}), зберігають її "
                    "й потребують посилання на ці джерела."
                )
            if quoted:
                parts.append(f"З інших джерел (їх {quoted}) узято лише факти; кожне вказано в рядку.")
            return " ".join(parts)
        parts = [f"The package is under {own}."]
        if lent:
            parts.append(
                f"Rows from sources with a licence of their own ({lent} of them) stay under it "
                "and ask for credit to the source."
            )
        if quoted:
            parts.append(
                f"From the other sources ({quoted} of them) only facts are quoted, each cited in its row."
            )
        return " ".join(parts)

    def address(self, path: str) -> str:
        """The address of a file: absolute if the site's is known, else relative to the package's folder."""
        return f"{self.base_url.rstrip('/')}/{quote(path)}" if self.base_url else quote(path)

    @property
    def place(self) -> str:
        """What the descriptor calls the area covered; empty if it says nothing."""
        return str(_object(self.descriptor, "spatial").get("description", ""))

    @property
    def all_files(self) -> list[Distribution]:
        """Every file the data can be had in: the tables as CSV, then the others."""
        tables = [
            Distribution(t.path, "text/csv", t.size, t.sha256, t.title, t.schema.title_uk)
            for t in self.tables
        ]
        return [*tables, *self.files]


def licence_page(name: str) -> str:
    """The address of a licence by its SPDX identifier; empty for what cannot be one."""
    return f"https://spdx.org/licenses/{name}.html" if _SPDX.fullmatch(name) else ""


def _licence_url(raw: Row) -> str:
    return str(raw.get("path") or licence_page(str(raw.get("name", ""))))


def lacking(descriptor: Row) -> str:
    """What a descriptor would have to say for its package to have records, as text; blank if it does."""
    if missing := [key for key in _NEEDED if not descriptor.get(key)]:
        return ", ".join(missing)
    if created_on(descriptor) is None:
        return "a date as created"
    if not people(descriptor):
        return "a contributor with a title"
    if not all(_licence_url(licence) for licence in objects(descriptor, "licenses") or [{}]):
        return "licences with a name or a path"
    return ""


def _object(descriptor: Row, key: str) -> Row:
    """An object of the descriptor; empty where a package of another kind says something else there."""
    found = descriptor.get(key)
    return found if isinstance(found, Mapping) else {}


def _bound(temporal: Row, key: str, found: date | None) -> date | None:
    """The bound that is declared as a day, else the one found."""
    try:
        return date.fromisoformat(str(temporal.get(key, "")))
    except ValueError:
        return found


def coverage(
    descriptor: Mapping[str, Any],
    dates: Iterable[tuple[TableSchema, str, date | None, date | None]],
    positions: Iterable[tuple[str | None, float, float]],
) -> Coverage:
    """What the records are about, in time and space.

    `dates` has the first and last date of each date column, `positions` the country, longitude and
    latitude of places. A bound that the descriptor declares holds. Else the first and last date count of
    those columns that say when something happened, in the tables of what is claimed, confirmed, estimated
    and of events (in all tables, if none is marked as such). The box is around the places in the countries
    of `spatial.countries`, if there are any, so that a vote in New York does not stretch it.
    """
    found = [(s.section, first, last) for s, name, first, last in dates if not name.endswith(_BOOKKEEPING)]
    told = [row for row in found if row[0] in _FACTUAL] or found
    temporal, spatial = _object(descriptor, "temporal"), _object(descriptor, "spatial")
    first = min((first for _, first, _ in told if first), default=None)
    last = max((last for _, _, last in told if last), default=None)
    countries = spatial.get("countries")
    points = [(x, y) for country, x, y in positions if not countries or country in countries]
    return Coverage(
        _bound(temporal, "start", first),
        _bound(temporal, "end", last),
        (
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        )
        if points
        else None,
    )
