"""One way to break each constraint of each schema, and what a validation must then say.

The generator of a constraint proposes texts; the first that breaks this constraint of the cell
and no other is taken. What a text breaks is judged here, apart from the code under test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.workbench import Bench, Row, bench, cut, schemas, values
from wartally.csvform import from_cell
from wartally.schema import Field, ForeignKey, TableSchema, table_schema

CELL_KINDS = ("required", "type", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")
KEY_KINDS = ("primaryKey", "uniqueKeys", "unique")
BAD_TEXTS = {
    "integer": ("many", "1.5", "1 200", "1_200", "1e3", "0x10", "99999999999999999999", " 12", "12 ", "१२"),
    "number": ("far", "1,5", "1 200.5", "1_0.5", " 1.5", "--1", "+infinity", "+NaN", "1e400", "1.5.2"),
    "boolean": ("maybe", "yes", "tRUE", "2"),
    "date": (
        *("yesterday", "2023-02-30", "11.11.2023", "2023-2-3", "20230203", "12023-01-01"),
        *("2023-02-03T00:00:00", "infinity", "-infinity", "epoch"),
    ),
}
FAR_AWAY = {"string": "nowhere", "date": "2039-01-01", "integer": "987654321", "number": "987654321.5"}


@dataclass(frozen=True)
class Constraint:
    """One thing a schema demands: of a cell, of a key, or of a reference to another table."""

    table: str
    kind: str
    columns: tuple[str, ...]
    reference: ForeignKey | None = None

    def __str__(self) -> str:
        return f"{self.table}.{'+'.join(self.columns)}.{self.kind}"


def constraints() -> list[Constraint]:
    """Every constraint of every schema."""
    return [c for schema in schemas().values() for c in _of(schema)]


def _of(schema: TableSchema) -> Iterator[Constraint]:
    for field in schema.fields:
        if field.type != "string":
            yield Constraint(schema.name, "type", (field.name,))
        for kind in field.constraints:
            if kind != "required" or field.required:
                yield Constraint(schema.name, kind, (field.name,))
        if field.name in schema.primary_key and not field.required:
            yield Constraint(schema.name, "required", (field.name,))
    if schema.primary_key:
        yield Constraint(schema.name, "primaryKey", schema.primary_key)
    for names in schema.unique_keys:
        yield Constraint(schema.name, "uniqueKeys", names)
    for key in schema.foreign_keys:
        for name in key.fields:
            yield Constraint(schema.name, "foreignKeys", (name,), key)


def broken_kinds(field: Field, text: str) -> set[str]:
    """Which constraints of a cell the text breaks."""
    if text == "":
        return {"required"} if field.required else set()
    try:
        value = from_cell(text, field.type)
    except ValueError:
        return {"type"}
    if not _plain(field, text):
        return {"type"}
    judges: dict[str, Callable[[Any], bool]] = {
        "enum": lambda limit: value not in limit,
        "pattern": lambda limit: re.fullmatch(limit, text) is None,
        "minimum": lambda limit: value < from_cell(str(limit), field.type),
        "maximum": lambda limit: value > from_cell(str(limit), field.type),
        "minLength": lambda limit: len(text) < limit,
        "maxLength": lambda limit: len(text) > limit,
    }
    return {kind for kind, limit in field.constraints.items() if kind in judges and judges[kind](limit)}


def _plain(field: Field, text: str) -> bool:
    """True if the text is written as the type's values are: Python reads more than the format allows."""
    forms = {
        "integer": r"[+-]?[0-9]{1,18}",
        "number": r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?",
        "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    }
    return field.type not in forms or re.fullmatch(forms[field.type], text, re.ASCII) is not None


def candidates(field: Field, kind: str, present: str) -> list[str]:
    """Texts that might break this constraint of a cell whose text is `present`."""
    limit: Any = field.constraints.get(kind)
    makers: dict[str, Callable[[], list[str]]] = {
        "required": lambda: [""],
        "type": lambda: list(BAD_TEXTS[field.type]),
        "enum": lambda: ["no_such_code", "NO", "x"],
        "pattern": lambda: [f"{present} !", "not so!", "?", "Ж"],
        "minimum": lambda: [_beside(limit, field, -1)],
        "maximum": lambda: [_beside(limit, field, 1)],
        "minLength": lambda: [present[: limit - 1].ljust(limit - 1, "x")],
        "maxLength": lambda: [present.ljust(limit + 1, "x")],
    }
    return makers[kind]()


def _beside(limit: Any, field: Field, step: int) -> str:
    """The value next to a limit, on its far side."""
    if field.type == "date":
        return (date.fromisoformat(str(limit)) + timedelta(days=step)).isoformat()
    return str(int(limit) + step) if field.type == "integer" else str(float(limit) + step * 0.001)


def allowed_texts(field: Field) -> list[str]:
    """Texts at the edge of what a cell may hold: every code, the limits themselves, a blank."""
    rules = field.constraints
    texts = ["", *(str(v) for v in rules.get("enum", ()))]
    texts += [str(rules[kind]) for kind in ("minimum", "maximum") if kind in rules]
    texts += ["ж" * rules[kind] for kind in ("minLength", "maxLength") if kind in rules]
    texts += {"boolean": ["true", "false"], "integer": ["+7", "007"], "number": ["1e2", "-0.5"]}.get(
        field.type, []
    )
    return [text for text in texts if not broken_kinds(field, text)]


@dataclass
class Broken:
    """A package with one constraint broken, and the one finding that this must give."""

    bench: Bench
    expected: tuple[str, str, str, int]


def break_cell(root: Path, constraint: Constraint) -> Broken:
    """The constraint's table alone, one cell changed so that nothing but this constraint is broken."""
    work = _alone(root, constraint.table)
    (column,) = constraint.columns
    field = schemas()[constraint.table].field_of(column)
    row = next(
        (r for r in reversed(work.rows[constraint.table]) if r[column]), work.rows[constraint.table][-1]
    )
    proposed = candidates(field, constraint.kind, row[column])
    row[column] = next(text for text in proposed if broken_kinds(field, text) == {constraint.kind})
    return Broken(work, (constraint.table, constraint.kind, column, work.line(constraint.table, row)))


def break_key(root: Path, constraint: Constraint) -> Broken:
    """The constraint's table alone, a row added that has the key of another and no other key of any."""
    work = _alone(root, constraint.table)
    schema, rows = schemas()[constraint.table], work.rows[constraint.table]
    row = dict(next(r for r in rows if all(values(r, constraint.columns))))
    for key in _keys(schema):
        apart = [name for name in key if name not in constraint.columns]
        if apart and key != constraint.columns:
            row[apart[-1]] = _another(schema.field_of(apart[-1]), row[apart[-1]])
    rows.append(row)
    column = constraint.columns[0] if len(constraint.columns) == 1 else ""
    return Broken(work, (constraint.table, constraint.kind, column, len(rows) + 1))


def break_reference(root: Path, constraint: Constraint) -> Broken:
    """The constraint's table and the one it refers to, one cell of the reference pointing nowhere."""
    key = constraint.reference
    assert key is not None
    other = key.resource or constraint.table
    work = bench(root, {constraint.table, other})
    for name in work.schemas:
        kept = (key,) if name == constraint.table else ()
        work.schemas[name] = replace(work.schemas[name], foreign_keys=kept)
    (column,) = constraint.columns
    row = next((r for r in reversed(work.rows[constraint.table]) if all(values(r, key.fields))), None)
    row = row or _given_reference(work, constraint.table, key)
    row[column] = FAR_AWAY[schemas()[constraint.table].field_of(column).type]
    return Broken(work, (constraint.table, "foreignKeys", key.fields[-1], work.line(constraint.table, row)))


def _given_reference(work: Bench, table: str, key: ForeignKey) -> Row:
    """The last row of the table, made to refer to the first row of the other."""
    row = work.rows[table][-1]
    target = work.rows[key.resource or table][0]
    row.update(zip(key.fields, values(target, key.reference_fields), strict=True))
    return row


def _alone(root: Path, table: str) -> Bench:
    work = bench(root, [table])
    work.schemas[table] = without_references(work.schemas[table])
    return work


def without_references(schema: TableSchema) -> TableSchema:
    """A schema that says all but what its rows refer to."""
    return replace(schema, foreign_keys=())


def _keys(schema: TableSchema) -> list[tuple[str, ...]]:
    single = [(f.name,) for f in schema.fields if f.constraints.get("unique")]
    return [schema.primary_key, *schema.unique_keys, *single]


def _another(field: Field, text: str) -> str:
    """A text of the same kind that no row has."""
    if field.type == "string":
        return text + "x" if text else ""
    return FAR_AWAY[field.type]


def break_one(root: Path, constraint: Constraint) -> Broken:
    """A package in which this constraint is broken once, and nothing else."""
    if constraint.kind in CELL_KINDS:
        return break_cell(root, constraint)
    return break_key(root, constraint) if constraint.kind in KEY_KINDS else break_reference(root, constraint)


def at_the_edge(root: Path, table: str) -> Bench:
    """A table alone whose cells, but for its keys, hold in turn every text at the edge of what they may."""
    work = _alone(root, table)
    schema = schemas()[table]
    held = {name for key in _keys(schema) for name in key}
    for field in schema.fields:
        if field.name not in held:
            for number, text in enumerate(allowed_texts(field)):
                if number == len(work.rows[table]):
                    break
                work.rows[table][number][field.name] = text
    return work


def sample(root: Path, kind: str, text: str) -> Bench:
    """A table of two rows with one column of the type `kind`, blank in the first and `text` in the second."""
    fields = [{"name": "id", "type": "string"}, {"name": "value", "type": kind}]
    schema = table_schema({"name": "sample", "fields": fields, "primaryKey": ["id"]})
    return Bench(root, {"sample": [{"id": "a", "value": ""}, {"id": "b", "value": text}]}, {"sample": schema})


def sole_key(constraint: Constraint) -> bool:
    """True if the constraint's column is the whole primary key of its table."""
    return schemas()[constraint.table].primary_key == constraint.columns


def tables_with_rows() -> list[str]:
    """The tables of the small package, every one of which must have rows."""
    return [name for name, rows in cut().items() if rows]
