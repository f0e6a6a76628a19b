"""A running site, or a package on the web: every file that it lists, fetched and compared.

Only the address given is asked: no redirect is followed, and no path may lead elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from wartally.errors import BadArgument, DataError, SourceError
from wartally.export.model import as_manifest
from wartally.export.run import MANIFEST
from wartally.fetching import LIMITS, Limits, fetch
from wartally.package import DESCRIPTOR
from wartally.verify.folder import check_manifest, check_package, inside, read_descriptor
from wartally.verify.model import Found
from wartally.versions.sums import sha256_of

__all__ = ["PATIENCE", "base_of", "check_site", "fetched"]

# Files that say how large they are may be this large, any other as large as a feed.
LARGEST = 1_000_000_000
PATIENCE = replace(LIMITS, redirects=0)
_DATABASE = "wartally.db"
_EXPORTS = "exports/"
_MISSING = re.compile(r"the server answers (?:404|410)\b")


def base_of(address: str) -> str:
    """The folder of an address: of a site, or of the descriptor that it names."""
    parts = urlsplit(address)
    if not parts.hostname:
        raise BadArgument(f"{address}: names no host")
    path = parts.path.removesuffix(DESCRIPTOR)
    return urlunsplit((parts.scheme, parts.netloc, path if path.endswith("/") else f"{path}/", "", ""))


def check_site(address: str, folder: Path, found: Found, limits: Limits = PATIENCE) -> None:
    """Fetch descriptor and tables of a site into a folder and check them, then its exports and database.

    A file that cannot be had whole is a mismatch. Raises SourceError if there is not even a descriptor.
    """
    base = base_of(address)
    (folder / DESCRIPTOR).write_bytes(fetched(base + DESCRIPTOR, limits))
    descriptor = read_descriptor(folder / DESCRIPTOR, found)
    for resource in descriptor["resources"] if descriptor else ():
        path = resource.get("path")
        if isinstance(path, str) and "://" not in path and (target := inside(folder, path)) is not None:
            content = _had(base, path, _size(resource.get("bytes")), found, limits)
            target.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                target.write_bytes(content)
    check_package(folder, found, whole=False)
    _drop_missing(found)
    _check_exports(base, folder, found, limits)
    _check_database(base, found, limits)


def fetched(address: str, limits: Limits = PATIENCE) -> bytes:
    """The whole content of an address; raises SourceError if it leads elsewhere, or cannot be had whole."""
    if limits.redirects:
        limits = replace(limits, redirects=0)
    return fetch(address, limits)


def _size(said: Any) -> int | None:
    return said if isinstance(said, int) and 0 <= said <= LARGEST else None


def _had(base: str, path: str, size: int | None, found: Found, limits: Limits) -> bytes | None:
    """A listed file; None, and a mismatch, if it cannot be had. Of one that is too large nothing is kept."""
    found.checked.add(path)
    if size is not None:
        limits = replace(limits, size_bytes=size)
    try:
        return fetched(base + quote(path), limits)
    except SourceError as error:
        found.wrong(path, _without(str(error), base), f"{size} bytes" if size is not None else "the file")
        return None


def _without(said: str, base: str) -> str:
    """What went wrong without the address, which stands beside it."""
    return said.split(": ", 1)[-1] if said.startswith(base) else said


def _drop_missing(found: Found) -> None:
    """Take out that a file is not there where it is said already why it could not be had."""
    told = {m.file for m in found.mismatches if "is not there" not in m.what}
    found.mismatches -= {m for m in found.mismatches if m.file in told and "is not there" in m.what}


def _optional(address: str, limits: Limits) -> Any:
    """The JSON document at an address; None if there is none."""
    try:
        return json.loads(fetched(address, limits))
    except SourceError as error:
        if _MISSING.search(str(error)):
            return None
        raise
    except (ValueError, RecursionError) as error:
        raise DataError(f"{address}: is not valid JSON ({error})") from error


def _check_exports(base: str, folder: Path, found: Found, limits: Limits) -> None:
    name = _EXPORTS + MANIFEST
    try:
        document = _optional(base + name, limits)
        if document is None:
            found.note("the site hands out no exports")
            return
        manifest = as_manifest(document)
    except (SourceError, DataError) as error:
        found.wrong(name, f"is not a manifest of an export ({error})")
        return
    found.checked.add(name)
    check_manifest(document, found, name)
    for file in manifest.files:
        path = _EXPORTS + file.path
        if inside(folder, file.path) is None:
            found.wrong(path, f"{name} names a path that leads elsewhere")
            continue
        content = _had(base, path, _size(file.bytes), found, limits)
        if content is not None:
            _compare(path, content, file.bytes, file.sha256, name, found)


def _check_database(base: str, found: Found, limits: Limits) -> None:
    """Check the database that the site reads against what its data page says of it."""
    try:
        document = _optional(f"{base}data.json", limits)
    except (SourceError, DataError) as error:
        found.wrong("data.json", str(error))
        return
    told = document.get("database") if isinstance(document, Mapping) else None
    if not isinstance(told, Mapping):
        return
    content = _had(base, _DATABASE, _size(told.get("bytes")), found, limits)
    if content is not None:
        _compare(_DATABASE, content, told.get("bytes"), str(told.get("sha256")), "data.json", found)


def _compare(file: str, content: bytes, size: Any, sha256: str, says: str, found: Found) -> None:
    if len(content) != size:
        found.wrong(file, f"has another size than {says} gives", f"{size} bytes", f"{len(content)} bytes")
    elif sha256_of(content) != sha256:
        found.wrong(file, f"has another sha256 than {says} gives", sha256, sha256_of(content))
