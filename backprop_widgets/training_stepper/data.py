"""The examples that the training widget learns from, and those that it is tested on."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import Any, NamedTuple

import numpy as np
from traitlets import TraitError

from backprop_lib import data
from backprop_lib.checks import as_matrix
from backprop_lib.elementwise import Array


class Examples(NamedTuple):
    """x (2, N) and y (1, N) to train on; test_x and test_y, with no columns if nothing is held out."""

    x: Array
    y: Array
    test_x: Array
    test_y: Array


def divided(x: Array, y: Array, held_out: int = 5) -> Examples:
    """Rounded to three decimals, so that a page and Python have the same numbers; every fifth example for the test.

    >>> examples = divided(*data.moons(20))
    >>> examples.x.shape, examples.test_x.shape
    ((2, 16), (2, 4))
    """
    test = np.arange(x.shape[1]) % held_out == held_out - 1
    x = x.round(3)
    return Examples(x[:, ~test], y[:, ~test], x[:, test], y[:, test])


DATA = {
    "xor": divided(*data.xor()),  # four examples: none to spare
    "moons": divided(*data.moons(120, noise=0.15)),
    "spirals": divided(*data.spirals(150)),
}
MOST = 500  # examples of a reader's own


def own_examples(x: Any, y: Any) -> Examples:
    """A reader's own data; TraitError, in words, for what cannot be learned from or drawn."""
    if x is None or y is None:
        raise TraitError("Own data need both x (2, N) and y (1, N): TrainingStepper(x=x, y=y).")
    try:
        x, y = (
            as_matrix(name, part, f"expected ({rows}, N), one column per example", rows)
            for name, part, rows in (("x", x, 2), ("y", y, 1))
        )
    except (TypeError, ValueError) as fault:
        raise TraitError(str(fault)) from fault
    if x.dtype != float or y.dtype != float:
        raise TraitError("x and y must be made of real numbers.")
    N = x.shape[1]
    if y.shape[1] != N:
        raise TraitError(f"y has {y.shape[1]} columns and x has {N}; expected one target for each example.")
    if N > MOST:
        raise TraitError(f"x has {N} examples; expected at most {MOST}, so that every step can be drawn.")
    if y.min() < 0 or y.max() > 1:
        raise TraitError(f"y runs from {y.min()} to {y.max()}; expected targets from 0 to 1.")
    return Examples(x, y, x[:, :0], y[:, :0])


# Two letters are a number in thousandths from LOWEST on: half the bytes of its digits.
LETTERS = ascii_letters + digits + "+-"
LOWEST = -1400


def packed(examples: Examples) -> list[str]:
    """x, y, test_x, test_y for the page; a target is a digit.

    >>> packed(DATA["xor"])
    ['v4v4LGLGv4LGv4LG', '0110', '', '']
    """
    x, y, test_x, test_y = examples
    return [_pairs(x), _signs(y), _pairs(test_x), _signs(test_y)]


def _pairs(x: Array) -> str:
    counts = (1000 * x).round().astype(int).ravel() - LOWEST
    return "".join(LETTERS[count // 64] + LETTERS[count % 64] for count in counts)


def _signs(y: Array) -> str:
    return "".join(str(int(target)) for target in y[0])
