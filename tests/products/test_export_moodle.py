"""Moodle's XML and GIFT: each exercise with the book's feedback, and marked by their formats as `check` marks it."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import permutations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from bs4 import BeautifulSoup
from places import ON_PAGES

from backprop_exercises import EXERCISES, Question, ask, check, reveal
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.kinds.ordering import Ordering
from backprop_exercises.writing import explained
from backprop_lib.misconceptions import MISCONCEPTIONS
from book_ext.products.exports import gift, moodle, questions
from book_ext.products.exports.moodle import embedded
from book_ext.products.exports.numbers import Known
from book_ext.site.cache import ROOT
from book_ext.site.chapter import OnPage

WITH_A_CHOICE = [found for found in ON_PAGES if isinstance(EXERCISES.get(found.slug), Choice | Bug)]
IN_ORDER = [found for found in ON_PAGES if isinstance(EXERCISES.get(found.slug), Ordering)]
SETS = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files with a choice, as `make export` writes them."""
    folder = tmp_path_factory.mktemp("export")
    found = list(questions.places(ROOT))
    (folder / "moodle.xml").write_text(moodle.choices(found), encoding="utf-8")
    (folder / "quiz.gift").write_text(gift.gift(found), encoding="utf-8")
    for page, bank in moodle.numbers(found).items():
        (folder / f"moodle-numbers-{page}.xml").write_text(bank, encoding="utf-8")
    return folder


def drawn_of(place: OnPage) -> list[tuple[str, Question]]:
    """The titles and questions that there are to be of an exercise: every program with a bug, and one choice."""
    first = {ask(place.slug, number).drawn.options: ask(place.slug, number) for number in range(30, -1, -1)}
    title = f"{place.number} {place.title}"
    if isinstance(EXERCISES[place.slug], Choice) or len(first) == 1:
        return [(title, ask(place.slug))]
    by_text = list(dict.fromkeys(ask(place.slug, number).drawn.options for number in range(31)))
    return [(f"{title}, program {k}", first[options]) for k, options in enumerate(by_text, 1)]


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def from_moodle(folder: Path) -> list[tuple[str, str, list[tuple[bool, str, str]]]]:
    """Title, text, and for each option whether it is right, what it says and what is said to it."""
    found = []
    for question in ElementTree.parse(folder / "moodle.xml").getroot():
        if question.get("type") in ("category", "shortanswer"):
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
    drawn = [pair for place in WITH_A_CHOICE for pair in drawn_of(place)]
    assert [title for title, _, _ in found] == [title for title, _ in drawn]
    for (title, question), (_, text, options) in zip(drawn, found, strict=True):
        assert [right for right, _, _ in options].count(True) == 1
        assert len(options) == len(question.given) and len(words(text)) > 40
        for name, (right, option, said) in zip(question.given, options, strict=True):
            verdict = check(question, name)
            assert right is verdict.correct is (name == reveal(question))
            assert words(said).startswith("Right" if right else ("Not right yet", "Line"))
            for slug in verdict.misconceptions:
                meant = MISCONCEPTIONS[slug].name if slug in MISCONCEPTIONS else slug
                meant, said = (re.sub(r"\W", "", words(text)).lower() for text in (meant, said))
                assert meant[:30] in said, title
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
    block = f"::{gift.plain(text)}::[html]{gift.plain(f'<p>{text}</p>')} {{\n  ={gift.plain(f'<p>{text}</p>')}"
    block += f"#{gift.plain(f'<i>{text}</i>')}\n  ~{gift.plain('no')}#{gift.plain('no')}\n}}\n"
    (tmp_path / "quiz.gift").write_text(block, encoding="utf-8")
    assert from_gift(tmp_path) == [
        (text, f"<p>{text}</p>", [(True, f"<p>{text}</p>", f"<i>{text}</i>"), (False, "no", "no")])
    ]


# ------------------------------------------------------------------------------------------- orders


def short_answer(question: Element, answer: str) -> tuple[float, str]:
    """What Moodle gives for a short answer, by its description of the type: the first answer that fits counts; a star
    is any signs, and capitals do not count."""
    assert question.get("type") == "shortanswer" and question.findtext("usecase") == "0"
    for one in question.findall("answer"):
        pattern = ".*".join(map(re.escape, str(one.findtext("text")).split("*")))
        if re.fullmatch(pattern, answer.strip(), re.IGNORECASE | re.DOTALL):
            return float(str(one.get("fraction"))) / 100, str(one.findtext("feedback/text"))
    raise AssertionError("no answer fits, and * is missing")


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("place", IN_ORDER, ids=lambda place: place.slug)
def test_an_order_is_marked_as_check_marks_it(place: OnPage, folder: Path) -> None:
    (found,) = [
        one
        for one in ElementTree.parse(folder / "moodle.xml").getroot()
        if one.findtext("name/text") == f"{place.number} {place.title}"
    ]
    question = ask(place.slug)
    assert all(line in unescape(str(found.findtext("questiontext/text"))) for line in question.given.values())
    every = list(question.given)
    some = [
        *permutations(question.drawn.right),
        *permutations(every, 3),
        *permutations(every, len(question.drawn.right)),
    ]
    for answer in some[:6000]:
        verdict = check(question, " ".join(answer))
        strange = [letter for letter in answer if letter not in question.drawn.right]
        for typed in ("".join(answer), ", ".join(answer).lower()):
            share, said = short_answer(found, typed)
            assert share == verdict.points == float(verdict.correct), typed
            if strange:  # and of lines that come too early it names one, perhaps not the first
                assert all(letters(explained(one)) in letters(said) for one in verdict.misconceptions), typed
            assert ("Right" in said) is verdict.correct


