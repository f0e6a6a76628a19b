"""A report's figures beside those of the report before: double entry, and what explains a break. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from wartally.report.ledger import Ledger
from wartally.report.model import Figure, ParsedReport
from wartally.report.remark import Remark, error, warning
from wartally.report.slips import slip

__all__ = ["Sums", "check", "prints_none", "stale_day", "sums"]

# How many reports back the band of usual changes reaches, and how far past its largest change is a jump.
BAND_REPORTS = 90
JUMP = 2
# Fewer figures than these are too few to tell a whole report by.
WHOLE = 3


@dataclass(frozen=True)
class Sums:
    """The arithmetic of one figure; None where it cannot be done."""

    previous: int | None
    increase: int | None
    change: int | None
    expected: int | None
    residual: int | None


def sums(figure: Figure, report: ParsedReport, ledger: Ledger, day: date) -> Sums:
    """The figure beside the total of the report before `day`."""
    previous = ledger.total(ledger.before(day), figure.category_id)
    increase = figure.printed_increase
    if increase is None and _none_means_zero(report, ledger, day):
        increase = 0
    known = previous is not None and figure.cumulative is not None
    change = figure.cumulative - previous if known else None  # type: ignore[operator]
    expected = previous + increase if previous is not None and increase is not None else None
    residual = change - increase if change is not None and increase is not None else None
    return Sums(previous, increase, change, expected, residual)


def _none_means_zero(report: ParsedReport, ledger: Ledger, day: date) -> bool:
    start = ledger.increases_from
    return start is not None and day >= start and not prints_none(report)


def prints_none(report: ParsedReport) -> bool:
    """True if the text has no "+n" anywhere: a report without increases, or a shortened copy."""
    return all(figure.printed_increase is None for figure in report.figures)


def check(report: ParsedReport, ledger: Ledger, day: date) -> Iterator[Remark]:
    """What the totals of the report before say against the figures, if `day` is the report's."""
    figures = [f for f in report.figures if ledger.tracks(f.category_id, day)]
    if stale := stale_day(report, ledger, day):
        yield error(
            "stale_report",
            f"all {len(figures)} totals are those of the report of {stale}",
            expected="the totals of another day",
            hint="is this the right day's text?",
        )
        return
    table = {f.category_id: sums(f, report, ledger, day) for f in figures}
    if no_increases := _no_increases(report, ledger, day, table):
        yield no_increases
    broken = {f.category_id: f for f in figures if _is_broken(table[f.category_id])}
    shifted = _shifted(broken, table, ledger)
    for figure in figures:
        own = table[figure.category_id]
        if figure.category_id in broken:
            yield _broken(figure, own, shifted.get(figure.category_id, ""), ledger, day)
        elif remark := _fall_past_a_gap(figure, own, ledger, day) or _jump(figure, own, ledger, day):
            yield remark


def stale_day(report: ParsedReport, ledger: Ledger, day: date) -> date | None:
    """The latest other report before `day` with exactly the text's totals, None if there is none."""
    said = {f.category_id: f.cumulative for f in report.figures if f.cumulative is not None}
    if len(said) < WHOLE:
        return None
    for other in reversed(ledger.days):
        if other < day and all(ledger.total(other, category) == value for category, value in said.items()):
            return other
    return None


def _no_increases(
    report: ParsedReport, ledger: Ledger, day: date, table: Mapping[str, Sums]
) -> Remark | None:
    start = ledger.increases_from
    moved = any(own.change for own in table.values())
    if start is None or day < start or not prints_none(report) or not moved:
        return None
    return error(
        "no_increases",
        "the text prints no increase at all, so no total can be checked",
        expected='"+n" beside the totals that rose',
        hint="take the whole text of the report; this looks like a shortened copy",
    )


def _is_broken(own: Sums) -> bool:
    return bool(own.residual) or (own.change is not None and own.change < 0)


