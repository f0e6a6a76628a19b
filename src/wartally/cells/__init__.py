"""What a cell means: its text to a value, by the types and formats of Table Schema. Pure.

One meaning for all engines: they say in SQL what SQL can tell and ask these functions for the rest, rows
and frames are read by them, and what they cannot read is no value of its type.
"""

from __future__ import annotations

from wartally.cells.constraints import APPLIES, BOUNDS, allowed, count_limit, holds, limit, schema_text
from wartally.cells.documents import GeoPoint
from wartally.cells.functions import FUNCTIONS, arity
from wartally.cells.reading import Reader, reader, sql_text

__all__ = [
    "APPLIES",
    "BOUNDS",
    "FUNCTIONS",
    "GeoPoint",
    "Reader",
    "allowed",
    "arity",
    "count_limit",
    "holds",
    "limit",
    "reader",
    "schema_text",
    "sql_text",
]
