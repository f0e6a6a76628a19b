"""The Croissant record: tables, columns, types and keys, for loaders of training data. Pure."""

from __future__ import annotations

from typing import Any

from wartally.catalogue.schemaorg import describing
from wartally.catalogue.subject import Subject, TableFile
from wartally.schema import Field

__all__ = ["compile_croissant"]

_CROISSANT = "http://mlcommons.org/croissant/"
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "time": "sc:Time",
    "year": "sc:Integer",
}
# The terms of Croissant 1.1, as its specification maps them.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": _CROISSANT,
    "rai": f"{_CROISSANT}RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{
        term: f"cr:{term}"
        for term in (
            *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
            *("fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
            *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
            *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
        )
    },
}


def compile_croissant(subject: Subject) -> dict[str, Any]:
    """The record in Croissant 1.1: a file and a record set for each table, named in both languages.

    Keys between tables are left to the CSVW record: Croissant's `references` knows none of several columns
    nor one within a table, and its loader then joins the tables and gives no records of some.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": f"{_CROISSANT}1.1",
        **describing(subject),
        "name": _both(subject, "title"),
        "description": _both(subject, "description"),
        "alternateName": subject.name,
        "citeAs": subject.bibtex,
        "isLiveDataset": False,
        "distribution": [_file(subject, table) for table in subject.tables],
        "recordSet": [_record_set(table) for table in subject.tables],
    }


def _both(subject: Subject, key: str) -> dict[str, str]:
    return {lang: subject.said(key, lang) for lang in subject.languages}


def _texts(english: str, ukrainian: str) -> dict[str, str]:
    return {lang: text for lang, text in (("en", english), ("uk", ukrainian)) if text}


def _file_id(table: TableFile) -> str:
    return f"{table.name}.csv"


def _field_id(table: str, field: str) -> str:
    return f"{table}/{field}"


def _file(subject: Subject, table: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": _file_id(table),
        "name": _file_id(table),
        "description": _texts(table.title, table.schema.title_uk),
        "contentUrl": subject.address(table.path),
        "contentSize": f"{table.size} B",
        "encodingFormat": "text/csv",
        "sha256": table.sha256,
    }


def _record_set(table: TableFile) -> dict[str, Any]:
    schema = table.schema
    record: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": _texts(schema.description or table.title, schema.description_uk),
    }
    if schema.primary_key:
        record["key"] = [{"@id": _field_id(table.name, name)} for name in schema.primary_key]
    return record | {"field": [_field(table, field) for field in schema.fields]}


def _field(table: TableFile, field: Field) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": _field_id(table.name, field.name),
        "name": field.name,
        "description": _texts(field.description or field.title or field.name, field.description_uk),
        "dataType": _TYPES.get(field.type, "sc:Text"),
        "source": {"fileObject": {"@id": _file_id(table)}, "extract": {"column": field.name}},
    }
