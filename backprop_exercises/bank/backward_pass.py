"""The exercises of the chapter on the backward pass by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib.elementwise import logistic

from ..kinds import Exercise
from ..kinds.by_hand import ByHand
from ..kinds.formulas import Formula
from ..random_numbers import hundredths

# ------------------------------------------------------------------------------------------------- by hand


def _output_unit(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "net_j": hundredths(rng, 0.3, 1.8, signed=True),
        "t_j": hundredths(rng, 0.05, 0.95),
        "o_i": hundredths(rng, 0.2, 0.9),
    }


output_delta = ByHand(
    "output-delta",
    1,
    5,
    _output_unit,
    """
    o_j = sigmoid(net_j)
    slope_j = o_j * (1 - o_j)
    delta_j = (o_j - t_j) * slope_j
    dE_dw_ij = delta_j * o_i
    """,
    ("o_j", "delta_j", "dE_dw_ij"),
    {
        "output-derivative-missing": ("slope_j = 1",),
        "derivative-at-activation": ("slope_j = sigmoid(o_j) * (1 - sigmoid(o_j))",),
        "output-form-at-net-input": ("slope_j = net_j * (1 - net_j)",),
        "sign": ("delta_j = (t_j - o_j) * slope_j",),
        "half-forgotten": ("delta_j = 2 * (o_j - t_j) * slope_j",),
        "The exponent is minus the net input.": ("o_j = 1 / (1 + exp(net_j))",),
        "A weight gets delta times the output of the unit that it comes from, not times a net input.": (
            "dE_dw_ij = delta_j * net_j",
        ),
        "This is delta alone. A weight gets delta times the output of the unit that it comes from.": (
            "dE_dw_ij = delta_j",
        ),
        "A weight gets delta times the output of the unit that it comes from; you took the unit that it goes to.": (
            "dE_dw_ij = delta_j * o_j",
        ),
    },
    decimals=5,
)


def _hidden_unit(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "net_j": hundredths(rng, 0.3, 1.8, signed=True),
        "w_jk": hundredths(rng, 0.2, 0.9, signed=True),
        "w_jl": hundredths(rng, 0.2, 0.9, signed=True),
        "delta_k": hundredths(rng, 0.05, 0.25, signed=True),
        "delta_l": hundredths(rng, 0.05, 0.25, signed=True),
        "o_i": hundredths(rng, 0.2, 0.9),
    }


hidden_delta = ByHand(
    "hidden-delta",
    1,
    6,
    _hidden_unit,
    """
    o_j = sigmoid(net_j)
    dE_do_j = w_jk * delta_k + w_jl * delta_l
    slope_j = o_j * (1 - o_j)
    delta_j = dE_do_j * slope_j
    dE_dw_ij = delta_j * o_i
    """,
    ("o_j", "dE_do_j", "delta_j", "dE_dw_ij"),
    {
        "hidden-derivative-missing": ("slope_j = 1",),
        "derivative-at-activation": ("slope_j = sigmoid(o_j) * (1 - sigmoid(o_j))",),
        "output-form-at-net-input": ("slope_j = net_j * (1 - net_j)",),
        "downstream-sum-missing": ("dE_do_j = w_jk * delta_k",),
        "assign-instead-of-add": ("dE_do_j = w_jl * delta_l",),
        "Multiply each delta by the weight on its way back before you add.": ("dE_do_j = delta_k + delta_l",),
        "The contributions are averaged; they have to be added, however many there are.": (
            "dE_do_j = (w_jk * delta_k + w_jl * delta_l) / 2",
        ),
        "Each delta got the weight to the other unit.": ("dE_do_j = w_jl * delta_k + w_jk * delta_l",),
        "The signs are all turned: a hidden unit takes the deltas as they come back.": (
            "dE_do_j = -w_jk * delta_k - w_jl * delta_l",
        ),
        "The exponent is minus the net input.": ("o_j = 1 / (1 + exp(net_j))",),
        "A weight gets delta times the output of the unit that it comes from, not times a net input.": (
            "dE_dw_ij = delta_j * net_j",
        ),
        "This is delta alone. A weight gets delta times the output of the unit that it comes from.": (
            "dE_dw_ij = delta_j",
        ),
        "A weight gets delta times the output of the unit that it comes from; you took the unit that it goes to.": (
            "dE_dw_ij = delta_j * o_j",
        ),
    },
    decimals=5,
)


def _small_network(rng: np.random.Generator) -> dict[str, Any]:
    w = np.zeros(6)
    while abs(w[4] + w[5]) < 0.1:  # there are no shares of what adds up to nothing
        w = hundredths(rng, 0.1, 0.9, 6, signed=True)
    weights = {f"w_{n}": weight for n, weight in enumerate(w, 1)}
    biases = {f"b_{n}": hundredths(rng, 0.1, 0.6, signed=True) for n in range(1, 4)}
    inputs = {"i_1": hundredths(rng, 0.3, 1.5), "i_2": hundredths(rng, 0.3, 1.5)}
    return {**inputs, **weights, **biases, "t": hundredths(rng, 0.05, 0.95)}


def _way_back_begun(rng: np.random.Generator) -> dict[str, Any]:
    whole = _small_network(rng)
    hidden = (
        logistic(whole[f"w_{k}"] * whole["i_1"] + whole[f"w_{k + 1}"] * whole["i_2"] + whole[f"b_{n}"])
        for n, k in ((1, 1), (2, 3))
    )
    o_h1, o_h2 = (round(float(o), 4) for o in hidden)
    o = logistic(whole["w_5"] * o_h1 + whole["w_6"] * o_h2 + whole["b_3"])
    delta_o = round(float((o - whole["t"]) * o * (1 - o)), 4)
    left = {name: whole[name] for name in ("i_1", "i_2", "w_5", "w_6")}
    return {**left, "o_h1": o_h1, "o_h2": o_h2, "delta_o": delta_o}


deltas_with_gaps = ByHand(
    "deltas-with-gaps",
    1,
    8,
    _way_back_begun,
    """
    dE_dw_5 = delta_o * o_h1
    slope_h1 = o_h1 * (1 - o_h1)
    delta_h1 = w_5 * delta_o * slope_h1
    dE_dw_1 = delta_h1 * i_1
    dE_db_1 = delta_h1
    """,
    ("dE_dw_5", "delta_h1", "dE_dw_1", "dE_db_1"),
    {
        "A weight gets the delta of the unit that it goes to, times the output of the unit that it comes from.": (
            "dE_dw_5 = delta_o * w_5",
        ),
        "The weight w_5 comes from the first hidden unit, and w_6 from the second.": (
            "dE_dw_5 = delta_o * o_h2",
            "delta_h1 = w_6 * delta_o * slope_h1",
        ),
        "hidden-derivative-missing": ("slope_h1 = 1",),
        "derivative-at-activation": ("slope_h1 = sigmoid(o_h1) * (1 - sigmoid(o_h1))",),
        "The slope of the curve is o times 1 - o: the second factor is missing.": ("slope_h1 = o_h1",),
        "The weight on the way back is missing: the first hidden unit acts on the loss through w_5.": (
            "delta_h1 = delta_o * slope_h1",
        ),
        "The weight w_1 comes from the first input: its output is i_1.": ("dE_dw_1 = delta_h1 * i_2",),
        "A weight into the hidden unit gets the hidden unit's delta, not that of the output.": (
            "dE_dw_1 = delta_o * i_1",
            "dE_db_1 = delta_o",
        ),
        "bias-never-updated": ("dE_db_1 = 0 * delta_h1",),
    },
    decimals=5,
)

nine_derivatives = ByHand(
    "nine-derivatives",
    3,
    30,
    _small_network,
    """
    net_h1 = w_1 * i_1 + w_2 * i_2 + b_1
    net_h2 = w_3 * i_1 + w_4 * i_2 + b_2
    o_h1 = sigmoid(net_h1)
    o_h2 = sigmoid(net_h2)
    net_o = w_5 * o_h1 + w_6 * o_h2 + b_3
    o = sigmoid(net_o)
    slope_o = o * (1 - o)
    delta_o = (o - t) * slope_o
    dE_dw_5 = delta_o * o_h1
    dE_dw_6 = delta_o * o_h2
    dE_db_3 = delta_o
    slope_h1 = o_h1 * (1 - o_h1)
    slope_h2 = o_h2 * (1 - o_h2)
    delta_h1 = w_5 * delta_o * slope_h1
    delta_h2 = w_6 * delta_o * slope_h2
    dE_dw_1 = delta_h1 * i_1
    dE_dw_2 = delta_h1 * i_2
    dE_dw_3 = delta_h2 * i_1
    dE_dw_4 = delta_h2 * i_2
    dE_db_1 = delta_h1
    dE_db_2 = delta_h2
    """,
    (
        *("o_h1", "o_h2", "o", "delta_o", "dE_dw_5", "dE_dw_6", "dE_db_3", "delta_h1", "delta_h2"),
        *("dE_dw_1", "dE_dw_2", "dE_dw_3", "dE_dw_4", "dE_db_1", "dE_db_2"),
    ),
    {
        "output-derivative-missing": ("slope_o = 1",),
        "hidden-derivative-missing": ("slope_h1 = 1", "slope_h2 = 1"),
        "derivative-at-activation": (
            "slope_o = sigmoid(o) * (1 - sigmoid(o))",
            "slope_h1 = sigmoid(o_h1) * (1 - sigmoid(o_h1))",
            "slope_h2 = sigmoid(o_h2) * (1 - sigmoid(o_h2))",
        ),
        "output-form-at-net-input": (
            "slope_o = net_o * (1 - net_o)",
            "slope_h1 = net_h1 * (1 - net_h1)",
            "slope_h2 = net_h2 * (1 - net_h2)",
        ),
        "sign": ("delta_o = (t - o) * slope_o",),
        "half-forgotten": ("delta_o = 2 * (o - t) * slope_o",),
        "error-shared-by-weights": (
            "delta_h1 = w_5 / (w_5 + w_6) * delta_o * slope_h1",
            "delta_h2 = w_6 / (w_5 + w_6) * delta_o * slope_h2",
        ),
        "The weight w_2 leads from the second input to h1, and w_3 from the first input to h2.": (
            "dE_dw_2 = delta_h2 * i_1",
            "dE_dw_3 = delta_h1 * i_2",
        ),
        "Each hidden unit acts on the loss through its own weight alone, not through the sum of both.": (
            "delta_h1 = (w_5 + w_6) * delta_o * slope_h1",
            "delta_h2 = (w_5 + w_6) * delta_o * slope_h2",
        ),
        "bias-never-updated": ("dE_db_1 = 0 * delta_h1", "dE_db_2 = 0 * delta_h2", "dE_db_3 = 0 * delta_o"),
        "A bias gets its delta alone, not multiplied by the bias.": (
            "dE_db_1 = delta_h1 * b_1",
            "dE_db_2 = delta_h2 * b_2",
            "dE_db_3 = delta_o * b_3",
        ),
        "The bias is missing in the net inputs.": (
            "net_h1 = w_1 * i_1 + w_2 * i_2",
            "net_h2 = w_3 * i_1 + w_4 * i_2",
            "net_o = w_5 * o_h1 + w_6 * o_h2",
        ),
        "A weight gets delta times the output of the unit that it comes from; you took the unit that it goes to.": (
            "dE_dw_5 = delta_o * o",
            "dE_dw_6 = delta_o * o",
            "dE_dw_1 = delta_h1 * o_h1",
            "dE_dw_2 = delta_h1 * o_h1",
            "dE_dw_3 = delta_h2 * o_h2",
            "dE_dw_4 = delta_h2 * o_h2",
        ),
    },
    decimals=6,
)

# ------------------------------------------------------------------------------------------------ formulas

OF_O_J = "1 / (1 + exp(-o_j))"
FEEDS_TWO = {  # what a unit j has to do with that feeds k and l
    "o_j": "o_j",
    "net_j": r"\mathrm{net}_j",
    "w_jk": "w_{jk}",
    "w_jl": "w_{jl}",
    "delta_k": r"\delta_k",
    "delta_l": r"\delta_l",
}

output_weight = Formula(
    "output-weight",
    1,
    5,
    {"o_i": "o_i", "o_j": "o_j", "t_j": "t_j", "net_j": r"\mathrm{net}_j"},
    "(o_j - t_j) * o_j * (1 - o_j) * o_i",
    {
        "output-derivative-missing": "(o_j - t_j) * o_i",
        "derivative-at-activation": f"(o_j - t_j) * {OF_O_J} * (1 - {OF_O_J}) * o_i",
        "output-form-at-net-input": "(o_j - t_j) * net_j * (1 - net_j) * o_i",
        "sign": "(t_j - o_j) * o_j * (1 - o_j) * o_i",
        "half-forgotten": "2 * (o_j - t_j) * o_j * (1 - o_j) * o_i",
        "Here i and j are exchanged: the slope belongs to unit j, and the output behind it to unit i.": (
            "(o_j - t_j) * o_i * (1 - o_i) * o_j"
        ),
        "This is delta. The third link is missing, from the net input to the weight.": "(o_j - t_j) * o_j * (1 - o_j)",
        "The third factor is the output of the unit that the weight comes from; you took the unit that it goes to.": (
            "(o_j - t_j) * o_j * (1 - o_j) * o_j"
        ),
    },
    {"o_j": "1 / (1 + exp(-net_j))"},
)

hidden_weight = Formula(
    "hidden-weight",
    2,
    8,
    {"o_i": "o_i", **FEEDS_TWO},
    "(w_jk * delta_k + w_jl * delta_l) * o_j * (1 - o_j) * o_i",
    {
        "hidden-derivative-missing": "(w_jk * delta_k + w_jl * delta_l) * o_i",
        "derivative-at-activation": f"(w_jk * delta_k + w_jl * delta_l) * {OF_O_J} * (1 - {OF_O_J}) * o_i",
        "output-form-at-net-input": "(w_jk * delta_k + w_jl * delta_l) * net_j * (1 - net_j) * o_i",
        "downstream-sum-missing": "w_jk * delta_k * o_j * (1 - o_j) * o_i",
        "assign-instead-of-add": "w_jl * delta_l * o_j * (1 - o_j) * o_i",
        "Divided by the sum of the weights: the contributions are added, not averaged.": (
            "(w_jk * delta_k + w_jl * delta_l) / (w_jk + w_jl) * o_j * (1 - o_j) * o_i"
        ),
        "The weights on the way back are missing.": "(delta_k + delta_l) * o_j * (1 - o_j) * o_i",
        "This is delta. The last link is missing, from the net input to the weight.": (
            "(w_jk * delta_k + w_jl * delta_l) * o_j * (1 - o_j)"
        ),
        "This is the error, the slope at the output of unit j. Its curve and the last link are missing.": (
            "w_jk * delta_k + w_jl * delta_l"
        ),
        "Each delta got the weight to the other unit.": ("(w_jk * delta_l + w_jl * delta_k) * o_j * (1 - o_j) * o_i"),
        "The contributions are averaged; they have to be added, however many there are.": (
            "(w_jk * delta_k + w_jl * delta_l) / 2 * o_j * (1 - o_j) * o_i"
        ),
        "Here i and j are exchanged: the slope belongs to unit j, and the output behind it to unit i.": (
            "(w_jk * delta_k + w_jl * delta_l) * o_i * (1 - o_i) * o_j"
        ),
        "The slope of unit j belongs to both paths: brackets are missing.": (
            "w_jk * delta_k + w_jl * delta_l * o_j * (1 - o_j) * o_i"
        ),
    },
    {"o_j": "1 / (1 + exp(-net_j))"},
)

tanh_delta = Formula(
    "tanh-delta",
    2,
    5,
    FEEDS_TWO,
    "(w_jk * delta_k + w_jl * delta_l) * (1 - o_j**2)",
    {
        "hidden-derivative-missing": "w_jk * delta_k + w_jl * delta_l",
        "derivative-at-activation": "(w_jk * delta_k + w_jl * delta_l) * (1 - tanh(o_j)**2)",
        "output-form-at-net-input": "(w_jk * delta_k + w_jl * delta_l) * (1 - net_j**2)",
        "downstream-sum-missing": "w_jk * delta_k * (1 - o_j**2)",
        "assign-instead-of-add": "w_jl * delta_l * (1 - o_j**2)",
        "This is the slope of the logistic function; that of tanh is another.": (
            "(w_jk * delta_k + w_jl * delta_l) * o_j * (1 - o_j)"
        ),
        "This is the slope of the curve alone; what comes back to the unit is a factor, too.": "1 - o_j**2",
        "In the slope of tanh the output is squared.": "(w_jk * delta_k + w_jl * delta_l) * (1 - o_j)",
        "The weights on the way back are missing.": "(delta_k + delta_l) * (1 - o_j**2)",
    },
    {"o_j": "tanh(net_j)"},
)

other_sign = Formula(
    "other-sign",
    2,
    8,
    {"w_ij": "w_{ij}", "a_i": "a_i", "a_j": "a_j", "y_j": "y_j", "alpha": r"\alpha"},
    "w_ij + alpha * a_i * (y_j - a_j) * a_j * (1 - a_j)",
    {
        "Here the difference is target minus output, so the update adds.": (
            "w_ij - alpha * a_i * (y_j - a_j) * a_j * (1 - a_j)"
        ),
        "The slope of the curve is missing: a_j (1 - a_j) is a factor.": "w_ij + alpha * a_i * (y_j - a_j)",
        "The output of the unit that the weight comes from is missing.": (
            "w_ij + alpha * (y_j - a_j) * a_j * (1 - a_j)"
        ),
        "half-forgotten": "w_ij + 2 * alpha * a_i * (y_j - a_j) * a_j * (1 - a_j)",
        "This is the change. The new weight is the old one plus the change.": (
            "alpha * a_i * (y_j - a_j) * a_j * (1 - a_j)"
        ),
        "The learning rate is missing.": "w_ij + a_i * (y_j - a_j) * a_j * (1 - a_j)",
    },
)

EXERCISES: tuple[Exercise, ...] = (
    output_delta,
    output_weight,
    hidden_delta,
    hidden_weight,
    tanh_delta,
    other_sign,
    deltas_with_gaps,
    nine_derivatives,
)
