"""The declared wordings, compiled once into a longest-match lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, NamedTuple

import yaml

from wartally.report.text import Token, tokens

ANY_NUMBER = "#"
"""In a declared wording, stands for any run of digits."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_GLUE = 3
_GLUE = frozenset("-/.'\"()«»“”„*")


class Sense(NamedTuple):
    """What a wording stands for: a kind (`category`, `unit`, ...) and, for a category, its id."""

    kind: str
    value: str = ""


class Match(NamedTuple):
    """A wording found in a text: its sense and the index of the token after it."""

    sense: Sense
    stop: int


@dataclass(slots=True)
class _Node:
    following: dict[str, _Node] = field(default_factory=dict)
    sense: Sense | None = None

    def step(self, token: Token) -> _Node | None:
        after = self.following.get(token.key)
        if after is None and token.is_digits:
            after = self.following.get(ANY_NUMBER)
        return after


class Lexicon:
    """Wordings by their word keys; `match` finds the longest one at a place."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], Sense]]) -> None:
        self._root = _Node()
        for words, sense in entries:
            self._add(words, sense)

    def _add(self, words: Sequence[str], sense: Sense) -> None:
        node = self._root
        for word in words:
            node = node.following.setdefault(word, _Node())
        node.sense = sense

    def match(self, found: Sequence[Token], start: int) -> Match | None:
        """The longest wording that starts at token `start`, or None."""
        if self._root.step(found[start]) is None:
            return None
        node, best, glue = self._root, None, 0
        for at in range(start, len(found)):
            after = node.step(found[at])
            if after is not None:
                node, glue = after, 0
                best = Match(node.sense, at + 1) if node.sense else best
            elif at == start or glue == _MOST_GLUE or found[at].text not in _GLUE:
                break
            else:
                glue += 1
        return best


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All declared words: the lexicon of a report's lines, and the words of dates and directions."""

    lexicon: Lexicon
    directions: Mapping[str, Lexicon]
    as_of: Lexicon
    months: Mapping[str, int]
    date_words: Mapping[str, frozenset[str]]
    thousands: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of `wordings.yaml`."""
    declared = wordings()
    months = {
        key: number
        for section in ("months", "months_extra")
        for number, spellings in declared[section].items()
        for words in spellings
        for (key,) in spell(words)
    }
    return Vocabulary(
        lexicon=Lexicon(entries(declared)),
        directions={
            kind: Lexicon(_spelled(spoken, Sense(kind))) for kind, spoken in declared["directions"].items()
        },
        as_of=Lexicon(
            (key, Sense("as_of")) for words in declared["date_words"]["as_of"] for key in spell(words)
        ),
        months=months,
        date_words={
            kind: frozenset(key[0] for words in spellings for key in spell(words) if len(key) == 1)
            for kind, spellings in declared["date_words"].items()
        },
        thousands=frozenset(key for words in declared["thousands"] for (key,) in spell(words)),
    )


@cache
def wordings() -> Mapping[str, Any]:
    """The declarations of `wordings.yaml`, as written there."""
    text = files("wartally.report").joinpath("wordings.yaml").read_text(encoding="utf-8")
    declared: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)
    return declared


def entries(declared: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Sense]]:
    """Each wording of a report's lines as its word keys, with what it stands for."""
    for category_id, by_language in declared["categories"].items():
        yield from _spelled(by_language, Sense("category", category_id))
    for kind in (
        "persons",
        "units",
        "approximate",
        "liquidated",
        "day",
        "total",
        "more",
        "lead_in",
        "boilerplate",
        "filler",
    ):
        yield from _spelled(declared[kind], Sense(kind))
    for number, spellings in declared["number_words"].items():
        for words in spellings:
            yield from ((key, Sense("number_word", str(number))) for key in spell(words))


def _spelled(
    by_language: Mapping[str, Sequence[str]], sense: Sense
) -> Iterator[tuple[tuple[str, ...], Sense]]:
    for phrases in by_language.values():
        for words in phrases:
            yield from ((key, sense) for key in spell(words))


def spell(words: str) -> Iterator[tuple[str, ...]]:
    """Every spelling of a declared wording, as word keys: `a|b c|` gives (a, c), (a), (b, c), (b)."""
    choices = [[_keys(spelling) for spelling in word.split("|")] for word in words.split()]
    for choice in product(*choices):
        yield tuple(key for part in choice for key in part)


def _keys(word: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens(word) if token.text not in _GLUE)
