"""Carrying out a planned release: files, what is handed out, commit and tag."""

from __future__ import annotations

from pathlib import Path

from wartally import store
from wartally.atomic import write_set
from wartally.export.source import plain
from wartally.export.staging import staged
from wartally.package import Package
from wartally.versions import repository
from wartally.versions.release import Plan
from wartally.versions.shipping import sign

__all__ = ["carry_out", "folder_of"]


def folder_of(package: Package, version: str) -> Path:
    """Where a release is handed out if nothing else is said: build/releases/<package>-<version>."""
    return package.root / "build" / "releases" / f"{plain(package.name) or 'package'}-{version}"


def carry_out(
    package: Package, plan: Plan, folder: Path | None = None, tag: bool = True, key: Path | None = None
) -> list[str]:
    """Write a planned release; the paths of the package that changed.

    The files of the package are written all or none, zip and list of sha256 go to `folder`, signed if a
    `key` is given. In a git repository the files are committed and tagged, unless `tag` says otherwise.
    Stopped midway, the same release asked for again is finished. Raises WartallyError if a file cannot be
    written or signed, or git refuses.
    """
    with staged(folder or folder_of(package, plan.version)) as stage:
        for name, content in plan.shipment.handed.items():
            (stage.path / name).write_bytes(content)
        if key is not None:
            sign(stage.path, key)
        written = write_set(package.root, plan.shipment.written)
        store.forget(package)
        if tag and repository.is_one(package.root):
            repository.commit(package.root, plan.version, plan.shipment.written)
    return written
