"""An exercise of one's own as CONTRIBUTING.md writes it: on the page, in a course, on slides; what it lacks is said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from test_breakage import HEADER, Book, cell

from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.kinds.by_hand import ByHand
from book_ext.products.classroom import Book as Course
from book_ext.products.classroom import notebook
from book_ext.products.slides.deck import read
from book_ext.site.chapter import exercises_on_pages

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = TEXT.split("## A new exercise\n")[1].split("\n## ")[0]
DISCUSSED, CHECKED = re.findall(r"^````markdown\n(.*?)^````", SECTION, re.M | re.S)
(BANK,) = re.findall(r"^```python\n(.*?)^```", SECTION, re.M | re.S)
FIRST = f"""from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.kinds.by_hand import ByHand

{BANK}
EXERCISES["doubled-slope"] = doubled_slope"""
STUDENT = ":tags: [student]\n\n"
PAGE = cell(FIRST) + "## Exercises\n\n" + cell("student = 0", STUDENT)


@pytest.fixture
def doubled_slope(monkeypatch: pytest.MonkeyPatch) -> ByHand:
    names: dict = {"ByHand": ByHand}
    exec(compile(BANK, "CONTRIBUTING.md", "exec"), names)
    monkeypatch.setitem(EXERCISES, "doubled-slope", names["doubled_slope"])
    return names["doubled_slope"]


def test_the_example_names_its_mistakes(doubled_slope: ByHand) -> None:
    for student in range(10):
        question = ask("doubled-slope", student)
        assert check(question, question.answer).correct
        for mistake, values in question.drawn.wrong.items():
            assert check(question, {name: values[name] for name in doubled_slope.asked}).misconceptions == (mistake,)


@pytest.mark.slow  # builds a book
def test_a_question_to_discuss_and_one_that_is_checked_on_the_page(tmp_path: Path) -> None:
    """The question first, on the page; which of them the bank has, and where, does not matter to their numbers."""
    book = Book(tmp_path)
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/start\nparts:\n- numbered: true\n  chapters:\n  - file: chapters/index\n"
    )
    (tmp_path / "chapters" / "start.md").write_text("# The start\n")
    built = book.build(PAGE + DISCUSSED + "\n" + CHECKED)
    assert built.returncode == 0, built.stderr
    html = (tmp_path / "_build" / "html" / "chapters" / "index.html").read_text(encoding="utf-8")
    boxes = BeautifulSoup(html, "html.parser").select(".exercise")
    titles = [" ".join(box.select_one(".admonition-title").get_text(" ").split()) for box in boxes]
    assert titles == [
        "Exercise 1.1 Why small steps to discuss",
        "Exercise 1.2 The slope of a square easy · 3 min ○",
    ]
    numbers = [(found.slug, found.number) for found in exercises_on_pages(tmp_path)]
    assert numbers == [("why-small-steps", "1.1"), ("doubled-slope", "1.2")]
    assert not boxes[0].select("form") and len(boxes[1].select("form.answer input")) == 3
    assert "takes too many of them" in boxes[0].select_one("details.solution").get_text()


def test_a_question_to_discuss_is_graded_by_hand_in_a_course(tmp_path: Path, doubled_slope: ByHand) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "index.md").write_text(HEADER + PAGE + DISCUSSED + "\n" + CHECKED, encoding="utf-8")
    (tmp_path / "chapters" / "references.bib").touch()
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n")
    texts = tmp_path / "_build" / "notebooks" / "exercises" / "index.json"
    texts.parent.mkdir(parents=True)
    said = {"why-small-steps": ("Why small steps", "With a tiny step"), "doubled-slope": ("Twice", "Compute.")}
    exercises = {slug: {"title": title, "text": text} for slug, (title, text) in said.items()}
    texts.write_text(json.dumps({"opening": "", "exercises": exercises}), encoding="utf-8")
    made = notebook(Course(tmp_path), "index")
    nbformat.validate(made)
    cells = {found["id"]: found for found in made.cells}
    assert cells["why-small-steps-text"].source.startswith("## Why small steps (to discuss, 2 points)\n\nWith a tiny")
    answer = cells["why-small-steps-answer"]
    assert answer.cell_type == "markdown"
    marks = answer.metadata["nbgrader"]
    assert marks["grade"] and marks["solution"] and marks["points"] == 2 and not marks["locked"]
    assert "doubled-slope-check" in cells and "why-small-steps-check" not in cells


def test_a_question_to_discuss_is_a_slide_of_its_own() -> None:
    box = (
        '<details class="admonition exercise{}"><summary class="admonition-title">{}</summary><p>{}</p>'
        '<details class="solution"><summary>Solution</summary><p>secret</p></details></details>'
    )
    page = (
        '<article><section><h1><span class="section-number">1 </span>Steps</h1><div class="admonition goals">'
        '<p class="admonition-title">After this</p><p>you can</p></div><section id="exercises"><h2>Exercises</h2>'
        f"{box.format('', 'Exercise 1.1', 'Compute.')}{box.format(' discussion', 'Exercise 1.2 Why', 'Why so small?')}"
        "</section></section></article>"
    )
    deck = read(page)
    assert deck
    by_title = {slide.title: "".join(slide.body) for slide in deck.slides}
    assert by_title["Exercise 1.2 Why"] == "<p>Why so small?</p>"
    assert "Exercise 1.1" in by_title["Exercises"] and "Compute." not in "".join(by_title.values())
    assert "secret" not in str(deck)


# What is changed in the two examples, and what the build says of it.
FAULTS = {
    "the cell with the question is not tagged": (
        (":tags: [question]\n\ndoubled", "doubled"),
        "exercise ex-doubled-slope shows its question in a cell without the tag question; expected :tags: [question]",
    ),
    "the question is not shown": (
        ("student)\ndoubled_slope\n", "student)\n"),
        "exercise ex-doubled-slope has a cell tagged question and stub and check, but no cell shows its question",
    ),
    "another question is shown": (
        ('ask("doubled-slope", student)', 'ask("net-input", student)'),
        "exercise ex-doubled-slope shows the question net-input; expected a cell that shows "
        'ask("doubled-slope", student)',
    ),
    "an exercise of the bank without its cells": (
        ("why-small-steps", "net-input"),
        "exercise ex-net-input is an exercise of backprop_exercises, but no cell shows its question; expected one "
        'tagged question that shows ask("net-input", student)',
    ),
    "a label without ex-": (
        (":label: ex-why", ":label: why"),
        "exercise why-small-steps has a label without ex-; expected :label: ex-why-small-steps",
    ),
}  # fmt: skip


@pytest.mark.slow  # builds books
@pytest.mark.parametrize("case", FAULTS)
def test_what_an_exercise_lacks_is_said_in_a_sentence(case: str, tmp_path: Path) -> None:
    (before, after), said = FAULTS[case]
    text = DISCUSSED + "\n" + CHECKED
    assert before in text
    text = text.replace(before, after).replace("theta, eta = doubled_slope.given.values()", "theta = eta = 1.0")
    text = text.replace("check(doubled_slope, [cost, slope, theta_new])", "None")  # it would fail for another reason
    result = Book(tmp_path).build(PAGE + text)
    assert result.returncode != 0
    assert "chapters/index.md:" in result.stderr and said in " ".join(result.stderr.split())
