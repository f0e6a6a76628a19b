"""Catalogue records: what search engines and data catalogues read, compiled from a package's descriptor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wartally.catalogue.reading import subject_of
from wartally.catalogue.schemaorg import compile_schema_org
from wartally.catalogue.subject import Distribution, Subject
from wartally.package import Package

__all__ = ["Distribution", "Subject", "schema_org", "subject_of"]


def schema_org(
    package: Package, base_url: str = "", files: Iterable[Distribution] = (), brief: bool = False
) -> dict[str, Any]:
    """The package as a schema.org Dataset, to be embedded in a page as JSON-LD.

    `base_url` is the site's address, `files` what can be downloaded from it beside the tables' CSV files
    (their paths relative to the site). A `brief` record names only the columns that have a unit.
    Raises DescriptorError if the descriptor says too little of the package.
    """
    return compile_schema_org(subject_of(package, base_url, files), brief)
