"""The exercises of all chapters: drawn for a student, checked, and only on request answered."""

from __future__ import annotations

import re
import zlib
from difflib import get_close_matches
from importlib import import_module
from numbers import Integral
from typing import Any

import numpy as np

from backprop_lib.misconceptions import Verdict
from backprop_lib.wording import kind_of

from . import limits
from .answers import Unreadable
from .bank import printed_sheets
from .kinds import Exercise
from .question import Question

# The files in bank/ whose exercises the chapters have, in the order of the book.
FILES = [
    "problem",
    "forward_pass",
    "error_calculation",
    "chain_rule",
    "backward_pass",
    "backward_matrices",
    "training",
    "checking_gradients",
    "bug_museum",
    "proof",
    "activations_and_depth",
    "classification",
    "forward_reverse",
    "computational_graphs",
    "famous_networks",
    "handwritten_digits",
    "what_next",
]
CHAPTERS = tuple(import_module(f".bank.{name}", __package__) for name in FILES)
EXERCISES: dict[str, Exercise] = {}
for _chapter in CHAPTERS:
    for _exercise in _chapter.EXERCISES:
        if _exercise.slug in EXERCISES:
            raise ValueError(f"Two exercises are called {_exercise.slug!r}; expected a name that no other one has.")
        EXERCISES[_exercise.slug] = _exercise
SETS = 100  # of numbers, as many as a page offers
SHEETS: dict[str, Exercise] = {exercise.slug: exercise for exercise in printed_sheets.EXERCISES}  # in no chapter


def ask(slug: str, student: int | str = 0) -> Question:
    """The exercise called `slug`, drawn for this student: a name or a number, 0 for the numbers of the book.

    A name stands for one of the numbers 1 to 100, whose sets the pages offer too.
    Raises ValueError for an exercise that does not exist, TypeError for a student without a name or a number.

    >>> ask("net-input")
    <question net-input for student 0>
    """
    if not isinstance(student, str | Integral) or isinstance(student, bool):
        raise TypeError(f"student is {student!r}; expected a number, or a name in quotes.")
    known = EXERCISES | SHEETS
    if not isinstance(slug, str) or slug not in known:
        near = get_close_matches(slug, known, cutoff=0.7) if isinstance(slug, str) else []
        nearest = get_close_matches(str(slug), known, cutoff=0)
        expected = f"did you mean {' or '.join(near)}?" if near else f"the nearest are {', '.join(nearest)}."
        new = " A new one stands in EXERCISES of a file in backprop_exercises/bank/, a new file in FILES of asking.py."
        raise ValueError(f"There is no exercise {slug!r}; {expected}{'' if near else new}")
    exercise = known[slug]
    seed = [zlib.crc32(slug.encode()), zlib.crc32(_number_of(str(student)).encode())]
    return Question(exercise, str(student), exercise.draw(np.random.default_rng(seed)))


def _number_of(student: str) -> str:
    """A name as its number; numbers, such as 7, and those of printed sheets, such as 3-7, as they are.

    >>> _number_of(" Ada "), _number_of("ada"), _number_of("3-7")
    ('53', '53', '3-7')
    """
    name = student.strip().lower()
    return name if re.fullmatch(r"[0-9]+(-[0-9]+)?", name) else str(1 + zlib.crc32(name.encode()) % SETS)


def check(question: Question | str, answer: Any = ...) -> Verdict:
    """Right; or the mistakes that give exactly this answer; or where it is first off. Never the answer itself.

    question: what `ask` gave, or the slug alone for the numbers of the book. An answer that cannot be read, or not in
    time, gets a remark that says what is expected, and no traceback. Raises ValueError for an exercise that does not
    exist, TypeError for what is no question.

    >>> print(check("net-input", "many"))
    net_j is the text 'many'; expected a number, without quotes.
    """
    question = _asked(question)
    try:
        return limits.limited(limits.WITH_READING, question.exercise.grade, question.drawn, answer)
    except Unreadable as refusal:
        remark = str(refusal)
    except limits.TooLong:
        remark = f"This was not read to its end within {limits.WITH_READING:g} seconds; expected a simpler answer."
    except Exception as error:  # an answer may be any object, and its methods may fail in any way
        remark = f"This is {kind_of(answer)} that cannot be read: it raises {type(error).__name__}."
    return Verdict(False, (), "", remark)


def reveal(question: Question | str) -> Any:
    """The right answer, for who asks for it.

    >>> question = ask("net-input")
    >>> check(question, reveal(question)).correct
    True
    """
    return _asked(question).answer


def _asked(question: Any) -> Question:
    if isinstance(question, Question):
        return question
    if isinstance(question, str):
        return ask(question)
    raise TypeError(f"question is {kind_of(question)}; expected what ask(slug, student) gave, or the slug.")
