"""A web page's text: the part of it that holds a report, without the page around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from wartally.report.model import ParsedReport
from wartally.report.parse import parse

__all__ = ["is_page", "page_text"]

_START = re.compile(r"\s*(?:<!doctype|<html|<\?xml|<head|<body|<div|<article|<p\b)", re.IGNORECASE)
_HIDDEN = frozenset(
    {"script", "style", "template", "noscript", "svg", "head", "nav", "footer", "form", "button"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "wbr"}
)
_PARTS = frozenset({"article", "main", "section", "div", "td"})
_TITLES = frozenset({"h1", "title"})
# Parts that are read to find the report in a page that cannot be read as a whole.
_TRIED = 40


def is_page(text: str) -> bool:
    """True if the text is a web page's source."""
    return _START.match(text) is not None


def page_text(html: str) -> str:
    """The text of a page: all of it if it reads as a report without doubt, else the smallest part that does.

    That part is the shortest with as many figures as the whole; the page's title goes before it if
    the date stands only there. Raises nothing.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    whole = _tidy("".join(reader.text))
    read = parse(whole)
    if not read.figures or not read.unknown:
        return whole
    best = _best(reader.parts, whole, len(read.figures))
    if parse(best).report_date is None and reader.titles:
        return _tidy("\n".join([*reader.titles, best]))
    return best


def _best(parts: Iterable[str], whole: str, figures: int) -> str:
    """The shortest part with all the figures, one without doubtful passages first."""
    tidied = {_tidy(part) for part in parts}
    candidates = sorted((part for part in tidied if _numbers(part) >= figures), key=len)[:_TRIED]
    read: list[tuple[str, ParsedReport]] = [(part, parse(part)) for part in candidates]
    full = [(part, report) for part, report in read if len(report.figures) >= figures]
    clean = [part for part, report in full if not report.unknown]
    return next(iter([*clean, *(part for part, _ in full)]), whole)


def _numbers(text: str) -> int:
    return len(re.findall(r"\d+", text))


def _tidy(text: str) -> str:
    lines = (" ".join(line.replace("\xa0", " ").split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


@dataclass
class _Part:
    tag: str
    start: int


@dataclass
class _Reader(HTMLParser):
    """Gathers the text of a page, and of each part of it that could hold a report."""

    text: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    _open: list[_Part] = field(default_factory=list)
    _hidden: list[str] = field(default_factory=list)
    _title: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a hidden stretch, a title, a part or a line."""
        del attrs
        if tag in _TITLES:
            self._title = tag
        if tag in _HIDDEN:
            self._hidden.append(tag)
        if tag in _PARTS:
            self._open.append(_Part(tag, len(self.text)))
        if tag not in _INLINE:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends; parts that were left open inside it end too."""
        if tag == self._title:
            self._title = ""
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        if any(part.tag == tag for part in self._open):
            while True:
                part = self._open.pop()
                self.parts.append("".join(self.text[part.start :]))
                if part.tag == tag:
                    break
        if tag not in _INLINE:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is shown; line breaks of the source are spaces."""
        shown = " ".join(data.split("\n"))
        if self._title and shown.strip():
            self.titles.append(shown)
        if not self._hidden:
            self.text.append(shown)
