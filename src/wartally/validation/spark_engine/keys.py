"""Keys that are repeated, and references to no row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import Row

from wartally.schema import ForeignKey
from wartally.validation import compile as sql
from wartally.validation.findings import Finding
from wartally.validation.saying import (
    key_of,
    keys_of,
    no_row_with,
    no_target,
    not_listed,
    present_key,
    same_key,
)
from wartally.validation.spark_engine.asking import Asking
from wartally.validation.spark_engine.dialect import spark_query
from wartally.validation.spark_engine.tables import Loaded
from wartally.validation.spark_engine.texts import as_text

__all__ = ["key_findings", "reference_findings"]


@dataclass(frozen=True)
class _Key:
    """A key of a table that no two rows may share."""

    loaded: Loaded
    rule: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Reference:
    """A foreign key of a table, and the columns by which a row of it is named."""

    loaded: Loaded
    key: ForeignKey
    own: Sequence[str]


def key_findings(asking: Asking, tables: Iterable[Loaded]) -> Iterator[Finding]:
    """The rows that repeat the primary key, a unique key or a unique value of an earlier one."""
    keys = [
        _Key(loaded, rule, names)
        for loaded in tables
        for rule, names in keys_of(loaded.table.schema, loaded.facts.header)
    ]
    listed: Counter[int] = Counter()
    for row in asking.rows([_repeats(n, key, asking.most) for n, key in enumerate(keys)]):
        key = keys[row.number]
        listed[row.number] += 1
        texts = [as_text(v, key.loaded.types[k]) for k, v in zip(key.names, row.texts, strict=True)]
        column = key.names[0] if len(key.names) == 1 else ""
        message = same_key(key.names, key.loaded.where(row.first, row.row))
        named = key_of(key.names, texts)
        value = ", ".join(v for _, v in named)
        yield key.loaded.finding(key.rule, message, row.row, column, value, named)
    for number in _full(listed, asking.most):
        table = keys[number].loaded.table
        yield not_listed(table.name, "rows", "some", keys[number].rule, table.file)


def _repeats(number: int, key: _Key, most: int) -> str:
    columns = [f"k{n}" for n in range(len(key.names))]
    query = _in_spark(sql.duplicates_select(key.loaded.view, key.names), key.loaded)
    return (
        f"SELECT {number} AS number, row, first, array({', '.join(columns)}) AS texts "
        f"FROM ({query}) AS found(row, first, {', '.join(columns)}) LIMIT {most}"
    )


def reference_findings(
    asking: Asking, tables: Iterable[Loaded], others: Mapping[str, Loaded]
) -> Iterator[Finding]:
    """The rows whose foreign keys name no row of the table they point to."""
    references, listed = [], Counter[int]()
    for loaded in tables:
        own = present_key(loaded.table.schema, loaded.facts.header)
        for key in loaded.table.schema.foreign_keys:
            target = others.get(key.resource or loaded.table.name)
            if target is None:
                yield no_target(loaded.table.name, loaded.table.file, key)
            elif _present(key, loaded, target):
                references.append(_Reference(loaded, key, own))
    for row in asking.rows([_orphans(n, r, asking.most, others) for n, r in enumerate(references)]):
        yield _orphan(references[row.number], row)
        listed[row.number] += 1
    for number in _full(listed, asking.most):
        table = references[number].loaded.table
        yield not_listed(table.name, "rows", "some", "foreignKeys", table.file)


def _full(listed: Counter[int], most: int) -> list[int]:
    """The numbers of the queries that brought as many rows as they may."""
    return [number for number, count in listed.items() if count >= most]


def _present(key: ForeignKey, loaded: Loaded, target: Loaded) -> bool:
    theirs = set(key.reference_fields) <= set(target.facts.header)
    return theirs and set(key.fields) <= set(loaded.facts.header)


def _orphans(number: int, reference: _Reference, most: int, others: Mapping[str, Loaded]) -> str:
    loaded, key = reference.loaded, reference.key
    other = key.resource or loaded.table.name
    aimed = ForeignKey(key.fields, sql.view_name(other), key.reference_fields)
    columns = [f"k{n}" for n in range(len(reference.own))]
    as_text = sql.compared_as_text(key, loaded.table.schema, others[other].table.schema)
    query = _in_spark(sql.orphans_select(loaded.view, aimed, reference.own, as_text), loaded, others[other])
    texts = f"array({', '.join(columns)})" if columns else "CAST(array() AS ARRAY<STRING>)"
    return (
        f"SELECT {number} AS number, row, value, {texts} AS texts "
        f"FROM ({query}) AS found({', '.join(['row', 'value', *columns])}) LIMIT {most}"
    )


def _orphan(reference: _Reference, row: Row) -> Finding:
    loaded, key = reference.loaded, reference.key
    texts = [as_text(v, loaded.types[k]) for k, v in zip(reference.own, row.texts, strict=True)]
    message = no_row_with(key, loaded.table.name, row.value)
    return loaded.finding(
        "foreignKeys", message, row.row, key.fields[-1], row.value, key_of(reference.own, texts)
    )


def _in_spark(query: str, *tables: Loaded) -> str:
    return spark_query(query, {loaded.view: loaded.types for loaded in tables})
