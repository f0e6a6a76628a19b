"""Writing a package's tables and descriptor: canonical and atomic."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from wartally.atomic import write_bytes, write_set
from wartally.attribution import ATTRIBUTION, render_attribution
from wartally.catalogue.cff import CITATION, render_cff
from wartally.catalogue.reading import subject_of
from wartally.csvform import canonical, reformat
from wartally.derive.losses import INPUTS as LOSSES_INPUTS
from wartally.derive.losses import derive_losses
from wartally.descriptor import compile_descriptor, compile_resource, render_descriptor
from wartally.errors import DataError
from wartally.package import DESCRIPTOR, Package, Table
from wartally.press.checks import INPUTS as CHECKS_INPUTS
from wartally.press.checks import derive_checks
from wartally.resting import resting, rows_by_source
from wartally.scratch import scratch

__all__ = [
    "DERIVED",
    "Outcome",
    "attribution",
    "derive",
    "described",
    "forget",
    "format_tables",
    "keep",
    "previewed",
    "save",
    "sync",
    "sync_all",
    "sync_attribution",
    "sync_citation",
    "write_tables",
]

Row = Mapping[str, Any]
Derivation = Callable[[Mapping[str, Sequence[Row]]], list[dict[str, Any]]]

# The derived tables, in the order in which they follow from one another: from which tables, and how.
DERIVED: Mapping[str, tuple[tuple[str, ...], Derivation]] = {
    "losses": (LOSSES_INPUTS, derive_losses),
    "press_checks": (CHECKS_INPUTS, derive_checks),
}


@dataclass(frozen=True)
class Outcome:
    """A file and whether its content is, or was made, another one."""

    file: str
    changed: bool


def write_tables(package: Package, tables: Mapping[str, Sequence[Row]]) -> list[Outcome]:
    """Write whole tables in canonical form, each atomically; the descriptor is not touched."""
    outcomes = []
    for name, rows in tables.items():
        table = package.table(name)
        outcomes.append(Outcome(table.file, write_bytes(table.path, canonical(table.schema, rows))))
    return outcomes


def save(package: Package, tables: Mapping[str, Sequence[Row]]) -> list[Outcome]:
    """Write whole tables, what is derived from them, and the descriptor, as one write set.

    Killed at any moment, the package is as before or as wanted once the next command has opened
    it. Says of every file whether its content changed; raises WartallyError if it cannot be written.
    """
    rows = _rows(package, tables)
    content = _canonical(package, rows)
    files = {package.table(name).file: made for name, made in content.items()}
    files |= _credits(package, rows)
    return _write(package, files, _descriptor(package, content, tables.get("sources")))


def keep(package: Package, shown: Package) -> list[Outcome]:
    """Write what `previewed` shows of `package`, as `save` would; call it before the preview ends."""
    before = package.tables
    changed = [table for name, table in shown.tables.items() if table.path != before[name].path]
    files = {table.file: _read(table) for table in changed}
    files |= _credits(package, {table.name: shown.rows(table.name) for table in changed})
    return _write(package, files, shown.descriptor_path.read_bytes())


def _write(package: Package, files: Mapping[str, bytes], descriptor: bytes) -> list[Outcome]:
    """Write tables that are ready, and the descriptor, as one write set."""
    everything = {**files, package.descriptor_path.name: descriptor}
    changed = write_set(package.root, everything)
    forget(package)
    return [Outcome(file, file in changed) for file in everything]


@contextmanager
def previewed(package: Package, tables: Mapping[str, Sequence[Row]]) -> Iterator[Package]:
    """The package as `save` would leave it, to be validated before anything is written.

    Its changed tables and its descriptor lie in a temporary folder, all else where it is.
    """
    shown = Package(package.descriptor_path)
    with scratch() as folder:
        shown.__dict__["tables"] = dict(package.tables)
        content = _canonical(package, _rows(package, tables))
        for name, made in content.items():
            table = package.table(name)
            path = folder / table.path.name
            path.write_bytes(made)
            shown.tables[name] = replace(table, path=path, parts=(), resource=_resource(table, made))
        shown.descriptor_path = folder / DESCRIPTOR
        shown.descriptor_path.write_bytes(_descriptor(package, content, tables.get("sources")))
        yield shown


def _rows(package: Package, tables: Mapping[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    """The rows of the tables given and of those derived from them."""
    return {**tables, **_following(package, tables, tables.keys())}


def _canonical(package: Package, rows: Mapping[str, Sequence[Row]]) -> dict[str, bytes]:
    return {name: canonical(package.table(name).schema, found) for name, found in rows.items()}


def format_tables(package: Package, check: bool = False) -> list[Outcome]:
    """Bring every table to its canonical bytes, or with `check` only say which are not.

    All are written, or none. Raises DataError at a file that cannot be read as a table.
    """
    found = {table.file: _read(table) for table in package.tables.values()}
    wanted = {t.file: reformat(t.schema, found[t.file], t.file) for t in package.tables.values()}
    return _brought(package, wanted, {file: wanted[file] != found[file] for file in wanted}, check)


def _brought(
    package: Package, wanted: Mapping[str, bytes], stale: Mapping[str, bool], check: bool
) -> list[Outcome]:
    """The files that are `wanted`, those that are `stale` among them written as one set unless `check`."""
    if not check:
        write_set(package.root, {file: made for file, made in wanted.items() if stale[file]})
    return [Outcome(file, stale[file]) for file in wanted]


def _read(table: Table) -> bytes:
    try:
        return table.path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{table.file}: cannot be read ({error.strerror}); every schema needs its table"
        ) from error


def sync(package: Package, check: bool = False) -> Outcome:
    """Compile datapackage.json anew from schemas and data, or with `check` only say if it is stale."""
    wanted = _descriptor(package, {})
    stale = package.descriptor_path.read_bytes() != wanted
    if stale and not check:
        write_bytes(package.descriptor_path, wanted)
        forget(package)
    return Outcome(package.descriptor_path.name, stale)


def sync_all(package: Package, check: bool = False) -> list[Outcome]:
    """What `sync`, `sync_citation` and `sync_attribution` do, as one write set: all files or none."""
    content = described(package, {}, {})
    wanted = {package.descriptor_path.name: content.pop(DESCRIPTOR)}
    wanted |= {name: made for name, made in content.items() if (package.root / name).is_file()}
    stale = {name: (package.root / name).read_bytes() != made for name, made in wanted.items()}
    outcomes = _brought(package, wanted, stale, check)
    if not check:
        forget(package)
    return outcomes


def sync_citation(package: Package, check: bool = False) -> list[Outcome]:
    """Compile CITATION.cff anew, if the package has one, or with `check` only say if it is stale.

    Call it after `sync`: it is compiled from the descriptor and the sources. Raises DescriptorError if
    the descriptor says too little to be cited.
    """
    file = package.root / CITATION
    if not file.is_file():
        return []
    wanted = render_cff(subject_of(package, covered=False)).encode("utf-8")
    stale = file.read_bytes() != wanted
    if stale and not check:
        write_bytes(file, wanted)
    return [Outcome(CITATION, stale)]


def sync_attribution(package: Package, check: bool = False) -> list[Outcome]:
    """Compile ATTRIBUTION.md anew, if the package has one, or with `check` only say if it is stale."""
    outcomes = []
    for name, wanted in _credits(package, {}).items():
        stale = (package.root / name).read_bytes() != wanted
        if stale and not check:
            write_bytes(package.root / name, wanted)
        outcomes.append(Outcome(name, stale))
    return outcomes


def _credits(package: Package, new: Mapping[str, Sequence[Row]]) -> dict[str, bytes]:
    """ATTRIBUTION.md, if the package has one, as it is to be where some tables have `new` rows."""
    if not (package.root / ATTRIBUTION).is_file():
        return {}
    made = attribution(package, new)
    return {} if made is None else {ATTRIBUTION: made}


def attribution(package: Package, new: Mapping[str, Sequence[Row]] | None = None) -> bytes | None:
    """The bytes of ATTRIBUTION.md where some tables have `new` rows; None if the package names no sources."""
    needed = {"sources": {"source_id", "redistributable", "attribution"}, "actors": {"actor_id", "name_en"}}
    schemas = package.schemas
    if any(name not in schemas or not columns <= {*schemas[name].field_names}
           for name, columns in needed.items()):  # fmt: skip
        return None
    known = new or {}
    tables = {name: known[name] if name in known else package.rows(name) for name in schemas}
    rests = rows_by_source(resting(schemas, tables))
    title = str(package.descriptor.get("title") or package.name)
    return render_attribution(title, tables["sources"], tables["actors"], rests).encode("utf-8")


def _descriptor(package: Package, new: Mapping[str, bytes], sources: Sequence[Row] | None = None) -> bytes:
    """The bytes of datapackage.json for the tables as they stand, but for those with a `new` content."""
    resources = [_resource(t, new[t.name] if t.name in new else _read(t)) for t in package.tables.values()]
    if sources is None:
        sources = package.rows("sources") if "sources" in package.tables else []
    sources = sorted(sources, key=lambda row: str(row["source_id"]))
    return render_descriptor(compile_descriptor(package.descriptor, resources, sources))


def described(package: Package, content: Mapping[str, bytes], header: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that tell of the package, by path, were its tables to have `content` and it this `header`.

    Descriptor, citation if there is one, and attribution if the package names sources; nothing is
    written. A property of the header that is not given stays as it is.
    """
    shown = Package(package.descriptor_path)
    shown.__dict__["tables"] = package.tables
    shown.__dict__["descriptor"] = {**package.descriptor, **header}
    descriptor = _descriptor(shown, content)
    shown.__dict__["descriptor"] = json.loads(descriptor)
    files = {DESCRIPTOR: descriptor}
    if (package.root / CITATION).is_file():
        files[CITATION] = render_cff(subject_of(shown, covered=False)).encode("utf-8")
    credited = attribution(package)
    return files if credited is None else {**files, ATTRIBUTION: credited}


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return compile_resource(table.schema, table.file, len(content), digest, _count_rows(content))


