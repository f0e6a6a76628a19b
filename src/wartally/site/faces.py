"""What the tables, views and columns of the database are called, and what they mean, in each language. Pure.

Compiled from the schemas, the headers of views and queries, and labels.yaml. Datasette's metadata and
the pages of the database take their words from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from wartally.schema import Category, Field, TableSchema

__all__ = [
    "ColumnFace",
    "Face",
    "Labelled",
    "Names",
    "Shape",
    "Text",
    "column_face",
    "common_face",
    "compile_faces",
    "target_of",
]

Text = Mapping[str, str]
# The names of rows: table, identifier, language.
Names = Mapping[str, Mapping[str, Text]]


class Labelled(Protocol):
    """A view or a query: its name, the header's labels in both languages, its SQL and the tables it reads."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def labels(self) -> Mapping[str, str]:
        """The header's labels: title, title@uk and so on."""

    @property
    def query(self) -> str:
        """The SQL."""

    @property
    def needs(self) -> set[str]:
        """Every table the query reads, among its own parts."""

    @property
    def own(self) -> set[str]:
        """The names the query itself defines."""


@dataclass(frozen=True)
class Shape:
    """What the built database holds: its tables and views with their columns, and its categories."""

    tables: Mapping[str, Sequence[str]] = field(default_factory=dict)
    views: Mapping[str, Sequence[str]] = field(default_factory=dict)
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def has(self, query: Labelled) -> bool:
        """True if all that the query reads is there."""
        return query.needs - query.own <= {*self.tables, *self.views}


@dataclass(frozen=True)
class ColumnFace:
    """A column in each language: what it is called, what it means, its unit, its codes.

    `target` is the table whose rows its values name, empty if it names none.
    """

    name: str
    title: Text
    meaning: Text
    unit: str = ""
    codes: Mapping[str, Category] = field(default_factory=dict)
    target: str = ""
    kind: str = "string"

    def label(self, value: object, lang: str) -> str:
        """The label of a code in a language; empty if the value is no code of the column."""
        code = self.codes.get(str(value))
        return "" if code is None else (code.label_uk if lang == "uk" else code.label) or code.label


@dataclass(frozen=True)
class Face:
    """A table or a view in each language, with its columns in order."""

    name: str
    title: Text
    description: Text
    columns: Mapping[str, ColumnFace]
    section: str = "other"


def compile_faces(
    schemas: Mapping[str, TableSchema],
    views: Iterable[Labelled],
    labels: Mapping[str, Any],
    shape: Shape,
) -> dict[str, Face]:
    """The face of every table of the package and every view of the built database, by name."""
    found = {name: _table(schema, schemas) for name, schema in schemas.items()}
    written = {view.name: view for view in views}
    for name, columns in shape.views.items():
        found[name] = _view(name, columns, written.get(name), schemas, labels, shape)
    return found


def target_of(column: str, table: str, schemas: Mapping[str, TableSchema]) -> str:
    """The table whose rows a column's values name, also through a key of several columns; empty if none."""
    schema = schemas[table]
    keys = sorted((k for k in schema.foreign_keys if column in k.fields), key=lambda k: len(k.fields))
    for key in keys:
        other = key.resource or table
        if other not in schemas:
            continue
        theirs = key.reference_fields[key.fields.index(column)]
        if len(key.fields) == 1:
            return other
        if (other, theirs) != (table, column) and (further := target_of(theirs, other, schemas)):
            return further
    return ""


def _table(schema: TableSchema, schemas: Mapping[str, TableSchema]) -> Face:
    return Face(
        schema.name,
        _both(schema.title or schema.name, schema.title_uk),
        _both(schema.description, schema.description_uk),
        {f.name: _column(f, target_of(f.name, schema.name, schemas)) for f in schema.fields},
        schema.section or "other",
    )


def _column(f: Field, target: str) -> ColumnFace:
    codes = {str(c.value): c for c in f.categories}
    title = _both(f.title or _plain(f.name), f.title_uk)
    return ColumnFace(f.name, title, _both(f.description, f.description_uk), f.unit, codes, target, f.type)


def _view(
    name: str,
    columns: Sequence[str],
    view: Labelled | None,
    schemas: Mapping[str, TableSchema],
    labels: Mapping[str, Any],
    shape: Shape,
) -> Face:
    said = view.labels if view else labels.get("views", {}).get(name, {})
    reads = sorted((view.needs if view else {"losses"}) & {*schemas})
    # What a view reads by way of another view is looked for in all tables, after its own.
    known = [schemas[table] for table in (*reads, *(s for s in schemas if s not in reads))]
    return Face(
        name,
        _both(said.get("title", name), said.get("title@uk", "")),
        _both(said.get("description", ""), said.get("description@uk", "")),
        {c: column_face(c, known, labels, shape, schemas) for c in columns},
    )


def column_face(
    column: str,
    known: Sequence[TableSchema],
    labels: Mapping[str, Any],
    shape: Shape,
    schemas: Mapping[str, TableSchema],
) -> ColumnFace:
    """The face of a column of a view: its own label's, else that of the first table that has it."""
    found = next((_of_table(column, s, schemas) for s in known if column in s.field_names), None)
    known_there = found is not None
    base = found or _of_category(column, shape) or ColumnFace(column, _both(_plain(column)), _both(""))
    titles, meanings = labels.get("titles", {}), labels.get("columns", {})
    own = column in meanings
    return ColumnFace(
        column,
        titles.get(column, base.title) if own or not known_there else base.title,
        meanings.get(column, base.meaning),
        "" if own else base.unit,
        base.codes,
        base.target,
        base.kind,
    )


def common_face(column: str, faces: Iterable[Face], labels: Mapping[str, Any]) -> ColumnFace:
    """The face of a column of a query's result: what all tables that have such a column agree on."""
    having = [face.columns[column] for face in faces if column in face.columns]
    titles = {tuple(sorted(c.title.items())) for c in having}
    agreed = having[0] if having else ColumnFace(column, _both(_plain(column)), _both(""))
    said = labels.get("titles", {}).get(column)
    title = said or (agreed.title if len(titles) == 1 else _both(_plain(column)))
    meaning = labels.get("columns", {}).get(column) or (agreed.meaning if len(titles) == 1 else _both(""))
    targets = {c.target for c in having if c.target}
    codes = agreed.codes if all(c.codes == agreed.codes for c in having) else {}
    target = next(iter(targets)) if len(targets) == 1 else ""
    return ColumnFace(column, title, meaning, codes=codes, target=target, kind=agreed.kind)


def _of_table(column: str, schema: TableSchema, schemas: Mapping[str, TableSchema]) -> ColumnFace:
    target = target_of(column, schema.name, schemas)
    if not target and schema.primary_key == (column,):
        target = schema.name
    return _column(schema.field_of(column), target)


def _of_category(column: str, shape: Shape) -> ColumnFace | None:
    """The face of a column that is named after a category and holds its running total."""
    category = shape.categories.get(column)
    if category is None:
        return None
    english, ukrainian = _capital(category["name_en"]), _capital(category["name_uk"])
    meaning = {"en": f"{english}: running total.", "uk": f"{ukrainian}: наростаючим підсумком."}
    return ColumnFace(column, _both(english, ukrainian), meaning, category["unit"], kind="integer")


def _both(english: str, ukrainian: str = "") -> Text:
    return {"en": english, "uk": ukrainian or english}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(column: str) -> str:
    return _capital(column.replace("_", " "))
