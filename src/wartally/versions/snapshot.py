"""One version of a package as text: its header, schemas, rules and every cell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Cells", "Key", "Snapshot", "cells", "key_text", "snapshot"]

# The cells that identify a row; a second row with the same ones has its number, from 2 on, as one more.
Key = tuple[str, ...]
# What `wartally sync` computes of a resource: it follows from the table, so it is not compared.
_COMPUTED = ("bytes", "hash", "rows")
_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@dataclass(frozen=True)
class Cells:
    """One table as text: its columns, those that identify a row (none: all of them), and its rows."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: Mapping[Key, tuple[str, ...]] = field(repr=False)


@dataclass(frozen=True)
class Snapshot:
    """A package as it was: nothing in it depends on where its files lie.

    `properties` are those of the descriptor but for its resources, `resources` what it says of
    each table but for sizes and hashes, `files` the texts of schemas and rules by path.
    """

    properties: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, str]
    tables: Mapping[str, Cells]

    @property
    def name(self) -> str:
        """Name and version in words; empty if it has neither."""
        return " ".join(str(self.properties[k]) for k in ("name", "version") if self.properties.get(k))


def snapshot(
    descriptor: Mapping[str, Any], files: Mapping[str, str], tables: Mapping[str, Cells]
) -> Snapshot:
    """A version of the package that `descriptor` describes, with its schema and rule files and its tables."""
    resources: dict[str, Mapping[str, Any]] = {}
    for resource in descriptor.get("resources") or ():
        name = str(resource.get("name", ""))
        # Where a file declares the schema, the descriptor only repeats it.
        repeated = ("schema",) if f"schemas/{name}.yaml" in files else ()
        resources[name] = {k: v for k, v in resource.items() if k not in (*_COMPUTED, *repeated)}
    properties = {k: v for k, v in descriptor.items() if k != "resources"}
    return Snapshot(properties, resources, dict(files), dict(tables))


def cells(columns: Sequence[str], key: Sequence[str], rows: Iterable[Sequence[str]]) -> Cells:
    """A table whose rows have as many cells as it has columns; a key it has not all columns of is none."""
    places = [columns.index(name) for name in key] if set(key) <= set(columns) else []
    found: dict[Key, tuple[str, ...]] = {}
    for row in rows:
        whole = tuple(row)
        own = tuple(whole[i] for i in places) if places else whole
        found[_free(own, found)] = whole
    return Cells(tuple(columns), tuple(key) if places else (), found)


def _free(key: Key, taken: Mapping[Key, object]) -> Key:
    if key not in taken:
        return key
    number = 2
    while (*key, str(number)) in taken:
        number += 1
    return (*key, str(number))


def key_text(key: Key) -> str:
    """A row's key as one text: cells joined by commas, each letter that could mislead as ~ and its bytes.

    It is the form in which Datasette's addresses name a row: /wartally/TABLE/KEY.
    """
    return ",".join("".join(_letter(c) for c in cell) for cell in key)


def _letter(letter: str) -> str:
    if letter in _SAFE:
        return letter
    if letter == " ":
        return "+"
    return "".join(f"~{byte:02X}" for byte in letter.encode("utf-8"))
