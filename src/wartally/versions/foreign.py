"""A version of somebody else's package: whatever its files are like, its tables as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wartally.errors import PackageNotFound
from wartally.package import Package, open_package
from wartally.sources.paths import is_web
from wartally.sources.plain import whole

__all__ = ["described_as", "foreign", "texts_of"]


def foreign(place: str, remote: bool = False) -> Package | None:
    """The package at a path or address, if it is no package of Wartally's own kind; else None.

    Raises DescriptorError or SchemaError if it cannot be understood, PackageNotFound or SourceError if it
    cannot be fetched.
    """
    if not (is_web(place) or Path(place).exists()):
        return None
    try:
        package = open_package(place, remote=remote)
    except PackageNotFound:
        if is_web(place):
            raise
        return None
    return None if package.owns_schemas or not package.tables else package


def described_as(package: Package) -> dict[str, Any]:
    """The descriptor with the schema of each table inline, wherever it was kept."""
    raw = {name: table.schema.raw for name, table in package.tables.items()}
    resources = [
        {**resource, "schema": dict(raw[resource["name"]])} if resource.get("name") in raw else dict(resource)
        for resource in package.descriptor.get("resources", [package.descriptor])
    ]
    return {**package.descriptor, "resources": resources}


def texts_of(package: Package) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Each table's name, the name of its file, its primary key, and its rows as plain CSV.

    Raises DataError if a table cannot be read whole.
    """
    for name, table in package.tables.items():
        text = whole(table).path.read_text(encoding="utf-8-sig")
        yield name, table.file, table.schema.primary_key, text
