"""What an import leaves for a person: open disputes, and decisions to be looked at again.

Where the stated rule decides a dispute its decision is proposed, with the evidence; only a
person, or `--adjudicate`, makes it stand. Pure: rows in, questions out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wartally.derive.disputes import Dispute, open_disputes, propose
from wartally.derive.losses import cell_of, group

__all__ = ["Question", "Reconsider", "adjudications_to_reconsider", "questions"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """An open dispute, and the row of `adjudications` that the rule proposes, if it decides."""

    dispute: Dispute
    proposal: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """The dispute for machines: the cell, who says what, the reports around it, the proposal."""
        series, day, category = self.dispute.cell
        return {
            "series_id": series,
            "report_date": day,
            "category_id": category,
            "said": dict(self.dispute.said),
            "printed": dict(self.dispute.increases),
            "before": self.dispute.before.cumulative if self.dispute.before else None,
            "after": self.dispute.after.cumulative if self.dispute.after else None,
            "proposal": self.proposal,
        }


@dataclass(frozen=True, order=True)
class Reconsider:
    """A decision about figures that have changed since: what was decided on, and what they are now."""

    series_id: str
    report_date: date
    category_id: str
    decided: int | None
    decided_on: tuple[int, int]
    now: tuple[int, ...]


def questions(tables: Mapping[str, Sequence[Row]], today: date) -> list[Question]:
    """The open disputes of the tables in `derive.losses.INPUTS`, in order of date.

    One that can be decided only beside another that the rule decides gets its proposal too.
    """
    source_of = {row["transcription_id"]: row["source_id"] for row in tables["transcriptions"]}
    proposals: dict[tuple[Any, ...], dict[str, Any]] = {}
    disputes = open_disputes(tables)
    found = {dispute.cell: dispute for dispute in disputes}
    while fresh := [row for d in disputes if (row := propose(d, today, source_of))]:
        proposals |= {cell_of(row): row for row in fresh}
        disputes = open_disputes({**tables, "adjudications": [*tables["adjudications"], *proposals.values()]})
    return [Question(dispute, proposals.get(cell)) for cell, dispute in found.items()]


def adjudications_to_reconsider(tables: Mapping[str, Sequence[Row]]) -> list[Reconsider]:
    """The adjudications whose readings are not any more those on which it was decided."""
    readings = group(tables["readings"])
    found = []
    for row in tables["adjudications"]:
        figures = {r["cumulative"] for r in readings.get(cell_of(row), []) if r["cumulative"] is not None}
        decided_on = (row["lowest_reading"], row["highest_reading"])
        if not figures or (min(figures), max(figures)) != decided_on:
            found.append(Reconsider(*cell_of(row), row["cumulative"], decided_on, tuple(sorted(figures))))
    return sorted(found, key=lambda r: (r.series_id, r.report_date, r.category_id))
