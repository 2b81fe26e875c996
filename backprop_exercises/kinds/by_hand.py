"""Exercises by hand: a calculation of a few lines on drawn numbers, of which some values are asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.elementwise import logistic
from backprop_lib.misconceptions import Verdict

from ..answers import Unreadable, by_name, like, unit

ENOUGH = 1000  # draws until the right answer can be told from all mistakes
SOON = 30  # draws until mistakes that still agree are taken to agree by algebra

KNOWN = {
    "np": np,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "sigmoid": logistic,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=0),
    "relu": lambda z: np.maximum(z, 0),
}


class ByHand(NamedTuple):
    """A calculation: `given(rng)` draws its numbers, `program` has one value in a line, `asked` names those to find.

    A mistake is the lines that it changes, as in the chapter on bugs; its key is the slug of a misconception, or
    for a slip of this exercise alone a sentence that says what went wrong. `decimals` is how many are asked for;
    without, an answer has to be right to 1e-9 of its size.

    >>> import numpy as np
    >>> square = ByHand("square", 1, 1, lambda rng: {"x": 3.0}, "y = x * x", ("y",), {"Times two.": ("y = 2 * x",)})
    >>> question = square.draw(np.random.default_rng(0))
    >>> square.grade(question, 9).correct, square.grade(question, 6).misconceptions
    (True, ('Times two.',))
    """

    slug: str
    level: int
    minutes: int
    given: Callable[[np.random.Generator], dict[str, Any]]
    program: str
    asked: tuple[str, ...]
    mistakes: Mapping[str, tuple[str, ...]]
    decimals: int | None = None

    def draw(self, rng: np.random.Generator) -> Calculation:
        """Numbers on which every mistake differs from the right answer, and the mistakes from each other.

        Mistakes that agree by algebra do so on all numbers: such a pair is drawn as it is, and a verdict names both.
        Raises ValueError if a mistake makes no difference in a thousand draws.
        """
        best = None
        for attempt in range(ENOUGH):
            question = self._with(self.given(rng))
            pairs = question.confused()
            if not pairs:
                return question
            if not any(self.slug in pair for pair in pairs) and (best is None or len(pairs) < len(best.confused())):
                best = question
            if best and attempt >= SOON:
                return best
        raise ValueError(f"Exercise {self.slug}: on all numbers drawn the right answer coincides with a mistake.")

    def _with(self, given: dict[str, Any]) -> Calculation:
        right = run(self.program, given)
        wrong = {mistake: run(changed(self.program, lines), given) for mistake, lines in self.mistakes.items()}
        return Calculation(self, given, right, wrong)

    def grade(self, question: Calculation, answer: Any) -> Verdict:
        """Right; or the mistakes that give exactly this; or the first value that does not follow from the others."""
        handed = by_name(self.asked, answer)
        own = {name: like(name, value, question.right[name]) for name, value in handed.items() if value is not ...}
        missing = [name for name in self.asked if name not in own]
        if not own:
            raise Unreadable(f"Not answered yet; expected {', '.join(self.asked)}.")

        def agrees(values: Mapping[str, Any]) -> bool:
            return all(self._close(value, values[name]) for name, value in own.items())

        off = [name for name in own if not self._follows(question, name, own)]
        points = (len(own) - len(off)) / len(self.asked)
        lacking = f"Still to do: {', '.join(missing)}." if missing else ""
        if agrees(question.right):
            return Verdict(not missing, (), "", f"Right so far. {lacking}" if missing else "", points)
        if found := tuple(mistake for mistake, values in question.wrong.items() if agrees(values)):
            return Verdict(False, found, off[0] if off else "", lacking, points)
        if not off:
            return Verdict(False, (), "", "Every value follows, but too much was rounded on the way.", points)
        first = off[0]
        earlier = self._earlier(question, first, own)
        found = tuple(
            mistake
            for mistake, lines in self.mistakes.items()
            if self._close(own[first], run(changed(self.program, lines), question.given, earlier)[first])
        )
        where = f"The first value that is off is {first}." if len(self.asked) > 1 else ""
        after = "What follows it was judged on your own value." if points and first != list(own)[-1] else ""
        unknown = "" if found else "Not right yet, and no mistake that we know gives exactly this."
        gives = f"this value of {first}" if len(self.asked) > 1 else "this answer"
        return Verdict(False, found, first, " ".join(filter(None, [unknown, where, after, lacking])), points, gives)

    def _earlier(self, question: Calculation, name: str, own: Mapping[str, Any]) -> dict[str, Any]:
        """The learner's own values of what is asked before. From a wrong 0 too much would follow: 0 times anything."""
        before = self.asked[: self.asked.index(name)]
        return {
            other: own[other]
            for other in before
            if other in own and (np.any(own[other]) or not np.any(question.right[other]))
        }

    def _follows(self, question: Calculation, name: str, own: Mapping[str, Any]) -> bool:
        """Whether a value is right, or follows from the learner's own earlier ones (which may have been rounded)."""
        earlier = self._earlier(question, name, own)
        expected = run(self.program, question.given, earlier)[name]
        return self._close(own[name], question.right[name]) or self._close(own[name], expected, 3 if earlier else 1)

    def _close(self, given: Any, value: Any, times: int = 1) -> bool:
        return near(given, value, times * self.room(given, value))

    def room(self, given: Any, right: Any) -> float:
        """How far an answer may be off: one unit of the last decimal asked for, or rounding alone.

        >>> ByHand("", 1, 1, dict, "", (), {}).room(2.0, 2.0)
        2e-09
        """
        return unit(given, right) if self.decimals is None else 1.001 * 10.0**-self.decimals


