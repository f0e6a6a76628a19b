"""Each catalogue standard's own validator as one function: the record's file in, what is wrong out."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests
from rdflib import RDF, Graph
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDFS, SDO, SKOS
from requests.structures import CaseInsensitiveDict
from requests_cache import CachedSession
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse

__all__ = ["CFFCONVERT", "CHECKS", "QUIET", "dcat_warnings", "graph"]

SHAPES = Path(__file__).parent / "shapes"
CFFCONVERT = Path(__file__).parents[1] / ".venv-citation" / "bin" / "cffconvert"
BASE = "https://package.invalid/"
CRATE_CONTEXT = "https://w3id.org/ro/crate/1.2/context"
# rdflib's JSON-LD parser uses what rdflib itself will drop; pyshacl and the RO-Crate validator call it too.
QUIET = (
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning",
    "ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning",
)
# What version 2 of the Data Package standard added.
VERSION_2 = {
    "package": {"$schema"},
    "resource": {"$schema", "type"},
    "schema": {"$schema", "uniqueKeys", "fieldsMatch"},
    "field": {"categories", "categoriesOrdered", "missingValues"},
    "contributor": {"roles", "givenName", "familyName"},
}
# A term of DCAT 3 that the library's list, of DCAT 2, has not.
DCAT_3 = {"http://www.w3.org/ns/dcat#version"}
VERSION_1_ROLES = {"author", "publisher", "maintainer", "wrangler", "contributor"}


def graph(file: Path) -> Graph:
    """The record as RDF; a schema.org one with the vocabulary itself for its remote context."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ttl":
        return Graph().parse(data=text, format="turtle", publicID=BASE)
    document = json.loads(text)
    if document.get("@context") == "https://schema.org/":
        document["@context"] = {"@vocab": str(SDO)}
    return Graph().parse(data=json.dumps(document), format="json-ld", base=BASE)


def _shacl(file: Path, shapes: str) -> Iterator[tuple[str, str]]:
    """What breaks the shapes: severity and property."""
    from pyshacl import validate
    from rdflib import SH

    _, found, _ = validate(graph(file), shacl_graph=str(SHAPES / shapes), advanced=False)
    assert isinstance(found, Graph)
    for result in found.subjects(RDF.type, SH.ValidationResult):
        severity = str(found.value(result, SH.resultSeverity)).rpartition("#")[2]
        yield severity, str(found.value(result, SH.resultPath)).replace("#", "/").rpartition("/")[2]


def _unknown_terms(file: Path) -> Iterator[str]:
    """Predicates and classes that their vocabulary does not have."""
    vocabularies = (DCAT, DCTERMS, FOAF, PROV, RDFS, SDO, SKOS)
    used = {p for _, p, _ in graph(file)} | set(graph(file).objects(None, RDF.type))
    for term in map(str, used):
        home = next((v for v in vocabularies if term.startswith(str(v))), None)
        if (
            home is not None
            and term not in DCAT_3
            and term.removeprefix(str(home)) not in home.__annotations__
        ):
            yield term


def schema_org(folder: Path) -> list[str]:
    file = folder / "schema-org.jsonld"
    return [*(f"{s} {p}" for s, p in _shacl(file, "schema_org.ttl")), *_unknown_terms(file)]


def dcat(folder: Path) -> list[str]:
    found = []
    for name in ("dcat-ap.ttl", "dcat-ap.jsonld"):
        found += [p for s, p in _shacl(folder / name, "dcat_ap.ttl") if s == "Violation"]
        found += _unknown_terms(folder / name)
    return found


def dcat_warnings(folder: Path) -> set[str]:
    """The recommended properties of DCAT-AP that the record does without."""
    return {p for s, p in _shacl(folder / "dcat-ap.ttl", "dcat_ap.ttl") if s == "Warning"}


def croissant(folder: Path) -> list[str]:
    import mlcroissant

    try:
        dataset = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    except mlcroissant.ValidationError as error:
        return [str(error)]
    return sorted(dataset.metadata.ctx.issues.warnings)


