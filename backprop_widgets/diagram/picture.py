"""What the network diagram needs from Python: what quantities are called in it, the little curves of its activations,
and the same picture as a plain drawing for a widget's first frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from backprop_lib import Activation, Network, forward, labels, softmax
from backprop_lib.activations import ACTIVATIONS

from ..kit.assets import constants
from ..kit.svg import MINUS, colour, drawing, line, path, text

CELL, ROW, ABOVE, INPUT = 122, 20, 44, 44  # px: a unit's width, the height of its rows, the room above it; an input


def generated() -> str:
    """What diagram.js has from Python: the curves of the activations."""
    return constants(CURVES={name: curve(activation) for name, activation in ACTIVATIONS.items()})


def curve(activation: Activation) -> str:
    """The curve of an activation from z = -4 to 4 as a path in a square of ten units; bars for softmax, a mixture.

    >>> curve(ACTIVATIONS["relu"])
    'M0.0 10.0L1.2 10.0L2.5 10.0L3.8 10.0L5.0 10.0L6.2 7.5L7.5 5.0L8.8 2.5L10.0 0.0'
    """
    if activation == softmax:
        return "M1.5 10V6M5 10V1M8.5 10V8"
    a = activation.value(np.linspace(-4, 4, 9)[None])[0]
    heights = 10 - 10 * (a - a.min()) / (a.max() - a.min())
    return path(zip(np.linspace(0, 10, 9), heights, strict=True))


# ------------------------------------------------------------------------------------------ labels and their names


def names(sizes: Sequence[int]) -> dict[str, str]:
    """What each quantity of a network is called in its diagram, by the labels of labels.py.

    Inputs i1, i2; hidden units h1, h2, or h11 (layer, unit) where there are several hidden layers; outputs o1, o2;
    weights w1, w2, ... numbered through the network row by row.

    >>> shown = names((2, 2, 2))
    >>> shown["x_1"], shown["w^2_12"], shown["b^1_1"], shown["z^2_1"], shown["unit^2_1"]
    ('i1', 'w6', 'b of h1', 'net o1', 'o1')
    """
    shown = {labels.x(k): f"i{k + 1}" for k in range(sizes[0])}
    weights = 0
    for level in range(1, len(sizes)):
        for j in range(sizes[level]):
            unit = _unit(level, j, len(sizes) - 1)
            shown |= {labels.unit(level, j): unit, labels.b(level, j): f"b of {unit}"}
            shown |= {labels.z(level, j): f"net {unit}", labels.a(level, j): f"out {unit}"}
            for k in range(sizes[level - 1]):
                weights += 1
                shown[labels.w(level, j, k)] = f"w{weights}"
    for j in range(sizes[-1]):
        shown |= {labels.y(j): f"t{j + 1}", labels.loss(j): f"E{j + 1}"}
    return shown | {"J": "E"}


def changeable(network: Network, x: np.ndarray) -> dict[str, float]:
    """The inputs x (n_in, 1), weights and biases, by label: what a reader can set.

    >>> network = Network.random((1, 1), "tanh", rng=0)
    >>> list(changeable(network, np.ones((1, 1))))
    ['x_1', 'w^1_11', 'b^1_1']
    """
    values = {labels.x(k): float(value) for k, (value,) in enumerate(x)}
    for level, (W, b, _) in enumerate(network, 1):
        values |= {labels.w(level, j, k): float(W[j, k]) for j, k in np.ndindex(W.shape)}
        values |= {labels.b(level, j): float(value) for j, (value,) in enumerate(b)}
    return values


def computed(network: Network, x: np.ndarray) -> dict[str, float]:
    """The net inputs and outputs for x (n_in, 1), by label, in the order of the forward pass.

    >>> network = Network.random((1, 1, 1), "tanh", rng=0)
    >>> list(computed(network, np.ones((1, 1))))
    ['z^1_1', 'a^1_1', 'z^2_1', 'a^2_1']
    """
    values: dict[str, float] = {}
    for level, (_, z, a) in enumerate(forward(network, x), 1):
        values |= {labels.z(level, j): float(value) for j, (value,) in enumerate(z)}
        values |= {labels.a(level, j): float(value) for j, (value,) in enumerate(a)}
    return values


def _unit(level: int, j: int, last: int) -> str:
    if level == last:
        return f"o{labels.index(j)}"
    return f"h{labels.index(level - 1, j) if last > 2 else labels.index(j)}"


# ------------------------------------------------------------------------------------------------- the drawing


def picture(network: Network, values: Mapping[str, float], words: str) -> str:
    """An SVG of the network with these values, by label; where there are deltas, they and dJ/da go below net and out.

    >>> network = Network.random((2, 2, 1), "tanh", rng=0)
    >>> picture(network, {"x_1": 0.25}, "A network.").count(">0.25<")
    1
    """
    sizes = network.sizes
    rows = 3 if any(label.startswith("delta") for label in values) else 2
    height = max(sizes) * (ROW * rows + ABOVE)
    width = max(640, INPUT + (CELL + 70) * (len(sizes) - 1))
    gap = (width - INPUT - CELL * (len(sizes) - 1)) / (len(sizes) - 1)
    lefts = [0, *(INPUT + gap + level * (CELL + gap) for level in range(len(sizes) - 1))]
    middles = [[height * (i + 0.5) / size + ABOVE / 2 for i in range(size)] for size in sizes]
    shown = names(sizes)
    parts = [*_edges(lefts, middles), *_inputs(middles[0], values, shown)]
    for level in range(1, len(sizes)):
        if gap >= 120 and sizes[level - 1] * sizes[level] <= 6:  # else there is no room for them
            parts += _weights(level, lefts, middles, values, shown)
        for j, y in enumerate(middles[level]):
            parts += _cell(lefts[level], y - ROW * rows / 2, rows, (level, j), values, shown)
    return drawing(round(width), round(height + ABOVE / 2), words, parts)


def _edges(lefts: list[float], middles: list[list[float]]) -> Iterator[str]:
    for level in range(1, len(lefts)):
        right = lefts[level - 1] + (CELL if level > 1 else INPUT)
        for below, above in product(middles[level - 1], middles[level]):
            yield line(path([(right, below), (lefts[level], above)]), "rule", 1.25)


def _inputs(middles: list[float], values: Mapping[str, float], shown: Mapping[str, str]) -> Iterator[str]:
    radius = INPUT / 2
    for k, y in enumerate(middles):
        yield f'<circle cx="{radius}" cy="{y:.1f}" r="{radius - 1}" fill="{colour("page")}" stroke="{colour("line")}"/>'
        yield text(radius, y - radius - 4, "middle", "ink", shown[labels.x(k)])
        yield from _number(radius, y + 4, "forward", "", values.get(labels.x(k)))


def _weights(
    level: int,
    lefts: list[float],
    middles: list[list[float]],
    values: Mapping[str, float],
    shown: Mapping[str, str],
) -> Iterator[str]:
    right = lefts[level - 1] + (CELL if level > 1 else INPUT)
    for (k, below), (j, above) in product(enumerate(middles[level - 1]), enumerate(middles[level])):
        t = 0.5 if abs(above - below) < 1 else 0.27
        label = labels.w(level, j, k)
        x, y = right + t * (lefts[level] - right), below + t * (above - below)
        yield from _number(x, y + 4, "parameter", shown[label], values.get(label))


def _cell(
    left: float, top: float, rows: int, place: tuple[int, int], values: Mapping[str, float], shown: Mapping[str, str]
) -> Iterator[str]:
    yield (
        f'<rect x="{left + 0.6:.1f}" y="{top:.1f}" width="{CELL - 1.2}" height="{ROW * rows}" rx="9" '
        f'fill="{colour("page")}" stroke="{colour("line")}"/>'
    )
    yield text(left + CELL - 6, top - 4, "end", "ink", shown[labels.unit(*place)])
    yield from _number(left + CELL / 4, top - 4, "parameter", "b", values.get(labels.b(*place)))
    for x, caption, forward_label, gradient in (
        (left + CELL / 4, "net", labels.z(*place), labels.delta(*place)),
        (left + 3 * CELL / 4, "out", labels.a(*place), labels.error(*place)),
    ):
        yield text(x, top + 14, "middle", "muted", caption)
        yield from _number(x, top + ROW + 14, "forward", "", values.get(forward_label))
        yield from _number(x, top + 2 * ROW + 14, "gradient", "", values.get(gradient))


def _number(x: float, y: float, role: str, name: str, value: float | None) -> Iterator[str]:
    """A value with its name before it, on a rim of the page's colour where a line runs below."""
    if value is None:
        return
    figures = f"{value:.4g}".replace("-", MINUS)
    yield (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="12" fill="{colour(role)}" paint-order="stroke" '
        f'stroke="{colour("page")}" stroke-width="5"><tspan fill="{colour("muted")}">{name} </tspan>{figures}</text>'
        if name
        else text(x, y, "middle", role, figures)
    )
