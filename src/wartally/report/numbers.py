"""Numbers as reports print them: `190960`, `374,520`, `92 740`, `294.700`, `1'009`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wartally.report.text import Token

_SEPARATORS = frozenset(",.'")
_LONGEST = 9


class Number(NamedTuple):
    """A printed number: its value, or None where it cannot be one count, and the token index after it."""

    value: int | None
    stop: int


def read_number(found: Sequence[Token], start: int) -> Number:
    """The number whose digits begin at token `start`.

    Groups of three digits behind one and the same separator (a comma, a dot, an apostrophe or a single
    space) are thousands. Anything else joined to the digits, as in `4.5` or `12,34`, gives no value:
    a count of losses is whole, and guessing which digit went missing is not for a parser.
    """
    stop, digits, clear = start + 1, found[start].text, len(found[start].text) <= _LONGEST
    separator = _separator(found, stop)
    while separator and (after := _group(found, stop, separator)):
        group = found[after - 1].text
        clear = clear and len(group) == 3 and len(found[start].text) <= 3 and len(digits) + 3 <= _LONGEST
        digits, stop = digits[:_LONGEST] + group[:_LONGEST], after
        following = _separator(found, stop)
        if following and following != separator:
            clear = clear and following == " "
            separator = following if following != " " else ""
    if len(digits) > 1 and digits.startswith("0"):
        clear = False
    return Number(int(digits) if clear else None, stop)


def _separator(found: Sequence[Token], stop: int) -> str:
    """The character that joins the digits before `stop` to more digits, or an empty string."""
    if stop >= len(found):
        return ""
    gap = found[stop].start - found[stop - 1].end
    if found[stop].is_digits:
        return " " if gap == 1 and len(found[stop].text) == 3 else ""
    joined = gap == 0 and found[stop].text in _SEPARATORS
    return found[stop].text if joined and _digits_touch(found, stop + 1) else ""


def _digits_touch(found: Sequence[Token], at: int) -> bool:
    return at < len(found) and found[at].is_digits and found[at].start == found[at - 1].end


def _group(found: Sequence[Token], stop: int, separator: str) -> int:
    """The token index after the next group behind `separator`, or 0 when there is none."""
    if _separator(found, stop) != separator:
        return 0
    return stop + 1 if separator == " " else stop + 2
