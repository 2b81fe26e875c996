"""Points for a notebook that nbgrader grades: whatever the learner's own code writes or renames, the answer counts.

nbgrader runs the learner's code in the cell that gives the points, takes anything on stderr for a failure, and gives
the cell the names that the learner has used for something else. So such a cell is one call of `points`. It also says in
a sentence why there is no answer, where a name in an error would tell the learner nothing.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, NamedTuple, TextIO
from unittest.mock import patch

import numpy as np

from backprop_lib.misconceptions import Verdict
from backprop_lib.wording import kind_of

from .asking import ask, check
from .question import Question

NOBODYS = (
    "These were the numbers of the book: the first cell of the notebook names nobody, or could not be run. "
    "A name stands in quotes there."
)
student: Any = 0  # whose notebook this is; in the notebook a learner may use the name for something else


def enrol(name: Any) -> None:
    """Whose numbers the notebook asks for from here on.

    In a kernel no output is called an error from here on, for that costs points whoever writes it, a thread too.

    >>> enrol(0)
    """
    global student
    student = name
    _listen()


def _listen() -> None:
    """In a kernel: after each cell. A question imports this module too, where the first cell could not be run."""
    global _listening
    if (shell := _shell()) and not _listening:
        _listening = True
        _streams.update({name: getattr(sys, name) for name in ("stdout", "stderr") if _works(name)})
        shell.events.register("post_run_cell", _put_streams_back)
        shell.events.register("post_run_cell", _remember)
        if (kernel := sys.modules.get("ipykernel.iostream")) and isinstance(sys.stderr, kernel.OutStream):
            sys.stderr.name = "stdout"


_listening = False
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


class _Ran(NamedTuple):
    """A cell of the learner's that has run: its code, why Python could not read it, and what it stopped with."""

    code: str
    unread: BaseException | None
    stopped: BaseException | None


_ran: list[_Ran] = []  # since the last question
_judged: set[str] = set()  # what earlier exercises have asked for


def _remember(result: Any) -> None:
    """A cell has run. Those of the course, which name this module, are not the learner's; a question begins anew."""
    code = result.info.raw_cell
    if __name__ not in code:
        _ran.append(_Ran(code, result.error_before_exec, result.error_in_exec))
    elif "import student" in code:
        _ran.clear()


class _NoAnswer(Exception):
    """The cells of an answer have given none, said in a sentence."""


def _read(answer: Callable[[], Any]) -> Any:
    """What the learner's names stand for now. Raises _NoAnswer.

    A name may still have what an earlier exercise left there, which is no answer to this one: so it is after a cell
    that Python cannot read, and where no cell since the question mentions it.
    """
    for place, cell in enumerate(reversed(_ran)):
        named = any(re.search(rf"\b{name}\b", cell.code) for name in answer.__code__.co_names)
        if isinstance(cell.unread, SyntaxError) and (named or place == 0):
            raise _NoAnswer(f"The cell of this answer cannot be read; {_where(_in_pythons_words(cell))}")
        if named and not (cell.unread or cell.stopped):
            break
    code = "\n".join(cell.code for cell in _ran)
    left = [name for name in _judged & set(answer.__code__.co_names) if not re.search(rf"\b{name}\b", code)]
    _judged.update(answer.__code__.co_names)
    known = answer.__globals__
    stale = {name: known[name] for name in left if _listening and name in known}
    known.update(dict.fromkeys(stale, ...))
    try:
        return answer()
    except NameError as missing:
        stopped = _ran and (_ran[-1].unread or _ran[-1].stopped)
        why = f"its cell stopped with {kind_of(stopped)}" if stopped else "no cell above gives it one"
        raise _NoAnswer(f"`{missing.name}` has no value: {why}.") from None
    finally:
        known.update(stale)


def _in_pythons_words(cell: _Ran) -> SyntaxError:
    """IPython may say no more than “incomplete input” of a bracket that is not closed."""
    assert isinstance(cell.unread, SyntaxError)
    if cell.unread.msg == "incomplete input":
        try:
            compile(cell.code, "cell", "exec")
        except SyntaxError as error:
            return error
    return cell.unread


def _where(error: SyntaxError) -> str:
    """
    >>> _where(SyntaxError("'(' was never closed", ("cell", 2, 5, "b = (2")))
    "in line 2, `b = (2`, Python says: '(' was never closed."
    """
    line = (error.text or "").strip()
    stop = "" if error.msg.endswith(("?", ".")) else "."
    return f"in line {error.lineno}{f', `{line}`,' if line and '`' not in line else ''} Python says: {error.msg}{stop}"


def points(slug: str, answer: Callable[[], Any], out_of: float) -> float:
    """What the answer of the student who is enrolled is worth, once the verdict has been shown.

    answer: a function that looks up the learner's names, for they may stand for nothing.

    >>> points("net-input", lambda: ..., out_of=2)
    Not answered yet; expected net_j.
    0.0
    >>> points("net-input", lambda: net_j, out_of=2)
    `net_j` has no value: no cell above gives it one.
    0.0
    """
    with _silence():
        try:
            verdict = check(_question(slug), _read(answer))
        except _NoAnswer as problem:
            verdict = Verdict(False, (), "", str(problem))
        except KeyboardInterrupt:  # nobody sits at the keyboard: the answer raises it
            verdict = Verdict(
                False, (), "", "This was interrupted; expected an answer that does not stop the notebook."
            )
    if str(verdict).startswith("Not right") and str(student).strip() in ("", "0"):
        verdict = verdict._replace(remark=f"{verdict.remark} {NOBODYS}".strip())
    if _shell():
        from IPython.display import display

        display(verdict)
    elif not getattr(sys.stdout, "closed", False):
        print(verdict)
    return float(round(out_of * verdict.points, 2))


def _question(slug: str) -> Question:
    """The exercise with the numbers of the student who is enrolled. Raises _NoAnswer for who has no name."""
    try:
        return ask(slug, student)
    except TypeError as refusal:
        raise _NoAnswer(f"{refusal} It is set in the first cell.") from None


_listen()
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
