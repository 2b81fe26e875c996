"""Exercises with a choice: one of several statements, or the line of a program in which there is a bug."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import MISCONCEPTIONS, Verdict

from ..answers import Unreadable, brief
from .by_hand import changed

LETTERS = "ABCDEFGHIJKL"


class Choice(NamedTuple):
    """Statements, one of which is right; each wrong one has the slug or the sentence that says why it is wrong.

    >>> import numpy as np
    >>> sky = Choice("sky", 1, 1, "Blue.", {"Green.": "That is the grass."})
    >>> question = sky.draw(np.random.default_rng(0))
    >>> question.options, sky.grade(question, "a").correct
    (('Blue.', 'Green.'), True)
    """

    slug: str
    level: int
    minutes: int
    right: str
    wrong: Mapping[str, str]

    def draw(self, rng: np.random.Generator) -> Options:
        """The statements in an order of one's own."""
        options = [self.right, *self.wrong]
        return Options(self, tuple(options[k] for k in rng.permutation(len(options))))

    def grade(self, question: Options, answer: Any) -> Verdict:
        """Right, or why not."""
        chosen = question.options[question.number(answer)]
        if chosen == self.right:
            return Verdict(True, (), points=1.0)
        why = self.wrong[chosen]
        return Verdict(False, (why,), gives="this answer" if why in MISCONCEPTIONS else "")


class Bug(NamedTuple):
    """A program with one wrong line, drawn from `mistakes`; asked is the number of that line, counted from 1.

    >>> import numpy as np
    >>> bug = Bug("square", 1, 1, "y = x * x", {"derivative-of-exp": ("y = x",)})
    >>> question = bug.draw(np.random.default_rng(0))
    >>> question.options, bug.grade(question, 1).correct
    (('y = x',), True)
    """

    slug: str
    level: int
    minutes: int
    program: str
    mistakes: Mapping[str, tuple[str, ...]]

    def draw(self, rng: np.random.Generator) -> Options:
        """The program with one of the mistakes in it."""
        mistake = list(self.mistakes)[rng.integers(len(self.mistakes))]
        lines = changed(self.program, self.mistakes[mistake]).splitlines()
        return Options(self, tuple(lines), mistake)

    def grade(self, question: Options, answer: Any) -> Verdict:
        """Right, with the name of the bug; a line that is right is not said to be anything else."""
        number = question.number(answer)
        known = MISCONCEPTIONS.get(question.mistake)
        name = f"This is the bug: {known.name}. {known.hint}" if known else question.mistake
        if number == self.wrong_line(question):
            return Verdict(True, (), "", name, 1.0)
        return Verdict(False, (), "", f"Line {number + 1} is as it should be: `{question.options[number]}`.")

    def wrong_line(self, question: Options) -> int:
        """Where the program drawn departs from the right one, counted from 0."""
        right = changed(self.program, ()).splitlines()
        return next(n for n, (one, other) in enumerate(zip(right, question.options, strict=True)) if one != other)


class Options(NamedTuple):
    """A drawn exercise with a choice: what there is to choose from, and the bug if there is one.

    >>> Options(None, ("yes", "no")).number("B")
    1
    """

    exercise: Any
    options: tuple[str, ...]
    mistake: str = ""

    def number(self, answer: Any) -> int:
        """Which option an answer means, counted from 0: a letter for statements, a number for lines.

        Raises Unreadable.

        >>> Options(Bug("", 1, 1, "", {}), ("a = 1", "b = 2")).number(2)
        1
        """
        names = self.names
        expected = f"expected one of {names[0]} to {names[-1]}"
        if answer is ... or answer is None:
            raise Unreadable(f"Not answered yet; {expected}.")
        text = str(answer).strip().strip(".()").upper()
        if isinstance(answer, bool) or text not in names:
            raise Unreadable(f"This is {brief(repr(answer))}; {expected}.")
        return names.index(text)

    @property
    def names(self) -> tuple[str, ...]:
        """What the options are called: lines have numbers, statements letters."""
        count = len(self.options)
        return tuple(map(str, range(1, count + 1))) if isinstance(self.exercise, Bug) else tuple(LETTERS[:count])

    @property
    def answer(self) -> str:
        """The name of the right option."""
        if isinstance(self.exercise, Bug):
            return self.names[self.exercise.wrong_line(self)]
        return self.names[self.options.index(self.exercise.right)]
