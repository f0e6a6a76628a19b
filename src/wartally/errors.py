"""Everything that can go wrong on purpose, as one short tree.

Each error's text is one sentence that names the file and says what to do.
Only the command line turns an error into a message and an exit status.
"""

from __future__ import annotations

__all__ = [
    "BadArgument",
    "BuildFailed",
    "DataError",
    "DescriptorError",
    "PackageNotFound",
    "SchemaError",
    "SourceError",
    "WartallyError",
]


class WartallyError(Exception):
    """Base of all errors that Wartally raises on purpose; exit status 2 unless said otherwise."""

    exit_status = 2


class BadArgument(WartallyError):
    """A value given by the caller cannot be used."""


class PackageNotFound(WartallyError):
    """There is no data package where one was expected."""


class DescriptorError(WartallyError):
    """datapackage.json cannot be read or does not describe a package."""


class SchemaError(WartallyError):
    """A schema or rule file cannot be read or contradicts itself."""


class DataError(WartallyError):
    """A data file cannot be read as its schema declares; `validate` lists the cells."""

    exit_status = 1


class SourceError(WartallyError):
    """An upstream file is missing, unreadable or not of the shape its importer knows."""


class BuildFailed(WartallyError):
    """The package has findings of severity error, so nothing was built."""

    exit_status = 1