def _count_rows(content: bytes) -> int:
    """The records of a CSV file after its header; blank lines are none."""
    if content.endswith(b"\n") and not any(odd in content for odd in (b'"', b"\r", b"\n\n")):
        return content.count(b"\n") - 1
    text = io.StringIO(content.decode("utf-8", errors="replace"), newline="")
    return max(sum(1 for row in csv.reader(text) if row) - 1, 0)


def forget(package: Package) -> None:
    """Let the package read its descriptor anew."""
    package.__dict__.pop("descriptor", None)
    package.__dict__.pop("tables", None)


def derive(package: Package, check: bool = False) -> list[Outcome]:
    """Derive every derived table anew and write it, or with `check` only say which are stale."""
    inputs = {name for needed, _ in DERIVED.values() for name in needed}
    wanted, stale = {}, {}
    for name, rows in _following(package, {}, inputs).items():
        table = package.table(name)
        wanted[table.file] = made = canonical(table.schema, rows)
        stale[table.file] = not table.path.is_file() or table.path.read_bytes() != made
    return _brought(package, wanted, stale, check)


def _following(
    package: Package, new: Mapping[str, Sequence[Row]], changed: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """The derived tables that follow from the tables called `changed`, some of which have `new` rows."""
    tables = dict(new)
    made: dict[str, list[dict[str, Any]]] = {}
    for name, (needed, derivation) in DERIVED.items():
        if name not in package.tables or {*changed, *made}.isdisjoint(needed):
            continue
        tables |= {n: package.rows(n) for n in needed if n not in tables}
        tables[name] = made[name] = derivation(tables)
    return made
