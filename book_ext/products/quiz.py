"""Exercises as a quiz for a learning platform: Moodle's XML, and GIFT, which others read too.

python -m book_ext.products.quiz

Writes the exercises with a choice into _build/quiz/moodle.xml and quiz.gift; the order of the options and the bug in a
program are those of the pages. The exercises by hand (quiz_numbers.py) go into a file for each chapter.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from backprop_exercises import EXERCISES, ask
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.writing import explained
from book_ext.command import parser
from book_ext.folders import Refused, folder_for
from book_ext.products import quiz_numbers
from book_ext.products.classroom import Book
from book_ext.products.quiz_markdown import MARKDOWN, add_html
from book_ext.products.quiz_numbers import SETS
from book_ext.site.cache import ROOT
from book_ext.site.chapter import exercises_on_pages


class Item(NamedTuple):
    """A question of the quiz in HTML: its options, each with what is said when it is chosen; one of them is right.

    letters: how options are numbered; lines of a program have numbers of their own.
    """

    chapter: str
    title: str
    text: str
    options: tuple[tuple[str, str], ...]
    right: int
    letters: str = "ABCD"


def items(root: Path) -> Iterator[Item]:
    """The exercises with a choice, in the order of the pages."""
    book = Book(root)
    words = {exercise.slug: exercise for page in book.sources for exercise in book.read(page)}
    for place in exercises_on_pages(root):
        exercise = EXERCISES.get(place.slug)
        if not isinstance(exercise, Choice | Bug):
            continue
        question = ask(place.slug)
        drawn = question.drawn
        text = words[place.slug].text
        if isinstance(exercise, Bug):
            text += "\n\n" + exercise.listing(drawn)
        options = []
        for name, option in drawn.given.items():
            verdict = exercise.grade(drawn, name)
            said = "\n\n".join([str(verdict).splitlines()[0], *map(explained, verdict.misconceptions)])
            shown = f"<p>{name}</p>" if isinstance(exercise, Bug) else MARKDOWN.render(option)
            options.append((shown, MARKDOWN.render(said)))
        title = f"{place.number} {place.title}"
        right = drawn.names.index(drawn.answer)
        letters = "none" if isinstance(exercise, Bug) else "ABCD"
        yield Item(book.titles[place.page], title, MARKDOWN.render(text), tuple(options), right, letters)


def moodle(found: list[Item]) -> str:
    """A question bank in Moodle's XML, with a category for each chapter."""
    quiz = ElementTree.Element("quiz")
    chapter = None
    for item in found:
        if item.chapter != chapter:
            chapter = item.chapter
            _category(quiz, chapter)
        question = ElementTree.SubElement(quiz, "question", type="multichoice")
        ElementTree.SubElement(ElementTree.SubElement(question, "name"), "text").text = item.title
        add_html(question, "questiontext", item.text)
        for name, value in (("single", "true"), ("shuffleanswers", "false"), ("answernumbering", item.letters)):
            ElementTree.SubElement(question, name).text = value
        for place, (option, said) in enumerate(item.options):
            answer = add_html(question, "answer", option, fraction="100" if place == item.right else "0")
            add_html(answer, "feedback", said)
    return _xml(quiz)


def numbers(root: Path) -> dict[str, str]:
    """For each chapter a question bank in Moodle's XML: its exercises by hand, each a category with many numbers."""
    book = Book(root)
    words = {exercise.slug: exercise for page in book.sources for exercise in book.read(page)}
    banks: dict[str, ElementTree.Element] = {}
    for place in exercises_on_pages(root):
        if not isinstance(EXERCISES.get(place.slug), ByHand):
            continue
        bank = banks.setdefault(place.page, ElementTree.Element("quiz"))
        title = f"{place.number} {place.title}"
        _category(bank, book.titles[place.page], title)
        text = MARKDOWN.render(words[place.slug].text)
        bank.extend([quiz_numbers.question(place.slug, number, title, text) for number in range(1, SETS + 1)])
    return {page: _xml(bank) for page, bank in banks.items()}


def _category(bank: ElementTree.Element, *names: str) -> None:
    category = ElementTree.SubElement(ElementTree.SubElement(bank, "question", type="category"), "category")
    path = "/".join(name.replace("/", "//") for name in ("Backpropagation", *names))
    ElementTree.SubElement(category, "text").text = f"$course$/top/{path}"


def _xml(bank: ElementTree.Element) -> str:
    ElementTree.indent(bank)
    text = ElementTree.tostring(bank, encoding="unicode", xml_declaration=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def gift(found: list[Item]) -> str:
    """The same in GIFT: a question is `::title::text {=right#said ~wrong#said}`."""
    blocks = []
    chapter = None
    for item in found:
        if item.chapter != chapter:
            chapter = item.chapter
            blocks.append(f"$CATEGORY: $course$/top/Backpropagation/{chapter.replace('/', '//')}")
        lines = [
            f"  {'=' if place == item.right else '~'}{_plain(option)}#{_plain(said)}"
            for place, (option, said) in enumerate(item.options)
        ]
        blocks.append("\n".join([f"::{_plain(item.title)}::[html]{_plain(item.text)} {{", *lines, "}"]))
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    r"""Text in which nothing is a sign of GIFT, on one line.

    >>> _plain("<p>a = {b}: \\(c\\)</p>\n")
    '<p>a \\= \\{b\\}\\: \\\\(c\\\\)</p>'
    """
    return re.sub(r"([\\~=#{}:])", r"\\\1", text.strip()).replace("\n", r"\n")


def make(root: Path, folder: Path) -> int:
    """Write both files, and return how many questions they have. Raises Refused and ValueError."""
    found = list(items(root))
    with folder_for("quiz", folder) as folder:
        (folder / "moodle.xml").write_text(moodle(found), encoding="utf-8")
        (folder / "quiz.gift").write_text(gift(found), encoding="utf-8")
        for page, bank in numbers(root).items():
            (folder / f"moodle-numbers-{page}.xml").write_text(bank, encoding="utf-8")
    return len(found)


def main(arguments: Sequence[str], folder: Path = ROOT / "_build" / "quiz") -> int:
    parser("book_ext.products.quiz", str(__doc__)).parse_args(arguments)
    try:
        count = make(ROOT, folder)
    except (Refused, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(
        f"{count} questions with a choice. In {folder}: moodle.xml, quiz.gift\n"
        f"The exercises by hand, each with {SETS} sets of numbers, a file for each chapter: moodle-numbers-CHAPTER.xml"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
