"""Lines in order: every order that runs to the same result is right, on the page as in Python."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from built import SITE
from judging import judged_on_page
from playwright.sync_api import Locator, Page, expect

from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.calculation import run
from backprop_exercises.kinds.ordering import Lines, Ordering
from backprop_exercises.question import MIMETYPE
from backprop_exercises.writing import explained
from backprop_lib.misconceptions import MISCONCEPTIONS

SLUGS = [slug for slug, exercise in EXERCISES.items() if isinstance(exercise, Ordering)]


def numbers(rng: np.random.Generator) -> dict[str, Any]:
    """For every name that a program of these exercises does not compute itself."""
    columns = {"x": 2, "b1": 3, "z1": 3, "a1": 3, "b2": 2, "a2": 2, "y": 2}
    found: dict[str, Any] = {name: rng.normal(size=(size, 1)) for name, size in columns.items()}
    return {**found, "W1": rng.normal(size=(3, 2)), "W2": rng.normal(size=(2, 3)), "eta": 0.3}


def result(lines: list[str], given: dict[str, Any]) -> dict[str, Any] | None:
    """What the lines compute, one after the other; None if one uses a value that is not there."""
    computed = {line.partition(" = ")[0] for line in lines} - {"W1", "W2"}  # these are there, and change
    known = {name: value for name, value in given.items() if name not in computed}
    for line in lines:
        try:
            known |= run(line, known)
        except NameError:
            return None
    return known


@pytest.mark.parametrize("slug", SLUGS)
def test_an_order_is_right_if_and_only_if_it_computes_the_same(slug: str) -> None:
    """All orders of the right lines, each carried out."""
    exercise = EXERCISES[slug]
    assert isinstance(exercise, Ordering)
    drawn = ask(slug).drawn
    given = numbers(np.random.default_rng(1))
    wanted = result([drawn.given[letter] for letter in drawn.right], given)
    assert wanted
    seen = set()
    for order in permutations(drawn.right):
        got = result([drawn.given[letter] for letter in order], given)
        same = got is not None and all(np.allclose(got[name], value) for name, value in wanted.items())
        verdict = exercise.grade(drawn, order)
        assert verdict.correct is same, order
        seen |= {verdict.correct, *verdict.misconceptions}
    assert {True, False, *exercise.overwritten.values()} == seen


@pytest.mark.parametrize("slug", SLUGS)
def test_a_line_that_does_not_belong_there_names_its_mistake(slug: str) -> None:
    exercise = EXERCISES[slug]
    assert isinstance(exercise, Ordering)
    for student in range(5):
        question = ask(slug, student)
        letter = {line: name for name, line in question.given.items()}
        for line, mistake in exercise.wrong.items():
            verdict = check(question, [*question.drawn.right, letter[line]])
            assert verdict.misconceptions == (mistake,) and not verdict.correct
            assert f"line {letter[line]} does" in str(verdict)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_says_what_python_says(slug: str) -> None:
    rng = np.random.default_rng(2)
    asked, wanted = [], []
    for student in range(60):
        question = ask(slug, student)
        letters = list(question.given)
        right = list(question.drawn.right)
        k = int(rng.integers(1, len(letters)))
        some = list(rng.permutation(letters)[:k])
        for placed in (right, right[:-1], right[::-1], list(rng.permutation(right)), some):
            texts = [str(3 * (placed.index(letter) + 1)) if letter in placed else "" for letter in letters]
            asked.append((question._repr_mimebundle_()[MIMETYPE]["check"], texts))
            verdict = check(question, " ".join(placed))
            lines = [str(verdict).splitlines()[0], *(f"- {explained(one)}" for one in verdict.misconceptions)]
            wanted.append([*lines, *([verdict.remark] if verdict.misconceptions else [])])
    assert [said["lines"] for said in judged_on_page(asked)] == wanted


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (..., "Not answered yet; expected letters from A to "),
        ("", "This is ''; expected letters"),
        ("A A B", "Line A is named twice"),
        ("one", "This is 'one'; expected letters"),
        (7, "This is 7; expected letters"),
        ("A Z", "This is 'A Z'; expected letters"),
    ],
)
def test_what_is_no_order_gets_a_sentence(answer: Any, said: str) -> None:
    assert str(check("forward-order", answer)).startswith(said)


@pytest.mark.parametrize("form", ["{}", "{},", "{} ->", "{}."])
def test_letters_are_read_however_they_are_written(form: str) -> None:
    right = ask("forward-order").drawn.right
    assert check("forward-order", " ".join(form.format(letter.lower()) for letter in right)).correct
    assert check("forward-order", "".join(right)).correct and check("forward-order", list(right)).correct


def test_the_page_holds_no_order() -> None:
    data = ask("step-in-order")._repr_mimebundle_()[MIMETYPE]["check"]
    assert set(data) == {"salt", "rounds", "letters", "order"}
    assert not any(found.title in str(data) for found in MISCONCEPTIONS.values())


def test_lines_that_use_one_value_may_be_exchanged() -> None:
    exercise = Ordering("two", 1, 1, "y = x + 1\nz = x + 2\\nu = y * z", {}, {})
    lines = Lines({"A": "y = x + 1", "B": "z = x + 2", "C": "u = y * z"}, ("A", "B", "C"))
    assert exercise.grade(lines, "B A C").correct and not exercise.grade(lines, "A C B").correct


# ------------------------------------------------------------------------------------------- on the page


@pytest.fixture
def row(open_page: Callable[..., Page]) -> Locator:
    page = open_page((SITE / "chapters" / "backward-matrices.html").as_uri())
    found = page.locator("#ex-step-in-order")
    found.evaluate("row => { row.open = true; }")
    return found


def place(row: Locator, order: str) -> Locator:
    """Answer with the keyboard alone."""
    letters = list(ask("step-in-order").given)
    row.locator("input.place").first.focus()
    for letter in letters:
        row.page.keyboard.type(str(order.split().index(letter) + 1) if letter in order.split() else "")
        row.page.keyboard.press("Tab")
    expect(row.get_by_role("button", name="Check")).to_be_focused()
    row.page.keyboard.press("Enter")
    return row.locator(".verdict")


@pytest.mark.slow  # in a browser
def test_an_order_is_given_and_judged_with_the_keyboard_alone(row: Locator) -> None:
    expect(place(row, ask("step-in-order").answer)).to_have_text("Right.")


@pytest.mark.slow  # in a browser
def test_who_listens_hears_which_line_a_field_is_for(row: Locator) -> None:
    for letter, line in ask("step-in-order").given.items():
        expect(row.get_by_role("textbox", name=f"{letter} {line}")).to_have_count(1)
    assert Axe().run(row.page, "#ex-step-in-order", options={"preload": False}).violations_count == 0


@pytest.mark.slow  # in a browser
@pytest.mark.parametrize(
    ("index", "text", "said"),
    [(0, "first", "has the place “first”; expected a number."), (1, "1", "have the same place, 1.")],
)
def test_a_place_that_is_none_is_said_at_its_field(index: int, text: str, said: str, row: Locator) -> None:
    fields = row.locator("input.place")
    fields.first.fill("1")
    fields.nth(index).fill(text)
    row.get_by_role("button", name="Check").click()
    expect(row.locator(".verdict")).to_contain_text(said)
    expect(row.locator("[aria-invalid]")).to_have_count(1)


def drag(row: Locator, letter: str, to: Locator) -> None:
    """A line to above another, or above the rule."""
    line = row.locator("label", has=row.page.locator(f"#step-in-order-{letter}"))
    line.locator(".line-handle").scroll_into_view_if_needed()
    start, end = line.locator(".line-handle").bounding_box(), to.bounding_box()
    assert start and end
    row.page.mouse.move(start["x"] + 5, start["y"] + 5)
    row.page.mouse.down()
    row.page.mouse.move(start["x"] + 5, end["y"] + 2, steps=4)
    row.page.mouse.up()


@pytest.mark.slow  # in a browser
def test_lines_are_dragged_into_their_order_and_out_of_it(row: Locator) -> None:
    rule, right = row.locator(".line-rule"), ask("step-in-order").answer.split()
    for letter in right:
        drag(row, letter, rule)
    assert [row.locator(f"#step-in-order-{letter}").input_value() for letter in right] == list("123456")
    row.get_by_role("button", name="Check").click()
    expect(row.locator(".verdict")).to_have_text("Right.")
    first, last = (row.locator("label", has=row.page.locator(f"#step-in-order-{right[k]}")) for k in (0, -1))
    drag(row, right[-1], first)
    expect(row.locator(".verdict")).to_be_empty()
    assert row.locator("label input").first.get_attribute("id") == f"step-in-order-{right[-1]}"
    expect(last.get_by_role("textbox")).to_have_value("1")
    drag(row, right[0], row.locator("label").last)
    expect(first.get_by_role("textbox")).to_have_value("")
    row.locator(f"#step-in-order-{right[0]}").fill("9")  # typed: it goes where it belongs with the next one dragged
    drag(row, right[1], rule)
    assert first.get_by_role("textbox").input_value() in ("5", "6")
    row.get_by_role("button", name="Clear").click()
    letters = [field.get_attribute("id")[-1] for field in row.locator("input.place").all()]
    assert letters == list(ask("step-in-order").given)
