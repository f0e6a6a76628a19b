"""Writing the records, and beside them what they describe, so that every relative address leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wartally.atomic import write_set
from wartally.catalogue.reading import content_of, subject_of
from wartally.catalogue.registry import RECORDS
from wartally.catalogue.subject import Distribution
from wartally.package import DESCRIPTOR, Package

__all__ = ["described", "records", "write_catalogue"]


def records(package: Package, files: Iterable[Distribution] = (), base_url: str = "") -> dict[str, bytes]:
    """Every record of the package by file name; the same package gives the same bytes.

    `files` are further downloads, named in the records that list downloads; `base_url` is the site's
    address, by default the package's home page, without which addresses are relative to the package.
    Raises DescriptorError if the descriptor says too little, DataError if a table cannot be read or is not
    the one that the descriptor describes.
    """
    subject = subject_of(package, base_url, files)
    written: dict[str, bytes] = {}
    for record in RECORDS.values():
        written |= record.write(subject, lambda name: content_of(package.table(name)))
    return written


def write_catalogue(
    package: Package, target: Path, files: Iterable[Distribution] = (), base_url: str = ""
) -> list[str]:
    """Write the records, the descriptor and the tables to the folder `target`; the files that changed.

    The folder is a crate of its own: what the records name is in it, at the path they say.
    """
    content = records(package, files, base_url) | described(package)
    target.mkdir(parents=True, exist_ok=True)
    return write_set(target, content)


def described(package: Package) -> dict[str, bytes]:
    """The descriptor and the tables by their paths: what the records name."""
    content = {table.file: content_of(table) for table in package.tables.values()}
    return content | {DESCRIPTOR: package.descriptor_path.read_bytes()}
