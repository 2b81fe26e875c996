"""Whole gradients on a page: typed as numbers, judged as Python judges those that were computed."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from judging import judged_on_page

from backprop_exercises import EXERCISES, ask, fingerprints
from backprop_exercises.kinds import gradients as kind
from backprop_exercises.kinds.gradients import Gradient
from backprop_exercises.question import MIMETYPE
from backprop_exercises.writing import explained
from backprop_lib import Network
from backprop_lib.misconceptions import wrong_gradients

SLUGS = [slug for slug, exercise in EXERCISES.items() if isinstance(exercise, Gradient)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash twice, not a thousand times: fifty draws of each exercise are a hundred thousand fingerprints."""
    monkeypatch.setattr(fingerprints, "ROUNDS", 2)
    monkeypatch.setattr(kind, "ROUNDS", 2)


def on_page(asked: list[tuple[dict[str, Any], list[str]]]) -> list[list[str]]:
    """The lines of the verdict on each of these answers, without a browser."""
    return [said["lines"] for said in judged_on_page(asked)]


def question_of(slug: str, seed: int) -> tuple[Any, dict[str, Any]]:
    """A drawn exercise, and what a page has of it; each has a salt of its own, since hashes are kept."""
    exercise = EXERCISES[slug]
    drawn = exercise.draw(np.random.default_rng(seed))
    return drawn, exercise.on_page(drawn, f"quick {slug}/{seed}")["check"]


def typed(pairs: Any, check: dict[str, Any]) -> list[str]:
    """A gradient as it goes into the fields."""
    arrays = {f"d{part}{n}": getattr(pair, part) for n, pair in enumerate(pairs, 1) for part in ("W", "b")}
    return [f"{x:.{one['decimals']}f}" for one in check["asked"] for x in np.ravel(arrays[one["name"]])]


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", SLUGS)
def test_right_gradients_are_right_and_each_misconception_is_named_as_in_python(slug: str) -> None:
    """Python gets the numbers as they were computed: it says of rounded ones that they are."""
    exercise = EXERCISES[slug]
    asked, wanted = [], []
    for seed in range(50):
        drawn, check = question_of(slug, seed)
        asked.append((check, typed(drawn.answer, check)))
        wanted.append((seed, "", ["Right."]))
        for mistake in exercise.reveals():
            made = wrong_gradients(mistake, *drawn, exercise.learning_rate)
            if not all(np.isfinite(part.W).all() for part in made):
                continue  # which nobody can hand in: it divides by a sum of weights that is 0
            verdict = exercise.grade(drawn, made)
            assert mistake in verdict.misconceptions
            asked.append((check, typed(made, check)))
            wanted.append((seed, mistake, sorted(f"- {explained(slug)}" for slug in verdict.misconceptions)))
    for (seed, mistake, words), lines in zip(wanted, on_page(asked), strict=True):
        opening, *named = lines
        assert (sorted(named) or [opening]) == words, (seed, mistake)
        assert not mistake or re.match("Not right yet. (A|Several) known mistakes? gives? exactly this answer", opening)


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", SLUGS)
def test_a_mistake_in_one_layer_is_named_where_it_first_shows(slug: str) -> None:
    """What comes from the layers above is right. Python gives the layer too, and may tell more."""
    exercise = EXERCISES[slug]
    asked, wanted = [], []
    for seed in range(10):
        drawn, check = question_of(slug, seed)
        right = list(drawn.answer)
        for mistake in ("hidden-derivative-missing", "derivative-at-activation", "bias-never-updated"):
            made = wrong_gradients(mistake, *drawn, exercise.learning_rate)
            first = [made[0], *right[1:]]  # only in the first layer
            if mistake == "derivative-at-activation" and drawn.loss == "half_squared_error":
                continue  # made at the output too, it changes what comes back
            asked.append((check, typed(first, check)))
            wanted.append((mistake, "db1" if mistake == "bias-never-updated" else "dW1"))
    for (mistake, name), lines in zip(wanted, on_page(asked), strict=True):
        assert f"- {explained(mistake)}" in lines, lines
        if "exactly this answer." not in lines[0]:  # of a mistake that shows in the first layer only
            assert f"exactly this value of `{name}`." in lines[0]
            assert lines[-1].startswith(f"The first value that is off is `{name}`.")


@pytest.mark.parametrize("slug", SLUGS)
def test_one_number_off_is_found_from_the_output_back(slug: str) -> None:
    drawn, check = question_of(slug, 0)
    right = typed(drawn.answer, check)
    asked = []
    for k in range(len(right)):
        off = f"{float(right[k]) + 0.3:.{check['asked'][0]['decimals']}f}"
        asked.append((check, [*right[:k], off, *right[k + 1 :]]))
    names = [one["name"] for one in check["asked"] for _ in range(int(np.prod(one["shape"])))]
    assert names[0] == f"dW{len(drawn.network)}" and names[-1] == "db1"
    for name, lines in zip(names, on_page(asked), strict=True):
        assert lines[0].startswith("Not right yet, and no mistake that we know gives exactly this.")
        assert f"The first value that is off is `{name}`." in lines[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_question_says_the_shapes_and_the_decimals_and_no_value(slug: str) -> None:
    data = ask(slug)._repr_mimebundle_()[MIMETYPE]
    decimals = {one["decimals"] for one in data["check"]["asked"]}
    assert len(decimals) == 1 and f"To find to {decimals.pop()} decimals" in data["text"]
    assert data["text"].startswith(ask(slug)._repr_markdown_())
    shapes = {one["name"]: tuple(one["shape"]) for one in data["check"]["asked"]}
    for n, layer in enumerate(ask(slug).drawn.network, 1):
        assert shapes[f"dW{n}"] == layer.W.shape and shapes[f"db{n}"] == layer.b.shape
    text = json.dumps(data)
    given = {f"{abs(x):.3f}" for array in ask(slug).given.values() for x in np.ravel(array)}
    for value in typed(ask(slug).answer, data["check"]):
        short = f"{abs(float(value)):.3f}"
        assert short in given or float(short) == 0 or short not in text


@pytest.mark.parametrize(("sizes", "count"), [((3, 3, 3), 24), ((3, 4, 2), 26)])
def test_what_is_too_long_to_type_is_for_the_notebook(sizes: tuple[int, ...], count: int) -> None:
    def case(rng: np.random.Generator) -> Any:
        shape = (sizes[0], 1), (sizes[-1], 1)
        return Network.random(sizes, "sigmoid", rng=rng), rng.normal(size=shape[0]), rng.uniform(size=shape[1]), LOSS

    exercise = Gradient("wide", 1, 5, case)
    shown = exercise.on_page(exercise.draw(np.random.default_rng(0)), "wide/0")
    assert ("check" in shown) is (count <= 24)
    assert count <= 24 or shown == {"needs": "26 numbers, which are better computed than typed"}


LOSS = "half_squared_error"


def test_decimals_are_enough_to_tell_mistakes_apart() -> None:
    """Four where that is enough; one more for a mistake that is closer to what is right."""
    right = {"dW1": np.array([[0.25, 0.5]])}
    assert kind._decimals(right, {"sign": {"dW1": -right["dW1"]}}) == 4
    assert kind._decimals(right, {"near": {"dW1": right["dW1"] + 1e-4}}) == 5
    assert kind._decimals(right, {"same": {"dW1": right["dW1"]}}) == 4
