"""The exercises of the chapter on the forward pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from .by_hand import ByHand


def _unit(rng: np.random.Generator) -> dict[str, Any]:
    o_1, o_2, w_1j, w_2j, b_j = rng.choice(np.arange(-9, 10)[np.arange(-9, 10) != 0], 5, replace=False) / 10
    return {"o_1": o_1, "o_2": o_2, "w_1j": w_1j, "w_2j": w_2j, "b_j": b_j}


net_input = ByHand(
    "net-input",
    1,
    3,
    _unit,
    "net_j = w_1j * o_1 + w_2j * o_2 + b_j",
    ("net_j",),
    {
        "The bias is missing: it is added to the weighted sum.": ("net_j = w_1j * o_1 + w_2j * o_2",),
        "indices-swapped": ("net_j = w_1j * o_2 + w_2j * o_1 + b_j",),
    },
    decimals=2,
)

EXERCISES = (net_input,)
