"""A compilation as read: its figures by day and category, each with the place where it stands. Pure."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wartally.audit.mapping import Layout
from wartally.errors import SourceError

__all__ = ["Compilation", "Figure", "parse"]

_MISSING = frozenset({"", "nan", "na", "null", "none"})


@dataclass(frozen=True)
class Figure:
    """One figure of a compilation: the total, the increase if it has one, and where it stands."""

    value: int
    increase: int | None
    column: str
    place: str


@dataclass
class Compilation:
    """All figures of a compilation by cell, its totals by day, and what is odd in the file.

    `days` says where each day stands, `unread` which columns the layout does not declare.
    """

    layout: Layout
    figures: dict[tuple[date, str], Figure] = field(default_factory=dict)
    rows: dict[date, dict[str, int]] = field(default_factory=dict)
    days: dict[date, str] = field(default_factory=dict)
    unread: dict[str, None] = field(default_factory=dict)
    oddities: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Record:
    values: Mapping[str, Any]
    place: str


def parse(text: str, file: str, layout: Layout) -> Compilation:
    """The compilation in a JSON or CSV text laid out as `layout` says.

    Raises SourceError, naming `file`, line or record, and column, if it is laid out otherwise.
    """
    found = Compilation(layout)
    is_json = text.lstrip()[:1] in ("[", "{")
    for record in _json_records(text, file, layout) if is_json else _csv_records(text, file):
        _read_record(record, found)
    if not found.days:
        raise SourceError(f"{file}: holds no records")
    if not found.figures:
        wanted = ", ".join(layout.columns)
        raise SourceError(f"{file}: has no figure in any column of the mapping {layout.name} ({wanted})")
    return found


def _csv_records(text: str, file: str) -> Iterator[_Record]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        for cells in reader:
            place = f"{file}, line {reader.line_num}"
            if cells and len(cells) != len(header):
                raise SourceError(f"{place}: {len(cells)} cells where the header has {len(header)}")
            if cells:
                yield _Record(dict(zip(header, cells, strict=True)), place)
    except csv.Error as error:
        raise SourceError(f"{file}, line {reader.line_num}: {error}") from error


def _json_records(text: str, file: str, layout: Layout) -> Iterator[_Record]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{file}: is not usable JSON ({error})") from error
    for name in layout.records if isinstance(content, dict) else ():
        content = content.get(name) if isinstance(content, dict) else None
    if not isinstance(content, list) or not all(isinstance(record, dict) for record in content):
        way = ".".join(layout.records)
        raise SourceError(f"{file}: holds no list of records{f' under {way}' if way else ''}")
    for position, values in enumerate(content, start=1):
        yield _Record(values, f"{file}, record {position}")


def _read_record(record: _Record, found: Compilation) -> None:
    layout = found.layout
    day = _day(record, layout.day_column)
    if day in found.days:
        found.oddities.append(f"{record.place}: {day} was there before, {found.days[day]}; the first counts")
        return
    found.days[day] = record.place
    figures, increases = _part(record, layout.figures), _part(record, layout.increases)
    for name in _unknown(record.values, figures, layout):
        found.unread[name] = None
    for column in layout.columns:
        value = _number(figures.get(column), f"{record.place}, column {column}")
        if value is None:
            continue
        own = increases.get(column) if layout.increases else None
        increase = _number(own, f"{record.place}, increase of {column}")
        category = layout.category(column, day)
        found.figures[day, category] = Figure(value, increase, column, record.place)
        found.rows.setdefault(day, {})[category] = value


def _day(record: _Record, name: str) -> date:
    if name not in record.values:
        raise SourceError(f"{record.place}: there is no column {name!r}")
    try:
        return date.fromisoformat(str(record.values[name]).strip()[:10])
    except ValueError:
        said = record.values[name]
        raise SourceError(
            f"{record.place}, column {name}: {said!r} is not a date written YYYY-MM-DD"
        ) from None


def _part(record: _Record, name: str) -> Mapping[str, Any]:
    if not name:
        return record.values
    part = record.values.get(name)
    if not isinstance(part, dict):
        raise SourceError(f"{record.place}: there is no object {name!r}")
    return part


def _unknown(values: Mapping[str, Any], figures: Mapping[str, Any], layout: Layout) -> Iterable[str]:
    known = {layout.day_column, layout.figures, layout.increases, *layout.ignored, *layout.columns}
    return [name for name in {**values, **figures} if name and name not in known]


def _number(value: Any, place: str) -> int | None:
    """The whole number in a cell, also written 12.0; None if the cell is empty."""
    text = "" if value is None else str(value).strip()
    if text.lower() in _MISSING:
        return None
    try:
        number = float(text)
        if isinstance(value, bool) or not math.isfinite(number) or number != int(number):
            raise ValueError
    except ValueError:
        raise SourceError(f"{place}: {value!r} is not a whole number") from None
    return int(number)
