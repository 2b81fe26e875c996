"""The exercises of the chapter on activations and depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_lib.elementwise import Array, logistic

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import tenths

MULTIPLY = "The factors along a path are multiplied, not added."
WEIGHT_MISSING = "Each layer multiplies by its weight too, not only by the slope of its curve."
NO_BIAS = "The bias belongs to the net input, and here it decides on which side of the kink that is."

# ------------------------------------------------------------------------------------------------- by hand


def _net_input(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": tenths(rng, 1, -20, 20)[0]}


three_slopes = ByHand(
    "three-slopes",
    1,
    5,
    _net_input,
    """
    a = 1 / (1 + exp(-z))
    s_logistic = a * (1 - a)
    s_tanh = 1 - tanh(z)**2
    s_relu = (z > 0) * 1.0
    """,
    ("s_logistic", "s_tanh", "s_relu"),
    {
        "derivative-at-activation": ("s_logistic = sigmoid(a) * (1 - sigmoid(a))", "s_tanh = 1 - tanh(tanh(z))**2"),
        "output-form-at-net-input": ("s_logistic = z * (1 - z)", "s_tanh = 1 - z**2"),
        "These are the outputs of the curves. Their slopes are asked for.": (
            "s_logistic = a",
            "s_tanh = tanh(z)",
            "s_relu = relu(z)",
        ),
        "The product a(1 - a) is the slope of the logistic function; tanh has a form of its own.": (
            "s_tanh = tanh(z) * (1 - tanh(z))",
        ),
        "The output itself is to be squared: the slope of tanh is 1 minus its square.": ("s_tanh = 1 - tanh(z**2)",),
        "The sides are exchanged: the rectifier lets through what is above 0, and nothing else.": (
            "s_relu = (z < 0) * 1.0",
        ),
    },
    decimals=3,
)


def _chain(rng: np.random.Generator) -> dict[str, Any]:
    weights = [float(k) for k in rng.choice([-6, -5, -4, -3, 3, 4, 5, 6], 3, replace=False)]
    outputs = [float(a) for a in rng.choice([0.2, 0.3, 0.4, 0.6, 0.7, 0.8], 3, replace=False)]
    return dict(zip(("w_1", "w_2", "w_3", "a_1", "a_2", "a_3"), [*weights, *outputs], strict=True))


def _factors(line: str) -> tuple[str, ...]:
    """The factor of each of three layers, written with k for its number."""
    return tuple(f"f_{k} = {line.replace('_k', f'_{k}')}" for k in (1, 2, 3))


three_factors = ByHand(
    "three-factors",
    1,
    6,
    _chain,
    "\n".join((*_factors("w_k * a_k * (1 - a_k)"), "slope = f_1 * f_2 * f_3")),
    ("f_1", "f_2", "f_3", "slope"),
    {
        "hidden-derivative-missing": _factors("w_k"),
        "derivative-at-activation": _factors("w_k * sigmoid(a_k) * (1 - sigmoid(a_k))"),
        WEIGHT_MISSING: _factors("a_k * (1 - a_k)"),
        "The slope of the logistic function is a(1 - a); this is the output alone.": _factors("w_k * a_k"),
        MULTIPLY: ("slope = f_1 + f_2 + f_3",),
        "From the output back to the input it is three layers, and so three factors.": ("slope = f_2 * f_3",),
    },
    decimals=4,
)


def _saturated(rng: np.random.Generator) -> dict[str, Any]:
    return {"z": tenths(rng, 1, 12, 45)[0]}


slow_unit = ByHand(
    "slow-unit",
    1,
    4,
    _saturated,
    """
    a = 1 / (1 + exp(-z))
    slope = a * (1 - a)
    delta = a * slope
    """,
    ("a", "slope", "delta"),
    {
        "derivative-at-activation": ("slope = sigmoid(a) * (1 - sigmoid(a))",),
        "output-form-at-net-input": ("slope = z * (1 - z)",),
        "hidden-derivative-missing": ("delta = a",),
        "sign": ("delta = -a * slope",),
        "This has the loss in it. The delta has its slope with respect to the output, which is output minus target.": (
            "delta = a**2 / 2 * slope",
        ),
    },
    decimals=4,
)


def _two_examples(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        x_1, x_2, w, b = tenths(rng, 4, -20, 20)
        if (w * x_1 + b) * (w * x_2 + b) < 0 and abs(w) != 1:  # one example on each side of the kink
            e_1, e_2 = tenths(rng, 2)
            return {"w": w, "b": b, "x_1": x_1, "x_2": x_2, "e_1": e_1, "e_2": e_2}


unit_at_rest = ByHand(
    "unit-at-rest",
    2,
    7,
    _two_examples,
    """
    z_1 = w * x_1 + b
    z_2 = w * x_2 + b
    delta_1 = e_1 * (z_1 > 0)
    delta_2 = e_2 * (z_2 > 0)
    dJ_dw = delta_1 * x_1 + delta_2 * x_2
    dJ_db = delta_1 + delta_2
    """,
    ("z_1", "z_2", "delta_1", "delta_2", "dJ_dw", "dJ_db"),
    {
        NO_BIAS: ("z_1 = w * x_1", "z_2 = w * x_2"),
        "hidden-derivative-missing": ("delta_1 = e_1", "delta_2 = e_2"),
        "The error is multiplied by the slope of the curve, 0 or 1, not by its output.": (
            "delta_1 = e_1 * relu(z_1)",
            "delta_2 = e_2 * relu(z_2)",
        ),
        "The sides are exchanged: a rectifier is at rest where its net input is not above 0.": (
            "delta_1 = e_1 * (z_1 < 0)",
            "delta_2 = e_2 * (z_2 < 0)",
        ),
        "A weight gets delta times its input, and not times the weight.": ("dJ_dw = delta_1 * w + delta_2 * w",),
        "bias-never-updated": ("dJ_db = 0 * delta_1",),
    },
    decimals=3,
)


def _starting_values(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.choice([20, 40, 50, 80, 100, 200]))
    return {
        "n": n,
        "var_w": float(rng.choice([0.4, 0.5, 0.8, 1.2, 1.5, 2.0])) / n,
        "var_x": float(rng.choice([0.3, 0.5, 2.0, 4.0])),
    }


size_of_first_weights = ByHand(
    "size-of-first-weights",
    2,
    8,
    _starting_values,
    """
    var_z = n * var_w * var_x
    growth = (n * var_w)**3
    wanted = 1 / n
    """,
    ("var_z", "growth", "wanted"),
    {
        "This is the variance of one product. A net input adds up n of them, and variances of independent terms add.": (
            "var_z = var_w * var_x",
        ),
        "This is the standard deviation; the variance is its square.": ("var_z = np.sqrt(n * var_w * var_x)",),
        "Variances of independent terms are added as they are: n terms make n times, not n squared times, as much.": (
            "var_z = n**2 * var_w * var_x",
        ),
        "Three layers multiply three times by the same factor; they do not add it three times.": (
            "growth = 3 * n * var_w",
        ),
        "This is the growth in one layer. Each of the three layers multiplies by it.": ("growth = n * var_w",),
        "This is the standard deviation of such weights; the variance is its square.": ("wanted = 1 / np.sqrt(n)",),
        "This is the number of inputs. The more there are, the smaller each weight has to be.": ("wanted = n",),
    },
    decimals=4,
)

# ------------------------------------------------------------------------------------------------ formulas

bound_of_a_chain = Formula(
    "bound-of-a-chain",
    1,
    4,
    {"w": "w", "L": "L"},
    "(w / 4)**L",
    {
        MULTIPLY: "L * w / 4",
        "Each layer brings its weight, not only one of them.": "w / 4**L",
        WEIGHT_MISSING: "(1 / 4)**L",
        "Each layer brings the slope of its curve, not only its weight.": "w**L",
        "One half is the output at net input 0. The slope there is the product of two halves.": "(w / 2)**L",
        "This is the factor of a single layer.": "w / 4",
    },
)

# ------------------------------------------------------------------------------------------------- choices

where_the_bound_fails = Choice(
    "where-the-bound-fails",
    2,
    3,
    "All weights are 5, all net inputs 0.",
    {
        "All weights are 5, all net inputs 5.": (
            "There the logistic function is flat: its slope is below 1/100, and five times that is well below 1."
        ),
        "All weights are 3, all net inputs 0.": (
            "This is where the curve is steepest, but three quarters are still below 1."
        ),
        "All weights are 1, all net inputs 0.": ("This is where the curve is steepest, but a quarter is far below 1."),
        "All weights are −3, all net inputs 0.": (
            "The sign turns the slope round in every layer. Its absolute value is still multiplied by three quarters."
        ),
    },
)

which_unit_is_dead = Choice(
    "which-unit-is-dead",
    1,
    2,
    "One whose net input is at most 0 in every example.",
    {
        "One whose net input is at most 0 in the example at hand.": (
            "It is at rest in this example. In another one it may let something through, and learn from that."
        ),
        "One whose incoming weights are all 0.": (
            "Then its bias decides: with a bias above 0 the unit has slope 1, and its weights get a gradient."
        ),
        "One whose output is so large that it hardly changes.": (
            "That is a saturated unit, of the logistic function or tanh. A rectifier has no largest output."
        ),
        "One to which an error of 0 comes back in this step.": (
            "It learns nothing in this step, whatever its curve. In the next step another error may come back."
        ),
    },
)

what_parts_twins = Choice(
    "what-parts-twins",
    2,
    3,
    "Different weights from the inputs to the two units.",
    {
        "A smaller learning rate.": "Both get the same gradient, so both take the same step, however short it is.",
        "More training examples.": (
            "In each example both get the same delta and the same inputs. Sums of equal terms are equal."
        ),
        "A rectifier in the hidden layer instead of tanh.": (
            "The two net inputs are equal, so any curve gives equal outputs and equal slopes."
        ),
        "More steps of training.": (
            "Units that are equal before a step get equal gradients, and so are equal after it, at every step."
        ),
        "Nothing has to: their gradients differ because their losses differ.": "zero-initialisation-equal-loss",
    },
)

chain_bug = Bug(
    "chain-bug",
    2,
    4,
    """
    z1 = w1 * x
    a1 = np.tanh(z1)
    z2 = w2 * a1
    a2 = np.tanh(z2)
    delta2 = 1 - a2**2
    delta1 = delta2 * w2 * (1 - a1**2)
    slope = delta1 * w1
    """,
    {
        "derivative-at-activation": ("delta2 = 1 - np.tanh(a2)**2",),
        "output-form-at-net-input": ("delta1 = delta2 * w2 * (1 - z1**2)",),
        "hidden-derivative-missing": ("delta1 = delta2 * w2",),
        WEIGHT_MISSING: ("delta1 = delta2 * (1 - a1**2)",),
        "The product a(1 - a) is the slope of the logistic function; tanh has a form of its own.": (
            "delta2 = a2 * (1 - a2)",
        ),
        "The input is reached through the weight of the first layer.": ("slope = delta1 * w2",),
    },
)

# ------------------------------------------------------------------------------------------------ programs


def _deep_chain(rng: np.random.Generator) -> tuple[Array, Array, float]:
    L = int(rng.integers(3, 7))
    return rng.normal(size=L) * 2, rng.normal(size=L), float(rng.normal())


def _chain_slope(factor: Callable[[float, float, float], float], together: Callable = np.prod) -> Callable:
    """The slope of a chain of logistic units, with this factor of weight, net input and output in each layer."""

    def chain_slope(w: Array, b: Array, x: float) -> float:
        a, factors = x, []
        for w_l, b_l in zip(w, b, strict=True):
            z = w_l * a + b_l
            a = logistic(z)
            factors.append(factor(w_l, z, a))
        return float(together(factors))

    return chain_slope


write_chain_slope = Program(
    "write-chain-slope",
    2,
    10,
    _deep_chain,
    _chain_slope(lambda w, z, a: w * a * (1 - a)),
    {
        WEIGHT_MISSING: _chain_slope(lambda w, z, a: a * (1 - a)),
        "hidden-derivative-missing": _chain_slope(lambda w, z, a: w),
        "derivative-at-activation": _chain_slope(lambda w, z, a: w * logistic(a) * (1 - logistic(a))),
        "output-form-at-net-input": _chain_slope(lambda w, z, a: w * z * (1 - z)),
        MULTIPLY: _chain_slope(lambda w, z, a: w * a * (1 - a), np.sum),
        "This is the factor of the last layer alone.": _chain_slope(
            lambda w, z, a: w * a * (1 - a), lambda factors: factors[-1]
        ),
        "The factor of the last layer is missing.": _chain_slope(
            lambda w, z, a: w * a * (1 - a), lambda factors: np.prod(factors[:-1])
        ),
    },
    ("slope",),
)

EXERCISES: tuple[Exercise, ...] = (
    three_slopes,
    which_unit_is_dead,
    three_factors,
    bound_of_a_chain,
    where_the_bound_fails,
    unit_at_rest,
    slow_unit,
    chain_bug,
    what_parts_twins,
    size_of_first_weights,
    write_chain_slope,
)
