"""The records there are: each name with the files it is written as. Pure; a table's bytes are handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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
Record = Callable[[Subject, Read], dict[str, bytes]]


def _document(file: str, compile_it: Callable[[Subject], Mapping[str, Any]]) -> Record:
    def record(subject: Subject, _read: Read) -> dict[str, bytes]:
        text = json.dumps(compile_it(subject), ensure_ascii=False, indent=2)
        return {file: f"{text}\n".encode()}

    return record


def _text(file: str, render: Callable[[Subject], str]) -> Record:
    return lambda subject, _read: {file: render(subject).encode("utf-8")}


def _hxl(subject: Subject, read: Read) -> dict[str, bytes]:
    tagged = [table for table in subject.tables if is_tagged(table.schema)]
    return {f"hxl/{table.name}.csv": hxlated(table.schema, read(table.name)) for table in tagged}


RECORDS: Mapping[str, Record] = {
    "schema_org": _document("schema-org.jsonld", compile_schema_org),
    "croissant": _document("croissant.json", compile_croissant),
    "dcat_turtle": _text("dcat-ap.ttl", render_dcat),
    "dcat_json_ld": _document("dcat-ap.jsonld", compile_dcat),
    "csvw": _document("csvw-metadata.json", compile_csvw),
    "ro_crate": _document("ro-crate-metadata.json", compile_ro_crate),
    "citation": _text(CITATION, render_cff),
    "datacite": _document("datacite.json", compile_datacite),
    "hxl": _hxl,
    "data_package_v1": _document("datapackage.v1.json", compile_v1),
}
