"""The exercises of the chapter on classification."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from backprop_lib import softmax
from backprop_lib.elementwise import Array, logistic

from ..kinds import Exercise
from ..kinds.bugs import Bug
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

# ---------------------------------------------------------------------------- by hand, from the net inputs to the cost

HUNDREDTHS = (
    (0.5, 0.3, 0.2),
    (0.6, 0.3, 0.1),
    (0.7, 0.2, 0.1),
    (0.55, 0.35, 0.1),
    (0.65, 0.2, 0.15),
    (0.75, 0.2, 0.05),
)


def _shares(rng: np.random.Generator) -> list[float]:
    """Three probabilities that add up to 1."""
    return [float(share) for share in rng.permutation(HUNDREDTHS[rng.integers(len(HUNDREDTHS))])]


def _prediction(rng: np.random.Generator) -> dict[str, Any]:
    target = rng.permutation([1, 0, 0]).tolist()
    return dict(zip(("o_1", "o_2", "o_3", "t_1", "t_2", "t_3"), [*_shares(rng), *target], strict=True))


one_hot_loss = ByHand(
    "one-hot-loss",
    1,
    3,
    _prediction,
    "E = -t_1 * log(o_1) - t_2 * log(o_2) - t_3 * log(o_3)",
    ("E",),
    {
        "A logarithm of a number below 1 is negative; the minus makes a positive loss of it.": (
            "E = t_1 * log(o_1) + t_2 * log(o_2) + t_3 * log(o_3)",
        ),
        "The logarithm is the natural one, with base e.": (
            "E = -t_1 * np.log10(o_1) - t_2 * np.log10(o_2) - t_3 * np.log10(o_3)",
        ),
        "Only the term of the right class counts: the targets of the others are 0.": (
            "E = -log(o_1) - log(o_2) - log(o_3)",
        ),
        "This is the half squared error.": ("E = ((o_1 - t_1)**2 + (o_2 - t_2)**2 + (o_3 - t_3)**2) / 2",),
        "This is what is missing to 1. The loss is minus the logarithm of the probability.": (
            "E = 1 - t_1 * o_1 - t_2 * o_2 - t_3 * o_3",
        ),
        "This is the probability of the right class. The loss is minus its logarithm.": (
            "E = t_1 * o_1 + t_2 * o_2 + t_3 * o_3",
        ),
        "mean-over-outputs": ("E = -(t_1 * log(o_1) + t_2 * log(o_2) + t_3 * log(o_3)) / 3",),
    },
    decimals=3,
)

softmax_column = ByHand(
    "softmax-column",
    2,
    5,
    lambda rng: dict(zip(("o_1", "o_2", "o_3"), _shares(rng), strict=True)),
    """
    slope_1 = o_1 * (1 - o_1)
    slope_2 = -o_2 * o_1
    slope_3 = -o_3 * o_1
    """,
    ("slope_1", "slope_2", "slope_3"),
    {
        "softmax-jacobian-diagonal": ("slope_2 = 0 * o_2", "slope_3 = 0 * o_3"),
        "When one net input rises, the shares of the others get smaller: those slopes are negative.": (
            "slope_2 = o_2 * o_1",
            "slope_3 = o_3 * o_1",
        ),
        "Net input 1 is moved. This is how each output answers to its own net input.": (
            "slope_2 = o_2 * (1 - o_2)",
            "slope_3 = o_3 * (1 - o_3)",
        ),
        "Net input 1 stands in the numerator of its own output too, which adds the output itself.": (
            "slope_1 = -(o_1**2)",
        ),
    },
    decimals=4,
)


squared_error_under_softmax = ByHand(
    "squared-error-under-softmax",
    3,
    8,
    _prediction,
    "\n".join(
        (
            *(f"e_{k} = o_{k} - t_{k}" for k in (1, 2, 3)),
            "mean = o_1 * e_1 + o_2 * e_2 + o_3 * e_3",
            *(f"d_{k} = o_{k} * (e_{k} - mean)" for k in (1, 2, 3)),
        )
    ),
    ("mean", "d_1", "d_2", "d_3"),
    {
        "Output minus target is the delta of the cross-entropy. With another loss the slopes of softmax stay.": tuple(
            f"d_{k} = e_{k}" for k in (1, 2, 3)
        ),
        "Each output moves with all three net inputs: their mean has to be subtracted.": tuple(
            f"d_{k} = o_{k} * e_{k}" for k in (1, 2, 3)
        ),
        "This is what an output does with its own net input alone. The two others move as well.": tuple(
            f"d_{k} = o_{k} * (1 - o_{k}) * e_{k}" for k in (1, 2, 3)
        ),
        "The mean is taken under the probabilities, not with equal parts.": ("mean = (e_1 + e_2 + e_3) / 3",),
        "The difference from the mean is multiplied by the probability.": tuple(
            f"d_{k} = e_{k} - mean" for k in (1, 2, 3)
        ),
    },
    decimals=3,
)


def _three_by_two(rng: np.random.Generator) -> dict[str, Any]:
    """Two different classes are wanted, so that sums over examples are no sums over one class."""
    columns = rng.permutation(3)[:2]
    return {"a": np.array([_shares(rng), _shares(rng)]).T, "y": np.eye(3)[:, columns]}


batch_of_two = ByHand(
    "batch-of-two",
    2,
    7,
    _three_by_two,
    """
    delta = (a - y) / 2
    db = delta.sum(axis=1, keepdims=True)
    """,
    ("delta", "db"),
    {
        "sum-over-examples": ("delta = a - y",),
        "mean-over-outputs": ("delta = (a - y) / 6",),
        "sign": ("delta = (y - a) / 2",),
        "derivative-kept-with-cross-entropy": ("delta = (a - y) * a * (1 - a) / 2",),
        "bias-averaged-weights-summed": ("delta = a - y", "db = delta.mean(axis=1, keepdims=True)"),
        "The deltas are divided by the number of examples already; now they are added.": (
            "db = delta.mean(axis=1, keepdims=True)",
        ),
        "Divided by the number of classes: examples are in columns, and there are two.": ("delta = (a - y) / 3",),
    },
    decimals=4,
)


def _column_and_row(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        a_1, a_2, y_1, y_2 = tenths(rng, 4, 1, 20)
        if round((a_1 - a_2) * (y_1 - y_2), 2):
            return {"a_1": a_1, "a_2": a_2, "y_1": y_1, "y_2": y_2}


column_and_row = ByHand(
    "column-and-row",
    3,
    8,
    _column_and_row,
    """
    J = ((a_1 - y_1)**2 / 2 + (a_2 - y_2)**2 / 2) / 2
    J_program = ((a_1 - y_1)**2 + (a_1 - y_2)**2 + (a_2 - y_1)**2 + (a_2 - y_2)**2) / 8
    """,
    ("J", "J_program"),
    {
        "The shapes (2, 1) and (2,) are not paired entry by entry: NumPy makes a table of all differences.": (
            "J_program = J",
        ),
        "The table has four entries, so the mean divides by four.": (
            "J_program = ((a_1 - y_1)**2 + (a_1 - y_2)**2 + (a_2 - y_1)**2 + (a_2 - y_2)**2) / 4",
        ),
        "Only the differences off the diagonal are here; the table has those on it too.": (
            "J_program = ((a_1 - y_2)**2 + (a_2 - y_1)**2) / 4",
        ),
        "half-forgotten": (
            "J = ((a_1 - y_1)**2 + (a_2 - y_2)**2) / 2",
            "J_program = ((a_1 - y_1)**2 + (a_1 - y_2)**2 + (a_2 - y_1)**2 + (a_2 - y_2)**2) / 4",
        ),
        "sum-over-examples": ("J = (a_1 - y_1)**2 / 2 + (a_2 - y_2)**2 / 2",),
    },
    decimals=4,
)

# ----------------------------------------------------------------------------- two classes, and what programs get wrong

two_classes = Formula(
    "two-classes",
    2,
    5,
    {"net_1": r"\mathrm{net}_1", "net_2": r"\mathrm{net}_2"},
    "net_1 - net_2",
    {
        "This gives the probability of the second class.": "net_2 - net_1",
        "The second net input counts too: raise it, and the first output falls.": "net_1",
        "Powers of e are divided here, so their exponents are subtracted.": "net_1 / net_2",
        "With a sum, raising the second net input would raise the first output.": "net_1 + net_2",
        "The logistic function takes the power of e itself; it wants the exponent.": "exp(net_1 - net_2)",
        "Divide numerator and denominator by the first power. No half is left.": "(net_1 - net_2) / 2",
    },
)

what_overflow_leaves = Choice(
    "what-overflow-leaves",
    1,
    3,
    "(not a number, 0)",
    {
        "(1, 0)": "That is right on paper. The program finds infinity for the first power before it divides.",
        "(infinity, 0)": "The first power is infinite, but so is the sum that divides it.",
        "(not a number, not a number)": (
            "The second numerator is 1, and 1 divided by infinity is 0. Only infinity by infinity has no value."
        ),
        "(0.5, 0.5)": "Nothing makes the two equal: one power is infinite, and the other is 1.",
    },
)

loss_bug = Bug(
    "loss-bug",
    2,
    4,
    """
    m = z.max(axis=0)
    e = np.exp(z - m)
    p = e / e.sum(axis=0)
    E = -(y * np.log(p)).sum(axis=0)
    J = E.mean()
    delta = (p - y) / y.shape[1]
    """,
    {
        "Softmax is applied twice: p holds probabilities already.": ("E = -(y * np.log(softmax(p))).sum(axis=0)",),
        "mean-over-outputs": ("E = -(y * np.log(p)).mean(axis=0)",),
        "Each column is an example: its entries add up to 1. Here those of the whole batch do.": ("p = e / e.sum()",),
        "derivative-kept-with-cross-entropy": ("delta = (p - y) * p * (1 - p) / y.shape[1]",),
        "sum-over-examples": ("delta = p - y",),
        "sign": ("delta = (y - p) / y.shape[1]",),
    },
)

EXERCISES: tuple[Exercise, ...] = (
    slope_at_softmax,
    one_hot_loss,
    what_overflow_leaves,
    cross_entropy_slope,
    log_loss_formula,
    two_classes,
    softmax_slopes,
    softmax_column,
    batch_of_two,
    loss_bug,
    stable_softmax,
    softmax_delta,
    squared_error_under_softmax,
    column_and_row,
)
