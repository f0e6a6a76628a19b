"""A folder for files that nobody keeps; those of killed programs go away when the next one is made.

A program holds the lock of its folder for as long as it lives: one that nobody holds is left over.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = ["clear_scratch", "new_file", "new_folder", "scratch"]

_PREFIX = "wartally-scratch-"
_numbers = itertools.count(1)
_making = threading.Lock()
_lasting = ExitStack()
_folders: list[Path] = []


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


def new_file(suffix: str = "") -> Path:
    """The path of a file that is not there yet, in a folder that goes with the process."""
    return _root() / f"{next(_numbers)}{suffix}"


def new_folder() -> Path:
    """A new empty folder that goes with the process: for what is fetched, unpacked and rewritten."""
    folder = _root() / str(next(_numbers))
    folder.mkdir()
    return folder


def _root() -> Path:
    with _making:
        if not _folders:
            _folders.append(_lasting.enter_context(scratch()))
            atexit.register(_lasting.close)
        return _folders[0]


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
