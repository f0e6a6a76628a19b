"""A package against another, file by file; exported files against those made of the package anew."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from wartally.errors import BadArgument, WartallyError
from wartally.export.formats import FORMATS, Format
from wartally.export.run import MANIFEST, fingerprint
from wartally.export.source import Source
from wartally.export.zip import files_of
from wartally.package import DESCRIPTOR, Package, open_package
from wartally.scratch import scratch
from wartally.verify.model import Found
from wartally.versions.sums import sha256_of

__all__ = ["artefact_differs", "compare_packages", "remade"]

_OF_SUFFIX = {
    ".db": "sqlite",
    ".duckdb": "duckdb",
    ".geojson": "geojson",
    ".jsonl": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".zip": "zip",
    ".csv": "csv",
}
_OTHER_SOFTWARE = "was made of another state of the package, or by other versions of the software, or changed"


def compare_packages(root: Path, other: Path, found: Found, named: str, site: bool = False) -> None:
    """Compare the files of two packages, the other called `named`; of a `site` descriptor and tables only."""
    ours, theirs = (_files(place) for place in (root, other))
    if site:
        tables = {name for name in theirs if name == DESCRIPTOR or name.startswith("data/")}
        theirs = {name: content for name, content in theirs.items() if name in tables}
    for name in sorted({*ours, *theirs}):
        a, b = ours.get(name), theirs.get(name)
        if name == DESCRIPTOR and site and a is not None and b is not None:
            a, b = _sorted(a), _sorted(b)
        found.checked.add(name)
        if a == b or name in found.files:
            continue
        told = [sha256_of(content) if content is not None else "no such file" for content in (b, a)]
        found.wrong(name, f"is not as in {named}", *told)


def _files(root: Path) -> dict[str, bytes]:
    try:
        return files_of(open_package(root / DESCRIPTOR))
    except OSError as error:
        raise WartallyError(f"{root}: a table cannot be read ({error.filename}: {error.strerror})") from error


def _sorted(content: bytes) -> bytes:
    """A JSON document in one way of writing it."""
    try:
        return json.dumps(json.loads(content), sort_keys=True).encode()
    except ValueError:
        return content


def artefact_differs(path: Path, package: Package, found: Found) -> None:
    """Compare an exported file with the one made of the package anew, by its kind and name.

    Raises BadArgument if it is of no kind that is exported, or the package has no file of this name.
    """
    kind = _OF_SUFFIX.get(path.suffix)
    if kind is None:
        raise BadArgument(f"{path}: is no file of a kind that is exported ({', '.join(_OF_SUFFIX)})")
    with scratch() as folder:
        names = _made(FORMATS[kind], package, Path(folder))
        same = [name for name in names if PurePosixPath(name).name == path.name]
        if not same and len(names) == 1:
            same = names
        if not same:
            said = ", ".join(PurePosixPath(name).name for name in names[:5])
            raise BadArgument(f"{path}: the package gives no file of this name as {kind}, but {said}")
        _compare(path.name, path, Path(folder) / same[0], found)


def remade(root: Path, package: Package, found: Found) -> None:
    """Compare every file of a folder of exports with the one made of the package anew."""
    listed = json.loads((root / MANIFEST).read_bytes())["files"]
    by_format: dict[str, list[str]] = {}
    for file in listed:
        by_format.setdefault(str(file["format"]), []).append(str(file["path"]))
    for name, paths in by_format.items():
        if name not in FORMATS or name == "catalogue":
            found.note(f"{name}: is not made anew to compare it, for it depends on the site's address")
            continue
        with scratch() as folder:
            _made(FORMATS[name], package, Path(folder))
            for path in paths:
                if path not in found.files:
                    _compare(path, root / path, Path(folder) / path, found)


def _made(entry: Format, package: Package, folder: Path) -> list[str]:
    """Write a format's files of a package; their paths."""
    entry.check_libraries()
    source = Source(package, fingerprint(package))
    return [made.path for made in entry.write(source, folder, _nobody)]


def _compare(name: str, path: Path, wanted: Path, found: Found) -> None:
    found.checked.add(name)
    if not wanted.is_file():
        found.wrong(name, "is not among the files that the package gives")
        return
    content, made = path.read_bytes(), wanted.read_bytes()
    if content != made:
        at = next((i for i, (a, b) in enumerate(zip(content, made, strict=False)) if a != b), None)
        where = f"from byte {min(len(content), len(made)) if at is None else at} on"
        found.wrong(name, f"{_OTHER_SOFTWARE}: it differs {where}", sha256_of(made), sha256_of(content))


def _nobody(what: str, done: int, of: int) -> None:
    """Nobody listens."""
