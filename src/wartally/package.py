"""A data package on disk: where its tables, schemas and rules are, and how to read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from wartally.collecting import uncollected
from wartally.csvform import from_cell, from_cells
from wartally.errors import BadArgument, DataError, DescriptorError, PackageNotFound, SchemaError
from wartally.schema import Field, TableSchema, table_schema
from wartally.sources.describing import Loose, described, files_named, resources_of
from wartally.sources.documents import LARGEST, mapping
from wartally.sources.home import Home
from wartally.sources.place import DESCRIPTOR, home_of
from wartally.sources.plain import whole
from wartally.sources.table import Table
from wartally.suggest import did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from wartally.validation.rules import Rule

__all__ = ["DESCRIPTOR", "Package", "Table", "find_package", "open_package"]

# A field, and the texts that stand for no value in its cells.
_Kind = tuple[Field, tuple[str, ...]]
_INSTALLED = Path(__file__).parent / "_package"
_CHECKOUT = Path(__file__).parents[2]


class Package:
    """A Data Package in a folder; nothing is read before it is asked for."""

    def __init__(self, descriptor: Path, home: Home | None = None) -> None:
        """The package that the file `descriptor` describes; use `open_package` to find one.

        `home` is where its files are, the descriptor's folder if it is not told.
        """
        self.descriptor_path = descriptor
        self.root = descriptor.parent
        self.home = home or Home(self.root)

    def __repr__(self) -> str:
        return f"Package({str(self.root)!r})"

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor as a mapping; raises DescriptorError if it is not one."""
        try:
            with self.descriptor_path.open("rb") as stream:
                content = stream.read(LARGEST + 1)
        except OSError as error:
            raise DescriptorError(f"{self.descriptor_path}: cannot be read ({error.strerror})") from error
        return mapping(content, self._called)

    @property
    def _called(self) -> str:
        """What messages call the descriptor: its address, or its path."""
        return self.home.base or str(self.descriptor_path)

    @property
    def folder(self) -> Path:
        """The folder for what is made of it: its own, or the current one if it was fetched or unpacked."""
        return Path.cwd() if self.home.passing else self.root

    @property
    def name(self) -> str:
        """The package's name, empty if it has none."""
        return str(self.descriptor.get("name", ""))

    @property
    def version(self) -> str:
        """The data's version, empty if it has none."""
        return str(self.descriptor.get("version", ""))

    @property
    def owns_schemas(self) -> bool:
        """True if the package keeps one schemas/<table>.yaml per table, as Wartally's own does.

        Others may have a folder of that name too: their resources say where their schemas and files are.
        """
        if not any((self.root / "schemas").glob("*.yaml")) or self.home.base:
            return False
        elsewhere = (r for r in self._resources() if isinstance(r.get("schema"), str))
        return not any(elsewhere)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables by name: those of schemas/ if they are the package's own, else the descriptor's.

        Raises DescriptorError or SchemaError, naming the place, if one cannot be understood.
        """
        found = self._own_tables() if self.owns_schemas else self._described[0]
        return {table.name: table for table in found}

    @property
    def loose(self) -> tuple[Loose, ...]:
        """The resources that are no tables."""
        return () if self.owns_schemas else tuple(self._described[1])

    @cached_property
    def _described(self) -> tuple[list[Table], list[Loose]]:
        return described(self.descriptor, self._called, self.home)

    @property
    def files(self) -> dict[str, Path]:
        """The files that the resources name, by their paths in the package; none of those at addresses."""
        if self.owns_schemas:
            return {table.file: table.path for table in self.tables.values()}
        return files_named([*self.tables.values(), *self.loose], self.home)

    @property
    def schemas(self) -> dict[str, TableSchema]:
        """The schema of each table."""
        return {name: table.schema for name, table in self.tables.items()}

    def table(self, name: str) -> Table:
        """The table called `name`; raises BadArgument, listing the tables, if there is none."""
        if name not in self.tables:
            known = sorted(self.tables)
            meant = did_you_mean(name, known)
            raise BadArgument(f"there is no table {name!r}{meant}; the tables are {', '.join(known)}")
        return self.tables[name]

    def _resources(self) -> list[Mapping[str, Any]]:
        return resources_of(self.descriptor, self._called)

    def _own_tables(self) -> list[Table]:
        described = {str(r.get("name", "")): r for r in self._resources()}
        tables = []
        for file in sorted((self.root / "schemas").glob("*.yaml")):
            schema = table_schema(read_yaml(file), file.stem)
            relative = f"data/{schema.name}.csv"
            path = self.root / relative
            tables.append(Table(schema.name, schema, path, relative, described.get(schema.name, {})))
        return tables

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in validators/*.sql, by id; raises SchemaError if one cannot be read."""
        from wartally.validation.rules import parse_rule

        rules = []
        for file in sorted((self.root / "validators").glob("*.sql")):
            try:
                rules.append(parse_rule(file.read_text(encoding="utf-8"), file.name))
            except (OSError, UnicodeDecodeError) as error:
                raise SchemaError(f"{file}: cannot be read ({error})") from error
        return tuple(rules)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table as Python values; raises DataError at the first cell that cannot be read."""
        table = self.table(name)
        kinds = [(f, table.schema.missing_of(f)) for f in table.schema.fields]
        try:
            with whole(table).path.open(encoding="utf-8-sig", newline="") as handle:
                text = handle.read()
            with uncollected():
                rows = _clean_rows(text, kinds)
            if rows is None:
                rows = _typed_rows(
                    csv.DictReader(io.StringIO(text, newline=""), strict=True), kinds, table.file
                )
            return rows
        except OSError as error:
            raise DataError(f"{table.file}: cannot be read ({error.strerror})") from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise DataError(f"{table.file}: {error}; `wartally validate` names the place") from error

    def frame(self, name: str) -> pl.DataFrame:
        """The rows of a table as a typed polars frame; raises DataError if a cell is not of its type."""
        from wartally.frames import table_frame

        return table_frame(self.table(name))


def _clean_rows(text: str, kinds: Sequence[_Kind]) -> list[dict[str, Any]] | None:
    """The rows, read column by column; None if anything is odd, for `_typed_rows` to say what and where."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, [])
    found = [row for row in reader if row]
    if len(set(header)) != len(header) or any(len(row) != len(header) for row in found):
        return None
    names = [field.name for field, _ in kinds]
    if not found or not set(names) <= set(header):
        return None
    columns = dict(zip(header, zip(*found, strict=True), strict=True))
    try:
        values = [from_cells(columns[field.name], field, missing) for field, missing in kinds]
    except ValueError:
        return None
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def _typed_rows(reader: csv.DictReader[str], kinds: Sequence[_Kind], file: str) -> list[dict[str, Any]]:
    rows = []
    for row in reader:
        values = {}
        for field, missing in kinds:
            try:
                values[field.name] = from_cell(row[field.name], field, missing)
            except (KeyError, ValueError, AttributeError, TypeError):
                said = row.get(field.name)
                raise DataError(
                    f"{file}, line {reader.line_num}, column {field.name}: {said!r} is not a usable "
                    f"{field.type}; `wartally validate` lists every such cell"
                ) from None
        rows.append(values)
    return rows


