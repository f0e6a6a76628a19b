"""What a package in the shape of a published one is: made-up content, valid, and broken in known places.

Each is as large as such a package usually is, or as large as a test can bear. An `Edit` changes the
text of one line of one file, and says the findings that must follow from it and from nothing else.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.corpus import Expected

LETTERS = "abcdefghijklmnopqrstuvwxyz"
OBLASTS = ("Вінницька", "Волинська", "Дніпропетровська", "Житомирська", "Київська", "Львівська", "Одеська")


@dataclass(frozen=True)
class Edit:
    """One text of one line replaced by another, and the findings (rule, column) that follow on that line."""

    file: str
    line: int
    old: str
    new: str
    finds: tuple[tuple[str, str], ...]
    table: str = ""
    at: int = 0


@dataclass(frozen=True)
class Shape:
    """One package: its descriptor, the lines of each file, how a file is written, and how it is broken."""

    name: str
    descriptor: Mapping[str, Any]
    files: Mapping[str, Sequence[str]]
    edits: tuple[Edit, ...]
    encodings: Mapping[str, str] = field(default_factory=dict)

    def write(self, root: Path, broken: bool = False) -> Path:
        """Write the package to the new folder `root`, every edit made if `broken`; its descriptor's path."""
        for name, lines in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = self._edited(name, list(lines)) if broken else lines
            content = ("\n".join(kept) + "\n").encode(self.encodings.get(name, "utf-8"))
            path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
        (root / "datapackage.json").write_text(
            json.dumps(self.descriptor, ensure_ascii=False), encoding="utf-8"
        )
        return root / "datapackage.json"

    def _edited(self, name: str, lines: list[str]) -> list[str]:
        for edit in self.edits:
            if edit.file == name:
                text = lines[edit.line - 1]
                assert edit.old in text, (self.name, edit, text)
                lines[edit.line - 1] = text.replace(edit.old, edit.new, 1)
        return lines

    def expected(self) -> set[Expected]:
        """The findings of the broken package."""
        tables = {path: r["name"] for r in self.descriptor["resources"] for path in _paths(r)}
        return {
            Expected(edit.table or tables[edit.file], rule, edit.at or edit.line, column, edit.file)
            for edit in self.edits
            for rule, column in edit.finds
        }

    @property
    def lines(self) -> int:
        """How many lines all its files have."""
        return sum(map(len, self.files.values()))


def _paths(resource: Mapping[str, Any]) -> list[str]:
    path = resource.get("path", [])
    return [path] if isinstance(path, str) else list(path)


def code(number: int, length: int = 2) -> str:
    text = ""
    for _ in range(length):
        number, letter = divmod(number, 26)
        text = LETTERS[letter] + text
    return text.upper()


def fields(*said: str | Mapping[str, Any], **more: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Fields from "name type" or whole descriptors; `more` adds to the field of that name."""
    made = [
        dict(zip(("name", "type"), s.rsplit(" ", 1), strict=True)) if isinstance(s, str) else dict(s)
        for s in said
    ]
    return [{**f, **more.get(f["name"], {})} for f in made]


def rules(**constraints: Any) -> dict[str, Any]:
    return {"constraints": constraints}


def schema_names(schema: Mapping[str, Any]) -> list[str]:
    """The names of a schema's fields, in order."""
    return [f["name"] for f in schema["fields"]]
