"""Keys as queries: rows that repeat one, rows that refer to none. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wartally.schema import ForeignKey, TableSchema
from wartally.validation.compile.text import ROW, ident, own_name
from wartally.validation.compile.types import sql_type

__all__ = ["compared_as_text", "disorder_select", "duplicates_select", "orphans_select"]


_NUMBERS = ("BIGINT", "DOUBLE")


def compared_as_text(key: ForeignKey, schema: TableSchema, other: TableSchema) -> tuple[str, ...]:
    """The fields of a key of `schema` whose values databases keep otherwise than those they refer to."""
    return tuple(
        ours
        for ours, theirs in zip(key.fields, key.reference_fields, strict=True)
        if (mine := sql_type(schema.field_of(ours))) != (far := sql_type(other.field_of(theirs)))
        and not (mine in _NUMBERS and far in _NUMBERS)
    )


def disorder_select(table: str, key: Sequence[str]) -> str:
    """A query for a row that does not come after the one before it, by key; none: no key is there twice.

    Rows in the order of their key, as canonical files have them, are so checked without comparing all with
    all. A row with a blank in its key counts, and so does one whose predecessor is not the row before it.
    """
    now = [ident(k) for k in key]
    before = [own_name(f"before_{n}") for n in range(len(key))]
    lags = ", ".join(f"LAG({n}) OVER () AS {b}" for n, b in zip(now, before, strict=True))
    last = own_name("last")
    rising = f"{before[-1]} < {now[-1]}"
    for b, n in zip(before[-2::-1], now[-2::-1], strict=True):
        rising = f"({b} < {n} OR ({b} = {n} AND {rising}))"
    return (
        f"SELECT {ROW} FROM (SELECT {ROW}, {', '.join(now)}, {lags}, LAG({ROW}) OVER () AS {last} "
        f"FROM {ident(table)}) WHERE {ROW} > 0 AND (({rising} AND {last} = {ROW} - 1) IS NOT TRUE) LIMIT 1"
    )


def duplicates_select(table: str, key: Sequence[str]) -> str:
    """A query for the rows that repeat an earlier row's key: number, the earlier one's, key as text."""
    names = ", ".join(ident(k) for k in key)
    known = " AND ".join(f"{ident(k)} IS NOT NULL" for k in key)
    texts = ", ".join(f"CAST(keyed.{ident(k)} AS VARCHAR)" for k in key)
    first = own_name("first")
    return (
        f"WITH keyed AS (SELECT {ROW}, {names} FROM {ident(table)} WHERE {known}), "
        f"repeated AS (SELECT {names}, MIN({ROW}) AS {first} FROM keyed "
        f"GROUP BY {names} HAVING COUNT(*) > 1) "
        f"SELECT keyed.{ROW}, repeated.{first}, {texts} FROM keyed JOIN repeated USING ({names}) "
        f"WHERE keyed.{ROW} > repeated.{first}"
    )


def orphans_select(
    table: str, key: ForeignKey, own: Sequence[str] = (), as_text: Collection[str] = ()
) -> str:
    """A query for the rows whose foreign key names no row: row number, value, the columns `own` as text.

    The fields `as_text` are of another type than those they refer to, and compared as text.
    """
    other = ident(key.resource or table)
    pairs = list(zip(key.fields, key.reference_fields, strict=True))
    match = " AND ".join(
        f"CAST(o.{ident(theirs)} AS VARCHAR) = CAST(t.{ident(ours)} AS VARCHAR)"
        if ours in as_text
        else f"o.{ident(theirs)} = t.{ident(ours)}"
        for ours, theirs in pairs
    )
    known = " AND ".join(f"t.{ident(ours)} IS NOT NULL" for ours, _ in pairs)
    value = " || ', ' || ".join(f"CAST(t.{ident(ours)} AS VARCHAR)" for ours, _ in pairs)
    items = ", ".join([f"t.{ROW}", f"{value} AS value", *(f"CAST(t.{ident(k)} AS VARCHAR)" for k in own)])
    return (
        f"SELECT {items} FROM {ident(table)} AS t "
        f"WHERE {known} AND NOT EXISTS (SELECT 1 FROM {other} AS o WHERE {match})"
    )
