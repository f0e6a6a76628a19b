"""A schema compiled to validation SQL. Pure: strings in, strings out.

A file is read once as text and cast on the way (`cells`); constraints are predicates on the typed
columns (`checks`), counted together in one scan before any row is fetched; keys are joins (`keys`).
The dialect is the common ground of DuckDB and Spark SQL, read by sqlglot for the latter.
"""

from __future__ import annotations

from wartally.validation.compile.cells import EXPECTED, FALSE, LEXICAL, TRUE, bad_cells_select, typed_columns
from wartally.validation.compile.checks import Check, row_checks
from wartally.validation.compile.keys import duplicates_select, orphans_select
from wartally.validation.compile.text import ODD, ROW, ident, literal

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
