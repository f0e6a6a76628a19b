"""Ctrl-C and SIGTERM end a long command in order: work interrupted, scratch removed, one line said."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from wartally.validation.running import stop, stoppable

__all__ = ["handling_signals"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def handling_signals() -> Iterator[None]:
    """The block ends in Stopped when a signal asks for it; a second signal acts as if nobody listened."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        del frame
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        stop(number)

    try:
        for number in _SIGNALS:
            signal.signal(number, handle)
        with stoppable():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
