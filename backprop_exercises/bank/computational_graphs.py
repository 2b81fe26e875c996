"""The exercises of the chapter on computational graphs."""

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
from ..random_numbers import wholes

# A slip of an engine, in the words of a verdict. Each is one of the wrong engines in tests/core/test_graph.py.
HANDED_ON_EARLY = "The slope was handed on before all that used this value had reported."
HANDED_ON_TWICE = "What had been handed on before was handed on once more."
STALE = "What was left of the time before was added to the new slopes."
OTHER_FACTOR = "The slope of a product with respect to one factor is the other factor."
NOT_TRANSPOSED = "The other factor comes in transposed. With square matrices the shapes fit all the same."
SIGN_OF_MINUS = "What is subtracted gets the slope with a minus."
ONE_COPY = "This is the slope of one copy only. What was copied on the way forward is summed on the way back."
SHARED_OUT = "A sum hands the whole slope to each of its terms; it is not shared out among them."
FACTORS_EXCHANGED = "A product of matrices has an order: the slope stands where the factor that is asked for stood."
OVERWRITTEN = "An entry that was taken twice gets both contributions; here the second has overwritten the first."
DENOMINATOR_FIXED = "The denominator moves the quotient too."
DENOMINATOR_NOT_SQUARED = "The slope of a quotient with respect to the denominator has its square below the line."
NO_EXPONENT = "The exponent comes down as a factor."
EXPONENT_NOT_LOWERED = "The exponent is lowered by 1."
RELU_AT_ZERO = "At 0 the slope of ReLU is taken to be 0."
RELU_OF_SLOPE = "Whether ReLU lets a slope pass depends on the value of the way forward, not on the sign of the slope."
SQUARE_OF_TANH = "The slope of tanh is 1 minus the square of the result."
LOCAL_SLOPE_ALONE = "This is the local slope alone. Multiply it by the slope that has come back."
LOGISTIC_AT_NET_INPUT = "The slope of the logistic function is made of its result, not of what went in."
CUT_OFF = "The slopes move with the inputs too; here they were held still."

# ------------------------------------------------------------------------------------------------- by hand


