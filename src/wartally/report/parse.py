"""A report's pasted text in, what it says out. Pure; never raises, whatever the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from wartally.report.dates import DateSpan, find_dates, full_date, mentions, report_date
from wartally.report.directions import find_directions
from wartally.report.items import read_items
from wartally.report.model import Line, ParsedReport
from wartally.report.segments import Segment, cut
from wartally.report.sheet import Sheet
from wartally.report.text import SourceLine, Token, lines, tokens


def parse(text: str) -> ParsedReport:
    """The report that a pasted text holds: date, figures, directions, and every passage not understood.

    Takes a report of any length, in the languages of `wordings.yaml`, as a list or as a paragraph.
    Raises nothing: what cannot be read is in `unknown` with its line and a reason.
    """
    head = _Head()
    segments = [segment for passage in lines(text) for segment in head.read(passage)]
    sheet = Sheet()
    sheet.read(segments)
    remarks = _in_order(head.remarks + sheet.remarks)
    return replace(
        head.report(),
        figures=tuple(sheet.figures),
        duplicates=tuple(sheet.duplicates),
        approximate=sheet.approximate,
        wording=sheet.wording,
        unknown=_in_order(head.unknown + sheet.unknown),
        ignored=_in_order(sheet.ignored),
        remarks=_in_order(remarks + tuple(_without_total(sheet))),
    )


@dataclass(slots=True)
class _Head:
    """What a report says beside its figures: its dates and its directions of greatest losses."""

    ranked: list[tuple[int, date]] = field(default_factory=list)
    days_without_year: list[tuple[int, int]] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    ordinal: int = 0
    unknown: list[Line] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)

    def read(self, passage: SourceLine) -> Iterator[Segment]:
        """Note a passage's dates and directions; its other contents come back as segments."""
        found = self._without_ordinal(tokens(passage.text))
        for part in self._without_directions(passage, found):
            spans = find_dates(part)
            self._note_dates(passage, part, spans)
            yield from cut(passage, read_items(part, spans))

    def report(self) -> ParsedReport:
        """A report with the dates and directions noted, and nothing else."""
        return ParsedReport(
            report_date=report_date(self.ranked),
            dates_seen=tuple(dict.fromkeys(day for _, day in self.ranked)),
            days_without_year=tuple(dict.fromkeys(self.days_without_year)),
            directions=tuple(dict.fromkeys(self.directions)),
        )

    def _without_ordinal(self, found: Sequence[Token]) -> Sequence[Token]:
        """The tokens without the number of a numbered list's item: "1. tanks ‒ 2814", "2) APV ‒ 5696"."""
        if len(found) < 4 or found[0].text != str(self.ordinal + 1) or found[1].text not in ".)":
            return found
        if not found[2].is_word or not any(token.is_digits for token in found[2:]):
            return found
        self.ordinal += 1
        return found[2:]

    def _without_directions(self, passage: SourceLine, found: Sequence[Token]) -> Iterator[Sequence[Token]]:
        start = 0
        while sentence := find_directions(passage.text, found, start):
            yield found[start : sentence.start]
            self.directions.extend(sentence.places)
            if not sentence.places:
                text = passage.text[found[sentence.start].start : found[sentence.stop - 1].end]
                self.unknown.append(Line(passage.number, text, "unclear_directions"))
            start = sentence.stop
        yield found[start:]

    def _note_dates(self, passage: SourceLine, found: Sequence[Token], spans: Sequence[DateSpan]) -> None:
        for mention in mentions(found, spans):
            span = mention.span
            day, assumed = full_date(mention)
            if day is None:
                self.days_without_year.append((span.day, span.month))
                continue
            self.ranked.append((mention.rank, day))
            text = passage.text[found[span.start].start : found[span.stop - 1].end]
            if assumed:
                self.remarks.append(Line(passage.number, text, "year_assumed"))
            if span.ambiguous:
                self.remarks.append(Line(passage.number, text, "ambiguous_date"))


def _without_total(sheet: Sheet) -> Iterator[Line]:
    for figure in sheet.figures:
        if figure.cumulative is None:
            yield Line(figure.line, figure.text, "total_missing")


def _in_order(found: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda line: line.line))
