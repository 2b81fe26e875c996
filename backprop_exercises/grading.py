"""Points for a notebook that nbgrader grades: whatever the learner's own code writes or renames, the answer counts.

nbgrader runs the learner's code in the cell that gives the points, takes anything on stderr for a failure, and gives
the cell the names that the learner has used for something else. So such a cell is one call of `points`.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO
from unittest.mock import patch

import numpy as np

from backprop_lib.misconceptions import Verdict

from .asking import ask, check

student: Any = 0  # whose notebook this is; in the notebook a learner may use the name for something else


def enrol(name: Any) -> None:
    """Whose numbers the notebook asks for from here on.

    In a kernel no output is called an error from here on, for that costs points whoever writes it, a thread too.

    >>> enrol(0)
    """
    global student
    student = name
    if shell := _shell():
        _streams.update({name: getattr(sys, name) for name in ("stdout", "stderr") if _works(name)})
        shell.events.register("post_run_cell", _put_streams_back)
        if (kernel := sys.modules.get("ipykernel.iostream")) and isinstance(sys.stderr, kernel.OutStream):
            sys.stderr.name = "stdout"


_streams: dict[str, Any] = {}  # those of the kernel


def _shell() -> Any:
    return "IPython" in sys.modules and sys.modules["IPython"].get_ipython()


def _works(name: str) -> bool:
    return callable(getattr(getattr(sys, name, None), "flush", None))


def _put_streams_back(_: Any = None) -> None:
    """A kernel flushes both streams after each cell; without one, as after `sys.stderr = None`, it answers no more."""
    for name, stream in _streams.items():
        if not _works(name):
            setattr(sys, name, stream)


def points(slug: str, answer: Any, out_of: float) -> float:
    """What the answer of the student who is enrolled is worth, once the verdict has been shown.

    >>> points("net-input", ..., out_of=2)
    Not answered yet; expected net_j.
    0.0
    """
    with _silence():
        try:
            verdict = check(ask(slug, student), answer)
        except KeyboardInterrupt:  # nobody sits at the keyboard: the answer raises it
            verdict = Verdict(
                False, (), "", "This was interrupted; expected an answer that does not stop the notebook."
            )
    if _shell():
        from IPython.display import display

        display(verdict)
    elif not getattr(sys.stdout, "closed", False):
        print(verdict)
    return float(round(out_of * verdict.points, 2))


_sinks: list[TextIO] = []  # the one file that takes all that is written; a logger of the learner's may keep it


def _sink() -> TextIO:
    if not _sinks or _sinks[-1].closed:
        _sinks.append(open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        atexit.register(_sinks[-1].close)
    return _sinks[-1]


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing that is written, shown, logged or warned of gets out, whichever way it takes."""
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(_sink()))  # what is printed
        stack.enter_context(redirect_stderr(_sink()))
        if kernel := sys.modules.get("ipykernel.iostream"):  # what is written to a stream that was kept from before
            stack.enter_context(patch.object(kernel.OutStream, "write", lambda stream, text: len(text)))
        if shell := _shell():
            stack.enter_context(patch.object(shell.display_pub, "publish", lambda *shown, **more: None))
        for number in (1, 2):  # what is written below Python
            stack.enter_context(_nowhere(number))
        stack.enter_context(patch.object(logging, "raiseExceptions", False))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(np.errstate(all="ignore"))
        yield


@contextmanager
def _nowhere(number: int) -> Iterator[None]:
    """The stream of the system with this number, led to nowhere, if there is one."""
    original = (sys.__stdout__, sys.__stderr__)[number - 1]
    try:
        kept = os.dup(number)
    except OSError:
        yield
        return
    try:
        os.dup2(_sink().fileno(), number)
        yield
    finally:
        with suppress(Exception):  # what waits in there is written now, not later
            original.flush()  # type: ignore[union-attr]
        os.dup2(kept, number)
        os.close(kept)
