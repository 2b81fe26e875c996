"""Ctrl-C at every line of a file, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from types import FrameType
from typing import Any


def moments(file: str | None, run: Callable[[int], None]) -> Iterator[int]:
    """Call run(1), run(2), ...: Ctrl-C comes when the first, second, ... line of this file is run through in it.

    Each number is yielded after its run, until a run has no such line any more.
    """
    for moment in count(1):
        left = moment

        def stop(frame: FrameType, event: str, _: object) -> Any:
            nonlocal left
            if frame.f_code.co_filename != file:
                return None
            left -= event == "line"
            if event == "line" and left == 0:
                raise KeyboardInterrupt
            return stop

        before = sys.gettrace()
        sys.settrace(stop)
        try:
            with suppress(KeyboardInterrupt):
                run(moment)
        finally:
            sys.settrace(before)
        if left > 0:
            return
        yield moment
