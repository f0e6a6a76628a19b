"""A compilation set beside the package, cell by cell. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wartally.audit.blame import blame
from wartally.audit.compilation import Compilation
from wartally.audit.ledger import Ledger
from wartally.audit.patterns import pattern

__all__ = ["Audit", "Difference", "compare"]


@dataclass(frozen=True)
class Difference:
    """One figure that differs: both values, who is likely wrong, what kind of slip it looks like, and why."""

    report_date: date
    category_id: str
    theirs: int
    ours: int
    likely_wrong: str
    kind: str
    ground: str
    slip: str
    evidence: tuple[str, ...]
    column: str
    place: str
    url: str | None

    @property
    def why(self) -> str:
        """The slip and the evidence as one text."""
        return "; ".join((self.slip, *self.evidence)) + "."

    def as_json(self) -> dict[str, Any]:
        """The difference in the contract's JSON shape, with more keys."""
        names = ("report_date", "category_id", "theirs", "ours", "likely_wrong", "why", "kind", "ground")
        more = ("evidence", "column", "place", "url")
        return {name: getattr(self, name) for name in (*names, *more)}


@dataclass(frozen=True)
class Audit:
    """The outcome: how many figures were compared, what differs, and what was not compared and why.

    `not_compared` counts figures of theirs by reason, `absent` figures of ours, on their days and
    in their columns, that they leave out.
    """

    mapping: str
    first_date: date
    last_date: date
    compared: int
    differences: tuple[Difference, ...]
    not_compared: Mapping[str, int]
    absent: int
    missing_days: tuple[date, ...]
    unread: tuple[str, ...]
    oddities: tuple[str, ...]

    @property
    def agreeing(self) -> int:
        """How many compared figures are the same."""
        return self.compared - len(self.differences)

    @property
    def kinds(self) -> dict[str, int]:
        """How often each kind of slip occurs, the most frequent first."""
        return dict(Counter(d.kind for d in self.differences).most_common())

    @property
    def verdicts(self) -> dict[str, int]:
        """How many differences are likely theirs, ours, or undetermined."""
        return dict(Counter(d.likely_wrong for d in self.differences).most_common())

    def as_json(self) -> dict[str, Any]:
        """The audit in the contract's JSON shape, with more keys."""
        return {
            "mapping": self.mapping,
            "first_date": self.first_date,
            "last_date": self.last_date,
            "compared": self.compared,
            "agreeing": self.agreeing,
            "differing": len(self.differences),
            "verdicts": self.verdicts,
            "kinds": self.kinds,
            "not_compared": dict(self.not_compared),
            "absent": self.absent,
            "missing_days": list(self.missing_days),
            "unread_columns": list(self.unread),
            "oddities": list(self.oddities),
            "differences": [d.as_json() for d in self.differences],
        }


def compare(theirs: Compilation, ours: Ledger) -> Audit:
    """Every figure of a compilation beside the published total of the same report and category."""
    reasons: Counter[str] = Counter()
    differences, compared = [], 0
    for cell, figure in theirs.figures.items():
        total = ours.total(cell)
        if total is None:
            reasons[_reason(cell, ours)] += 1
            continue
        compared += 1
        if figure.value != total:
            differences.append(_difference(cell, theirs, ours, total))
    first, last = min(theirs.days), max(theirs.days)
    reports = [day for day in ours.urls if first <= day <= last]
    return Audit(
        mapping=theirs.layout.name,
        first_date=first,
        last_date=last,
        compared=compared,
        differences=tuple(sorted(differences, key=lambda d: (d.report_date, d.category_id))),
        not_compared=dict(reasons.most_common()),
        absent=_absent(theirs, ours),
        missing_days=tuple(sorted(day for day in reports if day not in theirs.days)),
        unread=tuple(theirs.unread),
        oddities=tuple(theirs.oddities),
    )


def _reason(cell: tuple[date, str], ours: Ledger) -> str:
    """Why a figure of theirs has nothing to be compared with."""
    row = ours.losses.get(cell)
    if row is not None:
        return str(row["obs_status"])
    return "outside_category_life" if cell[0] in ours.urls else "no_report"


def _absent(theirs: Compilation, ours: Ledger) -> int:
    has = {category for _, category in theirs.figures}
    return sum(
        row["cumulative"] is not None
        and cell[1] in has
        and cell[0] in theirs.days
        and cell not in theirs.figures
        for cell, row in ours.losses.items()
    )


def _difference(cell: tuple[date, str], theirs: Compilation, ours: Ledger, total: int) -> Difference:
    figure = theirs.figures[cell]
    verdict, slip = blame(cell, theirs, ours), pattern(cell, theirs, ours)
    return Difference(
        report_date=cell[0],
        category_id=cell[1],
        theirs=figure.value,
        ours=total,
        likely_wrong=verdict.likely_wrong,
        kind=slip.kind,
        ground=verdict.ground,
        slip=slip.text,
        evidence=verdict.evidence,
        column=figure.column,
        place=figure.place,
        url=ours.urls.get(cell[0]),
    )
