"""An activation with its tangent, and the gradients of a chain, as a plain drawing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy

from ..kit.curve import Range, curve_picture
from ..kit.expressions import evaluator
from ..kit.svg import dot, drawing, line, text

WIDTH, HEIGHT, TOP, FLOOR = 640, 240, 26, 216
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LEFT, RIGHT = 366, 628  # of the chain; the curve stands to the left of it


def first_frame(name: str, expression: sympy.Expr, z: float, view: Range, gradient: np.ndarray | None) -> str:
    """An SVG of the curve around z, and of the gradient at each layer of the chain (None: it overflows)."""
    at = evaluator(expression)
    a, slope = (float(part) for part in at(z))
    words = f"The activation {name} at z = {z:g}: the output is {a:.4g} and the slope is {slope:.4g}."
    shown = at(np.linspace(*view, 161))[0]
    low, high = np.nanmin(shown[np.isfinite(shown)], initial=0), np.nanmax(shown[np.isfinite(shown)], initial=0)
    room = 0.05 * (high - low or 1)
    heights = (low - room, high + room)
    parts = [
        *curve_picture(12, 310, HEIGHT, view, heights, lambda z: at(z)[0], (z, a), slope, ("z", "f(z)"), "forward")
    ]
    if gradient is not None and np.isfinite(gradient).all():
        layers = f"{len(gradient) - 1} layer{'s' if len(gradient) > 2 else ''}"
        words += f" In a chain of {layers} the slope of the output with respect to the input is {gradient[0]:.4g}."
        parts += _chain(abs(gradient))
    return drawing(WIDTH, HEIGHT, words, parts)


def _chain(size: np.ndarray) -> Iterator[str]:
    """The sizes of the gradients on a logarithmic scale, from input to output; a cross at the foot is 0."""
    powers = np.log10(np.where(size > 0, size, 1))
    low, high = int(np.floor(powers.min())), int(np.ceil(powers.max()))
    if high - low < 2:
        low, high = -1, 1

    def y(power: float) -> float:
        return FLOOR - 16 - (power - low) * (FLOOR - 16 - TOP) / (high - low)

    for power in sorted({low, 0, high}):
        yield line(f"M{LEFT} {y(power):.1f}H{RIGHT}", "rule", 1)
        yield text(LEFT - 6, y(power) + 4, "end", "muted", "10" + str(power).translate(RAISED) if power else "1")
    yield line(f"M{LEFT} {FLOOR}H{RIGHT}", "line", 1)
    for x, power, one in zip(np.linspace(LEFT + 4, RIGHT - 4, len(size)), powers, size, strict=True):
        yield (
            dot(x, y(power), "gradient", 3.5) if one else line(f"M{x - 4:.1f} {FLOOR - 4}l8 8m0-8l-8 8", "gradient", 2)
        )
    yield text(LEFT, 14, "start", "gradient", "size of the gradient")
    yield text(LEFT, HEIGHT - 6, "start", "muted", "input")
    yield text(RIGHT, HEIGHT - 6, "end", "muted", "output")
