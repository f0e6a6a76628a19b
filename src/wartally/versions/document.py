"""A difference as a JSON document and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wartally.errors import BadArgument
from wartally.versions.compare import Cell, Change, Difference, TableDifference

__all__ = ["from_document", "summary", "to_document"]

_FORM = "wartally-diff/1"


def summary(difference: Difference) -> dict[str, int]:
    """The difference in numbers: tables touched; rows added, removed, changed, reclassified; cells."""
    tables = difference.tables
    return {
        "tables": len(tables),
        "added": sum(len(t.added) for t in tables),
        "removed": sum(len(t.removed) for t in tables),
        "changed": sum(t.changed_rows for t in tables),
        "cells": sum(len(t.changed) for t in tables),
        "reclassified": sum(len(t.reclassified) for t in tables),
        "structure": sum(t.columns_before != t.columns_after or t.key_before != t.key_after for t in tables),
        "files": len(difference.files),
        "properties": len(difference.properties) + len(difference.resources),
    }


def to_document(difference: Difference) -> dict[str, Any]:
    """The difference as plain values for JSON; `from_document` gives it back whole."""
    return {
        "form": _FORM,
        "old": difference.old,
        "new": difference.new,
        "summary": summary(difference),
        "properties": [_change(c) for c in difference.properties],
        "resources": [_change(c) for c in difference.resources],
        "files": [_change(c) for c in difference.files],
        "tables": [_table(t) for t in difference.tables],
    }


def _change(change: Change) -> dict[str, Any]:
    return {"name": change.name, "before": change.before, "after": change.after}


def _table(t: TableDifference) -> dict[str, Any]:
    return {
        "table": t.name,
        "columns_before": t.columns_before,
        "columns_after": t.columns_after,
        "key_before": t.key_before,
        "key_after": t.key_after,
        "added": [{"key": key, "row": row} for key, row in t.added.items()],
        "removed": [{"key": key, "row": row} for key, row in t.removed.items()],
        "changed": [
            {"key": c.key, "column": c.column, "before": c.before, "after": c.after} for c in t.changed
        ],
        "reclassified": sorted(t.reclassified),
    }


def from_document(document: Any) -> Difference:
    """The difference that a JSON document tells; raises BadArgument if it is not such a document."""
    if not isinstance(document, Mapping) or document.get("form") != _FORM:
        raise BadArgument(f"is not a difference: a JSON object whose `form` is {_FORM!r} was expected")
    try:
        return Difference(
            str(document["old"]),
            str(document["new"]),
            _changes(document["properties"]),
            _changes(document["resources"]),
            _changes(document["files"]),
            tuple(_read_table(t) for t in document["tables"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadArgument(f"is not a whole difference ({type(error).__name__}: {error})") from error


def _changes(listed: Any) -> tuple[Change, ...]:
    return tuple(Change(str(c["name"]), c["before"], c["after"]) for c in listed)


def _read_table(t: Mapping[str, Any]) -> TableDifference:
    for side, rows in (("columns_after", t["added"]), ("columns_before", t["removed"])):
        if any(len(row["row"]) != len(t[side] or ()) for row in rows):
            raise ValueError(f"a row of {t['table']} has not as many cells as there are columns")
    return TableDifference(
        str(t["table"]),
        _names(t["columns_before"]),
        _names(t["columns_after"]),
        _names(t["key_before"]),
        _names(t["key_after"]),
        {_texts(row["key"]): _texts(row["row"]) for row in t["added"]},
        {_texts(row["key"]): _texts(row["row"]) for row in t["removed"]},
        tuple(map(_cell, t["changed"])),
        frozenset(_texts(key) for key in t["reclassified"]),
    )


def _cell(c: Mapping[str, Any]) -> Cell:
    return Cell(_texts(c["key"]), str(c["column"]), str(c["before"]), str(c["after"]))


def _names(listed: Any) -> tuple[str, ...] | None:
    return None if listed is None else _texts(listed)


def _texts(listed: Any) -> tuple[str, ...]:
    if not isinstance(listed, list | tuple) or not all(isinstance(item, str) for item in listed):
        raise TypeError("a list of texts was expected")
    return tuple(listed)
