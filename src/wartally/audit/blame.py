"""Who is likely wrong where a compilation and the package differ, and on what grounds.

The first of these grounds that speaks for one side alone decides:

1. `increases`: the increases that the report and the next one print close on more sides of it;
2. `contradiction`: the compilation's own increase of the day does not give its total, but ours;
3. `documents`: the official text and picture of the day;
4. `transcriptions`: the majority of the compilations, theirs and those in the package; one that
   only repeats the report before speaks for the one that does not;
5. `course`: a total that falls below the report before or exceeds the one after.

Where both the increases and the documents are divided, nobody is called wrong; nor where the
difference is a correction that the two sides file under different reports. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from wartally.audit.compilation import Compilation, Figure
from wartally.audit.ledger import OFFICIAL, Around, Ledger

__all__ = ["OURS", "THEIRS", "UNDETERMINED", "Verdict", "blame"]

Cell = tuple[date, str]
THEIRS, OURS, UNDETERMINED = "theirs", "ours", "undetermined"


@dataclass(frozen=True)
class Verdict:
    """Who is likely wrong, the ground that decided, and all that was found, as sentences."""

    likely_wrong: str
    ground: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class _Case:
    """One difference: their figure, our total, and what lies around them."""

    cell: Cell
    figure: Figure
    total: int
    theirs: Compilation
    ours: Ledger

    @property
    def value(self) -> int:
        return self.figure.value

    @property
    def around(self) -> Around:
        return self.ours.around(self.cell)

    def own(self, neighbour: tuple[date, int]) -> int:
        """What the compilation itself has for a neighbouring report; our total if it has nothing."""
        figure = self.theirs.figures.get((neighbour[0], self.cell[1]))
        return neighbour[1] if figure is None else figure.value

    def others(self) -> dict[str, int]:
        """What the package's transcriptions have, the compilation's own left out."""
        return self.ours.witnesses(self.cell, but=self.theirs.layout.transcription)


# What a ground counts for their figure and for our total, and what there is to say about it.
Weight = tuple[int, int, list[str]]


def blame(cell: Cell, theirs: Compilation, ours: Ledger) -> Verdict:
    """The verdict on a cell in which their figure is not the published total.

    Raises ValueError if nothing is published for it.
    """
    total = ours.total(cell)
    if total is None:
        raise ValueError(f"nothing is published for {cell}")
    case = _Case(cell, theirs.figures[cell], total, theirs, ours)
    weights = {name: weigh(case) for name, weigh in _GROUNDS.items()}
    evidence = [sentence for _, _, said in weights.values() for sentence in said]
    if filed := _filed_elsewhere(case):
        return Verdict(UNDETERMINED, "correction", (filed, *evidence))
    wrong, ground = _decide(weights)
    return Verdict(wrong, ground, tuple(evidence))


def _decide(weights: Mapping[str, Weight]) -> tuple[str, str]:
    both_divided = all(weights[n][0] == weights[n][1] > 0 for n in ("increases", "documents"))
    for name, (for_theirs, for_ours, _) in weights.items():
        if name == "transcriptions" and both_divided:
            break
        if for_theirs != for_ours:
            return (OURS if for_theirs > for_ours else THEIRS), name
    return UNDETERMINED, ""


def _increases(case: _Case) -> Weight:
    """On how many sides the printed increases close.

    Each side is added up with its own neighbours, so that a difference which is carried along is
    judged by where it begins and where it ends.
    """
    theirs = ours = 0
    said = []
    if (before := case.around.before) and (printed := case.ours.printed(case.cell)):
        theirs += case.value - case.own(before) in printed
        ours += case.total - before[1] in printed
        sums = _either(before[1] + n for n in printed)
        said.append(f"{before[1]} on {before[0]} plus {_either(printed)} printed is {sums}")
    if (after := case.around.after) and (printed := case.ours.printed((after[0], case.cell[1]))):
        theirs += case.own(after) - case.value in printed
        ours += after[1] - case.total in printed
        rests = _either(after[1] - n for n in printed)
        said.append(f"{after[1]} on {after[0]} less {_either(printed)} printed is {rests}")
    return theirs, ours, said


def _either(numbers: Iterable[int]) -> str:
    return " or ".join(str(n) for n in sorted(set(numbers)))


def _contradiction(case: _Case) -> Weight:
    """An increase that gives their total says nothing: it may have been computed from the totals."""
    before, increase = case.around.before, case.figure.increase
    if before is None or increase is None or case.own(before) + increase != case.total:
        return 0, 0, []
    return 0, 1, [f"the compilation's own increase, {increase:+}, gives {case.total}"]


def _documents(case: _Case) -> Weight:
    said, values = [], []
    for name, title in OFFICIAL.items():
        row = case.ours.readings.get(case.cell, {}).get(name)
        if row is None or row["cumulative"] is None:
            continue
        increase = row["printed_increase"]
        values.append(row["cumulative"])
        said.append(f"{title} prints {row['cumulative']}{'' if increase is None else f' ({increase:+})'}")
    return values.count(case.value), values.count(case.total), said


def _transcriptions(case: _Case) -> Weight:
    """A vote of the compilations, in which theirs has one vote, and a decision of ours another.

    A side that only repeats the report before, where the other moves on, gives the other a vote.
    """
    values = {name: value for name, value in case.others().items() if name not in OFFICIAL}
    said = [f"{name} has {value}" for name, value in sorted(values.items())]
    found = list(values.values())
    votes = [found.count(case.value) + 1, found.count(case.total)]
    if decision := case.ours.adjudications.get(case.cell):
        votes[1] += 1
        said.append(f"the package decided for {case.total} ({decision['decided_by']})")
    day, theirs_stand, ours_stand = _beginning(case)
    if theirs_stand != ours_stand:
        votes[1 if theirs_stand else 0] += 1
        said += (
            [] if theirs_stand else [f"the total of the package on {day} repeats that of the report before"]
        )
    return votes[0], votes[1], said


def _beginning(case: _Case) -> tuple[date, bool, bool]:
    """The day on which a difference begins that is carried along, and which side stood still on it."""
    cell, value, total, offset = case.cell, case.value, case.total, case.value - case.total
    while before := case.ours.around(cell).before:
        figure = case.theirs.figures.get((before[0], cell[1]))
        if figure is None:
            break
        if figure.value - before[1] != offset:
            return cell[0], value == figure.value, total == before[1]
        cell, value, total = (before[0], cell[1]), figure.value, before[1]
    return cell[0], False, False


def _course(case: _Case) -> Weight:
    """Whether each side's figure lies between its own neighbours."""
    before, after, said = case.around.before, case.around.after, []
    fits = []
    for number, neighbour in ((case.value, case.own), (case.total, _published)):
        low = neighbour(before) if before else number
        high = neighbour(after) if after else number
        fits.append(low <= number <= high)
        if before and number < low:
            said.append(f"{number} is below the {low} of {before[0]}")
        if after and number > high:
            said.append(f"{number} is above the {high} of {after[0]}")
    return int(fits[0]), int(fits[1]), said


def _published(neighbour: tuple[date, int]) -> int:
    return neighbour[1]


_GROUNDS: Mapping[str, Callable[[_Case], Weight]] = {
    "increases": _increases,
    "contradiction": _contradiction,
    "documents": _documents,
    "transcriptions": _transcriptions,
    "course": _course,
}


def _filed_elsewhere(case: _Case) -> str:
    """What to say of a correction that the other side has a report earlier or later; else nothing."""
    day, category = case.cell
    here = case.ours.corrections.get(case.cell)
    if here is not None and here["residual"] == case.total - case.value:
        return f"the total of {day} has a correction of {here['residual']:+}, which this figure has not yet"
    after = case.around.after
    there = case.ours.corrections.get((after[0], category)) if after else None
    if after and there is not None and there["residual"] == case.value - case.total:
        return f"this figure already has the correction of {there['residual']:+} dated {after[0]} here"
    lowered = case.ours.lowered_after(case.cell)
    if lowered and lowered[1] == case.value:
        return f"this figure is already at the level to which the total was corrected on {lowered[0]}"
    return ""
