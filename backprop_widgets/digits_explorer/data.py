"""The digits that the network learns from and those held out, and how both come onto a page in little room."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from backprop_lib.data import digits
from backprop_lib.elementwise import Array

LETTERS = "0123456789abcdefg"  # one for each shade of a pixel, from 0 to 16
HOLD = 5  # every fifth digit is held out
PIXELS = 64


class Digits(NamedTuple):
    """x (64, N) and y (10, N) to train on; test_x and test_y held out."""

    x: Array
    y: Array
    test_x: Array
    test_y: Array


@cache
def divided() -> Digits:
    """All digits, the fifth, the tenth and so on held out.

    >>> [part.shape for part in divided()]
    [(64, 1438), (10, 1438), (64, 359), (10, 359)]
    """
    x, y = digits()
    held = np.arange(x.shape[1]) % HOLD == HOLD - 1
    return Digits(x[:, ~held], y[:, ~held], x[:, held], y[:, held])


def packed() -> tuple[str, str]:
    """The label of each digit in order; and one letter for each pixel, the first of all digits, then the second.

    Among the pixels the digits are sorted by their labels: like stands by like, which saves a seventh when a server
    compresses the page.

    >>> labels, pixels = packed()
    >>> labels[:5], len(pixels) == 64 * len(labels)
    ('01234', True)
    """
    x, y = digits()
    labels = y.argmax(axis=0)
    shades = (16 * x).round().astype(int)[:, np.argsort(labels, kind="stable")]
    return "".join(map(str, labels)), "".join(LETTERS[shade] for shade in shades.ravel())


def written(x: Array) -> str:
    """One picture as a text of 64 letters, row by row.

    >>> written(np.full((64, 1), 0.25))[:8]
    '44444444'
    """
    return "".join(LETTERS[int(shade)] for shade in (16 * x).round().ravel())


def read(text: str) -> Array:
    """The picture (64, 1) that such a text holds.

    >>> bool((read(written(divided().x[:, :1])) == divided().x[:, :1]).all())
    True
    """
    return np.array([[LETTERS.index(letter) / 16] for letter in text])
