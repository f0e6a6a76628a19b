"""What the formats read: a valid package's tables as typed frames, its names and its words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from wartally.citing import created_on
from wartally.frames import storage_type, table_frame
from wartally.package import Package, Table
from wartally.schema import Field
from wartally.sources.plain import whole
from wartally.sqlite.ddl import refers_to_key

__all__ = ["Source", "file_names", "plain"]


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
            table = self.package.table(name)
            frame = table_frame(table, _plain_type)
            key = table.schema.primary_key
            self._frames[name] = frame.sort(key, maintain_order=True) if key else frame
        return self._frames[name]

    def sha256(self, name: str) -> str:
        """The sha256 of a table's CSV file."""
        return hashlib.sha256(self.csv(name)).hexdigest()

    def csv(self, name: str) -> bytes:
        """A table's CSV file: as it is, or a copy in UTF-8 with commas of what it is otherwise."""
        return whole(self.package.table(name)).path.read_bytes()

    def note(self, form: str, text: str) -> None:
        """Keep for the manifest what a format could not take along."""
        self.notes.setdefault(form, []).append(text)

    def note_unkept(self, form: str, table: str) -> None:
        """Note the foreign keys of a table that a database cannot keep."""
        schemas = self.package.schemas
        for key in schemas[table].foreign_keys:
            if not refers_to_key(schemas, table, key):
                columns = ", ".join(key.fields)
                said = f"{table}: {columns} refers to columns that are no key; it is not declared"
                self.note(form, said)

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
        return created_on(self.descriptor)

    def titles(self, table: str) -> tuple[str, str]:
        """A table's title in English and Ukrainian; its name or the other title where one is missing."""
        schema = self.tables[table].schema
        resource = self.tables[table].resource
        english = schema.title or str(resource.get("title") or table)
        return english, schema.title_uk or str(resource.get("title@uk") or english)


def _plain_type(field: Field) -> pl.DataType | type[pl.DataType]:
    """The polars type of a field, with closed lists as text."""
    return pl.Date if field.type == "date" else storage_type(field)


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
