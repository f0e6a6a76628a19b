"""`losses` from readings, adjudications and corrections.

For each series, report and category tracked on that date, the figure is the adjudicated one;
else the value on which all readings agree; else nothing is published. Method and codes:
the package's own definitions, see docs/deriving.md. Pure: rows in, rows out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = ["INPUTS", "Cell", "derive_losses", "printed_increase", "tracked"]

Row = Mapping[str, Any]
Cell = tuple[str, date, str]

# The tables that losses are derived from.
INPUTS = (
    "series", "series_categories", "transcriptions", "reports", "readings", "adjudications", "corrections",
)  # fmt: skip


@dataclass(frozen=True)
class _Figure:
    """What is published for one cell before it is set beside its neighbours."""

    cumulative: int | None
    basis: str | None
    disputed: bool
    readings: int
    agreeing: int


def derive_losses(tables: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    """The rows of `losses`, sorted by key, from the rows of the tables named in `INPUTS`."""
    readings = group(tables["readings"])
    adjudications = {cell_of(r): r for r in tables["adjudications"]}
    corrected = {cell_of(r) for r in tables["corrections"]}
    increases_from = {r["transcription_id"]: r["increases_from"] for r in tables["transcriptions"]}
    starts = {r["series_id"]: r["first_date"] for r in tables["series"]}
    rows = []
    for series, category, days in _tracks(tables):
        previous: int | None = None
        for day, begins in days:
            cell = (series, day, category)
            figure = _figure(readings.get(cell, []), adjudications.get(cell))
            row = _row(cell, figure, previous)
            row["printed_increase"] = printed_increase(
                readings.get(cell, []), increases_from, previous, figure.cumulative
            )
            row["obs_status"] = _status(figure, begins and day > starts[series], cell in corrected)
            rows.append(row)
            previous = figure.cumulative
    return sorted(rows, key=lambda r: (r["series_id"], r["report_date"], r["category_id"]))


def cell_of(row: Row) -> Cell:
    """The cell a row of readings, adjudications, corrections or losses is about."""
    return (row["series_id"], row["report_date"], row["category_id"])


def group(readings: Iterable[Row]) -> dict[Cell, list[Row]]:
    """The readings of each cell."""
    grouped: dict[Cell, list[Row]] = defaultdict(list)
    for reading in readings:
        grouped[cell_of(reading)].append(reading)
    return grouped


def tracked(lives: Iterable[Row], day: date) -> bool:
    """True if any of the rows of `series_categories` covers `day`."""
    return any(r["first_date"] <= day and (r["last_date"] is None or day <= r["last_date"]) for r in lives)


def _tracks(tables: Mapping[str, Sequence[Row]]) -> Iterable[tuple[str, str, list[tuple[date, bool]]]]:
    """For each series and category, its report days in order, and whether a heading begins that day."""
    days: dict[str, list[date]] = defaultdict(list)
    for report in tables["reports"]:
        days[report["series_id"]].append(report["report_date"])
    lives: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables["series_categories"]:
        lives[row["series_id"], row["category_id"]].append(row)
    for (series, category), rows in lives.items():
        first = {r["first_date"] for r in rows}
        yield series, category, [(d, d in first) for d in sorted(days[series]) if tracked(rows, d)]


def _figure(readings: Sequence[Row], adjudication: Row | None) -> _Figure:
    values = [r["cumulative"] for r in readings if r["cumulative"] is not None]
    if adjudication is not None:
        taken = adjudication["cumulative"]
        return _Figure(taken, "adjudicated", taken is None, len(values), values.count(taken))
    if not values:
        return _Figure(None, None, False, 0, 0)
    if len(set(values)) == 1:
        return _Figure(
            values[0], "single" if len(values) == 1 else "unanimous", False, len(values), len(values)
        )
    return _Figure(None, None, True, len(values), 0)


def _row(cell: Cell, figure: _Figure, previous: int | None) -> dict[str, Any]:
    known = figure.cumulative is not None and previous is not None
    return {
        "series_id": cell[0],
        "report_date": cell[1],
        "category_id": cell[2],
        "cumulative": figure.cumulative,
        "change": figure.cumulative - previous if known else None,  # type: ignore[operator]
        "basis": figure.basis,
        "readings": figure.readings,
        "agreeing": figure.agreeing,
    }


def _status(figure: _Figure, breaks: bool, corrected: bool) -> str:
    if figure.disputed:
        return "disputed"
    if figure.cumulative is None:
        return "not_reported"
    if breaks:
        return "series_break"
    return "source_correction" if corrected else "normal"


def printed_increase(
    readings: Sequence[Row],
    increases_from: Mapping[str, date | None],
    previous: int | None,
    cumulative: int | None,
) -> int | None:
    """The increase the report prints, None if it is not known.

    Where the transcriptions that carry increases differ, the one with which yesterday's total
    gives today's is taken, then one beside the published total. A line without an increase
    counts as 0 from the day its transcription states (`transcriptions.increases_from`).
    """
    printed = [r for r in readings if r["printed_increase"] is not None]
    if printed:
        return int(min(printed, key=lambda r: _preference(r, previous, cumulative))["printed_increase"])
    for reading in readings:
        since = increases_from.get(reading["transcription_id"])
        if since is not None and reading["report_date"] >= since:
            return 0
    return None


def _preference(reading: Row, previous: int | None, cumulative: int | None) -> tuple[bool, bool, str]:
    closes = previous is not None and cumulative == previous + reading["printed_increase"]
    return (not closes, reading["cumulative"] != cumulative, reading["transcription_id"])
