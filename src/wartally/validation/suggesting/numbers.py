"""The plain numbers that a text can mean: without groups, decimal commas, currency and percent. Pure."""

from __future__ import annotations

import re

from wartally.validation.suggesting.cleaning import digits_as_ascii

__all__ = ["numbers"]

_SIGNS = "$€£₴₽¥¢%‰"
_ROUND = str.maketrans(dict.fromkeys("OoОоΟο", "0"))
# An l behind the last digit is rather a unit.
_STRAIGHT = re.compile(r"[lIІі|](?=\d)")
_GROUPED = re.compile(r"([+-]?\d{1,3})((?:[ '_]\d{3})+)([.,]\d+)?")
_POINTED = re.compile(r"([+-]?\d{1,3})((?:\.\d{3})+),(\d+)|([+-]?\d{1,3})((?:,\d{3})+)\.(\d+)")
_REPEATED = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,})")
_ONE_COMMA = re.compile(r"([+-]?\d+),(\d+)")
_WHOLE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_ZEROS = re.compile(r"([+-]?\d+)[.,]0+")


def numbers(text: str, whole: bool) -> list[str]:
    """The numbers that a cleaned text can mean, with a point as decimal mark; `whole` ones only, if so asked.

    A comma before exactly three digits groups thousands in whole numbers; in others it may also be a
    decimal comma, so both readings are given.
    """
    said = digits_as_ascii(text).strip(_SIGNS + " ")
    if any(c.isdigit() for c in said):
        said = _STRAIGHT.sub("1", said.translate(_ROUND))
    found = [said] if _NUMBER.fullmatch(said) else _read(said, whole)
    if whole:
        found = [m[1] if (m := _ZEROS.fullmatch(n)) else n for n in found]
        found = [n for n in found if _WHOLE.fullmatch(n)]
    return list(dict.fromkeys(found))


def _read(said: str, whole: bool) -> list[str]:
    if match := _GROUPED.fullmatch(said):
        rest = (match[3] or "").replace(",", ".")
        return [match[1] + re.sub(r"\D", "", match[2]) + rest]
    if match := _POINTED.fullmatch(said):
        first, groups, rest = match.group(1, 2, 3) if match[1] else match.group(4, 5, 6)
        return [f"{first}{re.sub(r'[^0-9]', '', groups)}.{rest}"]
    if _REPEATED.fullmatch(said):
        return [re.sub("[.,]", "", said)]
    if match := _ONE_COMMA.fullmatch(said):
        decimal, grouped = f"{match[1]}.{match[2]}", match[1] + match[2]
        groups_well = len(match[2]) == 3 and len(match[1].lstrip("+-")) <= 3 and match[1].lstrip("+-") != "0"
        if groups_well:
            return [grouped] if whole else [grouped, decimal]
        return [decimal]
    return []
