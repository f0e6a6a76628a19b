"""A name that is not there, told with the one that was probably meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

__all__ = ["did_you_mean", "nearest"]

# Below this share of common letters a suggestion puzzles more than it helps.
_ALIKE = 0.6


def nearest(
    given: str, known: Iterable[str], labels: Mapping[str, Iterable[str]] | None = None
) -> str | None:
    """The name among `known` that is most like `given`, or whose labels hold it; None if none is."""
    names = {name.lower(): name for name in known}
    for name, texts in (labels or {}).items():
        for text in texts:
            names.setdefault(text.lower(), name)
    asked = given.strip().lower()
    found = get_close_matches(asked, names, n=1, cutoff=_ALIKE)
    if found:
        return names[found[0]]
    inside = [name for text, name in names.items() if len(asked) > 2 and asked in text]
    return inside[0] if inside else None


def did_you_mean(given: str, known: Iterable[str], labels: Mapping[str, Iterable[str]] | None = None) -> str:
    """What to add to an error's sentence, ` (did you mean 'losses'?)`; empty if no name is near."""
    found = nearest(given, known, labels)
    return f" (did you mean {found!r}?)" if found else ""
