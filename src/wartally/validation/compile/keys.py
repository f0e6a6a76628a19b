"""Keys as queries: rows that repeat one, rows that refer to none. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wartally.schema import ForeignKey
from wartally.validation.compile.text import ROW, ident

__all__ = ["duplicates_select", "orphans_select"]


def duplicates_select(table: str, key: Sequence[str]) -> str:
    """A query for the rows that repeat an earlier row's key: number, the earlier one's, key as text."""
    names = ", ".join(ident(k) for k in key)
    known = " AND ".join(f"{ident(k)} IS NOT NULL" for k in key)
    texts = ", ".join(f"CAST(keyed.{ident(k)} AS VARCHAR)" for k in key)
    return (
        f"WITH keyed AS (SELECT {ROW}, {names} FROM {ident(table)} WHERE {known}), "
        f"repeated AS (SELECT {names}, MIN({ROW}) AS first FROM keyed GROUP BY {names} HAVING COUNT(*) > 1) "
        f"SELECT keyed.{ROW}, repeated.first, {texts} FROM keyed JOIN repeated USING ({names}) "
        f"WHERE keyed.{ROW} > repeated.first"
    )


def orphans_select(table: str, key: ForeignKey, own: Sequence[str] = ()) -> str:
    """A query for the rows whose foreign key names no row: row number, value, the columns `own` as text."""
    other = ident(key.resource or table)
    pairs = list(zip(key.fields, key.reference_fields, strict=True))
    match = " AND ".join(f"o.{ident(theirs)} = t.{ident(ours)}" for ours, theirs in pairs)
    known = " AND ".join(f"t.{ident(ours)} IS NOT NULL" for ours, _ in pairs)
    value = " || ', ' || ".join(f"CAST(t.{ident(ours)} AS VARCHAR)" for ours, _ in pairs)
    items = ", ".join([f"t.{ROW}", f"{value} AS value", *(f"CAST(t.{ident(k)} AS VARCHAR)" for k in own)])
    return (
        f"SELECT {items} FROM {ident(table)} AS t "
        f"WHERE {known} AND NOT EXISTS (SELECT 1 FROM {other} AS o WHERE {match})"
    )
