r"""The regular expressions of XML Schema, said in Python's and, where they can be, in the databases'. Pure.

They match a value whole. What they have and others have not: `\i` and `\c` for letters of names, classes
less other classes, blocks of Unicode, and a `\w` without the underscore. An anchor at the beginning or end
of a branch, which the standard knows not and everybody writes, is understood; so are, by Python alone, the
signs that only Perl's descendants have, such as `(?=`.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from functools import lru_cache

from wartally.cells.unicode_classes import NAME, NAME_START, block_ranges, category_ranges

__all__ = ["Pattern", "translate"]

_PUNCTUATION = frozenset(string.punctuation)
_WORD = r"\p{L}\p{M}\p{N}\p{S}"
_BLANKS = r" \t\n\r"
_QUANTIFIER = re.compile(r"\{([0-9]*)(,?)([0-9]*)\}")
# RE2 repeats a part a thousand times at most.
_MOST = 1000


@dataclass(frozen=True)
class Pattern:
    """One expression: for Python's `re.fullmatch`, and for RE2 and Java, blank if they cannot say it."""

    python: str
    sql: str


@lru_cache(maxsize=1024)
def translate(pattern: str) -> Pattern:
    """The expression in both forms; raises ValueError, saying what is wrong, if it is broken."""
    reader = _Reader(pattern)
    reader.expression()
    found = Pattern("".join(reader.python), "" if reader.alone else "".join(reader.sql))
    try:
        re.compile(found.python)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return found


