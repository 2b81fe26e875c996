"""The examples that the training widget learns from, and those that it is tested on."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import NamedTuple

import numpy as np

from backprop_lib import data
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
