"""The exercises of the pages as every format takes them: their words in HTML, and what is said to each answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from backprop_exercises import EXERCISES, Question, ask
from backprop_exercises.kinds import Exercise
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.ordering import Need
from backprop_exercises.writing import explained
from book_ext.outputs.questions import FOR_NOTEBOOKS
from book_ext.products.classroom import Book
from book_ext.products.exports.markdown import MARKDOWN
from book_ext.site.chapter import exercises_on_pages

SETS = 30  # of numbers for each exercise, those of ask(slug, 1) to ask(slug, 30)
RIGHT, UNKNOWN = "Right.", "Not right yet, and no mistake that we know gives exactly this."


class Place(NamedTuple):
    """An exercise on its page: the chapter, and title and text of the exercise, the text in HTML."""

    page: str
    chapter: str
    title: str
    text: str
    exercise: Exercise


class Option(NamedTuple):
    """What can be chosen, in HTML; whether it is right, and what is said to it."""

    name: str
    shown: str
    right: bool
    said: str


def places(root: Path) -> Iterator[Place]:
    """The exercises in the order of the pages. Raises ValueError if the book has not been built."""
    book = Book(root)
    words = {exercise.slug: exercise for page in book.sources for exercise in book.read(page)}
    for found in exercises_on_pages(root):
        if found.slug in EXERCISES:
            text = MARKDOWN.render(words[found.slug].text)
            title = f"{found.number} {found.title}"
            yield Place(found.page, book.titles[found.page], title, text, EXERCISES[found.slug])


def drawn_sets(slug: str) -> list[Question]:
    """The exercise with each of its sets of numbers."""
    return [ask(slug, number) for number in range(1, SETS + 1)]


def programs(slug: str) -> list[Question]:
    """An exercise with a bug: that of the book, and each other program among the sets that are drawn."""
    found: dict[tuple[str, ...], Question] = {}
    for question in [ask(slug), *drawn_sets(slug)]:
        found.setdefault(question.drawn.options, question)
    return list(found.values())


def options(question: Question) -> list[Option]:
    """What there is to choose from, statements or lines of a program."""
    found = []
    for name, option in question.drawn.given.items():
        verdict = question.exercise.grade(question.drawn, name)
        said = "\n\n".join([str(verdict).splitlines()[0], *map(explained, verdict.misconceptions)])
        shown = f"<p>{name}</p>" if isinstance(question.exercise, Bug) else MARKDOWN.render(option)
        found.append(Option(name, shown, verdict.correct, MARKDOWN.render(said)))
    return found


def full_text(place: Place, question: Question) -> str:
    """The text of a question with a choice, in HTML: of one with a bug with its program."""
    exercise = question.exercise
    return place.text + (MARKDOWN.render(exercise.listing(question.drawn)) if isinstance(exercise, Bug) else "")


def given(question: Question) -> str:
    """What is given and asked for, in HTML, without the names that only a notebook needs."""
    return MARKDOWN.render(FOR_NOTEBOOKS.sub("", question.exercise.describe(question.drawn)))


@cache
def in_html(mistake: str) -> str:
    """A mistake in words, on one line of HTML."""
    return " ".join(MARKDOWN.renderInline(explained(mistake)).split())


def said_of(mistakes: list[str], follows: bool = False, of: str = "value") -> str:
    """What is said to a value that these mistakes give, or that follows from an earlier one which they give."""
    if not mistakes:
        return RIGHT
    several = len(mistakes) > 1
    if follows:
        known = f"This follows from an earlier value with {'known mistakes' if several else 'a known mistake'}."
    else:
        known = f"{'Known mistakes give' if several else 'A known mistake gives'} exactly this {of}."
    return " ".join([known, *map(in_html, mistakes)])


def said_of_line(mistake: str) -> str:
    """What is said to a line that does a mistake and is to be left out, on one line of HTML."""
    return f"Not right yet. {in_html(mistake)}"


def said_of_need(need: Need) -> str:
    """What is said to a line that comes too early."""
    return f"{said_of_line(need.mistake) if need.mistake else 'Not right yet.'} {need.why}"


def variants(place: Place) -> list[tuple[str, Question]]:
    """Each question of an exercise with its title. A platform mixes statements by itself."""
    drawn = programs(place.exercise.slug)
    many = isinstance(place.exercise, Bug) and len(drawn) > 1
    if not many:
        return [(place.title, drawn[0])]
    return [(f"{place.title}, program {number}", question) for number, question in enumerate(drawn, 1)]
