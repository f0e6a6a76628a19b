"""Mappings of schema files and Table Schemas read into the record model. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast, get_args

from wartally.cells.constraints import APPLIES
from wartally.errors import SchemaError
from wartally.schema.fields import FIELD_KEYS, missing_values, read_field
from wartally.schema.model import OURS, Field, FieldsMatch, ForeignKey, TableSchema

__all__ = ["RESOURCE_KEYS", "table_schema"]

# The keys of a schema file that describe the table as a resource, not its Table Schema.
RESOURCE_KEYS = ("title", "title@uk", "description", "description@uk", "section", "derived", "site")
_SCHEMA_KEYS = (
    *("$schema", "fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys"),
    *("name", *RESOURCE_KEYS),
)
_MATCHES = get_args(FieldsMatch)


def table_schema(raw: Mapping[str, Any], name: str | None = None) -> TableSchema:
    """A `TableSchema` from the mapping of a schema file, or from a Table Schema named `name`.

    Properties that Table Schema does not know are left alone; one that is nearly a known one is noted.
    Raises SchemaError, naming the table, the field and what to do, if the mapping is not a usable schema.
    """
    said: Any = raw
    if not isinstance(said, Mapping):
        raise SchemaError(f"schema {name or ''}: must be a mapping with `fields`, not {_kind(said)}")
    table = str(name or raw.get("name") or "")
    if not table:
        raise SchemaError("a schema has no name")
    rows = raw.get("fields")
    if not isinstance(rows, list) or not rows:
        raise SchemaError(f"schema {table}: `fields` must be a list with at least one field")
    fields = tuple(read_field(table, r, n) for n, r in enumerate(rows))
    names = [f.name for f in fields]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise SchemaError(
            f"schema {table}: field {twice[0]!r} is declared twice; give one of them another name"
        )
    where = f"schema {table}"
    for kept in (n for n in (table, *names) if n.lower().startswith(OURS)):
        raise SchemaError(f"{where}: names that begin with {OURS} are kept for databases; rename {kept!r}")
    return TableSchema(
        name=table,
        fields=fields,
        primary_key=_primary_key(where, raw, names),
        unique_keys=tuple(_unique_keys(where, raw, names)),
        foreign_keys=tuple(
            _foreign_key(table, k, names) for k in _list(where, raw, "foreignKeys", "of foreign keys")
        ),
        title=_text(raw, "title"),
        title_uk=_text(raw, "title@uk"),
        description=_text(raw, "description"),
        description_uk=_text(raw, "description@uk"),
        section=_text(raw, "section"),
        derived=bool(raw.get("derived", False)),
        site=raw.get("site") or {},
        missing_values=missing_values(where, raw["missingValues"]) if _said(raw, "missingValues") else ("",),
        fields_match=_fields_match(where, raw),
        notes=tuple(_notes(raw, fields)),
        raw=raw,
    )


def _said(raw: Mapping[str, Any], key: str) -> bool:
    return raw.get(key) is not None


def _text(raw: Mapping[str, Any], key: str) -> str:
    return str(raw[key]) if _said(raw, key) else ""


def _kind(value: Any) -> str:
    names = {str: "text", list: "a list", type(None): "nothing", bool: "true or false"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else repr(value))


def _list(where: str, raw: Mapping[str, Any], key: str, of: str) -> Sequence[Any]:
    value = raw.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise SchemaError(f"{where}: `{key}` must be a list {of}, not {_kind(value)}")
    return value


def _primary_key(where: str, raw: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    said = raw.get("primaryKey")
    return () if said is None or said in ("", []) else _names(where, "primaryKey", said, names)


def _unique_keys(where: str, raw: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for key in _list(where, raw, "uniqueKeys", "of lists of field names"):
        if not isinstance(key, list) or not key:
            raise SchemaError(f"{where}: each key in `uniqueKeys` must be a list of field names, not {key!r}")
        yield _names(where, "uniqueKeys", key, names)


def _names(where: str, key: str, raw: Any, names: Iterable[str]) -> tuple[str, ...]:
    """The field names of a key, one as text or several in a list."""
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list) or not all(isinstance(name, str) for name in chosen):
        raise SchemaError(f"{where}: `{key}` must name fields, one or a list of them, not {raw!r}")
    for name in chosen:
        if name not in names:
            raise SchemaError(f"{where}: `{key}` names {name!r}, which is not a field")
    if len(set(chosen)) != len(chosen):
        raise SchemaError(f"{where}: `{key}` names a field twice: {', '.join(chosen)}")
    return tuple(chosen)


def _foreign_key(table: str, raw: Any, names: Sequence[str]) -> ForeignKey:
    where = f"schema {table}"
    if not isinstance(raw, Mapping) or not isinstance(raw.get("reference"), Mapping):
        raise SchemaError(f"{where}: every foreign key needs `fields` and a `reference`")
    reference = raw["reference"]
    resource = reference.get("resource")
    resource = "" if resource is None else resource
    if not isinstance(resource, str):
        raise SchemaError(
            f"{where}: the `resource` of a foreign key must be a resource's name, not {resource!r}"
        )
    # Version 0 wrote `self` where version 1 writes nothing.
    resource = "" if resource == "self" and table != "self" else resource
    theirs = reference.get("fields", [])
    theirs = [theirs] if isinstance(theirs, str) else theirs
    if not isinstance(theirs, list) or not all(isinstance(name, str) for name in theirs):
        raise SchemaError(f"{where}: the `reference` of a foreign key must name `fields`, not {theirs!r}")
    key = ForeignKey(
        fields=_names(where, "foreignKeys", raw.get("fields", []), names),
        resource=resource,
        reference_fields=tuple(theirs),
    )
    if len(key.fields) != len(key.reference_fields) or not key.fields:
        raise SchemaError(f"{where}: a foreign key must name as many fields as it refers to")
    if resource in ("", table):
        _names(where, "foreignKeys", list(theirs), names)
    return key


def _fields_match(where: str, raw: Mapping[str, Any]) -> FieldsMatch:
    """How columns and fields are matched; some wrote version 2's property as a list of one."""
    said = raw.get("fieldsMatch")
    said = said[0] if isinstance(said, list) and len(said) == 1 else said
    if said is None:
        return "exact"
    if said not in _MATCHES:
        raise SchemaError(f"{where}: `fieldsMatch` {said!r} is not one of {', '.join(_MATCHES)}")
    return cast(FieldsMatch, said)


