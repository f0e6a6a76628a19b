"""The sentence that says in which directions the losses were greatest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wartally.report.text import Token
from wartally.report.vocabulary import Match, vocabulary

_ENDS = frozenset(".!?;")
_OPEN, _CLOSE = "([", ")]"


class DirectionSentence(NamedTuple):
    """The tokens of the sentence and the places it names, spelled as it spells them (empty: not understood)."""

    start: int
    stop: int
    places: tuple[str, ...]


def find_directions(passage: str, found: Sequence[Token]) -> DirectionSentence | None:
    """The sentence on the greatest losses in a passage, or None when there is none."""
    for at in range(len(found)):
        lead = _match(found, at, "lead")
        if lead:
            return _sentence(passage, found, at, lead)
    return None


def _sentence(passage: str, found: Sequence[Token], at: int, lead: Match) -> DirectionSentence | None:
    start = next((index + 1 for index in range(at - 1, -1, -1) if found[index].text in _ENDS), 0)
    stop = next((index for index in range(lead.stop, len(found)) if found[index].text in _ENDS), len(found))
    places = _places(passage, found, lead.stop, stop)
    if places is None:
        return None
    if any(token.is_digits for token in found[start:stop]):
        start, stop = at, stop
    return DirectionSentence(start, stop, places)


def _places(passage: str, found: Sequence[Token], start: int, stop: int) -> tuple[str, ...] | None:
    """The places named; empty when the sentence names directions but not readably; None when it is another sentence."""
    nouns = [index for index in range(start, stop) if _match(found, index, "noun")]
    if not nouns:
        return None
    into = _first_outside_brackets(found, start, nouns[0])
    if into is None:
        return ()
    if into < nouns[0]:
        return _names(passage, found, into, nouns[0])
    noun = _match(found, nouns[0], "noun")
    return _names(passage, found, noun.stop if noun else stop, stop)


def _first_outside_brackets(found: Sequence[Token], start: int, stop: int) -> int | None:
    """The index after the first "in the" that does not stand in brackets."""
    depth = 0
    for index in range(start, stop):
        depth += (found[index].text in _OPEN) - (found[index].text in _CLOSE)
        match = _match(found, index, "place") if depth <= 0 else None
        if match:
            return match.stop
    return None


def _names(passage: str, found: Sequence[Token], start: int, stop: int) -> tuple[str, ...]:
    names: list[str] = []
    first = start
    for index in range(start, stop + 1):
        if index == stop or found[index].text in ",/" or _match(found, index, "between"):
            if first < index:
                names.append(passage[found[first].start : found[index - 1].end])
            first = index + 1
        elif found[index].is_digits:
            return ()
    return tuple(names)


def _match(found: Sequence[Token], at: int, kind: str) -> Match | None:
    match = vocabulary().directions[kind].match(found, at)
    return match
