"""The figures of a report, gathered segment by segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from wartally.report.figures import Draft, Unreadable, pair
from wartally.report.items import Kind
from wartally.report.model import Figure, Line, Wording
from wartally.report.segments import Role, Segment, join

_APART = frozenset({Role.LABEL, Role.COUNT})


@dataclass(slots=True)
class Sheet:
    """What the segments read so far say; `read` adds to it."""

    figures: list[Figure] = field(default_factory=list)
    duplicates: list[Figure] = field(default_factory=list)
    unknown: list[Line] = field(default_factory=list)
    ignored: list[Line] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)
    approximate: bool = False
    wording: Wording | None = None
    _at: dict[str, int] = field(default_factory=dict)
    _latest: Figure | None = None
    _day_scope: bool = False

    def read(self, segments: Sequence[Segment]) -> None:
        """Take in all the segments of a text, in order."""
        whole = _whole_passages(segments)
        start = 0
        while start < len(segments):
            stop = start + 1
            while stop < len(segments) and _may_belong(segments[stop - 1], segments[stop], whole):
                stop += 1
            after = segments[stop] if stop < len(segments) else None
            self._read_run(segments[start:stop], segments[start - 1] if start else None, after)
            start = stop

    def _read_run(self, run: Sequence[Segment], before: Segment | None, after: Segment | None) -> None:
        """A run is one segment, or labels and counts that stand apart and may belong together."""
        while run and run[0].role is Role.COUNT and self._completes(run):
            run = run[1:]
        alone = all(segment.role is Role.LABEL for segment in run)
        for group in _groups(run):
            if len(group) > 1:
                self._read_figures(join(group))
            elif group[0].role is Role.LABEL:
                self._read_label(group[0], before, after, alone=alone)
            else:
                self._read_segment(group[0])

    def _read_segment(self, segment: Segment) -> None:
        if segment.role in {Role.NOTE, Role.BAD}:
            self._day_scope = Kind.DAY in segment.kinds or (self._day_scope and Kind.ALL not in segment.kinds)
        if segment.role is Role.FIGURE:
            self._read_figures(segment)
        elif segment.role is Role.NOTE:
            self._read_note(segment)
        elif segment.role is Role.MISSING:
            self._fail(segment, "category_without_number")
        elif Kind.UNCLEAR in segment.kinds:
            self._fail(segment, "unclear_number")
        else:
            self._fail(segment, "unexpected_words" if segment.categories else "number_without_category")

    def _read_label(
        self, label: Segment, before: Segment | None, after: Segment | None, *, alone: bool
    ) -> None:
        """A label on its own: harmless as a title or beside its own figure, a gap in a list of figures."""
        beside = [near for near in (before, after) if near is not None and near.role is Role.FIGURE]
        same = any(near.categories == label.categories for near in beside)
        crowded = any(near.line == label.line for near in beside)
        dangling = label.items[-1].kind is Kind.DASH
        if same or (alone and not crowded and not dangling):
            self.ignored.append(Line(label.line, label.text, "label"))
        else:
            self._fail(label, "category_without_number")

    def _read_note(self, segment: Segment) -> None:
        kinds = segment.kinds
        if kinds & {Kind.ALL, Kind.DATE} and Kind.APPROXIMATE in kinds:
            self.approximate = True
        reason = "boilerplate" if Kind.BOILERPLATE in kinds else "heading" if Kind.DATE in kinds else "prose"
        self.ignored.append(Line(segment.line, segment.text, reason))
        self._latest = None

    def _read_figures(self, segment: Segment) -> None:
        try:
            drafts = pair(segment.items)
        except Unreadable as reason:
            self._fail(segment, str(reason))
            return
        if self._day_scope and Kind.ALL not in segment.kinds and any(not draft.increases for draft in drafts):
            self._fail(segment, "day_or_total")
            return
        for draft in drafts:
            self._add(segment, draft)
        if len(drafts) > 1:
            self._remark(segment, "run_together")
        totals_have_increases = any(draft.totals and draft.increases for draft in drafts)
        self._day_scope = not totals_have_increases and (self._day_scope or _opens_with_day(segment))

    def _add(self, segment: Segment, draft: Draft) -> None:
        if draft.category_id == "personnel":
            self._read_personnel(segment)
        if draft.empty_increase:
            self._remark(segment, "empty_increase")
        figure = Figure(draft.category_id, draft.total, draft.increase, segment.line, segment.text)
        known = self._at.setdefault(draft.category_id, len(self.figures))
        if known == len(self.figures):
            self.figures.append(figure)
        elif (whole := _completed(self.figures[known], figure)) is not None:
            self.figures[known] = figure = whole
        else:
            self.duplicates.append(figure)
        self._latest = figure

    def _read_personnel(self, segment: Segment) -> None:
        self.approximate = self.approximate or Kind.APPROXIMATE in segment.kinds
        if Kind.LIQUIDATED in segment.kinds:
            self.wording = "liquidated_personnel"
        elif self.wording is None:
            self.wording = "personnel"

    def _completes(self, run: Sequence[Segment]) -> bool:
        """Whether a count without a category is the missing half of the latest figure; if so, it is added."""
        count, latest = run[0], self._latest
        if latest is None or count.line - latest.line > 1:
            return False
        if count.line > latest.line and any(other.role is Role.LABEL for other in run):
            return False
        label = count.items[0]._replace(kind=Kind.CATEGORY, value=latest.category_id)
        try:
            (draft,) = pair((label, *count.items))
        except Unreadable:
            return False
        known = self._at[latest.category_id]
        half = Figure(latest.category_id, draft.total, draft.increase, count.line, count.text)
        whole = _completed(self.figures[known], half) if self.figures[known] == latest else None
        if whole is None:
            return False
        self.figures[known] = self._latest = whole
        return True

    def _remark(self, segment: Segment, reason: str) -> None:
        self.remarks.append(Line(segment.line, segment.text, reason))

    def _fail(self, segment: Segment, reason: str) -> None:
        self.unknown.append(Line(segment.line, segment.text, reason))
        self._latest = None


def _whole_passages(segments: Sequence[Segment]) -> frozenset[int]:
    """The passages that hold both a label and a count, which then belong to each other."""
    seen = {(segment.passage, segment.role) for segment in segments}
    labelled = {passage for passage, role in seen if role is Role.LABEL}
    return frozenset(passage for passage, role in seen if role is Role.COUNT and passage in labelled)


def _may_belong(segment: Segment, following: Segment, whole: frozenset[int]) -> bool:
    """Whether two neighbours may be parts of one figure; across lines only where each line has one part."""
    if segment.role not in _APART or following.role not in _APART:
        return False
    return segment.passage == following.passage or not {segment.passage, following.passage} & whole


def _groups(run: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """The segments of a run that belong together: a label and its counts, whichever the run begins with."""
    roles = {segment.role for segment in run}
    if roles != _APART:
        yield from ([segment] for segment in run)
        return
    label_first = run[0].role is Role.LABEL
    group: list[Segment] = []
    for segment in run:
        opens = segment.role is (Role.LABEL if label_first else Role.COUNT)
        if group and opens and _is_closed(group, segment, label_first):
            yield group
            group = []
        group.append(segment)
    yield group


def _is_closed(group: Sequence[Segment], following: Segment, label_first: bool) -> bool:
    """Whether a group ends before `following`, which is of the kind that may begin a new one."""
    if not label_first:
        return group[-1].role is Role.LABEL
    return group[-1].role is Role.COUNT or group[-1].categories != following.categories


def _completed(figure: Figure, half: Figure) -> Figure | None:
    """The whole figure where one has only the total and the other only the increase, else None."""
    total_only, increase_only = half, figure
    if half.cumulative is None:
        total_only, increase_only = figure, half
    if total_only.printed_increase is not None or increase_only.cumulative is not None:
        return None
    return replace(
        figure,
        cumulative=total_only.cumulative,
        printed_increase=increase_only.printed_increase,
        text=f"{figure.text} {half.text}",
    )


def _opens_with_day(segment: Segment) -> bool:
    meant = {Kind.CATEGORY, Kind.TOTAL, Kind.INCREASE, Kind.DAY}
    return next((item.kind for item in segment.items if item.kind in meant), None) is Kind.DAY
