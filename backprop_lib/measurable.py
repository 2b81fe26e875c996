"""Whether the slope of a caller's own function can be measured: one in single precision moves in jumps when nudged.

Such a function trains well. A gradient check would give wrong numbers without a word, and so it asks here first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .elementwise import Array, is_symbolic
from .guarded import Guarded
from .layers import Network
from .losses import Loss
from .network import forward

EXAMPLES = 8  # of a batch, no more are tried
WIDE, SMALL = 0.15, 1e-8  # shares of a way; the small one is lost in single precision
NUDGES = range(9)
WORDS = {
    "central_difference": "moves in jumps when it is nudged by a little: it computes in single precision, or in steps. "
    "Let it compute in float64, without .astype(np.float32).",
    "complex_step": "loses the imaginary part, or some of it, which carries the slope here: abs, .real and single "
    "precision do that. Write it without them, or use central_difference.",
}


def check_measurable(network: Network, x: Array, y: Array, loss: Loss, by: str) -> None:
    """Try the own functions near the values that they get; ValueError if `by`, a gradient check, mistakes their slope.

    by: "central_difference", which nudges by a little, or "complex_step", which looks at the imaginary part.
    """
    last: Any = loss.from_z or loss.value
    if is_symbolic(x) or not any(
        isinstance(own, Guarded) for own in (last, *(layer.activation[1] for layer in network))
    ):
        return
    x, y = x[:, :EXAMPLES], y[:, :EXAMPLES]
    trace = forward(network, x)
    for layer, seen in zip(network, trace, strict=True):
        start = np.where(seen.z == 0, 1.0, seen.z)
        _check(layer.activation.value, start, 0 * start, (), by)
    output = trace[-1].z if loss.from_z else trace[-1].a
    _check(last, output, 0 * output if loss.from_z else y, (y,), by)


def _check(function: Any, start: Array, end: Array, others: tuple[Array, ...], by: str) -> None:
    """Look at places on the way from start to end, in between which there are only numbers that the function takes."""
    if not isinstance(function, Guarded) or is_symbolic(start):
        return

    def at(share: complex) -> Any:
        return function(start + share * (end - start), *others)

    counted: list[Array] = []
    wrong: list[Array] = []
    by_chance = False
    try:
        with np.errstate(all="ignore"):
            for place in np.linspace(WIDE, 0.6, 9):
                values = np.array([at(place + number * SMALL) for number in NUDGES])
                by_chance |= not np.array_equal(values[0], at(place), equal_nan=True)
                before, after = at(place - WIDE) - values[0], at(place + WIDE) - values[0]
                least = 1e-5 * np.abs(values[0])  # of less, double precision has too few digits
                counted.append((before * after < 0) & (np.minimum(np.abs(before), np.abs(after)) > least))
                movement = values[-1] - values[0]
                if by == "complex_step":
                    slope = movement / (SMALL * NUDGES[-1])
                    wrong.append(np.abs(np.imag(at(place + 1e-30j)) / 1e-30 - slope) >= 1e-2 * np.abs(slope))
                else:
                    line = np.linspace(values[0], values[-1], len(NUDGES))
                    wrong.append(np.abs(values - line).max(axis=0) >= 1e-2 * np.abs(movement))
    except (TypeError, ValueError, ArithmeticError):  # it takes other numbers than we thought
        return
    if by_chance:
        raise ValueError(f"{function.name} gives another value each time; its slope cannot be measured.")
    if np.any(counted) and np.mean(np.array(wrong)[np.array(counted)]) > 0.1:  # at a kink, a few are wrong
        raise ValueError(f"{function.name} {WORDS[by]}")
