"""The quiz for learning platforms: each exercise with a choice, with the book's feedback, in files that can be read."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from bs4 import BeautifulSoup

from backprop_exercises import EXERCISES, ask, check, reveal
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.writing import explained
from backprop_lib.misconceptions import MISCONCEPTIONS
from book_ext.products import quiz
from book_ext.products.quiz_numbers import SETS, embedded
from book_ext.site.cache import ROOT
from book_ext.site.chapter import OnPage, exercises_on_pages

WITH_A_CHOICE = [found for found in exercises_on_pages(ROOT) if isinstance(EXERCISES.get(found.slug), Choice | Bug)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quiz")
    assert quiz.make(ROOT, folder) == len(WITH_A_CHOICE) > 0
    return folder


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def from_moodle(folder: Path) -> list[tuple[str, str, list[tuple[bool, str, str]]]]:
    """Title, text, and for each option whether it is right, what it says and what is said to it."""
    found = []
    for question in ElementTree.parse(folder / "moodle.xml").getroot():
        if question.get("type") == "category":
            continue
        assert question.get("type") == "multichoice" and question.findtext("single") == "true"
        options = [
            (answer.get("fraction") == "100", answer.findtext("text"), answer.findtext("feedback/text"))
            for answer in question.findall("answer")
        ]
        found.append((question.findtext("name/text"), question.findtext("questiontext/text"), options))
    return found  # type: ignore[return-value]


def from_gift(folder: Path) -> list[tuple[str, str, list[tuple[bool, str, str]]]]:
    """The same out of GIFT, read sign by sign: behind a backslash a sign is itself, and n a new line."""
    text = (folder / "quiz.gift").read_text(encoding="utf-8")
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.startswith("$CATEGORY: "):
            continue
        signs = [
            (pair[0], {r"\n": "\n", r"\:": "\0"}.get(pair[0], pair[0][-1]))
            for pair in re.finditer(r"\\.|.", block, re.S)
        ]  # as written, as meant
        parts, now = [], ["", ""]
        for written, meant in signs:
            if written in "{}=~#":
                parts.append(tuple(now))
                now = [written, ""]
            else:
                now[1] += meant
        parts.append(tuple(now))
        (_, head), (opening, _), *options, (closing, _) = parts
        assert (opening, closing) == ("{", "}")
        assert [kind for kind, _ in options[1::2]] == ["#"] * (len(options) // 2)
        _, title, question = head.split("::", 2)
        answers = [
            (kind == "=", option.strip(), said.strip())
            for (kind, option), (_, said) in zip(options[::2], options[1::2], strict=True)
        ]
        found.append((title, question.removeprefix("[html]").strip(), answers))
    colons = json.dumps(found).replace("\\u0000", ":")
    return [(title, text, [tuple(one) for one in options]) for title, text, options in json.loads(colons)]  # type: ignore[misc]


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("read", [from_moodle, from_gift])
def test_each_question_is_that_of_the_book(read, folder: Path) -> None:  # type: ignore[no-untyped-def]
    found = read(folder)
    assert [title for title, _, _ in found] == [f"{place.number} {place.title}" for place in WITH_A_CHOICE]
    for place, (_, text, options) in zip(WITH_A_CHOICE, found, strict=True):
        question = ask(place.slug)
        assert [right for right, _, _ in options].count(True) == 1
        assert len(options) == len(question.given) and len(words(text)) > 40
        for name, (right, option, said) in zip(question.given, options, strict=True):
            verdict = check(question, name)
            assert right is verdict.correct is (name == reveal(question))
            assert words(said).startswith("Right" if right else ("Not right yet", "Line"))
            for slug in verdict.misconceptions:
                meant = MISCONCEPTIONS[slug].name if slug in MISCONCEPTIONS else slug
                meant, said = (re.sub(r"\W", "", words(text)).lower() for text in (meant, said))
                assert meant[:30] in said, place.slug
            assert option.startswith("<p>")


@pytest.mark.slow  # reads the built book
def test_both_files_say_the_same(folder: Path) -> None:
    def plain(found):  # type: ignore[no-untyped-def]
        return [
            (title, words(text), [(r, words(o), words(s)) for r, o, s in options]) for title, text, options in found
        ]

    assert plain(from_moodle(folder)) == plain(from_gift(folder))


@pytest.mark.slow  # reads the built book
def test_nothing_of_the_source_is_left_and_formulas_are_set_by_the_platform(folder: Path) -> None:
    for _, text, options in from_moodle(folder):
        everything = " ".join([text, *(part for _, option, said in options for part in (option, said))])
        assert not re.search(r"\{\w+\}`|:::|```|\$|\*\*", re.sub(r"<code>.*?</code>", "", everything, flags=re.S))
    assert r"\(" in (folder / "moodle.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["{", "a = b", "~x", "# heading", "a:b", "::t::", "\\(x\\)", "one\ntwo", "\\n", "// no"]
)
def test_no_sign_of_gift_in_a_text_is_taken_for_one(text: str, tmp_path: Path) -> None:
    item = quiz.Item("A: b", text, f"<p>{text}</p>", ((f"<p>{text}</p>", f"<i>{text}</i>"), ("no", "no")), 0)
    (tmp_path / "quiz.gift").write_text(quiz.gift([item]), encoding="utf-8")
    assert from_gift(tmp_path) == [
        (text, f"<p>{text}</p>", [(True, f"<p>{text}</p>", f"<i>{text}</i>"), (False, "no", "no")])
    ]


# ------------------------------------------------------------------------------------------- numbers

BY_HAND = [place for place in exercises_on_pages(ROOT) if isinstance(EXERCISES.get(place.slug), ByHand)]
EMBEDDED = re.compile(r"\{(\d+):NUMERICAL:([^}]*)\}")


def graded(source: str, answer: float) -> tuple[float, str]:
    """What Moodle gives for a number and says to it, by its description of the format: the first alternative holds that
    is no further away than its tolerance; = is worth all, %n% that share of it, and * is any answer."""
    for alternative in re.split(r"(?<!\\)~", source):
        found = re.fullmatch(r"(=|%(\d+)%)([^#]*)#(.*)", alternative, re.S)
        assert found, alternative
        share = 1.0 if found[1] == "=" else float(found[2]) / 100
        number, _, tolerance = found[3].partition(":")
        if number == "*" or abs(answer - float(number)) <= float(tolerance):
            return share, unescape(found[4])
    raise AssertionError("no alternative holds, and * is missing")


@pytest.fixture(scope="module")
def banks(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """By title, the question with each set of numbers: its name and its text."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("moodle-numbers-*.xml")):
        title = ""
        for question in ElementTree.parse(path).getroot():
            if question.get("type") == "category":
                title = str(question.findtext("category/text")).rpartition("/")[2]
                continue
            assert question.get("type") == "cloze" and question.findtext("generalfeedback/text")
            texts = (str(question.findtext("name/text")), str(question.findtext("questiontext/text")))
            found.setdefault(title, []).append(texts)
    return found


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("place", BY_HAND, ids=lambda place: place.slug)
def test_numbers_are_marked_as_check_marks_them(place: OnPage, banks: dict[str, list[tuple[str, str]]]) -> None:
    """The right ones, those of each mistake, and some that nothing gives."""
    title = f"{place.number} {place.title}".replace("/", "//").rpartition("/")[2]
    questions = banks[title]
    assert len(questions) == SETS and len(set(questions)) == SETS
    for number, (name, text) in enumerate(questions[:10], 1):
        question = ask(place.slug, number)
        exercise, drawn = question.exercise, question.drawn
        assert name == f"{place.number} {place.title}, numbers {number}"
        fields = EMBEDDED.findall(text)
        assert len(fields) == text.count("NUMERICAL") and {weight for weight, _ in fields} == {"1"}
        entries = [(one, k) for one in exercise.asked for k in range(np.size(drawn.right[one]))]
        for (_, source), (one, k) in zip(fields, entries, strict=True):
            right = float(np.ravel(drawn.right[one])[k])
            assert graded(source, right) == (1.0, "Right.")
            far = right + 1e6
            assert graded(source, far) == (0.0, "Not right yet, and no mistake that we know gives exactly this.")
            for mistake, values in drawn.wrong.items():
                wrong = (
                    float(np.ravel(values[one])[k]) if np.shape(values[one]) == np.shape(drawn.right[one]) else right
                )
                room = exercise.room_on_page(drawn, one, wrong) + exercise.room_on_page(drawn, one, right)
                if np.isfinite(wrong) and abs(wrong - right) > room:
                    share, said = graded(source, wrong)
                    assert share == 0 and letters(explained(mistake)) in letters(said), (mistake, said)


def letters(text: str) -> str:
    """Without what Markdown and HTML write differently."""
    plain = re.sub(r"<[^>]*>", "", unescape(text))
    return re.sub(r"\W", "", plain).lower()


def test_what_is_said_cannot_end_an_embedded_answer() -> None:
    said = embedded([(1.0, 0.1, []), (2.0, 0.1, ["It is $\\frac{1}{2}$ ~ of # it \\}."])])
    ((_, source),) = EMBEDDED.findall(said)
    share, words = graded(source, 2.0)
    assert share == 0 and re.sub("<[^>]*>", "", words).endswith(r"It is \(\frac{1}{2}\) ~ of # it }.")
