"""Findings completed with what the package's own tables know: the keys that foreign keys may name."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from wartally.cells import reader, sql_text
from wartally.package import Package
from wartally.schema import Field, ForeignKey
from wartally.sources.plain import plain
from wartally.sources.table import Table
from wartally.validation.findings import Finding
from wartally.validation.suggesting import complete

__all__ = ["completed", "known_keys"]

# Beyond these a table is too large to be looked through for the sake of a hint.
_MOST_BYTES = 64 << 20
_MOST_KEYS = 200_000


def completed(package: Package, findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings with what was expected and what was probably meant; files are read only if one asks."""
    if not findings:
        return findings
    return complete(findings, package.schemas, partial(known_keys, package.tables))


def known_keys(tables: Mapping[str, Table], name: str, key: ForeignKey) -> frozenset[str] | None:
    """The keys that a foreign key of the table `name` may refer to, as texts joined by ", ".

    None if there are too many, or the file is too large or cannot be read.
    """
    target = tables.get(key.resource or name)
    if target is None:
        return None
    found: set[str] = set()
    try:
        if sum(part.path.stat().st_size for part in target.parts) > _MOST_BYTES:
            return None
        for text in _keys(plain(target), key.reference_fields):
            found.add(text)
            if len(found) > _MOST_KEYS:
                return None
    except (OSError, ValueError, csv.Error):
        return None
    return frozenset(found)


def _keys(table: Table, names: Sequence[str]) -> Iterator[str]:
    fields = [table.schema.field_of(name) for name in names]
    missing = [table.schema.missing_values if f.missing_values is None else f.missing_values for f in fields]
    texts = [cache(partial(_canonical, field)) for field in fields]
    with table.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        rows = csv.reader(stream)
        header = next(rows, [])
        places = [header.index(name) for name in names]
        for row in rows:
            if len(row) != len(header):
                continue
            cells = [row[place] for place in places]
            if all(cell not in none for cell, none in zip(cells, missing, strict=True)):
                yield ", ".join([text(cell) for text, cell in zip(texts, cells, strict=True)])


def _canonical(field: Field, cell: str) -> str:
    """The cell as findings show it: as the text of its value, or as it stands if it has none."""
    if field.type == "string":
        return cell
    try:
        return sql_text(reader(field)(cell))
    except ValueError:
        return cell
