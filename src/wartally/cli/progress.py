"""What a long command is doing, on one line of standard error that is gone when it ends."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from wartally.validation.render import one_line
from wartally.validation.running import Step, listening

__all__ = ["showing_progress"]

# Shorter runs say nothing; a line is drawn anew a few times a second, so that it is seen to be alive.
_PATIENCE_SECONDS = 2.0
_PACE_SECONDS = 0.25
_CLEAR = "\r\x1b[2K"


@contextmanager
def showing_progress(wanted: bool | None = None, stream: TextIO | None = None) -> Iterator[None]:
    """Show the steps of the work in the block; `wanted` None means: if `stream` (stderr) is a terminal."""
    target = stream or sys.stderr
    if not (target.isatty() if wanted is None else wanted):
        yield
        return
    line = _Line(target)
    thread = threading.Thread(target=line.draw, name="progress", daemon=True)
    thread.start()
    try:
        with listening(line.note):
            yield
    finally:
        line.ended.set()
        thread.join()


class _Line:
    """The line: told of steps by the work, drawn by a thread of its own."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.ended = threading.Event()
        self.step: Step | None = None
        self.began = time.monotonic()

    def note(self, step: Step) -> None:
        self.step = step

    def draw(self) -> None:
        drawn = False
        wait = _PATIENCE_SECONDS
        while not self.ended.wait(wait):
            wait = _PACE_SECONDS
            if self.step:
                self._write(_CLEAR + self._text(self.step))
                drawn = True
        if drawn:
            self._write(_CLEAR)

    def _text(self, step: Step) -> str:
        rows = f", {step.rows:,} rows so far" if step.rows else ""
        said = f"{step.doing} {step.table}{rows} ({time.monotonic() - self.began:.0f} s)"
        encoding = self.stream.encoding or "utf-8"
        return one_line(said.encode(encoding, "backslashreplace").decode(encoding), _width())

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def _width() -> int:
    """The columns of the terminal but the last, in which some of them break the line."""
    return shutil.get_terminal_size().columns - 1
