"""The kinds of exercises, one file a kind, and what each of them has to say of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np

from backprop_lib.misconceptions import Verdict


class Drawn(Protocol):
    """An exercise with the numbers of one student."""

    @property
    def given(self) -> Mapping[str, Any]:
        """What there is to compute with or to choose from, by name."""

    @property
    def answer(self) -> Any:
        """The right answer."""


class Exercise(Protocol):
    """All that is asked of a kind. `drawn` is what its own `draw` returned."""

    @property
    def slug(self) -> str:
        """What `ask` is called with, such as net-input."""

    @property
    def level(self) -> int:
        """From 1, easy, to 3, hard."""

    @property
    def minutes(self) -> int:
        """How long it takes."""

    @property
    def kind(self) -> str:
        """What there is to do, in a word or three, for the teachers' page."""

    def draw(self, rng: np.random.Generator) -> Drawn:
        """A student's own numbers, or an order of one's own."""

    def grade(self, drawn: Any, answer: Any) -> Verdict:
        """Whether an answer is right, or which mistakes give it. Raises Unreadable for one that cannot be judged."""

    def describe(self, drawn: Any) -> str:
        """What is given and what to hand in, in Markdown."""

    def on_page(self, drawn: Any, salt: str) -> dict[str, Any]:
        """What a page adds to these words; only `needs` if the notebook alone checks an answer, which says why.

        `check` is the data with which the page checks (theme/exercises/judged.js): `asked` for fields, with the
        fingerprints `right` and `mistakes`, or with `given` and a `program`; `points`, `right` and `mistakes` for a
        formula; `verdicts` for a choice between `options` (in Markdown) or `lines` (of code), pairs of a name and a
        text. `text` takes the place of these words: more where a page asks for more, "" where the options say it all.
        """

    def solved(self, drawn: Any) -> str:
        """The right answer with these numbers, in Markdown, for the solution on a page; "" where the code is it."""

    def reveals(self) -> Iterable[str]:
        """The mistakes that a verdict can name: slugs of misconceptions, and sentences."""
