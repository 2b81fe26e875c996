"""The exercises of all chapters: drawn for a student, checked, and only on request answered."""

from __future__ import annotations

import zlib
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import Verdict

from . import limits, worksheet
from .answers import Unreadable
from .bank import (
    backward_pass,
    bug_museum,
    chain_rule,
    checking_gradients,
    error_calculation,
    forward_pass,
    problem,
    training,
)
from .fingerprints import on_page
from .kinds.by_hand import ByHand, latex, printed
from .kinds.choices import Bug, Choice
from .kinds.formulas import Formula
from .kinds.gradients import Gradient
from .kinds.programs import Program

Exercise = ByHand | Gradient | Formula | Program | Choice | Bug

CHAPTERS = (
    problem,
    forward_pass,
    error_calculation,
    chain_rule,
    backward_pass,
    training,
    checking_gradients,
    bug_museum,
)
EXERCISES: dict[str, Exercise] = {exercise.slug: exercise for chapter in CHAPTERS for exercise in chapter.EXERCISES}
SHEETS: dict[str, Exercise] = {exercise.slug: exercise for exercise in worksheet.EXERCISES}  # on paper, in no chapter

LEVELS = ("easy", "medium", "hard")
MIMETYPE = "application/vnd.backprop.question+json"  # for the pages of the book; a notebook shows the Markdown


class Question(NamedTuple):
    """An exercise as one student gets it: the same student always gets the same numbers.

    What was drawn can be looked up: question.given, question.cases, question.options, or a formula's symbols.

    >>> ask("net-input", "Ada").given == ask("net-input", "Ada").given != ask("net-input", "Grace").given
    True
    """

    exercise: Exercise
    student: str
    drawn: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.drawn, name)

    def __repr__(self) -> str:
        return f"<question {self.exercise.slug} for student {self.student}>"

    def _repr_markdown_(self) -> str:
        return describe(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        exercise, drawn = self.exercise, self.drawn
        options = list(zip(drawn.names, drawn.options, strict=True)) if isinstance(exercise, Choice | Bug) else []
        shown = {"text": describe(self), "options": options, "lines": isinstance(exercise, Bug)}
        return {MIMETYPE: {"slug": exercise.slug, "effort": effort(exercise), **shown, "check": on_page(self)}}


def ask(slug: str, student: int | str = 0) -> Question:
    """The exercise called `slug`, drawn for this student: any name or number, 0 for the numbers of the book.

    Raises ValueError for an exercise that does not exist.

    >>> ask("net-input")
    <question net-input for student 0>
    """
    known = EXERCISES | SHEETS
    if slug not in known:
        raise ValueError(f"There is no exercise {slug!r}; expected one of {', '.join(known)}.")
    exercise = known[slug]
    seed = [zlib.crc32(slug.encode()), zlib.crc32(str(student).strip().lower().encode())]
    return Question(exercise, str(student), exercise.draw(np.random.default_rng(seed)))


def check(question: Question | str, answer: Any = ...) -> Verdict:
    """Right; or the mistakes that give exactly this answer; or where it is first off. Never the answer itself.

    question: what `ask` gave, or the slug alone for the numbers of the book. An answer that cannot be read, or not in
    time, gets a remark that says what is expected, and no traceback. Raises ValueError for an exercise that does not
    exist.

    >>> print(check("net-input", "many"))
    net_j is the text 'many'; expected a number, without quotes.
    """
    if isinstance(question, str):
        question = ask(question)
    try:
        return limits.limited(limits.WITH_READING, question.exercise.grade, question.drawn, answer)
    except Unreadable as problem:
        remark = str(problem)
    except limits.TooLong:
        remark = f"This was not read to its end within {limits.WITH_READING:g} seconds; expected a simpler answer."
    except Exception as error:  # an answer may be any object, and its methods may fail in any way
        remark = f"This is a {type(answer).__name__} that cannot be read: it raises {type(error).__name__}."
    return Verdict(False, (), "", remark)


def reveal(question: Question | str) -> Any:
    """The right answer, for who asks for it.

    >>> question = ask("net-input")
    >>> check(question, reveal(question)).correct
    True
    """
    return (ask(question) if isinstance(question, str) else question).drawn.answer


def effort(exercise: Exercise) -> str:
    """How hard an exercise is, and how long it takes.

    >>> effort(EXERCISES["net-input"])
    'easy, 3 minutes'
    """
    return f"{LEVELS[exercise.level - 1]}, {exercise.minutes} minute{'' if exercise.minutes == 1 else 's'}"


def describe(question: Question) -> str:
    """The numbers or lines of a question in Markdown, and what to hand in.

    >>> print(describe(ask("net-input")).splitlines()[-1])
    To find to 2 decimals: $\\mathrm{net}_{j}$ (`net_j`).
    """
    exercise, drawn = question.exercise, question.drawn
    match exercise:
        case ByHand():
            given = ", ".join(f"${latex(name)} = {printed(value)}$" for name, value in drawn.given.items())
            asked = ", ".join(f"${latex(name)}$ (`{name}`)" for name in exercise.asked)
            places = f" to {exercise.decimals} decimals" if exercise.decimals is not None else ""
            return f"Given: {given}.\n\nTo find{places}: {asked}."
        case Gradient():
            given = ", ".join(f"${latex(name)} = {printed(value)}$" for name, value in drawn.given.items())
            curves = ", ".join(layer.activation.name for layer in drawn.network)
            return f"Given: {given}; activations {curves}; loss `{drawn.loss}`."
        case Formula():
            return (
                "Symbols: " + ", ".join(f"${written}$ (`{name}`)" for name, written in exercise.symbols.items()) + "."
            )
        case Bug():
            lines = "\n".join(f"{name:>2}  {line}" for name, line in zip(drawn.names, drawn.options, strict=True))
            return f"```\n{lines}\n```"
        case Choice():
            return "\n".join(f"- **{name}** {text}" for name, text in zip(drawn.names, drawn.options, strict=True))
    returned = ", ".join(f"`{name}`" for name in exercise.returns)
    return f"Your function is tried on {len(drawn.cases)} cases. It returns {returned}."
