"""The exercises of the chapter on famous networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_lib.elementwise import Array, logistic

from ..kinds import Exercise
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import tenths

BOTH_PATHS = "There are two ways from the input to the output, and their contributions are added."
DIRECT_IS_OUTPUT = "A direct weight leads into the output, so it gets the delta of the output."
NOT_THROUGH_DIRECT = "The direct weights lead past the hidden unit: what goes through them does not depend on it."

# ------------------------------------------------------------------------------------------------- by hand


def _pattern(rng: np.random.Generator) -> dict[str, Any]:
    """A pattern that is no palindrome and whose pairs cannot be taken for others; weights and a negative bias."""
    while True:
        bits = [int(bit) for bit in rng.integers(0, 2, 6)]
        differences = [one - other for one, other in zip(bits[:3], bits[:2:-1], strict=True)]
        if differences.count(0) == 1 and bits[3] != bits[5]:
            break
    w = rng.choice([-8, -6, -5, -3, -2, 2, 3, 5, 6, 8], 3, replace=False) + 0.1 * np.array(tenths(rng, 3))
    given: dict[str, Any] = {f"x_{k}": bit for k, bit in enumerate(bits, 1)}
    return given | {f"w_{k}": round(float(one), 2) for k, one in enumerate(w, 1)} | {"b": -1.8}


one_pattern = ByHand(
    "one-pattern",
    1,
    4,
    _pattern,
    """
    d_1 = x_1 - x_6
    d_2 = x_2 - x_5
    d_3 = x_3 - x_4
    z = w_1 * d_1 + w_2 * d_2 + w_3 * d_3 + b
    """,
    ("d_1", "d_2", "d_3", "z"),
    {
        "The first input belongs to the last one, and the third to the fourth: the middle is the mirror.": (
            "d_1 = x_1 - x_4",
            "d_3 = x_3 - x_6",
        ),
        "The two weights of a pair have opposite signs: the inputs are subtracted, not added.": (
            "d_1 = x_1 + x_6",
            "d_2 = x_2 + x_5",
            "d_3 = x_3 + x_4",
        ),
        "Here the first three inputs have the weights as they are given, and the last three have their negatives.": (
            "d_1 = x_6 - x_1",
            "d_2 = x_5 - x_2",
            "d_3 = x_4 - x_3",
        ),
        "The bias is missing: it belongs to the net input.": ("z = w_1 * d_1 + w_2 * d_2 + w_3 * d_3",),
        "The signs of the differences are lost; they decide whether the unit switches on.": (
            "d_1 = (x_1 - x_6)**2",
            "d_2 = (x_2 - x_5)**2",
            "d_3 = (x_3 - x_4)**2",
        ),
    },
    decimals=2,
)


def _rates(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "n": int(rng.choice([16, 20, 25, 32, 40, 50, 64])),
        "rate": float(rng.choice([0.02, 0.03, 0.05, 0.07, 0.1])),
        "mu": float(rng.choice([0.6, 0.75, 0.8, 0.95, 0.96])),
    }


rate_for_the_mean = ByHand(
    "rate-for-the-mean",
    1,
    4,
    _rates,
    """
    rate_m = n * rate
    times = 1 / (1 - mu)
    total = times * rate_m
    """,
    ("rate_m", "times", "total"),
    {
        "The mean is smaller than the sum, so its gradient is smaller too, and needs the larger rate.": (
            "rate_m = rate / n",
        ),
        "The rate stays as it was only if the cost does. The mean has a gradient n times smaller than the sum.": (
            "rate_m = rate",
        ),
        "This counts the new gradient and the one before. The running sum also keeps all that came earlier.": (
            "times = 1 + mu",
        ),
        "Of a steady gradient the running sum keeps 1 + mu + mu² + ..., which begins with 1.": (
            "times = mu / (1 - mu)",
        ),
        "This is the part of the old sum that a step loses. The sum grows until it loses as much as comes in.": (
            "times = 1 - mu",
        ),
    },
    decimals=3,
)


def _encoder(rng: np.random.Generator) -> dict[str, Any]:
    m = int(rng.choice([4, 5, 6, 7]))
    return {"n": 2**m - int(rng.integers(1, 2 ** (m - 1))), "m": m}


size_of_an_encoder = ByHand(
    "size-of-an-encoder",
    1,
    3,
    _encoder,
    """
    weights = 2 * n * m
    biases = m + n
    codes = 2**m
    """,
    ("weights", "biases", "codes"),
    {
        "There are two layers of weights: into the hidden units, and out of them.": ("weights = n * m",),
        "Inputs are given; only hidden units and outputs have biases.": ("biases = 2 * n + m",),
        "The outputs have biases too.": ("biases = m",),
        "The hidden units have biases too.": ("biases = n",),
        "Each further unit doubles the number of codes; it does not add two.": ("codes = 2 * m",),
        "Each of the m units is either high or low: that is 2 to the power m, not m squared.": ("codes = m**2",),
    },
)


def _skipping(rng: np.random.Generator) -> dict[str, Any]:
    x_1, x_2, w_1, w_2, u_1, u_2, v = tenths(rng, 7)
    return {"x_1": x_1, "x_2": x_2, "w_1": w_1, "w_2": w_2, "u_1": u_1, "u_2": u_2, "v": 2 * v, "y": 1}


past_the_hidden_unit = ByHand(
    "past-the-hidden-unit",
    2,
    9,
    _skipping,
    """
    h = 1 / (1 + exp(-(w_1 * x_1 + w_2 * x_2)))
    o = 1 / (1 + exp(-(u_1 * x_1 + u_2 * x_2 + v * h)))
    delta_o = (o - y) * o * (1 - o)
    delta_h = v * delta_o * h * (1 - h)
    dE_du_1 = delta_o * x_1
    dE_dw_1 = delta_h * x_1
    """,
    ("h", "o", "delta_o", "delta_h", "dE_du_1", "dE_dw_1"),
    {
        "The output also gets the inputs directly.": ("o = 1 / (1 + exp(-v * h))",),
        "output-derivative-missing": ("delta_o = o - y",),
        "hidden-derivative-missing": ("delta_h = v * delta_o",),
        "sign": ("delta_o = (y - o) * o * (1 - o)",),
        NOT_THROUGH_DIRECT: ("delta_h = (v + u_1 + u_2) * delta_o * h * (1 - h)",),
        "On its way back to the hidden unit the delta passes the weight between them.": (
            "delta_h = delta_o * h * (1 - h)",
        ),
        DIRECT_IS_OUTPUT: ("dE_du_1 = delta_h * x_1",),
        "The weight into the hidden unit gets the delta of the hidden unit.": ("dE_dw_1 = delta_o * x_1",),
    },
    decimals=4,
)


def _bias(rng: np.random.Generator) -> dict[str, Any]:
    return {"c": tenths(rng, 1, -20, 20)[0]}


beside_the_point_at_rest = ByHand(
    "beside-the-point-at-rest",
    2,
    7,
    _bias,
    """
    o = 1 / (1 + exp(-c))
    dJ_dc = (o - 1 / 2) * o * (1 - o)
    dJ_dv = dJ_dc / 2
    dJ_dw = 0 * dJ_dv
    """,
    ("o", "dJ_dc", "dJ_dv", "dJ_dw"),
    {
        "This is the sum over the four patterns. The cost is their mean.": (
            "dJ_dc = 4 * (o - 1 / 2) * o * (1 - o)",
            "dJ_dv = dJ_dc / 2",
        ),
        "output-derivative-missing": ("dJ_dc = o - 1 / 2",),
        "Two of the four targets are 1: take the mean of the four differences.": ("dJ_dc = o * o * (1 - o)",),
        "An output weight gets the delta times the output of its hidden unit, which is one half here.": (
            "dJ_dv = dJ_dc",
        ),
        "With weights of zero the net input is 0, and the logistic function of 0 is one half, not 0.": (
            "dJ_dv = 0 * dJ_dc",
        ),
        "What comes back to a hidden unit passes its output weight, which is zero.": ("dJ_dw = dJ_dc / 8",),
    },
    decimals=4,
)

# ------------------------------------------------------------------------------------------------ formulas

two_ways_to_the_input = Formula(
    "two-ways-to-the-input",
    2,
    6,
    {"delta_o": r"\delta_o", "u": "u", "v": "v", "h": "h", "w": "w"},
    "delta_o * (u + v * h * (1 - h) * w)",
    {
        "This is the way through the hidden unit alone. " + BOTH_PATHS: "delta_o * v * h * (1 - h) * w",
        "This is the direct way alone. " + BOTH_PATHS: "delta_o * u",
        "Along one way the factors are multiplied; the two ways are added.": "delta_o * u * v * h * (1 - h) * w",
        "The way through the hidden unit passes the slope of its curve.": "delta_o * (u + v * w)",
        "The slope of the logistic function is h(1 - h); this is its output alone.": "delta_o * (u + v * h * w)",
        "Only the way through the hidden unit passes the slope of its curve.": "delta_o * (u + v * w) * h * (1 - h)",
        "Begin with the delta of the output: every way goes through its net input.": "u + v * h * (1 - h) * w",
    },
)

# ------------------------------------------------------------------------------------------------- choices

which_ratio = Choice(
    "which-ratio",
    1,
    3,
    "1 : 3 : 5",
    {
        "2 : 3 : 5": "2 + 3 − 5 = 0: a pattern in which all three pairs differ can look like a palindrome.",
        "1 : 1 : 4": "1 − 1 = 0: if only the first two pairs differ, one way and the other, nothing is left.",
        "3 : 3 : 3": "3 − 3 = 0: equal weights cancel when two pairs differ, one way and the other.",
        "1 : 5 : 6": "1 + 5 − 6 = 0: a pattern in which all three pairs differ can look like a palindrome.",
    },
)

why_two_units = Choice(
    "why-two-units",
    2,
    3,
    "A unit is on for large net inputs only, and other patterns lie on both sides of the palindromes.",
    {
        "One unit cannot hold three different weights.": "It has one weight for each input, six in all.",
        "There are two kinds of answer, so there are two units.": "The output unit tells the two kinds apart.",
        "With one unit the weights of a pair could not be opposite.": (
            "The weights of a single unit can be anything. The trouble is what its curve makes of the net input."
        ),
        "The second unit checks what the first one says.": (
            "Each is silent where the other speaks: one for positive sums, one for negative."
        ),
    },
)

not_yet_there = Choice(
    "not-yet-there",
    1,
    2,
    "That two of a hundred starts had not arrived after 5,000 sweeps.",
    {
        "That 2 in 100 random starts end in a local minimum.": (
            "A count of sweeps says nothing about what the ground is like where they stand."
        ),
        "That these two will never learn it.": (
            "The picture ends somewhere. The slowest of the others had looked as hopeless for thousands of sweeps."
        ),
        "That the gradient of these two is wrong.": (
            "The program is the same for all hundred. A start can be a poor one."
        ),
        "That 5,000 sweeps are enough for everybody else's networks.": (
            "The starts, the rate and the momentum are these. With others the times differ."
        ),
    },
)

# ------------------------------------------------------------------------------------------------ programs


def _case(rng: np.random.Generator) -> tuple[Array, ...]:
    n = int(rng.integers(2, 5))
    shapes = [(1, n), (1, 1), (1, n), (1, 1), (1, 1)]
    x = rng.uniform(-1, 1, (n, int(rng.integers(2, 6))))
    return *(rng.uniform(-1.5, 1.5, shape) for shape in shapes), x, rng.uniform(0, 1, (1, x.shape[1]))


def _gradients(**changed: Callable[..., Any]) -> Callable[..., tuple[Array, ...]]:
    """The gradients of the network with one hidden unit and direct connections, with a line or two changed."""

    def gradients(W: Array, b: Array, u: Array, v: Array, c: Array, x: Array, y: Array) -> tuple[Array, ...]:
        h = logistic(W @ x + b)
        o = logistic(u @ x + v * h + c)
        line = lambda name, right, *values: changed[name](*values) if name in changed else right
        delta_o = line("output", (o - y) * o * (1 - o) / x.shape[1], o, y, x.shape[1])
        delta_h = line("hidden", v * delta_o * h * (1 - h), v, u, delta_o, h)
        du = line("direct", delta_o @ x.T, delta_h, x)
        return delta_h @ x.T, delta_h.sum(axis=1, keepdims=True), du, delta_o @ h.T, delta_o.sum(axis=1, keepdims=True)

    return gradients


write_the_direct_connections = Program(
    "write-the-direct-connections",
    3,
    15,
    _case,
    _gradients(),
    {
        "output-derivative-missing": _gradients(output=lambda o, y, N: (o - y) / N),
        "This is the sum over the examples. The cost is their mean: divide by N.": _gradients(
            output=lambda o, y, N: (o - y) * o * (1 - o)
        ),
        "hidden-derivative-missing": _gradients(hidden=lambda v, u, delta_o, h: v * delta_o),
        NOT_THROUGH_DIRECT: _gradients(hidden=lambda v, u, delta_o, h: (v + u.sum()) * delta_o * h * (1 - h)),
        DIRECT_IS_OUTPUT: _gradients(direct=lambda delta_h, x: delta_h @ x.T),
    },
    ("dW", "db", "du", "dv", "dc"),
)

EXERCISES: tuple[Exercise, ...] = (
    one_pattern,
    which_ratio,
    why_two_units,
    rate_for_the_mean,
    past_the_hidden_unit,
    two_ways_to_the_input,
    beside_the_point_at_rest,
    not_yet_there,
    size_of_an_encoder,
    write_the_direct_connections,
)
