"""Names and values written as SQL. Pure."""

from __future__ import annotations

from typing import Any

from wartally.schema import Field

__all__ = ["ODD", "ROW", "ident", "literal", "typed_literal"]

ROW = "_row"
ODD = "_odd"


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
