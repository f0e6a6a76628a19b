"""A descriptor's resources as tables and other files: version 1 and 2 of the Data Package standard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from wartally.errors import DescriptorError, SchemaError
from wartally.schema import TableSchema, table_schema
from wartally.schema.marks import marked
from wartally.scratch import new_file
from wartally.sources.dialect import dialect_of
from wartally.sources.formats import compression_of, encoding_of, format_of
from wartally.sources.home import Home
from wartally.sources.nulls import with_nulls
from wartally.sources.paths import is_web
from wartally.sources.table import Dialect, Part, Table
from wartally.suggest import did_you_mean

__all__ = ["Loose", "described", "files_named", "resources_of"]

_TABULAR = (
    "tabular-data-resource",
    "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json",
)
_ALL_TABULAR = ("tabular-data-package", "https://specs.frictionlessdata.io/schemas/tabular-data-package.json")


@dataclass(frozen=True)
class Loose:
    """A resource that is no table: its files, of which only size and hash can be checked, and why."""

    name: str
    parts: tuple[Part, ...]
    resource: Mapping[str, Any]
    absent: Mapping[str, str]


@dataclass(frozen=True)
class _Place:
    """A resource in its descriptor: where the package lives, and how messages name the place."""

    home: Home
    where: str
    file: str

    def at(self, key: str) -> str:
        return f"{self.where}/{key}"


def resources_of(descriptor: Mapping[str, Any], file: str) -> list[Mapping[str, Any]]:
    """The descriptor's resources; one that describes a single resource has just that.

    Raises DescriptorError if they are not a list of objects.
    """
    if "resources" not in descriptor and ("path" in descriptor or "data" in descriptor):
        return [descriptor]
    resources = descriptor.get("resources", [])
    if not isinstance(resources, list):
        raise DescriptorError(f"{file}, /resources: `resources` must be a list of objects")
    for position, resource in enumerate(resources):
        if not isinstance(resource, dict):
            raise DescriptorError(f"{file}, /resources/{position}: `resources` must be a list of objects")
        if "$ref" in resource:
            raise DescriptorError(f"{file}, /resources/{position}: `$ref` is not followed; write it out")
    return resources


def described(descriptor: Mapping[str, Any], file: str, home: Home) -> tuple[list[Table], list[Loose]]:
    """The tables of a descriptor, and its resources that are none; `file` names it in messages.

    Raises DescriptorError or SchemaError, with the JSON pointer, if a resource cannot be understood.
    """
    resources = resources_of(descriptor, file)
    if not resources:
        raise DescriptorError(f"{file}: has no resources")
    all_tabular = descriptor.get("profile") in _ALL_TABULAR
    tables: list[Table] = []
    loose: list[Loose] = []
    seen: dict[str, int] = {}
    for position, resource in enumerate(resources):
        single = resource is descriptor
        place = _Place(home, f"{file}, " + ("" if single else f"/resources/{position}"), PurePath(file).name)
        name = _name(resource, place)
        if name in seen:
            first = f"/resources/{seen[name]}"
            raise DescriptorError(f"{place.at('name')}: {name!r} is the name of {first} too; give it another")
        seen[name] = position
        _check_stated(resource, place)
        if all_tabular or _is_table(resource, place):
            tables.append(_table(name, resource, place))
        else:
            parts, absent = _parts(resource, place)
            loose.append(Loose(name, parts, resource, absent))
    for table in tables:
        _check_references(table, {t.name: t for t in tables}, f"{file}, /resources/{seen[table.name]}/schema")
    return tables, loose


def _check_references(table: Table, tables: Mapping[str, Table], where: str) -> None:
    """Refuse a foreign key to what is no table of the package, or to no field of one that has a schema."""
    for number, key in enumerate(table.schema.foreign_keys):
        at = f"{where}/foreignKeys/{number}/reference"
        target = tables.get(key.resource or table.name)
        if target is None:
            hint = did_you_mean(key.resource, sorted(tables))
            raise DescriptorError(f"{at}/resource: there is no table {key.resource!r}{hint} in the package")
        unknown = [name for name in key.reference_fields if name not in target.schema.field_names]
        if unknown and target.resource.get("schema") is not None:
            hint = did_you_mean(unknown[0], target.schema.field_names)
            raise DescriptorError(f"{at}/fields: {target.name} has no field {unknown[0]!r}{hint}")


def files_named(resources: Sequence[Table | Loose], home: Home) -> dict[str, Path]:
    """The files of these resources, their schemas' and dialects' too, by their paths in the package.

    Files at addresses are left out, but for those beside a package that is at an address itself.
    """
    beside = home.base.rpartition("/")[0] + "/" if home.base else ""
    parts = [p for r in resources if r.resource.get("data") is None for p in r.parts]
    said = (r.resource.get(key) for r in resources for key in ("schema", "dialect"))
    parts += [home.part(text, text)[0] for text in said if isinstance(text, str)]
    found = {}
    for part in parts:
        name = part.file.removeprefix(beside) if beside else part.file
        if not is_web(name):
            found[name.removeprefix("./")] = part.path
    return found


def _name(resource: Mapping[str, Any], place: _Place) -> str:
    name = resource.get("name")
    if name is None or name == "":
        raise DescriptorError(f"{place.where}: every resource needs a `name`; give it one")
    if not isinstance(name, str):
        raise DescriptorError(f"{place.at('name')}: must be text, not {name!r}")
    if any(ord(c) < 32 for c in name):
        raise DescriptorError(f"{place.at('name')}: holds a control character; give it another name")
    return name


def _check_stated(resource: Mapping[str, Any], place: _Place) -> None:
    """Refuse a size that is no number and a hash that is no text."""
    size, digest = resource.get("bytes"), resource.get("hash")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool)):
        raise DescriptorError(f"{place.at('bytes')}: must be a whole number, not {size!r:.80}")
    if digest is not None and not isinstance(digest, str):
        raise DescriptorError(f"{place.at('hash')}: must be text, not {digest!r:.80}")


def _is_table(resource: Mapping[str, Any], place: _Place) -> bool:
    """True if the resource says that it is a table, or has a schema."""
    kind = resource.get("type")
    if kind is not None and not isinstance(kind, str):
        raise DescriptorError(f"{place.at('type')}: must be text, not {kind!r}")
    return kind == "table" or resource.get("profile") in _TABULAR or resource.get("schema") is not None


def _table(name: str, resource: Mapping[str, Any], place: _Place) -> Table:
    parts, absent = _parts(resource, place)
    inline = not isinstance(resource.get("data"), str | None)
    form = "inline" if inline else format_of(resource, parts[0].file, place.where)
    dialect = _dialect(resource, place, form)
    schema = _schema(name, resource, place)
    compression = "" if inline else compression_of(resource, parts[0].file, place.where)
    encoding = encoding_of(resource, place.where) if "data" not in resource else "utf-8"
    table = Table(
        name=name,
        schema=schema or TableSchema(name, ()),
        path=parts[0].path,
        file=parts[0].file,
        resource=resource,
        parts=parts,
        dialect=dialect,
        encoding=encoding,
        compression=compression,
        format=form,
        own=False,
        absent=absent,
    )
    if schema is None:
        from wartally.sources.flat import header_schema

        schema = header_schema(table)
    return replace(table, schema=with_nulls(schema, table))


def _parts(resource: Mapping[str, Any], place: _Place) -> tuple[tuple[Part, ...], dict[str, str]]:
    """The files of a resource, its inline data as one; and why those that cannot be had are not there."""
    paths = resource.get("path", resource.get("url"))
    if resource.get("data") is not None:
        if paths is not None:
            raise DescriptorError(f"{place.where}: has both `path` and `data`; it must have one of them")
        return (_inline(resource, place),), {}
    if isinstance(paths, str):
        part, trouble = place.home.part(paths, place.at("path"))
        return (part,), {part.file: trouble} if trouble else {}
    if not isinstance(paths, list):
        raise DescriptorError(f"{place.at('path')}: needs a `path`, or a list of them, or inline `data`")
    if not paths:
        raise DescriptorError(f"{place.at('path')}: is an empty list; name at least one file")
    return _listed(paths, place)


def _listed(paths: Sequence[Any], place: _Place) -> tuple[tuple[Part, ...], dict[str, str]]:
    found, absent = [], {}
    for position, path in enumerate(paths):
        where = place.at(f"path/{position}")
        if not isinstance(path, str):
            raise DescriptorError(f"{where}: must be text, not {path!r}")
        part, trouble = place.home.part(path, where)
        found.append(part)
        if trouble:
            absent[part.file] = trouble
    if len({is_web(str(path)) for path in paths}) > 1:
        raise DescriptorError(f"{place.at('path')}: must be all addresses or all paths, not both")
    return tuple(found), absent


def _inline(resource: Mapping[str, Any], place: _Place) -> Part:
    """Inline data as a file of its own."""
    data = resource["data"]
    if isinstance(data, str):
        if not (resource.get("format") or resource.get("mediatype")):
            raise DescriptorError(f"{place.at('data')}: is text, so `format` or `mediatype` must say of what")
        content = data
    elif isinstance(data, list | dict):
        content = json.dumps(data, ensure_ascii=True)
    else:
        raise DescriptorError(f"{place.at('data')}: must be a list, an object or text, not {data!r}")
    path: Path = new_file("-inline")
    path.write_text(content, encoding="utf-8", errors="replace", newline="")
    return Part(path, place.file)


def _dialect(resource: Mapping[str, Any], place: _Place, form: str) -> Dialect:
    raw, where = resource.get("dialect"), place.at("dialect")
    if isinstance(raw, str):
        raw, where = place.home.mapping(raw, where)
    if raw is not None and not isinstance(raw, Mapping):
        raise DescriptorError(f"{where}: must be an object or the path of one, not {raw!r:.80}")
    return dialect_of(raw or {}, where, form)


def _schema(name: str, resource: Mapping[str, Any], place: _Place) -> TableSchema | None:
    """The resource's schema; None if it has none."""
    raw, where = resource.get("schema"), place.at("schema")
    if isinstance(raw, str):
        raw, where = place.home.mapping(raw, where)
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        raise DescriptorError(f"{where}: must be an object or the path of one, not {raw!r:.80}")
    if "$ref" in raw:
        raise DescriptorError(f"{where}: `$ref` is not followed; write the schema out or name its file")
    if raw.get("fields") == []:
        return None
    try:
        return table_schema(_fields_apart(raw), name)
    except SchemaError as error:
        raise SchemaError(f"{where}: {error}") from error


def _fields_apart(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with fields of one name, which version 1 allows, kept apart by marks."""
    fields = raw.get("fields")
    if not isinstance(fields, list):
        return raw
    named = [n for n, f in enumerate(fields) if isinstance(f, Mapping) and isinstance(f.get("name"), str)]
    names = marked((fields[n]["name"] for n in named), casefold=False)
    if names == [fields[n]["name"] for n in named]:
        return raw
    apart = list(fields)
    for n, name in zip(named, names, strict=True):
        apart[n] = {**fields[n], "name": name}
    return {**raw, "fields": apart}
