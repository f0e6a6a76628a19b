"""What a release hands out: the zip of the package, the list of its sha256, and a signature of the list."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wartally.errors import WartallyError
from wartally.export.run import fingerprint
from wartally.export.source import Source
from wartally.export.zip import files_of, name_of, write
from wartally.package import DESCRIPTOR, Package, open_package
from wartally.scratch import scratch
from wartally.versions.sums import SUMS, render_sums, sha256_of

__all__ = ["SIGNATURE", "Shipment", "about", "prepare", "sign"]

SIGNATURE = f"{SUMS}.sig"
# What signatures of ours are made for: one made for another purpose does not count.
NAMESPACE = "wartally"


@dataclass(frozen=True)
class Shipment:
    """The files of a release by path: `written` in the package and `handed` out; `sums` of all it has."""

    written: Mapping[str, bytes]
    sums: Mapping[str, str]
    handed: Mapping[str, bytes]


def about(package: Package) -> str:
    """Name and version of a package, as its list of sha256 begins."""
    return " ".join(filter(None, (package.name, package.version)))


def prepare(package: Package, new: Mapping[str, bytes]) -> Shipment:
    """What is written and handed out if some files of the package have `new` bytes; nothing is written.

    The same package gives the same bytes, whenever and wherever it is released.
    """
    with scratch() as folder:
        shown = _shown(package, new, Path(folder) / "package")
        sums = {name: sha256_of(content) for name, content in files_of(shown).items()}
        written = {**new, SUMS: render_sums(about(shown), sums)}
        source = Source(shown, fingerprint(shown))
        name = name_of(source)
        write(source, Path(folder), _nobody)
        packed = (Path(folder) / name).read_bytes()
    listed = render_sums(about(shown), {name: sha256_of(packed)})
    return Shipment(written, sums, {name: packed, SUMS: listed})


def _shown(package: Package, new: Mapping[str, bytes], place: Path) -> Package:
    """A copy of the package in a folder, with the new files."""
    for name, content in {**files_of(package), **new}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    return open_package(place / DESCRIPTOR)


def _nobody(what: str, done: int, of: int) -> None:
    """Nobody listens."""


def sign(folder: Path, key: Path) -> None:
    """Sign the list in a folder with an SSH key, by `ssh-keygen -Y sign`; the signature lies beside it.

    Raises WartallyError, with what ssh-keygen says, if it cannot be signed.
    """
    command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(folder / SUMS)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError as error:
        raise WartallyError("ssh-keygen is not installed, so nothing can be signed") from error
    if done.returncode or not (folder / SIGNATURE).is_file():
        said = " ".join(done.stderr.split()) or "no signature was made"
        raise WartallyError(f"{key}: the release cannot be signed with it ({said})")
