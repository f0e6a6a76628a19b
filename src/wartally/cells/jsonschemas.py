"""JSON Schema for cells that hold JSON; the library is an extra, and nothing is fetched. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from wartally.errors import WartallyError

__all__ = ["broken_schema", "keeps_to"]


_MISSING = (
    "the constraint jsonSchema needs the library jsonschema; `pip install 'wartally[jsonschema]'` brings it"
)


@lru_cache(maxsize=64)
def _validator(text: str) -> Any:
    try:
        from jsonschema import validators
        from referencing import Registry
    except ImportError as missing:
        raise WartallyError(_MISSING) from missing
    schema = json.loads(text)
    kind = validators.validator_for(schema, default=validators.Draft202012Validator)
    return kind(schema, registry=Registry())


def broken_schema(text: str) -> str:
    """What is wrong with a JSON Schema, given as text; blank if nothing is.

    A reference to a schema outside itself is wrong: none is fetched. Raises WartallyError if the library
    is not installed.
    """
    validator = _validator(text)
    from jsonschema.exceptions import SchemaError

    try:
        type(validator).check_schema(validator.schema)
    except SchemaError as error:
        return str(error.message)
    outside = [ref for ref in _references(validator.schema) if not ref.startswith("#")]
    return f"it refers to {outside[0]!r}, outside itself" if outside else ""


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _references(part)
    if isinstance(schema, dict):
        for key, part in schema.items():
            if key in ("$ref", "$dynamicRef") and isinstance(part, str):
                yield part
            elif key not in ("enum", "const"):
                yield from _references(part)


@lru_cache(maxsize=64)
def keeps_to(text: str) -> Callable[[Any], bool]:
    """A function that says whether a value keeps to the JSON Schema given as text, itself in order."""
    validator = _validator(text)

    def check(value: Any) -> bool:
        try:
            return bool(validator.is_valid(value))
        except RecursionError:
            return False

    return check
