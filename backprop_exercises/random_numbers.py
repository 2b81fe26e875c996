"""Numbers for paper and pocket calculators: few digits, and never 0."""

from __future__ import annotations

from typing import Any

import numpy as np


def tenths(rng: np.random.Generator, n: int, low: int = -9, high: int = 9) -> list[float]:
    """n different numbers with one decimal, drawn from low/10 to high/10 without 0.

    >>> sorted(tenths(np.random.default_rng(0), 4, -2, 2))
    [-0.2, -0.1, 0.1, 0.2]
    """
    return [k / 10 for k in wholes(rng, n, low, high)]


def wholes(rng: np.random.Generator, n: int, low: int, high: int) -> list[int]:
    """n different whole numbers, drawn from low to high without 0."""
    return rng.choice([k for k in range(low, high + 1) if k], n, replace=False).tolist()


def hundredths(rng: np.random.Generator, low: float, high: float, shape: Any = None, signed: bool = False) -> Any:
    """Numbers with two decimals between low and high, both positive; of either sign if asked for."""
    size = rng.integers(round(100 * low), round(100 * high) + 1, shape) / 100
    return size * rng.choice([-1, 1], shape) if signed else size
