"""What a teacher chooses exercises by is what the exercises really do."""

import numpy as np

from backprop_exercises import EXERCISES, check
from backprop_exercises.asking import SHEETS, ask
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.kinds.formulas import Formula
from backprop_exercises.kinds.gradients import Gradient
from backprop_exercises.overview import by_chapter, reveals
from backprop_exercises.question import Question
from backprop_lib import Network
from backprop_lib.misconceptions import MISCONCEPTIONS, wrong_gradients


def test_every_exercise_has_its_chapter_and_its_kind():
    assert [exercise for found in by_chapter().values() for exercise in found] == list(EXERCISES.values())
    assert all(exercise.kind for exercise in EXERCISES.values())


def test_slips_of_one_exercise_alone_are_not_misconceptions():
    formula = Formula("slope", 1, 2, {"a": "a"}, "a", {"sign": "-a", "Doubled.": "2 * a"})
    assert reveals(formula) == ("sign",)
    choice = Choice("sky", 1, 1, "Blue.", {"Green.": "sign", "Red.": "That is the evening."})
    assert reveals(choice) == ("sign",)
    assert reveals(Bug("square", 1, 1, "y = x", {"half-forgotten": ("y = 2 * x",), "Gone.": ("y = 0",)})) == (
        "half-forgotten",
    )


def test_of_a_sheet_every_mistake_that_is_announced_is_named():
    for slug, exercise in SHEETS.items():
        question = ask(slug, 5)
        for mistake in reveals(exercise):
            assert check(
                question, {name: question.drawn.wrong[mistake][name] for name in exercise.asked}
            ).misconceptions == (mistake,)


def gradient(network, loss, rate=None):
    ones = np.ones((network.sizes[0], 3)), np.ones((network.sizes[-1], 3))
    return Gradient("gradient", 1, 1, lambda rng: (network, *ones, loss), rate)


def test_of_a_gradient_every_mistake_that_is_announced_is_named_and_no_other_exists():
    plain = gradient(Network.random((3, 2, 2), "sigmoid", rng=1), "half_squared_error", 0.5)
    question = Question(plain, "0", plain.draw(np.random.default_rng(0)))
    case = question.drawn
    for slug in reveals(plain):
        assert slug in check(question, wrong_gradients(slug, *case, 0.5)).misconceptions
    assert {"updated-weights", "sum-over-examples", "transpose-missing"} <= set(reveals(plain))
    assert "indices-swapped" not in reveals(plain), "needs square matrices"
    assert not {"derivative-of-exp", "zero-initialisation-equal-loss"} & set(reveals(plain)), "have no gradients"
    no_rate = gradient(Network.random((3, 2, 2), "sigmoid", rng=1), "half_squared_error")
    assert set(reveals(plain)) - set(reveals(no_rate)) == {"updated-weights", "one-example-at-a-time"}
    assert list(reveals(plain)) == [slug for slug in MISCONCEPTIONS if slug in reveals(plain)]
