"""What the formats read: a valid package's tables as typed frames, its names and its words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from wartally.csvform import from_cells
from wartally.errors import DataError
from wartally.package import Package, Table
from wartally.schema import Field

__all__ = ["Source", "file_names", "plain"]

_TYPES: dict[str, type[pl.DataType]] = {
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
}


class Source:
    """A package that has been validated, as the formats see it; a table is read once, when first asked for.

    `notes` take what a format cannot carry along, by format.
    """

    def __init__(self, package: Package, fingerprint: str, base_url: str = "") -> None:
        """The package, the mark of all that its exports depend on, and its site's address if there is one."""
        self.package = package
        self.fingerprint = fingerprint
        self.base_url = base_url
        self.notes: dict[str, list[str]] = {}
        self._frames: dict[str, pl.DataFrame] = {}

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by name."""
        return self.package.tables

    def frame(self, name: str) -> pl.DataFrame:
        """A table's rows in the order of its key: text, Int64, Float64, Boolean or Date, in schema order.

        Raises DataError if the file cannot be read so.
        """
        if name not in self._frames:
            self._frames[name] = _read(self.package.table(name))
        return self._frames[name]

    def sha256(self, name: str) -> str:
        """The sha256 of a table's CSV file."""
        return hashlib.sha256(self.package.table(name).path.read_bytes()).hexdigest()

    def note(self, form: str, text: str) -> None:
        """Keep for the manifest what a format could not take along."""
        self.notes.setdefault(form, []).append(text)

    @cached_property
    def file_names(self) -> dict[str, str]:
        """For each table the name of its files, without what a file's name may not have."""
        return file_names(self.tables)

    @property
    def name(self) -> str:
        """The package's name as that of a file."""
        return plain(self.package.name) or "package"

    @property
    def version(self) -> str:
        """The data's version, blank if it has none."""
        return self.package.version

    @property
    def descriptor(self) -> dict[str, Any]:
        """The package's descriptor."""
        return self.package.descriptor

    @property
    def title(self) -> str:
        """The package's title, else its name."""
        return str(self.descriptor.get("title") or self.package.name)

    @property
    def title_uk(self) -> str:
        """The package's title in Ukrainian, else the other."""
        return str(self.descriptor.get("title@uk") or self.title)

    @property
    def licence(self) -> str:
        """The licences' names, else their addresses."""
        licences = [x for x in self.descriptor.get("licenses", ()) if isinstance(x, dict)]
        return ", ".join(str(x.get("name") or x.get("path") or x.get("title") or "") for x in licences)

    @property
    def created(self) -> date | None:
        """The day on which the descriptor says the package was made, if it says one."""
        try:
            return date.fromisoformat(str(self.descriptor.get("created", ""))[:10])
        except ValueError:
            return None

    def titles(self, table: str) -> tuple[str, str]:
        """A table's title in English and Ukrainian; its name or the other title where one is missing."""
        schema = self.tables[table].schema
        resource = self.tables[table].resource
        english = schema.title or str(resource.get("title") or table)
        return english, schema.title_uk or str(resource.get("title@uk") or english)


def _read(table: Table) -> pl.DataFrame:
    """The rows of a valid file; cells are read as text, so that a type means what `csvform` says it does."""
    schema = table.schema
    try:
        text = pl.read_csv(table.path, infer_schema=False, empty_string_is_null=False, glob=False)
        columns = [_column(text[field.name], field, schema.missing_values) for field in schema.fields]
    except OSError as error:
        raise DataError(f"{table.file}: cannot be read ({error.strerror})") from error
    except (pl.exceptions.PolarsError, ValueError, OverflowError) as error:
        said = str(error).splitlines()[0]
        raise DataError(f"{table.file}: {said}; `wartally validate` lists every bad cell") from error
    frame = pl.DataFrame(columns)
    return frame.sort(schema.primary_key, maintain_order=True) if schema.primary_key else frame


def _column(cells: pl.Series, field: Field, missing: Iterable[str]) -> pl.Series:
    blank = cells.is_in(list(missing))
    if field.type == "string":
        return pl.select(pl.when(blank).then(None).otherwise(cells).alias(field.name)).to_series()
    texts = pl.select(pl.when(blank).then(pl.lit("")).otherwise(cells)).to_series().to_list()
    return pl.Series(field.name, from_cells(texts, field.type), dtype=_TYPES[field.type])


def plain(name: str) -> str:
    """A name as part of a file's name: letters, digits, `.`, `_` and `-`, not beginning with a point."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-").lstrip(".")


def file_names(names: Iterable[str]) -> dict[str, str]:
    """For each name one that a file can have; names that would meet on any system get a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        wanted = base = plain(name) or "table"
        number = 1
        while wanted.casefold() in taken:
            number += 1
            wanted = f"{base}-{number}"
        taken.add(wanted.casefold())
        found[name] = wanted
    return found
