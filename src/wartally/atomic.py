"""Writing files so that a reader sees the old or the new ones and never half of either.

One file is renamed into place. Several files that belong together are a *write set*: all are
written beside their targets first, a journal in the folder says so, then they are renamed. If
the program is killed midway, `finish_writes` completes a set whose files were all written and
undoes any other.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wartally.errors import WartallyError

if sys.platform != "win32":
    import fcntl

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
    """Make `part` ready and rename it to `target`."""
    make_ready(part, target)
    part.replace(target)


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


def write_set(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write `files` (paths relative to `root`) as one; the paths whose content changed, in order.

    All of them are as before or all of them are new, also if the program is killed, once
    `finish_writes` has run. Raises WartallyError if the folder cannot be written.
    """
    with told(root), alone(root):
        _recover(root)
        changed = [name for name in sorted(files) if not _holds(root / name, files[name])]
        if changed:
            try:
                _write_parts(root, changed, files)
            except OSError:
                _recover(root)
                raise
            _rename_parts(root, changed)
    return changed


def finish_writes(root: Path) -> None:
    """Complete or undo the write set that a killed program left in `root`; nothing if there is none.

    Raises WartallyError if the folder cannot be written or the journal is not one of ours.
    """
    if (root / JOURNAL).exists() or _part_of(root / JOURNAL).exists():
        with told(root), alone(root):
            _recover(root)


def _write_parts(root: Path, names: list[str], files: Mapping[str, bytes]) -> None:
    """Announce the set, write each file beside its target, and say that all are there."""
    _write_journal(root, _WRITING, names)
    for name in names:
        target = root / name
        part = _part_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(files[name])
        make_ready(part, target)
    _write_journal(root, _WRITTEN, names)


def _rename_parts(root: Path, names: list[str]) -> None:
    """Put each written part in its target's place; parts that are gone were put there before."""
    for name in names:
        part = _part_of(root / name)
        if part.exists():
            part.replace(root / name)
    for folder in {(root / name).parent for name in names}:
        flush_folder(folder)
    (root / JOURNAL).unlink()


def _recover(root: Path) -> None:
    """Complete the journal's set if all its parts were written, else remove them; idempotent."""
    _part_of(root / JOURNAL).unlink(missing_ok=True)
    if not (root / JOURNAL).exists():
        return
    state, names = _read_journal(root)
    if state == _WRITTEN:
        _rename_parts(root, names)
        return
    for name in names:
        _part_of(root / name).unlink(missing_ok=True)
    (root / JOURNAL).unlink()


def _write_journal(root: Path, state: str, names: list[str]) -> None:
    journal = root / JOURNAL
    part = _part_of(journal)
    with part.open("w", encoding="utf-8") as stream:
        json.dump({"state": state, "files": names}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(journal)
    flush_folder(root)


def _read_journal(root: Path) -> tuple[str, list[str]]:
    journal, inside = root / JOURNAL, root.resolve()
    try:
        content = json.loads(journal.read_text(encoding="utf-8"))
        state, names = str(content["state"]), [str(name) for name in content["files"]]
        known = state in (_WRITING, _WRITTEN)
    except (ValueError, TypeError, KeyError):
        known, state, names = False, "", []
    if not known or any(not (root / name).resolve().is_relative_to(inside) for name in names):
        raise WartallyError(f"{journal}: is not a journal of Wartally's; look at it, then delete it")
    return state, names


def _part_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


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
    """Hold the folder's lock, waiting for whoever has it; the system lets go of a killed program's."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
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
