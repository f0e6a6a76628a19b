"""The words of sentences about losses, read once from ``sentence.yaml`` into lexicons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from wartally.report.text import Token
from wartally.report.vocabulary import Lexicon, Match, Sense, spell, vocabulary

__all__ = ["Words", "words"]


@dataclass(frozen=True, slots=True)
class Words:
    """Lexicons of windows and marks, of hedges, and of categories; and single words by what they mean."""

    marks: Lexicon
    hedges: Lexicon
    categories: Lexicon
    as_of: Lexicon
    multipliers: Mapping[str, int]
    units: Mapping[str, str]
    since: frozenset[str]
    until: frozenset[str]

    def category(self, found: Sequence[Token], at: int) -> Match | None:
        """The category named at a token, in the words of the press or of the reports; the longer one wins."""
        press, report = self.categories.match(found, at), vocabulary().lexicon.match(found, at)
        if report is not None and report.sense.kind != "category":
            report = None
        if press is None or (report is not None and report.stop > press.stop):
            return report
        return press


@cache
def words() -> Words:
    """The words of ``sentence.yaml``."""
    text = files("wartally.press").joinpath("sentence.yaml").read_text(encoding="utf-8")
    declared: Mapping[str, Any] = yaml.safe_load(text)
    return Words(
        marks=Lexicon(_marks(declared)),
        hedges=Lexicon(_entries("hedge", declared["qualifiers"])),
        categories=Lexicon(_entries("category", declared["categories"])),
        as_of=Lexicon(_entries("as_of", {"": declared["as_of"]})),
        multipliers={
            key: int(n) for n, spelled in declared["multipliers"].items() for key in _single(spelled)
        },
        units={key: unit for unit, spelled in declared["units"].items() for key in _single(spelled)},
        since=frozenset(_single(declared["since"])),
        until=frozenset(_single(declared["until"])),
    )


def _marks(declared: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], Sense]]:
    for kind in ("mean", "record", "passed"):
        yield from _entries(kind, {"": declared[kind]})
    yield from _entries("window", declared["windows"])
    yield from _entries("weekday", declared["weekdays"])


def _entries(kind: str, by_value: Mapping[Any, Iterable[str]]) -> Iterator[tuple[Sequence[str], Sense]]:
    for value, phrases in by_value.items():
        for phrase in phrases:
            yield from ((key, Sense(kind, str(value))) for key in spell(phrase) if key)


def _single(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        yield from (key[0] for key in spell(phrase) if len(key) == 1)
