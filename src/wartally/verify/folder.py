"""Folders: a package against its descriptor, schemas and SHA256SUMS; exports against their manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from wartally import store
from wartally.descriptor import compile_resource, render_descriptor
from wartally.errors import DataError, WartallyError
from wartally.export.model import as_manifest, own_sha256
from wartally.export.run import MANIFEST
from wartally.package import DESCRIPTOR, open_package
from wartally.verify.model import Found
from wartally.versions.sums import SUMS, Sums, parse_sums

__all__ = [
    "check_about",
    "check_exports",
    "check_manifest",
    "check_package",
    "check_sums",
    "inside",
    "read_descriptor",
    "same",
]

_PARTS = ("data/*", "schemas/*.yaml", "validators/*.sql")
_HASHES = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}


def inside(root: Path, name: str) -> Path | None:
    """The file that a relative path names in a folder; None if it leads out of it."""
    if not name or "\0" in name or "\\" in name or PurePosixPath(name).is_absolute():
        return None
    path = (root / name).resolve()
    return path if path.is_relative_to(root.resolve()) else None


def same(found: Found, file: str, path: Path | None, sha256: str, size: int | None, says: str) -> None:
    """Check that a file has the size and sha256 that `says` gives for it."""
    found.checked.add(file)
    if path is None:
        found.wrong(file, f"{says} names a path that leads out of the folder")
        return
    if not path.is_file():
        found.wrong(file, f"is not there, but {says} lists it")
        return
    if size is not None and path.stat().st_size != size:
        found.wrong(
            file, f"has another size than {says} gives", f"{size} bytes", f"{path.stat().st_size} bytes"
        )
        return
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != sha256:
        found.wrong(file, f"has another sha256 than {says} gives", sha256, digest)


def check_sums(root: Path, found: Found) -> Sums | None:
    """Check the files that a folder's SHA256SUMS lists; what it says, None if there is none to rely on."""
    listed = root / SUMS
    if not listed.is_file():
        return None
    found.checked.add(SUMS)
    try:
        sums = parse_sums(listed.read_bytes())
    except DataError as error:
        found.wrong(SUMS, str(error))
        return None
    for name, digest in sums.files.items():
        same(found, name, inside(root, name), digest, None, SUMS)
    return sums


def check_package(root: Path, found: Found, whole: bool = True) -> None:
    """Check a package in a folder; `whole`: also what follows from its schemas, which must be there."""
    sums = check_sums(root, found)
    if sums is not None:
        _check_listed(root, sums, found)
    descriptor = read_descriptor(root / DESCRIPTOR, found)
    if descriptor is None:
        return
    if sums is not None:
        check_about(sums, descriptor, found)
    for resource in descriptor["resources"]:
        _check_resource(root, resource, found)
    if found.mismatches or not whole:
        return
    if (root / "schemas").is_dir():
        _check_in_step(root, found)
    if sums is None:
        found.note(
            f"there is no {SUMS}, so that rules, licences and words of the header rest on nothing else"
        )


def check_about(sums: Sums, descriptor: Mapping[str, Any], found: Found) -> None:
    """Check that a list is about what a descriptor names: the list's own hash leaves its first line out."""
    named = " ".join(str(descriptor[key]) for key in ("name", "version") if descriptor.get(key))
    if sums.about != named:
        found.wrong(SUMS, "is about another version", named, sums.about)


def _check_listed(root: Path, sums: Sums, found: Found) -> None:
    """Check that nothing lies among the package's files that the list does not name."""
    for pattern in _PARTS:
        for path in root.glob(pattern):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not path.name.startswith(".") and name not in sums.files:
                found.wrong(name, f"is there, but {SUMS} does not list it")


def read_descriptor(path: Path, found: Found) -> dict[str, Any] | None:
    """The descriptor in a file; None, and a mismatch, if it is not one."""
    found.checked.add(DESCRIPTOR)
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        found.wrong(DESCRIPTOR, f"cannot be read ({error.strerror})")
        return None
    except (ValueError, RecursionError) as error:
        found.wrong(DESCRIPTOR, f"is not valid JSON ({error})")
        return None
    listed = document.get("resources") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        found.wrong(DESCRIPTOR, "is not a descriptor: an object whose `resources` are objects was expected")
        return None
    return dict(document)


