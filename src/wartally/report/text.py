"""From raw text to tokens: entities, tags, spaces, dashes, look-alike letters. All linear in its length."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

BREAK = "\x1e"
"""Stands for a line break that is not one of the pasted text's own lines (`<br>`, `</li>`, ...)."""

_TAG = re.compile(r"<(/?[A-Za-z!][^<>]{0,4000})>")
_BLOCK_TAG = re.compile(r"/?(?:br|p|div|li|ul|ol|tr|td|th|table|h[1-6])\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w ]|_")
_COMBINING = re.compile("[\u0300-\u036f]")

_SOFT_HYPHEN = "\u00ad"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2796\ufe31\ufe32\ufe58\ufe63\uff0d"
_APOSTROPHES = "\u02b9\u02bc\u2018\u2019\u201b\u2032`"
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff" + _SOFT_HYPHEN
_DROPPED = re.compile(f"[{_INVISIBLE}]")
_LINE_ENDS = "\x0b\x0c\x1c\x1d\x85\u2028\u2029\n"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # the marks of footnotes, which NFKC would make part of the number before them
_BEFORE_NFKC = str.maketrans(
    dict.fromkeys(_LINE_ENDS, BREAK) | dict.fromkeys(_SUPERSCRIPTS, " ") | {"\u00b4": "'"}
)
# One character for one, so that a token's place in the passage stays true.
_FOR_TOKENS = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_APOSTROPHES, "'")
    | {"\u2795": "+", "\u2044": "/", "\u2215": "/"}
)

# Letters, folded to lower case, that look like a Latin one in either case.
_LOOK_ALIKES = str.maketrans(
    dict(zip("аеорсухіјѕкмтвнԁӏһԛԝ", "aeopcyxijskmtbhdlhqw", strict=True))
    | dict(zip("αεορυικτνβηµμχ", "aeopyiktvbhmmx", strict=True))
    | {"\u0131": "i", "ł": "l", "ø": "o", "đ": "d"}
)


class Token(NamedTuple):
    """A word, a run of digits or one other character; `key` is what wordings are compared by."""

    text: str
    key: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a run of letters."""
        return self.text[0].isalnum() and not self.is_digits

    @property
    def is_digits(self) -> bool:
        """Whether it is a run of digits 0 to 9."""
        return "0" <= self.text[0] <= "9"


class SourceLine(NamedTuple):
    """A cleaned passage, its place among all, and the number, from 1, of the pasted line it stood in."""

    place: int
    number: int
    text: str


def lines(text: str) -> Iterator[SourceLine]:
    """The passages of a pasted text, cleaned, in order; blank ones left out."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(2):  # twice: pages are pasted with "&amp;nbsp;" too
        unified = _ENTITY.sub(_without_entity, unified)
    unified = _TAG.sub(_without_tag, unified)
    place = 0
    for number, raw in enumerate(unified.split("\n"), start=1):
        for passage in _clean(raw).split(BREAK):
            if passage.strip():
                yield SourceLine(place, number, passage.strip())
                place += 1


def tokens(passage: str) -> list[Token]:
    """The tokens of a cleaned passage; spaces only show as gaps between `end` and the next `start`."""
    unified = passage.translate(_FOR_TOKENS)
    return [
        Token(found.group(), fold(found.group()), found.start(), found.end())
        for found in _TOKEN.finditer(unified)
    ]


def fold(word: str) -> str:
    """A word's comparison key: no case, no accents, and one letter for letters that look alike.

    Cyrillic and Greek letters that look like Latin ones become these, so a word typed with a letter of the
    other alphabet has the same key as the word typed properly.
    """
    folded = word.casefold()
    if folded.isascii():
        return folded
    plain = (mark for mark in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(mark))
    return "".join(plain).translate(_LOOK_ALIKES)


def _without_entity(entity: re.Match[str]) -> str:
    meant = html.unescape(entity.group())
    return BREAK if meant in {"\n", "\r"} else meant


def _without_tag(tag: re.Match[str]) -> str:
    broken = BREAK if _BLOCK_TAG.match(tag.group(1)) else ""
    return broken + "\n" * tag.group().count("\n")


def _clean(raw: str) -> str:
    raw = _DROPPED.sub("", _KEYCAP.sub(" ", raw).translate(_BEFORE_NFKC))
    if raw.isascii():
        return raw
    composed = _COMBINING.sub("", unicodedata.normalize("NFKC", raw))
    return "".join(map(_plain, composed))


def _plain(character: str) -> str:
    """A space for any kind of space, the digit 0 to 9 for any kind of digit, else the character."""
    if character.isascii() or character.isalpha():
        return character
    if character.isspace():
        return " "
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
