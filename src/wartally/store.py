"""Writing a package's tables and descriptor: canonical, atomic, and the descriptor last."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wartally.atomic import write_bytes
from wartally.csvform import canonical, reformat
from wartally.derive.losses import INPUTS, derive_losses
from wartally.descriptor import compile_descriptor, compile_resource, render_descriptor
from wartally.errors import DataError
from wartally.package import Package, Table

__all__ = ["Outcome", "derive", "format_tables", "sync", "write_tables"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """A file and whether its content is, or was made, another one."""

    file: str
    changed: bool


def write_tables(package: Package, tables: Mapping[str, Sequence[Row]]) -> list[Outcome]:
    """Write whole tables in canonical form, each atomically; the descriptor is not touched."""
    outcomes = []
    for name, rows in tables.items():
        table = package.table(name)
        outcomes.append(Outcome(table.file, write_bytes(table.path, canonical(table.schema, rows))))
    return outcomes


def format_tables(package: Package, check: bool = False) -> list[Outcome]:
    """Bring every table to its canonical bytes, or with `check` only say which are not.

    Raises DataError at a file that cannot be read as a table; what comes before it is done.
    """
    return [_format(table, check) for table in package.tables.values()]


def _format(table: Table, check: bool) -> Outcome:
    content = _read(table)
    wanted = reformat(table.schema, content, table.file)
    if wanted != content and not check:
        write_bytes(table.path, wanted)
    return Outcome(table.file, wanted != content)


def _read(table: Table) -> bytes:
    try:
        return table.path.read_bytes()
    except OSError as error:
        raise DataError(f"{table.file}: cannot be read ({error.strerror}); every schema needs its table") from error


def sync(package: Package, check: bool = False) -> Outcome:
    """Compile datapackage.json anew from the schemas and the data, or with `check` only say if it is stale."""
    resources = [_resource(table) for table in package.tables.values()]
    sources = package.rows("sources") if "sources" in package.tables else []
    wanted = render_descriptor(compile_descriptor(package.descriptor, resources, sources))
    stale = package.descriptor_path.read_bytes() != wanted
    if stale and not check:
        write_bytes(package.descriptor_path, wanted)
        package.__dict__.pop("descriptor", None)
        package.__dict__.pop("tables", None)
    return Outcome(package.descriptor_path.name, stale)


def _resource(table: Table) -> dict[str, Any]:
    content = _read(table)
    digest = hashlib.sha256(content).hexdigest()
    return compile_resource(table.schema, table.file, len(content), digest, _count_rows(table.path))


def _count_rows(path: Path) -> int:
    import csv

    with path.open(encoding="utf-8", errors="replace", newline="") as handle:
        return max(sum(1 for row in csv.reader(handle) if row) - 1, 0)


def derive(package: Package, check: bool = False) -> list[Outcome]:
    """Derive `losses` anew and write it, or with `check` only say if it is stale."""
    rows = derive_losses({name: package.rows(name) for name in INPUTS})
    table = package.table("losses")
    wanted = canonical(table.schema, rows)
    stale = not table.path.is_file() or table.path.read_bytes() != wanted
    if stale and not check:
        write_bytes(table.path, wanted)
    return [Outcome(table.file, stale)]