def _broken(figure: Figure, own: Sums, shifted: str, ledger: Ledger, day: date) -> Remark:
    total, previous, change = figure.cumulative, own.previous, own.change
    assert total is not None
    assert previous is not None
    assert change is not None
    printed = "nothing" if figure.printed_increase is None else f"+{figure.printed_increase}"
    rule = "double_entry"
    message = f"{previous} the report before, {printed} printed"
    if shifted:
        rule = "column_shift"
        message += f": expected {own.expected}, not {total}; {shifted}"
    elif change < 0:
        rule = "unexplained_fall"
        message = f"the total falls from {previous} to {total}" + (
            f", {printed} printed" if own.increase else ""
        )
    elif change == 0 and (own.increase or 0) > 0:
        rule = "stale_figure"
        message = f"the total stands still at {total} although {printed} is printed; expected {own.expected}"
    else:
        message += f": expected {own.expected}, not {total}; {own.residual:+d} is left"
    why = "" if shifted else _explain(figure, own, ledger, day)
    if own.residual and ledger.corrections.get((day, figure.category_id)) == own.residual:
        why = f"a correction of {own.residual:+d} explains it"
        return warning(
            "corrected",
            f"{ledger.name(figure.category_id)}: {message}; {why}",
            figure.line,
            figure.category_id,
            value=str(total),
        )
    return error(
        rule,
        f"{ledger.name(figure.category_id)}: {message}" + (f"; {why}" if why else ""),
        figure.line,
        figure.category_id,
        value=str(total),
        expected="" if own.expected is None else str(own.expected),
        hint=_hint(figure, own, ledger, day),
        residual=own.residual or None,
    )


def _hint(figure: Figure, own: Sums, ledger: Ledger, day: date) -> str:
    if not own.residual:
        return "a fall that the report itself prints needs a person's look"
    row = f"{ledger.series_id},{day},{figure.category_id},{own.residual},unlogged"
    return f"if the report does print this, corrections.csv needs the row {row},<what is known>,<source>"


def _explain(figure: Figure, own: Sums, ledger: Ledger, day: date) -> str:
    """What would explain the residual exactly; empty if nothing simple does."""
    total, change = figure.cumulative, own.change
    assert total is not None
    assert change is not None
    if change == 0:
        return "yesterday's total was left standing"
    found = []
    if own.expected is not None and (kind := slip(total, own.expected)):
        found.append(f"the total has {kind}: {total} for {own.expected}")
    if own.increase is not None and change >= 0 and (kind := slip(own.increase, change)):
        found.append(f"the increase has {kind}: {own.increase} for {change}")
    if found:
        return ", or ".join(found)
    before = ledger.before(ledger.before(day) or day)
    if total == ledger.total(before, figure.category_id):
        return f"this is the total of {before}"
    others = [c for c in ledger.tracked(day) if c != figure.category_id]
    same = next((c for c in others if ledger.total(ledger.before(day), c) == total), None)
    return f"this is yesterday's total of {ledger.name(same)}" if same else ""


def _shifted(broken: Mapping[str, Figure], table: Mapping[str, Sums], ledger: Ledger) -> dict[str, str]:
    """Which broken figures fit another line's arithmetic, if two or more do; what each fits."""
    found = {}
    for category, figure in broken.items():
        others = [c for c in (*broken, *(c for c in table if c not in broken)) if c != category]
        for other in others:
            if text := _fits_line(figure, table[category], table[other], ledger.name(other)):
                found[category] = text
                break
    return found if len(found) > 1 else {}


def _fits_line(figure: Figure, own: Sums, other: Sums, name: str) -> str:
    if other.expected is not None and figure.cumulative == other.expected:
        return f"that is the total expected of {name}: figures exchanged or shifted by a line"
    if other.previous is not None and figure.cumulative == other.previous + (own.increase or 0):
        return f"total and increase both fit {name}: figures exchanged or shifted by a line"
    return ""


def _fall_past_a_gap(figure: Figure, own: Sums, ledger: Ledger, day: date) -> Remark | None:
    """A figure below the last one known, where the report before gives none."""
    if own.previous is not None or figure.cumulative is None:
        return None
    for other in reversed([d for d in ledger.days if d < day]):
        last = ledger.total(other, figure.category_id)
        if last is not None:
            break
    else:
        return None
    if figure.cumulative >= last:
        return None
    return warning(
        "below_last_known",
        f"{ledger.name(figure.category_id)}: {figure.cumulative} is below {last}, "
        f"the last total known ({other})",
        figure.line,
        figure.category_id,
        value=str(figure.cumulative),
        expected=f"{last} or more",
    )


def _jump(figure: Figure, own: Sums, ledger: Ledger, day: date) -> Remark | None:
    """A change far above the largest of the reports before; the band comes from the data."""
    recent = ledger.changes(day, figure.category_id, BAND_REPORTS)
    if not own.change or len(recent) < BAND_REPORTS // 2:
        return None
    top = JUMP * max(*recent, 1)
    if own.change <= top:
        return None
    return warning(
        "jump",
        f"{ledger.name(figure.category_id)}: {own.change:+d} in a day; the largest of the last {len(recent)} "
        f"reports was {max(recent):+d}",
        figure.line,
        figure.category_id,
        value=str(own.change),
        expected=f"{top} or less",
    )
