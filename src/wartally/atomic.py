"""Writing files so that a reader sees the old or the new ones and never half of either.

One file is renamed into place. Several files that belong together are a *write set*: all are
written beside their targets first, a journal in the folder says so, then they are renamed. If
the program is killed midway, `finish_writes` completes a set whose files were all written and
undoes any other. What a killed program left beside a single file goes away when it is written next.

Whoever writes to a folder holds its lock, so that two programs take turns.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wartally.errors import WartallyError

if sys.platform != "win32":
    import fcntl
else:
    fcntl = None

__all__ = [
    "JOURNAL",
    "alone",
    "finish_writes",
    "flush_folder",
    "make_ready",
    "replacing",
    "told",
    "write_bytes",
    "write_set",
]

# The file that says which write set is under way in a folder; there is none when all is well.
JOURNAL = ".wartally-writes.json"
_WRITING, _WRITTEN = "writing", "written"
_PART = ".part"
# The folders whose locks a thread holds: what writes one file may be part of what writes many.
_HELD = threading.local()


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to; it takes the target's place only if the block succeeds.

    Nobody else writes to the folder meanwhile. Raises WartallyError if the folder cannot be written
    or the disk is full.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with alone(target.parent):
            _clear_parts(target)
            handle, name = tempfile.mkstemp(prefix=_start_of_parts(target), suffix=_PART, dir=target.parent)
            os.close(handle)
            part = Path(name)
            try:
                yield part
                make_ready(part, target)
                part.replace(target)
                flush_folder(target.parent)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise WartallyError(f"{target}: cannot be written ({error.strerror or error})") from error


def _start_of_parts(target: Path) -> str:
    """How the names of a single file's parts begin; no part of a write set is named so."""
    return f".{target.name}.~"


def _clear_parts(target: Path) -> None:
    """Remove what killed programs left of `target`: under the folder's lock nobody is writing it."""
    if fcntl is None:
        return
    for entry in os.scandir(target.parent):
        if entry.name.startswith(_start_of_parts(target)) and entry.name.endswith(_PART):
            Path(entry.path).unlink(missing_ok=True)


def make_ready(part: Path, target: Path) -> None:
    """Flush `part` to the disk and give it the permissions of `target`, or the usual ones."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.chmod(mode)


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


def write_set(root: Path, files: Mapping[str, bytes], gone: Collection[str] = ()) -> list[str]:
    """Write `files` (paths relative to `root`) as one, and remove those `gone`; the paths that changed.

    All of them are as before or all of them are new, also if the program is killed, once
    `finish_writes` has run. Raises WartallyError if the folder cannot be written.
    """
    with told(root), alone(root):
        _recover(root)
        changed = [name for name in sorted(files) if not _holds(root / name, files[name])]
        left = sorted(name for name in gone if (root / name).exists())
        if changed or left:
            try:
                _write_parts(root, changed, left, files)
            except OSError:
                _recover(root)
                raise
            _rename_parts(root, changed, left)
    return sorted([*changed, *left])


def finish_writes(root: Path) -> None:
    """Complete or undo the write set that a killed program left in `root`; nothing if there is none.

    Raises WartallyError if the folder cannot be written or the journal is not one of ours.
    """
    if (root / JOURNAL).exists() or _part_of(root / JOURNAL).exists():
        with told(root), alone(root):
            _recover(root)


def _write_parts(root: Path, names: list[str], gone: list[str], files: Mapping[str, bytes]) -> None:
    """Announce the set, write each file beside its target, and say that all are there."""
    _write_journal(root, _WRITING, names, gone)
    for name in names:
        target = root / name
        part = _part_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(files[name])
        make_ready(part, target)
    _write_journal(root, _WRITTEN, names, gone)


def _rename_parts(root: Path, names: list[str], gone: list[str]) -> None:
    """Put each written part in its target's place and remove what is to go; what is done already stays so."""
    for name in names:
        part = _part_of(root / name)
        if part.exists():
            part.replace(root / name)
    for name in gone:
        (root / name).unlink(missing_ok=True)
    for folder in {(root / name).parent for name in (*names, *gone)}:
        flush_folder(folder)
    (root / JOURNAL).unlink()


def _recover(root: Path) -> None:
    """Complete the journal's set if all its parts were written, else remove them; idempotent."""
    _part_of(root / JOURNAL).unlink(missing_ok=True)
    if not (root / JOURNAL).exists():
        return
    state, names, gone = _read_journal(root)
    if state == _WRITTEN:
        _rename_parts(root, names, gone)
        return
    for name in names:
        _part_of(root / name).unlink(missing_ok=True)
    (root / JOURNAL).unlink()


def _write_journal(root: Path, state: str, names: list[str], gone: list[str]) -> None:
    journal = root / JOURNAL
    part = _part_of(journal)
    with part.open("w", encoding="utf-8") as stream:
        json.dump({"state": state, "files": names, "gone": gone}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(journal)
    flush_folder(root)


def _read_journal(root: Path) -> tuple[str, list[str], list[str]]:
    journal, inside = root / JOURNAL, root.resolve()
    try:
        content = json.loads(journal.read_text(encoding="utf-8"))
        state, names = str(content["state"]), [str(name) for name in content["files"]]
        gone = [str(name) for name in content.get("gone", ())]
        known = state in (_WRITING, _WRITTEN)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        known, state, names, gone = False, "", [], []
    if not known or any(not (root / name).resolve().is_relative_to(inside) for name in (*names, *gone)):
        raise WartallyError(f"{journal}: is not a journal of Wartally's; look at it, then delete it")
    return state, names, gone


def _part_of(target: Path) -> Path:
    return target.with_name(f".{target.name}{_PART}")


def _holds(target: Path, content: bytes) -> bool:
    return target.is_file() and target.read_bytes() == content


@contextmanager
def told(root: Path) -> Iterator[None]:
    """Turn a refusal of the system into a WartallyError that names the file, or else `root`."""
    try:
        yield
    except OSError as error:
        where = error.filename or root
        raise WartallyError(f"{where}: cannot be written ({error.strerror or error})") from error


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the folder's lock, waiting for whoever has it; the system lets go of a killed program's.

    Who holds it already goes on. Raises OSError if the folder cannot be opened.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    state = os.fstat(handle)
    folder, held = (state.st_dev, state.st_ino), _HELD.__dict__.setdefault("folders", set())
    try:
        if folder in held:
            yield
            return
        fcntl.flock(handle, fcntl.LOCK_EX)
        held.add(folder)
        try:
            yield
        finally:
            held.discard(folder)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Have the system write a folder's entries to the disk, where it can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
