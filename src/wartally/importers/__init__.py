"""Importers: one module per upstream feed; each reads its feed strictly and proposes rows.

A feed's module has `read(path)`, which gives a `Feed`, and declares `FILES`, the names of the
files it reads in its folder (none: a single file of any name). One that has to look something
up in our own tables declares it as `NEEDS`, and its `read` takes that as a second argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from wartally.errors import BadArgument
from wartally.importers.feed import Feed

if TYPE_CHECKING:
    from wartally.package import Package

__all__ = ["FEEDS", "Importer", "importer_of", "reader_of"]

# The feeds in the order in which an empty package is filled, and the module that reads each.
FEEDS = {
    "petroivaniuk": "petroivaniuk",
    "infographic": "infographic",
    "official_text": "official_text",
    "lod_db": "lod_db",
    "petroivaniuk_rewrites": "petroivaniuk_rewrites",
    "ru_mod": "ru_mod",
    "oryx": "oryx",
    "oryx_totals": "oryx_totals",
    "economist": "economist",
    "uk_mod": "uk_mod",
    "mediazona": "mediazona",
    "ohchr": "ohchr",
    "ucdp": "ucdp",
    "press": "press",
}


@dataclass(frozen=True)
class Importer:
    """How one feed is read: the files it needs, and the function that reads them."""

    feed: str
    files: tuple[str, ...]
    needs: str | None
    _read: Callable[..., Feed]

    def read(self, path: Path, package: Package) -> Feed:
        """The feed in `path`, looked up against the tables of `package`; raises SourceError."""
        return self._read(path) if self.needs is None else self._read(path, _LOOKUPS[self.needs](package))

    def place(self, path: Path) -> Path:
        """What `read` is to be given where a person names `path`: one of several files means their folder."""
        return path.parent if len(self.files) > 1 and path.name in self.files else path

    def contents(self, path: Path) -> list[Path]:
        """The files that `read` reads in `path`, as far as they are there."""
        return [path] if path.is_file() else [path / name for name in self.files if (path / name).is_file()]


def importer_of(feed: str) -> Importer:
    """The importer of the feed called `feed`; raises BadArgument, listing the feeds, if there is none."""
    module = _module(feed)
    return Importer(feed, module.FILES, getattr(module, "NEEDS", None), module.read)


def reader_of(feed: str) -> Callable[[Path], Feed]:
    """The function that reads the feed called `feed`; raises BadArgument if there is none."""
    read: Callable[[Path], Feed] = _module(feed).read
    return read


def _module(feed: str) -> ModuleType:
    if feed not in FEEDS:
        raise BadArgument(f"there is no feed {feed!r}; the feeds are {', '.join(FEEDS)}")
    return import_module(f"wartally.importers.{FEEDS[feed]}")


def _sources(package: Package) -> Mapping[str, str]:
    from wartally.importers.estimates import source_ids

    return source_ids(package.rows("sources"))


def _equipment(package: Package) -> Any:
    from wartally.importers.oryx import model_map

    return model_map(package.rows("equipment_models"), package.rows("equipment_types"))


def _places(package: Package) -> Path:
    return package.table("places").path


def _category_names(package: Package) -> Mapping[str, str]:
    rows = package.rows("categories")
    return {f"{row['category_id']}/{lang}": row[f"name_{lang}"] for row in rows for lang in ("en", "uk")}


_LOOKUPS: Mapping[str, Callable[[Package], Any]] = {
    "sources": _sources,
    "equipment": _equipment,
    "places": _places,
    "category_names": _category_names,
}
