"""Text without what slips in unseen: outer blanks, invisible characters, wide digits, curly marks. Pure."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["cleaned", "cyrillic", "digits_as_ascii", "latin", "spaced"]

_MARKS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("‘’‚‛′ʼʹ＇", "'"),
        **dict.fromkeys("“”„‟″«»＂", '"'),
    }
)
# Letters of other alphabets that look like Latin ones in most typefaces.
_LOOK = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԚԜҮаеорсухіјѕԛԝһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικρυχ",
    "ABEKMHOPCTYXIJSQWYaeopcyxijsqwhdABEZHIKMNOPTYXovikpux",
)
_CYRILLIC = str.maketrans("ABEKMHOPCTXIaeopcyxi", "АВЕКМНОРСТХІаеорсухі")
_BLANKS = re.compile(r"\s+")


def spaced(text: str) -> str:
    """The text without invisible characters and outer blanks; every other run of blanks is one space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return _BLANKS.sub(" ", seen).strip()


def cleaned(text: str) -> str:
    """The text `spaced`, in ordinary width, with plain quotes and dashes."""
    if text.isascii():
        return spaced(text)
    return unicodedata.normalize("NFKC", spaced(text)).translate(_MARKS).strip()


def digits_as_ascii(text: str) -> str:
    """The text with the digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def latin(text: str) -> str:
    """The text with letters that look like Latin ones as those."""
    return text if text.isascii() else text.translate(_LOOK)


def cyrillic(text: str) -> str:
    """The text with Latin letters that look like Cyrillic ones as those."""
    return text.translate(_CYRILLIC)
