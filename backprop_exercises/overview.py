"""What a teacher chooses exercises by: the chapter of each, and the misconceptions that it names."""

from __future__ import annotations

from backprop_lib.misconceptions import MISCONCEPTIONS

from .asking import CHAPTERS
from .kinds import Exercise


def by_chapter() -> dict[str, tuple[Exercise, ...]]:
    """The exercises of each chapter, by the name of its page.

    >>> by_chapter()["forward-pass"][0].slug
    'net-input'
    """
    return {chapter.__name__.rpartition(".")[2].replace("_", "-"): chapter.EXERCISES for chapter in CHAPTERS}


def reveals(exercise: Exercise) -> tuple[str, ...]:
    """The misconceptions that this exercise can name, in the order of the bug museum.

    >>> from backprop_exercises import EXERCISES
    >>> reveals(EXERCISES["weight-and-bias"])
    ('bias-never-updated',)
    """
    named = set(exercise.reveals())
    return tuple(slug for slug in MISCONCEPTIONS if slug in named)
