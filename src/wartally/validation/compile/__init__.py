"""A schema compiled to validation SQL. Pure: strings in, strings out.

A file is read once as text and cast on the way (`cells`, by the types of `types`); constraints are
predicates on the typed columns (`checks`), counted together in one scan before any row is fetched; keys are
joins (`keys`). The dialect is the common ground of DuckDB and Spark SQL, read by sqlglot for the latter.
Functions named ``wartally_...`` are those of `wartally.cells.FUNCTIONS`, which an engine registers.
"""

from __future__ import annotations

from wartally.schema import FALSE_VALUES as FALSE
from wartally.schema import TRUE_VALUES as TRUE
from wartally.validation.compile.cells import (
    EXPECTED,
    bad_cells_select,
    cell_text,
    expected,
    null_texts,
    typed_columns,
)
from wartally.validation.compile.checks import Check, row_checks
from wartally.validation.compile.keys import (
    compared_as_text,
    disorder_select,
    duplicates_select,
    orphans_select,
)
from wartally.validation.compile.text import ODD, ROW, ident, literal, own_name, typed_literal, view_name
from wartally.validation.compile.types import LEXICAL, SQL_TYPE, is_text, plain, sql_type, value

__all__ = [
    "EXPECTED",
    "FALSE",
    "LEXICAL",
    "ODD",
    "ROW",
    "SQL_TYPE",
    "TRUE",
    "Check",
    "bad_cells_select",
    "cell_text",
    "compared_as_text",
    "disorder_select",
    "duplicates_select",
    "expected",
    "ident",
    "is_text",
    "literal",
    "null_texts",
    "orphans_select",
    "own_name",
    "plain",
    "row_checks",
    "sql_type",
    "typed_columns",
    "typed_literal",
    "value",
    "view_name",
]
