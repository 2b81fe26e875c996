"""Exercises whose answer is a function that the learner writes: run on drawn cases, against the clock, and compared."""

from __future__ import annotations

import inspect
import os
import sysconfig
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import backprop_lib
from backprop_lib.misconceptions import Verdict
from backprop_lib.wording import kind_of

from .. import limits
from ..answers import Unreadable, brief, like, near, unit
from ..undisturbed import undisturbed

CASES = 12
OURS = (Path(__file__).parents[1], Path(backprop_lib.__file__).parent, Path(sysconfig.get_path("stdlib")))
NOT_THE_LEARNERS = (*(f"{folder}{os.sep}" for folder in OURS), "<frozen ")


class Program(NamedTuple):
    """A function to write: `case(rng)` draws its arguments, `right` does it right, and each mistake does it wrong.

    `returns` names what the function returns, one name for each value of a tuple; `computed` are the same names in the
    order in which they are computed, if that is another one.

    >>> import numpy as np
    >>> double = Program("double", 1, 1, lambda rng: (rng.normal(),), lambda x: 2 * x, {"Squared.": np.square}, ("y",))
    >>> drawn = double.draw(np.random.default_rng(0))
    >>> double.grade(drawn, lambda x: x + x).correct, double.grade(drawn, lambda x: x * x).misconceptions
    (True, ('Squared.',))
    """

    slug: str
    level: int
    minutes: int
    case: Callable[[np.random.Generator], tuple]
    right: Callable
    mistakes: Mapping[str, Callable]
    returns: tuple[str, ...]
    computed: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return "code"

    def draw(self, rng: np.random.Generator) -> Task:
        """A dozen cases."""
        return Task([self.case(rng) for _ in range(CASES)], self.right)

    def grade(self, drawn: Task, answer: Any) -> Verdict:
        """Right in all cases; or the mistakes that return exactly the same in all cases; or the first that is off.

        A missing transpose fails where a layer has other sizes than the next: a mistake may fail, in the same cases.
        """
        try:
            return self._compare(drawn, answer)
        except Unreadable as refusal:
            stopped = refusal.__context__ is not None and not isinstance(refusal.__context__, Exception)
            found: tuple[str, ...] = ()
            if callable(answer) and not stopped:
                with suppress(limits.TooLong):
                    found = limits.limited(limits.SECONDS / 2, self._failing_alike, drawn, answer)
            if not found:
                raise
            return Verdict(False, found, "", f"In some of the cases: {refusal}")

    def describe(self, drawn: Task) -> str:
        """How often the function is tried, and what it returns."""
        returned = ", ".join(f"`{name}`" for name in self.returns)
        return f"Your function is tried on {len(drawn.cases)} cases. It returns {returned}."

    def on_page(self, drawn: Task, salt: str) -> dict[str, Any]:
        """What it lacks: a page does not run Python."""
        return {"needs": "a program, which takes Python to run"}

    def solved(self, drawn: Task) -> str:
        """Nothing: the answer is code."""
        return ""

    def reveals(self) -> Iterable[str]:
        return self.mistakes

    def _failing_alike(self, drawn: Task, answer: Callable) -> tuple[str, ...]:
        """The mistakes that return exactly the same in all cases where they return anything, and fail in the others."""
        mine = [self._outcome(answer, case) for case in drawn.cases]
        if all(outcome is None for outcome in mine):
            return ()
        return tuple(
            mistake
            for mistake, wrong in self.mistakes.items()
            if all(_alike(outcome, self._outcome(wrong, case)) for outcome, case in zip(mine, drawn.cases, strict=True))
        )

    def _outcome(self, function: Callable, case: tuple) -> list[Any] | None:
        """What a function returns, in the right shapes, also where it is infinite or no number; None if it fails."""
        right = self._values(self.right, case)
        try:
            values = self._values(function, case)
            return [_or_not_finite(*part) for part in zip(self.returns, values, right, strict=True)]
        except (KeyboardInterrupt, limits.TooLong):
            raise
        except BaseException:
            return None

    def _compare(self, drawn: Task, answer: Any) -> Verdict:
        if answer is ... or answer is None:
            raise Unreadable("Not answered yet. Hand in your function, by its name and without brackets.")
        if not callable(answer):
            raise Unreadable(f"This is {kind_of(answer)}; expected your function, by its name, without brackets.")
        wanted = [self._values(self.right, case) for case in drawn.cases]
        given = []
        end = time.monotonic() + limits.SECONDS
        for case, right in zip(drawn.cases, wanted, strict=True):
            given.append(self._call(answer, case, right, end - time.monotonic()))
        ok = [all(map(_same, mine, right)) for mine, right in zip(given, wanted, strict=True)]
        parts = [
            all(_same(mine[k], right[k]) for mine, right in zip(given, wanted, strict=True))
            for k in range(len(self.returns))
        ]
        points = sum(parts) / len(parts)
        if all(ok):
            return Verdict(True, (), points=1.0)
        found = tuple(
            mistake
            for mistake, wrong in self.mistakes.items()
            if all(_alike(mine, self._outcome(wrong, case)) for mine, case in zip(given, drawn.cases, strict=True))
        )
        off = [name for name, right in zip(self.returns, parts, strict=True) if not right]
        first = next(name for name in self.computed or self.returns if name in off)
        remark = f"{sum(ok)} of {len(ok)} cases are right."
        if not found:
            place = self.returns.index(first)
            wrong = [_same(mine[place], right[place]) for mine, right in zip(given, wanted, strict=True)].index(False)
            call = f"{_name_of(answer)}(*{self.slug.replace('-', '_')}.drawn.cases[{wrong}])"  # as the book names it
            remark = (
                f"Not right yet, and no mistake that we know returns exactly this. {remark} "
                f"The first value that is off is {first}. Look at case {wrong + 1}: `{call}` returns "
                f"{_shown(first, given[wrong][place])}."
            )
        return Verdict(False, found, first, remark, points)

    def _values(self, function: Callable, case: tuple) -> list[Any]:
        """What a function returns, always as a list; it gets copies, so that it cannot change the case."""
        with undisturbed(), np.errstate(all="ignore"):
            result = function(*deepcopy(case))
        return list(_parts(result, len(self.returns))) if len(self.returns) > 1 else [result]

    def _call(self, function: Callable, case: tuple, right: Sequence, seconds: float) -> list[Any]:
        try:
            with undisturbed():
                result = limits.limited(seconds, function, *deepcopy(case))
        except limits.TooLong:
            where = _where(function)
            raise Unreadable(
                f"Your function was stopped after {limits.SECONDS:g} seconds{where}. Is there a loop that never ends?"
            ) from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # an exit too, and whatever else a learner may raise
            said = _said(error)
            raise Unreadable(
                f"Your function raised {type(error).__name__}{said and ': '}{said}{_line(error)}."
            ) from error
        if (
            result is None
            or result is ...
            or (isinstance(result, tuple | list) and any(part is ... for part in result))
        ):
            returned = "nothing" if result is None else "`...`"
            mend = "Is there a return?" if result is None else "Write it in the place of the dots."
            raise Unreadable(
                f"Not answered yet: your function returns {returned}; expected {', '.join(self.returns)}. {mend}"
            )
        if len(self.returns) > 1:
            result = _parts(result, len(self.returns))
            if not isinstance(result, tuple | list) or len(result) != len(self.returns):
                what = f"{len(result)} values" if isinstance(result, tuple | list) else kind_of(result)
                raise Unreadable(f"Your function returned {what}; expected {', '.join(self.returns)}.")
        else:
            result = [result]
        return [like(name, value, want) for name, value, want in zip(self.returns, result, right, strict=True)]


