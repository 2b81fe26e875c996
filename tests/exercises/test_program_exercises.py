"""A program is judged by what it returns, and where it fails by failing as a known mistake does."""

import numpy as np
import pytest

from backprop_exercises import ask, check
from backprop_exercises.answers import Unreadable
from backprop_exercises.drawing_networks import sizes
from backprop_exercises.kinds.programs import Program
from backprop_lib import sigmoid
from backprop_lib.misconceptions import Verdict

STUDENTS = ("0", "Ada", "17")


def gradients(W1, b1, W2, b2, x, y, error=lambda W2, delta2: W2.T @ delta2, product=lambda delta, x: delta @ x.T):
    a1 = sigmoid(W1 @ x + b1)
    a2 = sigmoid(W2 @ a1 + b2)
    delta2 = (a2 - y) * a2 * (1 - a2) / y.shape[1]
    delta1 = error(W2, delta2) * a1 * (1 - a1)
    return product(delta1, x), delta1.sum(axis=1, keepdims=True), product(delta2, a1), delta2.sum(axis=1, keepdims=True)


def judged(student, **changes):
    return check(ask("write-backward", student), lambda *case: gradients(*case, **changes))


@pytest.mark.parametrize("student", STUDENTS)
def test_a_missing_transpose_is_named_although_it_stops_the_program(student):
    verdict = judged(student, error=lambda W2, delta2: np.dot(W2, delta2))
    assert verdict.misconceptions == ("transpose-missing",) and not verdict.correct
    assert "raised ValueError" in verdict.remark and "in line" in verdict.remark


@pytest.mark.parametrize("student", STUDENTS)
def test_a_gradient_in_the_wrong_shape_is_named(student):
    verdict = judged(student, product=lambda delta, x: x @ delta.T)
    assert verdict.misconceptions == ("indices-swapped",)
    assert "is an array of shape" in verdict.remark


def test_another_failure_is_not_called_a_missing_transpose():
    """It fails in the same cases, but where it runs its numbers are those of no known mistake."""
    verdict = judged("0", error=lambda W2, delta2: 3 * W2 @ delta2)
    assert verdict.misconceptions == () and "raised ValueError" in verdict.remark


def test_failing_is_part_of_the_mistake():
    """Where it runs this has the sign wrong, but a wrong sign never fails."""

    def picky(W1, b1, W2, b2, x, y):
        if len(W2) != len(W1):
            raise ValueError("layers of different sizes")
        return tuple(-part for part in gradients(W1, b1, W2, b2, x, y))

    assert check(ask("write-backward"), picky).misconceptions == ()
    assert check(ask("write-backward"), lambda *case: tuple(-part for part in gradients(*case))).misconceptions == (
        "sign",
    )


def test_a_program_that_fails_everywhere_is_no_known_mistake():
    double = Program(
        "double", 1, 1, lambda rng: (rng.normal(),), lambda x: 2 * x, {"Halved.": lambda x: int("none")}, ("y",)
    )
    question = double.draw(np.random.default_rng(0))
    with pytest.raises(Unreadable, match="raised KeyError"):
        double.grade(question, lambda x: {}["y"])


def test_most_networks_have_layers_of_different_sizes_and_some_are_square():
    drawn = [sizes(np.random.default_rng(seed), 2) for seed in range(200)]
    different = [units for units in drawn if len(set(units)) == 3]
    assert {len(set(units)) for units in drawn} == {1, 3} and len(drawn) / 2 < len(different) < len(drawn)


def layers_of(x, y, layers):
    inputs = [x]
    for W, b in layers:
        inputs.append(sigmoid(W @ inputs[-1] + b))
    a, pairs = inputs.pop(), []
    error = (a - y) / y.shape[1]
    for (W, _), below in zip(reversed(layers), reversed(inputs), strict=True):
        delta = error * a * (1 - a)
        pairs.append((delta @ below.T, delta.sum(axis=1, keepdims=True)))
        error, a = W.T @ delta, below
    return pairs[::-1]


def test_a_list_of_pairs_is_taken_apart():
    question = ask("write-deep-backward")
    assert check(question, lambda layers, x, y: layers_of(x, y, layers)).correct
    assert not check(question, lambda layers, x, y: layers_of(x, y, layers)[::-1]).correct
    short = check(question, lambda layers, x, y: layers_of(x, y, layers)[:2])
    assert "returned 4 values" in short.remark


def test_a_remark_stands_after_the_list_of_mistakes():
    verdict = Verdict(False, ("sign",), remark="3 of 12 cases are right.")
    assert str(verdict).splitlines()[0].endswith("What to know about it:")
    assert str(verdict).splitlines()[-1] == verdict.remark
    assert verdict._repr_markdown_().endswith(f"\n\n{verdict.remark}")
    assert str(Verdict(False, (), remark="Not answered yet.")) == "Not answered yet."


def test_a_forgotten_factor_is_named():
    def descend(c, m, theta, learning_rate, steps):
        for _ in range(steps):
            theta -= learning_rate * (theta - m)
        return theta

    for student in STUDENTS:
        (said,) = check(ask("descent-loop", student), descend).misconceptions
        assert said.endswith("c is missing.")


def test_the_first_wrong_case_can_be_called_and_the_right_value_is_not_told():
    def descend(c, m, theta, learning_rate, steps):
        return 3.0

    descent_loop = ask("descent-loop")
    remark = check(descent_loop, descend).remark
    assert remark.endswith("`descend(*descent_loop.drawn.cases[0])` returns theta = 3; expected another number.")
    right = descent_loop.exercise.right(*descent_loop.drawn.cases[0])
    assert f"{right:.3f}" not in remark

    def shifted(*case):
        dW1, db1, dW2, db2 = gradients(*case)
        return dW1, db1, dW2 + 1, db2

    said = check(ask("write-backward"), shifted).remark
    shape = np.shape(gradients(*ask("write-backward").drawn.cases[0])[2])
    assert f"`shifted(*write_backward.drawn.cases[0])` returns dW2 in the right shape, {shape};" in said
    assert "`your_function(*descent_loop.drawn.cases[0])`" in check(descent_loop, lambda *case: 3.0).remark
