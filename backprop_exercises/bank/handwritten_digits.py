"""The exercises of the chapter on handwritten digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib.elementwise import Array

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.programs import Program
from ..random_numbers import hundredths, wholes

NOT_CORRECTED = "Both running means began at zero. Divide them by 1 minus the power of their factor."
NO_ROOT = "The gradient is divided by its usual size, the root of the mean square, not by the mean square itself."
NOT_SQUARED = "The second running mean is one of squares, so that signs do not cancel."
UPHILL = "The step goes against the gradient."
TEST_HAS_A_SAY = "The mean and the deviation come from the training data alone; the test data may have no say."

# ------------------------------------------------------------------------------------------------- by hand


def _table(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        C = np.diag(rng.integers(12, 40, 3)) + rng.integers(0, 6, (3, 3)) * (1 - np.eye(3, dtype=int))
        shares = [C[1, 1] / C[1].sum(), C[1, 1] / C[:, 1].sum(), C.trace() / C.sum(), C[1, 1] / C.sum()]
        if min(abs(one - other) for k, one in enumerate(shares) for other in shares[:k]) > 0.01:
            return {"C": C.astype(float)}


read_a_table = ByHand(
    "read-a-table",
    1,
    4,
    _table,
    """
    score = (C[0, 0] + C[1, 1] + C[2, 2]) / C.sum()
    found = C[1, 1] / C[1].sum()
    trusted = C[1, 1] / C[:, 1].sum()
    """,
    ("score", "found", "trusted"),
    {
        "A row has what was written, a column what was read. Here they are exchanged.": (
            "found = C[1, 1] / C[:, 1].sum()",
            "trusted = C[1, 1] / C[1].sum()",
        ),
        "This is the share of wrong ones.": (
            "score = 1 - (C[0, 0] + C[1, 1] + C[2, 2]) / C.sum()",
            "found = 1 - C[1, 1] / C[1].sum()",
            "trusted = 1 - C[1, 1] / C[:, 1].sum()",
        ),
        "Only the pictures of this class are asked about, not all of them.": (
            "found = C[1, 1] / C.sum()",
            "trusted = C[1, 1] / C.sum()",
        ),
        "All classes count here, in proportion to their pictures; this is the mean of three shares.": (
            "score = (C[0, 0] / C[0].sum() + C[1, 1] / C[1].sum() + C[2, 2] / C[2].sum()) / 3",
        ),
    },
    decimals=3,
)


def _classes(rng: np.random.Generator) -> dict[str, Any]:
    return {"K": int(rng.choice([3, 4, 5, 6, 8, 12, 20, 26])), "p": float(rng.choice([0.6, 0.7, 0.8, 0.9, 0.95]))}


cost_of_knowing_nothing = ByHand(
    "cost-of-knowing-nothing",
    1,
    3,
    _classes,
    """
    nothing = log(K)
    sure = -log(p)
    wrong = -log((1 - p) / (K - 1))
    """,
    ("nothing", "sure", "wrong"),
    {
        "Cross-entropy takes the natural logarithm.": (
            "nothing = log(K) / log(10)",
            "sure = -log(p) / log(10)",
            "wrong = -log((1 - p) / (K - 1)) / log(10)",
        ),
        "These are the probabilities themselves. The loss is minus the logarithm of the one of the right class.": (
            "nothing = 1 / K",
            "sure = p",
            "wrong = (1 - p) / (K - 1)",
        ),
        "This is the whole rest. It is shared equally by all other classes, and only one of them is right.": (
            "wrong = -log(1 - p)",
        ),
        "The rest is shared by the classes other than the one that got p.": ("wrong = -log((1 - p) / K)",),
        "The logarithm of a probability is negative, and the loss is minus that.": ("sure = log(p)",),
    },
    decimals=3,
)


def _two_gradients(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "g_1": hundredths(rng, 0.2, 0.9, signed=True),
        "g_2": hundredths(rng, 1.1, 1.9, signed=True),
        "rate": float(rng.choice([0.02, 0.03, 0.05])),
    }


two_steps_of_adam = ByHand(
    "two-steps-of-adam",
    2,
    9,
    _two_gradients,
    """
    m_1 = 0.1 * g_1
    square_1 = g_1**2
    step_1 = -rate * (m_1 / 0.1) / np.sqrt(square_1)
    m_2 = 0.9 * m_1 + 0.1 * g_2
    square_2 = (0.999 * g_1**2 + g_2**2) / 1.999
    step_2 = -rate * (m_2 / (1 - 0.9**2)) / np.sqrt(square_2)
    """,
    ("m_1", "step_1", "m_2", "step_2"),
    {
        NOT_CORRECTED: (
            "step_1 = -rate * m_1 / np.sqrt(0.001 * square_1)",
            "step_2 = -rate * m_2 / np.sqrt(0.001999 * square_2)",
        ),
        NO_ROOT: ("step_1 = -rate * (m_1 / 0.1) / square_1", "step_2 = -rate * (m_2 / (1 - 0.9**2)) / square_2"),
        UPHILL: (
            "step_1 = rate * (m_1 / 0.1) / np.sqrt(square_1)",
            "step_2 = rate * (m_2 / (1 - 0.9**2)) / np.sqrt(square_2)",
        ),
        "This is a running sum; Adam keeps running means, which take only a tenth of what is new.": (
            "m_1 = g_1",
            "m_2 = 0.9 * m_1 + g_2",
        ),
        "In the second step the correction has 0.9 and 0.999 to the power 2.": (
            "step_2 = -rate * (m_2 / 0.1) / np.sqrt(1.999 * square_2)",
        ),
        "The second step begins with what the first one left in the running mean.": ("m_2 = 0.1 * g_2",),
    },
    decimals=4,
)


def _two_forms(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "g_1": hundredths(rng, 0.2, 0.9, signed=True),
        "g_2": hundredths(rng, 0.2, 0.9, signed=True),
        "mu": float(rng.choice([0.6, 0.75, 0.8])),
        "rate": float(rng.choice([0.02, 0.03, 0.05, 0.12])),
    }


sum_and_mean_of_gradients = ByHand(
    "sum-and-mean-of-gradients",
    2,
    6,
    _two_forms,
    """
    v_2 = mu * g_1 + g_2
    m_2 = mu * (1 - mu) * g_1 + (1 - mu) * g_2
    rate_m = rate / (1 - mu)
    """,
    ("v_2", "m_2", "rate_m"),
    {
        "The mean takes 1 − μ of each new gradient, of the first one too.": ("m_2 = mu * g_1 + (1 - mu) * g_2",),
        "The mean takes 1 − μ of the new gradient, not all of it.": ("m_2 = mu * (1 - mu) * g_1 + g_2",),
        "The mean is smaller than the sum, so it needs the larger rate.": ("rate_m = rate * (1 - mu)",),
        "With the same rate the steps of the mean are shorter, by the factor 1 − μ.": ("rate_m = rate",),
        "The factor μ belongs to what was there before, not to the new gradient.": ("v_2 = g_1 + mu * g_2",),
    },
    decimals=4,
)


def _feature(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        a, b, c, d = wholes(rng, 4, 1, 30)
        test = int(rng.integers(31, 60))
        if (a + b + c + d) % 4 == 0:
            return {"x": np.array([[a, b, c, d]], float), "t": test}


mean_and_deviation = ByHand(
    "mean-and-deviation",
    1,
    5,
    _feature,
    """
    mean = x.sum() / 4
    deviation = np.sqrt(((x - mean)**2).sum() / 4)
    scaled = (t - mean) / deviation
    """,
    ("mean", "deviation", "scaled"),
    {
        TEST_HAS_A_SAY: (
            "mean = (x.sum() + t) / 5",
            "deviation = np.sqrt((((x - mean)**2).sum() + (t - mean)**2) / 5)",
        ),
        "This is the variance; the deviation is its root.": ("deviation = ((x - mean)**2).sum() / 4",),
        "First subtract the mean of the training data, then divide.": ("scaled = t / deviation",),
        "Divide by the deviation, not by the mean.": ("scaled = (t - mean) / mean",),
        "This divides by one less than the number of values; here the mean square is over all four.": (
            "deviation = np.sqrt(((x - mean)**2).sum() / 3)",
        ),
        "The mean square is over all four numbers.": ("deviation = np.sqrt(((x - mean)**2).sum())",),
    },
    decimals=3,
)

# ------------------------------------------------------------------------------------------------- choices

which_leaks = Choice(
    "which-leaks",
    1,
    3,
    "The mean of each pixel, to be subtracted, is taken over all pictures.",
    {
        "The learning rate is chosen by the cost on the training pictures.": "The test pictures have no part in that.",
        "Each picture is divided by its own largest pixel.": "That uses nothing but the picture itself.",
        "All pictures of three of the thirteen writers are kept for the test.": (
            "That is the safe way, if you want to know how well other people's digits are read."
        ),
        "The order of the training pictures is random.": "It is, in each epoch anew, and the test pictures stay apart.",
    },
)

twice_as_large = Choice(
    "twice-as-large",
    1,
    2,
    "`zero_grad()` is missing: each gradient is added to those of the steps before.",
    {
        "The learning rate is too small.": "Then steps are short. It does not make the gradient grow.",
        "`backward()` gives the gradient of the sum, not of the mean.": (
            "That is a constant factor. It does not grow from step to step."
        ),
        "Momentum is on.": "Then the steps grow. What stands in `.grad` is the gradient of the batch.",
        "PyTorch computes in single precision.": "That costs digits; it does not double a number.",
    },
)

smaller_by_a_thousand = Choice(
    "smaller-by-a-thousand",
    2,
    3,
    "It stays nearly as it is.",
    {
        "It becomes a thousand times smaller.": "That is so for plain descent. Adam divides by the usual size.",
        "It becomes a million times smaller.": "The square is a million times smaller, and its root a thousand times.",
        "It becomes a thousand times larger.": (
            "That would be so if only the denominator changed. The numerator becomes smaller by the same factor."
        ),
        "It becomes zero.": "The small number in the denominator only prevents a division by zero.",
    },
)

a_line_of_adam = Bug(
    "a-line-of-adam",
    1,
    4,
    """
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    mean = m / (1 - 0.9**t)
    square = v / (1 - 0.999**t)
    p = p - rate * mean / np.sqrt(square)
    """,
    {
        NOT_SQUARED: ("v = 0.999 * v + 0.001 * g",),
        NO_ROOT: ("p = p - rate * mean / square",),
        UPHILL: ("p = p + rate * mean / np.sqrt(square)",),
        NOT_CORRECTED: ("mean = m",),
        "A running mean gives the old value nine parts and the new one a single part.": ("m = 0.1 * m + 0.9 * g",),
    },
)

# ------------------------------------------------------------------------------------------------ programs


def _states(rng: np.random.Generator) -> tuple[Any, ...]:
    p, g, m = rng.normal(size=(3, 4, 1))
    return p, g, 0.3 * m, rng.uniform(0.1, 1, (4, 1)), int(rng.integers(1, 30)), float(rng.choice([0.01, 0.1]))


def _adam(corrected: bool = True, root: bool = True, squared: bool = True, sign: int = -1, old: bool = False) -> Any:
    """A step of Adam, right or wrong in one thing."""

    def adam_step(p: Array, g: Array, m: Array, v: Array, t: int, rate: float) -> tuple[Array, Array, Array]:
        new_m, new_v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * (g**2 if squared else abs(g))
        used_m, used_v = (m, v) if old else (new_m, new_v)
        mean, square = (used_m / (1 - 0.9**t), used_v / (1 - 0.999**t)) if corrected else (used_m, used_v)
        return p + sign * rate * mean / (np.sqrt(square) if root else square), new_m, new_v

    return adam_step


write_adam = Program(
    "write-adam",
    2,
    10,
    _states,
    _adam(),
    {
        NOT_CORRECTED: _adam(corrected=False),
        NO_ROOT: _adam(root=False),
        NOT_SQUARED: _adam(squared=False),
        UPHILL: _adam(sign=1),
        "The step takes the running means as they were before this gradient came in.": _adam(old=True),
    },
    ("p", "m", "v"),
    ("m", "v", "p"),
)

EXERCISES: tuple[Exercise, ...] = (
    read_a_table,
    cost_of_knowing_nothing,
    which_leaks,
    mean_and_deviation,
    sum_and_mean_of_gradients,
    two_steps_of_adam,
    smaller_by_a_thousand,
    a_line_of_adam,
    twice_as_large,
    write_adam,
)
