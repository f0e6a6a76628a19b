"""The files that a site hands out whole: the exports beside its database, as their manifest lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wartally.errors import DataError
from wartally.export.model import ExportedFile, Manifest, as_manifest

__all__ = ["Exports", "exports_in"]

MANIFEST = "manifest.json"
# The formats in the order in which readers are offered them; any other comes after, by its name.
_ORDER = ("zip", "csv", "xlsx", "parquet", "duckdb", "sqlite", "jsonl", "geojson")


@dataclass(frozen=True)
class Exports:
    """The files of a folder by their path in it; none if nothing was exported of the package as it is."""

    folder: Path | None = None
    manifest: Manifest | None = None
    by_path: Mapping[str, ExportedFile] = field(default_factory=dict)

    @property
    def files(self) -> tuple[ExportedFile, ...]:
        """The files, of the whole package first."""
        return tuple(self.by_path.values())

    @property
    def formats(self) -> dict[str, list[ExportedFile]]:
        """The files by format, in the order of `files`."""
        found: dict[str, list[ExportedFile]] = {}
        for file in self.files:
            found.setdefault(file.format, []).append(file)
        return found


def exports_in(folder: Path) -> Exports:
    """The exports that a folder's manifest lists; none if it has no manifest that can be read."""
    try:
        manifest = as_manifest(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, DataError):
        return Exports()
    files = sorted(manifest.files, key=lambda f: (f.table is not None, _rank(f.format), f.path))
    return Exports(folder, manifest, {file.path: file for file in files if _inside(folder, file.path)})


def _rank(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


def _inside(folder: Path, path: str) -> bool:
    """True if a listed path is a file of the folder and no way out of it."""
    whole = (folder / path).resolve()
    return whole.is_relative_to(folder.resolve()) and whole.is_file()
