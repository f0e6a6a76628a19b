"""When a figure bears out what a statement says of it: the tolerance of each hedge.

The rules, also told in docs/press.md:

- exact: the figure itself; a mean may be rounded to the decimals that are given.
- about: rounds to the stated figure at its own precision (36,420 is "about 36,000"), never farther than 5 %.
- more than, at least: from the stated figure up to a quarter above it.
- up to: from a fifth below the stated figure up to it.
- nearly: from 5 % below the stated figure up to it.
"""

from __future__ import annotations

from wartally.press.model import Qualifier

__all__ = ["far_off", "fits", "precision", "rounds_to"]

Number = int | float

NEARLY = 0.05
ABOUT = 0.05
ABOVE = 0.25
BELOW = 0.20


def precision(claimed: Number) -> float:
    """The unit of the last digit that a figure seems to mean: 1000 for 36,000, 10 for 230, 0.1 for 947.1."""
    if isinstance(claimed, float) and not claimed.is_integer():
        return 10.0 ** -len(repr(claimed).partition(".")[2])
    whole = abs(int(claimed))
    if whole == 0:
        return 1.0
    digits = str(whole)
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def rounds_to(claimed: Number, figure: Number) -> bool:
    """True if `figure` rounds to `claimed` at the precision of `claimed`, and is within 5 % of it."""
    return abs(claimed - figure) <= min(precision(claimed) / 2, max(ABOUT * abs(claimed), 1))


def fits(claimed: Number, figure: Number, qualifier: Qualifier) -> bool:
    """True if `figure` bears out "qualifier claimed", by the tolerances at the head of this module."""
    if qualifier == "exact":
        return abs(claimed - figure) <= min(precision(claimed), 1.0) / 2
    if qualifier == "about":
        return rounds_to(claimed, figure)
    if qualifier == "nearly":
        return claimed * (1 - NEARLY) <= figure <= claimed
    if qualifier == "up_to":
        return claimed * (1 - BELOW) <= figure <= claimed
    above = figure > claimed if qualifier == "more_than" else figure >= claimed
    return above and figure <= claimed * (1 + ABOVE)


def far_off(claimed: Number, figure: Number, qualifier: Qualifier) -> bool:
    """True if a bound holds in the letter, but is farther from `figure` than anybody would put it."""
    if qualifier in ("more_than", "at_least"):
        return figure > claimed * (1 + ABOVE)
    return qualifier == "up_to" and figure < claimed * (1 - BELOW)
