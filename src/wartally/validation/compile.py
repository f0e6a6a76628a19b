"""A schema compiled to validation SQL. Pure: strings in, strings out.

A file is read once as text and cast on the way (`typed_select`); a row with any cell whose
text is not the canonical form of its value is marked ``_odd`` and looked at again, as text,
with the type's full lexical rule (`bad_cells_select`). Constraints are predicates on the
typed columns (`row_checks`), counted together in one scan before any row is fetched.
The dialect is the common ground of DuckDB and Spark SQL, read by sqlglot for the latter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wartally.schema import Field, ForeignKey, TableSchema

__all__ = [
    "EXPECTED",
    "FALSE",
    "LEXICAL",
    "ODD",
    "ROW",
    "TRUE",
    "Check",
    "bad_cells_select",
    "duplicates_select",
    "ident",
    "literal",
    "orphans_select",
    "row_checks",
    "typed_columns",
]

ROW = "_row"
ODD = "_odd"
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


@dataclass(frozen=True)
class Check:
    """One constraint as a predicate that is true for a row which breaks it."""

    rule: str
    column: str
    broken: str
    message: str


def ident(name: str) -> str:
    """A name quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """A value as an SQL literal."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def typed_literal(value: Any, field: Field) -> str:
    """A constraint's value as a literal of the field's type."""
    if field.type == "date":
        return f"DATE {literal(str(value))}"
    if field.type in ("integer", "number") and not isinstance(value, (int, float)):
        return str(float(value))
    return literal(value if field.type != "string" else str(value))


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


def row_checks(schema: TableSchema, header: Sequence[str]) -> list[Check]:
    """All constraints of the present columns that one row can break by itself."""
    checks = []
    for field in schema.fields:
        if field.name in header:
            checks += _field_checks(field, field.required or field.name in schema.primary_key)
    return checks


def _field_checks(field: Field, required: bool) -> list[Check]:
    name = ident(field.name)
    found = []

    def add(rule: str, broken: str, message: str) -> None:
        found.append(Check(rule, field.name, broken, message))

    if required:
        add("required", f"{name} IS NULL", f"{field.name} must have a value")
    rules = field.constraints
    if "enum" in rules:
        allowed = ", ".join(typed_literal(v, field) for v in field.enum)
        listed = ", ".join(str(v) for v in field.enum)
        add("enum", f"{name} NOT IN ({allowed})", f"must be one of {listed}")
    if "pattern" in rules:
        pattern = str(rules["pattern"])
        add(
            "pattern",
            f"NOT regexp_full_match({name}, {literal(pattern)})",
            f"must match the pattern {pattern}",
        )
    if "minimum" in rules:
        least = rules["minimum"]
        add("minimum", f"{name} < {typed_literal(least, field)}", f"must not be less than {least}")
    if "maximum" in rules:
        most = rules["maximum"]
        add("maximum", f"{name} > {typed_literal(most, field)}", f"must not be more than {most}")
    if "minLength" in rules:
        add(
            "minLength",
            f"length({name}) < {rules['minLength']}",
            f"needs {rules['minLength']} characters or more",
        )
    if "maxLength" in rules:
        add(
            "maxLength",
            f"length({name}) > {rules['maxLength']}",
            f"may have {rules['maxLength']} characters at most",
        )
    return found


def duplicates_select(table: str, key: Sequence[str]) -> str:
    """A query for the rows that repeat an earlier row's key: number, the earlier one's, key as text."""
    names = ", ".join(ident(k) for k in key)
    known = " AND ".join(f"{ident(k)} IS NOT NULL" for k in key)
    texts = ", ".join(f"CAST(keyed.{ident(k)} AS VARCHAR)" for k in key)
    return (
        f"WITH keyed AS (SELECT {ROW}, {names} FROM {ident(table)} WHERE {known}), "
        f"repeated AS (SELECT {names}, MIN({ROW}) AS first FROM keyed GROUP BY {names} HAVING COUNT(*) > 1) "
        f"SELECT keyed.{ROW}, repeated.first, {texts} FROM keyed JOIN repeated USING ({names}) "
        f"WHERE keyed.{ROW} > repeated.first"
    )


def orphans_select(table: str, key: ForeignKey, own: Sequence[str] = ()) -> str:
    """A query for the rows whose foreign key names no row: row number, value, the columns `own` as text."""
    other = ident(key.resource or table)
    pairs = list(zip(key.fields, key.reference_fields, strict=True))
    match = " AND ".join(f"o.{ident(theirs)} = t.{ident(ours)}" for ours, theirs in pairs)
    known = " AND ".join(f"t.{ident(ours)} IS NOT NULL" for ours, _ in pairs)
    value = " || ', ' || ".join(f"CAST(t.{ident(ours)} AS VARCHAR)" for ours, _ in pairs)
    items = ", ".join([f"t.{ROW}", f"{value} AS value", *(f"CAST(t.{ident(k)} AS VARCHAR)" for k in own)])
    return (
        f"SELECT {items} FROM {ident(table)} AS t "
        f"WHERE {known} AND NOT EXISTS (SELECT 1 FROM {other} AS o WHERE {match})"
    )