@dataclass
class _Reader:
    """A walk over a pattern; `alone` once it has what only Python can match."""

    text: str
    at: int = 0
    python: list[str] = field(default_factory=list)
    sql: list[str] = field(default_factory=list)
    alone: bool = False
    repeated: int = -1
    times: int = 1

    def both(self, said: str) -> None:
        """Write the same in both forms."""
        self.python.append(said)
        self.sql.append(said)

    def expression(self) -> None:
        """Read all of the pattern."""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\\":
                self.escape()
            elif char == "[":
                python, sql = self.charset()
                self.python.append(python)
                self.sql.append(sql)
            elif char == "(":
                self.group()
            elif char == "{":
                self.braces()
            else:
                self.at += 1
                self.both(self.plain(char))

    def plain(self, char: str) -> str:
        """One sign outside classes: the anchors are those that stand where anchors do."""
        before, after = self.text[: self.at - 1], self.text[self.at :]
        if char == "^" and before and before[-1] not in "|(":
            return r"\^"
        if char == "$" and after and after[0] not in "|)":
            return r"\$"
        # A plus after another sign of repetition lets nothing go again: RE2 knows it not.
        self.alone |= char == "+" and self.repeated == self.at - 1
        if char in "*+?":
            self.repeated = self.at
        return {".": r"[^\n\r]", "}": r"\}", "]": r"\]"}.get(char, char)

    def group(self) -> None:
        """The beginning of a group; those with `?` are not XML Schema's, only `(?:` is known to all."""
        if self.text.startswith("(?", self.at):
            self.alone |= not self.text.startswith("(?:", self.at)
            self.both("(?")
            self.at += 2
            if self.at < len(self.text):
                self.both(self.text[self.at])
                self.at += 1
            return
        self.both("(")
        self.at += 1

    def braces(self) -> None:
        """How often, or a brace that stands for itself."""
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None or not (found[1] or found[3]):
            self.both(r"\{")
            self.at += 1
            return
        self.at = self.repeated = found.end()
        # Repetitions may stand inside each other, and then they multiply.
        self.times *= max(int(found[1] or 0), int(found[3] or 0), 1)
        self.alone |= not found[1] or self.times > _MOST
        self.both(found[0])

    def escape(self) -> None:
        """A sign after a backslash, outside classes."""
        python, sql, single = self.escaped()
        self.python.append(python if single else f"[{python}]")
        self.sql.append(sql if single else f"[{sql}]")

    def escaped(self) -> tuple[str, str, bool]:
        """What an escape stands for, as the inside of a class, in both forms; True if it is one sign."""
        self.at += 2
        sign = self.text[self.at - 1 : self.at]
        if sign in "pP" and sign:
            return self.category(sign)
        if sign in _PUNCTUATION:
            return f"\\{sign}", f"\\{sign}", True
        if sign and sign in "nrt":
            return f"\\{sign}", f"\\{sign}", True
        inside = {
            "d": (r"\d", r"\p{Nd}"),
            "D": (r"\D", r"\P{Nd}"),
            "s": (_BLANKS, _BLANKS),
            "w": (category_ranges("L", "M", "N", "S"), _WORD),
            "i": (NAME_START, NAME_START),
            "c": (NAME, NAME),
        }
        if sign in inside:
            return *inside[sign], False
        if sign and sign in "SWIC":
            self.alone = True
            return _without(inside[sign.lower()][0]), "", False
        # Not XML Schema's: a word's edge, what a group matched, a sign by its number.
        self.alone = True
        return f"\\{sign}", "", True

    def category(self, sign: str) -> tuple[str, str, bool]:
        r"""`\p{...}`: a category or a block of Unicode, or all but that."""
        found = re.compile(r"\{([A-Za-z0-9-]+)\}").match(self.text, self.at)
        if found is None:
            raise ValueError(rf"\{sign} needs a category in braces")
        self.at = found.end()
        name = found[1]
        if name.startswith("Is"):
            ranges = block_ranges(name[2:])
            self.alone |= sign == "P"
            return (ranges if sign == "p" else _without(ranges)), ranges, False
        ranges = category_ranges(name)
        return (ranges if sign == "p" else _without(ranges)), rf"\{sign}{{{name}}}", False

    def charset(self) -> tuple[str, str]:
        """A class in brackets, in both forms."""
        start = self.at
        self.at += 1
        negated = self.text.startswith("^", self.at)
        self.at += negated
        python: list[str] = []
        sql: list[str] = []
        less, may_range = "", False
        while not python or not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                raise ValueError(f"the class that begins at {start} has no end")
            if self.text.startswith("-[", self.at) and python:
                self.at += 1
                less, _ = self.charset()
                self.alone = True
                continue
            if less:
                raise ValueError(
                    f"in the class that begins at {start} something follows what is taken off it"
                )
            mine, theirs, may_range = self.item(may_range)
            python.append(mine)
            sql.append(theirs)
        self.at += 1
        sign = "^" if negated else ""
        whole = f"[{sign}{''.join(python)}]"
        return (f"(?:(?!{less}){whole})" if less else whole), f"[{sign}{''.join(sql)}]"

    def item(self, may_range: bool) -> tuple[str, str, bool]:
        """One sign or class inside brackets, in both forms; True if a range may begin with it."""
        if self.text[self.at] == "\\":
            python, sql, single = self.escaped()
            return python, sql, single
        char = self.text[self.at]
        self.at += 1
        if char == "-" and may_range and self.text[self.at : self.at + 1] not in ("]", ""):
            return "-", "-", False
        said = f"\\{char}" if char in _PUNCTUATION else char
        return said, said, True


def _without(ranges: str) -> str:
    """The inside of a class of all signs but those of `ranges`."""
    codes = _codes(ranges)
    found, start = [], 0
    for low, high in [*sorted(codes), (0x110000, 0)]:
        if low > start:
            found.append(f"{_sign(start)}-{_sign(low - 1)}")
        start = max(start, high + 1)
    return "".join(found)


def _codes(ranges: str) -> list[tuple[int, int]]:
    """The code points of the inside of a class, as ranges."""
    found = []
    for part in re.finditer(r"(\\U[0-9a-f]{8}|\\.|[^\\])(?:-(\\U[0-9a-f]{8}|\\.|[^\\]))?", ranges, re.DOTALL):
        low, high = part[1], part[2] or part[1]
        found.append((_code(low), _code(high)))
    return found


def _code(sign: str) -> int:
    known = {r"\t": 9, r"\n": 10, r"\r": 13}
    if sign.startswith(r"\U"):
        return int(sign[2:], 16)
    return known.get(sign) or ord(sign[-1])


def _sign(code: int) -> str:
    return f"\\U{code:08x}"
