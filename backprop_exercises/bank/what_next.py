"""The exercises of the chapter on other layers: shared weights, convolution, normalisation, attention."""

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
from ..random_numbers import tenths, wholes

ADD_ALL = "It is one weight, used several times: its contributions are added."
NOT_THE_MEAN = "Contributions of a shared weight are added. Nobody divides by their number."
FLIPPED = (
    "Each number of the signal lies under the weights in the opposite order of the places: the weights are flipped."
)
NOT_ALONE = "Each input also moves the mean, and through it all outputs."

# ------------------------------------------------------------------------------------------------- by hand


def _two_steps(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        w, h_0, x_1, x_2 = tenths(rng, 4, -20, 20)
        h_1 = w * h_0 + x_1
        if abs(h_1) > 0.2 and abs(abs(w) - 1) > 0.15 and abs(h_1 - w * h_0) > 0.05 and abs(h_1 + w * h_0) > 0.05:
            return {"w": w, "h_0": h_0, "x_1": x_1, "x_2": x_2}


used_twice = ByHand(
    "used-twice",
    1,
    5,
    _two_steps,
    """
    h_1 = w * h_0 + x_1
    h_2 = w * h_1 + x_2
    late = h_1
    early = w * h_0
    dh_dw = late + early
    """,
    ("h_1", "h_2", "late", "early", "dh_dw"),
    {
        ADD_ALL: ("dh_dw = late",),
        NOT_THE_MEAN: ("dh_dw = (late + early) / 2",),
        "The contribution of the first step passes the second step too, and is multiplied by the weight there.": (
            "early = h_0",
        ),
        "What the weight gets is the state that it multiplies, not the weight itself.": (
            "late = w",
            "early = w * w",
        ),
        "Contributions are added where ways meet; they are multiplied along a way.": ("dh_dw = late * early",),
    },
    decimals=3,
)


def _signal(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        x, w, g = wholes(rng, 4, -5, 5), wholes(rng, 2, -5, 5), wholes(rng, 3, -4, 4)
        if abs(w[0]) != abs(w[1]):
            given = dict(zip(("x_0", "x_1", "x_2", "x_3"), x, strict=True)) | {"w_0": w[0], "w_1": w[1]}
            return given | dict(zip(("g_0", "g_1", "g_2"), g, strict=True))


slide_and_flip = ByHand(
    "slide-and-flip",
    2,
    7,
    _signal,
    """
    a_0 = w_0 * x_0 + w_1 * x_1
    dw_0 = g_0 * x_0 + g_1 * x_1 + g_2 * x_2
    dw_1 = g_0 * x_1 + g_1 * x_2 + g_2 * x_3
    dx_0 = g_0 * w_0
    dx_1 = g_0 * w_1 + g_1 * w_0
    """,
    ("a_0", "dw_0", "dw_1", "dx_0", "dx_1"),
    {
        FLIPPED: ("dx_0 = g_0 * w_1", "dx_1 = g_0 * w_0 + g_1 * w_1"),
        NOT_THE_MEAN: (
            "dw_0 = (g_0 * x_0 + g_1 * x_1 + g_2 * x_2) / 3",
            "dw_1 = (g_0 * x_1 + g_1 * x_2 + g_2 * x_3) / 3",
        ),
        ADD_ALL: ("dw_0 = g_0 * x_0", "dw_1 = g_0 * x_1"),
        "The second weight lies one place further along the signal than the first.": (
            "dw_1 = g_0 * x_0 + g_1 * x_1 + g_2 * x_2",
        ),
        "This number of the signal lies under both weights, in two places: both contribute.": ("dx_1 = g_1 * w_0",),
    },
    decimals=2,
)


def _slopes(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        g = wholes(rng, 3, -9, 9)
        total = g[0] + g[1] + g[2]
        if total % 3 == 0 and total:
            return dict(zip(("g_1", "g_2", "g_3"), g, strict=True))


through_the_mean = ByHand(
    "through-the-mean",
    1,
    4,
    _slopes,
    """
    mean = (g_1 + g_2 + g_3) / 3
    dx_1 = g_1 - mean
    dx_2 = g_2 - mean
    dx_3 = g_3 - mean
    """,
    ("dx_1", "dx_2", "dx_3"),
    {
        NOT_ALONE: ("mean = 0",),
        "An input raises the mean, and the mean lowers all outputs: what comes back that way is subtracted.": (
            "dx_1 = g_1 + mean",
            "dx_2 = g_2 + mean",
            "dx_3 = g_3 + mean",
        ),
        "A third of each input is in the mean: subtract the mean of what comes back, not its sum.": (
            "mean = g_1 + g_2 + g_3",
        ),
        "The mean is moved by all three, whichever the input is; this took only the own slope.": (
            "dx_1 = g_1 - g_1 / 3",
            "dx_2 = g_2 - g_2 / 3",
            "dx_3 = g_3 - g_3 / 3",
        ),
    },
    decimals=2,
)


def _row(rng: np.random.Generator) -> dict[str, Any]:
    p = rng.permutation([[0.1, 0.2, 0.7], [0.1, 0.3, 0.6], [0.2, 0.3, 0.5]][rng.integers(3)]).tolist()
    g = wholes(rng, 3, -6, 6)
    return dict(zip(("p_1", "p_2", "p_3", "g_1", "g_2", "g_3"), [*p, *g], strict=True))


back_through_attention = ByHand(
    "back-through-attention",
    2,
    6,
    _row,
    """
    mean = p_1 * g_1 + p_2 * g_2 + p_3 * g_3
    ds_1 = p_1 * (g_1 - mean)
    ds_2 = p_2 * (g_2 - mean)
    ds_3 = p_3 * (g_3 - mean)
    """,
    ("mean", "ds_1", "ds_2", "ds_3"),
    {
        "All three weights move when one product does: subtract the mean first.": (
            "ds_1 = p_1 * g_1",
            "ds_2 = p_2 * g_2",
            "ds_3 = p_3 * g_3",
        ),
        "The mean is taken under the probabilities, not with equal parts.": ("mean = (g_1 + g_2 + g_3) / 3",),
        "The difference is multiplied by the probability.": (
            "ds_1 = g_1 - mean",
            "ds_2 = g_2 - mean",
            "ds_3 = g_3 - mean",
        ),
        "This is what softmax does to its own product alone. Those of the others move the same weight too.": (
            "ds_1 = p_1 * (1 - p_1) * g_1",
            "ds_2 = p_2 * (1 - p_2) * g_2",
            "ds_3 = p_3 * (1 - p_3) * g_3",
        ),
    },
    decimals=2,
)

# ------------------------------------------------------------------------------------------------ formulas

three_steps_of_time = Formula(
    "three-steps-of-time",
    1,
    4,
    {"w": "w", "h_0": "h_0"},
    "3 * w**2 * h_0",
    {
        "This is one of three contributions, all of which happen to be equal. " + ADD_ALL: "w**2 * h_0",
        "This is the last state itself.": "w**3 * h_0",
        "Each contribution passes the two other steps; the step at which the weight is turned gives its state.": (
            "3 * w**3 * h_0"
        ),
        "This is the slope with respect to the first state.": "w**3",
        "The first state multiplies every contribution.": "3 * w**2",
    },
)

# ------------------------------------------------------------------------------------------------- choices

past_the_layer = Choice(
    "past-the-layer",
    1,
    2,
    "The slope itself, plus what comes back through the layer.",
    {
        "Only what comes back through the layer.": "The input also reaches the output directly, past the layer.",
        "Only the slope itself.": "The input also goes through the layer, and that way has a slope too.",
        "The slope times what comes back through the layer.": "Along a way slopes are multiplied. Two ways are added.",
        "The mean of both.": "Contributions are added. Nobody divides by their number.",
    },
)

half_the_digits = Choice(
    "half-the-digits",
    1,
    2,
    "The check: the difference of two costs loses the digits that they share.",
    {
        "The gradient: single precision is not enough for it.": (
            "It has about six right digits, more than training needs."
        ),
        "The network: it must be trained in double precision.": "Most large networks are trained in single or less.",
        "The nudge: it must be made smaller still.": (
            "A smaller nudge makes the costs agree in more digits, and leaves fewer for their difference."
        ),
        "Nothing: an agreement to one digit is enough.": "A wrong gradient can agree to one digit, by chance.",
    },
)

a_line_of_normalisation = Bug(
    "a-line-of-normalisation",
    2,
    4,
    """
    difference = x - x.mean()
    deviation = np.sqrt((difference**2).mean())
    a = difference / deviation
    back = g - g.mean() - a * (g * a).mean()
    dx = back / deviation
    """,
    {
        NOT_ALONE: ("back = g - a * (g * a).mean()",),
        "The deviation depends on the inputs too: its way back is missing.": ("back = g - g.mean()",),
        "The outputs were divided by the deviation, so what comes back is divided too.": ("dx = back * deviation",),
        "This is the variance; the outputs would not have deviation 1.": ("deviation = (difference**2).mean()",),
    },
)

# ------------------------------------------------------------------------------------------------ programs


def _convolution(rng: np.random.Generator) -> tuple[Array, ...]:
    n, k = int(rng.integers(6, 10)), int(rng.integers(2, 5))
    return rng.normal(size=n), rng.normal(size=k), rng.normal(size=n - k + 1)


def _back(flip: bool = True, mean: bool = False, last: bool = False) -> Any:
    """The way back through a convolution, right or wrong in one thing."""

    def convolution_back(x: Array, w: Array, g: Array) -> tuple[Array, Array]:
        dw = np.correlate(x, g, "valid") / (len(g) if mean else 1)
        if last:
            dw = x[len(g) - 1 :] * g[-1]
        return np.convolve(g, w if flip else w[::-1], "full"), dw

    return convolution_back


write_the_convolution = Program(
    "write-the-convolution",
    3,
    12,
    _convolution,
    _back(),
    {
        FLIPPED: _back(flip=False),
        NOT_THE_MEAN: _back(mean=True),
        ADD_ALL: _back(last=True),
    },
    ("dx", "dw"),
)

EXERCISES: tuple[Exercise, ...] = (
    used_twice,
    three_steps_of_time,
    slide_and_flip,
    write_the_convolution,
    through_the_mean,
    a_line_of_normalisation,
    back_through_attention,
    past_the_layer,
    half_the_digits,
)
