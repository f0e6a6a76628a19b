"""CITATION.cff: how to cite the package, as code hosts and reference managers read it. Pure."""

from __future__ import annotations

from typing import Any

import yaml

from wartally.catalogue.subject import Subject, licence_page

__all__ = ["CITATION", "compile_cff", "render_cff"]

CITATION = "CITATION.cff"
_MESSAGE = (
    "If you use this data package, please cite it with the version you used, and name the sources "
    "(under `references`) whose rows you use."
)


def compile_cff(subject: Subject) -> dict[str, Any]:
    """The record in Citation File Format 1.2; the sources that ask for credit are its references.

    It is about the data, so the licence is the data's; the software has its own.
    """
    record: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": subject.title,
        "abstract": subject.description,
        "authors": [{"name": name} for name in subject.creators],
        "version": subject.version,
        "date-released": subject.created.isoformat(),
        "license": [licence.name for licence in subject.licences if licence.name],
        "keywords": subject.keywords,
    }
    record = {key: value for key, value in record.items() if value}
    if subject.base_url:
        record["url"] = subject.base_url
    if subject.credited:
        record["references"] = [
            {
                "type": "data",
                "title": work.title,
                "authors": [{"name": name} for name in work.authors],
                "url": work.url,
                **({"license": work.licence} if licence_page(work.licence) else {}),
                "notes": work.credit,
            }
            for work in subject.credited
        ]
    return record


def render_cff(subject: Subject) -> str:
    """The text of CITATION.cff."""
    head = "# Compiled from datapackage.json and data/sources.csv by `wartally sync`; not edited by hand.\n"
    return head + yaml.safe_dump(compile_cff(subject), allow_unicode=True, sort_keys=False, width=100)
