"""The DataCite record: what a repository that gives out DOIs wants to know. Pure."""

from __future__ import annotations

from typing import Any

from wartally.catalogue.schemaorg import days_covered
from wartally.catalogue.subject import Subject, licence_page

__all__ = ["compile_datacite"]

_DOI = "https://doi.org/"
_SPDX = {"rightsIdentifierScheme": "SPDX", "schemeUri": "https://spdx.org/licenses/"}


def compile_datacite(subject: Subject) -> dict[str, Any]:
    """The record by DataCite's metadata schema 4.5.

    A package without a DOI (`id` in its descriptor, as an address at doi.org) gets a record without one,
    not a made-up one: its short name and version are an alternate identifier, and the repository that
    registers the record adds the DOI.
    """
    identifier = str(subject.descriptor.get("id", ""))
    record: dict[str, Any] = {
        "doi": identifier.removeprefix(_DOI) if identifier.startswith(_DOI) else "",
        "url": subject.address("") if subject.base_url else "",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data package"},
        "creators": [{"name": name} for name in subject.creators],
        "titles": _titles(subject),
        "publisher": {"name": subject.publisher},
        "publicationYear": str(subject.created.year),
        "subjects": [{"subject": word} for word in subject.keywords],
        "contributors": _contributors(subject),
        "dates": _dates(subject),
        "language": subject.languages[0],
        "alternateIdentifiers": [
            {
                "alternateIdentifier": f"{subject.name} {subject.version}",
                "alternateIdentifierType": "Data Package name and version",
            }
        ],
        "relatedIdentifiers": [
            {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
            for url in dict.fromkeys(work.url for work in subject.credited)
        ],
        "sizes": [f"{sum(table.size for table in subject.tables)} bytes", f"{len(subject.tables)} tables"],
        "formats": list(dict.fromkeys(file.media_type for file in subject.all_files)),
        "version": subject.version,
        "rightsList": _rights(subject),
        "descriptions": _descriptions(subject),
        "geoLocations": _places(subject),
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return {key: value for key, value in record.items() if value}


def _titles(subject: Subject) -> list[dict[str, str]]:
    titles = [{"title": subject.title, "lang": "en"}]
    if "uk" in subject.languages:
        other = {"title": subject.said("title", "uk"), "lang": "uk", "titleType": "TranslatedTitle"}
        titles.append(other)
    return titles


def _contributors(subject: Subject) -> list[dict[str, str]]:
    # An author of what the data are about is no researcher; DataCite has no word for it.
    roles = {"dataCollector": "DataCollector", "curator": "DataCurator", "author": "Other"}
    return [
        {"name": name, "contributorType": kind}
        for role, kind in roles.items()
        for name in subject.people(role)
    ]


def _dates(subject: Subject) -> list[dict[str, str]]:
    dates = [{"date": subject.created.isoformat(), "dateType": "Issued"}]
    found = subject.coverage
    if found.first and found.last:
        covered = {"date": days_covered(found), "dateType": "Other", "dateInformation": "days covered"}
        dates.append(covered)
    return dates


def _rights(subject: Subject) -> list[dict[str, str]]:
    """The package's licence, then each source's with the credit that it asks for."""
    own = [
        {"rights": x.title, "rightsUri": x.url, "rightsIdentifier": x.name, **_SPDX, "lang": "en"}
        for x in subject.licences
    ]
    theirs = []
    for work in subject.credited:
        right = {"rights": f"Rows of {work.title}: {work.credit}", "lang": "en"}
        if page := licence_page(work.licence):
            right |= {"rightsUri": page, "rightsIdentifier": work.licence, **_SPDX}
        theirs.append(right)
    return own + theirs


def _descriptions(subject: Subject) -> list[dict[str, str]]:
    texts = [(subject.said("description", lang), "Abstract", lang) for lang in subject.languages]
    texts += [(subject.rights(lang), "Other", lang) for lang in subject.languages]
    return [
        {"description": text, "descriptionType": kind, "lang": lang} for text, kind, lang in texts if text
    ]


def _places(subject: Subject) -> list[dict[str, Any]]:
    place: dict[str, Any] = {"geoLocationPlace": subject.place} if subject.place else {}
    if subject.coverage.box:
        west, south, east, north = subject.coverage.box
        place["geoLocationBox"] = {
            "westBoundLongitude": west,
            "eastBoundLongitude": east,
            "southBoundLatitude": south,
            "northBoundLatitude": north,
        }
    return [place] if place else []
