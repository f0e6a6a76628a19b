"""Writing files so that a reader sees the old or the new one and never half of either."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wartally.errors import WartallyError

__all__ = ["replacing", "write_bytes"]


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; it takes the target's place only if the block succeeds.

    Raises WartallyError if the folder cannot be written or the disk is full.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise WartallyError(f"{target}: cannot be written ({error.strerror})") from error
    part = Path(name)
    try:
        yield part
        _settle(part, target)
    except OSError as error:
        raise WartallyError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        part.unlink(missing_ok=True)


def _settle(part: Path, target: Path) -> None:
    """Flush `part` to the disk, give it the usual permissions and rename it to `target`."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.chmod(mode)
    part.replace(target)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def write_bytes(target: Path, content: bytes) -> bool:
    """Write `content` to `target` atomically; False if it held exactly that already."""
    if target.is_file() and target.read_bytes() == content:
        return False
    with replacing(target) as part:
        part.write_bytes(content)
    return True
