r"""Regular expressions of DuckDB (RE2) written for Java, so that both match the same texts. Pure.

RE2's classes do not nest and know no `&&`, only a line feed ends a line for it, ignoring case is a
matter of Unicode, `\b` and `\w` of ASCII; `\h` and `\v` differ, and scripts have other names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["full_match", "java_pattern"]

# Only a line feed ends a line.
_UNIX_LINES = "(?d)"
_WORD = "[0-9A-Za-z_]"
_ESCAPES = {
    "v": r"\x0B",
    "b": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    "B": f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
    "s": r"[\t\n\f\r ]",
    "S": r"[^\t\n\f\r ]",
    "C": r"(?s:.)",
}
_IN_CLASS = {"v": r"\x0B", "s": r"\t\n\f\r ", "S": r"\x00-\x08\x0B\x0E-\x1F\x21-\x{10FFFF}"}
_SCRIPT = re.compile(r"\\[pP](?:\{\^?([A-Za-z_]+)\}|([A-Z]))")
_POSIX = re.compile(r"\[:(\^?)([a-z]+):\]")
_POSIX_NAMES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7F", "blank": r"\t ",
    "cntrl": r"\x00-\x1F\x7F",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\x0B\f\r ", "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_FLAGS = re.compile(r"\(\?([imsU-]+)([:)])")
_NAMED = re.compile(r"\(\?P?<([A-Za-z_0-9]+)>")


def full_match(pattern: str) -> str:
    """A Java pattern that finds itself in a text if and only if `pattern` matches the whole of it in RE2."""
    return rf"\A(?:{java_pattern(pattern)})\z"


def java_pattern(pattern: str) -> str:
    """An RE2 pattern in Java's terms."""
    return _UNIX_LINES + "".join(_pieces(pattern))


def _pieces(pattern: str) -> Iterator[str]:
    at = 0
    # With the flag m an end of a line is what `$` finds in both.
    end = "$" if any("m" in found[1].partition("-")[0] for found in _FLAGS.finditer(pattern)) else r"\z"
    while at < len(pattern):
        here = pattern[at]
        if here == "\\":
            piece, at = _escape(pattern, at, _ESCAPES)
        elif here == "[":
            piece, at = _class(pattern, at)
        elif here == "(" and (found := _FLAGS.match(pattern, at)):
            on, dash, off = found[1].partition("-")
            piece, at = f"(?{on.replace('i', 'iu')}{dash}{off.replace('i', 'iu')}{found[2]}", found.end()
        elif here == "(" and (found := _NAMED.match(pattern, at)):
            piece, at = "(", found.end()
        elif here == "$":
            piece, at = end, at + 1
        else:
            piece, at = here, at + 1
        yield piece


def _escape(pattern: str, at: int, other: dict[str, str]) -> tuple[str, int]:
    if pattern.startswith("\\Q", at):
        end = pattern.find("\\E", at)
        end = len(pattern) if end < 0 else end
        return re.escape(pattern[at + 2 : end]), end + 2
    if found := _SCRIPT.match(pattern, at):
        return _property(found), found.end()
    letter = pattern[at + 1 : at + 2]
    return other.get(letter, "\\" + letter), at + 2


def _property(found: re.Match[str]) -> str:
    name = found[1] or found[2]
    negated = found[0][1] == "P"
    if found[0].startswith(("\\p{^", "\\P{^")):
        negated = not negated
    known = name if len(name) <= 2 else f"Is{name}"
    return f"\\{'P' if negated else 'p'}{{{known}}}"


def _class(pattern: str, at: int) -> tuple[str, int]:
    """A class in brackets: what Java takes for a class inside a class, or for `&&`, is a plain sign."""
    start, pieces = at, ["["]
    at += 1
    if pattern.startswith("^", at):
        pieces.append("^")
        at += 1
    first = at
    while at < len(pattern):
        here = pattern[at]
        if here == "]" and at > first:
            return "".join([*pieces, "]"]), at + 1
        if here == "\\":
            piece, at = _escape(pattern, at, _IN_CLASS)
            pieces.append(piece)
        elif here == "[" and (found := _POSIX.match(pattern, at)) and found[2] in _POSIX_NAMES:
            inside = _POSIX_NAMES[found[2]]
            pieces.append(f"[^{inside}]" if found[1] else inside)
            at = found.end()
        else:
            pieces.append("\\" + here if here in "[]&^" else here)
            at += 1
    return pattern[start:], len(pattern)
