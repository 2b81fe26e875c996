"""The exercises by hand as questions for Moodle: a field for each number, and for each known mistake what to say of it.

A field is an embedded answer, {1:NUMERICAL:=0.56:0.01#Right.~%0%-0.56:0.01#The sign ...~%0%*#...}: what is right, each
mistake with its own number, and all others; behind a number stands how far an answer may be off. The format is that of
Moodle's page on embedded answers (Cloze).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

import numpy as np

from backprop_exercises import ask
from backprop_exercises.kinds.by_hand import ByHand, Calculation
from backprop_exercises.writing import explained, latex
from book_ext.outputs.questions import FOR_NOTEBOOKS
from book_ext.products.quiz_markdown import MARKDOWN, add_html

SETS = 30  # of numbers for each exercise, those of ask(slug, 1) to ask(slug, 30)
SIGNS = re.compile(r"[{}~#\\]")  # what would mean something in an embedded answer
RIGHT, UNKNOWN = "Right.", "Not right yet, and no mistake that we know gives exactly this."


def question(slug: str, number: int, title: str, text: str) -> ElementTree.Element:
    """An exercise with one set of numbers; its calculation is shown when the attempt is over."""
    asked = ask(slug, number)
    exercise, drawn = asked.exercise, asked.drawn
    assert isinstance(exercise, ByHand)
    made = ElementTree.Element("question", type="cloze")
    ElementTree.SubElement(ElementTree.SubElement(made, "name"), "text").text = f"{title}, numbers {number}"
    fields = "".join(field(exercise, drawn, name) for name in exercise.asked)
    given = MARKDOWN.render(FOR_NOTEBOOKS.sub("", exercise.describe(drawn)))
    add_html(made, "questiontext", f"{text}\n{given}\n{fields}")
    add_html(made, "generalfeedback", MARKDOWN.render(exercise.solved(drawn)))
    return made


def field(exercise: ByHand, drawn: Calculation, name: str) -> str:
    """A value asked for: its name, and an answer for each of its entries, in the rows of an array."""
    shape = np.shape(drawn.right[name])
    answers = iter([embedded(list(alternatives(exercise, drawn, name, k))) for k in range(int(np.prod(shape)))])
    label = rf"\({escape(latex(name), quote=False)}\)"
    if not shape:
        return f"<p>{label} = {next(answers)}</p>\n"
    rows = [" ".join(next(answers) for _ in range(shape[-1])) for _ in range(int(np.prod(shape[:-1])))]
    return f"<p>{label} =</p>\n<p>{'<br>'.join(rows)}</p>\n"


def alternatives(exercise: ByHand, drawn: Calculation, name: str, k: int) -> Iterator[tuple[float, float, list[str]]]:
    """For an entry of a value: numbers, how far an answer may be off, and the mistakes that give them (none: right)."""
    entry = float(np.ravel(drawn.right[name])[k])
    yield entry, exercise.room_on_page(drawn, name, entry), []
    found: list[tuple[float, float, list[str]]] = []
    for mistake in exercise.mistakes:
        for values in (drawn.wrong[mistake], exercise.alone(mistake, drawn)):
            if np.shape(values[name]) != np.shape(drawn.right[name]):
                continue
            wrong = float(np.ravel(values[name])[k])
            room = exercise.room_on_page(drawn, name, wrong)
            if not np.isfinite(wrong) or abs(wrong - entry) <= room + exercise.room_on_page(drawn, name, entry):
                continue  # an answer near both is right
            same = next((one for one in found if abs(one[0] - wrong) <= min(room, one[1])), None)
            if same is None:
                found.append((wrong, room, [mistake]))
            elif mistake not in same[2]:
                same[2].append(mistake)
    yield from found


def embedded(numbers: list[tuple[float, float, list[str]]]) -> str:
    """An embedded answer; no sign in what is said can end it.

    >>> embedded([(0.5, 0.01, [])])
    '{1:NUMERICAL:=0.5:0.01#Right.~%0%*#Not right yet, and no mistake that we know gives exactly this.}'
    """
    parts = [
        f"{'%0%' if mistakes else '='}{number:.12g}:{room:.6g}#{_said(mistakes)}" for number, room, mistakes in numbers
    ]
    return f"{{1:NUMERICAL:{'~'.join([*parts, f'%0%*#{UNKNOWN}'])}}}"


def _said(mistakes: list[str]) -> str:
    if not mistakes:
        return RIGHT
    known = (
        "A known mistake gives exactly this value." if len(mistakes) == 1 else "Known mistakes give exactly this value."
    )
    html = " ".join([known, *(MARKDOWN.renderInline(explained(mistake)) for mistake in mistakes)])
    return SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(html.split()))
