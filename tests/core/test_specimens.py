"""The drawings of the bug museum say what the numbers say."""

import re

import numpy as np
import pytest

from backprop_lib import backward, forward, half_squared_error
from backprop_lib.data import mazur
from backprop_lib.figures import PAGE, WRONG
from backprop_lib.specimens import LARGEST, costs_of_both, how_far, ratios, where

NETWORK, X, Y = mazur()
RIGHT = backward(NETWORK, forward(NETWORK, X), Y, half_squared_error)
CROSS = "m-3.5 -3.5l7 7m0 -7l-7 7"


def wrong_in_w2_and_o1():
    first, second = RIGHT
    W, b = first.W.copy(), second.b.copy()
    W[0, 1] *= -3
    b[0] = 0
    return [first._replace(W=W), second._replace(b=b)]


def test_each_parameter_has_its_ratio():
    found = ratios(wrong_in_w2_and_o1(), RIGHT)
    assert list(found) == [*(f"w{n}" for n in range(1, 9)), *(f"bias of {unit}" for unit in ("h1", "h2", "o1", "o2"))]
    assert {name: ratio for name, ratio in found.items() if ratio != 1} == pytest.approx({"w2": -3, "bias of o1": 0})


def test_a_cross_for_each_wrong_gradient_and_for_no_other():
    picture = where(NETWORK, ratios(wrong_in_w2_and_o1(), RIGHT), "two")
    assert picture.count(CROSS) == 2 and CROSS not in where(NETWORK, ratios(RIGHT, RIGHT))
    assert 'role="img" aria-label="two"' in picture and 'aria-hidden="true"' in where(NETWORK, ratios(RIGHT, RIGHT))


def test_no_two_crosses_meet():
    everything = where(NETWORK, ratios([layer._replace(W=2 * layer.W, b=2 * layer.b) for layer in RIGHT], RIGHT))
    places = re.findall(rf"M([\d.-]+) ([\d.-]+){re.escape(CROSS)}", everything)
    places = np.array(places, dtype=float)
    apart = np.hypot(*(places[:, None] - places[None]).T) + 99 * np.eye(len(places))
    assert len(places) == 12 and apart.min() > 9


def bar_end(ratio: float) -> float:
    return float(re.search(r"M75 47H([\d.]+)", how_far("w1", ratio))[1])


def test_the_bar_is_as_long_for_a_tenth_as_for_ten_times():
    assert (
        bar_end(10) - 75 == pytest.approx(75 - bar_end(0.1), abs=0.11) and bar_end(10) > bar_end(2) > bar_end(1) == 75
    )
    assert bar_end(-2) == bar_end(2), "the sign is said by the end of the bar"
    assert f'fill="{PAGE}" stroke="{WRONG}"' in how_far("w1", -2) and f'fill="{WRONG}" stroke' in how_far("w1", 2)


@pytest.mark.parametrize("ratio", [0.0, 1e-3, 1e6])
def test_what_is_beyond_the_scale_ends_in_an_arrow(ratio):
    assert "<circle" not in how_far("w1", ratio) and "<circle" in how_far("w1", LARGEST / 2)


def test_both_trainings_are_drawn_on_one_scale_and_an_overflow_is_said():
    at = [1, 10, 100]
    same = costs_of_both(at, [0.3, 0.2, 0.1], [0.3, 0.2, 0.1])
    lines = re.findall(r'd="(M[\d. L]+)" stroke="[^"]+" stroke-width="2"', same)
    assert len(lines) == 2 and lines[0] == lines[1]
    assert "overflows" not in same and "After 100 updates the cost is 0.1; with the right gradient it is 0.1." in same
    assert "the cost overflows" in costs_of_both(at, [0.3, 0.2, 0.1], [0.3, 9.0])
