"""JSON and JSON Lines as items, read piece by piece, each with the line it begins on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from wartally.sources.delimited import LONGEST
from wartally.sources.rows import Unreadable

__all__ = ["Item", "Number", "items_of", "keys_of", "objects_of"]

Item = tuple[int, Any]
_SPACE = re.compile(r"[ \t\n\r]*")
_PIECE = 1 << 20
_MOST_KEYS = 10_000
_DEEP = "is nested too deeply to be read"


class Number(str):
    """A number as it is written, with all its digits."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number)


class _Text:
    """A text of which only a stretch is held, and the line at which reading stands."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._held = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def _more(self) -> bool:
        """Hold more of the text; False at its end."""
        pieces, size = [self._held[self._at :]], 0
        self._at = 0
        while size < _PIECE and not self._ended:
            line = next(self._lines, None)
            if line is None:
                self._ended = True
            else:
                pieces.append(line)
                size += len(line)
        self._held = "".join(pieces)
        return size > 0

    def _pass(self, end: int) -> None:
        self.line += self._held.count("\n", self._at, end)
        self._at = end

    def peek(self) -> str:
        """The next character that is no space, blank at the end."""
        while True:
            found = _SPACE.match(self._held, self._at)
            self._pass(found.end() if found else self._at)
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def take(self, wanted: str) -> None:
        """Pass over a character that must come next."""
        found = self.peek()
        if found != wanted:
            said = f"{found!r} stands" if found else "the text ends"
            raise Unreadable(f"this is not valid JSON: {said} where {wanted!r} is expected", self.line)
        self._pass(self._at + 1)

    def value(self) -> Any:
        """The next value."""
        if not self.peek():
            raise Unreadable("this is not valid JSON: the text ends where a value is expected", self.line)
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                line = self.line + self._held.count("\n", self._at, error.pos)
                if len(self._held) - self._at < LONGEST and self._more():
                    continue
                raise Unreadable(f"this is not valid JSON: {error.msg}", line) from error
            except RecursionError as error:
                raise Unreadable(f"the value here {_DEEP}", self.line) from error
            if end == len(self._held) and not self._ended:
                self._more()
                continue
            self._pass(end)
            return value


def items_of(lines: Iterable[str], form: str, path: str) -> Iterator[Item]:
    """The items of a JSON list (below the dotted `path` of keys), or of JSON Lines, with their lines.

    Raises Unreadable, with the line, where the text is not valid or there is no list.
    """
    return _line_items(lines) if form == "jsonl" else _list_items(_Text(lines), path)


def _line_items(lines: Iterable[str]) -> Iterator[Item]:
    for number, line in enumerate(lines, start=1):
        try:
            yield number, _DECODER.decode(line) if line.strip() else None
        except json.JSONDecodeError as error:
            raise Unreadable(f"this is not valid JSON: {error.msg}", number) from error
        except RecursionError as error:
            raise Unreadable(f"the value here {_DEEP}", number) from error


def _list_items(text: _Text, path: str) -> Iterator[Item]:
    if not text.peek():
        raise Unreadable("the file is empty; it needs a list of rows", rule="empty_file")
    for key in path.split(".") if path else ():
        _enter(text, key)
    if text.peek() != "[":
        hint = "no list of rows stands here" if path else "this is no list; `property` names where it is"
        raise Unreadable(f"{hint}", text.line)
    text.take("[")
    while text.peek() != "]":
        line = text.line
        yield line, text.value()
        if text.peek() != "]":
            text.take(",")
            if text.peek() == "]":
                raise Unreadable("this is not valid JSON: a comma stands before the list's end", text.line)
    text.take("]")
    if not path and text.peek():
        raise Unreadable("this is not valid JSON: there is more behind the list", text.line)


def _enter(text: _Text, key: str) -> None:
    """Go to the value of a key of the object that comes next."""
    line = text.line
    text.take("{")
    while text.peek() != "}":
        name = text.value()
        text.take(":")
        if name == key:
            return
        text.value()
        if text.peek() != "}":
            text.take(",")
    raise Unreadable(f"there is no property {key!r}, which the dialect names", line)


def objects_of(items: Iterable[Item], item_type: str) -> bool:
    """True if the items are objects, by what the dialect says or by the first of them."""
    if item_type:
        return item_type == "object"
    return isinstance(next((value for _, value in items if value is not None), None), dict)


def keys_of(items: Iterable[Item]) -> dict[str, int]:
    """Every key of the items that are objects, in order of appearance, and the line that has it first."""
    found: dict[str, int] = {}
    for line, value in items:
        if isinstance(value, dict):
            for key in value:
                if key not in found:
                    found[key] = line
        if len(found) > _MOST_KEYS:
            raise Unreadable(f"the objects have more than {_MOST_KEYS:,} different keys", line)
    return found
