"""Datasette's metadata, compiled from the schemas, the rules, the views and the queries. Pure.

Datasette's own `units` are not used: it would print 79,400 persons as "79.4 kilopersons". The
unit stands in each column's description, and under `column_units` for programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from wartally.schema import Field, TableSchema
from wartally.validation.rules import query_for

if TYPE_CHECKING:
    from wartally.validation.rules import Rule

__all__ = ["DATABASE", "Labelled", "Shape", "compile_metadata", "described"]

DATABASE = "wartally"
PAGE_SIZE = 50
_NEWEST_FIRST = ("report_date", "week_start", "month", "until", "as_of", "start_date")
Words = tuple[str, str]


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


def compile_metadata(
    schemas: Mapping[str, TableSchema],
    rules: Iterable[Rule],
    views: Iterable[Labelled],
    header: Mapping[str, Any],
    *,
    queries: Iterable[Labelled] = (),
    labels: Mapping[str, Any] | None = None,
    shape: Shape | None = None,
) -> dict[str, Any]:
    """Datasette 0.65 metadata for the package that `header`, its datapackage.json, describes.

    `labels` are the words for columns of views that no table has; `shape` is what the built
    database holds, without which views have no columns to describe.
    """
    labels, shape = labels or {}, shape or Shape()
    credit = _credit(header)
    tables = {name: _table(schema, credit) for name, schema in schemas.items()}
    written = {view.name: view for view in views}
    for name, columns in shape.views.items():
        tables[name] = _view(name, columns, written.get(name), schemas, labels, shape, credit)
    for name in sorted({*shape.tables} - {*schemas}):
        tables[name] = {"hidden": True}
    canned = {query.name: _canned(query) for query in queries if shape.has(query)}
    canned |= {f"rule_{rule.id}": _rule(rule) for rule in rules if set(rule.tables) <= {*shape.tables}}
    database = {
        "title": str(header.get("title", DATABASE)),
        "description_html": _both(header.get("description", ""), header.get("description@uk", "")),
        **credit,
        "tables": tables,
        "queries": canned,
    }
    own = {key: database[key] for key in ("title", "description_html")}
    return {**own, **credit, "databases": {DATABASE: database}}


def _credit(header: Mapping[str, Any]) -> dict[str, str]:
    """Licence, source and about, the same on every table: each row names its own source besides."""
    licence: Mapping[str, Any] = next(iter(header.get("licenses") or ()), {})
    version = header.get("version", "")
    return {
        "license": str(licence.get("title") or licence.get("name", "")),
        "license_url": str(licence.get("path", "")),
        "source": "the table `sources`, with publisher, licence and credit of each",
        "source_url": f"/{DATABASE}/sources",
        "about": f"{header.get('name', DATABASE)} {version}".strip(),
        "about_url": "/",
    }


def _table(schema: TableSchema, credit: Mapping[str, str]) -> dict[str, Any]:
    site = schema.site
    entry: dict[str, Any] = {
        "title": schema.title or schema.name,
        "title_uk": schema.title_uk,
        "section": schema.section,
        "description_html": _both(schema.description, schema.description_uk),
        **credit,
        "columns": {f.name: _column(f) for f in schema.fields},
        "column_titles": {f.name: {"en": f.title, "uk": f.title_uk} for f in schema.fields},
        "column_units": {f.name: f.unit for f in schema.fields if f.unit},
        "facets": list(site.get("facets", ())),
        "size": PAGE_SIZE,
    }
    for key, name in (("label", "label_column"), ("sort", "sort"), ("sort_desc", "sort_desc")):
        if key in site:
            entry[name] = site[key]
    if "sort" not in site and "sort_desc" not in site and len(schema.primary_key) > 0:
        entry["sort"] = schema.primary_key[0]
    return entry


def _column(f: Field) -> str:
    """A column in words: label and meaning in both languages, the unit and the codes."""
    english = _sentence(f.title, f.description)
    if f.unit:
        english += f" Unit: {f.unit}."
    if f.categories:
        english += f" Codes: {'; '.join(f'{c.value} ({c.label})' for c in f.categories)}."
    ukrainian = _sentence(f.title_uk, f.description_uk)
    return f"{english} / {ukrainian}" if ukrainian else english


def _sentence(title: str, text: str) -> str:
    return " ".join(part for part in (f"{title}." if title else "", text) if part)


def _view(
    name: str,
    columns: Sequence[str],
    view: Labelled | None,
    schemas: Mapping[str, TableSchema],
    labels: Mapping[str, Any],
    shape: Shape,
    credit: Mapping[str, str],
) -> dict[str, Any]:
    said = view.labels if view else labels.get("views", {}).get(name, {})
    reads = sorted((view.needs if view else {"losses"}) & {*schemas})
    known = [schemas[table] for table in reads]
    entry: dict[str, Any] = {
        "title": said.get("title", name),
        "title_uk": said.get("title@uk", ""),
        "description_html": _both(said.get("description", ""), said.get("description@uk", "")),
        **credit,
        "columns": {c: " / ".join(described(c, known, labels, shape) or (_plain(c),)) for c in columns},
        "facets": [],
        "size": PAGE_SIZE,
    }
    newest = next((c for c in _NEWEST_FIRST if c in columns), None)
    entry |= {"sort_desc": newest} if newest else {"sort": columns[0]}
    return entry


def described(
    column: str, schemas: Iterable[TableSchema], labels: Mapping[str, Any], shape: Shape
) -> Words | None:
    """What a view's column means in both languages; None if no table, label or category says."""
    written = labels.get("columns", {}).get(column)
    if written:
        return written["en"], written["uk"]
    for schema in schemas:
        if column in schema.field_names:
            f = schema.field_of(column)
            return _sentence(f.title, f.description), _sentence(f.title_uk, f.description_uk)
    category = shape.categories.get(column)
    if category:
        return (
            f"{category['name_en']}: running total, {category['unit']}.",
            f"{category['name_uk'][:1].upper()}{category['name_uk'][1:]}: наростаючим підсумком.",
        )
    return None


def _plain(column: str) -> str:
    return column.replace("_", " ").capitalize() + "."


def _canned(query: Labelled) -> dict[str, Any]:
    said = query.labels
    example = said.get("example", "")
    more = (
        f'<p>Example: <a href="{escape(query.name)}?{escape(example)}">{escape(example)}</a></p>'
        if example
        else ""
    )
    return {
        "title": said.get("title", query.name),
        "title_uk": said.get("title@uk", ""),
        "description": said.get("description", ""),
        "description_html": _both(said.get("description", ""), said.get("description@uk", "")) + more,
        "params": [p.strip() for p in said.get("params", "").split(",") if p.strip()],
        "sql": query.query,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    lists = ("Lists the rows that break the rule.", "Показує рядки, що порушують правило.")
    return {
        "title": f"Rule: {rule.title}",
        "title_uk": f"Правило: {rule.title_uk}",
        "description": rule.description,
        "description_html": _both(f"{rule.description} {lists[0]}", f"{rule.description_uk} {lists[1]}"),
        "severity": rule.severity,
        "sql": query_for(rule, "sqlite", None),
    }


def _both(english: object, ukrainian: object) -> str:
    """A text in both languages as HTML."""
    parts = [f"<p>{_marked(str(english))}</p>"] if english else []
    parts += [f'<p lang="uk">{_marked(str(ukrainian))}</p>'] if ukrainian else []
    return "".join(parts)


def _marked(text: str) -> str:
    """A text as HTML, names in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
