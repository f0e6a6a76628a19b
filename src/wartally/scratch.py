"""A folder for files that nobody keeps; those of killed programs go away when the next one is made.

A program holds the lock of its folder for as long as it lives: one that nobody holds is left over.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = ["clear_scratch", "scratch"]

_PREFIX = "wartally-scratch-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new empty folder of the system's place for such, gone after the block.

    Raises OSError if there is none to be had.
    """
    if sys.platform == "win32":
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
            yield Path(name)
        return
    clear_scratch()
    folder, handle = _locked()
    try:
        # Not the folder itself: who writes to what is handed out takes the lock of that.
        inside = folder / "files"
        inside.mkdir()
        yield inside
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _locked() -> tuple[Path, int]:
    """A new folder and its open lock; another one if somebody took it for left over before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if folder.exists():
                return folder, handle
            os.close(handle)


def clear_scratch() -> None:
    """Remove the folders of programs that were killed: those of ours that no living program holds."""
    if sys.platform == "win32":
        return
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(handle).st_uid == os.getuid():
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)
