"""The factors of a chain of layers, and the gradient that they leave at each, as a plain drawing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..kit.svg import dot, drawing, line, text

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT = 50, 628
BARS, HIGH = 92, 66  # where the bars of the factors stand, and how high the largest is
TOP, FLOOR = 130, 276  # of the gradients
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def first_frame(name: str, depth: int, factor: np.ndarray, gradient: np.ndarray) -> str:
    """An SVG of a chain with this activation; without numbers where it overflows."""
    layers = f"{depth} layer{'s' if depth > 1 else ''}"
    words = f"A chain of {layers} with the activation {name}"
    if not (np.isfinite(factor).all() and np.isfinite(gradient).all()):
        return drawing(WIDTH, 60, f"{words}: its numbers overflow.", [text(LEFT, 34, "start", "muted", words)])
    words += f": the slope of the output with respect to the input is {gradient[0]:.4g}."
    return drawing(WIDTH, HEIGHT, words, [*_bars(abs(factor)), *_gradients(abs(gradient))])


def _bars(size: np.ndarray) -> Iterator[str]:
    """The size of each layer's factor, and the height of 1."""
    step = (RIGHT - LEFT) / len(size)
    high = HIGH / max(1, size.max())
    for k, one in enumerate(size):
        left = LEFT + (k + 0.5) * step
        yield line(f"M{left:.1f} {BARS}v{-high * one:.1f}", "forward", min(22, 0.5 * step))
    yield line(f"M{LEFT} {BARS}H{RIGHT}", "line", 1)
    yield line(f"M{LEFT} {BARS - high:.1f}H{RIGHT}", "rule", 1)
    yield text(LEFT - 6, BARS - high + 4, "end", "muted", "1")
    yield text(LEFT, 14, "start", "forward", "factor of each layer")


def _gradients(size: np.ndarray) -> Iterator[str]:
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
    for x, power, one in zip(np.linspace(LEFT, RIGHT, len(size)), powers, size, strict=True):
        yield (
            dot(x, y(power), "gradient", 3.5) if one else line(f"M{x - 4:.1f} {FLOOR - 4}l8 8m0-8l-8 8", "gradient", 2)
        )
    yield text(RIGHT, TOP - 12, "end", "gradient", "size of the gradient, from the output back to the input")
    yield text(LEFT, HEIGHT - 6, "start", "muted", "input")
    yield text(RIGHT, HEIGHT - 6, "end", "muted", "output")
