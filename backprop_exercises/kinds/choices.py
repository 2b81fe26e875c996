"""Exercises with a choice: one of several statements, or the line of a program in which there is a bug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import MISCONCEPTIONS, Verdict

from ..answers import Unreadable, brief
from ..calculation import changed
from ..fingerprints import ROUNDS, fingerprint, locked
from ..writing import explained

LETTERS = "ABCDEFGHIJKL"


class Choice(NamedTuple):
    """Statements, one of which is right; each wrong one has the slug or the sentence that says why it is wrong.

    >>> import numpy as np
    >>> sky = Choice("sky", 1, 1, "Blue.", {"Green.": "That is the grass."})
    >>> drawn = sky.draw(np.random.default_rng(0))
    >>> drawn.options, sky.grade(drawn, "a").correct
    (('Blue.', 'Green.'), True)
    """

    slug: str
    level: int
    minutes: int
    right: str
    wrong: Mapping[str, str]

    @property
    def kind(self) -> str:
        return "choose"

    def draw(self, rng: np.random.Generator) -> Options:
        """The statements in an order of one's own."""
        statements = [self.right, *self.wrong]
        options = tuple(statements[k] for k in rng.permutation(len(statements)))
        return Options(tuple(LETTERS[: len(options)]), options, LETTERS[options.index(self.right)])

    def grade(self, drawn: Options, answer: Any) -> Verdict:
        """Right, or why not."""
        chosen = drawn.options[drawn.number(answer)]
        if chosen == self.right:
            return Verdict(True, (), points=1.0)
        why = self.wrong[chosen]
        return Verdict(False, (why,), gives="this answer" if why in MISCONCEPTIONS else "")

    def describe(self, drawn: Options) -> str:
        """The statements as a list, and how a notebook wants to be answered."""
        listed = "\n".join(f"- **{name}** {text}" for name, text in drawn.given.items())
        return f'{listed}\n\nAnswer with its letter in quotes, such as `"A"`.'

    def on_page(self, drawn: Options, salt: str) -> dict[str, Any]:
        """The statements, and what is said about each."""
        verdicts = {name: self.grade(drawn, name) for name in drawn.names}
        return {"options": list(drawn.given.items()), "check": _locked_up(verdicts, salt)}

    def solved(self, drawn: Options) -> str:
        """The right statement, with its letter."""
        return f"So the answer is **{drawn.answer}**: {self.right}"

    def reveals(self) -> Iterable[str]:
        return self.wrong.values()


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
        name = f"This is the bug: {known.name}. {known.hint}" if known else drawn.mistake
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
        return {"lines": list(drawn.given.items()), "check": _locked_up(verdicts, salt)}

    def solved(self, drawn: Options) -> str:
        """The wrong line with its number, what it should be, and the name of the bug."""
        number = drawn.number(drawn.answer)
        right = changed(self.program, ()).splitlines()[number]
        wrong = f"The wrong line is **{drawn.answer}**, `{drawn.options[number]}`. Right is `{right}`."
        return f"{wrong} {self.grade(drawn, drawn.answer).remark}"

    def reveals(self) -> Iterable[str]:
        return self.mistakes


class Options(NamedTuple):
    """What there is to choose from: letters for statements, numbers for lines; `mistake` is the bug in a program."""

    names: tuple[str, ...]
    options: tuple[str, ...]
    answer: str
    mistake: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The options by their names."""
        return dict(zip(self.names, self.options, strict=True))

    def number(self, answer: Any) -> int:
        """Which option an answer means, counted from 0. Raises Unreadable.

        >>> Options(("A", "B"), ("yes", "no"), "A").number(" b) ")
        1
        >>> Options(("1", "2"), ("a = 1", "b = 2"), "2").number("line 2")
        1
        """
        expected = f"expected one of {self.names[0]} to {self.names[-1]}"
        if answer is ... or answer is None:
            raise Unreadable(f"Not answered yet; {expected}.")
        whole = isinstance(answer, float | np.floating) and answer.is_integer()
        text = str(int(answer) if whole else answer).strip().strip(".()").upper()
        text = text.removeprefix("LINE ").strip()
        if isinstance(answer, bool) or text not in self.names:
            raise Unreadable(f"This is {brief(repr(answer))}; {expected}.")
        return self.names.index(text)


def _locked_up(verdicts: Mapping[str, Verdict], salt: str) -> dict[str, Any]:
    """For each option its fingerprint and, locked up, what `check` says about it."""
    found = {}
    for name, verdict in verdicts.items():
        said = [str(verdict).splitlines()[0], *(f"- {explained(mistake)}" for mistake in verdict.misconceptions)]
        found[fingerprint(salt, name)] = locked(salt, name, "\n".join(said))
    return {"salt": salt, "rounds": ROUNDS, "verdicts": dict(sorted(found.items()))}  # in an order that says nothing
