"""The known code that an unknown one meant: the same in other writing, or one slip away. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from wartally.validation.suggesting.cleaning import cleaned, latin

__all__ = ["Codes", "one_slip"]

# Below this many codes each is compared; above, every slip of the given code is looked up instead.
_FEW = 40
# Looking slips up takes a fifth of a millisecond. A column with more unknown codes than this is not mistyped.
_MOST_LOOKED_UP = 300
_SHORTEST = 3
_DRAWN = str.maketrans("01i|", "olll")
_JOINTS = re.compile(r"[-_ ./]+")


class Codes:
    """Known codes, asked for the one that another text meant; `labels` are what people call some of them."""

    def __init__(self, known: Iterable[str], labels: Mapping[str, str] | None = None) -> None:
        self.known = frozenset(known)
        self._named = {_folded(label): code for label, code in (labels or {}).items() if label}
        self._alike: dict[str, list[str]] | None = None
        self._drawn: dict[str, list[str]] | None = None
        self._letters = ""
        self._asked = 0

    def meant(self, text: str) -> str:
        """The one known code that `text` meant, blank if there is none or more than one.

        A digit is never put in, taken out or changed, but for a letter drawn like it: what a figure should
        be cannot be told.
        """
        if self._alike is None:
            self._index()
        folded = _folded(text)
        found = (self._alike or {}).get(folded, [])
        if not found and folded in self._named:
            found = [self._named[folded]]
        if not found:
            found = self._drawn_as(folded) or self._near(cleaned(text))
        return found[0] if len(found) == 1 and found[0] != text else ""

    def _drawn_as(self, folded: str) -> list[str]:
        """The codes that look the same where 0 and O, 1, I and l do."""
        if self._drawn is None:
            self._drawn = {}
            for alike, codes in (self._alike or {}).items():
                self._drawn.setdefault(alike.translate(_DRAWN), []).extend(codes)
        return self._drawn.get(folded.translate(_DRAWN), [])

    def _index(self) -> None:
        self._alike = {}
        for code in sorted(self.known):
            self._alike.setdefault(_folded(code), []).append(code)
        self._letters = "".join(sorted(c for c in set("".join(self.known)) if not c.isdigit()))

    def _near(self, text: str) -> list[str]:
        if len(self.known) <= _FEW:
            return [code for code in sorted(self.known) if one_slip(text, code)]
        self._asked += 1
        if self._asked > _MOST_LOOKED_UP or len(text) > 100:
            return []
        return sorted({code for code in _slips(text, self._letters) if code in self.known})


def _folded(text: str) -> str:
    """The text without case, alphabet of look-alike letters, and kind of joint between its words."""
    plain = latin(cleaned(text)).casefold()
    return plain if plain.isalnum() else _JOINTS.sub("_", plain).strip("_")


def one_slip(text: str, code: str) -> bool:
    """True if one letter too many, too few, another or two swapped make `text` of `code`; case counts."""
    if abs(len(text) - len(code)) > 1 or text == code:
        return False
    start = next((n for n, (a, b) in enumerate(zip(text, code, strict=False)) if a != b), None)
    start = min(len(text), len(code)) if start is None else start
    rest, other = text[start:], code[start:]
    if len(rest) == len(other) and rest[:2] == other[1::-1] and rest[2:] == other[2:]:
        return not (rest[0].isdigit() or rest[1].isdigit())
    if min(len(text), len(code)) < _SHORTEST:
        return False
    if len(rest) == len(other):
        return rest[1:] == other[1:] and not (rest[0].isdigit() or other[0].isdigit())
    longer, shorter = (rest, other) if len(rest) > len(other) else (other, rest)
    return longer[1:] == shorter and not longer[0].isdigit()


def _slips(text: str, letters: str) -> Iterator[str]:
    """What `text` can have been before one slip, if codes are made of `letters` and figures."""
    for n, (a, b) in enumerate(pairwise(text)):
        if not (a.isdigit() or b.isdigit()):
            yield text[:n] + b + a + text[n + 2 :]
    if len(text) < _SHORTEST:
        return
    for n, letter in enumerate(text):
        if not letter.isdigit():
            if len(text) > _SHORTEST:
                yield text[:n] + text[n + 1 :]
            yield from (text[:n] + other + text[n + 1 :] for other in letters if other != letter)
    yield from (text[:n] + other + text[n:] for n in range(len(text) + 1) for other in letters)
