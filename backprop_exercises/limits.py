"""A function that runs for too long is stopped."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

SECONDS = 10.0  # for a learner's function, in all cases together
WITH_READING = 2 * SECONDS  # for a whole answer
AGAIN = 0.05  # an alarm may fall just before a call that sleeps, and go unheard


class TooLong(BaseException):
    """Ends a function that takes too long; no Exception, so that a learner's own `except` does not catch it."""


def limited(seconds: float, function: Callable, *arguments: Any) -> Any:
    """What the function returns, if that takes no longer than this.

    It needs the main thread and a system with alarms; on Windows and in a browser's kernel there is no limit, and
    the learner stops the kernel (in Jupyter: Kernel, Interrupt). Raises TooLong, where an Error would be caught.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return function(*arguments)

    def call() -> Any:  # with a frame of its own, even if the function is written in C
        return function(*arguments)

    def stop(number: int, frame: FrameType | None) -> None:
        if frame is None or frame.f_code is limited.__code__:
            return  # the function has just ended by itself
        # A bare `except:` catches even this. The next alarm soon meets a line that stands outside of its `try`.
        signal.setitimer(signal.ITIMER_REAL, 10 ** random.uniform(-6, -3), AGAIN)
        raise TooLong

    begun = time.monotonic()
    before = signal.signal(signal.SIGALRM, stop)
    outer, _ = signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6), AGAIN)
    try:
        return call()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if outer:  # a limit around this one goes on
            signal.setitimer(signal.ITIMER_REAL, max(outer - (time.monotonic() - begun), 1e-6), AGAIN)
