"""Slips of the pen: how one printed number comes out of another."""

from __future__ import annotations

__all__ = ["slip"]


def slip(claimed: int, meant: int, shortest: int = 3) -> str:
    """The slip that makes `claimed` out of `meant`, empty if it takes more than one.

    exchanged_digits, wrong_digit, extra_digit, missing_digit, or digits_lost (a group of
    three digits and what precedes or follows it are gone). Numbers with fewer than `shortest`
    digits are too short to tell a slip from chance.
    """
    said, right = str(claimed), str(meant)
    if claimed < 0 or meant < 0 or claimed == meant:
        return ""
    if _digits_lost(said, right):
        return "digits_lost"
    if max(len(said), len(right)) < shortest:
        return ""
    if len(said) == len(right):
        return _same_length(said, right)
    if len(said) == len(right) + 1:
        return "extra_digit" if _one_more(said, right) else ""
    if len(right) == len(said) + 1:
        return "missing_digit" if _one_more(right, said) else ""
    return ""


def _same_length(said: str, right: str) -> str:
    places = [i for i in range(len(said)) if said[i] != right[i]]
    if len(places) == 1:
        return "wrong_digit"
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        if said[first] == right[second] and said[second] == right[first]:
            return "exchanged_digits"
    return ""


def _one_more(longer: str, shorter: str) -> bool:
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _digits_lost(said: str, right: str) -> bool:
    """True if a thousands separator cut the number: 48 or 670 out of 48,670, 0 out of 1,000."""
    if len(right) < 4:
        return False
    return said in (right[:-3], str(int(right[-3:])))
