"""Which part of the version number a difference raises. Pure.

The Data Package recipe for versions (https://datapackage.org/recipes/data-package-version/): a changed
structure raises the first part, new rows the second, corrected values and words the third. Of rows that
are withdrawn we say what of new ones: the set of records is another one, its structure is the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wartally.errors import BadArgument
from wartally.versions.compare import Difference

__all__ = ["LEVELS", "Reason", "check_version", "level_of", "reasons", "version_key"]

LEVELS = ("major", "minor", "patch")
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
# Changed words of a schema that are told one by one.
_NAMED = 4
# What of a schema is structure: all else of it are words.
_FIELD = ("name", "type", "format", "constraints", "categories", "missingValues")
_TABLE = ("primaryKey", "uniqueKeys", "foreignKeys", "missingValues", "fieldsMatch")


@dataclass(frozen=True, order=True)
class Reason:
    """One thing that raises a part of the version: which part, as a place in LEVELS, and what it is."""

    level: int
    said: str


def structure_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What of a Table Schema a program rests on: fields in order with types and constraints, and keys."""
    fields = [{key: _bare(f[key]) for key in _FIELD if key in f} for f in schema.get("fields") or ()]
    return {"fields": fields, **{key: schema[key] for key in _TABLE if key in schema}}


def _bare(value: Any) -> Any:
    """A list of codes without their labels, anything else as it is."""
    if isinstance(value, list):
        return [item.get("value") if isinstance(item, Mapping) else item for item in value]
    return value


def reasons(
    difference: Difference,
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
    aside: Collection[str] = (),
) -> list[Reason]:
    """Why a difference raises the version, the weightiest first.

    `before` and `after` are the schemas of the tables of both versions. Tables called in `aside` do
    not count: those in which releases keep their own record.
    """
    found = set(_of_schemas(before, after, aside))
    for table in difference.tables:
        if table.name in aside or table.columns_before is None or table.columns_after is None:
            continue
        for n, level, kind in (
            (len(table.added), 1, "added"),
            (len(table.removed), 1, "removed"),
            (table.changed_rows, 2, "changed"),
        ):
            if n:
                found.add(Reason(level, f"{table.name}: {n:,} {'row' if n == 1 else 'rows'} {kind}"))
    found |= {
        Reason(2, f"{c.name}: {_words(c.name, before, after)}")
        for c in difference.files
        if not _is_of(c.name, aside)
    }
    words = [c for c in difference.properties if c.name not in ("version", "sources")]
    found |= {Reason(2, f"descriptor, {c.name}: changed") for c in words}
    return sorted(found)


def _of_schemas(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], aside: Collection[str]
) -> Iterator[Reason]:
    for name in sorted({*before, *after} - {*aside}):
        if name not in before:
            yield Reason(1, f"{name}: a new table")
        elif name not in after:
            yield Reason(0, f"{name}: the table is gone")
        elif structure_of(before[name]) != structure_of(after[name]):
            yield Reason(0, f"{name}: columns, types, constraints, codes or keys changed")


def _words(path: str, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> str:
    """What of a schema file changed: a word or two by name, with the new one; else that it changed."""
    table = path.removeprefix("schemas/").removesuffix(".yaml")
    if table not in before or table not in after:
        return "changed"
    old, new = (dict(_texts(schemas[table], "")) for schemas in (before, after))
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    if not 0 < len(names) <= _NAMED:
        return "changed"
    return "; ".join(f"{name} is {new.get(name, '')!r}, was {old.get(name, '')!r}" for name in names)


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every text of a schema by its place in it; items of lists are named by what names them."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            own = inner.get("name", inner.get("value", number)) if isinstance(inner, Mapping) else number
            yield from _texts(inner, f"{name}.{own}")
    else:
        yield name, str(value)


def _is_of(path: str, tables: Collection[str]) -> bool:
    return any(path == f"schemas/{table}.yaml" for table in tables)


def level_of(found: Collection[Reason]) -> str | None:
    """The weightiest part that the reasons raise; None if there is no reason."""
    return LEVELS[min(reason.level for reason in found)] if found else None


def check_version(version: str, latest: str | None, found: Collection[Reason]) -> None:
    """Raises BadArgument, saying which number would do, if `version` may not follow `latest`."""
    new = version_key(version)
    if latest is None:
        return
    old, level = version_key(latest), level_of(found)
    if level is None:
        raise BadArgument(f"nothing changed since {latest}, so there is nothing to release")
    steps = [(old[0] + 1, 0, 0), (old[0], old[1] + 1, 0), (old[0], old[1], old[2] + 1)]
    allowed = steps[: LEVELS.index(level) + 1]
    if new not in allowed:
        named = " or ".join(".".join(map(str, step)) for step in reversed(allowed))
        why = min(found)
        raise BadArgument(f"{version} cannot follow {latest}: {why.said}, so the next version is {named}")


def version_key(version: str) -> tuple[int, int, int]:
    """The parts of a version, by which versions are ordered; raises BadArgument if it is none."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise BadArgument(f"{version!r} is not a version: three whole numbers, such as 1.4.0, are")
    major, minor, patch = map(int, match.groups())
    return major, minor, patch
