"""Exercises with a choice: one of several statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import MISCONCEPTIONS, Verdict

from ..options import Options, locked_up

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
        return {"text": "", "options": list(drawn.given.items()), "check": locked_up(verdicts, salt)}

    def solved(self, drawn: Options) -> str:
        """The right statement, with its letter."""
        return f"The answer is **{drawn.answer}**: {self.right}"

    def reveals(self) -> Iterable[str]:
        return self.wrong.values()
