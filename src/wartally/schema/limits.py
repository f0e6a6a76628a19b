"""The constraints of a field looked over before any cell is: known, of use to its type, castable. Pure."""

from __future__ import annotations

from typing import Any

from wartally.cells.constraints import APPLIES, BOUNDS, count_limit, limit, schema_text
from wartally.cells.jsonschemas import broken_schema
from wartally.cells.patterns import translate
from wartally.cells.reading import sql_text
from wartally.errors import SchemaError, WartallyError
from wartally.schema.model import Field
from wartally.suggest import did_you_mean

__all__ = ["check_constraints"]


def check_constraints(where: str, field: Field) -> None:
    """Raise SchemaError, saying what to do, for a constraint that cannot be checked."""
    for rule, said in field.constraints.items():
        if rule not in APPLIES:
            meant = did_you_mean(str(rule), APPLIES)
            raise SchemaError(f"{where}: unknown constraint {rule!r}{meant}; known are {', '.join(APPLIES)}")
        if said is None:
            raise SchemaError(f"{where}: the constraint {rule} has no value; give it one or leave it out")
        kinds = APPLIES[rule]
        if kinds is not None and field.type not in kinds:
            needs = f"; it is for {', '.join(sorted(kinds - {'any'}))}"
            raise SchemaError(f"{where}: the constraint {rule} is not for fields of type {field.type}{needs}")
        _check(where, field, rule, said)
    _check_categories(where, field)


def _check(where: str, field: Field, rule: str, said: Any) -> None:
    if rule in ("required", "unique"):
        if not isinstance(said, bool):
            raise SchemaError(f"{where}: the constraint {rule} must be true or false, not {said!r}")
    elif rule == "enum":
        _check_enum(where, field, said)
    elif rule in BOUNDS:
        _castable(where, field, rule, said)
    elif rule in ("minLength", "maxLength"):
        try:
            count_limit(said)
        except ValueError as error:
            raise SchemaError(
                f"{where}: the constraint {rule} must be a whole number, not {said!r}"
            ) from error
    elif rule == "pattern":
        _check_pattern(where, said)
    else:
        _check_json_schema(where, said)


def _check_enum(where: str, field: Field, said: Any) -> None:
    if not isinstance(said, list) or not said:
        raise SchemaError(f"{where}: the constraint enum must be a list of the allowed values, not {said!r}")
    for value in said:
        if value is not None:
            _castable(where, field, "enum", value)


def _castable(where: str, field: Field, rule: str, value: Any) -> Any:
    try:
        return limit(value, field)
    except (ValueError, TypeError) as error:
        form = "" if field.format == "default" else f" (format {field.format})"
        raise SchemaError(
            f"{where}: the constraint {rule} has {value!r}, which is no value of the type {field.type}{form}"
        ) from error


def _check_pattern(where: str, said: Any) -> None:
    if not isinstance(said, str):
        raise SchemaError(f"{where}: the constraint pattern must be text, not {said!r}")
    try:
        translate(said)
    except ValueError as error:
        raise SchemaError(f"{where}: pattern {said!r} is broken: {error}") from error


def _check_json_schema(where: str, said: Any) -> None:
    if not isinstance(said, dict):
        raise SchemaError(
            f"{where}: the constraint jsonSchema must be a JSON Schema, an object, not {said!r}"
        )
    try:
        wrong = broken_schema(schema_text(said))
    except WartallyError as error:
        raise SchemaError(f"{where}: {error}") from error
    except (TypeError, ValueError) as error:
        raise SchemaError(f"{where}: the constraint jsonSchema is no JSON: {error}") from error
    if wrong:
        raise SchemaError(f"{where}: the constraint jsonSchema cannot be used: {wrong}")


def _check_categories(where: str, field: Field) -> None:
    """Every category must be a value of the field, every allowed value one of the categories."""
    if not field.categories:
        return
    known = {sql_text(_castable(where, field, "categories", c.value)) for c in field.categories}
    for value in field.enum:
        if value is not None and sql_text(limit(value, field)) not in known:
            raise SchemaError(f"{where}: the constraint enum has {value!r}, which is not among `categories`")
