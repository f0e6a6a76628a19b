"""Open disputes, the arithmetic around them, and the decisions a stated rule can make.

The rule: a value is taken if it is the only one with which the printed increases close on
both sides, yesterday's total plus today's increase and tomorrow's total less tomorrow's
increase. Everything else is for a curator. Pure: rows in, proposals out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wartally.derive.losses import Cell, cell_of, derive_losses, group

__all__ = ["Dispute", "Neighbour", "open_disputes", "propose"]

Row = Mapping[str, Any]
OFFICIAL = ("official_text", "curated_text", "infographic")


@dataclass(frozen=True)
class Neighbour:
    """The published total and the printed increase of the report before or after."""

    day: date
    cumulative: int | None
    increases: tuple[int, ...]


@dataclass(frozen=True)
class Dispute:
    """One cell on which transcriptions disagree: what each says, and the reports around it."""

    cell: Cell
    said: Mapping[str, int]
    increases: Mapping[str, int]
    before: Neighbour | None
    after: Neighbour | None

    @property
    def values(self) -> tuple[int, ...]:
        """The values said, each once, in order."""
        return tuple(sorted(set(self.said.values())))

    def closes_before(self, value: int) -> int | None:
        """The printed increase with which yesterday's total gives `value`, None if there is none."""
        if self.before is None or self.before.cumulative is None:
            return None
        fitting = [n for n in set(self.increases.values()) if self.before.cumulative + n == value]
        return fitting[0] if fitting else None

    def closes_after(self, value: int) -> int | None:
        """Tomorrow's printed increase with which `value` gives tomorrow's total, None if there is none."""
        if self.after is None or self.after.cumulative is None:
            return None
        fitting = [n for n in self.after.increases if value + n == self.after.cumulative]
        return fitting[0] if fitting else None


def open_disputes(tables: Mapping[str, Sequence[Row]]) -> list[Dispute]:
    """The cells whose readings disagree and that no adjudication decides, in order of date."""
    losses = {cell_of(r): r for r in derive_losses(tables)}
    readings = group(tables["readings"])
    decided = {cell_of(r) for r in tables["adjudications"]}
    since = {r["transcription_id"]: r["increases_from"] for r in tables["transcriptions"]}
    days: dict[tuple[str, str], list[date]] = {}
    for series, day, category in losses:
        days.setdefault((series, category), []).append(day)
    found = []
    for cell in losses:
        said = {
            r["transcription_id"]: r["cumulative"]
            for r in readings.get(cell, [])
            if r["cumulative"] is not None
        }
        if cell in decided or len(set(said.values())) < 2:
            continue
        around = days[cell[0], cell[2]]
        here = around.index(cell[1])
        found.append(
            Dispute(
                cell,
                said,
                _increases(readings[cell], since),
                _neighbour(cell, around[here - 1], losses, readings, since) if here else None,
                _neighbour(cell, around[here + 1], losses, readings, since)
                if here + 1 < len(around)
                else None,
            )
        )
    return sorted(found, key=lambda d: d.cell)


def _increases(readings: Sequence[Row], since: Mapping[str, date | None]) -> dict[str, int]:
    """The increase each transcription prints; 0 where it prints none although it would."""
    found = {}
    for r in readings:
        start = since.get(r["transcription_id"])
        if r["printed_increase"] is not None:
            found[r["transcription_id"]] = r["printed_increase"]
        elif start is not None and r["report_date"] >= start:
            found[r["transcription_id"]] = 0
    return found


def _neighbour(
    cell: Cell,
    day: date,
    losses: Mapping[Cell, Row],
    readings: Mapping[Cell, Sequence[Row]],
    since: Mapping[str, date | None],
) -> Neighbour:
    there = (cell[0], day, cell[2])
    increases = _increases(readings.get(there, []), since)
    return Neighbour(day, losses[there]["cumulative"], tuple(sorted(set(increases.values()))))


def propose(dispute: Dispute, decided_on: date, source_of: Mapping[str, str]) -> dict[str, Any] | None:
    """The row of `adjudications` that the stated rule supports, None if it supports no single value.

    `source_of` names the source of each transcription.
    """
    fitting = [
        v
        for v in dispute.values
        if dispute.closes_before(v) is not None and dispute.closes_after(v) is not None
    ]
    if len(fitting) != 1:
        return None
    value = fitting[0]
    series, day, category = dispute.cell
    return {
        "series_id": series,
        "report_date": day,
        "category_id": category,
        "cumulative": value,
        "lowest_reading": dispute.values[0],
        "highest_reading": dispute.values[-1],
        "reason": reason_for(dispute, value),
        "evidence": evidence_for(dispute, value),
        "source_id": source_of[_witness(dispute, value)],
        "decided_by": "rule",
        "decided_on": decided_on,
    }


def reason_for(dispute: Dispute, value: int) -> str:
    """How the losing figures came about: an official misprint, a figure left standing, or a slip."""
    wrong = {t: v for t, v in dispute.said.items() if v != value}
    yesterday = dispute.before.cumulative if dispute.before else None
    if any(t in OFFICIAL for t in wrong):
        return "source_misprint"
    return "stale_figure" if set(wrong.values()) == {yesterday} else "transcription_error"


def evidence_for(dispute: Dispute, value: int) -> str:
    """The arithmetic on both sides and who says what, as one or two sentences."""
    parts = []
    first, second = dispute.closes_before(value), dispute.closes_after(value)
    if dispute.before and first is not None:
        parts.append(f"{dispute.before.cumulative} the report before plus {first} printed is {value}")
    if dispute.after and second is not None:
        parts.append(f"{dispute.after.cumulative} the report after less {second} printed is {value}")
    sides = [f"{', '.join(sorted(t for t, v in dispute.said.items() if v == x))} {x}" for x in dispute.values]
    return "; ".join([*parts, "readings: " + ", ".join(sides)]) + "."


def _witness(dispute: Dispute, value: int) -> str:
    """The transcription whose printed increase closes the arithmetic, an official one first."""
    closing = dispute.closes_before(value)
    ranked = [t for t in (*OFFICIAL, *sorted(dispute.said)) if dispute.increases.get(t) == closing]
    holders = [t for t in ranked if dispute.said.get(t) == value]
    return (holders or ranked or sorted(dispute.said))[0]
