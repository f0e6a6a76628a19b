"""Verifying a place, whatever it is: a folder, a zip, one exported file, a git revision or an address."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from wartally.errors import BadArgument, DataError
from wartally.export.run import MANIFEST, fingerprint
from wartally.fetching import Limits, is_address
from wartally.package import DESCRIPTOR, open_package
from wartally.scratch import scratch
from wartally.verify.against import artefact_differs, compare_packages, remade
from wartally.verify.folder import check_about, check_exports, check_package, check_sums, read_descriptor
from wartally.verify.model import Found, Verdict
from wartally.verify.signed import check_signature
from wartally.verify.site import LARGEST, PATIENCE, check_site, fetched
from wartally.verify.zipped import unpack
from wartally.versions.shipping import SIGNATURE
from wartally.versions.sums import SUMS

__all__ = ["verify"]


def verify(
    place: str,
    against: str | None = None,
    signers: Path | None = None,
    limits: Limits = PATIENCE,
    repository: Path | None = None,
) -> Verdict:
    """Whether every byte at a place is what the place says itself, and as `against`; nothing is written.

    `place` is a package's folder, descriptor or zip, a folder of exports or of a release, one exported file
    (then `against` is the package it is to be of), a git revision of `repository`, or the address of a site
    or zip. `against` is a package: a folder, a zip or a revision. `signers` is a file of allowed signers, one
    of whom must have signed SHA256SUMS. Raises BadArgument if there is no such place, SourceError if an
    address cannot be reached, DataError if what is there cannot be read at all.
    """
    found = Found()
    with scratch() as folder:
        work = Path(folder)
        (work / "it").mkdir()
        kind, root = _checked(place, work / "it", found, against, limits, repository or Path.cwd())
        if signers is not None:
            check_signature(_signed_folder(place, root), signers, found)
        version = _version(root)
        if against is not None and root is not None and kind != "file":
            with _opened(against, repository or Path.cwd()) as other:
                _compared(kind, root, other, found, against)
    notes = tuple(found.notes)
    return Verdict(place, kind, version, len(found.checked), tuple(sorted(found.mismatches)), notes)


def _checked(
    place: str, work: Path, found: Found, against: str | None, limits: Limits, repository: Path
) -> tuple[str, Path | None]:
    """Check a place by itself: what kind it is, and the folder of the package in it if it has one."""
    if is_address(place):
        return _address(place, work, found, limits)
    path = Path(place)
    if path.is_file() and path.name in (DESCRIPTOR, MANIFEST, SUMS):
        path = path.parent
    if path.is_dir():
        return _folder(path, work, found)
    if path.is_file() and ((zipfile.is_zipfile(path) and path.suffix != ".xlsx") or path.suffix == ".zip"):
        return "zip", _zip(path, work, found)
    if path.is_file():
        if against is None:
            raise BadArgument(f"{place}: one file says nothing of itself; name its package with --against")
        with _opened(against, repository) as other:
            artefact_differs(path, open_package(other / DESCRIPTOR), found)
        return "file", None
    root = _revision(place, work, repository)
    check_package(root, found)
    return "revision", root


def _folder(path: Path, work: Path, found: Found) -> tuple[str, Path | None]:
    if (path / DESCRIPTOR).is_file():
        check_package(path, found)
        return "package", path
    if (path / MANIFEST).is_file():
        check_exports(path, found)
        return "exports", path
    if not (path / SUMS).is_file():
        raise BadArgument(f"{path}: has no {DESCRIPTOR}, {MANIFEST} or {SUMS}, so there is nothing to verify")
    sums = check_sums(path, found)
    for extra in sorted(f.name for f in path.iterdir() if f.is_file()):
        if sums is not None and extra not in {*sums.files, SUMS, SIGNATURE} and not extra.startswith("."):
            found.note(f"{extra}: lies there, but {SUMS} does not list it")
    root = None
    for name in sorted(sums.files if sums else ()):
        if name.endswith(".zip") and name not in found.files:
            root = _zip(path / name, work, found)
    descriptor = read_descriptor(root / DESCRIPTOR, Found()) if root is not None else None
    if sums is not None and descriptor is not None:
        check_about(sums, descriptor, found)
    return "release", root


def _zip(path: Path, work: Path, found: Found) -> Path:
    """Unpack a zip and check the package in it; a zip that cannot be read is a mismatch of its own."""
    found.checked.add(path.name)
    try:
        root = unpack(path, work, found)
    except DataError as error:
        found.wrong(path.name, str(error).removeprefix(f"{path}: "))
        return work
    broken = found.files
    inner = Found()
    check_package(root, inner)
    found.checked |= inner.checked
    found.notes += inner.notes
    found.mismatches |= {mismatch for mismatch in inner.mismatches if mismatch.file not in broken}
    return root


def _address(place: str, work: Path, found: Found, limits: Limits) -> tuple[str, Path | None]:
    if urlsplit(place).path.endswith(".zip"):
        file = work.parent / Path(urlsplit(place).path).name
        largest = Limits(limits.silence_seconds, limits.total_seconds, LARGEST, 0)
        file.write_bytes(fetched(place, largest))
        return "zip", _zip(file, work, found)
    check_site(place, work, found, limits)
    return "site", work


def _revision(place: str, work: Path, repository: Path) -> Path:
    """Unpack a revision of a git repository into a folder; BadArgument if there is none."""
    commit = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{place}^{{commit}}")
    if commit is None:
        raise BadArgument(f"{place}: there is no such folder, file, address or git revision")
    packed = _git(repository, "archive", "--format=tar", commit.decode().strip(), ".")
    if not packed:
        raise BadArgument(f"{place}: that revision has no files in {repository}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(work, filter="data")
    return work


def _git(repository: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


@contextmanager
def _opened(place: str, repository: Path) -> Iterator[Path]:
    """The folder of the package to compare with; it is not checked itself."""
    path = Path(place)
    if path.is_file() and path.name == DESCRIPTOR:
        path = path.parent
    if path.is_dir():
        if not (path / DESCRIPTOR).is_file():
            raise BadArgument(f"{place}: has no {DESCRIPTOR}, so nothing can be compared with it")
        yield path
        return
    with scratch() as folder:
        if path.is_file():
            broken = Found()
            root = unpack(path, Path(folder), broken)
            if broken.mismatches:
                raise DataError(f"{place}: is broken itself ({min(broken.mismatches).file}); verify it first")
        else:
            root = _revision(place, Path(folder), repository)
        yield root


def _compared(kind: str, root: Path, other: Path, found: Found, named: str) -> None:
    """Compare with a package: file by file, or exports with those that would be made of it."""
    if kind != "exports":
        compare_packages(root, other, found, named, kind == "site")
        return
    package = open_package(other / DESCRIPTOR)
    if f'"fingerprint": "{fingerprint(package)}"' not in (root / MANIFEST).read_text("utf-8", "replace"):
        found.wrong(MANIFEST, "is of another state of the package, or of this software", fingerprint(package))
        return
    remade(root, package, found)


def _signed_folder(place: str, root: Path | None) -> Path:
    """Where the signature is looked for: beside a file, else in the folder itself."""
    if is_address(place):
        raise BadArgument(f"{place}: signatures are checked of a release in a folder; fetch it first")
    path = Path(place)
    if path.exists():
        return path if path.is_dir() else path.parent
    return root or path


def _version(root: Path | None) -> str:
    if root is None or not (root / DESCRIPTOR).is_file():
        return ""
    descriptor = read_descriptor(root / DESCRIPTOR, Found())
    return str((descriptor or {}).get("version", ""))
