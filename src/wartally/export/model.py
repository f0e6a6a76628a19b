"""What an export says of itself: the files made, and the manifest that lists them. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from wartally.errors import DataError

__all__ = ["ExportedFile", "Made", "Manifest", "Tell", "as_manifest", "own_sha256"]

# What is being written, how many steps of it are done, and of how many.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Made:
    """A file that a format has written, by its path in the folder; `table` and `rows` if it is one table."""

    path: str
    media_type: str
    title_en: str
    title_uk: str
    table: str | None = None
    rows: int | None = None


@dataclass(frozen=True)
class ExportedFile:
    """A file of an export as the manifest lists it, with its size in bytes and its sha256."""

    format: str
    path: str
    table: str | None
    rows: int | None
    bytes: int
    sha256: str
    media_type: str
    title_en: str
    title_uk: str


@dataclass(frozen=True)
class Manifest:
    """All files of an export, and the `fingerprint` of the package they were made from.

    `notes` tell what a format could not take along, by format.
    """

    package: str
    version: str
    fingerprint: str
    files: tuple[ExportedFile, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The manifest in the contract's JSON shape; its `sha256` is that of all the rest of it."""
        document = {
            "package": self.package,
            "version": self.version,
            "fingerprint": self.fingerprint,
            "notes": {name: list(notes) for name, notes in self.notes.items()},
            "files": [asdict(file) for file in self.files],
        }
        return {**document, "sha256": own_sha256(document)}

    def beside(self, earlier: Manifest | None) -> Manifest:
        """The manifest with the files of an `earlier` one of the same package added, other formats only."""
        if earlier is None or earlier.fingerprint != self.fingerprint:
            return self
        own = {file.format for file in self.files}
        kept = tuple(file for file in earlier.files if file.format not in own)
        notes = {name: told for name, told in earlier.notes.items() if name not in own}
        return replace(self, files=kept + self.files, notes={**notes, **self.notes})


def own_sha256(document: Mapping[str, Any]) -> str:
    """The sha256 of a manifest's document without its own, written as JSON with sorted keys and no blanks."""
    rest = {name: value for name, value in document.items() if name != "sha256"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def as_manifest(document: Any) -> Manifest:
    """The manifest in a JSON document; raises DataError if it is not one."""
    try:
        return Manifest(
            package=str(document["package"]),
            version=str(document["version"]),
            fingerprint=str(document["fingerprint"]),
            files=tuple(ExportedFile(**file) for file in document["files"]),
            notes={str(name): tuple(told) for name, told in document["notes"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(f"the document is not a manifest of an export ({error!r})") from error
