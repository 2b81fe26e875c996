"""The exercises of the chapter on classification."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from backprop_lib import softmax
from backprop_lib.elementwise import Array, logistic

from ..kinds import Exercise
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import tenths, wholes

LOGISTIC_SLOPE = "o * (1 - o)"


def _one_output(rng: np.random.Generator) -> dict[str, Any]:
    return {"net": tenths(rng, 1, -25, 25)[0], "t": int(rng.integers(0, 2))}


cross_entropy_slope = ByHand(
    "cross-entropy-slope",
    2,
    6,
    _one_output,
    """
    o = 1 / (1 + exp(-net))
    E = -t * log(o) - (1 - t) * log(1 - o)
    dE_dnet = o - t
    """,
    ("o", "E", "dE_dnet"),
    {
        "derivative-kept-with-cross-entropy": (f"dE_dnet = (o - t) * {LOGISTIC_SLOPE}",),
        "sign": ("dE_dnet = t - o",),
        "This is the slope at the output. At the net input the denominator has cancelled.": (
            f"dE_dnet = (o - t) / ({LOGISTIC_SLOPE})",
        ),
        "This is the half squared error.": ("E = (o - t)**2 / 2",),
        "The two terms are exchanged: where the target is 1, the logarithm is that of the output itself.": (
            "E = -(1 - t) * log(o) - t * log(1 - o)",
        ),
        "The logarithm is the natural one, with base e.": ("E = -t * np.log10(o) - (1 - t) * np.log10(1 - o)",),
        "A logarithm of a number below 1 is negative; the minus makes a positive loss of it.": (
            "E = t * log(o) + (1 - t) * log(1 - o)",
        ),
    },
    decimals=3,
)


def _three_classes(rng: np.random.Generator) -> dict[str, Any]:
    nets = [k / 2 for k in wholes(rng, 3, 1, 6)]
    target = rng.permutation([1, 0, 0]).tolist()
    names = ("net_1", "net_2", "net_3", "t_1", "t_2", "t_3")
    return dict(zip(names, [*nets, *target], strict=True))


def _each(name: str, line: str) -> tuple[str, ...]:
    """One line for each of three units, written with k for its number."""
    return tuple(f"{name}{k} = {line.replace('_k', f'_{k}')}" for k in (1, 2, 3))


softmax_slopes = ByHand(
    "softmax-slopes",
    2,
    9,
    _three_classes,
    """
    o_1 = exp(net_1) / (exp(net_1) + exp(net_2) + exp(net_3))
    o_2 = exp(net_2) / (exp(net_1) + exp(net_2) + exp(net_3))
    o_3 = exp(net_3) / (exp(net_1) + exp(net_2) + exp(net_3))
    dE_dnet1 = o_1 - t_1
    dE_dnet2 = o_2 - t_2
    dE_dnet3 = o_3 - t_3
    """,
    ("o_1", "o_2", "o_3", "dE_dnet1", "dE_dnet2", "dE_dnet3"),
    {
        "derivative-kept-with-cross-entropy": _each("dE_dnet", "(o_k - t_k) * o_k * (1 - o_k)"),
        "softmax-jacobian-diagonal": _each("dE_dnet", "-t_k * (1 - o_k)"),
        "sign": _each("dE_dnet", "t_k - o_k"),
        "These are shares of the net inputs. Softmax takes shares of their exponentials.": _each(
            "o_", "net_k / (net_1 + net_2 + net_3)"
        ),
        "This is the logistic function of each net input alone. The outputs of softmax add up to 1.": _each(
            "o_", "1 / (1 + exp(-net_k))"
        ),
    },
    decimals=3,
)


def _shifted_batch(rng: np.random.Generator) -> tuple[Array]:
    """Every column around another height; and in every other batch some classes are far apart."""
    heights, apart = rng.choice([-1000, 0, 1000], size=(1, 4)), rng.choice([0, 900], size=(3, 4), p=[0.7, 0.3])
    return (rng.normal(size=(3, 4)) + heights + apart * rng.integers(2),)


# What learners subtract before exp, and what they divide by after it: each with what there is to say.
SUBTRACTED: dict[str, Callable[[Array], Any]] = {
    "": lambda z: z.max(axis=0),
    "The largest net input of the whole batch was subtracted; each example has its own.": lambda z: z.max(),
    "The largest net input of each row was subtracted; each example is a column.": (
        lambda z: z.max(axis=1, keepdims=True)
    ),
    "exp overflows where a net input is large: subtract the largest of each example first.": lambda z: 0,
    "Subtract the largest net input of the example: with less, exp still overflows.": (lambda z: z.min(axis=0)),
}
DIVIDED_BY: dict[str, Callable[[Array], Any]] = {
    "": lambda e: e.sum(axis=0),
    "Each column is an example: its entries add up to 1. Here those of the whole batch do.": lambda e: e.sum(),
    "Each column is an example: its entries add up to 1. Here those of each row do.": (
        lambda e: e.sum(axis=1, keepdims=True)
    ),
    "The exponentials still have to be divided by their sum.": lambda e: 1,
}


def _softmax_by(subtracted: Callable[[Array], Any], divided_by: Callable[[Array], Any]) -> Callable[[Array], Array]:
    def attempt(z: Array) -> Array:
        e = np.exp(z - subtracted(z))
        return e / divided_by(e)

    return attempt


stable_softmax = Program(
    "stable-softmax",
    3,
    10,
    _shifted_batch,
    softmax.value,
    {
        **{
            f"{before} {after}".strip(): _softmax_by(subtracted, divided_by)
            for (before, subtracted), (after, divided_by) in product(SUBTRACTED.items(), DIVIDED_BY.items())
            if before or after
        },
        "This is the logistic function of each net input alone.": logistic,
    },
    ("p",),
)

log_loss_formula = Formula(
    "log-loss-formula",
    2,
    6,
    {"o": "o", "t": "t"},
    "(o - t) / (o * (1 - o))",
    {
        "sign": "(t - o) / (o * (1 - o))",
        "The inner slope of 1 - o is missing: it is -1.": "-t / o - (1 - t) / (1 - o)",
        "This is the slope at the net input of a logistic unit, one link too far.": "o - t",
        "Only the first term has been differentiated; the second contains the output too.": "-t / o",
    },
)

slope_at_softmax = Choice(
    "slope-at-softmax",
    1,
    2,
    "`a - y`",
    {
        "`(a - y) * a * (1 - a)`": "derivative-kept-with-cross-entropy",
        "`-y * (1 - a)`": "softmax-jacobian-diagonal",
        "`y - a`": "sign",
        "`-y / a`": "This is the slope at the outputs. The net inputs lie one link further down.",
    },
)

softmax_delta = Formula(
    "softmax-delta",
    3,
    12,
    {"p_j": "p_j", "y_j": "y_j"},
    "p_j - y_j",
    {
        "sign": "y_j - p_j",
        "derivative-kept-with-cross-entropy": "(p_j - y_j) * p_j * (1 - p_j)",
        "softmax-jacobian-diagonal": "-y_j * (1 - p_j)",
        "This is the slope with respect to p_j. One link is missing, from the net inputs to the probabilities.": (
            "-y_j / p_j"
        ),
        "This is right only for the right class, where y_j is 1.": "p_j - 1",
        "The loss is the negative logarithm; this is the slope of minus y_j times p_j.": "-y_j * p_j * (1 - p_j)",
    },
)

EXERCISES: tuple[Exercise, ...] = (
    slope_at_softmax,
    cross_entropy_slope,
    log_loss_formula,
    softmax_slopes,
    stable_softmax,
    softmax_delta,
)