def _notes(raw: Mapping[str, Any], fields: Sequence[Field]) -> Iterator[str]:
    """Sentences on properties that are not known and probably meant for one that is."""
    for said, known in _almost(raw, _SCHEMA_KEYS):
        yield f"the schema has a property {said!r}, which is not read; {known!r} was probably meant"
    for field, about in zip(fields, raw["fields"], strict=True):
        for said, known in _almost(about, FIELD_KEYS):
            yield (
                f"the field {field.name!r} has a property {said!r}, which is not read; "
                f"{known!r} was probably meant"
            )
        for rule in sorted(set(about) & set(APPLIES)):
            yield f"the field {field.name!r} has {rule!r} beside `constraints`; it is read inside only"


def _almost(raw: Mapping[Any, Any], known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each property that is a letter or the case of its letters away from a known one, with that one."""
    plain = {key.lower(): key for key in known}
    for key in raw:
        if not isinstance(key, str) or key in known:
            continue
        said = key.lower().replace("_", "").replace("-", "")
        near = [plain[name] for name in plain if len(name) > 3 and _one_off(said, name)]
        if near and near[0] not in raw:
            yield key, near[0]


def _one_off(one: str, other: str) -> bool:
    """True if two texts are the same, or one letter more, less, other or moved makes them so."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, rest2 = one[at:], other[at:]
    moved = rest[:2] == rest2[:2][::-1] and rest[2:] == rest2[2:]
    return rest[1:] == rest2 or rest == rest2[1:] or rest[1:] == rest2[1:] or moved
