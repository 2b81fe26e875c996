"""The exercises of the chapter on the chain rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import tenths, wholes

MULTIPLY = "Slopes along a path are multiplied, not added."
OTHER_FACTOR = "The slope of a product with respect to one factor is the other factor."
INNER_MISSING = "This is the outer slope alone; it has to be multiplied by the inner one."


def _exponential(rng: np.random.Generator) -> dict[str, Any]:
    return {"k": float(rng.choice([-1.5, -1.0, -0.5, 0.5, 1.5])), "x": tenths(rng, 1, -12, 12)[0]}


along_a_path = ByHand(
    "along-a-path",
    1,
    6,
    _exponential,
    """
    v = k * x**2
    u = exp(v)
    du_dv = u
    dv_dx = 2 * k * x
    du_dx = du_dv * dv_dx
    """,
    ("v", "u", "du_dv", "dv_dx", "du_dx"),
    {
        "derivative-of-exp": ("du_dv = v",),
        "This is the rule for powers; in an exponential the variable is in the exponent.": ("du_dv = v * exp(v - 1)",),
        "The outer slope is taken at v, the value that arrived there, not at x.": ("du_dv = exp(x)",),
        "The slope of a square is twice what is squared.": ("dv_dx = k * x",),
        "The factor k is missing: it stands before the square, so it stands before the slope too.": ("dv_dx = 2 * x",),
        "Only x is squared; k stands before the square.": ("v = (k * x)**2",),
        "The slope of x squared is 2 x: the x stays.": ("dv_dx = 2 * k",),
        MULTIPLY: ("du_dx = du_dv + dv_dx",),
        INNER_MISSING: ("du_dx = du_dv",),
        "The product of the two slopes has the other sign: count the minus signs.": ("du_dx = -du_dv * dv_dx",),
    },
    decimals=3,
)


def _fork(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        a, b = wholes(rng, 2, -4, 6)
        k = int(rng.integers(2, 5))
        if a + b and k * b + 1:
            return {"a": a, "b": b, "k": k}


fork = ByHand(
    "fork",
    1,
    5,
    _fork,
    """
    c = a + b
    d = k * b + 1
    de_da = d
    de_db = d + c * k
    """,
    ("c", "d", "de_da", "de_db"),
    {
        "assign-instead-of-add": ("de_db = c * k",),
        "Only the path through c is there; b acts on d as well.": ("de_db = d",),
        "The path through d has two links: the slope of d with respect to b is k.": ("de_db = d + c",),
        "Where paths meet, their contributions are added, not multiplied.": ("de_db = d * c * k",),
        OTHER_FACTOR: ("de_da = c", "de_db = c + d * k"),
    },
)


def _one_unit(rng: np.random.Generator) -> dict[str, Any]:
    x, w, b = tenths(rng, 3, -20, 20)
    return {"x": x, "w": w, "b": b, "t": int(rng.integers(0, 2))}


one_weight = ByHand(
    "one-weight",
    2,
    9,
    _one_unit,
    """
    net = w * x + b
    o = 1 / (1 + exp(-net))
    dE_dnet = (o - t) * o * (1 - o)
    dE_dw = dE_dnet * x
    dE_db = dE_dnet
    """,
    ("net", "o", "dE_dnet", "dE_dw", "dE_db"),
    {
        "output-derivative-missing": ("dE_dnet = o - t",),
        "derivative-at-activation": ("dE_dnet = (o - t) * sigmoid(o) * (1 - sigmoid(o))",),
        "output-form-at-net-input": ("dE_dnet = (o - t) * net * (1 - net)",),
        "sign": ("dE_dnet = (t - o) * o * (1 - o)",),
        "half-forgotten": ("dE_dnet = 2 * (o - t) * o * (1 - o)",),
        "bias-never-updated": ("dE_db = dE_dnet * 0",),
        "The slope of the net input with respect to b is 1, and 1 is only the last factor.": ("dE_db = 1",),
        "The bias is missing: it is added to the weighted sum.": ("net = w * x",),
        "The slope of the loss is missing: the output minus the target is a factor.": ("dE_dnet = o * (1 - o)",),
        "The slope of the curve is o times 1 - o: a factor is missing.": ("dE_dnet = (o - t) * (1 - o)",),
        "The slope of the curve is o times 1 - o: the second factor is missing.": ("dE_dnet = (o - t) * o",),
        "The slope of the net input with respect to w is x; with respect to x it would be w.": ("dE_dw = dE_dnet * w",),
    },
    decimals=4,
)


def _hidden_unit(rng: np.random.Generator) -> dict[str, Any]:
    weights = dict(zip(("w_5", "w_6", "w_7", "w_8"), tenths(rng, 4, 1, 12), strict=True))
    slopes = dict(zip(("dE_dnet_o1", "dE_dnet_o2"), tenths(rng, 2, -9, 9), strict=True))
    return {"net_h1": tenths(rng, 1, -20, 20)[0], **weights, **slopes}


hidden_unit = ByHand(
    "hidden-unit",
    2,
    8,
    _hidden_unit,
    """
    o_h1 = 1 / (1 + exp(-net_h1))
    dE_do_h1 = w_5 * dE_dnet_o1 + w_7 * dE_dnet_o2
    dE_dnet_h1 = dE_do_h1 * o_h1 * (1 - o_h1)
    """,
    ("o_h1", "dE_do_h1", "dE_dnet_h1"),
    {
        "downstream-sum-missing": ("dE_do_h1 = w_5 * dE_dnet_o1",),
        "assign-instead-of-add": ("dE_do_h1 = w_7 * dE_dnet_o2",),
        "The output h1 goes into o1 by w_5 and into o2 by w_7. The weight w_6 leads from h2.": (
            "dE_do_h1 = w_5 * dE_dnet_o1 + w_6 * dE_dnet_o2",
        ),
        "error-shared-by-weights": ("dE_do_h1 = w_5 / (w_5 + w_6) * dE_dnet_o1 + w_7 / (w_7 + w_8) * dE_dnet_o2",),
        "hidden-derivative-missing": ("dE_dnet_h1 = dE_do_h1",),
        "The slope of the curve is o times 1 - o: the second factor is missing.": ("dE_dnet_h1 = dE_do_h1 * o_h1",),
        "derivative-at-activation": ("dE_dnet_h1 = dE_do_h1 * sigmoid(o_h1) * (1 - sigmoid(o_h1))",),
        "output-form-at-net-input": ("dE_dnet_h1 = dE_do_h1 * net_h1 * (1 - net_h1)",),
    },
    decimals=4,
)

SHARES = ((0.5, 0.3, 0.2), (0.6, 0.3, 0.1), (0.7, 0.2, 0.1), (0.5, 0.4, 0.1))


def _three_shares(rng: np.random.Generator) -> dict[str, Any]:
    shares = rng.permutation(SHARES[rng.integers(len(SHARES))]).tolist()
    target = rng.permutation([1, 0, 0]).tolist()
    return dict(zip(("o_1", "o_2", "o_3", "t_1", "t_2", "t_3"), [*shares, *target], strict=True))


def _each(line: str) -> tuple[str, ...]:
    """The slope at each of three net inputs, written with k for its number and m, n for those of the other two."""
    others = {1: (2, 3), 2: (3, 1), 3: (1, 2)}
    return tuple(
        f"dE_dnet{k} = " + line.replace("_k", f"_{k}").replace("_m", f"_{m}").replace("_n", f"_{n}")
        for k, (m, n) in others.items()
    )


ALL_PATHS = "(o_k - t_k) * o_k * (1 - o_k) - (o_m - t_m) * o_m * o_k - (o_n - t_n) * o_n * o_k"

softmax_fork = ByHand(
    "softmax-fork",
    3,
    12,
    _three_shares,
    "\n".join(_each(ALL_PATHS)),
    ("dE_dnet1", "dE_dnet2", "dE_dnet3"),
    {
        "softmax-jacobian-diagonal": _each("(o_k - t_k) * o_k * (1 - o_k)"),
        "output-derivative-missing": _each("o_k - t_k"),
        "sign": _each(f"-({ALL_PATHS})"),
        "half-forgotten": _each(f"2 * ({ALL_PATHS})"),
        "mean-over-outputs": _each(f"({ALL_PATHS}) / 3"),
        "When one net input rises, the shares of the others get smaller: those slopes are negative.": _each(
            ALL_PATHS.replace(" - (o_m", " + (o_m").replace(" - (o_n", " + (o_n")
        ),
    },
    decimals=3,
)


def _stages(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        x, y = (k / 2 for k in wholes(rng, 2, -6, 6))
        if 0 < abs(x + y) <= 2:
            return {"x": x, "y": y}


staged_function = ByHand(
    "staged-function",
    3,
    20,
    _stages,
    """
    s_x = 1 / (1 + exp(-x))
    s_y = 1 / (1 + exp(-y))
    num = x + s_y
    den = s_x + (x + y)**2
    f = num / den
    df_dnum = 1 / den
    df_dden = -num / den**2
    df_dx = df_dden * 2 * (x + y) + df_dden * s_x * (1 - s_x) + df_dnum
    df_dy = df_dden * 2 * (x + y) + df_dnum * s_y * (1 - s_y)
    """,
    ("num", "den", "f", "df_dnum", "df_dden", "df_dx", "df_dy"),
    {
        "assign-instead-of-add": ("df_dx = df_dnum", "df_dy = df_dnum * s_y * (1 - s_y)"),
        "derivative-at-activation": (
            "df_dx = df_dden * 2 * (x + y) + df_dden * sigmoid(s_x) * (1 - sigmoid(s_x)) + df_dnum",
            "df_dy = df_dden * 2 * (x + y) + df_dnum * sigmoid(s_y) * (1 - sigmoid(s_y))",
        ),
        "output-form-at-net-input": (
            "df_dx = df_dden * 2 * (x + y) + df_dden * x * (1 - x) + df_dnum",
            "df_dy = df_dden * 2 * (x + y) + df_dnum * y * (1 - y)",
        ),
        "The slope of 1/den is negative: a larger denominator makes the fraction smaller.": ("df_dden = num / den**2",),
        "The numerator stays in the slope of the fraction with respect to its denominator.": ("df_dden = -1 / den**2",),
        "The slope of a square is twice what is squared.": (
            "df_dx = df_dden * (x + y) + df_dden * s_x * (1 - s_x) + df_dnum",
            "df_dy = df_dden * (x + y) + df_dnum * s_y * (1 - s_y)",
        ),
    },
    decimals=3,
)

slope_of_a_bell = Formula(
    "slope-of-a-bell",
    1,
    4,
    {"k": "k", "x": "x"},
    "-2 * k * x * exp(-k * x**2)",
    {
        "derivative-of-exp": "-2 * k * x * (-k * x**2)",
        INNER_MISSING: "exp(-k * x**2)",
        "This is the slope of the inner function alone; the slope of the outer one is a factor, too.": "-2 * k * x",
        "The factor k is missing: it belongs to the inner function and to its slope.": "-2 * x * exp(-k * x**2)",
        "The inner function has a minus, and so has its slope.": "2 * k * x * exp(-k * x**2)",
        "The exponential keeps its exponent; multiply it by the inner slope, do not replace it.": (
            "-2 * k * x * exp(-2 * k * x)"
        ),
        MULTIPLY: "exp(-k * x**2) - 2 * k * x",
        "The slope of a square is twice what is squared.": "-k * x * exp(-k * x**2)",
        "This is the rule for powers; in an exponential the variable is in the exponent.": (
            "-k * x**2 * exp(-k * x**2 - 1)"
        ),
        "The inner slope is a factor. It is not put into the exponential.": "exp(-2 * k * x)",
    },
)

units_in_a_row = Formula(
    "units-in-a-row",
    3,
    8,
    {name: name for name in ("o_1", "o_2", "t", "v", "w", "x")},
    "(o_2 - t) * o_2 * (1 - o_2) * v * o_1 * (1 - o_1) * x",
    {
        "hidden-derivative-missing": "(o_2 - t) * o_2 * (1 - o_2) * v * x",
        "output-derivative-missing": "(o_2 - t) * v * o_1 * (1 - o_1) * x",
        "sign": "(t - o_2) * o_2 * (1 - o_2) * v * o_1 * (1 - o_1) * x",
        "half-forgotten": "2 * (o_2 - t) * o_2 * (1 - o_2) * v * o_1 * (1 - o_1) * x",
        "The path goes through the weight between the two units, which is a factor.": (
            "(o_2 - t) * o_2 * (1 - o_2) * o_1 * (1 - o_1) * x"
        ),
        "The last link is the slope of the first net input with respect to its weight: the input.": (
            "(o_2 - t) * o_2 * (1 - o_2) * v * o_1 * (1 - o_1) * w"
        ),
        "This is the slope with respect to the second weight, that of the later unit.": (
            "(o_2 - t) * o_2 * (1 - o_2) * o_1"
        ),
        "Both units have a curve, and the slope of each is a factor.": "(o_2 - t) * v * x",
        "The path begins at the loss: its slope, output minus target, is a factor.": (
            "o_2 * (1 - o_2) * v * o_1 * (1 - o_1) * x"
        ),
        "The last link is missing: the net input of the first unit has the slope x with respect to its weight.": (
            "(o_2 - t) * o_2 * (1 - o_2) * v * o_1 * (1 - o_1)"
        ),
    },
)

walk_back = Program(
    "walk-back",
    2,
    9,
    lambda rng: tuple(rng.uniform(-2, 2, 2).tolist()),
    lambda x, y: (y * np.exp(x) + x * y * np.exp(x), x * np.exp(x)),
    {
        "assign-instead-of-add": lambda x, y: (x * y * np.exp(x), x * np.exp(x)),
        "derivative-of-exp": lambda x, y: (y * np.exp(x) + x * y * x, x * np.exp(x)),
        "Only the path through p is there; x acts on q as well.": lambda x, y: (y * np.exp(x), x * np.exp(x)),
        OTHER_FACTOR: lambda x, y: (x * y * y + np.exp(x) * np.exp(x), x * y * x),
    },
    ("df_dx", "df_dy"),
)


def _slope(at: Callable = lambda x, v, u: v, gather: Callable = np.prod) -> Callable:
    """The value and slope of a chain, right or wrong: derivatives taken there, and put together so."""

    def slope(chain: list[tuple[Callable, Callable]], x: float) -> tuple[float, float]:
        v, slopes = x, []
        for function, derivative in chain:
            u = function(v)
            slopes.append(derivative(at(x, v, u)))
            v = u
        return v, gather(slopes)

    return slope


LINKS = ((np.sin, np.cos), (np.exp, np.exp), (np.tanh, lambda v: 1 - np.tanh(v) ** 2), (np.square, lambda v: 2 * v))


def _chain(rng: np.random.Generator) -> tuple[list, float]:
    return [LINKS[k] for k in rng.permutation(len(LINKS))[: rng.integers(2, 5)]], float(rng.uniform(0.2, 1.2))


slope_of_a_chain = Program(
    "slope-of-a-chain",
    3,
    12,
    _chain,
    _slope(),
    {
        "Each slope is taken at the value that arrives at its function; only the first function gets x.": (
            _slope(at=lambda x, v, u: x)
        ),
        "Each slope is taken at what goes into its function, not at what comes out.": _slope(at=lambda x, v, u: u),
        MULTIPLY: _slope(gather=sum),
        "This is the slope of the last function alone.": _slope(gather=lambda slopes: slopes[-1]),
    },
    ("value", "slope"),
)

where_the_slope_is_taken = Choice(
    "where-the-slope-is-taken",
    1,
    2,
    "`cos(x**2) * 2 * x`",
    {
        "`cos(x) * 2 * x`": "The outer slope is taken at the value that arrives there, the square, and not at x.",
        "`cos(2 * x)`": "The inner slope is multiplied, and not put into the outer one.",
        "`cos(x**2) + 2 * x`": MULTIPLY,
        "`cos(x**2)`": INNER_MISSING,
    },
)

fork_bug = Bug(
    "fork-bug",
    2,
    5,
    """
    p = x * y
    q = exp(x)
    f = p * q
    df_dp = q
    df_dq = p
    through_p = df_dp * y
    through_q = df_dq * q
    df_dx = through_p + through_q
    df_dy = df_dp * x
    """,
    {
        "assign-instead-of-add": ("df_dx = through_q",),
        "derivative-of-exp": ("through_q = df_dq * x",),
        OTHER_FACTOR: ("df_dp = p",),
        "The slope of p with respect to y is x.": ("df_dy = df_dp * y",),
        "Where paths meet, their contributions are added, not multiplied.": ("df_dx = through_p * through_q",),
    },
)

EXERCISES: tuple[Exercise, ...] = (
    along_a_path,
    where_the_slope_is_taken,
    slope_of_a_bell,
    fork,
    fork_bug,
    walk_back,
    one_weight,
    hidden_unit,
    slope_of_a_chain,
    units_in_a_row,
    softmax_fork,
    staged_function,
)
