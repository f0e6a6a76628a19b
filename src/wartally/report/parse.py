"""A report's pasted text in, what it says out. Pure; never raises, whatever the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from wartally.report.dates import find_dates, full_date, mentions, report_date
from wartally.report.directions import find_directions
from wartally.report.figures import Draft, Unreadable, pair
from wartally.report.items import Kind, read_items
from wartally.report.model import Figure, Line, ParsedReport, Wording
from wartally.report.segments import Role, Segment, cut, joined
from wartally.report.text import SourceLine, Token, lines, tokens


def parse(text: str) -> ParsedReport:
    """The report that a pasted text holds: date, figures, directions, and every passage not understood.

    Takes a report of any length, in the languages of `wordings.yaml`, as a list or as a paragraph.
    Raises nothing: what cannot be read is in `unknown` with its line and a reason.
    """
    reading = _Reading()
    for passage in lines(text):
        reading.read(passage)
    return reading.report()


@dataclass(slots=True)
class _Open:
    """A figure that may still get its missing half from the next segment."""

    index: int
    line: int


@dataclass(slots=True)
class _Reading:
    """The state of one parse."""

    ranked: list[tuple[int, date]] = field(default_factory=list)
    seen: list[date] = field(default_factory=list)
    yearless: list[tuple[int, int]] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    unknown: list[Line] = field(default_factory=list)
    ignored: list[Line] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)
    approximate: bool = False
    wording: Wording | None = None
    open: _Open | None = None
    day_scope: bool = False

    def read(self, passage: SourceLine) -> None:
        """Take a passage in: dates and directions at once, segments for later."""
        found = tokens(passage.text)
        for part in self._without_directions(passage, found):
            spans = find_dates(part)
            self._note_dates(passage, part)
            self.segments.extend(cut(passage.number, passage.text, read_items(part, spans)))

    def report(self) -> ParsedReport:
        """Read the segments gathered, and hand the report over."""
        for run in _runs(self.segments):
            self._read_run(run)
        figures, duplicates = _first_of_each(self.figures)
        return ParsedReport(
            report_date=report_date(self.ranked),
            dates_seen=tuple(dict.fromkeys(self.seen)),
            days_without_year=tuple(dict.fromkeys(self.yearless)),
            figures=figures,
            duplicates=duplicates,
            approximate=self.approximate,
            wording=self.wording,
            directions=tuple(dict.fromkeys(self.directions)),
            unknown=_in_order(self.unknown),
            ignored=_in_order(self.ignored),
            remarks=_in_order(self.remarks),
        )

    def _without_directions(self, passage: SourceLine, found: Sequence[Token]) -> Iterator[Sequence[Token]]:
        sentence = find_directions(passage.text, found)
        while sentence:
            text = passage.text[found[sentence.start].start : found[sentence.stop - 1].end]
            if sentence.places:
                self.directions.extend(sentence.places)
            else:
                self.unknown.append(Line(passage.number, text, "unclear_directions"))
            yield found[: sentence.start]
            found = found[sentence.stop :]
            sentence = find_directions(passage.text, found)
        yield found

    def _note_dates(self, passage: SourceLine, found: Sequence[Token]) -> None:
        spans = find_dates(found)
        for mention in mentions(found, spans):
            span = mention.span
            text = passage.text[found[span.start].start : found[span.stop - 1].end]
            day, assumed = full_date(mention)
            if day is None:
                self.yearless.append((span.day, span.month))
                continue
            self.seen.append(day)
            self.ranked.append((mention.rank, day))
            if assumed:
                self.remarks.append(Line(passage.number, text, "year_assumed"))
            if span.ambiguous:
                self.remarks.append(Line(passage.number, text, "ambiguous_date"))

    def _read_run(self, run: Sequence[Segment]) -> None:
        """A run is one segment, or labels and counts that stand apart and belong together."""
        while run and run[0].role is Role.COUNT and self._completes(run[0]):
            run = run[1:]
        if not run:
            return
        roles = {segment.role for segment in run}
        if roles == {Role.LABEL, Role.COUNT}:
            self._read_figures(joined(run))
        else:
            for segment in run:
                self._read_segment(segment)

    def _read_segment(self, segment: Segment) -> None:
        role = segment.role
        if role is Role.FIGURE:
            self._read_figures(segment)
        elif role is Role.COUNT:
            self._fail(segment, "number_without_category")
        elif role is Role.BAD:
            self._fail(segment, _why_bad(segment))
        elif role is Role.LABEL:
            self._read_label(segment)
        else:
            self._read_note(segment)

    def _read_label(self, segment: Segment) -> None:
        if segment.items[-1].kind is Kind.DASH:
            self._fail(segment, "category_without_number")
        else:
            self.ignored.append(Line(segment.line, segment.text, "label"))

    def _read_note(self, segment: Segment) -> None:
        kinds = segment.kinds
        if kinds & {Kind.ALL, Kind.DATE}:
            self.day_scope = False
            self.approximate = self.approximate or Kind.APPROXIMATE in kinds
        elif Kind.DAY in kinds:
            self.day_scope = True
        reason = "boilerplate" if Kind.BOILERPLATE in kinds else "heading" if Kind.DATE in kinds else "prose"
        self.ignored.append(Line(segment.line, segment.text, reason))
        self.open = None

    def _read_figures(self, segment: Segment) -> None:
        if Kind.ALL in segment.kinds:
            self.day_scope = False
        try:
            drafts = pair(segment.items)
        except Unreadable as reason:
            self._fail(segment, str(reason))
            return
        for draft in drafts:
            self._add(segment, draft)
        if len(drafts) > 1:
            self.remarks.append(Line(segment.line, segment.text, "run_together"))
        if _opens_with_day(segment):
            self.day_scope = True

    def _add(self, segment: Segment, draft: Draft) -> None:
        if self.day_scope and draft.total is not None and draft.increase is None:
            self._fail(segment, "day_or_total")
            return
        if draft.category_id == "personnel":
            self._read_personnel(segment)
        if draft.empty_increase:
            self.remarks.append(Line(segment.line, segment.text, "empty_increase"))
        self.figures.append(Figure(draft.category_id, draft.total, draft.increase, segment.line, segment.text))
        self.open = _Open(len(self.figures) - 1, segment.line)

    def _read_personnel(self, segment: Segment) -> None:
        self.approximate = self.approximate or Kind.APPROXIMATE in segment.kinds
        if Kind.LIQUIDATED in segment.kinds:
            self.wording = "liquidated_personnel"
        elif self.wording is None:
            self.wording = "personnel"

    def _completes(self, segment: Segment) -> bool:
        """Whether a count without a category is the missing half of the figure just read; if so, it is added."""
        if self.open is None or segment.line - self.open.line > 1:
            return False
        figure = self.figures[self.open.index]
        try:
            draft = pair((segment.items[0]._replace(kind=Kind.CATEGORY, value=figure.category_id), *segment.items))
        except Unreadable:
            return False
        total_fits = draft[0].total is None or figure.cumulative is None
        increase_fits = draft[0].increase is None or figure.printed_increase is None
        if not (total_fits and increase_fits):
            return False
        self.figures[self.open.index] = Figure(
            figure.category_id,
            figure.cumulative if draft[0].total is None else draft[0].total,
            figure.printed_increase if draft[0].increase is None else draft[0].increase,
            figure.line,
            f"{figure.text} {segment.text}",
        )
        if draft[0].empty_increase:
            self.remarks.append(Line(segment.line, segment.text, "empty_increase"))
        return True

    def _fail(self, segment: Segment, reason: str) -> None:
        self.unknown.append(Line(segment.line, segment.text, reason))
        self.open = None


def _runs(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """Segments in runs: neighbouring labels and counts together, every other segment alone."""
    run: list[Segment] = []
    for segment in segments:
        if segment.role in (Role.LABEL, Role.COUNT):
            run.append(segment)
            continue
        if run:
            yield run
        run = []
        yield [segment]
    if run:
        yield run


def _why_bad(segment: Segment) -> str:
    if Kind.UNCLEAR in segment.kinds:
        return "unclear_number"
    return "unexpected_words" if Kind.CATEGORY in segment.kinds else "number_without_category"


def _opens_with_day(segment: Segment) -> bool:
    meant = {Kind.CATEGORY, Kind.TOTAL, Kind.INCREASE, Kind.DAY}
    first = next((item.kind for item in segment.items if item.kind in meant), None)
    return first is Kind.DAY


def _first_of_each(figures: Sequence[Figure]) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    first: dict[str, Figure] = {}
    again: list[Figure] = []
    for figure in figures:
        if figure.category_id in first:
            again.append(figure)
        else:
            first[figure.category_id] = figure
    return tuple(first.values()), tuple(again)


def _in_order(found: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda line: line.line))
