"""Commands run in forked children that are killed, or refused by the system, at a chosen step.

A step is one thing that a command does to the file system: a file opened for writing, made, renamed, removed,
flushed or given permissions, a folder made or removed, another program started. `Nursery` is a process that
has loaded the software once and forks a child for each run, so that a run costs as much as its command.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.workbench import ROOT

Tree = dict[str, str]
CHANGES = {
    *("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.truncate"),
    "sqlite3.connect",
}
LONGEST = 120.0
ROOM = 1_000_000


@dataclass(frozen=True)
class Ran:
    """How a run ended: its exit status, or minus the signal; what it printed; how many steps it made."""

    status: int
    out: str
    err: str
    steps: int

    @property
    def killed(self) -> bool:
        """True if it did not end by itself."""
        return self.status in (-signal.SIGKILL, -signal.SIGXFSZ)


def tree(root: Path, hidden: bool = True) -> Tree:
    """The files of a folder and the digests of their contents, but for what git keeps."""
    found = {}
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if ".git" in file.relative_to(root).parts or not file.is_file():
            continue
        if hidden or not file.name.startswith("."):
            found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


class Nursery:
    """Runs of the command line, each in a child of a process that has loaded it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, cwd=ROOT, env=environment,
        )  # fmt: skip

    def start(self, arguments: Sequence[object], root: Path, at: int | None = None, **how: Any) -> None:
        """Begin a run whose steps below `root` are counted; `how` is `mode` and `limit`."""
        job = {"argv": [str(a) for a in arguments], "root": str(root), "at": at, **how}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def end(self) -> Ran:
        """How the run that was begun first has ended."""
        assert self._process.stdout
        return Ran(**json.loads(self._process.stdout.readline()))

    def run(self, arguments: Sequence[object], root: Path, at: int | None = None, **how: Any) -> Ran:
        """A run from beginning to end; at step `at` it is killed, or refused with mode "refuse"."""
        self.start(arguments, root, at, **how)
        return self.end()

    def together(self, several: Sequence[Sequence[object]], root: Path) -> list[Ran]:
        """Several runs at the same time."""
        self.start(["", *("\0".join(map(str, arguments)) for arguments in several)], root, mode="together")
        return [self.end() for _ in several]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


# ---- in the child


class Watch:
    """Counts steps below a folder; at the one chosen it kills its process, or refuses it and what follows."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.places = (job["root"], tempfile.gettempdir())
        self.at, self.refuses = job["at"], job.get("mode") == "refuse"
        self.steps = 0
        self.owner = os.getpid()

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        """The audit hook."""
        if event == "open":
            flags = given[2]
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.step(given[0], fills=True)
        elif event in CHANGES:
            self.step(given[0], fills=event in ("os.mkdir", "sqlite3.connect"))
        elif event == "subprocess.Popen":
            self.step(self.places[0])

    def step(self, path: Any, fills: bool = False) -> None:
        """One step at a path; one that `fills` the disk is refused, others are not."""
        named = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if os.getpid() != self.owner or not named.startswith(self.places):
            return
        if self.at is not None and self.steps >= self.at:
            if not self.refuses:
                os.kill(os.getpid(), signal.SIGKILL)
            if fills:
                raise OSError(28, "No space left on device", named)
        self.steps += 1


def _obey_permissions() -> None:
    """Let go of what allows root to write anywhere."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, held = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, held) == 0
    for at in (0, 1, 2):  # effective, permitted, inheritable
        held[at] &= ~(1 << 1)  # CAP_DAC_OVERRIDE
    assert libc.capset(header, held) == 0


def _flushing(watch: Watch, flush: Callable[[int], None]) -> Callable[[int], None]:
    def flushed(handle: int) -> None:
        watch.step(Path(f"/proc/self/fd/{handle}").readlink())
        flush(handle)

    return flushed


def _child(job: dict[str, Any], pipes: Sequence[int]) -> None:
    """Run the command, telling in pipes, which no limit holds for; never returns."""
    from wartally.cli import run

    for handle, pipe in zip((1, 2), pipes, strict=False):
        os.dup2(pipe, handle)
    sys.stdout, sys.stderr = (os.fdopen(n, "w", encoding="utf-8") for n in (1, 2))
    tempfile.tempdir = str(Path(job["root"]).parent / "tmp")
    Path(tempfile.tempdir).mkdir(exist_ok=True, mode=0o777)
    os.chdir(job["root"] if Path(job["root"]).is_dir() else Path(job["root"]).parent)
    if job.get("mode") == "read only":
        _obey_permissions()
    if job.get("limit") is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if job.get("mode") == "kill" else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["limit"], hard))
    watch = Watch(job)
    setattr(os, "fsync", _flushing(watch, os.fsync))  # noqa: B010 - typed otherwise
    sys.addaudithook(watch)
    status = run(job["argv"])
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os.write(pipes[2], str(watch.steps).encode())
    os._exit(status)


class Child:
    """A forked run."""

    def __init__(self, job: dict[str, Any]) -> None:
        ends = [os.pipe() for _ in range(3)]
        self.pipes = [there for there, _ in ends]
        for _, here in ends:
            fcntl.fcntl(here, fcntl.F_SETPIPE_SZ, ROOM)
        self.pid = os.fork()
        if not self.pid:
            try:
                _child(job, [here for _, here in ends])
            except BaseException as error:  # noqa: BLE001 - whatever it was, the parent must hear of it
                os.write(2, f"Traceback: {type(error).__name__}: {error}\n".encode())
            os._exit(70)
        for _, here in ends:
            os.close(here)

    def end(self) -> dict[str, Any]:
        """How it ended; one that hangs is ended, and said to have had status 124."""
        until, status = time.monotonic() + LONGEST, None
        while status is None:
            done, code = os.waitpid(self.pid, os.WNOHANG)
            if done:
                status = os.waitstatus_to_exitcode(code)
            elif time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                status = 124
            else:
                time.sleep(0.005)
        told = []
        for pipe in self.pipes:
            os.set_blocking(pipe, False)
            with suppress(BlockingIOError):
                told.append(os.read(pipe, ROOM).decode(errors="replace"))
            os.close(pipe)
        out, err, steps = told
        return {"status": status, "out": out, "err": err, "steps": int(steps or -1)}


def main() -> None:
    """Take jobs from standard input, a line each, and tell on standard output how each ended."""
    import wartally.entry
    import wartally.export
    import wartally.sqlite.build
    import wartally.starting.create
    import wartally.validation.engines
    import wartally.versions.release  # noqa: F401

    for line in sys.stdin:
        job = json.loads(line)
        several = (
            [text.split("\0") for text in job["argv"][1:]] if job.get("mode") == "together" else [job["argv"]]
        )
        for child in [Child({**job, "argv": arguments}) for arguments in several]:
            sys.stdout.write(json.dumps(child.end()) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
