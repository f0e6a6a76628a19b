"""Exporting: the gate, then every file beside the old ones, then all of them in place, or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wartally.errors import BuildFailed, DataError, WartallyError
from wartally.export.formats import ALL, FORMATS, Format, formats_for
from wartally.export.model import ExportedFile, Made, Manifest, Tell, as_manifest
from wartally.export.staging import JOURNAL, staged
from wartally.package import Package
from wartally.validation.findings import Report

if TYPE_CHECKING:
    from wartally.export.source import Source

__all__ = ["MANIFEST", "export", "fingerprint", "stale"]

MANIFEST = "manifest.json"
_CODE = (Path(__file__).parent, Path(__file__).parents[1], Path(__file__).parents[1] / "catalogue")
# What lies beside the tables and goes into the zip.
_BESIDE = ("LICENSE*", "CITATION.cff", "ATTRIBUTION.md")


def export(
    package: Package,
    formats: str | Iterable[str],
    folder: Path,
    *,
    today: date,
    report: Report | None = None,
    tell: Tell | None = None,
    base_url: str = "",
) -> Manifest:
    """Write a package to `folder` in the `formats`, by name or "all"; the manifest of what was written.

    The package is validated first, with `today` as the clock, unless a `report` on it as it stands is
    given. Either all files are replaced or none. "all" also writes `manifest.json` and takes away the
    files of an earlier one; other formats bring an existing manifest up to date. `tell` hears of each step.
    `base_url` is the address that catalogue records give for the site, by default the package's home page.

    Raises BuildFailed if the package has errors, BadArgument for a format there is none of or that the
    package has no data for, WartallyError if a library is missing or the folder cannot be written.
    """
    from wartally.export.source import Source

    names = [formats] if isinstance(formats, str) else list(formats)
    chosen = formats_for(package, names)
    hear = tell or _nobody
    mark = fingerprint(package)
    _gate(package, today, report, hear)
    source = Source(package, mark, base_url)
    for entry in FORMATS.values() if ALL in names else ():
        if lacking := entry.lacks(package):
            source.note(entry.name, f"left out: the package would need {lacking}")
    with staged(folder) as stage:
        manifest = _write(source, chosen, stage.path, hear)
        if fingerprint(package) != mark:
            raise WartallyError("the package changed in the meantime; nothing was exported, run it again")
        earlier = _manifest_in(folder)
        if ALL in names:
            stage.gone |= {file.path for file in earlier.files} if earlier else set()
        if ALL in names or earlier:
            kept = manifest if ALL in names else manifest.beside(earlier)
            (stage.path / MANIFEST).write_bytes(_render(kept))
    return manifest


def stale(folder: Path, package: Package, formats: str | Iterable[str] = ALL) -> bool:
    """True unless `folder` holds the package as it is now in all `formats`, going by its manifest."""
    manifest = _manifest_in(folder)
    if manifest is None or (folder / JOURNAL).exists() or manifest.fingerprint != fingerprint(package):
        return True
    wanted = formats_for(package, [formats] if isinstance(formats, str) else formats)
    if not {entry.name for entry in wanted} <= {file.format for file in manifest.files}:
        return True
    sizes = [(folder / file.path, file.bytes) for file in manifest.files]
    return any(not path.is_file() or path.stat().st_size != size for path, size in sizes)


def fingerprint(package: Package) -> str:
    """A sha256 over all that the exports depend on: what a database does, the files beside it, this code."""
    from wartally.sqlite.build import fingerprint as mark_of

    digest = hashlib.sha256(mark_of(package).encode())
    beside = [file for pattern in _BESIDE for file in sorted(package.root.glob(pattern)) if file.is_file()]
    code = [file for folder in _CODE for file in sorted(folder.glob("*.py"))]
    for file in [*code, *beside]:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _gate(package: Package, today: date, report: Report | None, tell: Tell) -> None:
    """Raise BuildFailed if the package has a finding of severity error."""
    from wartally.validation.engines import validate

    if report is None:
        tell("validating", 0, 1)
        report = validate(package, today=today)
    if not report.valid:
        errors = sum(f.severity == "error" for f in report.findings)
        said = f"{errors} {'error' if errors == 1 else 'errors'}"
        raise BuildFailed(f"{said}, so nothing was exported; run `wartally validate` to see them")


def _write(source: Source, chosen: Sequence[Format], folder: Path, tell: Tell) -> Manifest:
    package = source.package
    files: list[ExportedFile] = []
    for entry in chosen:
        files += [_listed(folder, entry.name, made) for made in entry.write(source, folder, tell)]
    notes = {name: tuple(told) for name, told in source.notes.items()}
    return Manifest(package.name, package.version, source.fingerprint, tuple(files), notes)


def _listed(folder: Path, form: str, made: Made) -> ExportedFile:
    path = folder / made.path
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ExportedFile(
        format=form,
        path=made.path,
        table=made.table,
        rows=made.rows,
        bytes=path.stat().st_size,
        sha256=digest,
        media_type=made.media_type,
        title_en=made.title_en,
        title_uk=made.title_uk,
    )


def _manifest_in(folder: Path) -> Manifest | None:
    """The manifest in a folder; None if there is none that can be read."""
    try:
        return as_manifest(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, DataError):
        return None


def _render(manifest: Manifest) -> bytes:
    return (json.dumps(manifest.as_json(), ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _nobody(what: str, done: int, of: int) -> None:
    """Nobody listens."""
