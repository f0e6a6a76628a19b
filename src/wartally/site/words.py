"""What our pages say, in English and Ukrainian: the catalogue, numbers, dates and plural forms. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

__all__ = ["LANGUAGES", "Words", "plural"]

LANGUAGES = ("en", "uk")
_MINUS, _SPACE, _DASH, _JOINED = "\u2212", "\u00a0", "\u2013", "\u2060\u2013\u2060"
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "uk": (
        "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
        "листопада", "грудня",
    ),
}  # fmt: skip
_NAMED_MONTHS = {
    "en": _MONTHS["en"],
    "uk": (
        "січень", "лютий", "березень", "квітень", "травень", "червень", "липень", "серпень", "вересень",
        "жовтень", "листопад", "грудень",
    ),
}  # fmt: skip
_SHORT_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "uk": ("січ", "лют", "бер", "квіт", "трав", "черв", "лип", "серп", "вер", "жовт", "лист", "груд"),
}
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "uk": ("понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя"),
}
_SHORT_WEEKDAYS = {
    "en": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
    "uk": ("пн", "вт", "ср", "чт", "пт", "сб", "нд"),
}


def plural(n: int, lang: str) -> str:
    """The plural form that `n` takes: one or other in English; one, few or many in Ukrainian."""
    if lang == "en":
        return "one" if n == 1 else "other"
    last, tens = abs(n) % 10, abs(n) % 100
    if last == 1 and tens != 11:
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= tens <= 14 else "many"


class Words:
    """One language's words, numbers and dates; calling it looks a phrase up in the catalogue."""

    def __init__(self, catalogue: Mapping[str, Mapping[str, Any]], lang: str) -> None:
        """The words of `lang`, which must be one of LANGUAGES."""
        self.lang = lang
        self._phrases = {key: phrase[lang] for key, phrase in catalogue.items()}

    def __call__(self, key: str, **values: Any) -> Markup:
        """The phrase called `key` with `values` put in, escaped; `n` chooses the plural form.

        Raises KeyError if the catalogue has no such phrase or the phrase wants another value.
        """
        phrase = self._phrases[key]
        if isinstance(phrase, Mapping):
            phrase = phrase[plural(values["n"], self.lang)]
        if isinstance(values.get("n"), int):
            values["n"] = self.number(values["n"])
        return Markup(phrase).format(**values)

    def plain(self, key: str, **values: Any) -> str:
        """The phrase as plain text, for pictures and files: what is escaped for HTML is itself again."""
        return self(key, **values).unescape()

    def of_side(self, key: str, side: str, name: str) -> Markup:
        """The phrase about a side: the one written for it, KEY_ru, else KEY_side with its name put in."""
        own = f"{key}_{side.lower()}"
        return self(own) if self.has(own) else self(f"{key}_side", side=name)

    def has(self, key: str) -> bool:
        """True if the catalogue has the phrase."""
        return key in self._phrases

    def number(self, n: int | None, signed: bool = False) -> str:
        """A whole number in the language's form, with its sign if wished; an en dash where there is none."""
        if n is None:
            return _DASH
        digits = f"{abs(n):,}"
        if self.lang == "uk":
            digits = digits.replace(",", _SPACE)
        sign = _MINUS if n < 0 else "+" if signed and n > 0 else ""
        return sign + digits

    def decimal(self, x: float | None, places: int = 2) -> str:
        """A number with `places` decimals in the language's form; an en dash where there is none."""
        if x is None:
            return _DASH
        whole, _, part = f"{abs(x):.{places}f}".partition(".")
        point = "," if self.lang == "uk" else "."
        return f"{_MINUS if x < 0 else ''}{self.number(int(whole))}{point}{part}"

    def day(self, day: str | date, year: bool = True) -> str:
        """A date written out: 11 November 2022, 11 листопада 2022 року."""
        d = _date(day)
        text = f"{d.day}{_SPACE}{_MONTHS[self.lang][d.month - 1]}"
        return text + self._year(d.year) if year else text

    def _year(self, year: int) -> str:
        return f"{_SPACE}{year}" + (f"{_SPACE}року" if self.lang == "uk" else "")

    def weekday(self, day: str | date) -> str:
        """The name of the day of the week."""
        return _WEEKDAYS[self.lang][_date(day).weekday()]

    def weekdays(self) -> list[tuple[str, str]]:
        """The days of the week from Monday: two letters and the whole name of each."""
        return list(zip(_SHORT_WEEKDAYS[self.lang], _WEEKDAYS[self.lang], strict=True))

    def short(self, day: str | date) -> str:
        """A day in little room: 11 Nov, 11 лист."""
        d = _date(day)
        return f"{d.day}{_SPACE}{_SHORT_MONTHS[self.lang][d.month - 1]}"

    def month(self, month: str) -> str:
        """A month such as 2022-11 by name: November 2022, листопад 2022 року."""
        d = _date(f"{month}-01")
        return _NAMED_MONTHS[self.lang][d.month - 1] + self._year(d.year)

    def span(self, first: str | date, last: str | date) -> str:
        """The days from `first` to `last`, no longer than need be: 5-11 November 2022, with an en dash."""
        a, b = _date(first), _date(last)
        if a == b:
            return self.day(b)
        if (a.year, a.month) == (b.year, b.month):
            return f"{a.day}{_JOINED}{self.day(b)}"
        return f"{self.day(a, year=a.year != b.year)} {_DASH} {self.day(b)}"


def _date(day: str | date) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)
