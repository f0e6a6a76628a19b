"""Whether the word a statement uses is what the series counts.

The General Staff's personnel line counts killed and wounded together, by its own account, and
the series never says "confirmed". A word is found by its beginning, in English, Ukrainian and
the languages in which such statements are met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wartally.press.model import Statistic, WordingVerdict

__all__ = ["Wording", "judge_wording", "loss_words"]

_WORD = re.compile(r"[^\W\d_]+")
_PERSONS = ("personnel", "prisoners")

# Beginnings of words by what they say; a word counts for the first list it is found in.
_KINDS: dict[str, tuple[str, ...]] = {
    "confirmed": ("confirm", "verif", "document", "proven", "підтверджен", "перевірен"),
    "killed": (
        "kill", "dead", "death", "died", "dies", "dying", "fatal", "slain", "perish", "demise", "body",
        "bodies", "загиб", "загин", "гинуть", "вбит", "убит", "мертв", "смерт", "помер", "погиб", "muert",
        "morti", "mortos", "ucis", "zabit", "poleg", "getöt", "tote", "gefallen", "uccis", "kaatu",
    ),
    "wounded": (
        "wound", "injur", "hurt", "maim", "sanitary", "поранен", "ранен", "санітарн", "herid", "verletz",
    ),
    "captured": ("captur", "prison", "pows", "surrender", "полон", "дезерт", "deserte"),
    "missing": ("missing", "зник"),
    "damaged": ("damag", "abandon", "пошкодж", "покину"),
    "liquidated": ("liquidat", "eliminat", "ліквід", "ликвид", "neutrali", "zlikwid"),
    "destroyed": ("destroy", "annihilat", "знищ", "уничтож"),
    "lost": (
        "lost", "lose", "losing", "loss", "casualt", "irrecoverable", "hit", "knock", "downed", "shot",
        "sunk", "sank", "action", "втра", "безповоротн", "збит", "потоп", "потер", "perd", "pérd",
        "straty", "verlust", "verlor",
    ),
    "total": ("total", "overall", "altogether", "загал", "всього", "усього"),
}  # fmt: skip
# What a word in a running sentence may say of the loss next to it.
_IN_SENTENCES = ("killed", "wounded", "captured", "missing", "liquidated", "destroyed")


@dataclass(frozen=True)
class Wording:
    """A verdict on a word, and why: the name of a sentence of `explain`, empty if there is nothing to say."""

    verdict: WordingVerdict
    reason: str = ""


def judge_wording(wording: str, category: str, statistic: Statistic) -> Wording:
    """Whether `wording` fits what the series counts under `category`; an empty one says nothing wrong."""
    kinds = _kinds(wording)
    if not wording.strip():
        return Wording("faithful")
    if "confirmed" in kinds:
        return Wording("unsupported", "claimed_not_confirmed")
    if "total" in kinds and statistic == "daily_on":
        return Wording("unsupported", "total_for_a_day")
    if category in _PERSONS:
        return _persons(kinds, category)
    return _items(kinds)


def loss_words(text: str) -> tuple[str, ...]:
    """The words of a passage that say more of a loss than that it was one, each once, in order."""
    found = (word for word in _WORD.findall(text.casefold()) if _kind(word) in _IN_SENTENCES)
    return tuple(dict.fromkeys(found))


def _kinds(wording: str) -> frozenset[str]:
    return frozenset(_kind(word) for word in _WORD.findall(wording.casefold())) - {""}


def _kind(word: str) -> str:
    return next((kind for kind, beginnings in _KINDS.items() if word.startswith(beginnings)), "")


def _persons(kinds: frozenset[str], category: str) -> Wording:
    if category == "prisoners":
        return (
            Wording("faithful")
            if kinds <= {"captured", "lost", "total"}
            else Wording("unsupported", "prisoners")
        )
    if kinds & {"captured", "missing"}:
        return Wording("unsupported", "captured_or_missing")
    if kinds & {"killed", "destroyed"}:
        return Wording("faithful") if "wounded" in kinds else Wording("killed_for_casualties", "killed")
    if "wounded" in kinds:
        return Wording("faithful") if "lost" in kinds else Wording("unsupported", "wounded")
    if "liquidated" in kinds:
        return Wording("faithful", "liquidated")
    return Wording("faithful") if kinds & {"lost", "total"} else Wording("unsupported", "unknown")


def _items(kinds: frozenset[str]) -> Wording:
    """Of equipment "killed" is only a manner of speaking."""
    if kinds & {"destroyed", "lost", "liquidated", "total", "killed"}:
        return Wording("faithful")
    if kinds & {"captured", "damaged", "missing"}:
        return Wording("unsupported", "one_fate")
    return Wording("faithful") if "wounded" in kinds else Wording("unsupported", "unknown")
