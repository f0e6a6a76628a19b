"""What engines that work in SQL say of tables, in the same words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wartally.schema import ForeignKey, TableSchema
from wartally.validation.findings import Finding
from wartally.validation.rules import Rule

__all__ = [
    "broken_rule",
    "key_of",
    "keys_of",
    "no_row_with",
    "no_target",
    "not_a_row",
    "not_listed",
    "present_key",
    "same_key",
    "same_place",
    "unrunnable",
]


def keys_of(schema: TableSchema, header: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys that a table's rows must not repeat and whose columns are there: rule and columns."""
    keys = [("primaryKey", schema.primary_key), *(("uniqueKeys", k) for k in schema.unique_keys)]
    keys += [("unique", (f.name,)) for f in schema.fields if f.constraints.get("unique")]
    for rule, key in keys:
        if key and set(key) <= set(header):
            yield rule, tuple(key)


def present_key(schema: TableSchema, header: Sequence[str]) -> list[str]:
    """The columns of the primary key that the file has."""
    return [k for k in schema.primary_key if k in header]


def key_of(names: Sequence[str], values: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """A finding's key: the `values` of the columns `names` as text, a blank where there is none."""
    return tuple((k, "" if v is None else str(v)) for k, v in zip(names, values, strict=True))


def not_a_row(width: int, kind: str) -> str:
    """What is said of a line that does not have `width` cells; `kind` says how."""
    return f"the line cannot be read as {width} cells ({kind.lower()}); mend its commas and quotes"


def not_listed(table: str, what: str, rest: str, rule: str, file: str) -> Finding:
    """The finding that there is more wrong than is listed: `rest` says how much of `what`."""
    message = f"{rest} more {what} of which something could be said are not listed; mend these first"
    return Finding(table, rule=rule, message=message, file=file)


def same_key(key: Sequence[str], where: str) -> str:
    """What is said of a row that repeats the key of an earlier one, which is there."""
    return f"the same {', '.join(key)} as {where}"


def same_place(file: str, line: int, order: int, other: str) -> str:
    """Where a row is, in words for one of the file `other`: its line, or which row it is (`order` from 0)."""
    said = f"on line {line}" if line > 0 else f"in row {order + 1}"
    return said if file == other else f"{said} of {file}"


def no_row_with(key: ForeignKey, table: str, value: str) -> str:
    """What is said of a row of `table` whose foreign key names no row."""
    return f"there is no row of {key.resource or table} with {', '.join(key.reference_fields)} = {value}"


def no_target(table: str, file: str, key: ForeignKey) -> Finding:
    """The finding for a foreign key to a table that could not be read."""
    message = f"{', '.join(key.fields)} refers to the table {key.resource!r}, which could not be read"
    return Finding(table, rule="foreignKeys", message=message, file=file)


def unrunnable(rule: Rule, said: str) -> Finding:
    """The finding for a rule whose query the engine refuses, which `said` why."""
    message = f"the rule cannot be run: {said}"
    return Finding(rule.subject, rule=rule.id, message=message, file=f"validators/{rule.id}.sql")


def broken_rule(rule: Rule, file: str, line: int, row: dict[str, Any], key: Sequence[str]) -> Finding:
    """The finding for one `row` that a rule's query returned, about the row of its subject on `line`."""
    value = row.get("value")
    return Finding(
        table=rule.subject,
        line=line,
        column=rule.column,
        rule=rule.id,
        message=str(row.get("message") or rule.title),
        value="" if value is None else str(value),
        severity=rule.severity,
        file=file,
        key=tuple((k, str(row[k])) for k in key if row.get(k) is not None),
    )
