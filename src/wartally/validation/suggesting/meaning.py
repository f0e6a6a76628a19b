"""What a cell was probably meant to say: the first way of reading it that its field allows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache

from wartally.cells import holds, reader, sql_text
from wartally.schema import Field
from wartally.validation.suggesting.cleaning import cleaned, cyrillic, digits_as_ascii, latin, spaced
from wartally.validation.suggesting.codes import Codes
from wartally.validation.suggesting.dates import dates, months, serial_date, times
from wartally.validation.suggesting.numbers import numbers

__all__ = ["Meaning"]

_YES = frozenset({"yes", "y", "true", "t", "on", "1", "так", "т", "да", "д"})
_NO = frozenset({"no", "n", "false", "f", "off", "0", "ні", "н", "нет"})
_CHECKED = (
    *("enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "jsonSchema"),
)
# Nobody means a long text by mistake, and looking at one takes time.
_LONGEST = 200


class Meaning:
    """One field's cells: what each was meant to say.

    `missing` are the texts that stand for no value; `known` are the codes that a foreign key allows.
    """

    def __init__(self, field: Field, missing: Iterable[str] = ("",), known: Codes | None = None) -> None:
        self.field = field
        self.missing = frozenset(missing)
        self.known = known
        self._read = reader(field)
        rules = [rule for rule in _CHECKED if rule in field.constraints]
        if field.categories and "enum" not in rules:
            rules.append("categories")
        self._holds = [holds(field, rule) for rule in rules]
        self._codes = _codes(field)
        self.of: Callable[[str], tuple[str, ...]] = cache(self._of)

    def fits(self, text: str) -> bool:
        """True if the field allows the text: its type, its constraints, and the codes it may refer to."""
        if text in self.missing:
            return False
        try:
            value = self._read(text)
            allowed = all(keeps(value) for keeps in self._holds)
        except (ValueError, TypeError, OverflowError):
            return False
        return allowed and (self.known is None or sql_text(value) in self.known.known)

    def _of(self, text: str) -> tuple[str, ...]:
        """What `text` can have meant: nothing, one thing that is obvious, or several that are as likely."""
        if len(text) > _LONGEST:
            return ()
        for readings in self._readings(text):
            found = tuple(dict.fromkeys(r for r in readings if r != text and self.fits(r)))
            if found:
                return found
        return ()

    def _readings(self, text: str) -> Iterator[Iterable[str]]:
        """Ways to read the text, the least daring first; each gives what it makes of it."""
        yield (spaced(text),)
        plain = cleaned(text)
        yield (plain,)
        kind = self.field.type
        if kind in _BY_TYPE:
            yield _BY_TYPE[kind](self.field, digits_as_ascii(plain))
        if kind in ("string", "any"):
            for codes in (self.known, self._codes):
                if codes:
                    yield (codes.meant(text),)
            if not self.known and not self._codes:
                yield from _letters(plain)


def _codes(field: Field) -> Codes | None:
    """The closed list of a field of text, by code and by label; None if its list is open."""
    if field.type not in ("string", "any") or not (field.enum or field.categories):
        return None
    known = [str(v) for v in field.enum if v is not None] or [c.value for c in field.categories]
    labels = {label: c.value for c in field.categories for label in (c.label, c.label_uk)}
    return Codes(known, {label: code for label, code in labels.items() if code in known})


def _letters(plain: str) -> Iterator[Iterable[str]]:
    """Text for a pattern: other letters that look alike, other case, other joints."""
    alike = [latin(plain), cyrillic(plain)]
    yield alike
    for change in (str.lower, str.upper):
        yield [change(text) for text in alike]
    for joint in ("_", "-", ""):
        yield [text.replace(" ", joint) for text in alike]
        yield [latin(plain).lower().replace(" ", joint)]


def _date(field: Field, text: str) -> Iterator[str]:
    found = dates(text)
    bounds = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    if not found and bounds & set(field.constraints):
        # Only limits can tell the number of a day from a number.
        day = serial_date(text)
        found = [day] if day else []
    form = field.format if field.format not in ("default", "any") else ""
    yield from (_written(day, form) for day in found)


def _written(day: date, form: str) -> str:
    return day.strftime(form) if form else day.isoformat()


def _datetime(field: Field, text: str) -> Iterator[str]:
    clock = times(text)
    if clock and field.format in ("default", "any"):
        yield from (f"{day.isoformat()}T{clock}" for day in dates(text))


def _time(field: Field, text: str) -> Iterator[str]:
    if field.format in ("default", "any"):
        yield from (
            f"{text}:00",
            text.replace(".", ":"),
            f"{text.replace('.', ':')}:00",
            f"0{text}",
            f"0{text}:00",
        )


def _number(field: Field, text: str) -> Iterator[str]:
    point = field.decimal_char if field.type == "number" else "."
    yield from (found.replace(".", point) for found in numbers(text, whole=field.type == "integer"))


def _boolean(field: Field, text: str) -> Iterator[str]:
    word = text.casefold()
    for words, values in ((_YES, field.true_values), (_NO, field.false_values)):
        if values and (word in words or word in {value.casefold() for value in values}):
            yield values[0]


def _year(field: Field, text: str) -> Iterator[str]:
    del field
    yield text.removesuffix(".0").rstrip(" .рг")


def _yearmonth(field: Field, text: str) -> Iterator[str]:
    del field
    yield months(text)


_BY_TYPE: dict[str, Callable[[Field, str], Iterator[str]]] = {
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "integer": _number,
    "number": _number,
    "boolean": _boolean,
    "year": _year,
    "yearmonth": _yearmonth,
}
