"""Names and values written as SQL. Pure."""

from __future__ import annotations

import math
from typing import Any

from wartally.cells import limit, sql_text
from wartally.schema import OURS, Field

__all__ = ["ODD", "ROW", "ident", "literal", "own_name", "typed_literal", "view_name"]


def own_name(name: str) -> str:
    """A name of ours, beside a package's own tables and columns: none of theirs begins so (`OURS`)."""
    return OURS + name


ROW, ODD = own_name("row"), own_name("odd")
# A whole number from here on is none of the database's own.
_LARGE = 1 << 63
_CAST = {"date": "DATE", "datetime": "TIMESTAMP"}


def ident(name: str) -> str:
    """A name quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def view_name(table: str) -> str:
    """The view of a table's rows with their numbers."""
    return own_name(f"rows_{table}")


def literal(value: Any) -> str:
    """A value as an SQL literal."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int) and abs(value) >= _LARGE:
        return f"CAST('{value}' AS DOUBLE)"
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def typed_literal(value: Any, field: Field) -> str:
    """A constraint's value as a literal of the type in which the field's values are kept."""
    found = limit(value, field)
    if isinstance(found, float) and not math.isfinite(found):
        return f"CAST({literal(sql_text(found))} AS DOUBLE)"
    if isinstance(found, (bool, int, float)):
        # A float that is whole is written as it was: 5 and not 5.0.
        return literal(value if type(value) is int else found)
    kind = _CAST.get(field.type)
    return f"{kind} {literal(sql_text(found))}" if kind else literal(sql_text(found))
