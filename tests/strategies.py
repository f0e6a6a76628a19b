"""Hypothesis strategies compiled from the schemas: values, rows and tables that a schema allows."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from wartally.csvform import to_cell
from wartally.schema import Field, TableSchema

# Any text but NUL, halves of surrogate pairs and carriage returns (see test_csvform), with what CSV must
# take care of made likely.
TEXT = st.text(
    st.one_of(
        st.sampled_from("\",\n;\t '=ЖїЇєґ’"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"),
    )
)


def cells(field: Field, in_key: bool = False) -> st.SearchStrategy[Any]:
    """Values that a field allows, None among them where it may be blank."""
    wanted = _values(field).filter(lambda value: value != "")
    return wanted if field.required or in_key else st.none() | wanted


def _values(field: Field) -> st.SearchStrategy[Any]:
    rules = field.constraints
    if field.enum:
        return st.sampled_from(field.enum)
    if field.type == "boolean":
        return st.booleans()
    if field.type == "date":
        return st.dates(
            _day(rules.get("minimum")) or date(1000, 1, 1), _day(rules.get("maximum")) or date.max
        )
    if field.type == "integer":
        return st.integers(rules.get("minimum", -(2**63)), rules.get("maximum", 2**63 - 1))
    if field.type == "number":
        return st.floats(rules.get("minimum"), rules.get("maximum"), allow_nan=False, allow_infinity=False)
    return _texts(rules)


def _texts(rules: Any) -> st.SearchStrategy[str]:
    shortest, longest = rules.get("minLength", 0), rules.get("maxLength", 10**6)
    texts = st.from_regex(rules["pattern"], fullmatch=True) if "pattern" in rules else TEXT
    if shortest and "pattern" not in rules:
        texts = texts.map(lambda text: text.ljust(shortest, "x")[:longest])
    return texts.filter(lambda text: shortest <= len(text) <= longest and not set(text) & set("\0\r"))


def _day(limit: Any) -> date | None:
    return None if limit is None else date.fromisoformat(str(limit))


def rows(schema: TableSchema) -> st.SearchStrategy[dict[str, Any]]:
    """Rows that a schema allows."""
    return st.fixed_dictionaries({f.name: cells(f, f.name in schema.primary_key) for f in schema.fields})


def tables(schema: TableSchema, most: int = 8) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Lists of rows that a schema allows, with no key twice; references may point anywhere."""
    single = [(f.name,) for f in schema.fields if f.constraints.get("unique")]
    keys = [key for key in (schema.primary_key, *schema.unique_keys, *single) if key]
    return st.lists(rows(schema), max_size=most).map(lambda found: _without_repeats(found, keys))


def _without_repeats(found: list[dict[str, Any]], keys: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """The rows whose keys, as they are written, no earlier row has."""
    kept: list[dict[str, Any]] = []
    seen: set[tuple[Any, ...]] = set()
    for row in found:
        marks = {
            (key, tuple(to_cell(row[n]) for n in key)) for key in keys if all(row[n] is not None for n in key)
        }
        if not marks & seen:
            seen |= marks
            kept.append(row)
    return kept
