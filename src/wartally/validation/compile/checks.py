"""Constraints that one row can break by itself, as predicates on typed columns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wartally.cells import BOUNDS, count_limit, limit, schema_text, sql_text
from wartally.cells.patterns import translate
from wartally.cells.times import month_number
from wartally.schema import Field, TableSchema
from wartally.validation.compile.text import ident, literal, typed_literal
from wartally.validation.compile.types import function

__all__ = ["Check", "row_checks"]

# What a value must not be to keep to a limit, and how its message says that.
_BROKEN = {"minimum": "<", "maximum": ">", "exclusiveMinimum": "<=", "exclusiveMaximum": ">="}
_SAID = {
    "minimum": "must not be less than {}",
    "maximum": "must not be more than {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
}
# What a duration, compared, must be: one that is neither longer nor shorter keeps to no limit.
_KEPT = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_TEXTS = ("string", "any")


@dataclass(frozen=True)
class Check:
    """One constraint as a predicate that is true for a row which breaks it."""

    rule: str
    column: str
    broken: str
    message: str


def row_checks(schema: TableSchema, header: Sequence[str]) -> list[Check]:
    """All constraints of the present columns that one row can break by itself."""
    checks: list[Check] = []
    for field in schema.fields:
        if field.name in header:
            required = field.required or field.name in schema.primary_key
            checks += _field_checks(field, required)
    return checks


def _field_checks(field: Field, required: bool) -> Iterator[Check]:
    name = ident(field.name)
    if required:
        yield Check("required", field.name, f"{name} IS NULL", f"{field.name} must have a value")
    for rule, compile_ in _RULES.items():
        if rule in field.constraints:
            broken, message = compile_(field, rule)
            yield Check(rule, field.name, broken, message)
    if field.categories and not _same_as_enum(field):
        broken, message = _listed(field, [c.value for c in field.categories])
        yield Check("categories", field.name, broken, message)


def _same_as_enum(field: Field) -> bool:
    """True if the list of allowed values says all that the categories do."""
    allowed = {sql_text(limit(v, field)) for v in field.enum if v is not None}
    return allowed == {sql_text(limit(c.value, field)) for c in field.categories}


def _listed(field: Field, values: Sequence[Any]) -> tuple[str, str]:
    found = [v for v in values if v is not None]
    allowed = ", ".join(typed_literal(v, field) for v in found) or "NULL"
    listed = ", ".join(v if isinstance(v, str) else sql_text(v) for v in found)
    return f"{ident(field.name)} NOT IN ({allowed})", f"must be one of {listed}"


def _enum(field: Field, rule: str) -> tuple[str, str]:
    return _listed(field, field.constraints[rule])


def _pattern(field: Field, rule: str) -> tuple[str, str]:
    name, said = ident(field.name), str(field.constraints[rule])
    pattern = translate(said).sql
    if pattern:
        broken = f"NOT regexp_full_match({name}, {literal(pattern)})"
    else:
        broken = f"{name} IS NOT NULL AND {function('pattern', name, said)} IS NULL"
    return broken, f"must match the pattern {said}"


def _bound(field: Field, rule: str) -> tuple[str, str]:
    name, said = ident(field.name), field.constraints[rule]
    message = _SAID[rule].format(said)
    if field.type == "duration":
        compared = function("compare_durations", name, limit(said, field))
        kept = ", ".join(literal(sign) for sign in _KEPT[rule])
        return f"{compared} NOT IN ({kept})", message
    if field.type == "yearmonth":
        month = f"CAST(right({name}, 2) AS BIGINT)"
        place = f"CAST(left({name}, length({name}) - 3) AS BIGINT) * 12 + {month}"
        return f"{place} {_BROKEN[rule]} {month_number(limit(said, field))}", message
    broken = f"{name} {_BROKEN[rule]} {typed_literal(said, field)}"
    # What is not a number is neither less nor more than one, so it keeps to no limit.
    return (f"({broken} OR isnan({name}))" if field.type == "number" else broken), message


def _length(field: Field, rule: str) -> tuple[str, str]:
    name, count = ident(field.name), count_limit(field.constraints[rule])
    counted, what = f"length({name})", "characters"
    if field.type not in _TEXTS:
        counted, what = f"CAST({function('length', name)} AS BIGINT)", "items"
    if rule == "minLength":
        return f"{counted} < {literal(count)}", f"needs {count} {what} or more"
    return f"{counted} > {literal(count)}", f"may have {count} {what} at most"


def _json_schema(field: Field, rule: str) -> tuple[str, str]:
    name, schema = ident(field.name), schema_text(field.constraints[rule])
    broken = f"{name} IS NOT NULL AND {function('json_schema', name, schema)} IS NULL"
    return broken, "must keep to the JSON Schema of its field"


_RULES: dict[str, Callable[[Field, str], tuple[str, str]]] = {
    "enum": _enum,
    "pattern": _pattern,
    **dict.fromkeys(BOUNDS, _bound),
    "minLength": _length,
    "maxLength": _length,
    "jsonSchema": _json_schema,
}
