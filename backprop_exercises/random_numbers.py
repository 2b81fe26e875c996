"""Numbers for paper: short, not 0, and all different."""

from __future__ import annotations

import numpy as np


def tenths(rng: np.random.Generator, n: int, low: int = -9, high: int = 9) -> list[float]:
    """n different numbers with one decimal, drawn from low/10 to high/10 without 0.

    >>> sorted(tenths(np.random.default_rng(0), 4, -2, 2))
    [-0.2, -0.1, 0.1, 0.2]
    """
    return [k / 10 for k in wholes(rng, n, low, high)]


def wholes(rng: np.random.Generator, n: int, low: int, high: int) -> list[int]:
    """n different whole numbers, drawn from low to high without 0.

    >>> sorted(wholes(np.random.default_rng(0), 3, -1, 2))
    [-1, 1, 2]
    """
    return rng.choice([k for k in range(low, high + 1) if k], n, replace=False).tolist()
