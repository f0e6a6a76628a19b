"""Delimited text of any dialect and encoding as rows, each with the line it begins on."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from typing import IO

from wartally.sources.rows import Row
from wartally.sources.table import Dialect

__all__ = ["LONGEST", "MARK", "lines_of", "rows_of"]

# Longer than this no row is: a quote was not closed.
LONGEST = 16 * 1024 * 1024
# What stands in a decoded text for a byte that is not of the encoding; no text has it otherwise.
MARK = "\udcff"
_NOTING = "wartally-noting"
_NEWLINE, _RETURN = "\ue001", "\ue002"
_UNCLOSED, _TOO_LONG = "unquoted value", "line too long"


def _noting(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return MARK, error.end


codecs.register_error(_NOTING, _noting)


def lines_of(stream: IO[bytes], encoding: str, longest: int = LONGEST) -> Generator[str]:
    """The lines of a text with their ends; bytes that are not of the encoding become `MARK`.

    A line that is longer than any row is cut off behind that.
    """
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    text = io.TextIOWrapper(stream, encoding=codec, errors=_NOTING, newline="")
    first = True
    try:
        while line := text.readline(longest + 1):
            if first:
                line, first = line.removeprefix("\ufeff"), False
            yield line
            rest = line
            while len(rest) > longest and not rest.endswith(("\n", "\r")):
                rest = text.readline(longest + 1)
    finally:
        # The stream belongs to the caller, who closes it.
        text.detach()


class _Feed:
    """Lines for the reader, which remembers those of the row it is in, to go back where that is none."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._size = 0
        self.taken: list[str] = []
        self.line = 1

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self._size += len(line)
        if self._size > LONGEST:
            raise _TooLong
        return line

    def peek(self) -> str | None:
        """The line that comes next, None at the end."""
        if not self._back:
            line = next(self._lines, None)
            if line is None:
                return None
            self._back.append(line)
        return self._back[0]

    def done(self) -> None:
        """Close the row after all of its lines."""
        self.line += len(self.taken)
        self.taken.clear()
        self._size = 0

    def end(self, lines: int | None = None) -> str:
        """Close the row after so many of its lines, or all, and give the others back; the row's text."""
        count = len(self.taken) if lines is None else lines
        self._back.extendleft(reversed(self.taken[count:]))
        text = "".join(self.taken[:count])
        self.line += count
        self.taken, self._size = [], 0
        return text


class _TooLong(Exception):
    """A row goes on past any sensible length."""


def rows_of(lines: Iterable[str], dialect: Dialect) -> Iterator[Row]:
    """The rows of a text; a comment is left out but counts as a line, a blank line is a row without cells.

    A row that cannot be cut into cells has a `fault`; reading goes on with the line behind its first.
    """
    ended = dialect.line_terminator
    feed = _Feed(_broken_at(lines, ended) if ended else lines)
    reader = _reader(feed, dialect)
    comment = dialect.comment_char
    while True:
        if comment and (feed.peek() or "").startswith(comment):
            next(feed)
            yield Row(feed.line, (), "comment", feed.end())
            continue
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong) as error:
            fault, line = _TOO_LONG if isinstance(error, _TooLong) else _UNCLOSED, feed.line
            yield Row(line, (), fault, feed.end(1).rstrip("\r\n"))
            reader = _reader(feed, dialect)
            continue
        line = feed.line
        feed.done()
        if ended:
            cells = [cell.replace(_NEWLINE, "\n").replace(_RETURN, "\r") for cell in cells]
        yield Row(line, cells)


def _reader(feed: _Feed, dialect: Dialect) -> Iterator[list[str]]:
    quoted = bool(dialect.quote_char)
    return csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote_char or None,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        doublequote=dialect.double_quote,
        escapechar=dialect.escape_char or None,
        skipinitialspace=dialect.skip_initial_space,
        strict=True,
    )


def _broken_at(lines: Iterable[str], end: str) -> Iterator[str]:
    """The text broken where the dialect's own character ends a row; line ends in it are text."""
    rest = ""
    for line in lines:
        pieces = (rest + line.replace("\n", _NEWLINE).replace("\r", _RETURN)).split(end)
        rest = pieces.pop()
        yield from (piece + "\n" for piece in pieces)
        if len(rest) > LONGEST:
            yield rest + "\n"
            rest = ""
    if rest.strip(_NEWLINE + _RETURN):
        yield rest
