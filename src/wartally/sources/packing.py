"""Packed files as streams of what is in them, within limits that a zip bomb does not pass."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, cast

from wartally.sources.rows import Unreadable

__all__ = ["unpacked"]

# A file may unpack to this much in any case, to so many times its size, and never to more than that.
ALWAYS = 64 * 1024**2
RATIO = 400
MOST = 64 * 1024**3
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, ValueError)


class _Limited(io.RawIOBase):
    """A stream that breaks off with Unreadable if it is broken or gives more than it may."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._most = most
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            block = self._stream.read(len(buffer))
        except _BROKEN as error:
            said = str(error) or type(error).__name__
            raise Unreadable(
                f"the packed file is broken ({said}); pack it anew", rule="compression"
            ) from error
        self._given += len(block)
        if self._given > self._most:
            said = f"the file unpacks to more than {self._most:,} bytes, {RATIO} times its size"
            raise Unreadable(f"{said}; it is not read further", rule="compression")
        buffer[: len(block)] = block
        return len(block)


@contextmanager
def unpacked(path: Path, compression: str, innerpath: str = "") -> Iterator[IO[bytes]]:
    """The bytes of a file as they were before it was packed; `innerpath` names a member of a zip file.

    Raises OSError if the file cannot be opened, Unreadable if it cannot be unpacked; so does reading.
    """
    if not compression:
        with path.open("rb") as plain:
            yield plain
        return
    most = min(max(ALWAYS, RATIO * path.stat().st_size), MOST)
    with ExitStack() as stack:
        try:
            stream = _opened(stack, path, compression, innerpath)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            said = f"the file cannot be unpacked as {compression} ({error}); pack it anew"
            raise Unreadable(said, rule="compression") from error
        yield io.BufferedReader(_Limited(stream, most), 1 << 18)


def _opened(stack: ExitStack, path: Path, compression: str, innerpath: str) -> IO[bytes]:
    if compression == "gz":
        return cast(IO[bytes], stack.enter_context(gzip.open(path, "rb")))
    if compression == "bz2":
        return stack.enter_context(bz2.open(path, "rb"))
    if compression == "xz":
        return stack.enter_context(lzma.open(path, "rb"))
    if compression == "zip":
        archive = stack.enter_context(zipfile.ZipFile(path))
        return stack.enter_context(archive.open(_member(archive, innerpath)))
    return stack.enter_context(_zstd(path))


def _member(archive: zipfile.ZipFile, innerpath: str) -> zipfile.ZipInfo:
    """The one member that holds the rows."""
    members = [info for info in archive.infolist() if not info.is_dir()]
    if innerpath:
        members = [info for info in members if info.filename == innerpath]
        if not members:
            raise Unreadable(f"there is no {innerpath!r} in the zip file", rule="compression")
    if len(members) != 1:
        names = ", ".join(info.filename for info in members[:5]) or "none"
        said = f"the zip file must have one member, or `innerpath` name one; it has {len(members)} ({names})"
        raise Unreadable(said, rule="compression")
    return members[0]


def _zstd(path: Path) -> Any:
    if find_spec("pyarrow") is None:
        said = "reading zst needs pyarrow, which is not installed; `pip install 'wartally[export]'` brings it"
        raise Unreadable(said, rule="compression")
    import pyarrow as pa

    return pa.CompressedInputStream(pa.OSFile(str(path), "rb"), "zstd")
