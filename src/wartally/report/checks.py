"""What must be said of a text beside its arithmetic: how it reads, what it leaves out, what stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from wartally.report.ledger import Cells, Ledger
from wartally.report.model import Figure, ParsedReport
from wartally.report.remark import Remark, error, warning

__all__ = ["compared", "directions", "page", "reading", "silence", "silent", "state_of"]

_UNKNOWN = {
    "number_without_category": "a number without a category",
    "category_without_number": "a category without a number",
    "unexpected_words": "words that a line of figures does not have",
    "unclear_number": "a number that can be read in two ways",
    "two_totals": "two different totals",
    "two_increases": "two different increases",
    "two_categories": "two categories and not enough numbers",
    "day_or_total": "is it the day's figure or the running total?",
    "unclear_directions": "a sentence on directions that cannot be read",
}


def reading(report: ParsedReport) -> Iterator[Remark]:
    """Passages not understood, categories met twice, and a text without figures."""
    if not report.figures:
        message = "no figure was found in the text"
        yield error("no_figures", message, expected="a list of losses with their running totals")
    for line in report.unknown:
        why = _UNKNOWN.get(line.reason, line.reason)
        hint = "mend the line, or take it out if it is not part of the report"
        yield error("unknown_line", f"{why}: {line.text!r}", line.line, value=line.text, hint=hint)
    differing = set(report.conflicts)
    first = {figure.category_id: figure for figure in report.figures}
    for again in report.duplicates:
        known, report_again = first[again.category_id], error if again in differing else warning
        yield report_again(
            "duplicate",
            f"{again.category_id} stands twice: {_said(known)} on line {known.line}, {_said(again)} here",
            again.line,
            again.category_id,
            value=_said(again),
            expected=_said(known),
        )
    for line in report.remarks:
        if line.reason == "empty_increase":
            message = f"an empty increase, taken for none: {line.text!r}"
            yield warning("empty_increase", message, line.line, value=line.text)


def _said(figure: Figure) -> str:
    return _cell((figure.cumulative, figure.printed_increase))


def _cell(cell: tuple[int | None, int | None]) -> str:
    total, increase = cell
    text = "no total" if total is None else str(total)
    return text if increase is None else f"{text} ({increase:+d})"


def page(ledger: Ledger, day: date | None, url: str | None) -> Iterator[Remark]:
    """A page that is known as that of another report."""
    other = ledger.pages.get(url) if url else None
    if other is not None and other != day:
        message = f"the page {url} is that of the report of {other}"
        yield error("page_of_another_day", message, value=str(url), expected=str(other))


def directions(unmapped: Iterable[str]) -> Iterator[Remark]:
    """Spellings of directions for which no place is declared."""
    for spelling in unmapped:
        message = f"the direction {spelling!r} means no place that is known"
        hint = "declare the spelling in importers/directions.yaml"
        yield error("unknown_direction", message, value=spelling, hint=hint)


def silent(report: ParsedReport, ledger: Ledger, day: date) -> tuple[str, ...]:
    """The categories counted on `day` for which neither the text nor anybody gives a total, by name."""
    given = {figure.category_id for figure in report.figures if figure.cumulative is not None}
    if ledger.has(day):
        given |= {category for category in ledger.tracked(day) if ledger.total(day, category) is not None}
    return tuple(category for category in ledger.tracked(day) if category not in given)


def silence(report: ParsedReport, ledger: Ledger, day: date, missing: Sequence[str]) -> Iterator[Remark]:
    """What becomes of categories that the text leaves out, and figures that have no place."""
    lines = {figure.category_id: figure for figure in report.figures}
    for category in missing:
        figure, previous = lines.get(category), ledger.total(ledger.before(day), category)
        yield warning(
            "total_missing" if figure else "missing_category",
            f"{ledger.name(category)}: the text "
            + ("prints an increase but no total" if figure else "does not name it")
            + f" (yesterday {'none' if previous is None else previous})",
            figure.line if figure else 0,
            category,
            expected="" if previous is None else f"{previous} or more",
            hint="if the report is silent about it, the status will be not_reported",
        )
    for figure in report.figures:
        if not ledger.tracks(figure.category_id, day):
            yield _outside(figure, ledger, day)


def _outside(figure: Figure, ledger: Ledger, day: date) -> Remark:
    lives = ledger.lives.get(figure.category_id, ())
    ended = [life for life in lives if life["last_date"] is not None and life["last_date"] < day]
    message = f"the series does not count {ledger.name(figure.category_id)} on {day}"
    if ended:
        last = ended[-1]
        message += f": the heading ended on {last['last_date']}"
        message += f", followed by {last['succeeded_by']}" if last["succeeded_by"] else ""
    return error(
        "outside_category_life",
        message,
        figure.line,
        figure.category_id,
        value=_said(figure),
        hint="if the heading is new, a person adds its row to data/series_categories.csv first",
    )


def state_of(report: ParsedReport, ledger: Ledger, day: date | None) -> str:
    """new, present, witness or conflict: see `Proposal`."""
    if day is None or not ledger.has(day):
        return "new"
    said = {f.category_id: (f.cumulative, f.printed_increase) for f in report.figures}
    own = _own(ledger, day)
    if own is not None:
        return "present" if own == said and not report.unknown else "conflict"
    same = all(total is None or ledger.total(day, c) in (total, None) for c, (total, _) in said.items())
    return "witness" if same else "conflict"


def _own(ledger: Ledger, day: date) -> Cells | None:
    """What an earlier reading of the same report's text says, None if there is none."""
    found = ledger.readings.get(day, {})
    return next((found[name] for name in sorted(ledger.texts) if name in found), None)


def compared(report: ParsedReport, ledger: Ledger, day: date | None, state: str) -> Iterator[Remark]:
    """A day that is there already: what differs, cell by cell, or who has it."""
    if day is None or state not in ("witness", "conflict"):
        return
    if state == "witness":
        others = ", ".join(sorted(ledger.readings.get(day, {}))) or "nobody"
        message = f"the report of {day} is there, from {others}; the totals agree"
        yield warning("date_present", message, value=str(day), hint="the text would be a further witness")
        return
    own = _own(ledger, day)
    lines = {figure.category_id: figure for figure in report.figures}
    for category in sorted({*lines, *(own or {})}):
        if difference := _difference(category, lines.get(category), ledger, day, own):
            yield difference


def _difference(
    category: str, figure: Figure | None, ledger: Ledger, day: date, own: Cells | None
) -> Remark | None:
    if own is not None:
        there = _cell(own[category]) if category in own else "nothing"
        here = _said(figure) if figure else "nothing"
        hint = "what a transcription says is never edited; a wrong reading needs a person"
    else:
        total = ledger.total(day, category)
        if figure is None or figure.cumulative is None or total is None:
            return None
        there, here = str(total), str(figure.cumulative)
        hint = "if the text is right, data/adjudications.csv needs a row that says so"
    if there == here:
        return None
    message = f"{ledger.name(category)}: the report of {day} stands with {there}, the text has {here}"
    line = figure.line if figure else 0
    return error("date_present", message, line, category, value=here, expected=there, hint=hint)