# ------------------------------------------------------------------------------------------- numbers

BY_HAND = [place for place in ON_PAGES if isinstance(EXERCISES.get(place.slug), ByHand)]
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
    """The right ones, those of each mistake, and some that nothing gives.

    Each field is judged by itself. So a value that follows from a slip counts only if no mistake in this very value
    gives the same; and of an array that is partly right some entries count.
    """
    title = f"{place.number} {place.title}".replace("/", "//").rpartition("/")[2]
    asked_for = banks[title]
    assert len(asked_for) == SETS and len(set(asked_for)) == SETS
    for number, (name, text) in enumerate(asked_for[:6], 1):
        question = ask(place.slug, number)
        exercise, drawn = question.exercise, question.drawn
        assert isinstance(exercise, ByHand) and name == f"{place.number} {place.title}, numbers {number}"
        fields = EMBEDDED.findall(text)
        entries = [(one, k) for one in exercise.asked for k in range(np.size(drawn.right[one]))]
        assert len(fields) == text.count("NUMERICAL") == len(entries)
        weights = np.array([int(weight) for weight, _ in fields])
        for one in exercise.asked:  # each value weighs the same
            own = sum(weight for weight, (of, _) in zip(weights, entries, strict=True) if of == one)
            assert own * len(exercise.asked) == sum(weights)

        right = {one: drawn.right[one] for one in exercise.asked}
        assert all_fields(fields, entries, right) == (1.0, ["Right."] * len(fields))
        share, said = all_fields(fields, entries, {one: value + 1e6 for one, value in right.items()})
        assert (share, set(said)) == (0.0, {"Not right yet, and no mistake that we know gives exactly this."})
        for mistake, values in drawn.wrong.items():
            whole = {one: values[one] for one in exercise.asked}
            if not all(np.shape(whole[one]) == np.shape(right[one]) and np.isfinite(whole[one]).all() for one in right):
                continue
            share, said = all_fields(fields, entries, whole)
            verdict = check(question, whole)
            if any(map(np.ndim, right.values())):
                assert share >= verdict.points - 1e-9 or doubtful(exercise, drawn, whole), (number, mistake)
            elif not doubtful(exercise, drawn, whole):
                assert share == pytest.approx(verdict.points), (number, mistake, said)
            else:
                assert share <= verdict.points + 1e-9
            assert letters(explained(mistake)) in letters(" ".join(said)), (number, mistake, said)


def all_fields(
    fields: list[tuple[str, str]], entries: list[tuple[str, int]], answer: dict[str, Any]
) -> tuple[float, list[str]]:
    """The share of the points of a question, and what is said to each field."""
    pairs = zip(fields, entries, strict=True)
    found = [graded(source, float(np.ravel(answer[name])[k])) for (_, source), (name, k) in pairs]
    weights = np.array([int(weight) for weight, _ in fields])
    return float(weights @ [share for share, _ in found] / sum(weights)), [said for _, said in found]


def doubtful(exercise: ByHand, drawn: Any, whole: dict[str, Any]) -> bool:
    """Whether a value that follows from a slip is also what a mistake in this very value gives."""
    return any(
        np.shape(other := exercise.alone(mistake, drawn)[name]) == np.shape(value)
        and np.any(np.abs(np.subtract(other, value)) <= 2.1 * exercise.room_on_page(drawn, name, 0.1234567))
        for name, value in whole.items()
        for mistake in exercise.mistakes
        if exercise.follows(drawn, name, whole) and not exercise.follows(drawn, name, {name: value})
    )


def letters(text: str) -> str:
    """Without what Markdown and HTML write differently."""
    plain = re.sub(r"<[^>]*>", "", unescape(text))
    return re.sub(r"\W", "", plain).lower()


def test_what_is_said_cannot_end_an_embedded_answer() -> None:
    said = embedded([Known(1.0, 0.1, [], True), Known(2.0, 0.1, ["It is $\\frac{1}{2}$ ~ of # it \\}."], False)])
    ((_, source),) = EMBEDDED.findall(said)
    share, words = graded(source, 2.0)
    assert share == 0 and re.sub("<[^>]*>", "", words).endswith(r"It is \(\frac{1}{2}\) ~ of # it }.")
