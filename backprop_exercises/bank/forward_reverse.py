"""The exercises of the chapter on forward and reverse mode."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib.elementwise import Array

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import wholes

OTHER_FACTOR = "The slope of a product with respect to one factor is the other factor."
A_SUM = "A sum hands the slope on to each of its terms as it is."
HANDED_ON_EARLY = "The slope was handed on before all that used this value had reported."

# ------------------------------------------------------------------------------------------------- by hand


def _two_inputs(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        x, y = wholes(rng, 2, -5, 6)
        if x * y + x and abs(x) != abs(y):
            return {"x": x, "y": y}


one_pass_forward = ByHand(
    "one-pass-forward",
    1,
    6,
    _two_inputs,
    """
    v_1 = x * y
    s_1 = y
    v_2 = v_1 + x
    s_2 = s_1 + 1
    v_3 = v_1 * v_2
    s_3 = s_1 * v_2 + v_1 * s_2
    """,
    ("v_1", "s_1", "v_2", "s_2", "v_3", "s_3"),
    {
        OTHER_FACTOR: ("s_1 = x",),
        "Both terms of the sum move with x: besides the product, x itself stands there.": ("s_2 = s_1",),
        "The slope of x with respect to x is 1, not x.": ("s_2 = s_1 + x",),
        "The slope of a product is not the product of the slopes: each slope is multiplied by the other value.": (
            "s_3 = s_1 * s_2",
        ),
        "Each slope is multiplied by the value of the other factor, not of its own.": ("s_3 = s_1 * v_1 + s_2 * v_2",),
        "Both factors move: their contributions are added.": ("s_3 = v_1 * s_2",),
        "In a product each slope counts as many times as the other factor is large.": ("s_3 = s_1 + s_2",),
    },
)

one_pass_back = ByHand(
    "one-pass-back",
    2,
    8,
    _two_inputs,
    """
    v_1 = x * y
    v_2 = v_1 + x
    r_2 = v_1
    r_1 = v_2 + r_2
    r_x = r_2 + r_1 * y
    r_y = r_1 * x
    """,
    ("r_2", "r_1", "r_x", "r_y"),
    {
        "assign-instead-of-add": ("r_1 = r_2", "r_x = r_1 * y"),
        HANDED_ON_EARLY: ("r_1 = v_2",),
        OTHER_FACTOR: ("r_2 = v_2", "r_1 = v_1 + r_2", "r_x = r_2 + r_1 * x", "r_y = r_1 * y"),
        A_SUM: ("r_1 = v_2 + r_2 * x", "r_x = r_2 * v_1 + r_1 * y"),
        "Where paths meet, their contributions are added, not multiplied.": ("r_1 = v_2 * r_2", "r_x = r_2 * r_1 * y"),
        "The path straight from the sum to x is missing.": ("r_x = r_1 * y",),
    },
)


def _counts(rng: np.random.Generator) -> dict[str, Any]:
    n, m = rng.choice([2, 3, 4, 5, 6, 8, 10, 12, 20, 30, 50], 2, replace=False).tolist()
    return {"n": n, "m": m}


count_passes = ByHand(
    "count-passes",
    1,
    3,
    _counts,
    """
    slopes = n * m
    passes_forward = n
    passes_reverse = m
    """,
    ("slopes", "passes_forward", "passes_reverse"),
    {
        "Forward and reverse are exchanged: forward begins at an input, reverse at an output.": (
            "passes_forward = m",
            "passes_reverse = n",
        ),
        "One pass gives many slopes at once, not only one.": ("passes_forward = slopes", "passes_reverse = slopes"),
        "One pass in reverse is enough for a cost, which is one output. Here there are more.": ("passes_reverse = 1",),
        "One pass forward follows one input. To find the slopes for all inputs you need one for each.": (
            "passes_forward = 1",
        ),
        "Each output has a slope with respect to each input: the numbers are multiplied, not added.": (
            "slopes = n + m",
            "passes_forward = n",
            "passes_reverse = m",
        ),
    },
)


def _layer(rng: np.random.Generator) -> dict[str, Any]:
    W = np.reshape(wholes(rng, 4, -5, 5), (2, 2))
    return {"W": W, "dx": np.reshape(wholes(rng, 2, -4, 4), (2, 1)), "delta": np.reshape(wholes(rng, 2, -4, 4), (2, 1))}


both_ways_through_a_layer = ByHand(
    "both-ways-through-a-layer",
    2,
    6,
    _layer,
    """
    ahead = W @ dx
    back = W.T @ delta
    """,
    ("ahead", "back"),
    {
        "transpose-missing": ("back = W @ delta",),
        "downstream-sum-missing": ("back = W[:1].T @ delta[:1]",),
        "assign-instead-of-add": ("back = W[-1:].T @ delta[-1:]",),
        "On the way forward each net input is a row of W times the inputs; this took the columns.": (
            "ahead = W.T @ dx",
        ),
        "On the way forward both inputs move each net input; this is only the contribution of the first.": (
            "ahead = W[:, :1] @ dx[:1]",
        ),
    },
)

# ------------------------------------------------------------------------------------------------ formulas

rule_of_your_own = Formula(
    "rule-of-your-own",
    2,
    6,
    {"v": "v", "r": "r"},
    "r / (1 + exp(-v))",
    {
        "This is the local slope alone. Multiply it by the slope that has come back to u.": "1 / (1 + exp(-v))",
        "The slope that comes back is multiplied by the local slope, not added to it.": "r + 1 / (1 + exp(-v))",
        "This multiplies by the value of the operation; a rule multiplies by its slope.": "r * log(1 + exp(v))",
        "The inner slope is missing: that of exp(v) is exp(v).": "r / (1 + exp(v))",
        "This is the inner slope alone; the slope of the logarithm is 1 divided by its argument.": "r * exp(v)",
        "The local slope is taken at v, which the way forward has kept, and not at what comes back.": (
            "r / (1 + exp(-r))"
        ),
    },
)

# ------------------------------------------------------------------------------------------------- choices

which_way = Choice(
    "which-way",
    1,
    2,
    "How the 500 points of a curve move when you turn its one knob.",
    {
        "How a cost changes with a million weights.": (
            "Forward that takes a million passes, and reverse a single one: a cost is one output."
        ),
        "How the 10 outputs of a network change with its 784 inputs.": (
            "Reverse takes 10 passes, one for each output; forward takes 784."
        ),
        "How a cost changes with the inputs of a network.": (
            "There are many inputs, and a cost is one output: one pass in reverse."
        ),
        "None: reverse is never slower.": (
            "It needs one pass for each output. With many outputs and few inputs that is more than forward needs."
        ),
    },
)

what_reverse_keeps = Choice(
    "what-reverse-keeps",
    1,
    3,
    "Reverse: the values of the way forward are needed until the way back has used them.",
    {
        "Forward: it carries a slope beside each value.": (
            "It does, but value and slope can be forgotten together, as soon as the next operations have used them."
        ),
        "Both the same: they use the same local slopes.": (
            "The local slopes are the same. Forward uses each at once; reverse has to keep what it will need."
        ),
        "Reverse: it keeps the slopes of all inputs, and there are many.": (
            "Those are the result, and both have to give it. What only reverse keeps are the values in between."
        ),
        "Forward: it needs more passes.": (
            "Passes cost time. Each begins anew, and needs no more room than the one before."
        ),
    },
)

order_of_visits = Choice(
    "order-of-visits",
    2,
    3,
    "`c`, `b`, `a`",
    {
        "`c`, `a`, `b`": HANDED_ON_EARLY + " Here `b` uses `a` too.",
        "`a`, `b`, `c`": "This is the order of the way forward. No slope is known at its beginning.",
        "`b`, `c`, `a`": "Nothing has come back to `b` before `c`, which uses it, has been visited.",
        "Any order: sums do not depend on it.": (
            "The sum at one value does not, but it has to be complete before it is handed on."
        ),
    },
)

recorded_bug = Bug(
    "recorded-bug",
    1,
    3,
    """
    p = a * b
    y = p + a
    r_y = 1
    r_p = r_y
    r_b = r_p * a
    r_a = r_y + r_p * b
    """,
    {
        "assign-instead-of-add": ("r_a = r_p * b",),
        OTHER_FACTOR: ("r_b = r_p * b",),
        A_SUM: ("r_p = r_y * a",),
        "The way back begins with the slope of the output with respect to itself.": ("r_y = 0",),
        "Where paths meet, their contributions are added, not multiplied.": ("r_a = r_y * r_p * b",),
    },
)

# ------------------------------------------------------------------------------------------------ programs


def _recorded(rng: np.random.Generator) -> tuple[list[tuple[str, int, int]], Array]:
    """Lines of sums and products, each with two earlier values, the last but one always used twice; and all values."""
    values = list(rng.uniform(0.5, 1.5, 2) * rng.choice([-1, 1], 2))
    lines = []
    for n in range(2, 7):
        sign, one, other = str(rng.choice(["+", "*"])), n - 1, int(rng.integers(n - 1))
        if n == 2:
            sign, other = "*", 0
        if n == 6:
            sign, other = "*", n - 3
        lines.append((sign, one, other))
        values.append(values[one] * values[other] if sign == "*" else values[one] + values[other])
    return lines, np.array(values)


def _back(add: bool = True, own_factor: bool = False, sum_as_product: bool = False, forwards: bool = False) -> Any:
    """The way back through such lines, right or wrong in one thing."""

    def back(lines: list[tuple[str, int, int]], values: Array) -> Array:
        slopes = np.zeros(len(values))
        slopes[-1] = 1.0
        first = len(values) - len(lines)
        order = list(enumerate(lines, first))
        for n, (sign, one, other) in order if forwards else reversed(order):
            for source, partner in ((one, other), (other, one)):
                factor = values[source if own_factor else partner] if sign == "*" or sum_as_product else 1.0
                slopes[source] = add * slopes[source] + slopes[n] * factor
        return slopes

    return back


write_the_way_back = Program(
    "write-the-way-back",
    3,
    15,
    _recorded,
    _back(),
    {
        "assign-instead-of-add": _back(add=False),
        OTHER_FACTOR: _back(own_factor=True),
        A_SUM: _back(sum_as_product=True),
        "This goes through the lines in the order of the way forward; the way back begins at the last line.": (
            _back(forwards=True)
        ),
    },
    ("slopes",),
)

EXERCISES: tuple[Exercise, ...] = (
    which_way,
    count_passes,
    one_pass_forward,
    recorded_bug,
    one_pass_back,
    order_of_visits,
    what_reverse_keeps,
    both_ways_through_a_layer,
    rule_of_your_own,
    write_the_way_back,
)
