"""Classes of characters that XML Schema's expressions name, as ranges for the inside of brackets. Pure."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

__all__ = ["NAME", "NAME_START", "block_ranges", "category_ranges"]

# What a name of XML may begin with and go on with.
NAME_START = (
    ":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME = NAME_START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_CATEGORIES = frozenset(
    [
        *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"),
        *("S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"),
    ]
)
_BLOCKS = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "CyrillicSupplement": (0x500, 0x52F),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Syriac": (0x700, 0x74F),
    "Thaana": (0x780, 0x7BF),
    "Devanagari": (0x900, 0x97F),
    "Bengali": (0x980, 0x9FF),
    "Gurmukhi": (0xA00, 0xA7F),
    "Gujarati": (0xA80, 0xAFF),
    "Tamil": (0xB80, 0xBFF),
    "Thai": (0xE00, 0xE7F),
    "Tibetan": (0xF00, 0xFFF),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "Ethiopic": (0x1200, 0x137F),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7A3),
    "PrivateUse": (0xE000, 0xF8FF),
}


def _sign(code: int) -> str:
    return f"\\U{code:08x}"


def block_ranges(name: str) -> str:
    """The characters of a block of Unicode; raises ValueError if it is none of those known here."""
    if name not in _BLOCKS:
        raise ValueError(f"there is no known block of Unicode {name!r}")
    low, high = _BLOCKS[name]
    return f"{_literal(low)}-{_literal(high)}"


def _literal(code: int) -> str:
    """A character written so that all kinds of expressions read it, inside brackets."""
    char = chr(code)
    return char if char.isprintable() and char not in "\\]^-[" else f"\\x{code:02x}" if code < 256 else char


@cache
def _all() -> dict[str, list[tuple[int, int]]]:
    """The ranges of each category of two letters, found once."""
    found: dict[str, list[tuple[int, int]]] = {}
    start, last = 0, unicodedata.category("\0")
    for code in range(1, sys.maxunicode + 2):
        kind = unicodedata.category(chr(code)) if code <= sys.maxunicode else ""
        if kind != last:
            found.setdefault(last, []).append((start, code - 1))
            start, last = code, kind
    return found


@cache
def category_ranges(*names: str) -> str:
    """The characters of some categories of Unicode, such as L or Nd; raises ValueError for another name."""
    for name in names:
        if name not in _CATEGORIES:
            raise ValueError(f"there is no category of Unicode {name!r}")
    kinds = [kind for kind in _all() if kind in names or kind[0] in names]
    pairs = sorted(pair for kind in kinds for pair in _all()[kind])
    return "".join(f"{_sign(low)}-{_sign(high)}" for low, high in pairs)
