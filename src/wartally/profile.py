"""The profile: what a loss-and-event data package must have, compiled from the schemas. Pure.

A JSON Schema (draft-07, as the profiles of Data Package 2.0 are) of `datapackage.json`. *Core*
tables are those a tally and an event need, with all that they refer to; the others are optional,
but a table that is there has all its columns and keys. More tables and columns are allowed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wartally.schema import Field, TableSchema
from wartally.tallying import INPUTS
from wartally.validation.findings import Finding

__all__ = ["PROFILE_VERSION", "compile_profile", "conformance", "core_tables", "open_lists", "render_profile"]

PROFILE_VERSION = "1.0.0"
# No address has been given to the profile yet, so it is named and not located.
_ID = "urn:uuid:cf30f92b-f5b2-4301-a01f-985676612607"
_DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
_ROOTS = (*INPUTS, "events", "event_sources")
Shape = dict[str, Any]


def core_tables(schemas: Mapping[str, TableSchema]) -> list[str]:
    """The tables every conforming package has: those of a tally and of events, and what they refer to."""
    found: set[str] = set()
    waiting = list(_ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += schemas[name].references()
    return sorted(found)


def open_lists(schemas: Mapping[str, TableSchema], declared: Iterable[str]) -> set[str]:
    """The columns (table.column) whose codes each package chooses: the sides, and those `declared`."""
    sides = schemas["actors"].field_of("side").enum
    found = {f"{name}.{f.name}" for name, s in schemas.items() for f in s.fields if f.enum == sides}
    return found | set(declared)


def compile_profile(schemas: Mapping[str, TableSchema], open_columns: Iterable[str] = ()) -> Shape:
    """The profile as a JSON Schema; `open_columns` as `open_lists` gives them."""
    chosen, core = set(open_columns), core_tables(schemas)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": _ID,
        "title": "Loss-and-event data package",
        "description": (
            f"Profile {PROFILE_VERSION} of a tabular Data Package of claimed, confirmed and estimated losses "
            f"and of events. Core tables: {', '.join(core)}. All others named here are optional. A table "
            "that is there has all the columns, the primary key and the foreign keys named here; further "
            "tables and columns are allowed."
        ),
        "type": "object",
        "allOf": [{"$ref": _DATA_PACKAGE}],
        "required": ["name", "licenses", "resources"],
        "properties": {
            "resources": {
                "type": "array",
                "allOf": [{"contains": _named(name)} for name in core],
                "items": {
                    "allOf": [
                        {"if": _named(name), "then": {"$ref": f"#/definitions/{name}"}}
                        for name in sorted(schemas)
                    ]
                },
            }
        },
        "definitions": {name: _table(schemas[name], chosen) for name in sorted(schemas)},
    }


def render_profile(profile: Mapping[str, Any]) -> str:
    """The text of the profile's file."""
    return json.dumps(profile, ensure_ascii=False, indent=1) + "\n"


def _named(name: str) -> Shape:
    return {"type": "object", "properties": {"name": {"const": name}}, "required": ["name"]}


def _table(schema: TableSchema, chosen: set[str]) -> Shape:
    fields: Shape = {
        "type": "array",
        "allOf": [{"contains": _column(f, f"{schema.name}.{f.name}" in chosen)} for f in schema.fields],
    }
    shape: Shape = {"fields": fields, "primaryKey": _key(schema.primary_key)}
    required = ["fields", "primaryKey"]
    if schema.foreign_keys:
        shape["foreignKeys"] = {
            "type": "array",
            "allOf": [
                {"contains": _reference(k.fields, k.resource, k.reference_fields)}
                for k in schema.foreign_keys
            ],
        }
        required.append("foreignKeys")
    return {
        "title": schema.title,
        "description": schema.description,
        "type": "object",
        "required": ["path", "schema"],
        "properties": {"schema": {"type": "object", "required": required, "properties": shape}},
    }