def read_yaml(file: Path) -> Mapping[str, Any]:
    """The mapping in a YAML file; raises SchemaError, naming the file, if it is not one."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise SchemaError(f"{file}: cannot be read as YAML ({said})") from error
    if not isinstance(content, dict):
        raise SchemaError(f"{file}: must hold a mapping")
    return content


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def find_package(start: Path) -> Path:
    """The descriptor of the nearest package at or above `start`, else the checkout's, else the installed one.

    Raises PackageNotFound if there is none.
    """
    for folder in (start, *start.parents):
        if (folder / DESCRIPTOR).is_file():
            return folder / DESCRIPTOR
    for folder in (_CHECKOUT, _INSTALLED):
        if (folder / DESCRIPTOR).is_file() and (folder / "schemas").is_dir():
            return folder / DESCRIPTOR
    raise PackageNotFound(
        f"there is no {DESCRIPTOR} in {start} or above it; name a package's folder or descriptor"
    )


def open_package(path: str | Path | None = None, *, remote: bool = False) -> Package:
    """The package at `path`, or the nearest one if no path is given.

    A path is a folder, a descriptor file of any name (JSON or YAML), a zip file that holds a package, or
    an address, which is fetched only if `remote` is true; so are the addresses that the package names.
    Raises PackageNotFound if there is none there.
    """
    if path is None:
        descriptor = find_package(Path.cwd())
        return Package(descriptor, home_of(descriptor, remote)[1])
    return Package(*home_of(path, remote))