def _three_inputs(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        x, y, z = wholes(rng, 3, -6, 6)
        if x != y and z != -1 and abs(x - y) != abs(z):
            return {"x": x, "y": y, "z": z}


back_through_a_graph = ByHand(
    "back-through-a-graph",
    1,
    6,
    _three_inputs,
    """
    v_1 = x - y
    v_2 = v_1 * z
    v_3 = v_2 + v_1
    r_1 = z + 1
    r_x = r_1
    r_y = -r_1
    r_z = v_1
    """,
    ("v_3", "r_1", "r_x", "r_y", "r_z"),
    {
        "assign-instead-of-add": ("r_1 = z",),
        "The path straight from the last sum is the only one that this counts.": ("r_1 = 1",),
        HANDED_ON_EARLY: ("r_x = 1", "r_y = -1"),
        HANDED_ON_TWICE: ("r_x = r_1 + 1", "r_y = -r_1 - 1"),
        SIGN_OF_MINUS: ("r_y = r_1",),
        OTHER_FACTOR: ("r_1 = v_1 + 1", "r_z = z"),
        "A sum and a difference hand the slope on without a factor.": ("r_x = r_1 * x", "r_y = -r_1 * y"),
    },
)


def _counts(rng: np.random.Generator) -> dict[str, Any]:
    m, n = rng.choice([2, 3, 4, 5, 6], 2, replace=False).tolist()
    return {"m": m, "n": n}


what_the_recursion_finds = ByHand(
    "what-the-recursion-finds",
    2,
    5,
    _counts,
    """
    right = m * n
    by_recursion = m * (n * (n + 1) // 2)
    """,
    ("right", "by_recursion"),
    {
        "assign-instead-of-add": ("right = 1", "by_recursion = 1"),
        "Along a path slopes are multiplied: there are as many paths as the product of the two counts.": (
            "right = m + n",
        ),
        "The recursion is not right: it hands on again what it has handed on before.": ("by_recursion = m * n",),
        "Each time the recursion hands on all that has arrived so far: first 1, then 2, and so on.": (
            "by_recursion = m * n * n",
        ),
        "It is the value in the middle that hands on too much, once for each time that something arrives there.": (
            "by_recursion = n * (m * (m + 1) // 2)",
        ),
    },
)


def _column_and_row(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        column = np.reshape(wholes(rng, 2, -4, 5), (2, 1))
        row = np.reshape(wholes(rng, 2, -4, 5), (1, 2))
        slopes = 2 * np.reshape(wholes(rng, 4, -4, 4), (2, 2))  # so that the mean of two is a whole number too
        if not np.intersect1d(np.abs(column), np.abs(row)).size:
            return {"a": column, "b": row, "R": slopes}


what_was_copied = ByHand(
    "what-was-copied",
    2,
    8,
    _column_and_row,
    """
    r_a = (R * b).sum(axis=1, keepdims=True)
    r_b = (R * a).sum(axis=0, keepdims=True)
    """,
    ("r_a", "r_b"),
    {
        ONE_COPY: ("r_a = (R * b)[:, :1]", "r_b = (R * a)[:1]"),
        SHARED_OUT: ("r_a = (R * b).mean(axis=1, keepdims=True)", "r_b = (R * a).mean(axis=0, keepdims=True)"),
        OTHER_FACTOR: ("r_a = (R * a).sum(axis=1, keepdims=True)", "r_b = (R * b).sum(axis=0, keepdims=True)"),
        "The other factor is missing: the slope of a product is not 1.": (
            "r_a = R.sum(axis=1, keepdims=True)",
            "r_b = R.sum(axis=0, keepdims=True)",
        ),
        "The sums run along the wrong axis: sum along the one on which it was copied.": (
            "r_a = (R * b).sum(axis=0)[:, None]",
            "r_b = (R * a).sum(axis=1)[None, :]",
        ),
    },
)

taken_twice = ByHand(
    "taken-twice",
    1,
    3,
    lambda rng: dict(zip(("r_1", "r_2", "r_3"), wholes(rng, 3, -9, 9), strict=True)),
    """
    s_1 = 0
    s_2 = r_1 + r_3
    s_3 = r_2
    """,
    ("s_1", "s_2", "s_3"),
    {
        OVERWRITTEN: ("s_2 = r_3",),
        "assign-instead-of-add": ("s_2 = r_1",),
        "A slope goes back to the entry from which the value came, not to the place in which it stands.": (
            "s_1 = r_1",
            "s_2 = r_2",
            "s_3 = r_3",
        ),
        "An entry that nobody took has no effect.": ("s_1 = r_1",),
    },
)


def _two_matrices(rng: np.random.Generator) -> dict[str, Any]:
    return {name: np.reshape(wholes(rng, 4, -4, 4), (2, 2)) for name in ("A", "B", "R")}


back_through_a_product = ByHand(
    "back-through-a-product",
    2,
    8,
    _two_matrices,
    """
    r_A = R @ B.T
    r_B = A.T @ R
    """,
    ("r_A", "r_B"),
    {
        NOT_TRANSPOSED: ("r_A = R @ B", "r_B = A @ R"),
        FACTORS_EXCHANGED: ("r_A = B.T @ R", "r_B = R @ A.T"),
        OTHER_FACTOR: ("r_A = R @ A.T", "r_B = B.T @ R"),
        "A product of matrices is not a product entry by entry, and neither is its way back.": (
            "r_A = R * B",
            "r_B = R * A",
        ),
    },
)


def _parabola(rng: np.random.Generator) -> dict[str, Any]:
    return {"c": float(rng.integers(1, 5)), "x": float(rng.integers(3, 10)), "eta": float(rng.choice([0.05, 0.1]))}


two_steps_of_descent = ByHand(
    "two-steps-of-descent",
    1,
    4,
    _parabola,
    """
    r_1 = 2 * c * x
    x_1 = x - eta * r_1
    r_2 = 2 * c * x_1
    x_2 = x_1 - eta * r_2
    """,
    ("r_1", "x_1", "r_2", "x_2"),
    {
        STALE: ("r_2 = r_1 + 2 * c * x_1",),
        "The slope is to be taken at the new point; this is still that of the old one.": ("r_2 = r_1",),
        "A square has two paths from x to the result, and they add.": ("r_1 = c * x", "r_2 = c * x_1"),
        "The step goes uphill: the learning rate times the slope has to be subtracted.": (
            "x_1 = x + eta * r_1",
            "x_2 = x_1 + eta * r_2",
        ),
    },
)


def _point_and_direction(rng: np.random.Generator) -> dict[str, Any]:
    x, y, v_x, v_y = wholes(rng, 4, -5, 5)
    return {"x": x, "y": y, "v_x": v_x, "v_y": v_y}


slope_of_the_slope = ByHand(
    "slope-of-the-slope",
    3,
    8,
    _point_and_direction,
    """
    r_x = 2 * x * y
    r_y = x * x
    d = r_x * v_x + r_y * v_y
    h_x = 2 * y * v_x + 2 * x * v_y
    h_y = 2 * x * v_x
    """,
    ("r_x", "r_y", "d", "h_x", "h_y"),
    {
        CUT_OFF: ("h_x = 0", "h_y = 0"),
        "Each slope moves with both inputs; this moves only one.": ("h_x = 2 * y * v_x", "h_y = 0"),
        "This is the gradient times the direction, entry by entry, and not yet its slopes.": (
            "h_x = r_x * v_x",
            "h_y = r_y * v_y",
        ),
        "The direction is missing: it is a factor of each contribution.": ("h_x = 2 * y + 2 * x", "h_y = 2 * x"),
        NO_EXPONENT: ("r_x = x * y", "h_x = y * v_x + 2 * x * v_y"),
    },
)


def _chain(rng: np.random.Generator) -> dict[str, Any]:
    every = int(rng.choice([4, 5, 8, 10]))
    return {"n": every * int(rng.choice([3, 6, 7, 12])), "k": every}


what_checkpoints_cost = ByHand(
    "what-checkpoints-cost",
    2,
    5,
    _chain,
    """
    kept = n
    most = n // k + k
    steps_forward = 2 * n
    """,
    ("kept", "most", "steps_forward"),
    {
        "The checkpoints alone are not enough: one stretch at a time is computed again, and is kept meanwhile.": (
            "most = n // k",
        ),
        "Besides the stretch that has been computed again, the checkpoints are kept.": ("most = k",),
        "Each step is computed again, once.": ("steps_forward = n",),
        "A stretch is computed again from the checkpoint before it, not from the beginning.": (
            "steps_forward = n + k * (n // k) * (n // k + 1) // 2",
        ),
        "The steps between two checkpoints are computed again, not only the checkpoints.": (
            "steps_forward = n + n // k",
        ),
    },
)

# ------------------------------------------------------------------------------------------------ formulas

rule_from_the_result = Formula(
    "rule-from-the-result",
    2,
    4,
    {"r": "r", "u": "u"},
    "r * (1 - u**2)",
    {
        SQUARE_OF_TANH: "r * (1 - u)",
        LOCAL_SLOPE_ALONE: "1 - u**2",
        "This is the rule of the logistic function.": "r * u * (1 - u)",
        "This multiplies by the value of the function; a rule multiplies by its slope.": "r * u",
        "u is the hyperbolic tangent already; it is not to be taken again.": "r * (1 - tanh(u)**2)",
    },
)

# ------------------------------------------------------------------------------------------------- choices

graph_bug = Bug(
    "graph-bug",
    2,
    4,
    """
    v = exp(x)
    u = v - y
    a = relu(u)
    f = a * x
    r_f = 1
    r_a = r_f * x
    r_u = r_a * (u > 0)
    r_y = -r_u
    r_v = r_u
    r_x = r_f * a + r_v * v
    """,
    {
        RELU_AT_ZERO: ("r_u = r_a * (u >= 0)",),
        RELU_OF_SLOPE: ("r_u = r_a * (r_a > 0)",),
        SIGN_OF_MINUS: ("r_y = r_u",),
        "derivative-of-exp": ("r_x = r_f * a + r_v * x",),
        LOCAL_SLOPE_ALONE: ("r_x = r_f * a + v",),
        "assign-instead-of-add": ("r_x = r_v * v",),
        OTHER_FACTOR: ("r_a = r_f * a",),
    },
)

which_order = Choice(
    "which-order",
    1,
    3,
    "The newest first: a value is made after all that it uses.",
    {
        "The inputs of the output first, then theirs, and so on: the nearer to the output, the earlier.": (
            HANDED_ON_EARLY + " A value may be near to the output on one path and far from it on another."
        ),
        "Down to the inputs at once, and then the next path.": (
            "Then a value is visited once for each path that leads to it. It hands on a part each time, and the work "
            "grows with the number of paths."
        ),
        "The largest first: it matters most.": "How large a value is says nothing about what was computed from it.",
        "Any: what comes back is added up, and sums have no order.": (
            "The sum at one value has none. But it has to be complete before it is handed on."
        ),
    },
)

# ------------------------------------------------------------------------------------------------ programs


def _slope_and_numbers(rng: np.random.Generator) -> tuple[float, float, float]:
    slope, a, b = rng.uniform(0.5, 2.5, 3) * (rng.choice([-1, 1]), 1, rng.choice([-1, 1]))
    return float(slope), float(a), float(b)


def _rules(
    to_b: Callable[[float, float, float], float] = lambda r, a, b: -r * a / b**2,
    to_base: Callable[[float, float, float], float] = lambda r, a, b: r * b * a ** (b - 1),
    to_z: Callable[[float, float], float] = lambda r, z: r * _logistic(z) * (1 - _logistic(z)),
) -> Callable[[float, float, float], tuple[float, float, float, float]]:
    """What comes back to a and b of a quotient, to the base of a power and through a logistic unit."""
    return lambda r, a, b: (r / b, to_b(r, a, b), to_base(r, a, b), to_z(r, b))


def _logistic(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


write_the_rules = Program(
    "write-the-rules",
    2,
    10,
    _slope_and_numbers,
    _rules(),
    {
        DENOMINATOR_FIXED: _rules(to_b=lambda r, a, b: 0.0),
        DENOMINATOR_NOT_SQUARED: _rules(to_b=lambda r, a, b: -r * a / b),
        "A larger denominator makes a quotient smaller: its slope has a minus.": _rules(
            to_b=lambda r, a, b: r * a / b**2
        ),
        NO_EXPONENT: _rules(to_base=lambda r, a, b: r * a ** (b - 1)),
        EXPONENT_NOT_LOWERED: _rules(to_base=lambda r, a, b: r * b * a**b),
        LOGISTIC_AT_NET_INPUT: _rules(to_z=lambda r, z: r * z * (1 - z)),
        LOCAL_SLOPE_ALONE: lambda r, a, b: _rules()(1.0, a, b),
    },
    ("quotient_a", "quotient_b", "power_a", "logistic_b"),
)


def _recorded(rng: np.random.Generator) -> tuple[list[tuple[int, ...]], Array]:
    """A graph as the numbers of the values that each value uses, the last of all uses of all; and its local slopes."""
    uses: list[tuple[int, ...]] = [(), ()]
    for n in range(2, 7):
        uses.append((n - 1, int(rng.integers(n))))
    return uses, rng.uniform(0.5, 1.5, (7, 2)) * rng.choice([-1, 1], (7, 2))


def _walk(add: bool = True, early: bool = False, twice: bool = False) -> Callable[..., Array]:
    """The way back through such a graph, right or wrong in one thing."""

    def walk(uses: list[tuple[int, ...]], local: Array) -> Array:
        slopes = np.zeros(len(uses))
        slopes[-1] = 1.0
        done = set()

        def hand_on(n: int, recursive: bool) -> None:
            done.add(n)
            for place, source in enumerate(uses[n]):
                slopes[source] = add * slopes[source] + slopes[n] * local[n, place]
                if recursive and (twice or source not in done):
                    hand_on(source, recursive)

        if early or twice:
            hand_on(len(uses) - 1, recursive=True)
        else:
            for n in reversed(range(len(uses))):
                hand_on(n, recursive=False)
        return slopes

    return walk


through_any_graph = Program(
    "through-any-graph",
    3,
    12,
    _recorded,
    _walk(),
    {
        "assign-instead-of-add": _walk(add=False),
        HANDED_ON_EARLY: _walk(early=True),
        HANDED_ON_TWICE: _walk(twice=True),
    },
    ("slopes",),
)

EXERCISES: tuple[Exercise, ...] = (
    back_through_a_graph,
    which_order,
    what_the_recursion_finds,
    taken_twice,
    rule_from_the_result,
    what_was_copied,
    back_through_a_product,
    graph_bug,
    two_steps_of_descent,
    what_checkpoints_cost,
    slope_of_the_slope,
    write_the_rules,
    through_any_graph,
)
