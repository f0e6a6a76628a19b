"""The types compiled: text cast to values, and the text that is no value of its type. Pure.

A row with any cell whose text is not the canonical form of its value is marked ``_odd`` and looked at
again, as text, with the type's full lexical rule (`bad_cells_select`).
"""

from __future__ import annotations

from collections.abc import Sequence

from wartally.schema import Field, TableSchema
from wartally.validation.compile.text import ODD, ROW, ident, literal

__all__ = ["EXPECTED", "FALSE", "LEXICAL", "TRUE", "bad_cells_select", "typed_columns"]

_SQL_TYPE = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
TRUE = ("true", "True", "TRUE", "1")
FALSE = ("false", "False", "FALSE", "0")
# Texts that the engine takes for values and gives back as they are, while the format has no such value.
_EXTRA = {"date": "length({}) <> 10", "number": "{} IN ('inf', '-inf', 'nan')"}
# The full lexical rule of each type; text is always in order.
LEXICAL = {
    "integer": r"[+-]?[0-9]+",
    "number": r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN",
    "boolean": "|".join(TRUE + FALSE),
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
EXPECTED = {
    "integer": "a whole number such as 1200",
    "number": "a number such as 48.5",
    "boolean": "true or false",
    "date": "a date written YYYY-MM-DD",
    "string": "text",
}


def typed_columns(schema: TableSchema, header: Sequence[str]) -> list[str]:
    """The select items that cast each present column of the text, and the ``_odd`` mark."""
    items, odd = [], []
    for field in schema.fields:
        if field.name not in header:
            continue
        name = ident(field.name)
        if field.type == "string":
            items.append(name)
            continue
        cast = f"TRY_CAST({name} AS {_SQL_TYPE[field.type]})"
        items.append(f"{cast} AS {name}")
        odd.append(f"CAST({cast} AS VARCHAR) IS DISTINCT FROM {name}")
        if field.type in _EXTRA:
            odd.append(_EXTRA[field.type].format(name))
    items.append(f"({' OR '.join(odd) or 'FALSE'}) AS {ODD}")
    return items


def bad_cells_select(field: Field, source: str, key: Sequence[str] = ()) -> str:
    """A query for the rows of the text `source` whose cell is not of the type: number, cell, `key`."""
    name = ident(field.name)
    items = ", ".join([ROW, f"{name} AS value", *(ident(k) for k in key)])
    well_formed = f"regexp_full_match({name}, {literal(LEXICAL[field.type])})"
    castable = f"TRY_CAST({name} AS {_SQL_TYPE[field.type]}) IS NOT NULL"
    return f"SELECT {items} FROM {source} WHERE {name} IS NOT NULL AND NOT ({well_formed} AND {castable})"
