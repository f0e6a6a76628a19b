"""The direction of greatest losses, as reports and compilations write it.

A report names one to three directions in free text ("Lyman, Bakhmut and Avdiivka"). Which
place a spelling means is data: ``directions.yaml`` beside this module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from wartally.errors import SchemaError

__all__ = ["place_of", "split"]

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʹ`´′\"“”«»"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
# Letters of the two alphabets that look the same; compared in lower case.
_CYRILLIC, _LATIN = "аеіїорсухкмтвнјѕ", "aeiïopcyxkmtbhjs"
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)


def split(text: str) -> list[str]:
    """The spellings in `text`, in order, as written but without the words around them.

    Two known spellings that nothing separates ("Izyum Novopavlivsk") come apart too.
    """
    pieces = (_bare(piece) for piece in _separator().split(" ".join(text.split())))
    return [spelling for piece in pieces if piece for spelling in _apart(piece)]


def place_of(spelling: str) -> str | None:
    """The `place_id` that `spelling` means, None if no place is declared for it."""
    return _places().get(_key(spelling))


def _apart(piece: str) -> list[str]:
    """`piece` itself, or the known spellings it is made up of from end to end."""
    words = piece.split()
    for cut in range(len(words), 0, -1):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        if place_of(head) is None:
            continue
        rest = _apart(tail) if tail else []
        if all(place_of(spelling) for spelling in rest):
            return [head, *rest]
    return [piece]


def _bare(piece: str) -> str:
    words = piece.strip(" .,;:()").split()
    while words and _word(words[0]) in _dropped():
        words.pop(0)
    while words and _word(words[-1]) in _dropped():
        words.pop()
    return " ".join(words).strip(" .,;:()")


def _key(spelling: str) -> str:
    """What two spellings of one name have in common."""
    words = [_word(word) for word in spelling.strip(" .,;:()").split()]
    return " ".join(_nominative(word) for word in words)


def _word(word: str) -> str:
    """`word` in lower case, in one alphabet, without apostrophes and accents of the keyboard."""
    text = unicodedata.normalize("NFKC", word).translate(_APOSTROPHES).translate(_DASHES).casefold()
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in text)
    latin = sum("a" <= letter <= "z" for letter in text)
    return text.translate(_TO_CYRILLIC if cyrillic > latin else _TO_LATIN)


def _nominative(word: str) -> str:
    for ending, replacement in _endings().items():
        if word.endswith(ending):
            return word.removesuffix(ending) + replacement
    return word


@cache
def _declared() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("directions.yaml").read_text(encoding="utf-8")
    declared: Mapping[str, Any] = yaml.safe_load(text)
    return declared


@cache
def _separator() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _declared()["separators"])
    return re.compile(rf"[,;]|(?<=\s)(?:{words})(?=\s)", re.IGNORECASE)


@cache
def _dropped() -> frozenset[str]:
    return frozenset(_word(word) for word in _declared()["dropped"])


@cache
def _endings() -> Mapping[str, str]:
    return {_word(ending): _word(listed) for ending, listed in _declared()["endings"].items()}


@cache
def _places() -> Mapping[str, str]:
    """Place by spelling; raises SchemaError if a spelling is declared for two places."""
    places: dict[str, str] = {}
    for place, spellings in _declared()["places"].items():
        for spelling in spellings:
            if places.setdefault(_key(spelling), place) != place:
                raise SchemaError(f"directions.yaml: {spelling!r} is declared for two places")
    return places
