"""Findings completed: what was expected, and what was probably meant. The same for every engine. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from wartally.schema import ForeignKey, TableSchema
from wartally.validation.findings import Finding
from wartally.validation.suggesting.codes import Codes
from wartally.validation.suggesting.expecting import expected, key_of
from wartally.validation.suggesting.meaning import Meaning

__all__ = ["KnownKeys", "complete"]

# The keys of a table that a foreign key of the named table refers to, as texts joined by ", "; None if they
# are too many to look through.
KnownKeys = Callable[[str, ForeignKey], frozenset[str] | None]

_OF_CELLS = frozenset({"type", "enum", "categories", "pattern", "minLength", "maxLength"})
# Beyond this many different values of one column what they meant is no longer looked for.
_MOST_VALUES = 2_000


def complete(
    findings: Iterable[Finding], schemas: Mapping[str, TableSchema], known: KnownKeys
) -> list[Finding]:
    """The findings in order, each with what was expected and, where it is obvious, what was meant."""
    found = list(findings)
    helper = _Helper(schemas, known, found)
    return [helper.complete(f) for f in found]


class _Helper:
    """What is known of the tables; everything that is asked twice is remembered."""

    def __init__(
        self, schemas: Mapping[str, TableSchema], known: KnownKeys, findings: Iterable[Finding]
    ) -> None:
        self.schemas = schemas
        self.known = known
        self.columns = {name: frozenset(schema.field_names) for name, schema in schemas.items()}
        self.headers = _missing_columns(findings)
        self.meaning = cache(self._meaning)
        self.codes = cache(self._codes)
        self.expected: dict[tuple[str, str, str, str], str] = {}
        self.asked: dict[tuple[str, str], set[str]] = {}

    def complete(self, found: Finding) -> Finding:
        schema = self.schemas.get(found.table)
        if schema is None:
            return found
        said = found.expected or self._expected(found, schema)
        meant = (found.suggestion,) if found.suggestion else self._meant(found, schema)
        if len(meant) > 1:
            said, meant = f"{said}: {' or '.join(meant[:3])}", ()
        if not said and not meant:
            return found
        return found.completed(said, meant[0] if meant else "")

    def _expected(self, found: Finding, schema: TableSchema) -> str:
        if found.rule in ("header", "foreignKeys", "primaryKey", "uniqueKeys"):
            return expected(found, schema)
        place = (found.table, found.column, found.rule, "")
        if place not in self.expected:
            self.expected[place] = expected(found, schema)
        return self.expected[place]

    def _meant(self, found: Finding, schema: TableSchema) -> tuple[str, ...]:
        if not found.value:
            return ()
        if found.rule == "header":
            name = Codes(self.headers.get((found.table, found.file), ())).meant(found.value)
            return (name,) if name else ()
        keyed = found.rule == "foreignKeys"
        if not keyed and (found.rule not in _OF_CELLS or found.column not in self.columns[found.table]):
            return ()
        asked = self.asked.setdefault((found.table, found.column), set())
        if len(asked) >= _MOST_VALUES and found.value not in asked:
            return ()
        asked.add(found.value)
        if keyed:
            return self._referred(found, schema)
        return self.meaning(found.table, found.column, None).of(found.value)

    def _referred(self, found: Finding, schema: TableSchema) -> tuple[str, ...]:
        key = key_of(found, schema)
        codes = self.codes(found.table, key) if key else None
        if codes is None:
            return ()
        if len(key.fields) == 1:
            return self.meaning(found.table, found.column, key).of(found.value)
        meant = codes.meant(found.value)
        return (meant,) if meant else ()

    def _meaning(self, table: str, column: str, key: ForeignKey | None) -> Meaning:
        schema = self.schemas[table]
        field = schema.field_of(column)
        missing = schema.missing_values if field.missing_values is None else field.missing_values
        return Meaning(field, missing, self.codes(table, key) if key else None)

    def _codes(self, table: str, key: ForeignKey) -> Codes | None:
        if not any(self.schemas[table].field_of(name).type in ("string", "any") for name in key.fields):
            return None
        known = self.known(table, key)
        return None if known is None else Codes(known)


def _missing_columns(findings: Iterable[Finding]) -> dict[tuple[str, str], list[str]]:
    """The columns that files lack, by table and file."""
    found: dict[tuple[str, str], list[str]] = {}
    for f in findings:
        if f.rule == "header" and f.column and not f.value:
            found.setdefault((f.table, f.file), []).append(f.column)
    return found
