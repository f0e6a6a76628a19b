"""The whole data package as one zip: descriptor, tables, schemas, rules, licences, and what it is.

The same package gives the same bytes: entries are sorted, and have neither a time nor an owner.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from wartally.export.model import Made, Tell
from wartally.export.reading import readme
from wartally.export.source import Source, plain
from wartally.package import DESCRIPTOR

__all__ = ["contents", "write"]

_TITLES = (
    "The whole data package: tables, schemas, rules, descriptor",
    "Увесь пакет даних: таблиці, схеми, правила, опис пакета",
)
_BESIDE = ("schemas/*.yaml", "validators/*.sql", "LICENSE*", "CITATION.cff")
# The first moment a zip can name; a file's own time would make two copies of one package differ.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16


def write(source: Source, folder: Path, tell: Tell) -> list[Made]:
    """Write <package>-<version>.zip."""
    path = f"{'-'.join(filter(None, (source.name, plain(source.version))))}.zip"
    entries = contents(source)
    with zipfile.ZipFile(folder / path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for step, name in enumerate(sorted(entries)):
            tell("zip", step, len(entries))
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system, info.external_attr = _UNIX, _READABLE
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, entries[name])
    return [Made(path, "application/zip", *_TITLES)]


def contents(source: Source) -> dict[str, bytes]:
    """The files of the package by their paths in it."""
    package = source.package
    found = {DESCRIPTOR: package.descriptor_path.read_bytes(), "README.md": readme(source).encode("utf-8")}
    for table in package.tables.values():
        found[PurePosixPath(table.file).as_posix()] = table.path.read_bytes()
    for pattern in _BESIDE:
        for file in package.root.glob(pattern):
            if file.is_file():
                found[file.relative_to(package.root).as_posix()] = file.read_bytes()
    return found
