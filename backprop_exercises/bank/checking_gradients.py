"""The exercises of the chapter on checking gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_lib.elementwise import Array

from ..kinds import Exercise
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import hundredths

ONE_SIDE = "This is the one-sided difference; step to both sides, so that the bends cancel."
HALF_THE_WAY = "From p - h to p + h it is 2h, not h."
OTHER_WAY_ROUND = "The difference is taken the other way round: upper cost minus lower cost."

# ------------------------------------------------------------------------------------------------- by hand


def _unit(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "w": hundredths(rng, 0.3, 1.2, signed=True),
        "x": hundredths(rng, 0.8, 1.6),
        "t": hundredths(rng, 0.05, 0.95),
        "h": np.float64(0.5),
    }


measured_slope = ByHand(
    "measured-slope",
    2,
    12,
    _unit,
    """
    a = sigmoid(w * x)
    J_plus = (sigmoid((w + h) * x) - t)**2 / 2
    J_minus = (sigmoid((w - h) * x) - t)**2 / 2
    measured = (J_plus - J_minus) / (2 * h)
    delta = (a - t) * a * (1 - a)
    dJ_dw = delta * x
    """,
    ("J_plus", "J_minus", "measured", "dJ_dw"),
    {
        HALF_THE_WAY: ("measured = (J_plus - J_minus) / h",),
        ONE_SIDE: ("measured = (J_plus - (a - t)**2 / 2) / h",),
        OTHER_WAY_ROUND: ("measured = (J_minus - J_plus) / (2 * h)",),
        "The division by 2h comes last: put 2 * h in brackets.": ("measured = (J_plus - J_minus) / 2 * h",),
        "The nudge belongs to the weight, before it is multiplied by the input.": (
            "J_plus = (sigmoid(w * x + h) - t)**2 / 2",
            "J_minus = (sigmoid(w * x - h) - t)**2 / 2",
        ),
        "half-forgotten": (
            "J_plus = (sigmoid((w + h) * x) - t)**2",
            "J_minus = (sigmoid((w - h) * x) - t)**2",
            "delta = 2 * (a - t) * a * (1 - a)",
        ),
        "output-derivative-missing": ("delta = a - t",),
        "derivative-at-activation": ("delta = (a - t) * sigmoid(a) * (1 - sigmoid(a))",),
        "output-form-at-net-input": ("delta = (a - t) * w * x * (1 - w * x)",),
        "sign": ("delta = (t - a) * a * (1 - a)",),
        "This is delta. The weight gets delta times its input.": ("dJ_dw = delta",),
    },
    decimals=6,
)

# ------------------------------------------------------------------------------------------------ formulas

error_of_the_difference = Formula(
    "error-of-the-difference",
    2,
    8,
    {"p": "p", "h": "h"},
    "3 * p**2 + h**2",
    {
        "This is the slope itself. What does the division by 2h leave of the terms with h?": "3 * p**2",
        ONE_SIDE: "3 * p**2 + 3 * p * h + h**2",
        HALF_THE_WAY: "6 * p**2 + 2 * h**2",
        OTHER_WAY_ROUND: "-3 * p**2 - h**2",
        "This is the difference of the two costs; divide it by 2h.": "6 * p**2 * h + 2 * h**3",
        "The third power of h is divided by h once, so that a square is left.": "3 * p**2 + h**3",
        "This is only the excess over the slope. Hand in all that the central difference gives.": "h**2",
    },
)

# ------------------------------------------------------------------------------------------------ programs

Curve = Callable[[Any], Any]


def _curve(rng: np.random.Generator) -> Curve:
    """A smooth function of one number, real or complex."""
    c, k = rng.uniform(0.5, 1.5, 4), rng.uniform(0.5, 1.5)
    return lambda p: c[0] * np.exp(k * p) + c[1] * p**3 - c[2] * p**2 + c[3] * np.sin(p)


def _point_on_curve(rng: np.random.Generator) -> tuple[Curve, float, float]:
    return _curve(rng), float(rng.uniform(-1, 1)), float(rng.uniform(0.02, 0.2))


def _central(f: Curve, p: float, h: float) -> float:
    return (f(p + h) - f(p - h)) / (2 * h)


write_central_difference = Program(
    "write-central-difference",
    1,
    5,
    _point_on_curve,
    _central,
    {
        ONE_SIDE: lambda f, p, h: (f(p + h) - f(p)) / h,
        "This is the one-sided difference to the lower side; step to both sides.": lambda f, p, h: (
            (f(p) - f(p - h)) / h
        ),
        HALF_THE_WAY: lambda f, p, h: (f(p + h) - f(p - h)) / h,
        OTHER_WAY_ROUND: lambda f, p, h: (f(p - h) - f(p + h)) / (2 * h),
        "Brackets are missing: `/ 2 * h` divides by 2 and multiplies by h.": lambda f, p, h: (
            (f(p + h) - f(p - h)) / 2 * h
        ),
        "Brackets are missing: only the second cost is divided.": lambda f, p, h: f(p + h) - f(p - h) / (2 * h),
        "The difference is not divided by 2h.": lambda f, p, h: f(p + h) - f(p - h),
    },
    ("slope",),
)

write_complex_step = Program(
    "write-complex-step",
    2,
    6,
    _point_on_curve,
    lambda f, p, h: f(p + 1j * h).imag / h,
    {
        "This is the real part, which holds the value; the slope is in the imaginary part.": (
            lambda f, p, h: f(p + 1j * h).real / h
        ),
        "The imaginary part is h times the slope; divide it by h.": lambda f, p, h: f(p + 1j * h).imag,
        "There is no second cost here, so divide by h and not by 2h.": lambda f, p, h: f(p + 1j * h).imag / (2 * h),
        "The nudge is real; it has to be a multiple of 1j.": lambda f, p, h: 0.0,
        "This is the central difference, which subtracts; the complex step needs one value only.": _central,
        "The absolute value mixes real and imaginary part.": lambda f, p, h: abs(f(p + 1j * h)) / h,
    },
    ("slope",),
)


def _matrix_case(rng: np.random.Generator) -> tuple[Curve, Array, float]:
    rows, columns = rng.permutation(np.arange(2, 5))[:2]
    A, B = rng.normal(size=(2, rows, columns))
    return lambda W: float(np.tanh(A * W + B).sum() ** 2 + (B * W**3).sum()), rng.normal(size=(rows, columns)), 0.1


def _each_entry(difference: Callable[[Curve, Array, Array, float], float], restore: bool = True) -> Callable:
    """A function that measures with this difference, entry by entry, and puts each back (or does not)."""

    def measure(J: Curve, W: Array, h: float) -> Array:
        slopes = np.zeros_like(W)
        for place in np.ndindex(W.shape):
            nudge = np.zeros_like(W)
            nudge[place] = h
            slopes[place] = difference(J, W, nudge, h)
            if not restore:
                W = W - nudge
        return slopes

    return measure


def _both_sides(J: Curve, W: Array, nudge: Array, h: float) -> float:
    return (J(W + nudge) - J(W - nudge)) / (2 * h)


def _all_at_once(J: Curve, W: Array, nudge: Array, h: float) -> float:
    return (J(W + h) - J(W - h)) / (2 * h)


write_measured_gradient = Program(
    "write-measured-gradient",
    3,
    20,
    _matrix_case,
    _each_entry(_both_sides),
    {
        "An entry is not put back after its turn: when the next one is nudged, it is still at its lower value.": (
            _each_entry(_both_sides, restore=False)
        ),
        "All entries are nudged together; each slope needs its own nudge, with the others unchanged.": (
            _each_entry(_all_at_once)
        ),
        ONE_SIDE: _each_entry(lambda J, W, nudge, h: (J(W + nudge) - J(W)) / h),
        HALF_THE_WAY: _each_entry(lambda J, W, nudge, h: (J(W + nudge) - J(W - nudge)) / h),
        OTHER_WAY_ROUND: _each_entry(lambda J, W, nudge, h: (J(W - nudge) - J(W + nudge)) / (2 * h)),
    },
    ("slopes",),
)


def _two_gradients(rng: np.random.Generator) -> tuple[Array, Array]:
    shape = tuple(rng.integers(2, 5, 2))
    measured = -np.abs(rng.normal(size=shape)) * rng.choice([-1, 1], shape, p=[0.3, 0.7])
    return measured - np.abs(0.1 * rng.normal(size=shape)) * rng.choice([-1, 1], shape), measured


write_largest_difference = Program(
    "write-largest-difference",
    1,
    6,
    _two_gradients,
    lambda gradient, measured: np.abs(gradient - measured).max() / np.abs(measured).max(),
    {
        "Without the absolute value a negative difference does not count.": (
            lambda gradient, measured: (gradient - measured).max() / np.abs(measured).max()
        ),
        "The largest entry is the largest in absolute value: take that first, or a negative one does not count.": (
            lambda gradient, measured: np.abs(gradient - measured).max() / measured.max()
        ),
        "Take the absolute values first, then the largest of them.": (
            lambda gradient, measured: np.abs((gradient - measured).min()) / np.abs(measured).max()
        ),
        "Both absolute values are missing.": lambda gradient, measured: (gradient - measured).max() / measured.max(),
        "Each difference is divided by its own entry: entries that are almost zero then drown all others.": (
            lambda gradient, measured: (np.abs(gradient - measured) / np.abs(measured)).max()
        ),
        "This is the mean of the differences; a single wrong entry hides in it.": (
            lambda gradient, measured: np.abs(gradient - measured).mean() / np.abs(measured).max()
        ),
        "The difference is not divided by the largest entry: what is large depends on the size of the gradient.": (
            lambda gradient, measured: np.abs(gradient - measured).max()
        ),
        "Divide by the largest entry of the measured gradient, not of the one that you check.": (
            lambda gradient, measured: np.abs(gradient - measured).max() / np.abs(gradient).max()
        ),
    },
    ("difference",),
)

# -------------------------------------------------------------------------------------------------- choices

how_small_a_nudge = Choice(
    "how-small-a-nudge",
    1,
    3,
    "They get worse: the two costs agree in all but their last digits, and the difference keeps only those.",
    {
        "They get better, since a slope is a limit for h going to zero.": (
            "That is so for exact numbers. These have 16 digits, and the difference of two nearly equal costs keeps "
            "only the last few."
        ),
        "They do not change: a quadratic deviation that small does not matter any more.": (
            "The deviation of the formula falls like the square of h and no longer matters, but that of the numbers "
            "grows like 1/h and does."
        ),
        "The two costs become equal, and the measured slope is exactly zero.": (
            "That happens with a nudge below the spacing of the numbers, about 1e-16. Here some digits are left."
        ),
        "They get worse, because the bends of the curve no longer cancel.": (
            "The bends cancel ever better as h becomes smaller. What you lose is digits, in the subtraction."
        ),
    },
)

which_check = Choice(
    "which-check",
    2,
    5,
    "Layers of 3, 4 and 2 units, five examples, inputs and weights of both signs.",
    {
        "Layers of 3, 3 and 3 units, five examples, inputs of both signs, all weights 0.5.": (
            "These matrices are symmetric: transposed or not, they are the same, and a missing transpose cannot show."
        ),
        "Layers of 3, 4 and 1 units, five examples, inputs and weights of both signs.": (
            "With a single output there is one path back to each hidden unit: a missing sum makes no difference."
        ),
        "Layers of 3, 4 and 2 units, a single example, inputs and weights of both signs.": (
            "With one example sum and mean are the same, for weights and for biases."
        ),
        "Layers of 3, 4 and 2 units, five examples, all inputs zero.": (
            "With inputs of zero the gradient of the first weights is zero, right or wrong."
        ),
        "Layers of 3, 4 and 2 units, five examples, inputs and weights near 1,000.": (
            "There all slopes are almost zero, and so are all gradients, right or wrong."
        ),
    },
)

EXERCISES: tuple[Exercise, ...] = (
    how_small_a_nudge,
    write_central_difference,
    measured_slope,
    error_of_the_difference,
    write_complex_step,
    write_largest_difference,
    which_check,
    write_measured_gradient,
)
