"""How tables are laid out on the sheets of a workbook: which rows on which sheet, and under what name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from wartally.schema import TableSchema

__all__ = ["MOST_ROWS", "Sheet", "lay_out", "parts_of", "sheet_name"]

# What a person can still scroll and a spreadsheet program opens quickly; a sheet could hold 1,048,576 rows.
MOST_ROWS = 50_000
_MOST_YEARS = 30
_LONGEST_NAME = 31
_RESERVED = {"history"}


@dataclass(frozen=True)
class Sheet:
    """A sheet: the table it belongs to, which part of it if there are several, and its rows."""

    name: str
    table: str
    part: str
    rows: pl.DataFrame


def lay_out(frames: dict[str, tuple[TableSchema, pl.DataFrame]], taken: set[str]) -> list[Sheet]:
    """The sheets of all tables in order; `taken` are the names of other sheets."""
    used = {name.casefold() for name in taken} | _RESERVED
    found = []
    for table, (schema, frame) in frames.items():
        for part, rows in parts_of(schema, frame):
            name = sheet_name(table, part, used)
            used.add(name.casefold())
            found.append(Sheet(name, table, part, rows))
    return found


def parts_of(schema: TableSchema, frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """A table whole if it fits, else a part for each year of the date in its key, else numbered parts.

    A year that does not fit is numbered as well. Rows keep their order.
    """
    if frame.height <= MOST_ROWS:
        yield "", frame
        return
    dates = [name for name in schema.primary_key if schema.field_of(name).type == "date"]
    years = frame[dates[0]].dt.year() if dates else pl.Series([0])
    if not dates or years.n_unique() > _MOST_YEARS:
        yield from _numbered("", frame)
        return
    for year in years.unique().sort():
        rows = frame.filter(years == year)
        yield from _numbered(str(year), rows) if rows.height > MOST_ROWS else [(str(year), rows)]


def _numbered(label: str, frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    for number, start in enumerate(range(0, frame.height, MOST_ROWS), start=1):
        yield f"{label} {number}".strip(), frame.slice(start, MOST_ROWS)


def sheet_name(table: str, part: str, used: set[str]) -> str:
    """A name that a sheet can have and none of the `used` (in small letters) is: 31 characters at most."""
    number = 1
    while True:
        ending = "".join(f" {more}" for more in (part, f"({number})" if number > 1 else "") if more)
        stem = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", table).strip("' ") or "table"
        name = stem[: _LONGEST_NAME - len(ending)].rstrip("' ") + ending
        if name.casefold() not in used:
            return name
        number += 1
