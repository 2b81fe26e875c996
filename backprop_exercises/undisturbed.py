"""What all code of a process shares is put back when a learner's function has changed it.

Streams, NumPy's settings and functions, warnings, the folder, the limit of recursion: what one answer does to them
would otherwise spoil the answers that follow.
"""

from __future__ import annotations

import builtins
import math
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

MODULES = (builtins, math, np, np.linalg, np.random)
STREAMS = ("stdin", "stdout", "stderr", "__stdout__", "__stderr__")


class Open:
    """A stream that stays open, whoever closes it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def close(self) -> None:
        with suppress(Exception):
            self._stream.flush()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Run what may change anything, and have it as before.

    >>> with undisturbed():
    ...     sys.stderr = None
    ...     np.exp = math.exp
    >>> sys.stderr is None, np.exp is math.exp
    (False, False)
    """
    modules = [(module, dict(vars(module))) for module in MODULES]
    streams = {name: getattr(sys, name, None) for name in STREAMS}
    folder, recursion = os.getcwd(), sys.getrecursionlimit()
    for name in ("stdout", "stderr"):
        if streams[name] is not None:
            setattr(sys, name, Open(streams[name]))
    try:
        with warnings.catch_warnings(), np.errstate(), np.printoptions():
            yield
    finally:
        for module, before in modules:
            for name, value in before.items():
                if vars(module).get(name, ...) is not value:
                    setattr(module, name, value)
        for name, stream in streams.items():
            setattr(sys, name, stream)
        with suppress(OSError):
            os.chdir(folder)
        with suppress(RecursionError):
            sys.setrecursionlimit(recursion)
