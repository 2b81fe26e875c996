"""The exercises with a choice as a quiz for a learning platform: Moodle's XML, and GIFT, which others read too.

python -m book_ext.products.quiz

Writes _build/quiz/moodle.xml and quiz.gift. The order of the options and the bug in a program are those of the pages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from backprop_exercises import EXERCISES, ask
from backprop_exercises.kinds.choices import Bug, Choice
from backprop_exercises.writing import explained
from book_ext.command import parser
from book_ext.folders import Refused, folder_for
from book_ext.products.classroom import Book
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


def _formula(content: str, options: dict[str, Any]) -> str:
    """As learning platforms set formulas."""
    opening, closing = ("\\[", "\\]") if options["display_mode"] else ("\\(", "\\)")
    return f"{opening}{escape(content, quote=False)}{closing}"


MARKDOWN = MarkdownIt("commonmark").use(dollarmath_plugin, renderer=_formula)


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
            category = ElementTree.SubElement(ElementTree.SubElement(quiz, "question", type="category"), "category")
            ElementTree.SubElement(category, "text").text = f"$course$/top/Backpropagation/{chapter.replace('/', '//')}"
        question = ElementTree.SubElement(quiz, "question", type="multichoice")
        ElementTree.SubElement(ElementTree.SubElement(question, "name"), "text").text = item.title
        _html(question, "questiontext", item.text)
        for name, value in (("single", "true"), ("shuffleanswers", "false"), ("answernumbering", item.letters)):
            ElementTree.SubElement(question, name).text = value
        for place, (option, said) in enumerate(item.options):
            answer = _html(question, "answer", option, fraction="100" if place == item.right else "0")
            _html(answer, "feedback", said)
    ElementTree.indent(quiz)
    return ElementTree.tostring(quiz, encoding="unicode", xml_declaration=False)


def _html(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name, {"format": "html", **attributes})
    ElementTree.SubElement(made, "text").text = text
    return made


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
        xml = f'<?xml version="1.0" encoding="UTF-8"?>\n{moodle(found)}\n'
        (folder / "moodle.xml").write_text(xml, encoding="utf-8")
        (folder / "quiz.gift").write_text(gift(found), encoding="utf-8")
    return len(found)


def main(arguments: Sequence[str], folder: Path = ROOT / "_build" / "quiz") -> int:
    parser("book_ext.products.quiz", str(__doc__)).parse_args(arguments)
    try:
        count = make(ROOT, folder)
    except (Refused, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{count} questions. In {folder}: moodle.xml, quiz.gift")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
