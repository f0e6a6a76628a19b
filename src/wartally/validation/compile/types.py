"""The types of Table Schema in SQL: what a value is kept as, and the text of a cell as its value. Pure.

An expression gives NULL where the text is no value of the type. It says in SQL what DuckDB and Spark can
both tell, and asks a function of `wartally.cells` for the rest, at best for the unusual rows only.
"""

from __future__ import annotations

from collections.abc import Callable

from wartally.cells.numbers import INTEGER, NUMBER, number_form
from wartally.cells.texts import STRING_FORMS
from wartally.cells.times import DATE, TIME, YEAR, YEARMONTH
from wartally.schema import Field
from wartally.validation.compile.text import literal

__all__ = ["LARGEST", "LEXICAL", "SQL_TYPE", "function", "is_text", "plain", "sql_type", "value"]

# What the values of a type are kept as: months and durations, points and JSON as canonical text; so is a
# time, which sorts as times do.
SQL_TYPE = {
    **dict.fromkeys(("string", "any", "time", "yearmonth", "duration"), "VARCHAR"),
    **dict.fromkeys(("object", "array", "list", "geopoint", "geojson"), "VARCHAR"),
    **dict.fromkeys(("integer", "year"), "BIGINT"),
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}
# The full lexical rule of the types that are cast as they are written.
LEXICAL = {"integer": INTEGER, "number": NUMBER, "date": DATE}
LARGEST = "1.7976931348623157e308"
# A moment as most are written; the rest is for the function.
_MOMENT = rf"{DATE}T{TIME}(?:\.[0-9]{{1,6}})?Z?"


def sql_type(field: Field) -> str:
    """The type, in DuckDB's name, of the column that keeps a field's values."""
    return SQL_TYPE[field.type]


def is_text(field: Field) -> bool:
    """True if every text is a value of the field, and is kept as it is."""
    return field.type == "any" or (field.type == "string" and field.format not in STRING_FORMS)


def plain(field: Field) -> bool:
    """True if the type's values are cast from the standard's own way to write them."""
    if field.type == "date":
        return field.format == "default"
    written = (field.decimal_char, field.group_char, field.bare_number)
    return field.type in LEXICAL and written == (".", "", True)


def function(name: str, text: str, *arguments: str) -> str:
    """A call of a function of `wartally.cells` on the expression `text`."""
    return f"wartally_{name}({', '.join([text, *map(literal, arguments)])})"


def value(field: Field, text: str) -> str:
    """The value of the text expression `text` in a cell of the field; NULL if it is none."""
    return text if is_text(field) else _VALUES[field.type](field, text)


def _matching(text: str, pattern: str, then: str, otherwise: str = "") -> str:
    other = f" ELSE {otherwise}" if otherwise else ""
    return f"CASE WHEN regexp_full_match({text}, {literal(pattern)}) THEN {then}{other} END"


def _string(field: Field, text: str) -> str:
    return _matching(text, STRING_FORMS[field.format], text)


def _digits(field: Field, text: str) -> str:
    """The number in a cell without what stands around it, its groups together, with a point."""
    if not field.bare_number:
        form = number_form(field.type == "integer", field.decimal_char, field.group_char, False)
        sign, rest = (f"regexp_extract({text}, {literal(f'^{form}$')}, {n})" for n in (1, 2))
        text = f"({sign} || {rest})"
    if field.group_char:
        text = f"replace({text}, {literal(field.group_char)}, '')"
    if field.decimal_char != ".":
        text = f"replace({text}, {literal(field.decimal_char)}, '.')"
    return text


def _integer(field: Field, text: str) -> str:
    form = INTEGER if plain(field) else number_form(True, ".", field.group_char, field.bare_number)
    return _matching(text, form, f"TRY_CAST({_digits(field, text)} AS BIGINT)")


def _number(field: Field, text: str) -> str:
    form = NUMBER
    if not plain(field):
        form = number_form(False, field.decimal_char, field.group_char, field.bare_number)
    number = f"TRY_CAST({_digits(field, text)} AS DOUBLE)"
    # Too large a number turns into infinity, which it is not.
    finite = f"abs({number}) <= {LARGEST}"
    named = f"regexp_full_match({text}, {literal('.*([iI][nN][fF]|[nN][aA][nN]).*')})"
    return f"CASE WHEN regexp_full_match({text}, {literal(form)}) AND ({finite} OR {named}) THEN {number} END"


def _boolean(field: Field, text: str) -> str:
    cases = [
        f"WHEN {text} IN ({', '.join(map(literal, words))}) THEN {said}"
        for words, said in ((field.true_values, "TRUE"), (field.false_values, "FALSE"))
        if words
    ]
    return f"CASE {' '.join(cases)} END"


def _date(field: Field, text: str) -> str:
    if field.format != "default":
        return f"TRY_CAST({function('date', text, field.format)} AS DATE)"
    return _matching(text, DATE, f"TRY_CAST({text} AS DATE)")


def _datetime(field: Field, text: str) -> str:
    called = f"TRY_CAST({function('datetime', text, field.format)} AS TIMESTAMP)"
    if field.format != "default":
        return called
    usual = f"TRY_CAST(replace(replace({text}, 'Z', ''), 'T', ' ') AS TIMESTAMP)"
    return _matching(text, _MOMENT, usual, called)


def _time(field: Field, text: str) -> str:
    if field.format != "default":
        return function("time", text, field.format)
    return _matching(text, TIME, text)


def _year(_: Field, text: str) -> str:
    return _matching(text, YEAR, f"TRY_CAST(regexp_extract({text}, '^(-?[0-9]+)', 1) AS BIGINT)")


def _yearmonth(_: Field, text: str) -> str:
    return _matching(text, YEARMONTH, f"regexp_extract({text}, '^(-?[0-9]+-[0-9]{{2}})', 1)")


_VALUES: dict[str, Callable[[Field, str], str]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "year": _year,
    "yearmonth": _yearmonth,
    "duration": lambda _, text: function("duration", text),
    "object": lambda _, text: function("json", text, "object"),
    "array": lambda _, text: function("json", text, "array"),
    "geojson": lambda field, text: function("geojson", text, field.format),
    "geopoint": lambda field, text: function("geopoint", text, field.format),
    "list": lambda field, text: function("list", text, field.delimiter, field.item_type),
}
