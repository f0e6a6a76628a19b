"""The registry of formats: a new one is one entry here and the module that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from wartally.catalogue.subject import lacking
from wartally.errors import BadArgument, WartallyError
from wartally.export.model import Made, Tell
from wartally.package import Package

if TYPE_CHECKING:
    from wartally.export.source import Source

__all__ = ["ALL", "FORMATS", "Format", "formats_for"]

ALL = "all"


def _nothing(_: Mapping[str, Any]) -> str:
    """Nothing is missing in a descriptor of which nothing is asked."""
    return ""


@dataclass(frozen=True)
class Format:
    """One format: the module whose `write(source, folder, tell)` makes its files, and what it needs.

    `libraries` have to be importable and come with the `extra`; `columns` are the tables and columns, and
    `lacking` tells what the descriptor does not say, without which a package has nothing to export so.
    """

    name: str
    module: str
    summary: str
    libraries: tuple[str, ...] = ()
    extra: str = ""
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lacking: Callable[[Mapping[str, Any]], str] = _nothing

    def lacks(self, package: Package) -> str:
        """What the package would have to have for this format, as text; blank if nothing is missing."""
        for table, columns in self.columns.items():
            if table not in package.tables:
                return f"a table {table}"
            if missing := sorted(columns - set(package.tables[table].schema.field_names)):
                return f"a column {missing[0]} in its table {table}"
        unsaid = self.lacking(package.descriptor)
        return f"{unsaid} in its descriptor" if unsaid else ""

    def check_libraries(self) -> None:
        """Raise WartallyError, naming what to install, if a library that the format needs is not there."""
        for library in self.libraries:
            if find_spec(library) is None:
                raise WartallyError(
                    f"the format {self.name} needs {library}, which is not installed; "
                    f"`pip install 'wartally[{self.extra}]'` brings it"
                )

    def write(self, source: Source, folder: Path, tell: Tell) -> Sequence[Made]:
        """Write the format's files of a package into `folder`; what was written."""
        return cast(Sequence[Made], import_module(self.module).write(source, folder, tell))


_HOME = "wartally.export"
_EVENT = frozenset({"event_id", "latitude", "longitude"})

# In this order `all` writes them. An entry may name any module that has such a `write`.
_ENTRIES = (
    Format("parquet", f"{_HOME}.parquet", "one file per table, typed and described", ("pyarrow",), "export"),
    Format("csv", f"{_HOME}.csv", "the tables as they are, and claimed losses as one flat file"),
    Format("jsonl", f"{_HOME}.jsonl", "one JSON object a line, one file per table"),
    Format("geojson", f"{_HOME}.geojson", "events on the map", columns={"events": _EVENT}),
    Format("xlsx", f"{_HOME}.xlsx", "a workbook for people", ("xlsxwriter",), "export"),
    Format("duckdb", f"{_HOME}.duckdb", "a DuckDB database", ("pyarrow",), "export"),
    Format("sqlite", f"{_HOME}.sqlite", "the SQLite database of `wartally build`"),
    Format("zip", f"{_HOME}.zip", "the whole data package"),
    Format("catalogue", "wartally.catalogue.export", "records for data catalogues", lacking=lacking),
)
FORMATS: Mapping[str, Format] = {entry.name: entry for entry in _ENTRIES}


def formats_for(package: Package, names: Iterable[str]) -> list[Format]:
    """The formats called `names`, in the registry's order; `all`: each that the package has data for.

    Raises BadArgument for a name there is no format of, or a format that the package has no data for,
    and WartallyError if a library is missing.
    """
    asked = list(names)
    for name in asked:
        if name != ALL and name not in FORMATS:
            raise BadArgument(f"there is no format {name!r}; the formats are {', '.join([*FORMATS, ALL])}")
    chosen = []
    for entry in FORMATS.values():
        lacking = entry.lacks(package)
        if entry.name in asked and lacking:
            raise BadArgument(f"the package cannot be exported as {entry.name}: it would need {lacking}")
        if entry.name in asked or (ALL in asked and not lacking):
            chosen.append(entry)
    for entry in chosen:
        entry.check_libraries()
    return chosen
