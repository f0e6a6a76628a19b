"""Numbers as they are written: digits in groups, another decimal sign, a currency beside them. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

__all__ = ["INTEGER", "LARGEST", "NUMBER", "SMALLEST", "integer_reader", "number_form", "number_reader"]

INTEGER = r"[+-]?[0-9]+"
# Table Schema: a decimal of XML Schema, an exponent, or one of three words in any case.
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|-?[iI][nN][fF]|[nN][aA][nN]"
# Whole numbers are of 64 bits, as in the files and databases that they are written to.
SMALLEST, LARGEST = -(2**63), 2**63 - 1
_WORDS = r"-?[iI][nN][fF]|[nN][aA][nN]"


@lru_cache(maxsize=256)
def number_form(whole: bool, decimal: str = ".", group: str = "", bare: bool = True) -> str:
    """The regular expression of a number: group 1 holds its sign, group 2 the rest (or a word such as INF).

    It is of the kind that Python, RE2 and Java read alike. Unless `bare`, what stands before and after
    the number is passed over: text without digits and, before it, without a second sign.
    """
    point = re.escape(decimal)
    digits = f"[0-9]+(?:{re.escape(group)}[0-9]+)*" if group else "[0-9]+"
    unsigned = digits
    if not whole:
        unsigned = f"(?:{digits}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    words = "" if whole else "|" + _WORDS.replace("-?", "")
    if bare:
        return f"([+-]?)({unsigned})" if whole else f"([+-]?)({unsigned})|(-?)([iI][nN][fF])|()([nN][aA][nN])"
    # Text ends in a character other than the decimal sign, which before a digit belongs to the number.
    edge = "" if whole or len(decimal) != 1 else (r"\^" if decimal == "^" else point)
    before = f"(?:[^0-9+-]*[^0-9+-{edge}])?" if edge != r"\-" else "[^0-9+-]*"
    return f"{before}([+-]?){before}({unsigned}{words})[^0-9]*"


def _parts(form: re.Pattern[str], text: str) -> tuple[str, str]:
    match = form.fullmatch(text)
    if match is None:
        raise ValueError(text)
    found = [g for g in match.groups() if g is not None]
    return found[0], found[1]


def integer_reader(group: str = "", bare: bool = True) -> Callable[[str], int]:
    """A function from a cell's text to a whole number, which raises ValueError if it is none of 64 bits."""
    form = re.compile(number_form(True, group=group, bare=bare))

    def read(text: str) -> int:
        sign, digits = _parts(form, text)
        value = int(sign + (digits.replace(group, "") if group else digits))
        if not SMALLEST <= value <= LARGEST:
            raise ValueError(text)
        return value

    return read


def number_reader(decimal: str = ".", group: str = "", bare: bool = True) -> Callable[[str], float]:
    """A function from a cell's text to a number, which raises ValueError if it is none.

    A number too large for 64 bits of floating point is none either: it would turn into infinity.
    """
    form = re.compile(number_form(False, decimal, group, bare))

    def read(text: str) -> float:
        sign, digits = _parts(form, text)
        if group:
            digits = digits.replace(group, "")
        value = float(sign + digits.replace(decimal, "."))
        if math.isinf(value) and digits[:1] not in "iI":
            raise ValueError(text)
        return value

    return read
