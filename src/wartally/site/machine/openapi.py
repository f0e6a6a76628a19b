"""The read API as OpenAPI 3.1, compiled from the pages, the tables, the queries and the charts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wartally.schema import Field, TableSchema
from wartally.site.faces import Face, Labelled

__all__ = ["Described", "compile_openapi"]

_TYPES = {
    "string": "string",
    "date": "string",
    "integer": "integer",
    "year": "integer",
    "number": "number",
    "boolean": "integer",
}
_PARAMETERS = {
    "series": "Identifier of a series: whose claims.",
    "category": "Identifier of a category.",
    "since": "Date of the report the window begins after.",
    "until": "Date of the last report of the window.",
    "year": "A year.",
    "page": "Number of the page of the list, from 1.",
    "theme": "`dark` for a dark background.",
    "size": "`narrow` for narrow columns and telephones.",
}
_SHAPE = {
    "_shape": "`array`: only the rows, as objects; `objects`: rows as objects among the rest; "
    "without it rows are lists.",
    "_size": "Rows an answer, at most 5,000.",
    "_next": "The next page: `next` of the one before.",
    "_sort": "Column to sort by.",
    "_sort_desc": "Column to sort by, largest first.",
    "_search": "Words to search for, where the table has full-text search.",
    "_labels": "`on`: names beside identifiers.",
}
Node = dict[str, Any]


@dataclass(frozen=True)
class Described:
    """A page of ours as the API has it: its address, the parameters it reads and an address that exists."""

    name: str
    address: str
    parameters: Sequence[str]
    example: str


def compile_openapi(
    header: Mapping[str, Any],
    server: str,
    pages: Iterable[Described],
    schemas: Mapping[str, TableSchema],
    faces: Mapping[str, Face],
    queries: Iterable[Labelled],
    charts: Iterable[tuple[str, Mapping[str, str]]],
) -> Node:
    """The description; every path in it answers, with the examples it gives for what stands in braces.

    `charts` are names, with the parameters that one needs and an example of each.
    """
    paths: Node = {}
    for page in pages:
        paths |= _page(page)
    for name, face in faces.items():
        paths |= _table(name, face, schemas.get(name))
    for query in queries:
        paths |= _query(query)
    for chart, given in charts:
        paths |= _chart(chart, given)
    paths |= _rest()
    licence: Mapping[str, Any] = next(iter(header.get("licenses") or ()), {})
    info = {
        "title": str(header.get("title", "")),
        "version": str(header.get("version", "")),
        "description": f"{header.get('description', '')} Every address only reads, needs no key and may be "
        "asked from any web page. What is not known is null; claimed, confirmed and estimated figures are "
        "different things and are never added together.",
        "license": {"name": str(licence.get("title", "")), "url": str(licence.get("path", ""))},
    }
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": server.rstrip("/") or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {
                **{name: _row(face, schemas.get(name)) for name, face in faces.items()},
                "problem": {
                    "type": "object",
                    "required": ["ok", "status", "error"],
                    "properties": {
                        "ok": {"const": False},
                        "status": {"type": "integer"},
                        "error": {"type": "string"},
                    },
                },
            },
        },
    }


def _page(page: Described) -> Node:
    names = re.findall(r"{(\w+)}", page.address)
    values = _values(page.address, page.example)
    parameters = [
        {**_named(name, "path"), "required": True, "example": values[name]}
        for name in names
        if name in values
    ]
    parameters += [_named(name, "query") for name in page.parameters]
    stem = page.address if page.address != "/" else "/home"
    said = f"What the page {page.address} shows"
    key = re.sub(r"\W+", "_", stem).strip("_")
    return {
        f"{stem}.json": _got(f"{key}_json", f"{said}, as JSON.", parameters, {"type": "object"}),
        f"{stem}.csv": _got(f"{key}_csv", f"{said}, as CSV.", parameters, media="text/csv"),
    }


def _values(address: str, example: str) -> dict[str, str]:
    """What stands in an example for the names in braces of an address."""
    pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/?]+)", address)
    found = re.match(pattern, example)
    return found.groupdict() if found else {}


def _table(name: str, face: Face, schema: TableSchema | None) -> Node:
    parameters = [_named(key, "query", text) for key, text in _SHAPE.items()]
    parameters += [
        _named(column, "query", f"Rows with this value. {c.meaning['en']}")
        for column, c in face.columns.items()
    ]
    row = {"$ref": f"#/components/schemas/{name}"}
    answer = {"anyOf": [{"type": "array", "items": row}, {"type": "object"}]}
    said = f"{face.title['en']}. {face.description['en']}"
    stream = [_named("_stream", "query", "`on`: every row, however many."), *parameters]
    found = {
        f"/wartally/{name}.json": _got(f"table_{name}", said, parameters, answer),
        f"/wartally/{name}.csv": _as_text(_got(f"table_{name}_csv", said, stream, media="text/csv")),
    }
    if schema and all(f.example is not None for f in map(schema.field_of, schema.primary_key)):
        found |= _one_row(schema, row)
    return found


def _as_text(got: Node) -> Node:
    """CSV that is shown in a browser where it is not asked for as a file."""
    got["get"]["responses"]["200"]["content"]["text/plain"] = {}
    return got


def _one_row(schema: TableSchema, row: Node) -> Node:
    key = {
        "name": "key",
        "in": "path",
        "required": True,
        "description": f"The key, its parts joined by commas: {', '.join(schema.primary_key)}.",
        "schema": {"type": "string"},
    }
    answer = {"anyOf": [{"type": "array", "items": row}, {"type": "object"}]}
    shape = _named("_shape", "query", _SHAPE["_shape"])
    said = f"One row of {schema.name}."
    return {f"/wartally/{schema.name}/{{key}}.json": _got(f"row_{schema.name}", said, [key, shape], answer)}


def _query(query: Labelled) -> Node:
    names = [name.strip() for name in query.labels.get("params", "").split(",") if name.strip()]
    examples = dict(part.split("=", 1) for part in query.labels.get("example", "").split("&") if "=" in part)
    parameters = [
        {**_named(name, "query"), **({"example": examples[name]} if name in examples else {})}
        for name in names
    ]
    shape = _named("_shape", "query", _SHAPE["_shape"])
    said = f"{query.labels.get('title', query.name)}. {query.labels.get('description', '')}"
    answer: Node = {"anyOf": [{"type": "array", "items": {"type": "object"}}, {"type": "object"}]}
    return {
        f"/wartally/{query.name}.json": _got(f"query_{query.name}", said, [*parameters, shape], answer),
        f"/wartally/{query.name}.csv": _got(f"query_{query.name}_csv", said, parameters, media="text/csv"),
    }


def _chart(name: str, given: Mapping[str, str]) -> Node:
    parameters = [{**_named(key, "query"), "example": value} for key, value in given.items()]
    look = [_named("theme", "query"), _named("size", "query")]
    kinds = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json", "csv": "text/csv"}
    said = {
        "svg": "as SVG, to embed",
        "png": "as PNG, to embed",
        "json": "as its Vega-Lite declaration",
        "csv": "as its data",
    }
    return {
        f"/charts/{name}.{ending}": _got(
            f"chart_{name}_{ending}", f"The chart {name} {said[ending]}.",
            parameters if ending == "csv" else parameters + look, media=media,
        )
        for ending, media in kinds.items()
    }  # fmt: skip


def _rest() -> Node:
    sql = {
        **_named("sql", "query", "One SELECT in SQLite's dialect."),
        "required": True,
        "example": "SELECT 1 AS n",
    }
    shape = _named("_shape", "query", _SHAPE["_shape"])
    answer: Node = {"anyOf": [{"type": "array", "items": {"type": "object"}}, {"type": "object"}]}
    limits = "A query of your own: at most three seconds, in JSON 5,000 rows; `truncated` tells of more."
    whole = "A query of your own, all its rows or a refusal."
    descriptor = "The descriptor of the Data Package."
    return {
        "/wartally.json": _got("sql_json", limits, [sql, shape], answer),
        "/wartally.csv": _got("sql_csv", whole, [sql], media="text/csv"),
        "/wartally.db": _got("database", "The SQLite database.", [], media="application/vnd.sqlite3"),
        "/datapackage.json": _got("descriptor", descriptor, [], {"type": "object"}),
        "/dataset.jsonld": _got("dataset", "The package in schema.org.", [], media="application/ld+json"),
        "/feed.xml": _got("feed", "New reports as an Atom feed.", [], media="application/atom+xml"),
        "/changes.xml": _got("feed_changes", "Corrections, decisions and releases as an Atom feed.", [],
                             media="application/atom+xml"),
        "/sitemap.xml": _got("sitemap", "Every page in both languages.", [], media="application/xml"),
    }  # fmt: skip


def _got(
    key: str,
    said: str,
    parameters: Sequence[Node],
    schema: Node | None = None,
    media: str = "application/json",
) -> Node:
    refused = {"description": "What was asked for cannot be, or is not there."}
    return {
        "get": {
            "operationId": key,
            "summary": said.split(". ")[0].rstrip(".") + ".",
            "description": said,
            "parameters": list(parameters),
            "responses": {
                "200": {"description": "Found.", "content": {media: {"schema": schema} if schema else {}}},
                "302": {"description": "Found at the address in `Location`."},
                "400": refused,
                "404": refused,
            },
        }
    }


def _named(name: str, place: str, text: str = "") -> Node:
    said = text or _PARAMETERS.get(name, f"The {name.replace('_', ' ')} to choose.")
    return {"name": name, "in": place, "description": said, "schema": {"type": "string"}}


def _row(face: Face, schema: TableSchema | None) -> Node:
    fields = {f.name: f for f in schema.fields} if schema else {}
    properties = {
        name: _column(c.meaning["en"], c.kind, fields.get(name)) for name, c in face.columns.items()
    }
    return {"type": "object", "description": face.description["en"], "properties": properties}


def _column(meaning: str, kind: str, field: Field | None) -> Node:
    known = _TYPES.get(kind, "string")
    may_lack = field is None or not field.required
    node: Node = {"description": meaning, "type": [known, "null"] if may_lack else known}
    if field is None:
        return {"description": meaning}
    if kind == "date":
        node["format"] = "date"
    if kind == "boolean":
        node["description"] += " 1 or 0."
    elif field.enum:
        node["enum"] = [*field.enum, None] if may_lack else list(field.enum)
    if field.example is not None and kind != "boolean":
        node["examples"] = [field.example]
    return node
