"""The widgets in Python: traits are checked in words, and the path is gradient descent."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy
from traitlets import TraitError

from backprop_widgets import DescentStepper
from backprop_widgets.descent_stepper.costs import COSTS, described, evaluator
from backprop_widgets.descent_stepper.widget import LIMIT

x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"cost": "hill"}, 'cost is "hill"; expected one of parabola, two minima'),
        ({"cost": 3}, "cost is 3; expected the name of a built-in cost or a SymPy expression"),
        ({"cost": x * y * sympy.Symbol("z")}, "3 symbols; a curve has one and a surface has two"),
        ({"cost": sympy.Integer(2)}, "0 symbols"),
        ({"cost": sympy.Sum(x, (y, 0, 3)) * x}, "no JavaScript form"),
        ({"cost": sympy.log(x), "start": -1}, "is not a finite number"),
        ({"cost": x**2, "view": (1, 1)}, "expected the lowest and the highest value to show"),
        ({"learning_rate": -0.1}, "learning_rate is -0.1; expected a positive, finite number"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": float("inf")}, "learning_rate is inf"),
        ({"learning_rate": "fast"}, "learning_rate"),
        ({"momentum": 1}, "momentum is 1.0; expected a number from 0 to below 1"),
        ({"momentum": float("nan")}, "momentum is nan"),
        ({"start": (1, 2)}, r"start is \[1.0, 2.0\]; this cost has the parameters w: expected one number for each"),
        ({"cost": "bowl", "start": 1}, "this cost has the parameters w1, w2"),
        ({"start": float("nan")}, r"start is \[nan\]; every number must be finite"),
        ({"start": "left"}, "start"),
        ({"costs": ["hill"]}, "'costs' trait .*not the str 'hill'"),
        ({"costs": ["ravine"], "cost": "bowl"}, 'cost is "bowl"; expected one of ravine'),
        ({"step": -1}, "step is -1; expected a whole number from 0 on"),
        ({"step": 1.5}, "step"),
        ({"steps": 0}, "steps is 0; expected a whole number from 1 to 1000"),
        ({"name": "My widget"}, 'name is "My widget"'),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        DescentStepper(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = DescentStepper(learning_rate=0.2)
    with pytest.raises(TraitError):
        widget.learning_rate = -1
    with pytest.raises(TraitError):
        widget.start = [1, 2]
    assert widget.learning_rate == 0.2 and widget.start == [2.05]


def test_numbers_of_all_kinds_make_a_start() -> None:
    assert DescentStepper(start=1).start == [1.0]
    assert DescentStepper(start=np.float64(1.5)).start == [1.5]
    assert DescentStepper(cost="bowl", start=np.array([1, 2])).start == [1.0, 2.0]


def test_another_cost_begins_anew() -> None:
    widget = DescentStepper(start=2.05, step=5)
    assert widget.step == 5
    widget.cost = "bowl"
    assert widget.start == [-3.0, 1.2] and widget.step == 0


@pytest.mark.parametrize("name", COSTS)
def test_the_path_is_gradient_descent(name: str) -> None:
    widget = DescentStepper(cost=name, momentum=0.3)
    path, cost = widget.path(), COSTS[name]
    assert len(path.x) == 61
    slopes = [sympy.lambdify(cost.parameters, slope.rewrite(sympy.exp)) for slope in cost.gradient]
    at, step = np.array(cost.start), 0.0
    for n in range(5):
        gradient = np.array([slope(*at) for slope in slopes])
        step = 0.3 * step - cost.learning_rate * gradient
        np.testing.assert_allclose(path.x[n], at, rtol=1e-12)
        np.testing.assert_allclose(path.gradient[n], gradient, rtol=1e-11)
        np.testing.assert_allclose(path.step[n], step, rtol=1e-11)
        at = at + step


def test_a_diverging_path_ends_before_the_numbers_do() -> None:
    path = DescentStepper(cost="rosenbrock", learning_rate=0.1).path()
    assert len(path.x) < 10 and np.isfinite(path.cost).all() and path.cost.max() < LIMIT


def test_the_recommended_learning_rates_go_downhill() -> None:
    for name in COSTS:
        cost = DescentStepper(cost=name).path().cost
        assert cost[-1] < cost[0], name


@pytest.mark.parametrize("name", COSTS)
def test_minima_are_minima_with_the_lowest_first(name: str) -> None:
    cost = COSTS[name]
    minima = described(cost)["minima"]
    assert minima
    for minimum in minima:
        value, *slopes = evaluator(cost)(*minimum)
        assert np.abs(slopes).max() < 1e-3
        for nudge in np.random.default_rng(0).normal(scale=0.02, size=(50, len(minimum))):
            assert evaluator(cost)(*np.add(minimum, nudge))[0] > value - 1e-6
    heights = [evaluator(cost)(*minimum)[0] for minimum in minima]
    assert heights[0] <= min(heights) + 1e-12


def test_the_sharpness_of_a_quadratic_is_its_largest_curvature() -> None:
    assert described(COSTS["parabola"])["sharpness"] == 1
    assert described(COSTS["ravine"])["sharpness"] == 12
    assert described(COSTS["beale"])["sharpness"] is None


def test_the_first_frame_is_a_picture_with_words() -> None:
    for name in COSTS:
        picture = DescentStepper(cost=name).first_frame
        assert picture.startswith("<svg") and re.search(r"about to start at w1? = ", picture) and "nan" not in picture
    assert "&lt;" in DescentStepper(cost=sympy.Piecewise((x**2, x < 0), (x, True)), start=1).first_frame


@pytest.mark.parametrize(("cost", "mark"), [("two minima", "forward"), ("ravine", "parameter")])
def test_the_first_frame_shows_the_published_step(cost: str, mark: str) -> None:
    """Where it is after that many steps, and a ring for each place before it."""
    widget = DescentStepper(cost=cost, momentum=0.5, step=4)
    path, picture = widget.path(), widget.first_frame
    for name, value in zip(COSTS[cost].parameters, path.x[4], strict=True):
        assert f"{name} = {value:g}" in picture
    assert "after 4 steps at" in picture and f"where the cost is {path.cost[4]:.4g}." in picture
    assert picture.count(f'fill="var(--bp-page)" stroke="var(--bp-{mark})"') == 4
    without = DescentStepper(cost=cost, step=4)
    assert without.first_frame != picture


def test_the_first_frame_follows_the_state() -> None:
    widget = DescentStepper(start=2.05)
    changes = {"step": 1, "learning_rate": 0.2, "momentum": 0.3, "start": [1.5], "cost": "bowl", "steps": 1}
    for trait, value in changes.items():
        before = widget.first_frame
        setattr(widget, trait, value)
        assert (widget.first_frame != before) == (trait != "steps"), trait
    assert "about to start at w1 = -3, w2 = 1.2" in widget.first_frame
    assert widget.get_state()["first_frame"] == widget.first_frame
    widget.step = 9  # only one can be taken
    assert "after 1 step at" in widget.first_frame


def test_the_first_frame_of_a_diverging_descent_ends_where_the_path_does() -> None:
    widget = DescentStepper(cost="parabola", learning_rate=3, step=60)
    last = len(widget.path().x) - 1
    assert 10 < last < 60 and f"after {last} steps" in widget.first_frame
    assert "inf" not in widget.first_frame and "nan" not in widget.first_frame
