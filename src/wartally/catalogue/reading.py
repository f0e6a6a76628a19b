"""Reading from a package what the records need: its descriptor, its sources, and what its dates cover."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from wartally.catalogue.subject import Coverage, Distribution, Subject, TableFile, coverage
from wartally.citing import CITED, sources_in
from wartally.errors import DataError
from wartally.package import Package, Table
from wartally.schema import TableSchema

__all__ = ["content_of", "subject_of"]

_SHA256 = "sha256:"


def subject_of(
    package: Package, base_url: str = "", files: Iterable[Distribution] = (), covered: bool = True
) -> Subject:
    """A package as the records see it; `base_url` is its site's, by default its home page.

    Without `covered` the dates and positions are not read, and the subject's coverage is empty.

    Raises DescriptorError if the descriptor says too little, DataError if a table cannot be read.
    """
    tables = package.tables
    sources, publishers = sources_in({name: package.rows(name) for name in CITED if name in tables}, "en")
    found = coverage(package.descriptor, _dates(package), _positions(package)) if covered else Coverage()
    return Subject(
        descriptor=package.descriptor,
        tables=tuple(_table_file(table) for table in tables.values()),
        coverage=found,
        sources=tuple(sources),
        publishers=publishers,
        files=tuple(files),
        base_url=base_url or str(package.descriptor.get("homepage", "")),
    )


def _table_file(table: Table) -> TableFile:
    """A table's file with the size and hash in the descriptor, or the file's own where there is none."""
    told = str(table.resource.get("hash", ""))
    size, digest = table.resource.get("bytes"), told.removeprefix(_SHA256)
    if size is None or not told.startswith(_SHA256):
        content = content_of(table)
        size, digest = len(content), hashlib.sha256(content).hexdigest()
    return TableFile(table.name, table.schema, table.file, int(size), digest, table.resource)


def content_of(table: Table) -> bytes:
    """The bytes of a table's file; raises DataError if it is not there or has another hash than told."""
    try:
        content = table.path.read_bytes()
    except OSError as error:
        raise DataError(f"{table.file}: cannot be read ({error.strerror})") from error
    told = str(table.resource.get("hash", ""))
    if told.startswith(_SHA256) and told != _SHA256 + hashlib.sha256(content).hexdigest():
        raise DataError(f"{table.file}: is not the file that datapackage.json describes; run `wartally sync`")
    return content


def _dates(package: Package) -> Iterator[tuple[TableSchema, str, date | None, date | None]]:
    """The first and last date in every date column."""
    for name, table in package.tables.items():
        columns = [field.name for field in table.schema.fields if field.type == "date"]
        if columns:
            frame = package.frame(name)
            for column in columns:
                yield table.schema, column, _day(frame[column].min()), _day(frame[column].max())


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _positions(package: Package) -> Iterator[tuple[str | None, float, float]]:
    """Country, longitude and latitude of every place that has a position."""
    if "places" not in package.tables:
        return
    for row in package.rows("places"):
        if row.get("longitude") is not None and row.get("latitude") is not None:
            yield row.get("country"), row["longitude"], row["latitude"]
