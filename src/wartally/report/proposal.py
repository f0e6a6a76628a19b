"""A report's text set beside what stands: proposed readings, and what must be said of them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from wartally.report import arithmetic, checks, dating
from wartally.report.ledger import Ledger
from wartally.report.model import Figure, ParsedReport
from wartally.report.remark import ERROR, WARNING, Remark

__all__ = ["ERROR", "WARNING", "Direction", "Entry", "Proposal", "Remark", "propose"]


@dataclass(frozen=True)
class Entry:
    """One proposed reading beside the published total of the report before.

    `expected` is that total plus the printed increase (none printed counts as 0 where the series
    prints increases); `residual` is what is left of the total; both are None where they cannot be told.
    """

    category_id: str
    cumulative: int | None
    printed_increase: int | None
    previous: int | None
    change: int | None
    expected: int | None
    residual: int | None
    line: int
    text: str


@dataclass(frozen=True)
class Direction:
    """A direction of greatest losses as the text spells it, and the place it means if that is known."""

    spelling: str
    place_id: str | None


@dataclass(frozen=True)
class Proposal:
    """What a text would add to the package, and the findings about it, the gravest first.

    `state` is `new`, `present` (this very report was read before: nothing to do), `witness` (the
    package has the day's figures from others, the text would be a further witness) or `conflict`.
    `silent` are the tracked categories for which neither the text nor another reading gives a total.
    """

    series_id: str
    report_date: date | None
    previous_date: date | None
    state: str
    entries: tuple[Entry, ...]
    silent: tuple[str, ...]
    findings: tuple[Remark, ...]
    directions: tuple[Direction, ...]
    report: ParsedReport
    url: str | None = None

    @property
    def errors(self) -> tuple[Remark, ...]:
        """The findings that stand in the way."""
        return tuple(finding for finding in self.findings if finding.severity == ERROR)

    @property
    def correctable(self) -> tuple[Remark, ...]:
        """The errors that a row of `corrections` would explain."""
        return tuple(finding for finding in self.errors if finding.residual is not None)

    def as_json(self) -> dict[str, Any]:
        """The proposal in the contract's JSON shape."""
        return {
            "date": self.report_date.isoformat() if self.report_date else None,
            "series_id": self.series_id,
            "state": self.state,
            "previous_date": self.previous_date.isoformat() if self.previous_date else None,
            "wording": self.report.wording,
            "approximate": self.report.approximate,
            "url": self.url,
            "readings": [asdict(entry) for entry in self.entries],
            "not_reported": list(self.silent),
            "directions": [asdict(direction) for direction in self.directions],
            "findings": [finding.as_json() for finding in self.findings],
            "remarks": [asdict(line) for line in self.report.remarks],
        }


def propose(
    report: ParsedReport,
    ledger: Ledger,
    today: date,
    day: date | None = None,
    url: str | None = None,
    place_of: Callable[[str], str | None] = lambda spelling: spelling,
) -> Proposal:
    """What `report` would add to `ledger`, checked.

    `day` is the date a person gave, which goes before the text's; `today` is the clock; `place_of`
    says which place a spelling of a direction means. Raises nothing, whatever the text was.
    """
    dated = dating.settle(report, ledger, today, day)
    state = checks.state_of(report, ledger, dated.day)
    findings = [*checks.reading(report), *checks.page(ledger, dated.day, url)]
    directions = tuple(Direction(spelling, place_of(spelling)) for spelling in report.directions)
    findings += checks.directions([d.spelling for d in directions if d.place_id is None])
    entries = tuple(_entry(figure, report, ledger, dated.beside) for figure in report.figures)
    silent = checks.silent(report, ledger, dated.beside)
    if state == "present":
        # What stands was judged when it was added; the arithmetic is told again, but stops nothing.
        findings += arithmetic.check(report, ledger, dated.beside)
        findings = [replace(f, severity=WARNING) for f in findings]
    else:
        findings += dated.findings
        if dated.beside == dated.day:
            findings += checks.compared(report, ledger, dated.day, state)
        findings += arithmetic.check(report, ledger, dated.beside)
        findings += checks.silence(report, ledger, dated.beside, silent)
    return Proposal(
        series_id=ledger.series_id,
        report_date=dated.day,
        previous_date=ledger.before(dated.beside),
        state=state,
        entries=entries,
        silent=silent,
        findings=tuple(sorted(set(findings))),
        directions=directions,
        report=replace(report, report_date=dated.day),
        url=url,
    )


def _entry(figure: Figure, report: ParsedReport, ledger: Ledger, day: date) -> Entry:
    sums = arithmetic.sums(figure, report, ledger, day)
    return Entry(
        figure.category_id,
        figure.cumulative,
        figure.printed_increase,
        sums.previous,
        sums.change,
        sums.expected,
        sums.residual,
        figure.line,
        figure.text,
    )
