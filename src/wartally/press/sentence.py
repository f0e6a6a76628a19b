"""Sentences about losses read into statements: figures, categories, times, hedges and words.

Whatever the text, something comes back: the statements it was understood to make, how each
was understood, and what was not. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wartally.press.model import INVASION, Claim, Qualifier, Statistic
from wartally.press.periods import Window
from wartally.press.phrases import statement
from wartally.press.scan import Kind, Mark, scan
from wartally.press.wording import loss_words
from wartally.report.text import Token, fold, lines, tokens

__all__ = ["Sentence", "read_sentence"]

_ENDS = re.compile(r"(?<=[.!?…])\s+(?=[«\"“(]*[^\W\d_])")
_MERGED_FROM = date(2022, 5, 1)
_REACH = 4
_BREAKS = frozenset(",;:()")
_JOINS = frozenset(fold(word) for word in ("and", "or", "та", "і", "й", "або", "чи"))
_LARGEST = 10**9
_LONGEST = 10_000


@dataclass(frozen=True)
class Sentence:
    """What a text was understood to say: statements, a line on each, and what was not understood."""

    claims: tuple[Claim, ...]
    understood: tuple[str, ...]
    not_understood: tuple[str, ...]


def read_sentence(text: str, published: date, names: Mapping[str, str] | None = None) -> Sentence:
    """The statements about losses in `text`, published on a day; never raises on any text.

    `names` are the categories' names for the lines that say what was understood. What stands
    after the first 10,000 characters is not read, and said not to be.
    """
    reader = _Reader(published, names or {})
    if len(text) > _LONGEST:
        reader.missed.append(f"what follows the first {_LONGEST:,} characters")
    if published > INVASION:
        for line in lines(text[:_LONGEST]):
            for part in _ENDS.split(line.text):
                reader.read(part)
    return Sentence(tuple(reader.claims), tuple(reader.understood), tuple(dict.fromkeys(reader.missed)))


@dataclass(frozen=True)
class _Figure:
    """A number and the category it counts; `after` is the token after both."""

    mark: Mark
    category: str
    after: int
    taken_from_before: bool = False


class _Reader:
    """Reads one sentence after another; a sentence without a time takes the one before."""

    def __init__(self, published: date, names: Mapping[str, str]) -> None:
        self.published = published
        self.names = names
        self.claims: list[Claim] = []
        self.understood: list[str] = []
        self.missed: list[str] = []
        self.window: Window | None = None
        self.category = ""

    def read(self, passage: str) -> None:
        found = tokens(passage)
        marks = scan(found, self.published)
        figures = self._figures(found, marks)
        windows = [m for m in marks if m.kind is Kind.WINDOW]
        windows = [m for m in windows if m.value != "weak_total"] or windows
        self.missed += [f'"{_text(passage, found, m)}"' for m in marks if m.kind is Kind.UNPLACED]
        for number, figure in enumerate(figures):
            window = self._window_of(figure, figures, windows, marks)
            if window is None:
                said = _text(passage, found, figure.mark)
                self.missed.append(
                    f'no period for "{said}": name one, as in "in a week" or "since the start"'
                )
                continue
            word = _word(found, figures, number)
            beside = {
                m.kind
                for m in marks
                if len(figures) == 1 or _beside(found, m, figure.mark.start, figure.after)
            }
            self._add(figure, _statistic(window, beside), window, _hedge(figure.mark, marks), word)
        if windows:
            self.window = windows[-1].window

    def _figures(self, found: Sequence[Token], marks: Sequence[Mark]) -> list[_Figure]:
        """Each number with the category named after it, before it or, failing both, the last one named."""
        figures: list[_Figure] = []
        used: set[int] = set()
        for index, mark in enumerate(marks):
            if mark.kind is not Kind.NUMBER:
                continue
            place = _following(found, marks, index)
            place = _preceding(found, marks, index, used) if place is None else place
            if place is not None:
                used.add(place)
                self.category = marks[place].value
                figures.append(_Figure(mark, self.category, max(mark.stop, marks[place].stop)))
            elif self.category and _bare(found, marks, index):
                figures.append(_Figure(mark, self.category, mark.stop, taken_from_before=True))
            else:
                said = "".join(t.text for t in found[mark.start : mark.stop])
                self.missed.append(f'"{said}": no category beside this number')
        return figures

    def _window_of(
        self, figure: _Figure, figures: Sequence[_Figure], windows: Sequence[Mark], marks: Sequence[Mark]
    ) -> Window | None:
        """The time that stands with a figure: the last before it if times lead, else the first after it."""
        whole = _joined(windows)
        if whole is not None:
            return whole
        if not windows:
            return self._without_time(marks)
        leading = windows[0].start < figures[0].mark.start
        before = [w for w in windows if w.start < figure.mark.start]
        after = [w for w in windows if w.start > figure.mark.start]
        chosen = before[-1] if before and (leading or not after) else after[0]
        return chosen.window

    def _without_time(self, marks: Sequence[Mark]) -> Window | None:
        """A record or a threshold without a time is one of the whole war, up to publication."""
        if any(m.kind in (Kind.RECORD, Kind.PASSED) for m in marks):
            return Window(INVASION, self.published, "cumulative_on")
        return self.window

    def _add(
        self, figure: _Figure, statistic: Statistic, window: Window, hedge: Qualifier, word: str
    ) -> None:
        if not figure.mark.number < _LARGEST:
            self.missed.append(f'"{figure.mark.number}": too large to be a loss')
            return
        category = figure.category
        if category in ("vehicles", "fuel_tanks") and window.end >= _MERGED_FROM:
            category = "vehicles_fuel_tanks"
        total = statistic in ("cumulative_on", "date_crossed_threshold", "record_max_daily")
        claim = Claim(
            claim_id=f"text-{len(self.claims) + 1}",
            category_id=category,
            statistic=statistic,
            period_start=INVASION if total else window.start,
            period_end=window.end,
            claimed_value=figure.mark.number,
            qualifier=hedge,
            wording=word,
        )
        self.claims.append(claim)
        said = statement(claim, self.names.get(category, category.replace("_", " ")), "en")
        self.understood.append(
            said + (", the category taken from before" if figure.taken_from_before else "")
        )


def _joined(windows: Sequence[Mark]) -> Window | None:
    """The running total on a day, where a sentence says both "since the start" and that day."""
    found = [w.window for w in windows if w.window is not None]
    if len(found) > 1 and all(w.statistic == "cumulative_on" for w in found):
        return min(found, key=lambda w: w.end)
    if len(found) == 2 and {w.statistic for w in found} == {"cumulative_on", "daily_on"}:
        day = next(w for w in found if w.statistic == "daily_on")
        gap = abs(windows[0].stop - windows[1].start)
        return Window(INVASION, day.end, "cumulative_on") if gap <= _REACH else None
    return None


def _statistic(window: Window, kinds: set[Kind]) -> Statistic:
    if Kind.PASSED in kinds and window.statistic in ("cumulative_on", "daily_on"):
        return "date_crossed_threshold"
    if Kind.RECORD in kinds and window.statistic in ("cumulative_on", "daily_on"):
        return "record_max_daily"
    if Kind.MEAN in kinds and window.statistic != "daily_on":
        return "period_mean"
    return window.statistic


def _following(found: Sequence[Token], marks: Sequence[Mark], index: int) -> int | None:
    """The category after a number, within a few words and no break."""
    after = marks[index + 1] if index + 1 < len(marks) else None
    if after is None or after.kind is not Kind.CATEGORY or after.start - marks[index].stop > _REACH:
        return None
    between = found[marks[index].stop : after.start]
    return None if any(t.text in _BREAKS for t in between) else index + 1


def _preceding(found: Sequence[Token], marks: Sequence[Mark], index: int, used: set[int]) -> int | None:
    """The category before a number, with a dash or a few words between, if no other number took it."""
    before = index - 1
    while before >= 0 and marks[before].kind in (Kind.HEDGE, Kind.PASSED, Kind.WINDOW):
        before -= 1
    if before < 0 or before in used or marks[before].kind is not Kind.CATEGORY:
        return None
    between = found[marks[before].stop : marks[index].start]
    return None if len(between) > _REACH or any(t.text in ",;." for t in between) else before


def _bare(found: Sequence[Token], marks: Sequence[Mark], index: int) -> bool:
    """True if a time or "on average" stands close to a number: a figure of what was named before."""
    mark = marks[index]
    near = (m for m in marks if m.kind in (Kind.WINDOW, Kind.MEAN))
    return any(_beside(found, m, mark.start, mark.stop) for m in near)


def _beside(found: Sequence[Token], mark: Mark, start: int, stop: int) -> bool:
    """True if a mark stands within a few words of the tokens `start` to `stop`, with no break between."""
    between = found[mark.stop : start] if mark.stop <= start else found[stop : mark.start]
    return len(between) <= _REACH and not any(t.text in _BREAKS for t in between)


def _hedge(mark: Mark, marks: Sequence[Mark]) -> Qualifier:
    for other in marks:
        if other.kind is Kind.HEDGE and 0 <= mark.start - other.stop <= 1:
            return other.value  # type: ignore[return-value]
    return "exact"


def _word(found: Sequence[Token], figures: Sequence[_Figure], number: int) -> str:
    """What the sentence calls the loss: the words between the figure before and this one, and after it."""
    begin = figures[number - 1].after if number else 0
    before = [*reversed(found[begin : figures[number].mark.start])]
    end = figures[number + 1].mark.start if number + 1 < len(figures) else len(found)
    after = found[figures[number].mark.stop : end]
    said = (*reversed(_in_this_clause(before)), *_in_this_clause(after))
    return " and ".join(dict.fromkeys(said)) or "lost"


def _in_this_clause(beside: Sequence[Token]) -> tuple[str, ...]:
    """The words of a loss beside a figure, up to a break or an "and" that joins another clause."""
    found: tuple[str, ...] = ()
    joined = False
    for token in beside:
        if token.text in _BREAKS:
            break
        if token.key in _JOINS:
            joined = True
            continue
        said = loss_words(token.text)
        if joined and not (said and found):
            break
        found += said
        joined = False
    return found


def _text(passage: str, found: Sequence[Token], mark: Mark) -> str:
    return passage[found[mark.start].start : found[mark.stop - 1].end]