def _check_resource(root: Path, resource: Mapping[str, Any], found: Found) -> None:
    """Check the size, hash and rows that the descriptor gives for a file."""
    path = resource.get("path")
    if not isinstance(path, str) or "://" in path:
        found.note(f"{resource.get('name')}: is not one file of the package, and was not checked")
        return
    found.checked.add(path)
    file = inside(root, path)
    if file is None or not file.is_file():
        found.wrong(path, f"is not there, but {DESCRIPTOR} lists it")
        return
    content = file.read_bytes()
    if (size := resource.get("bytes")) is not None and len(content) != size:
        found.wrong(
            path, f"has another size than {DESCRIPTOR} gives", f"{size} bytes", f"{len(content)} bytes"
        )
    if resource.get("hash"):
        _check_hash(path, str(resource["hash"]), content, found)
    else:
        found.note(f"{path}: {DESCRIPTOR} gives no hash for it")
    rows = resource.get("rows")
    if rows is not None and str(resource.get("format", "csv")) == "csv" and (n := _rows(content)) != rows:
        found.wrong(path, f"has another number of rows than {DESCRIPTOR} gives", rows, n)


def _check_hash(path: str, said: str, content: bytes, found: Found) -> None:
    kind, _, digest = said.rpartition(":")
    name = kind or "md5"
    if _HASHES.get(name) != len(digest):
        found.wrong(DESCRIPTOR, f"gives a hash of an unknown kind for {path}", "sha256:…", said[:80])
        return
    made = hashlib.new(name, content, usedforsecurity=False).hexdigest()
    if made != digest.lower():
        found.wrong(path, f"has another {name} than {DESCRIPTOR} gives", digest, made)


def _rows(content: bytes) -> int:
    """The records of a CSV file after its header; -1 if it cannot be read as one."""
    if content.endswith(b"\n") and not any(odd in content for odd in (b'"', b"\r", b"\n\n")):
        return content.count(b"\n") - 1
    text = io.StringIO(content.decode("utf-8", errors="replace"), newline="")
    try:
        return max(sum(1 for row in csv.reader(text) if row) - 1, 0)
    except csv.Error:
        return -1


def _check_in_step(root: Path, found: Found) -> None:
    """Check that descriptor, derived tables and credits are what schemas and tables give."""
    try:
        package = open_package(root / DESCRIPTOR)
        described = {str(r.get("name")): r for r in package.descriptor["resources"]}
        for name, table in package.tables.items():
            said = described.get(name, {})
            found.checked.add(f"schemas/{name}.yaml")
            size, digest, rows = (said.get(key, 0) for key in ("bytes", "hash", "rows"))
            made = compile_resource(table.schema, table.file, size, str(digest).removeprefix("sha256:"), rows)
            if made != said:
                odd = [key for key in {*made, *said} if made.get(key) != said.get(key)]
                words = f"is not what {DESCRIPTOR} says of the table"
                found.wrong(f"schemas/{name}.yaml", words, "the same", f"another {', '.join(sorted(odd))}")
        if not found.mismatches and (root / DESCRIPTOR).read_bytes() != render_descriptor(package.descriptor):
            found.wrong(DESCRIPTOR, "is not written as `wartally sync` writes it")
        if not found.mismatches and store.sync(package, check=True).changed:
            found.wrong(DESCRIPTOR, "is not what schemas and tables give")
        if not found.mismatches:
            outcomes = [*store.format_tables(package, check=True), *store.derive(package, check=True)]
            outcomes += [*store.sync_citation(package, True), *store.sync_attribution(package, True)]
            for outcome in outcomes:
                found.checked.add(outcome.file)
                if outcome.changed:
                    found.wrong(
                        outcome.file, "is not what the tables give: not canonical, or derived from others"
                    )
    except WartallyError as error:
        found.wrong(DESCRIPTOR, f"the package cannot be read as it says: {error}")


def check_exports(root: Path, found: Found) -> str:
    """Check a folder of exports against its manifest; the package and version it is about."""
    found.checked.add(MANIFEST)
    content = (root / MANIFEST).read_bytes()
    try:
        document = json.loads(content)
        manifest = as_manifest(document)
    except (ValueError, RecursionError, DataError) as error:
        found.wrong(MANIFEST, f"is not a manifest of an export ({error})")
        return ""
    written = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    check_manifest(document, found, MANIFEST)
    if content != written:
        found.wrong(MANIFEST, "is not written as an export writes it")
    for file in manifest.files:
        same(found, file.path, inside(root, file.path), file.sha256, file.bytes, MANIFEST)
    listed = {MANIFEST, *(file.path for file in manifest.files)}
    there = {f.relative_to(root).as_posix() for f in root.rglob("*") if f.is_file()}
    for name in sorted(n for n in there - listed if not n.startswith("."))[:20]:
        found.note(f"{name}: lies there, but {MANIFEST} does not list it")
    return manifest.version


def check_manifest(document: Mapping[str, Any], found: Found, name: str) -> None:
    """Check that a manifest's document has the sha256 that it gives for itself."""
    said, made = document.get("sha256"), own_sha256(document)
    if said != made:
        found.wrong(name, "is not what its own sha256 says", said or "none", made)
