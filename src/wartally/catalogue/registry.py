"""The records there are: each name with the files it is written as. Pure; a table's bytes are handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wartally.catalogue.cff import CITATION, render_cff
from wartally.catalogue.croissant import compile_croissant
from wartally.catalogue.csvw import compile_csvw
from wartally.catalogue.datacite import compile_datacite
from wartally.catalogue.dcat import compile_dcat, render_dcat
from wartally.catalogue.hxl import hxlated, is_tagged
from wartally.catalogue.rocrate import compile_ro_crate
from wartally.catalogue.schemaorg import compile_schema_org
from wartally.catalogue.subject import Subject
from wartally.catalogue.v1 import compile_v1

__all__ = ["RECORDS", "Read", "Record"]

# The bytes of a table's file, by the table's name.
Read = Callable[[str], bytes]
Files = dict[str, bytes]
Write = Callable[[Subject, Read], Files]


@dataclass(frozen=True)
class Record:
    """One record: what it is, and how its files (bytes by path) follow from a package."""

    title_en: str
    title_uk: str
    media_type: str
    write: Write


def _document(file: str, compile_it: Callable[[Subject], Mapping[str, Any]]) -> Write:
    def write(subject: Subject, _read: Read) -> Files:
        text = json.dumps(compile_it(subject), ensure_ascii=False, indent=2)
        return {file: f"{text}\n".encode()}

    return write


def _text(file: str, render: Callable[[Subject], str]) -> Write:
    return lambda subject, _read: {file: render(subject).encode("utf-8")}


def _hxl(subject: Subject, read: Read) -> Files:
    tagged = [table for table in subject.tables if is_tagged(table.schema)]
    return {
        f"hxl/{table.path.rpartition('/')[2]}": hxlated(table.schema, read(table.name)) for table in tagged
    }


_JSON, _JSON_LD = "application/json", "application/ld+json"

RECORDS: Mapping[str, Record] = {
    "schema_org": Record(
        "schema.org Dataset, for search engines",
        "schema.org Dataset для пошукових систем",
        _JSON_LD,
        _document("schema-org.jsonld", compile_schema_org),
    ),
    "croissant": Record(
        "Croissant, for loaders of training data",
        "Croissant для програм, що завантажують дані машинного навчання",
        _JSON_LD,
        _document("croissant.json", compile_croissant),
    ),
    "dcat_turtle": Record(
        "DCAT-AP, for open data portals (Turtle)",
        "DCAT-AP для порталів відкритих даних (Turtle)",
        "text/turtle",
        _text("dcat-ap.ttl", render_dcat),
    ),
    "dcat_json_ld": Record(
        "DCAT-AP, for open data portals (JSON-LD)",
        "DCAT-AP для порталів відкритих даних (JSON-LD)",
        _JSON_LD,
        _document("dcat-ap.jsonld", compile_dcat),
    ),
    "csvw": Record(
        "CSV on the Web, for readers of CSV files",
        "CSV on the Web для програм, що читають CSV",
        "application/csvm+json",
        _document("csvw-metadata.json", compile_csvw),
    ),
    "ro_crate": Record(
        "RO-Crate, for research repositories",
        "RO-Crate для репозитаріїв дослідницьких даних",
        _JSON_LD,
        _document("ro-crate-metadata.json", compile_ro_crate),
    ),
    "citation": Record(
        "CITATION.cff, for reference managers",
        "CITATION.cff для менеджерів посилань",
        "application/yaml",
        _text(CITATION, render_cff),
    ),
    "datacite": Record(
        "DataCite, for whoever registers a DOI",
        "DataCite для реєстрації DOI",
        _JSON,
        _document("datacite.json", compile_datacite),
    ),
    "hxl": Record(
        "Table with HXL hashtags, for humanitarian data",
        "Таблиця з хештегами HXL для гуманітарних даних",
        "text/csv",
        _hxl,
    ),
    "data_package_v1": Record(
        "Data Package descriptor, version 1",
        "Опис пакета даних за версією 1 стандарту",
        _JSON,
        _document("datapackage.v1.json", compile_v1),
    ),
}
