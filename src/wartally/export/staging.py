"""A folder of files written as one: all of them are as before, or all of them are new.

Files are made in a hidden folder inside the target. When all are there a journal says so, and they
are renamed into place. A program killed before that has changed nothing; what a later one was about
to rename, the next one finishes. Folders that a killed program left are cleared away.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wartally.atomic import alone, flush_folder, make_ready, told
from wartally.errors import WartallyError

__all__ = ["JOURNAL", "Stage", "staged"]

# The file that says that files are ready to be put in place; there is none when all is well.
JOURNAL = ".wartally-export.json"
_PREFIX = ".wartally-export-"


@dataclass
class Stage:
    """The folder to write to, and names (relative to the target) of files that are to go."""

    path: Path
    gone: set[str] = field(default_factory=set)

    @property
    def names(self) -> list[str]:
        """The files written so far, relative to the folder, in order."""
        found = (file for file in self.path.rglob("*") if file.is_file())
        return sorted(file.relative_to(self.path).as_posix() for file in found)


@contextmanager
def staged(root: Path) -> Iterator[Stage]:
    """A folder to write files to; they take their places below `root` only if the block succeeds.

    Raises WartallyError if `root` cannot be written.
    """
    with told(root):
        made = not root.exists()
        root.mkdir(parents=True, exist_ok=True)
        try:
            with alone(root):
                _finish(root)
                stage = Stage(Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root)))
                try:
                    yield stage
                    _announce(root, stage)
                    _finish(root)
                finally:
                    shutil.rmtree(stage.path, ignore_errors=True)
        finally:
            if made and not any(root.iterdir()):
                root.rmdir()


def _announce(root: Path, stage: Stage) -> None:
    """Make every file ready, and say in the journal that all are there."""
    names = stage.names
    for name in names:
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise WartallyError(f"{target}: a folder stands where a file is to be written")
        make_ready(stage.path / name, target)
    gone = sorted(name for name in stage.gone - set(names) if _inside(root, (name,)))
    content = {"from": stage.path.name, "files": names, "gone": gone}
    part = stage.path.with_suffix(".json")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(content, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(root / JOURNAL)
    flush_folder(root)


def _finish(root: Path) -> None:
    """Put in place what the journal says is ready, and clear away what killed programs left."""
    if (root / JOURNAL).exists():
        place, names, gone = _read(root)
        for name in names:
            if (place / name).exists():
                (place / name).replace(root / name)
        for name in gone:
            (root / name).unlink(missing_ok=True)
        for folder in {(root / name).parent for name in (*names, *gone)}:
            if folder.exists():
                flush_folder(folder)
        (root / JOURNAL).unlink()
    for left in root.glob(f"{_PREFIX}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _read(root: Path) -> tuple[Path, list[str], list[str]]:
    journal = root / JOURNAL
    try:
        content = json.loads(journal.read_text(encoding="utf-8"))
        place, names, gone = str(content["from"]), list(content["files"]), list(content["gone"])
    except (ValueError, TypeError, KeyError):
        place, names, gone = "", [], []
    if not place.startswith(_PREFIX) or not _inside(root, (place, *names, *gone)):
        raise WartallyError(f"{journal}: is not a journal of Wartally's; look at it, then delete it")
    return root / place, names, gone


def _inside(root: Path, names: Collection[str]) -> bool:
    home = root.resolve()
    return all((root / name).resolve().is_relative_to(home) for name in names)
