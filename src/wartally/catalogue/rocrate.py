"""The RO-Crate record: the package as a folder of research data, every file with its hash. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from wartally.catalogue.schemaorg import days_covered
from wartally.catalogue.subject import Subject, TableFile, licence_page

__all__ = ["compile_ro_crate"]

_VERSION = "1.2"
_DESCRIPTOR = "datapackage.json"


def compile_ro_crate(subject: Subject) -> dict[str, Any]:
    """The record in RO-Crate 1.2: root, tables, people, licences and credited sources, one flat list.

    A crate is a folder, so files are always named relative to it; a site's address is added beside.
    """
    people = list(dict.fromkeys([*subject.creators, subject.publisher]))
    return {
        "@context": f"https://w3id.org/ro/crate/{_VERSION}/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": f"https://w3id.org/ro/crate/{_VERSION}"},
                "about": {"@id": "./"},
            },
            _root(subject),
            {
                "@id": "#identifier",
                "@type": "PropertyValue",
                "name": "Data Package name",
                "value": subject.name,
            },
            {
                "@id": _DESCRIPTOR,
                "@type": "File",
                "name": "The Data Package descriptor",
                "description": "Every table and column with its type, meaning and constraints.",
                "encodingFormat": "application/json",
            },
            *(_file(subject, table) for table in subject.tables),
            *_variables(subject),
            *({"@id": _person(name), "@type": "Organization", "name": name} for name in people),
            *_licences(subject),
            *_sources(subject),
            *_places(subject),
        ],
    }


def _root(subject: Subject) -> dict[str, Any]:
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": subject.title,
        "description": subject.description,
        "identifier": {"@id": "#identifier"},
        "version": subject.version,
        "datePublished": subject.created.isoformat(),
        "inLanguage": list(subject.languages),
        "keywords": subject.keywords,
        "license": [{"@id": licence.url} for licence in subject.licences],
        "usageInfo": subject.rights(),
        "creditText": subject.citation,
        "author": [{"@id": _person(name)} for name in subject.creators],
        "publisher": {"@id": _person(subject.publisher)},
        "isBasedOn": [{"@id": work.url} for work in subject.credited],
        "variableMeasured": [{"@id": variable["@id"]} for variable in _variables(subject)],
        "spatialCoverage": [{"@id": place["@id"]} for place in _places(subject)[:1]],
        "temporalCoverage": days_covered(subject.coverage),
        "hasPart": [{"@id": _DESCRIPTOR}, *({"@id": quote(table.path)} for table in subject.tables)],
    }
    if subject.base_url:
        root["url"] = subject.address("")
    return {key: _plain(value) for key, value in root.items() if value}


def _plain(value: Any) -> Any:
    """A list of one as that one, as RO-Crate recommends."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _file(subject: Subject, table: TableFile) -> dict[str, Any]:
    file = {
        "@id": quote(table.path),
        "@type": "File",
        "name": table.title,
        "description": table.schema.description,
        "encodingFormat": "text/csv",
        "contentSize": str(table.size),
        "sha256": table.sha256,
    }
    if subject.base_url:
        file["contentUrl"] = subject.address(table.path)
    return {key: value for key, value in file.items() if value}


def _variables(subject: Subject) -> list[dict[str, Any]]:
    """One node for each column."""
    found = []
    for table in subject.tables:
        for field in table.schema.fields:
            node = {
                "@id": f"#{table.name}.{field.name}",
                "@type": "PropertyValue",
                "name": f"{table.name}.{field.name}",
                "description": field.description or field.title,
                "unitText": field.unit,
            }
            found.append({key: value for key, value in node.items() if value})
    return found


def _person(name: str) -> str:
    return f"#{quote(name)}"


def _licences(subject: Subject) -> list[dict[str, Any]]:
    """The licences of the package and of the sources, each once."""
    own = {x.url: (x.name, x.title) for x in subject.licences}
    theirs = {licence_page(w.licence): (w.licence, w.licence) for w in subject.credited}
    return [
        {"@id": url, "@type": "CreativeWork", "name": title, "identifier": name, "description": title}
        for url, (name, title) in {**theirs, **own}.items()
        if url
    ]


def _sources(subject: Subject) -> list[dict[str, Any]]:
    found = []
    for work in subject.credited:
        node = {"@id": work.url, "@type": "CreativeWork", "name": work.title, "creditText": work.credit}
        page = licence_page(work.licence)
        found.append(node | ({"license": {"@id": page}} if page else {}))
    return found


def _places(subject: Subject) -> list[dict[str, Any]]:
    """The area covered, and its box."""
    box = subject.coverage.box
    if not (subject.place or box):
        return []
    place: dict[str, Any] = {"@id": "#place", "@type": "Place", "name": subject.place or "Area covered"}
    if box is None:
        return [place]
    west, south, east, north = box
    corners = f"{south},{west} {north},{east}"
    shape = {"@id": "#box", "@type": "GeoShape", "name": f"Box {corners}", "box": corners}
    return [place | {"geo": {"@id": "#box"}}, shape]
