"""The exercises of the chapter on the problem."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import tenths, wholes

UPHILL = "The step goes uphill: the learning rate times the slope has to be subtracted."
HALF_OF_A_CURVE = "The 2 that comes down from the square and the one half cancel: the slope is not twice as large."
C_MISSING = "The slope of this curve is c times the distance: c is missing."


def _parabola(rng: np.random.Generator) -> dict[str, Any]:
    theta, q = tenths(rng, 2, -30, 30)
    return {"c": int(rng.integers(2, 5)), "q": q, "theta": theta, "eta": float(rng.choice([0.1, 0.2, 0.3]))}


one_step = ByHand(
    "one-step",
    1,
    4,
    _parabola,
    """
    slope = c * (theta - q)
    theta_new = theta - eta * slope
    """,
    ("slope", "theta_new"),
    {
        UPHILL: ("theta_new = theta + eta * slope",),
        "The learning rate is missing: it multiplies the slope.": ("theta_new = theta - slope",),
        "This is the step alone: it has to be subtracted from where you stand.": ("theta_new = eta * slope",),
        HALF_OF_A_CURVE: ("slope = 2 * c * (theta - q)",),
        "The distance from the lowest point is theta - q: where q is negative, two minus signs make a plus.": (
            "slope = c * (theta + q)",
        ),
        "The slope has the wrong sign: it is c times theta - q, and not q - theta.": ("slope = c * (q - theta)",),
        C_MISSING: ("slope = theta - q",),
        "This is the slope at the distance from 0; the valley of this curve lies at q.": ("slope = c * theta",),
        "This is the value of the cost. What is subtracted is its slope.": ("slope = c * (theta - q)**2 / 2",),
    },
    decimals=2,
)


def _repeated(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        c, eta = int(rng.choice([2, 4, 5, 8])), float(rng.choice([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4]))
        if abs(1 - eta * c) not in (0, 1):
            return {"c": c, "theta": wholes(rng, 1, -4, 4)[0], "eta": eta}


learning_rate_border = ByHand(
    "learning-rate-border",
    2,
    6,
    _repeated,
    """
    factor = 1 - eta * c
    theta_3 = factor**3 * theta
    limit = 2 / c
    """,
    ("factor", "theta_3", "limit"),
    {
        UPHILL: ("factor = 1 + eta * c",),
        "This is what is subtracted. What is left of theta after a step is 1 minus that.": ("factor = eta * c",),
        "The slope of this curve is c times theta: c belongs in the factor too.": ("factor = 1 - eta",),
        "Three steps multiply by the factor three times. They are not one step three times as long, since the "
        "slope changes on the way.": ("theta_3 = (1 - 3 * eta * c) * theta",),
        "Three steps multiply by the third power of the factor, not by three times the factor.": (
            "theta_3 = 3 * factor * theta",
        ),
        "This is what three steps multiply by. Multiply theta by it.": ("theta_3 = factor**3",),
        "This is where two steps lead. One more is asked for.": ("theta_3 = factor**2 * theta",),
        "With 1/c a single step leads to the minimum. Descent diverges if the factor is above 1 in absolute value.": (
            "limit = 1 / c",
        ),
        "2 is the limit for a curve with c = 1; this one bends c times as strongly.": ("limit = 2",),
        "The more strongly a curve bends, the smaller the learning rate must be: divide by c.": ("limit = 2 * c",),
    },
    decimals=3,
)


def _bowl(rng: np.random.Generator) -> dict[str, Any]:
    c1, c2 = wholes(rng, 2, 1, 4)
    theta1, theta2 = wholes(rng, 2, -3, 3)
    return {"c1": c1, "c2": c2, "theta1": theta1, "theta2": theta2, "eta": float(rng.choice([0.1, 0.2]))}


predicted_fall = ByHand(
    "predicted-fall",
    3,
    10,
    _bowl,
    """
    g1 = c1 * theta1
    g2 = c2 * theta2
    predicted = eta * (g1**2 + g2**2)
    new1 = theta1 - eta * g1
    new2 = theta2 - eta * g2
    before = (c1 * theta1**2 + c2 * theta2**2) / 2
    fall = before - (c1 * new1**2 + c2 * new2**2) / 2
    """,
    ("g1", "g2", "predicted", "fall"),
    {
        HALF_OF_A_CURVE: ("g1 = 2 * c1 * theta1", "g2 = 2 * c2 * theta2"),
        "The first slope has the sign of theta1.": ("g1 = -c1 * theta1",),
        "The second slope has the sign of theta2.": ("g2 = -c2 * theta2",),
        "Each slope is squared before they are added.": ("predicted = eta * (g1 + g2)**2",),
        "The squares are missing: it is the squared length of the gradient that counts.": (
            "predicted = eta * (g1 + g2)",
        ),
        "It is the square of the gradient's length that counts, not the length.": (
            "predicted = eta * (g1**2 + g2**2)**0.5",
        ),
        "The learning rate is missing in the prediction.": ("predicted = g1**2 + g2**2",),
        UPHILL: ("new1 = theta1 + eta * g1", "new2 = theta2 + eta * g2"),
        "This is the cost after minus the cost before. A cost that goes down has a positive fall.": (
            "fall = (c1 * new1**2 + c2 * new2**2) / 2 - before",
        ),
    },
    decimals=2,
)


def _three_points(rng: np.random.Generator) -> dict[str, Any]:
    x, y = wholes(rng, 3, -3, 4), wholes(rng, 3, -4, 5)
    points = {f"{name}_{n}": values[n - 1] for n in (1, 2, 3) for name, values in (("x", x), ("y", y))}
    return {
        **points,
        "theta1": float(rng.choice([-1.5, -0.5, 0.5, 1.5])),
        "theta2": float(rng.choice([-1.0, 1.0, 2.0])),
    }


line_slopes = ByHand(
    "line-slopes",
    2,
    8,
    _three_points,
    """
    d_1 = theta1 * x_1 + theta2 - y_1
    d_2 = theta1 * x_2 + theta2 - y_2
    d_3 = theta1 * x_3 + theta2 - y_3
    dJ_dtheta1 = (d_1 * x_1 + d_2 * x_2 + d_3 * x_3) / 3
    dJ_dtheta2 = (d_1 + d_2 + d_3) / 3
    """,
    ("d_1", "d_2", "d_3", "dJ_dtheta1", "dJ_dtheta2"),
    {
        "sign": (
            "d_1 = y_1 - theta1 * x_1 - theta2",
            "d_2 = y_2 - theta1 * x_2 - theta2",
            "d_3 = y_3 - theta1 * x_3 - theta2",
        ),
        "half-forgotten": (
            "dJ_dtheta1 = 2 * (d_1 * x_1 + d_2 * x_2 + d_3 * x_3) / 3",
            "dJ_dtheta2 = 2 * (d_1 + d_2 + d_3) / 3",
        ),
        "sum-over-examples": ("dJ_dtheta1 = d_1 * x_1 + d_2 * x_2 + d_3 * x_3", "dJ_dtheta2 = d_1 + d_2 + d_3"),
        "The steepness is multiplied by the input, and so is each difference in its slope.": (
            "dJ_dtheta1 = (d_1 + d_2 + d_3) / 3",
        ),
        "The height is simply added: no input belongs in its slope.": (
            "dJ_dtheta2 = (d_1 * x_1 + d_2 * x_2 + d_3 * x_3) / 3",
        ),
    },
    decimals=2,
)

line_slope_formula = Formula(
    "line-slope-formula",
    2,
    4,
    {"theta": r"\theta", "x": "x", "y": "y"},
    "(theta * x - y) * x",
    {
        "sign": "(y - theta * x) * x",
        "half-forgotten": "2 * (theta * x - y) * x",
        "The bracket is differentiated too: theta is multiplied by x in it.": "theta * x - y",
        "The square of the bracket becomes the bracket: its power goes down by one.": "(theta * x - y)**2 * x",
        "This is the loss itself. Its slope is asked for.": "(theta * x - y)**2 / 2",
        "The 2 from the square cancels the one half.": "(theta * x - y) * x / 2",
        "In the bracket theta is multiplied by x: the slope of the bracket is x, not theta.": "(theta * x - y) * theta",
    },
)


def _descend(c: float, q: float, theta: float, learning_rate: float, steps: int) -> float:
    for _ in range(steps):
        theta = theta - learning_rate * c * (theta - q)
    return theta


def _descent(rng: np.random.Generator) -> tuple[float, float, float, float, int]:
    c, q, rate = rng.uniform(0.5, 2), rng.normal(), rng.uniform(0.1, 0.4)
    return float(c), float(q), float(q + 1 + rng.uniform()), float(rate), int(rng.integers(2, 8))


descent_loop = Program(
    "descent-loop",
    2,
    8,
    _descent,
    _descend,
    {
        UPHILL: lambda c, q, theta, rate, steps: _descend(c, q, theta, -rate, steps),
        HALF_OF_A_CURVE: lambda c, q, theta, rate, steps: _descend(2 * c, q, theta, rate, steps),
        C_MISSING: lambda c, q, theta, rate, steps: _descend(1, q, theta, rate, steps),
        "The slope has to be computed again in each step, at the place that you have reached.": (
            lambda c, q, theta, rate, steps: theta - steps * rate * c * (theta - q)
        ),
        "This is one step only: the return is inside the loop.": (
            lambda c, q, theta, rate, steps: _descend(c, q, theta, rate, 1)
        ),
        "This is one step too few.": lambda c, q, theta, rate, steps: _descend(c, q, theta, rate, steps - 1),
        "This is one step too many.": lambda c, q, theta, rate, steps: _descend(c, q, theta, rate, steps + 1),
    },
    ("theta",),
)


def _fit(difference: Any, mean: Any = np.mean, factor: int = 1, in_turn: bool = False) -> Any:
    """A way to fit a line, right or wrong: with this difference, mean and factor, and both slopes at once or not."""

    def fit_line(x: Any, y: Any, learning_rate: float, steps: int) -> tuple[float, float]:
        steepness = height = 0.0
        for _ in range(steps):
            d = difference(steepness * x + height, y)
            new = steepness - learning_rate * factor * mean(d * x)
            if in_turn:
                d = difference(new * x + height, y)
            steepness, height = new, height - learning_rate * factor * mean(d)
        return steepness, height

    return fit_line


def _points(rng: np.random.Generator) -> tuple[Any, Any, float, int]:
    n = int(rng.integers(3, 7))
    return rng.uniform(-1, 1, n), rng.normal(size=n), float(rng.uniform(0.1, 0.5)), int(rng.integers(1, 7))


fit_line = Program(
    "fit-line",
    3,
    15,
    _points,
    _fit(np.subtract),
    {
        "sign": _fit(lambda f, y: y - f),
        "half-forgotten": _fit(np.subtract, factor=2),
        "sum-over-examples": _fit(np.subtract, mean=np.sum),
        "The height's slope was taken with the steepness already changed. Compute both slopes, then take the step.": (
            _fit(np.subtract, in_turn=True)
        ),
    },
    ("steepness", "height"),
)

what_backpropagation_does = Choice(
    "what-backpropagation-does",
    1,
    2,
    "It computes the slope of the cost with respect to each parameter.",
    {
        "It changes each parameter a little, against its slope.": "backpropagation-is-descent",
        "It finds the parameters for which the cost is smallest of all.": "No part of training promises that. "
        "Descent stops where the gradient is zero, and backpropagation only finds the gradient.",
        "It nudges one parameter after another and watches the cost.": "That gives the gradient too, but it "
        "takes a run of the network for each parameter. Backpropagation is there to avoid this.",
    },
)

why_it_diverges = Choice(
    "why-it-diverges",
    1,
    3,
    "The learning rate is too large for the bend of this curve.",
    {
        "The learning rate is too small.": "Small steps creep towards the minimum, and stay on one side of it.",
        "The steps go uphill: the sign of the slope is reversed.": "Uphill, the parameter would move away from the "
        "minimum and never cross it.",
        "It is caught in a local minimum.": "A parabola has only one minimum, and near a minimum the slope gets "
        "smaller, and the steps with it.",
    },
)

fit_bug = Bug(
    "fit-bug",
    2,
    4,
    """
    prediction = steepness * x + height
    difference = prediction - y
    slope_1 = np.mean(difference * x)
    slope_2 = np.mean(difference)
    new_steepness = steepness - learning_rate * slope_1
    new_height = height - learning_rate * slope_2
    """,
    {
        "sign": ("difference = y - prediction",),
        "sum-over-examples": ("slope_1 = np.sum(difference * x)",),
        "half-forgotten": ("slope_2 = np.mean(2 * difference)",),
        "The slope with respect to the steepness needs the input: it is the mean of difference times input.": (
            "slope_1 = np.mean(difference)",
        ),
        UPHILL: ("new_height = height + learning_rate * slope_2",),
    },
)

EXERCISES: tuple[Exercise, ...] = (
    one_step,
    what_backpropagation_does,
    why_it_diverges,
    learning_rate_border,
    line_slope_formula,
    line_slopes,
    fit_bug,
    descent_loop,
    fit_line,
    predicted_fall,
)
