"""Slips of the pen: how one printed number comes out of another. Pure."""

from __future__ import annotations

__all__ = ["slip"]

# Numbers with fewer digits are too short to tell a slip from chance.
SHORTEST = 2


def slip(said: int, meant: int) -> str:
    """The one slip that makes `said` out of `meant`, in words; empty if it takes more than one.

    >>> slip(1009, 10009), slip(963720, 963270), slip(15175, 25175), slip(7, 3)
    ('a digit missing', 'two digits exchanged', 'a wrong digit', '')
    """
    a, b = str(said), str(meant)
    if said < 0 or meant < 0 or a == b or max(len(a), len(b)) < SHORTEST:
        return ""
    if len(a) == len(b):
        return _same_length(a, b)
    if len(a) == len(b) + 1 and _one_more(a, b):
        return "a digit too many"
    if len(b) == len(a) + 1 and _one_more(b, a):
        return "a digit missing"
    return ""


def _same_length(a: str, b: str) -> str:
    differing = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(differing) == 1:
        return "a wrong digit"
    if len(differing) == 2:
        first, second = differing
        if second == first + 1 and a[first] == b[second] and a[second] == b[first]:
            return "two digits exchanged"
    return ""


def _one_more(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