def csvw(folder: Path) -> list[str]:
    """A cell that is not as its column says, a foreign key that leads nowhere, a key that is there twice."""
    import csvw as library

    group = library.TableGroup.from_file(folder / "csvw-metadata.json")
    try:
        for table in group.tables:
            for number, _ in enumerate(table):
                if number == 300:
                    break
        group.validate_schema(strict=True)
    except ValueError as error:
        return [str(error)]
    return []


def ro_crate(folder: Path, cache: Path) -> list[str]:
    """Issues of what RO-Crate requires. The validator reads the context from `cache`, never from the network.

    The context that lies there is made of schema.org's terms, which is what RO-Crate's own consists of,
    and the few that it adds.
    """
    from rocrate_validator import models, services

    terms = {name: f"http://schema.org/{name}" for name in SDO.__annotations__}
    terms |= {"File": "http://schema.org/MediaObject", "conformsTo": str(DCTERMS.conformsTo)}
    prepared = requests.Request("GET", CRATE_CONTEXT).prepare()
    response = CachedResponse(
        status_code=200,
        url=CRATE_CONTEXT,
        headers=CaseInsensitiveDict({"Content-Type": "application/ld+json"}),
        content=json.dumps({"@context": terms}).encode(),
        request=CachedRequest.from_request(prepared),
    )
    with CachedSession(str(cache), backend="sqlite", expire_after=-1) as session:
        session.cache.responses[session.cache.create_key(prepared)] = response
    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="ro-crate-1.2",
        requirement_severity=models.Severity.REQUIRED,
        offline=True,
        cache_path=cache,
    )
    result = services.validate(settings)
    told = [f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()]
    return told or ([] if result.passed() else ["not passed"])


def citation(folder: Path) -> list[str]:
    command = [str(CFFCONVERT), "--validate", "-i", str(folder / "CITATION.cff")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stdout + done.stderr]


def datacite(folder: Path) -> list[str]:
    from datacite import schema45

    document = json.loads((folder / "datacite.json").read_text(encoding="utf-8"))
    return [error.message for error in schema45.validator.iter_errors(document)]


def hxl(folder: Path) -> list[str]:
    """What libhxl's own schema calls an error in a table, or that it finds no hashtags there."""
    import hxl as library

    found: list[str] = []

    def tell(report: Any) -> None:
        if report.rule.severity == "error":
            found.append(str(report))

    for file in sorted((folder / "hxl").glob("*.csv")):
        try:
            data = library.data(io.BytesIO(file.read_bytes()))
            library.schema(None, callback=tell).validate(data)
        except library.HXLException as error:
            found.append(f"{file.name}: {error}")
    return found


def data_package_v1(folder: Path) -> list[str]:
    """What frictionless finds, and properties that version 1 does not have."""
    import frictionless

    file = folder / "datapackage.v1.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    found = list(_newer(document))
    report = frictionless.validate(str(file))
    return found + [str(row) for row in report.flatten(["type", "message"])]


def _newer(document: Mapping[str, Any]) -> Iterator[str]:
    places: list[tuple[str, Mapping[str, Any]]] = [("package", document)]
    places += [("contributor", person) for person in document["contributors"]]
    for resource in document["resources"]:
        places += [("resource", resource), ("schema", resource["schema"])]
        places += [("field", field) for field in resource["schema"]["fields"]]
    for kind, mapping in places:
        yield from (f"{kind}: {key}" for key in VERSION_2[kind] & set(mapping))
    yield from (f"role {p['role']}" for p in document["contributors"] if p["role"] not in VERSION_1_ROLES)


# Those that need the folder of the records and nothing more.
CHECKS: Mapping[str, Callable[[Path], list[str]]] = {
    "schema_org": schema_org,
    "dcat": dcat,
    "croissant": croissant,
    "csvw": csvw,
    "datacite": datacite,
    "hxl": hxl,
    "data_package_v1": data_package_v1,
}
