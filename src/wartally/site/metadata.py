"""Datasette's metadata, compiled from the schemas, the rules, the views and the queries. Pure.

Datasette's own `units` are not used: it would print 79,400 persons as "79.4 kilopersons". The
unit stands in each column's description, and under `column_units` for programs. What Datasette
knows no place for, such as the Ukrainian texts, stands beside under a name that ends in `_uk`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from wartally.schema import TableSchema
from wartally.site.faces import ColumnFace, Face, Labelled, Shape, compile_faces
from wartally.validation.rules import query_for

if TYPE_CHECKING:
    from wartally.validation.rules import Rule

__all__ = ["DATABASE", "compile_metadata", "marked"]

DATABASE = "wartally"
PAGE_SIZE = 50
_NEWEST_FIRST = ("report_date", "week_start", "month", "until", "as_of", "start_date")


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
    faces = compile_faces(schemas, views, labels, shape)
    tables = {name: _table(faces[name], schema, credit) for name, schema in schemas.items()}
    tables |= {name: _view(faces[name], credit) for name in shape.views}
    for name in sorted({*shape.tables} - {*schemas}):
        tables[name] = {"hidden": True}
    canned = {query.name: _canned(query) for query in queries if shape.has(query)}
    canned |= {f"rule_{rule.id}": _rule(rule) for rule in rules if set(rule.tables) <= {*shape.tables}}
    title, title_uk = str(header.get("title", DATABASE)), str(header.get("title@uk", ""))
    own = _said(title, title_uk, header.get("description", ""), header.get("description@uk", ""))
    database = {**own, **credit, "tables": tables, "queries": canned}
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


def _said(title: str, title_uk: str, text: object, text_uk: object) -> dict[str, str]:
    """A title and a text in both languages; the Ukrainian ones left out where there are none."""
    ukrainian = {"title_uk": title_uk, "description_html_uk": marked(text_uk)}
    given = {key: value for key, value in ukrainian.items() if value}
    return {"title": title, "description_html": marked(text), **given}


def _columns(face: Face) -> dict[str, Any]:
    faces = face.columns.values()
    return {
        "columns": {c.name: _described(c, "en") for c in faces},
        "columns_uk": {c.name: _described(c, "uk") for c in faces},
        "column_titles": {c.name: dict(c.title) for c in faces},
        "column_units": {c.name: c.unit for c in faces if c.unit},
    }


def _described(column: ColumnFace, lang: str) -> str:
    """A column in words: label and meaning, and in English the unit and the codes."""
    text = " ".join(filter(None, (f"{column.title[lang]}.", column.meaning[lang])))
    if column.unit and lang == "en":
        text += f" Unit: {column.unit}."
    if column.codes:
        said = {"en": "Codes", "uk": "Коди"}[lang]
        text += f" {said}: {'; '.join(f'{c} ({column.label(c, lang)})' for c in column.codes)}."
    return text


def _table(face: Face, schema: TableSchema, credit: Mapping[str, str]) -> dict[str, Any]:
    site = schema.site
    entry: dict[str, Any] = {
        **_said(face.title["en"], schema.title_uk, schema.description, schema.description_uk),
        "section": schema.section,
        **credit,
        **_columns(face),
        "facets": list(site.get("facets", ())),
        "size": PAGE_SIZE,
    }
    for key, name in (("label", "label_column"), ("sort", "sort"), ("sort_desc", "sort_desc")):
        if key in site:
            entry[name] = site[key]
    if "sort" not in site and "sort_desc" not in site and len(schema.primary_key) > 0:
        entry["sort"] = schema.primary_key[0]
    return entry


def _view(face: Face, credit: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        **_said(face.title["en"], face.title["uk"], face.description["en"], face.description["uk"]),
        **credit,
        **_columns(face),
        "facets": [],
        "size": PAGE_SIZE,
    }
    newest = next((c for c in _NEWEST_FIRST if c in face.columns), None)
    entry |= {"sort_desc": newest} if newest else {"sort": next(iter(face.columns))}
    return entry


def _canned(query: Labelled) -> dict[str, Any]:
    said = query.labels
    text, ukrainian = said.get("description", ""), said.get("description@uk", "")
    return {
        **_said(said.get("title", query.name), said.get("title@uk", ""), text, ukrainian),
        "description": text,
        "params": [p.strip() for p in said.get("params", "").split(",") if p.strip()],
        "example": said.get("example", ""),
        "sql": query.query,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    lists = ("Lists the rows that break the rule.", "Показує рядки, що порушують правило.")
    english, ukrainian = f"{rule.description} {lists[0]}", f"{rule.description_uk} {lists[1]}"
    return {
        **_said(f"Rule: {rule.title}", f"Правило: {rule.title_uk}", english, ukrainian),
        "description": rule.description,
        "severity": rule.severity,
        "sql": query_for(rule, "sqlite", None),
    }


def marked(text: object) -> str:
    """A text as a paragraph of HTML, names in backticks as code; empty if there is no text."""
    said = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(str(text or "")))
    return f"<p>{said}</p>" if said else ""
