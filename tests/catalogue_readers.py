"""What each catalogue record says of the package, parsed back from the record alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from tests.catalogue_checks import BASE, graph

__all__ = ["READERS", "Told"]

SPDX = Namespace("http://spdx.org/rdf/terms#")


@dataclass
class Told:
    """What a record says; None where its standard has no place for it."""

    title: str | None = None
    title_uk: str | None = None
    version: str | None = None
    licences: set[str] | None = None
    tables: set[str] | None = None
    columns: set[tuple[str, str]] | None = None
    hashes: dict[str, str] | None = None


def _json(folder: Path, name: str) -> dict[str, Any]:
    document = json.loads((folder / name).read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def _pairs(names: list[str], sign: str) -> set[tuple[str, str]]:
    """Table and column of names such as `losses.cumulative`."""
    parts = [name.partition(sign) for name in names]
    assert all(column for _, _, column in parts)
    return {(table, column) for table, _, column in parts}


def _stem(path: str) -> str:
    return Path(path).stem


def schema_org(folder: Path) -> Told:
    record = _json(folder, "schema-org.jsonld")
    files = {_stem(d["contentUrl"]): d["sha256"] for d in record["distribution"]}
    columns = _pairs([v["name"] for v in record["variableMeasured"]], ".")
    title_uk = record["alternateName"]["@value"]
    return Told(
        record["name"], title_uk, record["version"], set(record["license"]), set(files), columns, files
    )


def croissant(folder: Path) -> Told:
    record = _json(folder, "croissant.json")
    files = {_stem(d["contentUrl"]): d["sha256"] for d in record["distribution"]}
    sets = record["recordSet"]
    columns = _pairs([field["@id"] for one in sets for field in one["field"]], "/")
    titles, tables = record["name"], {one["name"] for one in sets}
    licences = set(record["license"])
    return Told(titles["en"], titles["uk"], record["version"], licences, tables, columns, files)


def _dcat(found: Graph) -> Told:
    dataset = found.value(None, RDF.type, DCAT.Dataset)
    titles = {t.language: str(t) for t in found.objects(dataset, DCTERMS.title) if isinstance(t, Literal)}
    hashes = {}
    for file in found.objects(dataset, DCAT.distribution):
        path = str(found.value(file, DCAT.downloadURL)).removeprefix(BASE)
        checksum = found.value(file, SPDX.checksum)
        hashes[_stem(path)] = str(found.value(checksum, SPDX.checksumValue))
    licences = {str(x) for x in found.objects(dataset, DCTERMS.license)}
    version = str(found.value(dataset, URIRef(f"{DCAT}version")))
    return Told(titles["en"], titles["uk"], version, licences, set(hashes), None, hashes)


def dcat_turtle(folder: Path) -> Told:
    return _dcat(graph(folder / "dcat-ap.ttl"))


def dcat_json_ld(folder: Path) -> Told:
    return _dcat(graph(folder / "dcat-ap.jsonld"))


def csvw(folder: Path) -> Told:
    record = _json(folder, "csvw-metadata.json")
    titles = {t["@language"]: t["@value"] for t in record["dc:title"]}
    files = {_stem(t["url"]): t["schema:sha256"] for t in record["tables"]}
    columns = {(_stem(t["url"]), c["name"]) for t in record["tables"] for c in t["tableSchema"]["columns"]}
    licences = {licence["@id"] for licence in record["dc:license"]}
    return Told(titles["en"], titles["uk"], record["schema:version"], licences, set(files), columns, files)


def ro_crate(folder: Path) -> Told:
    nodes = {node["@id"]: node for node in _json(folder, "ro-crate-metadata.json")["@graph"]}
    root = nodes["./"]
    parts = [nodes[part["@id"]] for part in root["hasPart"]]
    files = {_stem(p["@id"]): p["sha256"] for p in parts if p["encodingFormat"] == "text/csv"}
    columns = _pairs([nodes[v["@id"]]["name"] for v in root["variableMeasured"]], ".")
    return Told(root["name"], None, root["version"], {root["license"]["@id"]}, set(files), columns, files)


def citation(folder: Path) -> Told:
    record = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    return Told(record["title"], version=record["version"], licences=set(record["license"]))


def datacite(folder: Path) -> Told:
    record = _json(folder, "datacite.json")
    titles = {t["lang"]: t["title"] for t in record["titles"]}
    licence = record["rightsList"][0]["rightsUri"]
    return Told(titles["en"], titles.get("uk"), record["version"], {licence})


def hxl(folder: Path) -> Told:
    columns = set()
    for file in (folder / "hxl").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            header, tags = next(csv.reader(stream)), next(csv.reader(stream))
        assert len(tags) == len(header)
        columns |= {(file.stem, name) for name in header}
    return Told(columns=columns)


def data_package_v1(folder: Path) -> Told:
    record = _json(folder, "datapackage.v1.json")
    resources = record["resources"]
    columns = {(r["name"], field["name"]) for r in resources for field in r["schema"]["fields"]}
    hashes = {r["name"]: r["hash"].removeprefix("sha256:") for r in resources}
    licences = {licence["path"] for licence in record["licenses"]}
    titles = (record["title"], record["title@uk"])
    return Told(*titles, record["version"], licences, set(hashes), columns, hashes)


# As in the registry of records.
READERS: Mapping[str, Callable[[Path], Told]] = {
    "schema_org": schema_org,
    "croissant": croissant,
    "dcat_turtle": dcat_turtle,
    "dcat_json_ld": dcat_json_ld,
    "csvw": csvw,
    "ro_crate": ro_crate,
    "citation": citation,
    "datacite": datacite,
    "hxl": hxl,
    "data_package_v1": data_package_v1,
}
