"""What simulated students hand in is worth the points written beside it, on the numbers of every one of thirty."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from backprop_exercises import grading
from book_ext.hub_check.profiles import ASSIGNMENT, NAMED, OUT_OF, PROFILES, class_of, solutions, work
from book_ext.products.classroom import Book, notebook

ROOT = Path(__file__).parents[2]
STUDENTS = class_of(30)
HANDING_IN = [name for name, profile in STUDENTS.items() if profile.hands_in]


class WithoutWords(Book):
    """The book's exercises without their texts, which only the built book has."""

    def texts(self, page: str) -> dict[str, Any]:
        return {"opening": "", "exercises": defaultdict(lambda: {"title": "", "text": ""})}


@pytest.fixture(scope="module")
def source() -> NotebookNode:
    return notebook(WithoutWords(ROOT), ASSIGNMENT)


def handed_in(source: NotebookNode, name: str) -> list[NotebookNode]:
    """The cells of code as this student hands them in."""
    released = deepcopy(source)
    for cell in released.cells:
        cell.source = re.sub(r"### BEGIN SOLUTION.*### END SOLUTION", "", cell.source, flags=re.S)
    work(released, name, STUDENTS[name], solutions(source))
    return [cell for cell in released.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("name", HANDING_IN)
def test_an_answer_is_worth_its_points_and_its_mistakes_are_named(
    name: str, source: NotebookNode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(grading, "student", 0)
    names: dict[str, Any] = {}
    got = 0.0
    for cell in handed_in(source, name):
        try:
            code = ast.parse(cell.source)
        except SyntaxError:
            continue  # a notebook goes on with the next cell
        graded = cell.metadata.get("nbgrader", {}).get("grade")
        last = code.body.pop() if graded else None
        exec(compile(code, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            got += eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    said = capsys.readouterr().out
    profile = STUDENTS[name]
    assert grading.student == name
    assert round(got, 2) == profile.points
    if profile.name != "broken":  # only a notebook knows a cell that could not be read
        assert [words for words in profile.says if words not in said] == []


def test_the_notebook_has_the_points_that_are_expected_of_it(source: NotebookNode) -> None:
    assert sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in source.cells) == OUT_OF


def test_thirty_students_are_of_every_kind() -> None:
    assert Counter(profile.name for profile in STUDENTS.values()) == dict.fromkeys((p.name for p in PROFILES), 5)
    assert {len(profile.own) for profile in PROFILES} > {0, len(NAMED)} and len(set(HANDING_IN)) == 25
