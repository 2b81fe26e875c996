"""The first frame of a training as a plain drawing: the examples, and the line on which the network is undecided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import contourpy
import numpy as np

from backprop_lib import Network, cost, forward
from backprop_lib.elementwise import Array

from ..kit.svg import drawing, line, path, text
from .data import Examples

SIZE, CELLS = 320, 60


def view(x: Array) -> tuple[float, float, float]:
    """The square of the plane to show: its middle, and half of its width.

    >>> view(np.array([[0.0, 1.0], [0.0, 1.0]]))
    (0.5, 0.5, 0.6)
    """
    low, high = x.min(axis=1), x.max(axis=1)
    middle = (low + high) / 2
    return float(middle[0]), float(middle[1]), float(0.6 * (high - low).max()) or 1.0


def first_frame(network: Network, examples: Examples, loss: str, data: str, step: int) -> str:
    """An SVG of the plane of the two inputs."""
    x, y, *_ = examples
    J = float(cost(network, x, y, loss))
    layers = ", ".join(map(str, network.sizes))
    words = f"Training on {data} after {step} steps: a network with {layers} units, cost {J:.4g}."
    return drawing(2 * SIZE, SIZE, words, _marks(network, x, y, words))


def _marks(network: Network, x: Array, y: Array, words: str) -> Iterator[str]:
    across, up, half = view(x)
    places = np.linspace(-half, half, CELLS + 1)
    u, v = np.meshgrid(across + places, up + places)
    a = forward(network, np.vstack([u.ravel(), v.ravel()]))[-1].a.reshape(u.shape)

    def at(left: float, height: float) -> tuple[float, float]:
        return SIZE / 2 * (1 + (left - across) / half), SIZE / 2 * (1 - (height - up) / half)

    yield line(path([(0, 0), (SIZE, 0), (SIZE, SIZE), (0, SIZE), (0, 0)]), "line", 1)
    borders: Any = contourpy.contour_generator(u, v, a).lines(0.5)
    for border in borders:
        yield line(path(at(*point) for point in border), "forward", 2.25)
    for (left, height), target in zip(x.T, y[0], strict=True):
        px, py = at(left, height)
        fill = "target" if target > 0.5 else "page"
        shape = (
            f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4"'
            if target > 0.5
            else f'<rect x="{px - 3.5:.1f}" y="{py - 3.5:.1f}" width="7" height="7"'
        )
        yield f'{shape} fill="var(--bp-{fill})" stroke="var(--bp-target)"/>'
    for row, said in enumerate(words.replace(": ", ":|").replace(", cost", ",|cost").split("|")):
        yield text(SIZE + 16, 24 + 20 * row, "start", "ink", said)