def _column(field: Field, free: bool) -> Shape:
    shape: Shape = {"name": {"const": field.name}, "type": {"const": field.type}}
    required = ["name"] if field.type == "string" else ["name", "type"]
    constraints: Shape = {}
    if field.required:
        constraints["required"] = {"const": True}
    if field.enum and not free:
        constraints["enum"] = {"type": "array", "items": {"enum": list(field.enum)}}
    if constraints:
        shape["constraints"] = {
            "type": "object", "required": sorted(constraints), "properties": constraints,
        }  # fmt: skip
        required.append("constraints")
    return {"type": "object", "properties": shape, "required": required}


def _key(names: Sequence[str]) -> Shape:
    listed: Shape = {"const": list(names)}
    return {"anyOf": [listed, {"const": names[0]}]} if len(names) == 1 else listed


def _reference(ours: Sequence[str], resource: str, theirs: Sequence[str]) -> Shape:
    return {
        "type": "object",
        "required": ["fields", "reference"],
        "properties": {
            "fields": _key(ours),
            "reference": {
                "type": "object",
                "required": ["fields"],
                "properties": {"resource": {"const": resource}, "fields": _key(theirs)},
            },
        },
    }


def conformance(
    descriptor: Mapping[str, Any],
    theirs: Mapping[str, TableSchema],
    ours: Mapping[str, TableSchema],
    open_columns: Iterable[str] = (),
) -> list[Finding]:
    """What keeps a package from conforming, in sentences: the same as `compile_profile` asks for.

    `theirs` are the schemas of the package that `descriptor` describes, `ours` those of the profile.
    """
    found = [
        Finding(
            "",
            rule="profile",
            column=key,
            message=f"datapackage.json has no {key!r}, which the profile requires",
        )
        for key in ("name", "licenses")
        if not descriptor.get(key)
    ]
    found += [
        Finding(name, rule="profile", message=f"the core table {name!r} is missing")
        for name in core_tables(ours)
        if name not in theirs
    ]
    chosen = set(open_columns)
    for name in sorted(set(ours) & set(theirs)):
        found += _differences(theirs[name], ours[name], chosen)
    return sorted(set(found))


def _differences(theirs: TableSchema, ours: TableSchema, chosen: set[str]) -> Iterator[Finding]:
    table = ours.name
    # A field without a type is text in a CSV file, and may stand for one of the type string.
    untyped = {f["name"] for f in theirs.raw.get("fields", ()) if f.get("type") is None}
    have = {f.name: replace(f, type="string") if f.name in untyped else f for f in theirs.fields}
    for field in ours.fields:
        if field.name not in have:
            yield Finding(table, -1, field.name, "profile", f"the column {field.name!r} is missing")
        else:
            for said in _column_differences(have[field.name], field, f"{table}.{field.name}" in chosen):
                yield Finding(table, -1, field.name, "profile", said)
    if tuple(theirs.primary_key) != ours.primary_key:
        said = f"the primary key is ({', '.join(theirs.primary_key)}), not ({', '.join(ours.primary_key)})"
        yield Finding(table, rule="profile", message=said)
    for key in ours.foreign_keys:
        if key not in theirs.foreign_keys:
            target = f"{key.resource or table} ({', '.join(key.reference_fields)})"
            said = f"there is no foreign key from ({', '.join(key.fields)}) to {target}"
            yield Finding(table, rule="profile", message=said)


def _column_differences(theirs: Field, ours: Field, free: bool) -> Iterator[str]:
    if theirs.type != ours.type:
        yield f"the type is {theirs.type}, not {ours.type}"
    if ours.required and not theirs.required:
        yield "every row must have a value, but the schema does not say so (constraint `required`)"
    if ours.enum and not free:
        if not theirs.enum:
            yield f"the codes are not listed; they are among {', '.join(map(str, ours.enum))}"
        for code in [c for c in theirs.enum if c not in ours.enum]:
            yield f"the code {code!r} is not one of {', '.join(map(str, ours.enum))}"
