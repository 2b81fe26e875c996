"""The exercises of the chapter on the error calculation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_lib.elementwise import Array

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import tenths

LOGISTIC_SLOPE = "o * (1 - o)"


def _three_outputs(rng: np.random.Generator) -> dict[str, Any]:
    numbers = tenths(rng, 6, 1, 9)
    return dict(zip(("o_1", "o_2", "o_3", "t_1", "t_2", "t_3"), numbers, strict=True))


def _slopes(slope: str) -> tuple[str, ...]:
    """The line of the slope for each of three outputs, written with k for its number."""
    return tuple(f"dE_do{k} = {slope.replace('_k', f'_{k}')}" for k in (1, 2, 3))


loss_and_slopes = ByHand(
    "loss-and-slopes",
    1,
    5,
    _three_outputs,
    """
    E = ((o_1 - t_1)**2 + (o_2 - t_2)**2 + (o_3 - t_3)**2) / 2
    dE_do1 = o_1 - t_1
    dE_do2 = o_2 - t_2
    dE_do3 = o_3 - t_3
    """,
    ("E", "dE_do1", "dE_do2", "dE_do3"),
    {
        "half-forgotten": _slopes("2 * (o_k - t_k)"),
        "E is half the sum of the squares; the one half is missing.": (
            "E = (o_1 - t_1)**2 + (o_2 - t_2)**2 + (o_3 - t_3)**2",
        ),
        "mean-over-outputs": (
            "E = ((o_1 - t_1)**2 + (o_2 - t_2)**2 + (o_3 - t_3)**2) / 6",
            *_slopes("(o_k - t_k) / 3"),
        ),
        "sign": _slopes("t_k - o_k"),
        "You halved twice: E is half the sum of the squares.": (
            "E = ((o_1 - t_1)**2 + (o_2 - t_2)**2 + (o_3 - t_3)**2) / 4",
        ),
        "Each difference is squared before they are added; otherwise two of them can cancel.": (
            "E = (o_1 - t_1 + o_2 - t_2 + o_3 - t_3)**2 / 2",
        ),
        "The differences have to be squared.": ("E = (abs(o_1 - t_1) + abs(o_2 - t_2) + abs(o_3 - t_3)) / 2",),
        "These are the losses of the single outputs, not their slopes.": _slopes("(o_k - t_k)**2 / 2"),
    },
    decimals=3,
)


def _small_batch(rng: np.random.Generator) -> dict[str, Any]:
    return {"a": np.reshape(tenths(rng, 6, 1, 9), (2, 3)), "y": rng.integers(0, 2, (2, 3)).astype(float)}


cost_of_batch = ByHand(
    "cost-of-batch",
    2,
    7,
    _small_batch,
    """
    E_1 = ((a[:, 0] - y[:, 0])**2).sum() / 2
    E_2 = ((a[:, 1] - y[:, 1])**2).sum() / 2
    E_3 = ((a[:, 2] - y[:, 2])**2).sum() / 2
    J = (E_1 + E_2 + E_3) / 3
    """,
    ("E_1", "E_2", "E_3", "J"),
    {
        "half-forgotten": tuple(f"E_{n + 1} = ((a[:, {n}] - y[:, {n}])**2).sum()" for n in range(3)),
        "mean-over-outputs": tuple(f"E_{n + 1} = ((a[:, {n}] - y[:, {n}])**2).mean() / 2" for n in range(3)),
        "sum-over-examples": ("J = E_1 + E_2 + E_3",),
        "There are three examples: divide by 3, not by the number of all outputs.": ("J = (E_1 + E_2 + E_3) / 6",),
        "Divide by the number of examples, not by the number of output units.": ("J = (E_1 + E_2 + E_3) / 2",),
    },
    decimals=3,
)


def _one_output(rng: np.random.Generator) -> dict[str, Any]:
    return {"net": tenths(rng, 1, -25, 25)[0], "t": int(rng.integers(0, 2))}


squared_error_slope = ByHand(
    "squared-error-slope",
    2,
    7,
    _one_output,
    f"""
    o = 1 / (1 + exp(-net))
    dE_do = o - t
    do_dnet = {LOGISTIC_SLOPE}
    dE_dnet = dE_do * do_dnet
    """,
    ("o", "dE_do", "do_dnet", "dE_dnet"),
    {
        "output-derivative-missing": ("dE_dnet = dE_do",),
        "derivative-at-activation": ("do_dnet = sigmoid(o) * (1 - sigmoid(o))",),
        "output-form-at-net-input": ("do_dnet = net * (1 - net)",),
        "sign": ("dE_do = t - o",),
        "half-forgotten": ("dE_do = 2 * (o - t)",),
        "The slope of the loss and the slope of the curve are multiplied, not added.": ("dE_dnet = dE_do + do_dnet",),
        "The exponent has the wrong sign: the logistic function is 1/(1 + exp(-net)).": ("o = 1 / (1 + exp(net))",),
        "The slope of the curve is o times 1 - o: a factor is missing.": ("do_dnet = 1 - o",),
        "The slope of the curve is o times 1 - o: the second factor is missing.": ("do_dnet = o",),
    },
    decimals=3,
)

Factor = Callable[[Array], float]


def _cost(factor: Factor = lambda a: 1, of_slopes: Factor = lambda a: 1) -> Callable:
    """A cost and its slopes, right or wrong: both times a factor, and the slopes times one more."""

    def cost(a: Array, y: Array) -> tuple[float, Array]:
        J, slopes = ((a - y) ** 2).sum() / 2 / a.shape[1], (a - y) / a.shape[1]
        return factor(a) * J, factor(a) * of_slopes(a) * slopes

    return cost


def _predictions(rng: np.random.Generator) -> tuple[Array, Array]:
    N = int(rng.integers(4, 8))
    return rng.uniform(size=(3, N)), rng.integers(0, 2, (3, N)).astype(float)


cost_program = Program(
    "cost-program",
    2,
    8,
    _predictions,
    _cost(),
    {
        "half-forgotten": _cost(lambda a: 2),
        "mean-over-outputs": _cost(lambda a: 1 / len(a)),
        "sum-over-examples": _cost(lambda a: a.shape[1]),
        "sign": _cost(of_slopes=lambda a: -1),
        "The cost is right, but its slopes are not divided by the number of examples.": _cost(
            of_slopes=lambda a: a.shape[1]
        ),
        "The slopes are right, but the cost lacks the one half.": _cost(lambda a: 2, of_slopes=lambda a: 1 / 2),
    },
    ("J", "slopes"),
)

tanh_slope_formula = Formula(
    "tanh-slope-formula",
    2,
    5,
    {"o": "o", "t": "t"},
    "(o - t) * (1 - o**2)",
    {
        "output-derivative-missing": "o - t",
        "sign": "(t - o) * (1 - o**2)",
        "half-forgotten": "2 * (o - t) * (1 - o**2)",
        "This is the slope of the logistic function; the curve is the hyperbolic tangent.": "(o - t) * o * (1 - o)",
        "derivative-at-activation": "(o - t) * (1 - tanh(o)**2)",
        "The value of the loss does not go back, only its slope.": "(o - t)**2 / 2 * (1 - o**2)",
        "This is the slope of the curve alone; the slope of the loss is a factor, too.": "1 - o**2",
    },
)

sum_or_mean = Choice(
    "sum-or-mean",
    1,
    2,
    "Your neighbour adds up the losses of the examples.",
    {
        "Your neighbour takes the mean over the output units.": "That would make the gradient smaller, a third of "
        "yours.",
        "Your neighbour has left out the one half in the loss.": "That would double the gradient.",
        "Your neighbour takes target minus output.": "That would reverse the sign of the gradient, and keep its size.",
    },
)

cost_bug = Bug(
    "cost-bug",
    2,
    4,
    """
    difference = a - y
    squares = difference**2
    losses = squares.sum(axis=0) / 2
    J = losses.mean()
    slopes = difference / N
    """,
    {
        "sign": ("difference = y - a",),
        "half-forgotten": ("losses = squares.sum(axis=0)",),
        "mean-over-outputs": ("losses = squares.mean(axis=0) / 2",),
        "sum-over-examples": ("J = losses.sum()",),
        "The slopes of a mean contain the 1/N of the mean.": ("slopes = difference",),
        "The differences are squared one by one; a product of matrices does something else.": (
            "squares = difference.T @ difference",
        ),
    },
)

EXERCISES: tuple[Exercise, ...] = (
    loss_and_slopes,
    sum_or_mean,
    cost_of_batch,
    cost_bug,
    squared_error_slope,
    tanh_slope_formula,
    cost_program,
)
