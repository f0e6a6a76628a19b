"""How SQLite keeps a field: the type of its column, and what a CHECK can tell of its values. Pure.

Dates, times and what has parts are kept as canonical text, which compares and sorts as the values do. What a
CHECK cannot tell, such as a pattern or an order of durations, the validation has told before.
"""

from __future__ import annotations

from typing import Any

from wartally.cells import BOUNDS, count_limit, limit, sql_text
from wartally.schema import Field

__all__ = ["checks", "column_type", "quoted", "text"]

_TYPE = {"integer": "INTEGER", "year": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_SIGNS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_SORTED = ("integer", "number", "year", "date", "time", "datetime")
_MEASURED = ("string", "any")


def column_type(field: Field) -> str:
    """SQLite's type of a field's column."""
    return _TYPE.get(field.type, "TEXT")


def quoted(name: str) -> str:
    """A name as an SQLite identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: Any) -> str:
    """A value as an SQLite literal."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _kept(value: Any, field: Field) -> str:
    """A constraint's value as the literal of what the column keeps."""
    found = limit(value, field)
    if isinstance(found, (int, float)):
        return text(value if type(value) is int else found)
    return text(sql_text(found))


def checks(field: Field) -> list[str]:
    """The conditions on a field's column, true for every value that it may have."""
    name, rules = quoted(field.name), field.constraints
    found = []
    if field.type == "boolean":
        found.append(f"{name} IN (0, 1)")
    if field.type == "date":
        found.append(f"{name} IS date({name})")
    if field.enum and field.type not in ("boolean", "number"):
        # Not IN: a check is run for every row, and SQLite would build the list anew each time.
        found.append(" OR ".join(f"{name} = {_kept(v, field)}" for v in field.enum if v is not None))
    if field.type in _SORTED:
        found += [f"{name} {_SIGNS[r]} {_kept(rules[r], field)}" for r in BOUNDS if r in rules]
    for rule, sign in (("minLength", ">="), ("maxLength", "<=")):
        if rule in rules and field.type in _MEASURED:
            found.append(f"length({name}) {sign} {count_limit(rules[rule])}")
    return [condition for condition in found if condition]
