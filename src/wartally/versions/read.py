"""Reading a version of a package: from a folder, a zip file or a git revision."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from wartally.errors import BadArgument, DataError, DescriptorError, SchemaError
from wartally.package import DESCRIPTOR, Package
from wartally.versions.foreign import described_as, foreign, texts_of
from wartally.versions.snapshot import Cells, Snapshot, cells, snapshot

__all__ = ["code_columns", "column_types", "read_table", "read_version", "schemas_of"]

# A file of a version by its path, or None if there is none; and the paths of a folder's files.
Read = Callable[[str], bytes | None]
LARGEST = 2_000_000_000


class _Files:
    """The files of one version, wherever they lie; `where` names them in messages."""

    def __init__(self, where: str, read: Read, names: list[str]) -> None:
        self.where = where
        self.read = read
        self.names = names

    def text(self, name: str) -> str:
        """A file as text; raises DataError if it is missing or is not UTF-8."""
        content = self.read(name)
        if content is None:
            raise DataError(f"{self.where}: there is no {name}")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise DataError(f"{self.where}, {name}: byte {error.start} is not UTF-8") from error


def read_version(place: str, repository: Path, remote: bool = False) -> Snapshot:
    """The version at `place`: a folder, a descriptor, a zip file, or a git revision of `repository`.

    Any Data Package will do; one at an address is fetched if `remote` allows it. A name that is both a
    path and a revision is taken as the path. Raises BadArgument if it is none of them, DescriptorError,
    SchemaError or DataError if the package there cannot be read.
    """
    package = foreign(place, remote)
    if package:
        tables = {name: _table(place, file, key, text) for name, file, key, text in texts_of(package)}
        return snapshot(described_as(package), {}, tables)
    path = Path(place)
    if path.is_dir():
        return _snapshot(_folder(path))
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return _snapshot(_zip(path, archive))
    if path.is_file():
        return _snapshot(_folder(path.parent))
    return _snapshot(_revision(place, repository))


def _folder(root: Path) -> _Files:
    inside = root.resolve()

    def read(name: str) -> bytes | None:
        path = (root / name).resolve()
        return path.read_bytes() if path.is_relative_to(inside) and path.is_file() else None

    listed = [
        p.relative_to(root).as_posix() for part in ("schemas", "validators") for p in root.glob(f"{part}/*")
    ]
    return _Files(str(root), read, listed)


def _zip(path: Path, archive: zipfile.ZipFile) -> _Files:
    names = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    if sum(info.file_size for info in names.values()) > LARGEST:
        raise DataError(f"{path}: unpacks to more than {LARGEST:,} bytes; it is not read")
    starts = [n.removesuffix(DESCRIPTOR) for n in names if PurePosixPath(n).name == DESCRIPTOR]
    start = min(starts, key=len, default="")

    def read(name: str) -> bytes | None:
        try:
            return archive.read(start + name) if start + name in names else None
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise DataError(f"{path}, {name}: cannot be unpacked ({error})") from error

    return _Files(str(path), read, [n.removeprefix(start) for n in names if n.startswith(start)])


def _revision(place: str, repository: Path) -> _Files:
    found = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{place}^{{commit}}")
    if found is None:
        said = "there is no such folder, zip file or git revision"
        raise BadArgument(f"{place}: {said} (revisions are those of {repository})")
    commit = found.decode().strip()
    packed = _git(repository, "archive", "--format=tar", commit, ".")
    if not packed:
        raise BadArgument(f"{place}: that revision has no files in {repository}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        contents = {m.name: _unpacked(archive, m) for m in archive.getmembers() if m.isfile()}
    return _Files(place, contents.get, [*contents])


def _unpacked(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)
    return stream.read() if stream else b""


def _git(repository: Path, *arguments: str) -> bytes | None:
    """What git prints; None if it refuses. Raises BadArgument if there is no git."""
    try:
        done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise BadArgument(
            "git is not installed, so a revision cannot be read; name a folder or a zip file"
        ) from error
    return done.stdout if done.returncode == 0 else None


def _snapshot(files: _Files) -> Snapshot:
    descriptor = _descriptor(files)
    texts = {n: files.text(n) for n in sorted(files.names) if _is_declaration(n)}
    tables = {}
    for name, (path, key) in sorted(_paths(descriptor, texts, files.where).items()):
        tables[name] = _table(files.where, path, tuple(key), files.text(path))
    return snapshot(descriptor, texts, tables)


def _table(where: str, file: str, key: tuple[str, ...], text: str) -> Cells:
    try:
        return _cells(text, key)
    except csv.Error as error:
        raise DataError(f"{where}, {file}, {error}") from error


def _is_declaration(name: str) -> bool:
    path = PurePosixPath(name)
    return (str(path.parent), path.suffix) in (("schemas", ".yaml"), ("validators", ".sql"))


def _descriptor(files: _Files) -> Mapping[str, Any]:
    content = files.read(DESCRIPTOR)
    if content is None:
        raise DescriptorError(f"{files.where}: there is no {DESCRIPTOR} here")
    try:
        descriptor = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DescriptorError(f"{files.where}, {DESCRIPTOR}: is not valid JSON ({error})") from error
    resources = descriptor.get("resources", []) if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(r, dict) for r in resources):
        raise DescriptorError(f"{files.where}, {DESCRIPTOR}: must be an object whose `resources` are objects")
    return dict(descriptor)


def _paths(
    descriptor: Mapping[str, Any], texts: Mapping[str, str], where: str
) -> dict[str, tuple[str, list[str]]]:
    """The path and key of each table: as its schema file says, or else the descriptor."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, text in texts.items():
        if name.startswith("schemas/"):
            table = PurePosixPath(name).stem
            found[table] = (f"data/{table}.csv", _key(_yaml(text, f"{where}, {name}")))
    for position, resource in enumerate(descriptor.get("resources") or (), start=1):
        name, path = str(resource.get("name", "")) or f"resource-{position}", resource.get("path")
        if name not in found and isinstance(path, str) and path.lower().endswith(".csv"):
            schema = resource.get("schema")
            found[name] = (path, _key(schema if isinstance(schema, Mapping) else {}))
    return found


