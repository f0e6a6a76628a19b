"""Constraints that one row can break by itself, as predicates on typed columns. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wartally.schema import Field, TableSchema
from wartally.validation.compile.text import ident, literal, typed_literal

__all__ = ["Check", "row_checks"]


@dataclass(frozen=True)
class Check:
    """One constraint as a predicate that is true for a row which breaks it."""

    rule: str
    column: str
    broken: str
    message: str


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
