"""Reading from a package what the records need: its descriptor, its sources, and what its dates cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from wartally.catalogue.subject import Distribution, Subject, coverage
from wartally.package import Package
from wartally.schema import TableSchema

__all__ = ["subject_of"]


def subject_of(package: Package, base_url: str = "", files: Iterable[Distribution] = ()) -> Subject:
    """A package as the records see it; `base_url` is its site's, by default its home page.

    Raises DescriptorError if the descriptor says too little, DataError if a table cannot be read.
    """
    tables = package.tables
    sources = package.rows("sources") if "sources" in tables else []
    actors = package.rows("actors") if "actors" in tables else []
    return Subject(
        descriptor=package.descriptor,
        schemas=package.schemas,
        coverage=coverage(package.descriptor, _dates(package), _positions(package)),
        sources=tuple(sources),
        publishers={str(row["actor_id"]): str(row["name_en"]) for row in actors},
        files=tuple(files),
        base_url=base_url or str(package.descriptor.get("homepage", "")),
    )


def _dates(package: Package) -> Iterator[tuple[TableSchema, str, date | None, date | None]]:
    """The first and last date in every date column."""
    for name, table in package.tables.items():
        columns = [field.name for field in table.schema.fields if field.type == "date"]
        if columns:
            frame = package.frame(name).select(columns)
            for column in columns:
                first, last = frame[column].min(), frame[column].max()
                yield (
                    table.schema,
                    column,
                    first if isinstance(first, date) else None,
                    last if isinstance(last, date) else None,
                )


def _positions(package: Package) -> Iterator[tuple[str | None, float, float]]:
    """Country, longitude and latitude of every place that has a position."""
    if "places" not in package.tables:
        return
    for row in package.rows("places"):
        if row.get("longitude") is not None and row.get("latitude") is not None:
            yield row.get("country"), row["longitude"], row["latitude"]
