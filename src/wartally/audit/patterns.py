"""How a wrong figure came about, told from the figures alone. Pure.

Digits exchanged, one digit wrong, a digit lost or added; the figure of the day before or after;
a whole row of another day; the figure of another column; a difference that is carried along.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wartally.audit.compilation import Compilation
from wartally.audit.ledger import OFFICIAL, Ledger

__all__ = ["KINDS", "Pattern", "digits", "pattern"]

# What a wrong figure can look like, and how that is called.
KINDS = {
    "shifted_row": "the row of another day",
    "swapped_columns": "two columns exchanged",
    "printed_so": "printed so in the report",
    "lowered_before": "a later correction anticipated",
    "stale": "the day before left standing",
    "day_after": "the figure of the day after",
    "other_column": "the figure of another column",
    "exchanged_digits": "two digits exchanged",
    "carried": "a difference carried along",
    "one_digit": "one digit wrong",
    "lost_digit": "a digit lost",
    "added_digit": "a digit added",
    "other": "other",
}

Cell = tuple[date, str]
_DAY = timedelta(days=1)
# A row counts as another day's if this share of the figures that changed says so, of at least so many.
_SHARE, _AT_LEAST = 0.6, 4
# Figures below this are alike by chance too often to tell one column from another.
_DISTINCT = 100


@dataclass(frozen=True)
class Pattern:
    """A kind of slip, as a code, and the sentence that says it."""

    kind: str
    text: str


def digits(wrong: int, right: int) -> Pattern | None:
    """The slip of the pen that makes `wrong` of `right`, None if it is none.

    >>> digits(963720, 963270).kind, digits(15175, 25175).kind, digits(1009, 10009).kind
    ('exchanged_digits', 'one_digit', 'lost_digit')
    """
    a, b = str(wrong), str(right)
    told = f"{wrong} for {right}"
    if len(a) == len(b):
        off = [i for i in range(len(a)) if a[i] != b[i]]
        if len(off) == 2 and a[off[0]] == b[off[1]] and a[off[1]] == b[off[0]]:
            return Pattern("exchanged_digits", f"two digits are exchanged ({told})")
        return Pattern("one_digit", f"one digit differs ({told})") if len(off) == 1 else None
    longer, shorter, kind = (b, a, "lost") if len(b) > len(a) else (a, b, "added")
    if any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
        return Pattern(f"{kind}_digit", f"a digit is {kind} ({told})")
    return None


def pattern(cell: Cell, theirs: Compilation, ours: Ledger) -> Pattern:
    """What their figure in `cell` looks like, by the first thing that fits."""
    value, total = theirs.figures[cell].value, ours.total(cell)
    if total is None:
        raise ValueError("nothing is published for this cell")
    return (
        _shifted_row(cell, theirs, ours)
        or _swapped(cell, theirs, ours)
        or _misprint(cell, value, ours)
        or _lowered(cell, value, ours)
        or _carried(cell, -_DAY, theirs, ours)
        or _neighbour(cell, value, theirs, ours)
        or _other_column(cell, theirs, ours)
        or _exchanged(value, total)
        or _carried(cell, _DAY, theirs, ours)
        or digits(value, total)
        or Pattern("other", f"it is {value - total:+} from the total")
    )


def _exchanged(value: int, total: int) -> Pattern | None:
    found = digits(value, total)
    return found if found and found.kind == "exchanged_digits" else None


def _shifted_row(cell: Cell, theirs: Compilation, ours: Ledger) -> Pattern | None:
    day = cell[0]
    row = theirs.rows[day]
    for step, word in ((-_DAY, "before"), (_DAY, "after")):
        telling = [c for c in row if _differ(ours, day, day + step, c)]
        alike = [c for c in telling if row[c] == ours.total((day + step, c))]
        if len(telling) >= _AT_LEAST and len(alike) >= _SHARE * len(telling) and cell[1] in telling:
            count = f"{len(alike)} of the {len(telling)} figures that changed"
            return Pattern("shifted_row", f"the row repeats the report of the day {word} ({count})")
    return None


def _differ(ours: Ledger, day: date, other: date, category: str) -> bool:
    here, there = ours.total((day, category)), ours.total((other, category))
    return here is not None and there is not None and here != there


def _swapped(cell: Cell, theirs: Compilation, ours: Ledger) -> Pattern | None:
    other = _column_of(cell, theirs, ours)
    if other is None or theirs.rows[cell[0]][other] != ours.total(cell):
        return None
    return Pattern("swapped_columns", f"it is exchanged with the figure of {other}")


def _other_column(cell: Cell, theirs: Compilation, ours: Ledger) -> Pattern | None:
    other = _column_of(cell, theirs, ours)
    return Pattern("other_column", f"it is the figure of {other}") if other else None


def _column_of(cell: Cell, theirs: Compilation, ours: Ledger) -> str | None:
    """The other category whose total their figure is, if it is telling enough."""
    day, category = cell
    value = theirs.figures[cell].value
    found = [c for c in theirs.rows[day] if c != category and ours.total((day, c)) == value]
    return found[0] if found and value >= _DISTINCT else None


def _misprint(cell: Cell, value: int, ours: Ledger) -> Pattern | None:
    said = ours.witnesses(cell)
    printing = [title for name, title in OFFICIAL.items() if said.get(name) == value]
    if not printing:
        return None
    return Pattern("printed_so", f"{' and '.join(printing)} of the day has the same figure")


def _lowered(cell: Cell, value: int, ours: Ledger) -> Pattern | None:
    lowered = ours.lowered_after(cell)
    if lowered is None or lowered[1] != value:
        return None
    said = f"the source lowered its total to {value} on {lowered[0]}, which this figure may anticipate"
    return Pattern("lowered_before", said)


def _neighbour(cell: Cell, value: int, theirs: Compilation, ours: Ledger) -> Pattern | None:
    day, category = cell
    around = ours.around(cell)
    own = theirs.figures.get((day - _DAY, category))
    before = {around.before[1] if around.before else None, own.value if own else None}
    if value in before:
        return Pattern("stale", "the figure of the day before is left standing")
    if around.after and value == around.after[1]:
        return Pattern("day_after", "it is the figure of the day after")
    return None


def _carried(cell: Cell, step: timedelta, theirs: Compilation, ours: Ledger) -> Pattern | None:
    """The same difference on the day before or after."""
    there = (cell[0] + step, cell[1])
    figure, total, here = theirs.figures.get(there), ours.total(there), ours.total(cell)
    if figure is None or total is None or here is None:
        return None
    offset = theirs.figures[cell].value - here
    if figure.value - total != offset:
        return None
    return Pattern("carried", f"a difference of {offset:+} is carried along over several days")
