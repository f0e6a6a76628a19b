"""The schema.org record: a Dataset as JSON-LD, which search engines read from a page. Pure."""

from __future__ import annotations

from typing import Any

from wartally.catalogue.subject import Coverage, Distribution, Subject, licence_page

__all__ = ["compile_schema_org", "days_covered", "describing"]


def compile_schema_org(subject: Subject, brief: bool = False) -> dict[str, Any]:
    """The record; a `brief` one, for a page, names only the columns that measure something.

    Addresses are absolute if the subject has a base address, else relative to the package's folder.
    """
    record: dict[str, Any] = {"@context": "https://schema.org/", "@type": "Dataset"}
    if subject.base_url:
        record["@id"] = subject.address("")
    record |= describing(subject)
    if "uk" in subject.languages:
        record["alternateName"] = _uk(subject.said("title", "uk"))
        record["abstract"] = _uk(subject.said("description", "uk"))
    return record | {
        "variableMeasured": _variables(subject, brief),
        "distribution": [_download(subject, file) for file in subject.all_files],
    }


def describing(subject: Subject) -> dict[str, Any]:
    """What schema.org's terms say of the package as a whole, in whichever record they are used."""
    return {
        "name": subject.title,
        "description": subject.description,
        **({"url": subject.address("")} if subject.base_url else {}),
        "identifier": subject.name,
        "version": subject.version,
        "datePublished": subject.created.isoformat(),
        "inLanguage": list(subject.languages),
        "keywords": subject.keywords,
        "isAccessibleForFree": True,
        "license": [licence.url for licence in subject.licences],
        "usageInfo": {"@type": "CreativeWork", "text": subject.rights()},
        "creator": [{"@type": "Organization", "name": name} for name in subject.creators],
        "publisher": {"@type": "Organization", "name": subject.publisher},
        "creditText": subject.citation,
        "citation": [
            {
                "@type": "CreativeWork",
                "name": work.title,
                "url": work.url,
                "license": licence_page(work.licence) or work.licence,
                "creditText": work.credit,
            }
            for work in subject.credited
        ],
        **_covered(subject),
    }


def days_covered(found: Coverage) -> str:
    """An ISO 8601 interval, open (`..`) where a bound is not known; empty if none is."""
    if not (found.first or found.last):
        return ""
    return "/".join(day.isoformat() if day else ".." for day in (found.first, found.last))


def _covered(subject: Subject) -> dict[str, Any]:
    record: dict[str, Any] = {}
    if days := days_covered(subject.coverage):
        record["temporalCoverage"] = days
    place: dict[str, Any] = {"@type": "Place"}
    if subject.place:
        place["name"] = subject.place
    if subject.coverage.box:
        west, south, east, north = subject.coverage.box
        place["geo"] = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    if len(place) > 1:
        record["spatialCoverage"] = place
    return record


def _variables(subject: Subject, brief: bool) -> list[dict[str, Any]]:
    found = []
    for table in subject.tables:
        for field in table.schema.fields:
            if brief and not field.unit:
                continue
            variable = {"@type": "PropertyValue", "name": f"{table.name}.{field.name}"}
            said = {"description": field.description or field.title, "unitText": field.unit}
            found.append(variable | {key: text for key, text in said.items() if text})
    return found


def _download(subject: Subject, file: Distribution) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.title,
        "contentUrl": subject.address(file.path),
        "encodingFormat": file.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }


def _uk(text: str) -> dict[str, str]:
    return {"@language": "uk", "@value": text}
