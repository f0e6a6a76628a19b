"""From raw text to tokens: entities, tags, spaces, dashes, look-alike letters. Linear in the text's length."""

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

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2796\u00ad\ufe58\ufe63\uff0d-"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f"
_LINE_ENDS = "\x0b\x0c\x1c\x1d\x85\u2028\u2029\n"
_BEFORE_NFKC = str.maketrans(
    {character: "-" for character in _DASHES if character != "\u00ad"}
    | {character: None for character in _INVISIBLE + "\u00ad"}
    | {character: BREAK for character in _LINE_ENDS}
    | {character: " " for character in "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"}
    | {"\u2795": "+", "\u2044": "/", "\u2215": "/", "\u02bc": "'", "\u2019": "'", "\u2018": "'", "`": "'"}
)

_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕкмтвнԁӏһԛԝαεοραυικτνβημ\u0131\u0142\u00f8\u0111",
    "aeopcyxijskmtbhdlhqwaeopayiktvbhm" + "ilod",
)


class Token(NamedTuple):
    """A word, a run of digits or one other character; `key` is what wordings are compared by."""

    text: str
    key: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_digits(self) -> bool:
        return "0" <= self.text[0] <= "9"


class SourceLine(NamedTuple):
    """A cleaned passage of the text and the number, from 1, of the pasted line it stood in."""

    number: int
    text: str


def lines(text: str) -> Iterator[SourceLine]:
    """The passages of a pasted text, cleaned, in order; blank ones left out."""
    unified = _TAG.sub(_replace_tag, text.replace("\r\n", "\n").replace("\r", "\n"))
    for number, raw in enumerate(unified.split("\n"), start=1):
        for passage in _clean(raw).split(BREAK):
            if passage.strip():
                yield SourceLine(number, passage.strip())


def tokens(passage: str) -> list[Token]:
    """The tokens of a cleaned passage; spaces only show as gaps between `end` and the next `start`."""
    return [Token(found.group(), fold(found.group()), found.start(), found.end()) for found in _TOKEN.finditer(passage)]


def fold(word: str) -> str:
    """A word's comparison key: no case, no accents, and one letter for letters that look alike.

    Cyrillic and Greek letters that look like Latin ones become these, so a word typed with a letter of the
    other alphabet has the same key as the word typed properly.
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(mark))
    return bare.translate(_LOOK_ALIKES)


def _replace_tag(tag: re.Match[str]) -> str:
    broken = BREAK if _BLOCK_TAG.match(tag.group(1)) else ""
    return broken + "\n" * tag.group().count("\n")


def _clean(raw: str) -> str:
    # Twice: pages are pasted with "&amp;nbsp;" too.
    for _ in range(2):
        raw = _ENTITY.sub(lambda entity: html.unescape(entity.group()), raw)
    raw = _KEYCAP.sub(" ", raw).translate(_BEFORE_NFKC)
    composed = _COMBINING.sub("", unicodedata.normalize("NFKC", raw))
    return composed if composed.isascii() else "".join(map(_plain, composed))


def _plain(character: str) -> str:
    if character.isascii() or character.isalpha():
        return character
    if character.isspace():
        return " "
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
