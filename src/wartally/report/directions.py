"""The sentence that says in which directions the losses were greatest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wartally.report.text import Token
from wartally.report.vocabulary import Match, vocabulary

_ENDS = frozenset(".!?;")
_OPEN, _CLOSE = "([", ")]"


class DirectionSentence(NamedTuple):
    """Its tokens, and the places it names, spelled as it spells them (none: not understood)."""

    start: int
    stop: int
    places: tuple[str, ...]


def find_directions(passage: str, found: Sequence[Token], start: int) -> DirectionSentence | None:
    """The next sentence on the greatest losses from token `start` of a passage on, or None."""
    begins, at = start, start
    while at < len(found):
        if found[at].text in _ENDS:
            begins = at + 1
        lead = _match(found, at, "lead")
        if lead is None:
            at += 1
            continue
        stop = _sentence_end(found, lead.stop)
        places = _places(passage, found, lead.stop, stop)
        if places is not None:
            counted = any(token.is_digits for token in found[begins:at])
            return DirectionSentence(at if counted else begins, stop, places)
        begins = at = stop
    return None


def _sentence_end(found: Sequence[Token], start: int) -> int:
    return next((at for at in range(start, len(found)) if found[at].text in _ENDS), len(found))


def _places(passage: str, found: Sequence[Token], start: int, stop: int) -> tuple[str, ...] | None:
    """The places named, () where they cannot be read; None where the sentence names no direction at all."""
    noun_at = next((at for at in range(start, stop) if _match(found, at, "noun")), None)
    if noun_at is None:
        return None
    first = _past_preposition(found, start, noun_at)
    if first is None:
        return ()
    if first < noun_at:
        return _names(passage, found, first, noun_at)
    noun = _match(found, noun_at, "noun")
    return _names(passage, found, noun.stop if noun else stop, stop)


def _past_preposition(found: Sequence[Token], start: int, stop: int) -> int | None:
    """The index after the first "in the" that does not stand in brackets."""
    depth = 0
    for at in range(start, stop):
        depth += (found[at].text in _OPEN) - (found[at].text in _CLOSE)
        match = _match(found, at, "place") if depth <= 0 else None
        if match:
            return match.stop
    return None


def _names(passage: str, found: Sequence[Token], start: int, stop: int) -> tuple[str, ...]:
    """The names between two tokens, parted by commas and "and"; none where one of them is not a name."""
    names: list[str] = []
    first = start
    for at in range(start, stop + 1):
        if at == stop or found[at].text in ",/" or _match(found, at, "between"):
            if first < at:
                names.append(passage[found[first].start : found[at - 1].end])
            first = at + 1
        elif not found[at].is_word and found[at].text not in "-'":
            return ()
    return tuple(names)


def _match(found: Sequence[Token], at: int, kind: str) -> Match | None:
    return vocabulary().directions[kind].match(found, at)
