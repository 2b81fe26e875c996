"""Small drawings of a wrong gradient: where it is wrong, how many times too large, and how training goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

import numpy as np

from .elementwise import Array
from .figures import FORWARD, INK, LINE, MUTED, PAGE, WRONG
from .layers import Network
from .network import LayerGradient

MINUS = "\N{MINUS SIGN}"
LARGEST = 40.0  # a ratio beyond it, or below its inverse, goes off the scale


def ratios(wrong: Sequence[LayerGradient], right: Sequence[LayerGradient]) -> dict[str, float]:
    """Each wrong gradient as a multiple of the right one, by the name of its parameter: all weights, then all biases.

    >>> one = [LayerGradient(None, None, np.ones((1, 2)), np.ones((1, 1)))]
    >>> ratios([one[0]._replace(b=3 * one[0].b)], one)
    {'w1': 1.0, 'w2': 1.0, 'bias of o1': 3.0}
    """
    weights = [_divided(there.W, here.W) for there, here in zip(wrong, right, strict=True)]
    biases = [_divided(there.b, here.b) for there, here in zip(wrong, right, strict=True)]
    found = {f"w{n}": ratio for n, ratio in enumerate((one for layer in weights for one in layer), 1)}
    for number, layer in enumerate(biases, 1):
        kind = "o" if number == len(biases) else "h"
        found |= {f"bias of {kind}{j}": ratio for j, ratio in enumerate(layer, 1)}
    return found


def _divided(there: Array, here: Array) -> list[float]:
    return [float(ratio) for ratio in (there / here).flat]


def is_right(ratio: float) -> bool:
    return bool(np.isclose(ratio, 1, rtol=1e-6))


def times(ratio: float) -> str:
    """
    >>> times(5.1722), times(-1)
    ('5.17 ×', '−1.00 ×')
    """
    return f"{ratio:.2f} \N{MULTIPLICATION SIGN}".replace("-", MINUS)


def where(network: Network, found: dict[str, float], words: str = "") -> str:
    """The network with a cross on each weight or bias whose gradient is wrong. Without words it is decoration."""
    right = [is_right(ratio) for ratio in found.values()]
    columns = [np.linspace(24, 70, size) if size > 1 else np.array([47.0]) for size in network.sizes]
    places = [[(18 + 62 * n, float(y)) for y in rows] for n, rows in enumerate(columns)]
    lines = [
        (start, end, 0.5 if start[1] == end[1] else 0.3)
        for below, above in pairwise(places)
        for end in above
        for start in below
    ]
    lines += [((x - 13, y - 16), (x, y), 0.1) for column in places[1:] for x, y in column]
    order = np.argsort(right)[::-1]  # what is wrong is drawn last, on top
    parts = [part for n in order for part in _marked(*lines[n], right[n])]
    parts += [f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="{PAGE}" stroke="{INK}"/>' for one in places for x, y in one]
    return _drawing(160, 86, words, parts)


def _marked(start: tuple[float, float], end: tuple[float, float], along: float, right: bool) -> Iterator[str]:
    (x1, y1), (x2, y2) = start, end
    yield (
        f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{LINE if right else WRONG}" '
        f'stroke-width="{1 if right else 2}"/>'
    )
    if not right:
        x, y = x1 + along * (x2 - x1), y1 + along * (y2 - y1)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{PAGE}"/>'
        yield f'<path d="M{x - 3.5:.1f} {y - 3.5:.1f}l7 7m0-7l-7 7" stroke="{WRONG}" stroke-width="2"/>'


def how_far(name: str, ratio: float) -> str:
    """A bar from 1 to the ratio on a logarithmic scale, with 1 in the middle; its end is hollow if the sign is wrong."""
    place = lambda value: 75 + 66 * float(np.clip(np.log(max(value, 1e-9)) / np.log(LARGEST), -1, 1))
    end = place(abs(ratio))
    end_colour = PAGE if ratio < 0 else WRONG
    beyond = not 1 / LARGEST <= abs(ratio) <= LARGEST
    head = f"M{end + (6 if end < 75 else -6):.1f} 41l{-6 if end < 75 else 6} 6l{6 if end < 75 else -6} 6z"
    words = f"The gradient of {name} is {times(ratio).replace(' ×', '')} times the right one."
    ticks = [(place(tick), label) for tick, label in ((0.1, "1/10"), (1, "1"), (10, "10"))]
    return _drawing(150, 86, words, [
        _text(75, 22, f"{name}: {times(ratio)}", INK, 13),
        f'<path d="M9 60H141" stroke="{LINE}"/>',
        *(f'<path d="M{x:.1f} {34 if label == "1" else 56}V64" stroke="{LINE}"/>' for x, label in ticks),
        *(_text(x, 77, label, MUTED) for x, label in ticks),
        f'<path d="M75 47H{end:.1f}" stroke="{WRONG}" stroke-width="7"/>',
        f'<path d="{head}" fill="{WRONG}"/>' if beyond else
        f'<circle cx="{end:.1f}" cy="47" r="5" fill="{end_colour}" stroke="{WRONG}" stroke-width="2"/>',
    ])  # fmt: skip


def costs_of_both(at: Sequence[int], right: Sequence[float], wrong: Sequence[float]) -> str:
    """The cost over the updates on logarithmic scales: dashed with the right gradient, drawn through with the wrong one.

    A wrong run that overflows is shorter, and ends in a cross.
    """
    both = [*right, *wrong]
    low, high = np.log(min(both)), np.log(max(both))
    across = 136 / np.log(at[-1])
    down = 50 / max(high - low, 1e-9)
    points = lambda costs: [
        (7 + across * float(np.log(n)), 8 + down * float(high - np.log(cost)))
        for n, cost in zip(at, costs, strict=False)
    ]
    path = lambda costs: "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points(costs))
    overflows = len(wrong) < len(right)
    x, y = points(wrong)[-1]
    ends = "overflows" if overflows else f"is {wrong[-1]:.2g}"
    words = f"After {at[-1]:,} updates the cost {ends}; with the right gradient it is {right[-1]:.2g}."
    return _drawing(150, 86, words, [
        f'<path d="M7 4V62H143" stroke="{LINE}"/>',
        f'<path d="{path(wrong)}" stroke="{WRONG}" stroke-width="2"/>',
        f'<path d="{path(right)}" stroke="{FORWARD}" stroke-width="2" stroke-dasharray="5 4"/>',
        f'<path d="M{x - 3.5:.1f} {y - 3.5:.1f}l7 7m0-7l-7 7" stroke="{WRONG}" stroke-width="2"/>' if overflows else "",
        _text(75, 77, f"cost, {at[-1]:,} updates", MUTED),
    ])  # fmt: skip


def _text(x: float, y: float, words: str, colour: str, size: float = 11.5) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:g}" text-anchor="middle" font-size="{size:g}" fill="{colour}">{escape(words)}</text>'
    )


def _drawing(width: int, height: int, words: str, parts: Sequence[str]) -> str:
    name = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg {size} fill="none" {name}>{"".join(parts)}</svg>'
