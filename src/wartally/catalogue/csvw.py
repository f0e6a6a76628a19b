"""The CSVW record: the tables as the W3C's metadata for CSV files describes them. Pure."""

from __future__ import annotations

import re
from typing import Any

from wartally.catalogue.subject import Subject, TableFile
from wartally.schema import Field, ForeignKey

__all__ = ["compile_csvw"]

# Constraints on a value that CSVW has under the same name.
_LIMITS = ("minimum", "maximum")
_LENGTHS = ("minLength", "maxLength")
# The types of Table Schema that have another name here, or none.
_BASES = {
    "any": "string", "array": "json", "duration": "duration", "geojson": "json", "geopoint": "string",
    "list": "string", "object": "json", "year": "gYear", "yearmonth": "gYearMonth",
}  # fmt: skip


def compile_csvw(subject: Subject) -> dict[str, Any]:
    """The record: a table group with columns, datatypes, keys and codes.

    `unique` and `uniqueKeys` have no counterpart and are left out.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@type": "TableGroup",
        "dc:identifier": subject.name,
        "dc:title": _both(subject.title, subject.said("title", "uk")),
        "dc:description": _both(subject.description, subject.said("description", "uk")),
        "dc:license": [{"@id": licence.url} for licence in subject.licences],
        "dc:rights": _both(subject.rights(), subject.rights("uk")),
        "dc:creator": subject.creators,
        "dc:publisher": subject.publisher,
        "dc:issued": {"@value": subject.created.isoformat(), "@type": "xsd:date"},
        "schema:version": subject.version,
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "doubleQuote": True},
        "tables": [_table(subject, table) for table in subject.tables],
    }


def _table(subject: Subject, table: TableFile) -> dict[str, Any]:
    schema = table.schema
    described: dict[str, Any] = {"columns": [_column(field) for field in schema.fields]}
    if schema.missing_values != ("",):
        described["null"] = list(schema.missing_values)
    if schema.primary_key:
        described["primaryKey"] = list(schema.primary_key)
    if schema.foreign_keys:
        described["foreignKeys"] = [_foreign_key(subject, table, key) for key in schema.foreign_keys]
    return {
        "url": subject.address(table.path),
        "dc:title": _both(table.title, schema.title_uk),
        "dc:description": _both(schema.description, schema.description_uk),
        "schema:sha256": table.sha256,
        "schema:contentSize": f"{table.size} B",
        "tableSchema": described,
    }


def _column(field: Field) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": field.name,
        "titles": field.name,
        "dc:title": _both(field.title or field.name, field.title_uk),
        "dc:description": _both(field.description, field.description_uk),
        "datatype": _datatype(field),
        "required": field.required,
    }
    if field.unit:
        column["schema:unitText"] = field.unit
    return {key: value for key, value in column.items() if value not in ([], "")}


def _datatype(field: Field) -> str | dict[str, Any]:
    base = _BASES.get(field.type, field.type)
    if field.format != "default" or not field.bare_number:
        # What CSVW has no word for is text there.
        base = "string"
    bounds = _LENGTHS if base == "string" else _LIMITS
    said = {key: field.constraints[key] for key in bounds if key in field.constraints}
    if field.enum:
        said["format"] = "|".join(re.escape(str(value)) for value in field.enum)
    elif "pattern" in field.constraints:
        said["format"] = str(field.constraints["pattern"])
    elif base in ("integer", "number") and (field.group_char or field.decimal_char != "."):
        signs = {"decimalChar": field.decimal_char, "groupChar": field.group_char}
        said["format"] = {key: sign for key, sign in signs.items() if sign}
    if field.type == "boolean":
        said["format"] = f"{field.true_values[0]}|{field.false_values[0]}"
    return {"base": base, **said} if said else base


def _foreign_key(subject: Subject, table: TableFile, key: ForeignKey) -> dict[str, Any]:
    paths = {other.name: other.path for other in subject.tables}
    return {
        "columnReference": list(key.fields),
        "reference": {
            "resource": subject.address(paths[key.resource] if key.resource else table.path),
            "columnReference": list(key.reference_fields),
        },
    }


def _both(english: str, ukrainian: str) -> list[dict[str, str]]:
    texts = {"en": english, "uk": ukrainian}
    return [{"@value": text, "@language": lang} for lang, text in texts.items() if text]