class Calculation(NamedTuple):
    """A drawn exercise by hand: the numbers given, all values of the right program, and those of each mistake.

    >>> Calculation(None, {"x": 2}, {}, {}).given
    {'x': 2}
    """

    exercise: ByHand
    given: dict[str, Any]
    right: dict[str, Any]
    wrong: dict[str, dict[str, Any]]

    def confused(self) -> list[tuple[str, str]]:
        """Pairs that look alike in all that is asked: mistakes, or the right answer under the exercise's slug."""
        exercise = self.exercise
        all_values = {exercise.slug: self.right, **self.wrong}
        names = list(all_values)
        return [
            (one, other)
            for k, one in enumerate(names)
            for other in names[k + 1 :]
            if all(exercise._close(all_values[one][name], all_values[other][name], 3) for name in exercise.asked)
        ]

    @property
    def answer(self) -> dict[str, Any]:
        """What is right, under the names that were asked for."""
        return {name: self.right[name] for name in self.exercise.asked}


def run(program: str, given: Mapping[str, Any], fixed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All values that a program computes; those in `fixed` are taken from there instead.

    >>> run("y = 2 * x", {"x": 3})
    {'y': 6}
    """
    names = {**KNOWN, **given}
    values = {}
    with np.errstate(all="ignore"):  # a wrong line may divide by 0
        for name, code in _compiled(program):
            values[name] = names[name] = fixed[name] if fixed and name in fixed else eval(code, names)
    return values


@cache
def changed(program: str, lines: tuple[str, ...]) -> str:
    """The program with these lines in the place of those that compute the same value.

    Raises ValueError for a value that the program does not compute.

    >>> changed("y = 2 * x", ("y = x",))
    'y = x'
    """
    old = dict(_split(program))
    new = dict(map(_parted, lines))
    if unknown := set(new) - set(old):
        raise ValueError(f"The program does not compute {unknown.pop()}.")
    return "\n".join(f"{name} = {expression}" for name, expression in (old | new).items())


@cache
def _compiled(program: str) -> list[tuple[str, CodeType]]:
    return [(name, compile(expression, "<exercise>", "eval")) for name, expression in _split(program)]


def _split(program: str) -> list[tuple[str, str]]:
    return [_parted(line) for line in program.splitlines() if line.strip()]


def _parted(line: str) -> tuple[str, str]:
    name, expression = line.split(" = ", 1)
    return name.strip(), expression.strip()


def near(one: Any, other: Any, room: float) -> bool:
    """Whether all numbers of two arrays are that close; nothing is close to an infinity.

    >>> near(1.0, 1.4, 0.5), near(1.0, float("nan"), 0.5), near(1.0, float("inf"), float("inf"))
    (True, False, False)
    """
    if not math.isfinite(room):
        return False
    if isinstance(one, float | int) and isinstance(other, float | int):  # the same for numbers, and quicker
        return bool(abs(one - other) <= room)
    if np.shape(one) != np.shape(other):
        return False
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(np.subtract(one, other)) <= room))


GREEK = {"alpha", "delta", "eta", "mu", "phi", "sigma", "theta"}


def latex(name: str) -> str:
    r"""How a name is printed: w5 as w_5, net_h1 as \mathrm{net}_{h1}, dE_dw5 and du_dx as derivatives.

    >>> print(latex("net_h1"), latex("delta_o1"), latex("dE_dw5"), latex("du_dx"))
    \mathrm{net}_{h1} \delta_{o1} \partial E / \partial w_{5} \partial u / \partial x
    """
    if match := re.fullmatch(r"d([A-Za-z])_d(\w+)", name):
        return rf"\partial {match[1]} / \partial {latex(match[2])}"
    match = re.fullmatch(r"([A-Za-z]+?)_?((?<=_)\w+|\d*)", name)
    if not match:
        return rf"\mathrm{{{name}}}"
    stem, index = match.groups()
    stem = f"\\{stem}" if stem in GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    return f"{stem}_{{{index}}}" if index else stem


def printed(value: Any) -> str:
    r"""A number or an array as a formula.

    >>> print(printed(0.5), printed(np.array([[1.0], [2.0]])))
    0.5 \begin{pmatrix} 1 \\ 2 \end{pmatrix}
    """
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{array.item():.10g}"
    rows = r" \\ ".join(" & ".join(f"{entry:.10g}" for entry in row) for row in np.atleast_2d(array))
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
