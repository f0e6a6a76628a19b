"""A folder for what a run needs on disk: fetched, unpacked and rewritten files. It goes with the process."""

from __future__ import annotations

import itertools
import tempfile
import threading
from pathlib import Path

__all__ = ["new_file", "new_folder"]

_numbers = itertools.count(1)
_lock = threading.Lock()
_folders: list[tempfile.TemporaryDirectory[str]] = []


def _root() -> Path:
    with _lock:
        if not _folders:
            _folders.append(tempfile.TemporaryDirectory(prefix="wartally-", ignore_cleanup_errors=True))
        return Path(_folders[0].name)


def new_file(suffix: str = "") -> Path:
    """The path of a file that is not there yet."""
    return _root() / f"{next(_numbers)}{suffix}"


def new_folder() -> Path:
    """A new empty folder."""
    folder = _root() / str(next(_numbers))
    folder.mkdir()
    return folder
