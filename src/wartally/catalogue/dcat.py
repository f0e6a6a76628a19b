"""The DCAT-AP 3 record: a catalogue with one dataset, as European open data portals harvest it. Pure."""

from __future__ import annotations

from typing import Any

from wartally.catalogue.subject import Box, Distribution, Licence, Subject, licence_page
from wartally.catalogue.turtle import render_turtle
from wartally.citing import Work

__all__ = ["compile_dcat", "render_dcat"]

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "http://www.iana.org/assignments/media-types/"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = {"en": "ENG", "uk": "UKR"}
# Media types that have a name in the European list of file types; others have their media type only.
_FILE_TYPES = {
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/geo+json": "GEOJSON",
    "application/zip": "ZIP",
    "application/vnd.apache.parquet": "PARQUET",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}


def compile_dcat(subject: Subject) -> dict[str, Any]:
    """The record as JSON-LD: a `dcat:Catalog`, its `dcat:Dataset` and a `dcat:Distribution` per file."""
    return {"@context": PREFIXES, "@graph": _nodes(subject)}


def render_dcat(subject: Subject) -> str:
    """The same record as Turtle."""
    return render_turtle(PREFIXES, _nodes(subject))


def _nodes(subject: Subject) -> list[dict[str, Any]]:
    files = subject.all_files
    return [
        {
            "@id": _id(subject, "catalogue"),
            "@type": ["dcat:Catalog"],
            **_described(subject),
            "dcat:dataset": {"@id": _id(subject, "dataset")},
        },
        _dataset(subject, files),
        *(_distribution(subject, file) for file in files),
        *(_licence(licence) for licence in subject.licences),
        *(_source(work) for work in subject.credited),
    ]


def _id(subject: Subject, fragment: str) -> str:
    return f"{subject.address('')}#{fragment}"


def _described(subject: Subject) -> dict[str, Any]:
    """What catalogue and dataset say alike."""
    return {
        "dct:title": _texts(subject, "title"),
        "dct:description": _texts(subject, "description"),
        "dct:publisher": _agent(subject.publisher),
        "dct:language": [_ref(f"{_AUTHORITY}language/{_LANGUAGES[x]}") for x in subject.languages],
        "dct:license": [_ref(x.url) for x in subject.licences],
        **({"foaf:homepage": _ref(subject.address(""))} if subject.base_url else {}),
    }


def _dataset(subject: Subject, files: list[Distribution]) -> dict[str, Any]:
    described = _described(subject)
    described.pop("foaf:homepage", None)
    node: dict[str, Any] = {
        "@id": _id(subject, "dataset"),
        "@type": ["dcat:Dataset"],
        **described,
        "dct:identifier": subject.name,
        "dcat:version": subject.version,
        "dct:issued": _typed(subject.created.isoformat(), "xsd:date"),
        "dct:creator": [_agent(name) for name in subject.creators],
        "dct:rights": {
            "@type": ["dct:RightsStatement"],
            "rdfs:label": [_text(subject.rights(lang), lang) for lang in subject.languages],
        },
        "dcat:keyword": [_text(word, "en") for word in subject.keywords],
        "dcat:theme": [_ref(x["path"]) for x in subject.descriptor.get("themes", [])],
        "prov:wasDerivedFrom": [_ref(work.url) for work in subject.credited],
        **_covered(subject),
        "dcat:distribution": [{"@id": _distribution_id(subject, file)} for file in files],
    }
    if subject.base_url:
        page = subject.address("")
        node["dcat:landingPage"] = _ref(page)
        node["dcat:contactPoint"] = {
            "@type": ["vcard:Kind"],
            "vcard:fn": subject.publisher,
            "vcard:hasURL": _ref(page),
        }
    return node


def _covered(subject: Subject) -> dict[str, Any]:
    found = subject.coverage
    node: dict[str, Any] = {}
    days = {"dcat:startDate": found.first, "dcat:endDate": found.last}
    if any(days.values()):
        node["dct:temporal"] = {
            "@type": ["dct:PeriodOfTime"],
            **{key: _typed(day.isoformat(), "xsd:date") for key, day in days.items() if day},
        }
    place: dict[str, Any] = {"@type": ["dct:Location"]}
    if subject.place:
        place["skos:prefLabel"] = _text(subject.place, "en")
    if found.box:
        place["dcat:bbox"] = _typed(_polygon(found.box), "geo:wktLiteral")
    if len(place) > 1:
        node["dct:spatial"] = place
    return node


def _polygon(box: Box) -> str:
    west, south, east, north = box
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"


def _licence(licence: Licence) -> dict[str, Any]:
    return {
        "@id": licence.url,
        "@type": ["dct:LicenseDocument"],
        "dct:title": licence.title,
        "dct:identifier": licence.name,
    }


def _source(work: Work) -> dict[str, Any]:
    """A source whose rows are passed on, with the licence it keeps and the credit it asks for."""
    page = licence_page(work.licence)
    return {
        "@id": work.url,
        "dct:title": work.title,
        "dct:license": _ref(page) if page else work.licence,
        "dct:bibliographicCitation": work.credit,
    }


def _distribution_id(subject: Subject, file: Distribution) -> str:
    return f"{subject.address(file.path)}#distribution"


def _distribution(subject: Subject, file: Distribution) -> dict[str, Any]:
    address = _ref(subject.address(file.path))
    titles = [_text(text, lang) for text, lang in ((file.title, "en"), (file.title_uk, "uk")) if text]
    node: dict[str, Any] = {
        "@id": _distribution_id(subject, file),
        "@type": ["dcat:Distribution"],
        "dct:title": titles,
        "dct:description": [_text(f"{x['@value']} ({file.path})", x["@language"]) for x in titles],
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": _ref(f"{_MEDIA}{file.media_type}"),
        "dcat:byteSize": _typed(str(file.size), "xsd:nonNegativeInteger"),
        "dct:license": [_ref(x.url) for x in subject.licences],
        "spdx:checksum": {
            "@type": ["spdx:Checksum"],
            "spdx:algorithm": _ref(f"{PREFIXES['spdx']}checksumAlgorithm_sha256"),
            "spdx:checksumValue": _typed(file.sha256, "xsd:hexBinary"),
        },
    }
    if file.media_type in _FILE_TYPES:
        node["dct:format"] = _ref(f"{_AUTHORITY}file-type/{_FILE_TYPES[file.media_type]}")
    return node


def _texts(subject: Subject, key: str) -> list[dict[str, str]]:
    return [_text(subject.said(key, lang), lang) for lang in subject.languages]


def _text(text: str, lang: str) -> dict[str, str]:
    return {"@value": text, "@language": lang}


def _typed(text: str, kind: str) -> dict[str, str]:
    return {"@value": text, "@type": kind}


def _agent(name: str) -> dict[str, Any]:
    return {"@type": ["foaf:Agent"], "foaf:name": name}


def _ref(address: str) -> dict[str, str]:
    return {"@id": address}
