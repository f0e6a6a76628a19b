"""Disputes on consecutive days as one spell, where all that tells them apart is the day. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

__all__ = ["Spell", "spells"]

Row = Mapping[str, Any]
_ALIKE = ("series_id", "category_id", "reason", "source_id", "decided_by", "decided_on")


@dataclass(frozen=True)
class Spell:
    """Disputes of one figure on consecutive days, the latest first, that were settled alike."""

    cells: tuple[Row, ...]

    @property
    def first(self) -> str:
        """The earliest day."""
        return str(self.cells[-1]["report_date"])

    @property
    def last(self) -> str:
        """The latest day."""
        return str(self.cells[0]["report_date"])

    def read(self, writer: str) -> tuple[int, int] | None:
        """The least and the most that a transcription has in the spell; None if it has no reading."""
        values = [cell["read"][writer] for cell in self.cells if writer in cell["read"]]
        return (min(values), max(values)) if values else None

    @property
    def taken(self) -> tuple[int, int] | None:
        """The least and the most that was taken; None if none was."""
        values = [cell["taken"] for cell in self.cells if cell["taken"] is not None]
        return (min(values), max(values)) if values else None

    def differs(self, writer: str) -> bool:
        """True if another reading than this transcription's was taken."""
        return writer in self.cells[0]["differing"]


def spells(cells: Sequence[Row]) -> list[Spell]:
    """Cells, the latest first, as spells: consecutive days of one figure that differ in nothing but the day.

    Another reason, source, decision or set of readers begins another, and so does a day in between.
    """
    runs: list[list[Row]] = []
    open_: dict[tuple[Any, ...], list[Row]] = {}
    for cell in cells:
        key = (*(cell[name] for name in _ALIKE), frozenset(cell["read"]), frozenset(cell["differing"]))
        run = open_.get(key)
        if run and _day(run[-1]) - _day(cell) == timedelta(days=1):
            run.append(cell)
            continue
        open_[key] = [cell]
        runs.append(open_[key])
    return [Spell(tuple(run)) for run in runs]


def _day(cell: Row) -> date:
    return date.fromisoformat(cell["report_date"])