class Task(NamedTuple):
    """A function to write: the cases on which it is tried, and a function that is right."""

    cases: list[tuple]
    answer: Callable

    @property
    def given(self) -> dict[str, Any]:
        """The arguments of all cases."""
        return {"cases": self.cases}


def _name_of(function: Callable) -> str:
    name = getattr(function, "__name__", "")
    return name if isinstance(name, str) and name.isidentifier() else "your_function"


def _shown(name: str, value: Any) -> str:
    """What a function returned: a number as it is, of an array the shape, which is right, since it was read.

    >>> _shown("y", 0.5), _shown("W", np.eye(2))
    ('y = 0.5; expected another number', 'W in the right shape, (2, 2); expected other entries')
    """
    if np.ndim(value) == 0:
        return f"{name} = {float(value):.6g}; expected another number"
    return f"{name} in the right shape, {np.shape(value)}; expected other entries"


def _same(mine: Any, right: Any) -> bool:
    return near(mine, right, unit(mine, right))


def _said(error: BaseException) -> str:
    """What an error says; its own text may be what fails."""
    try:
        return brief(str(error))
    except Exception:
        return ""


def _line(error: BaseException) -> str:
    """Where in the learner's own code an error arose: the last line that is not of the library, Python or a package."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(NOT_THE_LEARNERS) and "-packages" not in frame.filename
    ]
    if not own:
        return ""
    return f", in line {own[-1].lineno}" + (f": `{own[-1].line}`" if own[-1].line else "")


def _where(function: Callable) -> str:
    try:
        return f", in `{inspect.getsource(function).splitlines()[0].strip()}`"
    except (OSError, TypeError, IndexError):
        return ""


def _parts(result: Any, count: int) -> Any:
    """What a function returns, as so many values: an array of them will do, and a list of pairs is taken apart."""
    if isinstance(result, np.ndarray) and result.ndim and len(result) == count:
        return list(result)
    if not isinstance(result, tuple | list) or len(result) == count:
        return result
    return [part for pair in result for part in (pair if isinstance(pair, tuple | list) else [pair])]


def _alike(mine: Sequence | None, others: Sequence | None) -> bool:
    """Whether two functions did the same in a case: both failed, or they returned the same."""
    if mine is None or others is None:
        return mine is others
    return all(map(_same_where_finite, mine, others))


def _same_where_finite(one: Any, other: Any) -> bool:
    """Whether two results are the same, an infinity or NaN being like its own kind."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    finite = np.isfinite(one)
    if one.shape != other.shape or not np.array_equal(one[~finite], other[~finite], equal_nan=True):
        return False
    return not finite.any() or _same(one[finite], other[finite])


def _or_not_finite(name: str, value: Any, right: Any) -> Any:
    array = np.asarray(value)
    if array.dtype.kind == "f" and array.shape == np.shape(right) and not np.isfinite(array).all():
        return array
    return like(name, value, right)
