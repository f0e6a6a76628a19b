"""Names that databases do not keep apart, kept apart by a mark that no name has. Pure.

A database takes `Id` and `id` for one column, and version 1 of Table Schema allows two fields of one
name. The second of such names gets a mark at its end, which is taken off where people read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["MARK", "as_declared", "marked", "told"]

# A word joiner: it is not seen, and no header has it at a name's end.
MARK = "\u2060"


def marked(names: Iterable[str], casefold: bool = True) -> list[str]:
    """The names, each marked until it differs from those before it, in more than case if `casefold`."""
    taken: set[str] = set()
    found = []
    for name in names:
        while (name.casefold() if casefold else name) in taken:
            name += MARK
        taken.add(name.casefold() if casefold else name)
        found.append(name)
    return found


def told(text: str) -> str:
    """The text without marks."""
    return text.replace(MARK, "")


def as_declared(header: Sequence[str], declared: Sequence[str]) -> list[str]:
    """The names of a header with the marks of those `declared`, and other names apart from them."""
    left, found = list(declared), []
    for name in header:
        meant = next((d for d in left if told(d) == name), name)
        if meant in left:
            left.remove(meant)
        found.append(meant)
    taken = {name.casefold() for name in declared}
    return [n + MARK if n not in declared and n.casefold() in taken else n for n in found]
