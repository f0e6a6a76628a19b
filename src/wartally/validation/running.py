"""A validation under way: what it is doing now, who wants to know, and how it is stopped.

Engines say each `step` and name what can be `interruptible`. Nothing here knows of terminals or signals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Step", "Stopped", "interruptible", "listening", "step", "stop", "stoppable"]


class Step(NamedTuple):
    """What an engine does now: `doing` something with a `table`, or a rule; `rows` are those read so far."""

    doing: str
    table: str
    rows: int = 0


class Stopped(BaseException):
    """Somebody asked the work to end; no error, so nothing that handles errors may keep it."""

    def __init__(self, signal: int = 0) -> None:
        super().__init__("stopped")
        self.exit_status = 128 + signal


Listener = Callable[[Step], None]


@dataclass
class _Work:
    """The work of this process: who listens, what can be interrupted, and whether it is to stop."""

    listeners: list[Listener] = field(default_factory=list)
    interrupts: list[Callable[[], None]] = field(default_factory=list)
    stopped_by: int = 0


_WORK = _Work()


def step(doing: str, table: str, rows: int = 0) -> None:
    """Say what is done next; raises Stopped if the work is to end."""
    if _WORK.stopped_by:
        raise Stopped(_WORK.stopped_by)
    for listener in _WORK.listeners:
        listener(Step(doing, table, rows))


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` told of every step in the block."""
    _WORK.listeners.append(listener)
    try:
        yield
    finally:
        _WORK.listeners.remove(listener)


@contextmanager
def interruptible(interrupt: Callable[[], None]) -> Iterator[None]:
    """Have `interrupt` called if the work is to stop within the block, from any thread."""
    _WORK.interrupts.append(interrupt)
    try:
        yield
    finally:
        _WORK.interrupts.remove(interrupt)


@contextmanager
def stoppable() -> Iterator[None]:
    """The block ends in Stopped if `stop` was called within it, whatever the interrupted work made of it."""
    _WORK.stopped_by = 0
    try:
        yield
    finally:
        # A library that is interrupted reports a failure of its own; the reason is the signal.
        stopped, _WORK.stopped_by = _WORK.stopped_by, 0
        if stopped:
            raise Stopped(stopped) from None


def stop(signal: int) -> None:
    """Have the work end: what is under way is interrupted, and the next step raises Stopped."""
    _WORK.stopped_by = signal
    for interrupt in list(_WORK.interrupts):
        interrupt()
