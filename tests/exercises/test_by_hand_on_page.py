"""Calculations by hand are judged on the page as in Python, with all numbers that a page offers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from judging import judged_on_page, typed

from backprop_exercises import ask, check, reveal
from backprop_exercises.asking import EXERCISES, SETS, SHEETS
from backprop_exercises.calculation import changed, run
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.question import MIMETYPE, Question

ALL = EXERCISES | SHEETS
BY_HAND = [slug for slug, exercise in ALL.items() if isinstance(exercise, ByHand)]


def on_page(question: Question) -> dict[str, Any]:
    return question._repr_mimebundle_()[MIMETYPE]["check"]


def in_python(question: Question, texts: list[str], asked: list[dict[str, Any]]) -> str:
    """The verdict of `check` on the same numbers."""
    numbers = iter(map(float, texts))
    answer = {one["name"]: np.reshape([next(numbers) for _ in range(_size(one))], one["shape"]) for one in asked}
    return str(
        check(question, {name: value.tolist() if np.ndim(value) else float(value) for name, value in answer.items()})
    )


def _size(one: dict[str, Any]) -> int:
    return int(np.prod(one["shape"], dtype=int))


def carried(question: Question, mistake: str, place: int) -> dict[str, Any]:
    """All values by the right rules, but one: it is computed with a mistake, and what comes after it from that."""
    exercise = question.exercise
    wrong = run(changed(exercise.program, exercise.mistakes[mistake]), question.given)
    name = exercise.asked[place]
    return run(exercise.program, question.given, {name: wrong[name]})


def without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(lines: list[str]) -> str:
    """Without the marks of a page."""
    return re.sub(r"[`*]", "", "\n".join(lines))


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", BY_HAND)
def test_a_verdict_is_the_same_as_in_python(slug: str) -> None:
    """Of what is right, of a mistake, of a mistake in one value that is carried on, and of numbers by no rule."""
    rng = np.random.default_rng(1)
    exercise = ALL[slug]
    assert isinstance(exercise, ByHand)
    asked, wanted = [], []
    for number in range(SETS + 1):
        question = ask(slug, number)
        data = on_page(question)
        mistake = list(exercise.mistakes)[rng.integers(len(exercise.mistakes))]
        place = int(rng.integers(len(exercise.asked)))
        near = {name: value + 0.37 for name, value in question.drawn.right.items()}
        for values in (question.drawn.right, question.drawn.wrong[mistake], carried(question, mistake, place), near):
            if any(np.shape(values[name]) != np.shape(question.drawn.right[name]) for name in exercise.asked):
                continue  # which the fields of a page do not hold
            if not all(np.all(np.isfinite(values[name])) for name in exercise.asked):
                continue  # which nobody can type
            more = 0 if exercise.decimals is not None else 12
            texts = [without_zeros(text) for text in typed(values, data, more)]  # a float does not keep them
            asked.append((data, texts))
            wanted.append((number, in_python(question, texts, data["asked"])))
    for (number, verdict), said in zip(wanted, judged_on_page(asked), strict=True):
        assert plain(said["lines"]) == plain([verdict]), number


def test_marks_say_which_values_are_right_which_follow_and_which_are_off() -> None:
    question = ask("unit-output")
    data = on_page(question)
    right = question.drawn.right
    follows = carried(question, "The bias is missing: it is added to the weighted sum.", 0)
    for values, marks in [
        (right, {"net_j": "right", "o_j": "right"}),
        (follows, {"net_j": "off", "o_j": "follows"}),
        ({**right, "o_j": 0.5}, {"net_j": "right", "o_j": "off"}),
    ]:
        assert judged_on_page([(data, typed(values, data))])[0]["marks"] == marks
    assert judged_on_page([(data, [typed(right, data)[0], ""])])[0]["marks"] == {"net_j": "right"}
    assert "marks" not in judged_on_page([(data, ["many", ""])])[0]
    (rounded,) = judged_on_page([(data, [f"{right['net_j']:.2f}", f"{right['o_j']:.2f}"])])
    assert rounded["marks"] == {"net_j": "right", "o_j": "rounded"}
    assert "which is rounded too much" in rounded["lines"][0]


def test_a_mistake_that_is_carried_on_to_the_end_is_said_to_be() -> None:
    """The sign in brackets needs its word where a mistake is named, too."""
    question = ask("unit-output")
    data = on_page(question)
    mistake = "The bias is missing: it is added to the weighted sum."
    (said,) = judged_on_page([(data, typed(question.drawn.wrong[mistake], data))])
    assert said["marks"] == {"net_j": "off", "o_j": "follows"}
    assert said["lines"][-1] == "What follows it was judged on your own value."


def test_of_an_array_that_is_off_in_part_the_entries_are_named() -> None:
    question = ask("layer-at-once")
    data = on_page(question)
    texts = typed(question.drawn.right, data)
    assert judged_on_page([(data, texts)])[0]["entries"] == []
    assert judged_on_page([(data, [texts[0], "77", *texts[2:]])])[0]["entries"] == [1]
    assert (
        judged_on_page([(data, ["77", "77", *texts[2:]])])[0]["entries"] == []
    )  # all of it is off, which the mark says


def test_what_follows_an_own_mistake_counts_as_in_python() -> None:
    question = ask("unit-output")
    data = on_page(question)
    own = {"net_j": question.drawn.right["net_j"] + 0.5}
    texts = typed(run(question.exercise.program, question.given, own), data)
    (said,) = judged_on_page([(data, texts)])
    assert said["marks"] == {"net_j": "off", "o_j": "follows"}
    assert "The first value that is off is `net_j`. What follows it was judged on your own value." in said["lines"][0]


@pytest.mark.parametrize("slug", BY_HAND)
def test_fields_have_the_same_shape_with_all_numbers(slug: str) -> None:
    shapes = [{name: np.shape(value) for name, value in reveal(ask(slug, number)).items()} for number in range(SETS)]
    assert all(one == shapes[0] for one in shapes)
    assert all(list(ask(slug, number).given) == list(ask(slug).given) for number in (1, 2))


def test_a_page_holds_neither_a_value_nor_a_rule() -> None:
    for slug in BY_HAND:
        data = on_page(ask(slug))
        assert set(data) == {"salt", "rounds", "asked", "given", "program"}
        assert re.fullmatch(r"[A-Za-z0-9+/]+=*", data["program"])
        assert all(set(one) == {"name", "latex", "shape", "said", "decimals"} for one in data["asked"])


@pytest.mark.parametrize("name", ["Ada", " ada ", "ADA"])
def test_a_name_stands_for_a_number(name: str) -> None:
    assert ask("net-input", name).given == ask("net-input", "Ada").given
    assert any(ask("net-input", name).given == ask("net-input", number).given for number in range(1, SETS + 1))
