"""Cells compiled: text cast to values, and the text that is no value of its type. Pure.

A row with a cell that is no value of its type is marked (`ODD`) in the pass that casts, and looked at
again, as text, with the type's full rule (`bad_cells_select`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wartally.schema import Field, TableSchema
from wartally.validation.compile.text import ODD, ROW, ident, literal
from wartally.validation.compile.types import LARGEST, LEXICAL, is_text, plain, sql_type, value

__all__ = ["EXPECTED", "bad_cells_select", "cell_text", "expected", "null_texts", "typed_columns"]

EXPECTED = {
    "integer": "a whole number such as 1200",
    "number": "a number such as 48.5",
    "boolean": "true or false",
    "date": "a date written YYYY-MM-DD",
    "string": "text",
    "object": 'a JSON object such as {"a": 1}',
    "array": "a JSON array such as [1, 2]",
    "list": "a list",
    "datetime": "a date and time written YYYY-MM-DDThh:mm:ss, perhaps with a zone",
    "time": "a time written hh:mm:ss",
    "year": "a year such as 2024",
    "yearmonth": "a month of a year written YYYY-MM",
    "duration": "a duration such as P1DT12H",
    "geopoint": "a longitude and a latitude such as 30.52, 50.45",
    "geojson": "a GeoJSON object",
    "any": "any text",
}
_FORMS = {
    ("string", "email"): "an email address",
    ("string", "uri"): "an address with its scheme, such as https://example.org",
    ("string", "binary"): "bytes written in base64",
    ("string", "uuid"): "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
    ("geopoint", "array"): "a JSON array of longitude and latitude such as [30.52, 50.45]",
    ("geopoint", "object"): 'a JSON object such as {"lon": 30.52, "lat": 50.45}',
    ("geojson", "topojson"): "a TopoJSON object",
    ("date", "any"): "a date",
    ("time", "any"): "a time of day",
    ("datetime", "any"): "a date and time",
}
# What no dialect has for a delimiter or a quote, which a reader cannot take for no value.
_SIMPLE = re.compile(r"[\w./?-]*")
_NOTHING = "\ue000nothing\ue000"
# Texts that the engine takes for values and gives back as they are, while the format has no such value.
_EXTRA = {"date": "length({}) <> 10"}


def expected(field: Field) -> str:
    """What a cell of the field must be, as words that follow `must be`."""
    kind, form = field.type, field.format
    if kind in ("date", "time", "datetime") and form not in ("default", "any"):
        return f"{EXPECTED[kind].partition(' written')[0]} written as {form} has it"
    if kind == "boolean":
        true, false = field.true_values, field.false_values
        return f"{true[0]} or {false[0]}" if true and false else f"one of {', '.join(true + false)}"
    if kind == "list":
        items = {"string": "texts"}.get(field.item_type, f"values of the type {field.item_type}")
        return f"a list of {items} with {field.delimiter!r} between them"
    if kind == "integer" and plain(field):
        return f"{EXPECTED[kind]}, of 64 bits at most"
    if kind in ("integer", "number") and not plain(field):
        said = "1200" if kind == "integer" else f"48{field.decimal_char}5"
        groups = f", its digits in groups with {field.group_char!r} between them" if field.group_char else ""
        return f"a {'whole ' if kind == 'integer' else ''}number such as {said}{groups}"
    return _FORMS.get((kind, form), EXPECTED[kind])


def null_texts(schema: TableSchema) -> tuple[str, ...]:
    """The texts that a reader of the table takes for no value, in every column; never none at all.

    Where fields differ in them, or one might end a cell, it takes none: each cell is compared (`cell_text`).
    """
    own = any(field.missing_values is not None for field in schema.fields)
    simple = all(_SIMPLE.fullmatch(text) for text in schema.missing_values)
    return schema.missing_values if schema.missing_values and simple and not own else (_NOTHING,)


def cell_text(schema: TableSchema, field: Field) -> str:
    """The text of a field's cell as the reader has it, NULL where it stands for no value."""
    name = ident(field.name)
    missing = schema.missing_of(field)
    if null_texts(schema) != (_NOTHING,) or not missing:
        return name
    return f"CASE WHEN {name} IN ({', '.join(map(literal, missing))}) THEN NULL ELSE {name} END"


def typed_columns(schema: TableSchema, header: Sequence[str]) -> list[str]:
    """The select items that cast each present column of the text, and the mark `ODD`."""
    items, odd = [], []
    for field in schema.fields:
        if field.name not in header:
            continue
        name, text = ident(field.name), cell_text(schema, field)
        if is_text(field):
            items.append(name if text == name else f"{text} AS {name}")
        elif plain(field):
            cast = f"TRY_CAST({text} AS {sql_type(field)})"
            items.append(f"{cast} AS {name}")
            odd.append(_looks_odd(field, text, cast))
        else:
            cast = value(field, text)
            items.append(f"{cast} AS {name}")
            odd.append(f"({cast} IS NULL AND {text} IS NOT NULL)")
    items.append(f"({' OR '.join(odd) or 'FALSE'}) AS {ODD}")
    return items


def _looks_odd(field: Field, text: str, cast: str) -> str:
    """True for a text that is not the canonical form of its value, nor another that the type allows."""
    written = f"CAST({cast} AS VARCHAR) IS DISTINCT FROM {text}"
    if field.type in _EXTRA:
        written = f"{written} OR {_EXTRA[field.type].format(text)}"
    bad = f"{cast} IS NULL OR NOT regexp_full_match({text}, {literal(LEXICAL[field.type])})"
    if field.type == "number":
        # Written in digits, too large a number turns into infinity.
        bad += f" OR (abs({cast}) > {LARGEST} AND {text} NOT IN ('INF', '-INF', 'NaN'))"
    # Not AND: only a case keeps the engine from matching the expression in every row.
    return f"CASE WHEN {written} THEN {bad} ELSE FALSE END"


def bad_cells_select(
    field: Field, source: str, key: Sequence[str] = (), schema: TableSchema | None = None
) -> str:
    """A query for the rows of the text `source` whose cell is not of the type: number, cell, `key`.

    With the `schema`, what is missing by the field's own account is left out.
    """
    name = ident(field.name)
    text = name if schema is None else cell_text(schema, field)
    items = ", ".join([ROW, f"{name} AS value", *(ident(k) for k in key)])
    return f"SELECT {items} FROM {source} WHERE {text} IS NOT NULL AND {value(field, text)} IS NULL"
