"""Whether the slope of a caller's own function can be measured: one in single precision moves in jumps when nudged.

Such a function trains well. A gradient check would give wrong numbers without a word, and so it asks here first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .elementwise import Array
from .guarded import Guarded
from .layers import Network
from .losses import Loss
from .network import forward

__all__ = ["NUDGES", "PLACES", "WIDE", "WORDS", "check_measurable"]

# Shares of the way from a number that the function gets to one where the way ends.
PLACES = np.linspace(0.15, 0.6, 9)
WIDE = 0.15
NUDGES = np.linspace(0, 1e-7, 9)  # lost in single precision

WORDS = {
    "central_difference": "moves in jumps when it is nudged by a little: it computes in single precision, or in steps. "
    "Let it compute in float64, without .astype(np.float32).",
    "complex_step": "loses the imaginary part, or some of it, which carries the slope here: abs, .real and single "
    "precision do that. Write it without them, or use central_difference.",
}


def check_measurable(network: Network, x: Array, y: Array, loss: Loss, by: str) -> None:
    """Try the own functions near the values that they get; ValueError if `by`, a gradient check, mistakes their slope.

    TypeError for functions that cannot take complex numbers, where `by` needs them.

    by: "central_difference", which nudges by a little, or "complex_step", which looks at the imaginary part.
    """
    trace = forward(network, x)
    for layer, seen in zip(network, trace, strict=True):
        start = np.where(seen.z == 0, 1.0, seen.z)
        _check(layer.activation.value, start, np.zeros_like(start), (), by)
    _, z, a = trace[-1]
    if loss.from_z:
        _check(loss.from_z, z, np.zeros_like(z), (y,), by)
    else:
        _check(loss.value, a, y, (y,), by)


def _check(function: Any, start: Array, end: Array, others: tuple[Array, ...], by: str) -> None:
    """Look at places on the way from start to end, in between which there are only numbers that the function takes."""
    if not isinstance(function, Guarded):
        return
    if by == "complex_step":
        try:
            with np.errstate(all="ignore"):
                function(start + 1e-30j, *others)
        except TypeError as problem:
            why = f"{function.name} cannot take complex numbers ({problem})"
            raise TypeError(f"{why}, whose imaginary part carries the slope here; use central_difference.") from problem

    def at(share: complex) -> Any:
        return function(start + share * (end - start), *others)

    counted: list[Array] = []
    wrong: list[Array] = []
    by_chance = False
    try:
        with np.errstate(all="ignore"):
            for place in PLACES:
                here, nudged = at(place), np.array([at(place + nudge) for nudge in NUDGES])
                by_chance |= not np.array_equal(here, nudged[0])
                before, after = at(place - WIDE), at(place + WIDE)
                rise = np.minimum(here - before, after - here)  # there is none, and no fall, at the top of a hill
                fall = np.minimum(before - here, here - after)
                least = 1e-5 * np.abs(here)  # of less, double precision has too few digits
                counted.append(np.maximum(rise, fall) > least)
                movement = nudged[-1] - here
                if by == "complex_step":
                    slope = movement / NUDGES[-1]
                    wrong.append(np.abs(np.imag(at(place + 1e-30j)) / 1e-30 - slope) >= 1e-2 * np.abs(slope))
                else:
                    line = np.linspace(here, nudged[-1], len(NUDGES))
                    wrong.append(np.abs(nudged - line).max(axis=0) >= 1e-2 * np.abs(movement))
    except (ValueError, ArithmeticError):  # it takes other numbers than we thought
        return
    if by_chance:
        raise ValueError(f"{function.name} gives another value each time; its slope cannot be measured.")
    if np.any(counted) and np.mean(np.array(wrong)[np.array(counted)]) > 0.1:  # at a kink, a few are wrong
        raise ValueError(f"{function.name} {WORDS[by]}")
