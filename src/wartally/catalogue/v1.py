"""The descriptor as version 1 of the Data Package standard has it, for software that knows no other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wartally.catalogue.subject import Subject, TableFile
from wartally.citing import called, objects, roles_of
from wartally.schema import Field, TableSchema

__all__ = ["compile_v1"]

_ROLES = {"creator": "author", "author": "author", "publisher": "publisher", "curator": "maintainer"}
# What version 1 defines for a package and for a field, and the additions that it lets pass.
_PACKAGE = (
    "name", "id", "title", "title@uk", "description", "description@uk", "homepage", "version", "created",
    "keywords", "licenses", "sources", "temporal", "spatial",
)  # fmt: skip
_RESOURCE = (
    "title", "title@uk", "description", "description@uk", "format", "mediatype", "encoding", "bytes", "hash",
    "rows",
)  # fmt: skip
_DIALECT = ("delimiter", "lineTerminator", "quoteChar", "doubleQuote", "header")
_FIELD = (
    "name", "type", "title", "title@uk", "description", "description@uk", "example", "unit", "hxl",
    "constraints",
)  # fmt: skip


def compile_v1(subject: Subject) -> dict[str, Any]:
    """The descriptor without what only version 2 knows.

    Gone are `$schema`, `categories` (their values stay as `enum`), `uniqueKeys` and a contributor's list of
    `roles`: version 1 has one `role` of five, so somebody with two roles is named twice. `created` is a
    moment there, never a day alone.
    """
    own = subject.descriptor
    header = {key: own[key] for key in _PACKAGE if key in own}
    if len(str(header["created"])) == len("2022-02-24"):
        header["created"] = f"{header['created']}T00:00:00Z"
    return {
        "profile": "tabular-data-package",
        **header,
        "contributors": list(_contributors(own)),
        "resources": [_resource(table) for table in subject.tables],
    }


def _contributors(own: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for person in filter(called, objects(own, "contributors")):
        known = {key: person[key] for key in ("path", "email", "organization") if key in person}
        roles = [_ROLES.get(role, "contributor") for role in roles_of(person)] or ["contributor"]
        for role in dict.fromkeys(roles):
            yield {"title": called(person)} | known | {"role": role}


def _resource(table: TableFile) -> dict[str, Any]:
    raw = table.resource
    dialect = raw.get("dialect", {})
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path,
        **{key: raw[key] for key in _RESOURCE if key in raw},
        "dialect": {key: dialect[key] for key in _DIALECT if key in dialect},
        "schema": _schema(raw["schema"], table.schema),
    }


def _schema(raw: Mapping[str, Any], schema: TableSchema) -> dict[str, Any]:
    by_name = {str(field["name"]): field for field in raw["fields"]}
    found: dict[str, Any] = {
        "fields": [_field(by_name[field.name], field) for field in schema.fields],
        "missingValues": list(schema.missing_values),
    }
    if schema.primary_key:
        found["primaryKey"] = list(schema.primary_key)
    if schema.foreign_keys:
        found["foreignKeys"] = [
            {
                "fields": list(key.fields),
                "reference": {"resource": key.resource, "fields": list(key.reference_fields)},
            }
            for key in schema.foreign_keys
        ]
    return found


def _field(raw: Mapping[str, Any], field: Field) -> dict[str, Any]:
    return {"name": field.name, "type": field.type, **{key: raw[key] for key in _FIELD if key in raw}}
