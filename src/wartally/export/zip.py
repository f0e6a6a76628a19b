"""The whole data package as one zip: descriptor, tables, schemas, rules, licences, and their sha256.

The same package gives the same bytes: entries are sorted, and have neither a time nor an owner.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path, PurePosixPath

from wartally.export.model import Made, Tell
from wartally.export.reading import readme
from wartally.export.source import Source, plain
from wartally.package import DESCRIPTOR, Package
from wartally.versions.sums import SUMS, render_sums, sha256_of

__all__ = ["contents", "files_of", "name_of", "write"]

_TITLES = (
    "The whole data package: tables, schemas, rules, descriptor",
    "Увесь пакет даних: таблиці, схеми, правила, опис пакета",
)
_BESIDE = ("schemas/*.yaml", "validators/*.sql", "LICENSE*", "CITATION.cff", "ATTRIBUTION.md")
# The first moment a zip can name; a file's own time would make two copies of one package differ.
_TIME = (1980, 1, 1, 0, 0, 0)
_HARD = 9
_UNIX, _READABLE = 3, 0o100644 << 16


def name_of(source: Source) -> str:
    """The name of the zip: <package>-<version>.zip."""
    return f"{'-'.join(filter(None, (source.name, plain(source.version))))}.zip"


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write <package>-<version>.zip."""
    path = name_of(source)
    entries = contents(source)
    with zipfile.ZipFile(folder / path, "w", zipfile.ZIP_DEFLATED) as archive:
        for step, name in enumerate(sorted(entries)):
            tell("zip", step, len(entries))
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system, info.external_attr = _UNIX, _READABLE
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, entries[name], compresslevel=_HARD)
    return [Made(path, "application/zip", *_TITLES)]


def contents(source: Source) -> dict[str, bytes]:
    """What the zip holds by path: the package's files, a page about it, and the sha256 of all of these."""
    found = {**files_of(source.package), "README.md": readme(source).encode("utf-8")}
    about = " ".join(filter(None, (source.package.name, source.version)))
    return {**found, SUMS: render_sums(about, {name: sha256_of(made) for name, made in found.items()})}


def files_of(package: Package) -> dict[str, bytes]:
    """The files of a package by their paths in it: descriptor, tables, schemas, rules, licences, credits.

    What the package keeps at addresses stays there.
    """
    found = {DESCRIPTOR: json.dumps(package.descriptor, ensure_ascii=False, indent=2).encode("utf-8")}
    if package.descriptor_path.name == DESCRIPTOR:
        found = {DESCRIPTOR: package.descriptor_path.read_bytes()}
    for name, path in package.files.items():
        found[PurePosixPath(name).as_posix()] = path.read_bytes()
    for pattern in _BESIDE:
        for file in package.root.glob(pattern):
            if file.is_file():
                found[file.relative_to(package.root).as_posix()] = file.read_bytes()
    return found
