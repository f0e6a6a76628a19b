"""Zip files: unpacked with care, each member whole, and packed as a release packs."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from wartally.errors import DataError
from wartally.package import DESCRIPTOR
from wartally.verify.folder import inside
from wartally.verify.model import Found
from wartally.versions.sums import SUMS

__all__ = ["LARGEST", "unpack"]

LARGEST = 2_000_000_000
MOST_MEMBERS = 20_000
_CHUNK = 1 << 20
_MASK = 0xFFFF


def unpack(path: Path, folder: Path, found: Found) -> Path:
    """Unpack a zip into a folder; the folder of the package in it. A member that is broken is a mismatch.

    Raises DataError if it is no zip, or unpacks to more than is taken.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _check_size(path, members)
            for name, n in Counter(info.filename for info in members).items():
                if n > 1:
                    found.wrong(name, "is in the zip more than once", "once", n)
            for info in members:
                _unpack(archive, info, folder, found)
            if SUMS in archive.namelist():
                _check_packing(path, members, found)
                _check_packed(path, members, folder, found)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DataError(f"{path}: is not a zip file that can be read ({error})") from error
    starts = [p.parent for p in folder.rglob(DESCRIPTOR)]
    return min(starts, key=lambda p: len(p.parts), default=folder)


def _check_size(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise DataError(f"{path}: has {len(members):,} members; more than {MOST_MEMBERS:,} are not unpacked")
    size = sum(info.file_size for info in members)
    if size > LARGEST:
        raise DataError(f"{path}: unpacks to {size:,} bytes; more than {LARGEST:,} are not taken")


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path, found: Found) -> None:
    """Write one member below the folder, never more of it than the zip says it has."""
    target = inside(folder, info.filename)
    if target is None or target.is_dir():
        found.wrong(info.filename, "has a path in the zip that leads out of it")
        return
    found.checked.add(info.filename)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(info) as stream, target.open("wb") as out:
            while piece := stream.read(_CHUNK):
                out.write(piece)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        found.wrong(info.filename, f"cannot be unpacked ({error})")


def _check_packed(path: Path, members: list[zipfile.ZipInfo], folder: Path, found: Found) -> None:
    """Check the packed bytes of each member: some bits may change without changing what it unpacks to.

    Other versions of zlib pack in other ways; if most members are packed so, that is no mismatch.
    """
    content, odd = path.read_bytes(), []
    for info in members:
        target = inside(folder, info.filename)
        if info.filename in found.files or target is None or not target.is_file():
            continue
        start = info.header_offset + 30 + len(info.filename.encode("utf-8"))
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(target.read_bytes()) + packer.flush()
        if packed != content[start : start + info.compress_size]:
            odd.append(info.filename)
    if len(odd) * 2 > len(members):
        found.note(
            f"{path.name}: is packed by another zlib than that of this machine; what it holds was checked"
        )
        return
    for name in odd:
        found.wrong(name, "is packed in another way than a release is, though it unpacks to the same")


def _check_packing(path: Path, members: list[zipfile.ZipInfo], found: Found) -> None:
    """Check every byte between the packed members: they are fixed, so that the zip can be made again."""
    content = path.read_bytes()
    made, central = bytearray(), bytearray()
    for info in sorted(members, key=lambda member: member.filename):
        name = info.filename.encode("utf-8")
        flags = 0 if info.filename.isascii() else 0x800
        sizes = (info.CRC, info.compress_size, info.file_size)
        start = info.header_offset + 30 + len(name)
        fixed = (flags, zipfile.ZIP_DEFLATED, 0, 0x21, *sizes, len(name))
        central += struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, *fixed, 0, 0, 0, 0,
                               0o100644 << 16, len(made))  # fmt: skip
        central += name
        made += struct.pack("<4s2B4HL2L2H", b"PK\x03\x04", 20, 0, *fixed, 0) + name
        made += content[start : start + info.compress_size]
    count = len(members) & _MASK
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(central), len(made), 0)
    whole = bytes(made + central + end)
    if whole != content:
        place = next((i for i, (a, b) in enumerate(zip(whole, content, strict=False)) if a != b), -1)
        at = f"from byte {place if place >= 0 else min(len(whole), len(content))} on"
        found.wrong(path.name, f"is packed in another way than a release is, {at}")
