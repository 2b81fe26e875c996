"""What a teacher chooses exercises by: the chapter of each, its kind, and the misconceptions that it names."""

from __future__ import annotations

import numpy as np

from backprop_lib.misconceptions import MISCONCEPTIONS, wrong_gradients

from .asking import CHAPTERS, Exercise
from .kinds.by_hand import ByHand
from .kinds.choices import Bug, Choice
from .kinds.formulas import Formula
from .kinds.gradients import Gradient
from .kinds.programs import Program

KINDS = {
    ByHand: "by hand",
    Gradient: "gradient",
    Formula: "derive",
    Program: "code",
    Choice: "choose",
    Bug: "find the bug",
}


def kind(exercise: Exercise) -> str:
    """What there is to do, in a word or three.

    >>> from backprop_exercises import EXERCISES
    >>> kind(EXERCISES["net-input"])
    'by hand'
    """
    return KINDS[type(exercise)]


def by_chapter() -> dict[str, tuple[Exercise, ...]]:
    """The exercises of each chapter, by the name of its page.

    >>> by_chapter()["forward-pass"][0].slug
    'net-input'
    """
    return {chapter.__name__.rpartition(".")[2].replace("_", "-"): chapter.EXERCISES for chapter in CHAPTERS}


def reveals(exercise: Exercise) -> tuple[str, ...]:
    """The misconceptions that this exercise can name, in the order of the bug museum.

    For a whole gradient they are those whose wrong rules exist for its network.

    >>> from backprop_exercises import EXERCISES
    >>> reveals(EXERCISES["weight-and-bias"])
    ('bias-never-updated',)
    """
    if isinstance(exercise, Gradient):
        return tuple(slug for slug in MISCONCEPTIONS if _applies(slug, exercise))
    known = exercise.wrong.values() if isinstance(exercise, Choice) else exercise.mistakes
    return tuple(slug for slug in MISCONCEPTIONS if slug in known)


def _applies(slug: str, exercise: Gradient) -> bool:
    _, network, x, y, loss = exercise.draw(np.random.default_rng(0))
    try:
        return bool(wrong_gradients(slug, network, x, y, loss, exercise.learning_rate))
    except ValueError:  # there is no recipe for this case
        return False
