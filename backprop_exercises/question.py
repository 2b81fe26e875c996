"""An exercise as one student gets it, shown in a notebook and on a page."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from .kinds import Exercise

LEVELS = ("easy", "medium", "hard")
MIMETYPE = "application/vnd.backprop.question+json"  # for the pages of the book; a notebook shows the Markdown


class Question(NamedTuple):
    """An exercise as one student gets it: the same student always gets the same numbers, in `given`.

    >>> from backprop_exercises import ask
    >>> question = ask("net-input", "Ada")
    >>> question.given == ask("net-input", "Ada").given != ask("net-input", "Grace").given
    True
    >>> list(question.given)
    ['o_1', 'o_2', 'w_1j', 'w_2j', 'b_j']
    """

    exercise: Exercise
    student: str
    drawn: Any

    @property
    def given(self) -> Mapping[str, Any]:
        """What there is to compute with or to choose from, by name: numbers, arrays, symbols, cases or options.

        A copy: whoever changes it does not change the question.
        """
        return deepcopy(self.drawn.given)

    @property
    def answer(self) -> Any:
        """The right answer."""
        return deepcopy(self.drawn.answer)

    def solved(self) -> str:
        """The right answer with these numbers, in Markdown; "" where the answer is code."""
        return self.exercise.solved(self.drawn)

    def __repr__(self) -> str:
        return f"<question {self.exercise.slug} for student {self.student}>"

    def _repr_markdown_(self) -> str:
        return self.exercise.describe(self.drawn)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        slug = self.exercise.slug
        page = self.exercise.on_page(self.drawn, salt=f"{slug}/{self.student}")
        return {MIMETYPE: {"slug": slug, "effort": effort(self.exercise), "text": self._repr_markdown_(), **page}}


def effort(exercise: Exercise) -> str:
    """How hard an exercise is, and how long it takes: 'easy, 3 minutes'."""
    return f"{LEVELS[exercise.level - 1]}, {exercise.minutes} minute{'' if exercise.minutes == 1 else 's'}"
