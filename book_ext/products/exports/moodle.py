"""Questions in Moodle's XML: choices, orders of lines, and fields for numbers, each with what is said to an answer.

A field for a number is an embedded answer, {1:NUMERICAL:=0.56:0.01#Right.~%0%-0.56:0.01#The sign ...~%0%*#...}: what is
right, each mistake with its own number, and all others; behind a number stands how far an answer may be off. An order
is a short answer, such as BAC: its patterns, in which * is anything, are tried in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import permutations
from math import lcm
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from backprop_exercises import Question, ask
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand, Calculation
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.kinds.ordering import Lines, Ordering
from backprop_exercises.writing import latex
from book_ext.outputs.questions import decimals_in_words
from book_ext.products.exports.markdown import MARKDOWN
from book_ext.products.exports.numbers import Known, Mistaken, known, mistaken
from book_ext.products.exports.questions import (
    RIGHT,
    UNKNOWN,
    Place,
    drawn_sets,
    full_text,
    given,
    options,
    said_of,
    said_of_line,
    said_of_need,
    variants,
)

SIGNS = re.compile(r"[{}~#\\]")  # what would mean something in an embedded answer
HOW_TO_ORDER = "<p>Answer with the letters of the lines in their order, such as BAC.</p>\n"
NO_ORDER = "Not right yet: a line is missing, or is named twice. Type letters alone, such as BAC."


def choices(found: Iterable[Place]) -> str:
    """A question bank with a category for each chapter: the exercises with a choice, with a bug and with an order."""
    bank = Element("quiz")
    chapter = None
    for place in found:
        if not isinstance(place.exercise, Choice | Bug | Ordering):
            continue
        if place.chapter != chapter:
            chapter = place.chapter
            category(bank, chapter)
        if isinstance(place.exercise, Ordering):
            bank.append(order(place))
        else:
            bank.extend(choice(place, title, question) for title, question in variants(place))
    return as_text(bank)


def choice(place: Place, title: str, question: Question) -> Element:
    lines = isinstance(place.exercise, Bug)
    made = question_of("multichoice", title, full_text(place, question))
    for name, value in (
        ("single", "true"),
        ("shuffleanswers", "false" if lines else "true"),
        ("answernumbering", "none" if lines else "ABCD"),
    ):
        SubElement(made, name).text = value
    for option in options(question):
        answer = add_html(made, "answer", option.shown, fraction="100" if option.right else "0")
        add_html(answer, "feedback", option.said)
    return made


def order(place: Place) -> Element:
    """The lines of the book in any of the orders that are right, which is typed as letters."""
    exercise = place.exercise
    assert isinstance(exercise, Ordering)
    drawn = ask(exercise.slug).drawn
    text = place.text + MARKDOWN.render(exercise.listing(drawn)) + HOW_TO_ORDER
    made = question_of("shortanswer", place.title, text)
    SubElement(made, "usecase").text = "0"
    for pattern, is_right, said in patterns(exercise, drawn):
        answer = SubElement(made, "answer", fraction="100" if is_right else "0", format="moodle_auto_format")
        SubElement(answer, "text").text = pattern
        add_html(answer, "feedback", said)
    add_html(made, "generalfeedback", MARKDOWN.render(exercise.solved(drawn)))
    return made


def patterns(exercise: Ordering, drawn: Lines) -> Iterator[tuple[str, bool, str]]:
    """What may be typed, whether it is right, and what is said to it; the first that fits counts.

    A right order has each line once and in its place, so with no line too many and none too early one is missing.
    """
    strangers = [letter for letter in drawn.given if letter not in drawn.right]
    for count in range(len(strangers), 0, -1):
        for some in permutations(strangers, count):
            said = "".join(f"<p>{said_of_line(exercise.wrong[drawn.given[letter]])}</p>" for letter in some)
            yield f"*{'*'.join(some)}*", False, said
    for letters in orders(exercise, drawn):
        for between in ("", " ", ", "):
            yield between.join(letters), True, f"<p>{RIGHT}</p>"
    for need in exercise.needs(drawn):
        yield f"*{need.after}*{need.before}*", False, f"<p>{said_of_need(need)}</p>"
    yield "*", False, f"<p>{NO_ORDER}</p>"


def orders(exercise: Ordering, drawn: Lines) -> list[tuple[str, ...]]:
    """All orders of the lines that are right."""
    needs = list(exercise.needs(drawn))
    return [
        letters
        for letters in permutations(drawn.right)
        if all(letters.index(need.before) < letters.index(need.after) for need in needs)
    ]


def numbers(found: Iterable[Place]) -> dict[str, str]:
    """For each chapter a question bank: its exercises by hand, each a category with many numbers."""
    banks: dict[str, Element] = {}
    for place in found:
        if isinstance(place.exercise, ByHand):
            bank = banks.setdefault(place.page, Element("quiz"))
            category(bank, place.chapter, place.title)
            bank.extend(by_hand(place, question) for question in drawn_sets(place.exercise.slug))
    return {page: as_text(bank) for page, bank in banks.items()}


def by_hand(place: Place, question: Question) -> Element:
    """An exercise with one set of numbers; its calculation is shown when the attempt is over."""
    exercise, drawn = place.exercise, question.drawn
    assert isinstance(exercise, ByHand)
    each = lcm(*(np.size(drawn.right[name]) for name in exercise.asked))  # each value weighs as much as any other
    wrong = mistaken(exercise, drawn)
    fields = "".join(field(exercise, drawn, wrong, name, each // np.size(drawn.right[name])) for name in exercise.asked)
    made = question_of(
        "cloze", f"{place.title}, numbers {question.student}", f"{place.text}\n{given(question)}\n{fields}"
    )
    add_html(made, "generalfeedback", MARKDOWN.render(exercise.solved(drawn)))
    return made


def field(exercise: ByHand, drawn: Calculation, wrong: list[Mistaken], name: str, weight: int) -> str:
    """A value asked for: its name, and an answer for each of its entries, in the rows of an array."""
    shape = np.shape(drawn.right[name])
    size = int(np.prod(shape))
    answers = iter([embedded(list(known(exercise, drawn, wrong, name, k)), weight) for k in range(size)])
    decimals = (
        "" if exercise.decimals is not None else f" ({decimals_in_words(exercise.decimals_asked(drawn.right[name]))})"
    )
    label = rf"\({escape(latex(name), quote=False)}\){decimals}"
    if not shape:
        return f"<p>{label} = {next(answers)}</p>\n"
    rows = [" ".join(next(answers) for _ in range(shape[-1])) for _ in range(size // shape[-1])]
    return f"<p>{label} =</p>\n<p>{'<br>'.join(rows)}</p>\n"


def embedded(numbers: Sequence[Known], weight: int = 1) -> str:
    """An embedded answer; no sign in what is said can end it.

    >>> embedded([Known(0.5, 0.01, [], True)])
    '{1:NUMERICAL:=0.5:0.01#Right.~%0%*#Not right yet, and no mistake that we know gives exactly this.}'
    """
    parts = [
        f"{'=' if one.counts else '%0%'}{one.number:.12g}:{one.room:.6g}#{_signs(said_of(one.mistakes, one.counts))}"
        for one in numbers
    ]
    return f"{{{weight}:NUMERICAL:{'~'.join([*parts, f'%0%*#{UNKNOWN}'])}}}"


def _signs(html: str) -> str:
    return SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", html)


def category(bank: Element, *names: str) -> None:
    made = SubElement(SubElement(bank, "question", type="category"), "category")
    path = "/".join(name.replace("/", "//") for name in ("Backpropagation", *names))
    SubElement(made, "text").text = f"$course$/top/{path}"


def as_text(bank: Element) -> str:
    ElementTree.indent(bank)
    text = ElementTree.tostring(bank, encoding="unicode", xml_declaration=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def add_html(parent: Element, name: str, text: str, **attributes: str) -> Element:
    """Add an element that holds HTML."""
    made = SubElement(parent, name, {"format": "html", **attributes})
    SubElement(made, "text").text = text
    return made


def question_of(kind: str, title: str, text: str) -> Element:
    """A question without its answers."""
    made = Element("question", type=kind)
    SubElement(SubElement(made, "name"), "text").text = title
    add_html(made, "questiontext", text)
    return made
