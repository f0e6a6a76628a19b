"""A package by its path or address: a folder, a descriptor of any name, a zip file, or a web address."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from wartally.errors import DescriptorError, PackageNotFound, SourceError
from wartally.scratch import new_folder
from wartally.sources.home import Home
from wartally.sources.paths import inside, is_web

if TYPE_CHECKING:
    from wartally.sources.remote import Remote

__all__ = ["DESCRIPTOR", "home_of"]

DESCRIPTOR = "datapackage.json"
_NAMES = (DESCRIPTOR, "datapackage.yaml", "datapackage.yml")
_KINDS = (".json", ".yaml", ".yml")
_MOST_MEMBERS = 10_000
_MOST_BYTES = 16 * 1024**3
_RATIO, _ALWAYS = 400, 64 * 1024**2


def home_of(place: str | Path, remote: bool = False) -> tuple[Path, Home]:
    """The descriptor file of the package at `place`, and where the package lives.

    An address is fetched only if `remote` allows it. Raises PackageNotFound if there is nothing,
    DescriptorError if what is there cannot be a package, SourceError if it cannot be fetched.
    """
    text = str(place)
    if is_web(text):
        return _from_web(text, remote)
    if "://" in text:
        raise PackageNotFound(f"{text}: only addresses that begin with http:// or https:// can be fetched")
    path = Path(place)
    descriptor = _in_folder(path) if path.is_dir() else path
    if not descriptor.is_file():
        raise PackageNotFound(f"{place}: there is no {DESCRIPTOR} here")
    source = _remote() if remote else None
    if descriptor.suffix.lower() not in _KINDS and zipfile.is_zipfile(descriptor):
        descriptor = _unzipped(descriptor, text)
        return descriptor, Home(descriptor.parent, "", source, passing=True)
    return descriptor, Home(descriptor.parent, "", source)


def _remote(home: str = "") -> Remote:
    # What speaks to the network takes long to import, and most packages lie on the disk.
    from wartally.sources.remote import Remote

    return Remote(home=home)


def _in_folder(folder: Path) -> Path:
    return next((folder / name for name in _NAMES if (folder / name).is_file()), folder / DESCRIPTOR)


def _from_web(address: str, remote: bool) -> tuple[Path, Home]:
    if not remote:
        raise PackageNotFound(f"{address}: is an address; `--remote` allows to fetch it")
    path = urlsplit(address).path
    if path.endswith("/") or not path:
        address = address + DESCRIPTOR if path else f"{address}/{DESCRIPTOR}"
    source = _remote(address)
    fetched = source.file(address)
    if zipfile.is_zipfile(fetched):
        descriptor = _unzipped(fetched, address)
        return descriptor, Home(descriptor.parent, "", source, passing=True)
    name = PurePosixPath(urlsplit(address).path).name
    file = new_folder() / (name if name.lower().endswith(_KINDS) and inside(name, address) else DESCRIPTOR)
    shutil.copyfile(fetched, file)
    return file, Home(file.parent, address, source, passing=True)


def _unzipped(file: Path, where: str) -> Path:
    """Unpack a zipped package into a scratch folder; its descriptor there. Raises DescriptorError."""
    folder = new_folder()
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            start = _start(members, where)
            _check_members(members, file, where)
            for info in members:
                if info.filename.startswith(start.rpartition("/")[0]):
                    _unpack(archive, info, folder / info.filename, where)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise DescriptorError(f"{where}: cannot be unpacked ({error})") from error
    return folder / start


def _start(members: list[zipfile.ZipInfo], where: str) -> str:
    """The name of the descriptor that lies highest."""
    names = [i.filename for i in members if PurePosixPath(i.filename).name in _NAMES]
    if not names:
        raise PackageNotFound(f"{where}: there is no {DESCRIPTOR} in this zip file")
    return min(names, key=lambda name: (name.count("/"), len(name)))


def _check_members(members: list[zipfile.ZipInfo], file: Path, where: str) -> None:
    size = sum(info.file_size for info in members)
    if (
        len(members) > _MOST_MEMBERS
        or size > max(_ALWAYS, _RATIO * file.stat().st_size)
        or size > _MOST_BYTES
    ):
        raise DescriptorError(f"{where}: unpacks to {len(members):,} files of {size:,} bytes; it is not read")
    for info in members:
        inside(info.filename.replace("/.", "/"), f"{where}, member")


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, where: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    left = info.file_size
    with archive.open(info) as stream, target.open("xb") as out:
        while block := stream.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise SourceError(f"{where}: {info.filename} is larger than the zip file says")
            out.write(block)
