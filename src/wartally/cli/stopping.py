"""Ctrl-C and SIGTERM end a long command in order: work interrupted, scratch removed, one line said."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from wartally.validation.running import Stopped, stop, stoppable

__all__ = ["stopped_by_signals"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_PACE_SECONDS = 0.2
# What a database needs to end by itself when it is interrupted.
_GRACE_SECONDS = 0.8
# What stopped work needs to clean up before it is stopped once more.
_CLEANING_SECONDS = 5

T = TypeVar("T")


def stopped_by_signals(work: Callable[[], T]) -> T:
    """What `work` returns; raises what it raises, or Stopped when a signal asks for it.

    The work has a thread of its own: Python handles signals in the main one, and only between its own
    steps, of which there may be none for minutes inside a query. A second signal ends the process at once.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    thread: list[int] = []

    def noted() -> T:
        thread.append(threading.get_ident())
        return work()

    with stoppable(), _handled() as asked, ThreadPoolExecutor(1, "work") as pool:
        future = pool.submit(noted)
        _wait(future, asked, thread)
        return future.result()


def _wait(future: Future[T], asked: threading.Event, thread: list[int]) -> None:
    """Wait for the end; work that is `asked` to stop and goes on in Python is stopped between two lines."""
    grace = _GRACE_SECONDS
    while wait([future], _PACE_SECONDS).not_done:
        if asked.is_set() and wait([future], grace).not_done and thread:
            grace = _CLEANING_SECONDS
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread[0]), ctypes.py_object(Stopped))


@contextmanager
def _handled() -> Iterator[threading.Event]:
    """Have the signals stop the work within the block; the event is set when one did."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    asked = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        del frame
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        stop(number)
        asked.set()

    try:
        for number in _SIGNALS:
            signal.signal(number, handle)
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
