"""Exercises with a bug: the line of a program that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import MISCONCEPTIONS, Verdict

from ..calculation import changed
from ..options import Options, locked_up


class Bug(NamedTuple):
    """A program with one wrong line, drawn from `mistakes`; asked is the number of that line, counted from 1.

    >>> import numpy as np
    >>> bug = Bug("square", 1, 1, "y = x * x", {"derivative-of-exp": ("y = x",)})
    >>> drawn = bug.draw(np.random.default_rng(0))
    >>> drawn.options, bug.grade(drawn, 1).correct
    (('y = x',), True)
    """

    slug: str
    level: int
    minutes: int
    program: str
    mistakes: Mapping[str, tuple[str, ...]]

    @property
    def kind(self) -> str:
        return "find the bug"

    def draw(self, rng: np.random.Generator) -> Options:
        """The program with one of the mistakes in it."""
        mistake = list(self.mistakes)[rng.integers(len(self.mistakes))]
        right = changed(self.program, ()).splitlines()
        lines = changed(self.program, self.mistakes[mistake]).splitlines()
        names = tuple(map(str, range(1, len(lines) + 1)))
        wrong = next(name for name, one, other in zip(names, right, lines, strict=True) if one != other)
        return Options(names, tuple(lines), wrong, mistake)

    def grade(self, drawn: Options, answer: Any) -> Verdict:
        """Right, with the name of the bug; a line that is right is not said to be anything else."""
        number = drawn.number(answer)
        known = MISCONCEPTIONS.get(drawn.mistake)
        name = f"This is the bug: {known.name}. {known.hint}" if known else f"This is the bug. {drawn.mistake}"
        if drawn.names[number] == drawn.answer:
            return Verdict(True, (), "", name, 1.0)
        return Verdict(False, (), "", f"Line {number + 1} is as it should be: `{drawn.options[number]}`.")

    def describe(self, drawn: Options) -> str:
        """The program, and how a notebook wants to be answered."""
        return f"{self.listing(drawn)}\n\nAnswer with the number of the line, such as `3`."

    def listing(self, drawn: Options) -> str:
        """The program with the numbers of its lines."""
        lines = "\n".join(f"{name:>2}  {line}" for name, line in drawn.given.items())
        return f"```\n{lines}\n```"

    def on_page(self, drawn: Options, salt: str) -> dict[str, Any]:
        """The lines, and what is said about each."""
        verdicts = {name: self.grade(drawn, name) for name in drawn.names}
        return {"text": "", "lines": list(drawn.given.items()), "check": {**locked_up(verdicts, salt), "code": True}}

    def solved(self, drawn: Options) -> str:
        """The wrong line with its number, what it should be, and the name of the bug."""
        number = drawn.number(drawn.answer)
        right = changed(self.program, ()).splitlines()[number]
        wrong = f"The wrong line is **{drawn.answer}**, `{drawn.options[number]}`. Right is `{right}`."
        return f"{wrong} {self.grade(drawn, drawn.answer).remark}"

    def reveals(self) -> Iterable[str]:
        return self.mistakes
