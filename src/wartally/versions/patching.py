"""Applying a difference to a package on disk: all of it, or nothing where it does not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wartally import store
from wartally.atomic import write_set
from wartally.csvform import canonical
from wartally.errors import BadArgument, DataError
from wartally.export.zip import files_of
from wartally.package import DESCRIPTOR, Package, open_package
from wartally.scratch import scratch
from wartally.sources.documents import half_character
from wartally.versions.compare import Difference, apply, compare
from wartally.versions.document import from_document
from wartally.versions.read import read_version
from wartally.versions.snapshot import Snapshot

__all__ = ["Patch", "carry_out", "plan_patch", "read_difference"]

_DECLARATION = re.compile(r"(?:schemas/[A-Za-z0-9][\w.-]*\.yaml|validators/[A-Za-z0-9][\w.-]*\.sql)")
_TABLE = re.compile(r"[A-Za-z0-9][\w.-]*")


class Patch:
    """What applying a difference would do: the files to write, and those that go."""

    def __init__(self, difference: Difference, files: Mapping[str, bytes], gone: frozenset[str]) -> None:
        self.difference = difference
        self.files = files
        self.gone = gone


def read_difference(file: Path) -> Difference:
    """The difference in a JSON file of `wartally diff --json`; raises BadArgument if it holds none."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        document: Any = json.loads(text)
    except OSError as error:
        raise BadArgument(f"{file}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise BadArgument(f"{file}: is not valid JSON ({error})") from error
    if half := half_character(text, document):
        raise BadArgument(f"{file}: holds {half}, half of a character, which is no text")
    try:
        return from_document(document)
    except BadArgument as error:
        raise BadArgument(f"{file}: {error}") from error


def plan_patch(package: Package, difference: Difference) -> Patch:
    """The files of a package that a difference changes, as they are to be; nothing is written.

    What comes out is read again, and is the version that the difference leads to, or nothing is done.
    Raises BadArgument, naming the first part, if the package is not what the difference starts from.
    """
    if not package.owns_schemas:
        raise BadArgument(
            f"{package.root}: has no folder schemas/; a difference is applied where tables have one"
        )
    _check_names(difference)
    old = read_version(str(package.root), package.root)
    new = apply(difference, old)
    before = files_of(package)
    with scratch() as folder:
        root = Path(folder)
        for name, content in before.items():
            _put(root, name, content)
        _lay_out(root, difference, new)
        made = open_package(root / DESCRIPTOR)
        store.sync(made)
        store.sync_citation(made)
        store.sync_attribution(made)
        if compare(new, read_version(str(root), root)):
            said = "does not come out as the difference says; its files are not in canonical form"
            raise DataError(f"{package.root}: {said} (`wartally fmt`, `sync`)")
        after = files_of(made)
    changed = {name: content for name, content in after.items() if before.get(name) != content}
    return Patch(difference, changed, frozenset(before.keys() - after.keys()))


def _check_names(difference: Difference) -> None:
    """Raise BadArgument if a name in the difference is none of a file that it may write."""
    for change in difference.files:
        if not _DECLARATION.fullmatch(change.name) or not isinstance(change.after, str | None):
            raise BadArgument(f"{change.name[:80]!r} is not the name of a schema or rule file with its text")
    for table in difference.tables:
        if not _TABLE.fullmatch(table.name):
            raise BadArgument(f"{table.name[:80]!r} is not the name of a table")


def _lay_out(root: Path, difference: Difference, new: Snapshot) -> None:
    """Write the new schemas, rules, header and tables into a copy of the package."""
    for change in difference.files:
        if change.after is None:
            (root / change.name).unlink(missing_ok=True)
        else:
            _put(root, change.name, change.after.encode("utf-8"))
    document = json.loads((root / DESCRIPTOR).read_bytes())
    header = {**new.properties, "resources": document["resources"]}
    _put(root, DESCRIPTOR, json.dumps(header, ensure_ascii=False).encode("utf-8"))
    schemas = open_package(root / DESCRIPTOR).schemas
    for table in difference.tables:
        name, cells = f"data/{table.name}.csv", new.tables.get(table.name)
        if cells is None:
            (root / name).unlink(missing_ok=True)
            continue
        if table.name not in schemas:
            raise BadArgument(f"table {table.name}: the difference brings rows, but no schema")
        rows = (dict(zip(cells.columns, row, strict=True)) for row in cells.rows.values())
        try:
            _put(root, name, canonical(schemas[table.name], rows))
        except KeyError as error:
            raise BadArgument(
                f"table {table.name}: has no column {error} that its schema declares"
            ) from error


def _put(root: Path, name: str, content: bytes) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(content)


def carry_out(package: Package, patch: Patch) -> list[str]:
    """Write what a patch changes, all or nothing; the paths that changed.

    Raises WartallyError if a file cannot be written.
    """
    write_set(package.root, patch.files, patch.gone)
    store.forget(package)
    return sorted({*patch.files, *patch.gone})
