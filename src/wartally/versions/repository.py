"""The git repository that a package may lie in: what of it is not committed, and its tags."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from wartally.errors import WartallyError

__all__ = ["changed", "commit", "has_tag", "is_one"]


def is_one(root: Path) -> bool:
    """True of a folder in a git repository."""
    return _git(root, "rev-parse", "--git-dir") is not None


def has_tag(root: Path, name: str) -> bool:
    """True if the repository has this tag."""
    return _git(root, "rev-parse", "--verify", "--quiet", f"refs/tags/{name}") is not None


def changed(root: Path, parts: Iterable[str]) -> list[str]:
    """The files among `parts` that are not as they are committed, by path; none outside a repository."""
    said = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *parts)
    prefix = (_git(root, "rev-parse", "--show-prefix") or "").strip()
    names = [entry[3:] for entry in (said or "").split("\0") if entry]
    return [name.removeprefix(prefix) for name in names]


def commit(root: Path, version: str, files: Iterable[str]) -> None:
    """Commit the files of a release, if any is not committed yet, and tag it.

    Raises WartallyError if git refuses; the files stay as they are written.
    """
    named = [name for name in files if (root / name).is_file()]
    steps: list[tuple[str, ...]] = []
    if changed(root, named):
        steps += [("add", "--", *named), ("commit", "--quiet", "-m", f"Release {version}", "--", *named)]
    steps.append(("tag", "--annotate", f"v{version}", "-m", f"Version {version}"))
    for arguments in steps:
        done = _ran(root, *arguments)
        if done is None or done.returncode:
            why = next(iter(done.stderr.strip().splitlines()), "it says nothing") if done else "it is gone"
            said = f"git {arguments[0]} failed after the files of {version} were written ({why})"
            raise WartallyError(f"{said}; when git is willing, the same command finishes the release")


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints; None if it refuses or is not there."""
    done = _ran(root, *arguments)
    return done.stdout if done is not None and done.returncode == 0 else None


def _ran(root: Path, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """What came of running git; None if it is not there."""
    try:
        command = ["git", "-C", str(root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    except FileNotFoundError:
        return None
