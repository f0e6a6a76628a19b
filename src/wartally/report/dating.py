"""Which day a report is of, and whether it can be that day's. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wartally.report.arithmetic import sums
from wartally.report.ledger import Ledger
from wartally.report.model import ParsedReport
from wartally.report.remark import Remark, error, warning

__all__ = ["Dated", "settle"]

# So many figures must fit a day's arithmetic before a text is thought to be of that day.
FITTING = 3


@dataclass(frozen=True)
class Dated:
    """The report's day (None if it cannot be told), the day whose arithmetic is done, and the findings."""

    day: date | None
    beside: date
    findings: tuple[Remark, ...]


def settle(report: ParsedReport, ledger: Ledger, today: date, given: date | None) -> Dated:
    """The day of the report: the one `given`, else the text's, else a date without a year at its nearest."""
    day, findings = _named(report, ledger, given)
    if day is None:
        return Dated(None, ledger.expected, (*findings, _missing(report)))
    findings += [*_impossible(ledger, day, today), *_gap(ledger, day)]
    meant = _meant(report, ledger, day)
    if meant is not None:
        findings.append(_wrong(day, meant))
    return Dated(day, meant or day, tuple(findings))


def _named(report: ParsedReport, ledger: Ledger, given: date | None) -> tuple[date | None, list[Remark]]:
    """The day that is named, by a person or by the text, and what is doubtful about it."""
    said = report.report_date
    if given is not None:
        if said is None or said == given:
            return given, []
        message = f"the text is dated {said}; the date given, {given}, is taken"
        return given, [warning("date_differs", message, value=str(given), expected=str(said))]
    if said is not None:
        return said, list(_doubts(report))
    if len(report.days_without_year) != 1:
        return None, []
    ((day, month),) = report.days_without_year
    nearest = _nearest(day, month, ledger.expected)
    if nearest is None:
        return None, []
    message = f"the text prints no year; {nearest} is the nearest to the report to come"
    return nearest, [warning("year_assumed", message, value=f"{day:02}.{month:02}", expected=str(nearest))]


def _doubts(report: ParsedReport) -> Iterator[Remark]:
    texts = {"ambiguous_date": "day or month first?", "year_assumed": "the text prints no year"}
    for line in report.remarks:
        if line.reason in texts:
            message = f"{texts[line.reason]} {report.report_date} is taken for {line.text!r}"
            yield warning(line.reason, message, line.line, value=line.text)


def _nearest(day: int, month: int, to: date) -> date | None:
    """The date of that day and month nearest to `to`."""
    found = []
    for year in (to.year - 1, to.year, to.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda other: abs(other - to), default=None)


def _missing(report: ParsedReport) -> Remark:
    if report.dates_seen or report.days_without_year:
        seen = [str(day) for day in report.dates_seen]
        seen += [f"{day:02}.{month:02}" for day, month in report.days_without_year]
        message = f"which is the report's date? The text names {', '.join(seen)}"
        return error("date_unclear", message, value=", ".join(seen), hint="name it with --date")
    return error("date_missing", "the text names no date", hint="name it with --date")


def _impossible(ledger: Ledger, day: date, today: date) -> Iterator[Remark]:
    if day > today:
        message = f"the report is dated {day}, which is yet to come"
        yield error("date_in_future", message, value=str(day), expected=f"{today} or before")
    if day < ledger.first_date or (ledger.last_date is not None and day > ledger.last_date):
        span = f"{ledger.first_date} to {ledger.last_date or 'today'}"
        message = f"the series has no report on {day}: it runs from {span}"
        yield error("outside_series", message, value=str(day), expected=f"{ledger.first_date} or after")


def _gap(ledger: Ledger, day: date) -> Iterator[Remark]:
    before = ledger.before(day)
    if not ledger.daily or before is None or (day - before).days == 1:
        return
    message = f"the report before {day} is missing: the last one there is of {before}"
    yield error(
        "gap", message, value=str(day), expected=str(ledger.expected), hint="add the missing report first"
    )


def _wrong(day: date, meant: date) -> Remark:
    if (day.day, day.month) == (meant.day, meant.month):
        rule, message = (
            "wrong_year",
            f"the date is {day}; the year seems wrong, the report to come is of {meant}",
        )
    else:
        rule, message = (
            "wrong_date",
            f"the date is {day}, but the figures go on from the report before {meant}",
        )
    return error(rule, message, value=str(day), expected=str(meant), hint=f"if that is it: --date {meant}")


def _meant(report: ParsedReport, ledger: Ledger, day: date) -> date | None:
    """The report to come, if the text seems to be that one although it is dated another day."""
    expected = ledger.expected
    if day == expected or not ledger.days:
        return None
    there, here = _fits(report, ledger, expected), _fits(report, ledger, day)
    other_year = (day.day, day.month) == (expected.day, expected.month)
    same_sums = ledger.before(day) == ledger.before(expected)
    fits_better = there > 0 if same_sums else there > here
    return expected if fits_better and (there >= FITTING or other_year) else None


def _fits(report: ParsedReport, ledger: Ledger, day: date) -> int:
    """How many totals are those of the report before `day` plus a printed increase."""
    return sum(
        1
        for figure in report.figures
        if figure.printed_increase and sums(figure, report, ledger, day).residual == 0
    )
