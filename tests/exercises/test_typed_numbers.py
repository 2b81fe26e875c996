"""Numbers as learners type them: on the page and in Python a right one may have fewer decimals than were asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from judging import judged_on_page

from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.question import MIMETYPE

BY_HAND = [slug for slug, exercise in EXERCISES.items() if isinstance(exercise, ByHand)]


def on_page(asked: list[tuple[str, list[str]]]) -> list[str]:
    """What the page says to each of these answers, in one line."""
    data = [(ask(slug)._repr_mimebundle_()[MIMETYPE]["check"], texts) for slug, texts in asked]
    return [" ".join(said["lines"]) for said in judged_on_page(data)]


def shortest(value: float, decimals: int) -> str:
    """As few characters as say it."""
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("0.", ".", 1) or "0"


def right_texts(slug: str) -> list[str]:
    asked = ask(slug)._repr_mimebundle_()[MIMETYPE]["check"]["asked"]
    right = ask(slug).answer
    return [shortest(entry, field["decimals"]) for field in asked for entry in np.ravel(right[field["name"]])]


def test_a_right_answer_may_be_shorter_on_the_page() -> None:
    assert right_texts("one-step") == ["6.8", ".32"]
    assert dict(zip(BY_HAND, on_page([(slug, right_texts(slug)) for slug in BY_HAND]), strict=True)) == dict.fromkeys(
        BY_HAND, "Right."
    )


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", BY_HAND)
def test_a_right_answer_may_be_shorter_in_python(slug: str) -> None:
    exercise = EXERCISES[slug]
    if exercise.decimals is not None:
        answer = {name: np.round(value, exercise.decimals) for name, value in ask(slug).answer.items()}
        assert check(slug, answer).correct


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["6.8", "0.32"], "Right."),
        (["6,8", "−.32"], "`theta_new` is off"),
        (["7", "0.3"], "`slope` has no decimals, which is rounded too much; give 2 decimals."),
        (["6.8", "0.3"], "`theta_new` has 1 decimal, which is rounded too much; give 2 decimals."),
        (["6.8", "0.9"], "`theta_new` is off"),
        (["9", ""], "The first value that is off is `slope`. Still to do: `theta_new`."),
        (["6.81", ""], "The first value that is off is `slope`. Still to do: `theta_new`."),
        (
            ["13.6", ""],
            "A known mistake gives exactly this answer. What to know about it: - The 2 that comes down from the square",
        ),
        (["13.6", ""], "not twice as large. Still to do: `theta_new`."),
        (["34/5", "8 / 25"], "Right."),
        (["-34:-5", "0.64÷2"], "Right."),
        (["68×10⁻¹", "3.2·10^-1"], "Right."),
        (["0.68 x10^1", "32 * 10**-2"], "Right."),
        (["6.8", "0.33"], "The first value that is off is `theta_new`."),
        (["1×10⁻", ""], "`slope` is “1×10⁻”; expected a number like −0.25."),
        (["6⅘", "8\u204425"], "Right."),
        (
            ["68/5", ""],
            "A known mistake gives exactly this answer. What to know about it: - The 2 that comes down from the square",
        ),
        (["20/3", ""], "Not right yet, and no mistake that we know gives exactly this."),
        (["1/0", ""], "`slope` is “1/0”, which has 0 below the line; expected a number."),
        (["34/", ""], "`slope` is “34/”; expected a number like −0.25."),
        (["1/2/3", ""], "`slope` is “1/2/3”; expected a number like −0.25."),
        (["6.8e0", "3.2e-1"], "Right."),
        (["６．８", "\u200b0.32"], "Right."),
        (["\u00a06.8\u202f", "+ 0.32"], "Right."),
        (["- 6.8", "0.32"], "The slope has the wrong sign"),
        (["\u20116.8", "0.32"], "The slope has the wrong sign"),
        (["1.234,5", ""], "`slope` is “1.234,5”; expected a number like −0.25."),
        (["½", ""], "Not right yet, and no mistake that we know gives exactly this."),
        (["1e999", ""], "`slope` is “1e999”; expected a number like −0.25."),
        (["10²", ""], "`slope` is “10²”; expected a number like −0.25."),
        (["-6⅘", ""], "The slope has the wrong sign"),
        (["0x10", ""], "`slope` is “0x10”; expected a number like −0.25."),
        (["6" * 50 + "x", ""], "`slope` is “" + "6" * 40 + "…”; expected a number like −0.25."),
    ],
)
def test_short_answers_on_the_page(texts: list[str], said: str) -> None:
    heard = on_page([("one-step", texts)])[0]
    assert said.replace("`theta_new` is off", "The first value that is off is `theta_new`.") in heard


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", BY_HAND)
def test_a_known_mistake_is_named_with_few_decimals_too(slug: str) -> None:
    """Such as 2 for -2.00."""
    question = ask(slug)
    asked = question._repr_mimebundle_()[MIMETYPE]["check"]["asked"]
    wrong = [
        [shortest(entry, field["decimals"]) for field in asked for entry in np.ravel(values[field["name"]])]
        for values in question.drawn.wrong.values()
        if all(np.shape(values[name]) == np.shape(right) for name, right in question.answer.items())
    ]
    for said in on_page([(slug, texts) for texts in wrong]):
        assert ("gives exactly" in said or "give exactly" in said) and "no mistake" not in said, said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([7, 0.3], "slope has no decimals, which is rounded too much; give 2 decimals."),
        ([6.8, 0.3], "theta_new has 1 decimal, which is rounded too much; give 2 decimals."),
        (
            ["0,34", 1],
            "slope is the text '0,34'; expected a number, with a point for the comma and without quotes: 0.34.",
        ),
        (["34/5", 1], "slope is the text '34/5'; expected a number, as a decimal or as Python computes it, without"),
        (["\u22126.8", 1], "expected a number, without quotes: -6.8."),
        ([np.ma.masked, 1], "slope has masked entries; expected a number, none of them masked."),
        ([6.8 + 0j, 1], "expected a number, and no complex ones: take their real part."),
        ([np.timedelta64(7), 1], "slope is a timedelta64"),
        (["many", 1], "slope is the text 'many'; expected a number, without quotes."),
        ([(0, 34), 1], "slope is (0, 34), two numbers; if a decimal comma is meant, write a point: 0.34 or -0.34"),
    ],
)
def test_short_answers_in_python(answer: Any, said: str) -> None:
    assert said in str(check("one-step", answer))
