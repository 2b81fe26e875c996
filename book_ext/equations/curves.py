"""The curves that the worlds compute with: one like no other, and the logistic function."""

from __future__ import annotations

from typing import Any

import numpy as np


def generic(z: Any) -> Any:
    """An activation like no other."""
    return np.sin(z) + 0.3 * z + 0.2 * z**2


def logistic(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))