def _yaml(text: str, where: str) -> Mapping[str, Any]:
    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError) as error:
        raise SchemaError(f"{where}: cannot be read as YAML ({' '.join(str(error).split())})") from error
    return content if isinstance(content, Mapping) else {}


def _key(schema: Mapping[str, Any]) -> list[str]:
    key = schema.get("primaryKey") or []
    return [key] if isinstance(key, str) else [str(name) for name in key]


# Most tables are the same in two versions: they are parsed once, and seen to be the same at a glance.
@lru_cache(maxsize=256)
def _cells(text: str, key: tuple[str, ...]) -> Cells:
    """A CSV text as a table; raises csv.Error, with the line, if it is not a whole one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = next(reader, None)
        rows = [row for row in reader if row]
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num}: {error}") from error
    if not columns:
        raise csv.Error("line 1: the file is empty; it needs at least its header")
    odd = next((row for row in rows if len(row) != len(columns)), None)
    if odd is not None:
        said = f"a row has {len(odd)} cells where the header has {len(columns)}: {','.join(odd)[:60]}"
        raise csv.Error(f"{said}; `wartally validate` names its line")
    return cells(columns, key, rows)


def read_table(package: Package, name: str) -> Cells:
    """A table of a package as text; raises BadArgument if there is none, DataError if it is broken."""
    table = package.table(name)
    try:
        return _cells(table.path.read_text(encoding="utf-8"), table.schema.primary_key)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{table.file}: cannot be read ({error})") from error


def schemas_of(version: Snapshot) -> dict[str, Mapping[str, Any]]:
    """The schema of each table, from its file or else from the descriptor."""
    found = {
        PurePosixPath(name).stem: _yaml(text, name)
        for name, text in version.files.items()
        if name.startswith("schemas/")
    }
    for name, resource in version.resources.items():
        found.setdefault(name, resource.get("schema") or {})
    return {name: schema for name, schema in found.items() if name in version.tables}


def column_types(version: Snapshot) -> dict[str, dict[str, str]]:
    """The type of each column of each table."""
    return {
        name: {str(f.get("name")): str(f.get("type", "string")) for f in schema.get("fields") or ()}
        for name, schema in schemas_of(version).items()
    }


def code_columns(version: Snapshot) -> dict[str, frozenset[str]]:
    """The columns of codes of each table: with a closed list, or referring to a reference table."""
    schemas = schemas_of(version)
    codes = {name for name, schema in schemas.items() if schema.get("section") == "reference"}
    return {name: frozenset(_coded(schema, codes)) for name, schema in schemas.items()}


def _coded(schema: Mapping[str, Any], codes: set[str]) -> set[str]:
    found = {
        str(f.get("name"))
        for f in schema.get("fields") or ()
        if f.get("categories") or (f.get("constraints") or {}).get("enum")
    }
    for key in schema.get("foreignKeys") or ():
        fields, target = key.get("fields"), (key.get("reference") or {}).get("resource")
        if target in codes:
            found |= {fields} if isinstance(fields, str) else set(fields or ())
    return found
