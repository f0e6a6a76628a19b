"""Whether a file's columns are those of its schema, by the schema's `fieldsMatch`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wartally.schema import TableSchema
from wartally.suggest import did_you_mean
from wartally.validation.findings import Finding

__all__ = ["check_header"]

# Which ways of matching allow a column that the schema does not declare, and one that is not there.
_MORE = ("subset", "partial")
_FEWER = ("superset", "partial")
_Told = tuple[str, str, str]


def check_header(header: Sequence[str], schema: TableSchema, file: str, line: int) -> Iterator[Finding]:
    """The findings about a header on a `line` of a `file`: names twice, blank, missing, not declared.

    Each names its column; a column that is not declared comes with the missing one that was probably meant.
    """
    for column, message, value in (*_names(header), *_matched(header, schema)):
        yield Finding(schema.name, line, column, "header", message, value, file=file)


def _names(header: Sequence[str]) -> Iterator[_Told]:
    """What is wrong with the names by themselves."""
    for name in sorted({n for n in header if list(header).count(n) > 1}):
        yield name, f"the column {name!r} is there twice", ""
    if "" in header:
        yield "", f"column {list(header).index('') + 1} has no name", ""


def _matched(header: Sequence[str], schema: TableSchema) -> Iterator[_Told]:
    """What is wrong with the names beside those of the schema."""
    expected, match = schema.field_names, schema.fields_match
    missing = [name for name in expected if name not in header]
    if match not in _FEWER:
        for name in missing:
            yield name, f"the column {name!r} is missing", ""
    elif len(missing) == len(expected):
        yield "", f"none of the schema's columns is there: {', '.join(expected)}", ""
    if match not in _MORE:
        for name in header:
            if name and name not in expected:
                hint = did_you_mean(name, missing)
                yield name, f"the column {name!r} is not declared in the schema{hint}", name
    if match == "exact" and sorted(header) == sorted(expected) and list(header) != list(expected):
        wrong = next(h for h, e in zip(header, expected, strict=True) if h != e)
        yield wrong, f"the columns are not in the schema's order: {', '.join(expected)}", ""
