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
Place = tuple[float, float]

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
    """Whether a ratio is 1 but for rounding."""
    return bool(np.isclose(ratio, 1, rtol=1e-6))


def times(ratio: float) -> str:
    """A ratio in words.

    >>> times(5.1722), times(-1)
    ('5.17 ×', '−1.00 ×')
    """
    return f"{ratio:.2f} \N{MULTIPLICATION SIGN}".replace("-", MINUS)


def where(network: Network, found: dict[str, float], words: str = "") -> str:
    """The network with a cross on each weight or bias whose gradient is wrong. Without words it is decoration."""
    right = [is_right(ratio) for ratio in found.values()]
    columns = [np.linspace(24, 62, size) if size > 1 else np.array([43.0]) for size in network.sizes]
    places = [[(18 + 62 * n, float(y)) for y in rows] for n, rows in enumerate(columns)]
    ends: list[tuple[Place, Place]] = [
        (start, end) for below, above in pairwise(places) for end in above for start in below
    ]
    ends += [((x - 13, y - 16 if y < 44 else y + 16), (x, y)) for column in places[1:] for x, y in column]
    last_wrong = sorted(zip(ends, right, strict=True), key=lambda one: one[1], reverse=True)  # drawn on top
    parts = [part for (start, end), fine in last_wrong for part in _marked(start, end, fine)]
    parts += [f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="{PAGE}" stroke="{INK}"/>' for one in places for x, y in one]
    return _drawing(160, 86, words, parts)


def _marked(start: Place, end: Place, right: bool) -> Iterator[str]:
    (x1, y1), (x2, y2) = start, end
    yield _line(f"M{x1:g} {y1:g}L{x2:g} {y2:g}", LINE if right else WRONG, 1 if right else 2)
    if not right:
        along = 0.1 if x2 - x1 < 20 else 0.5 if y1 == y2 else 0.3  # a bias, straight on, across: no two meet
        x, y = x1 + along * (x2 - x1), y1 + along * (y2 - y1)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{PAGE}"/>'
        yield _line(f"M{x:.1f} {y:.1f}m-3.5 -3.5l7 7m0 -7l-7 7", WRONG, 2)


def how_far(name: str, ratio: float) -> str:
    """A bar from 1 to the ratio on a logarithmic scale, with 1 in the middle; a hollow end means a wrong sign."""
    end = _on_scale(abs(ratio))
    inwards = 6 if end < 75 else -6
    words = f"The gradient of {name} is {times(ratio).removesuffix(' ×')} times the right one."
    parts = [_text(75, 22, f"{name}: {times(ratio)}", INK, 13), _line("M9 60H141", LINE)]
    for tick, label in ((0.1, "1/10"), (1.0, "1"), (10.0, "10")):
        x = _on_scale(tick)
        parts += [_line(f"M{x:.1f} {34 if tick == 1 else 56}V64", LINE), _text(x, 77, label, MUTED)]
    parts.append(_line(f"M75 47H{end:.1f}", WRONG, 7))
    if 1 / LARGEST <= abs(ratio) <= LARGEST:
        fill = PAGE if ratio < 0 else WRONG
        parts.append(f'<circle cx="{end:.1f}" cy="47" r="5" fill="{fill}" stroke="{WRONG}" stroke-width="2"/>')
    else:
        parts.append(f'<path d="M{end + inwards:.1f} 41l{-inwards} 6l{inwards} 6z" fill="{WRONG}"/>')
    return _drawing(150, 86, words, parts)


def _on_scale(value: float) -> float:
    return 75 + 66 * float(np.clip(np.log(max(value, 1e-9)) / np.log(LARGEST), -1, 1))


def costs_of_both(at: Sequence[int], right: Sequence[float], wrong: Sequence[float]) -> str:
    """The cost over the updates on logarithmic scales: dashed with the right gradient, drawn through with the wrong.

    A wrong run that overflows is shorter, and ends in a cross.
    """
    reach = min(*right, *wrong), max(*right, *wrong)
    right_points, wrong_points = (_points(at, costs, reach) for costs in (right, wrong))
    overflows = len(wrong) < len(right)
    ends = "overflows" if overflows else f"is {wrong[-1]:.2g}"
    words = f"After {at[-1]:,} updates the cost {ends}; with the right gradient it is {right[-1]:.2g}."
    parts = [
        _line("M7 4V62H143", LINE),
        _line("M" + "L".join(wrong_points), WRONG, 2),
        _line("M" + "L".join(right_points), FORWARD, 2, ' stroke-dasharray="5 4"'),
        _text(75, 77, f"cost, {at[-1]:,} updates", MUTED),
    ]
    if overflows:
        parts.append(_line(f"M{wrong_points[-1]}m-4 -4l8 8m0 -8l-8 8", WRONG, 2))
    return _drawing(150, 86, words, parts)


def _points(at: Sequence[int], costs: Sequence[float], reach: tuple[float, float]) -> list[str]:
    low, high = np.log(reach)
    across = 136 * np.log(at[: len(costs)]) / np.log(at[-1])
    down = 50 * (high - np.log(costs)) / max(high - low, 1e-9)
    return [f"{7 + x:.1f} {8 + y:.1f}" for x, y in zip(across, down, strict=True)]


def _line(d: str, colour: str, width: float = 1, more: str = "") -> str:
    return f'<path d="{d}" stroke="{colour}" stroke-width="{width:g}"{more}/>'


def _text(x: float, y: float, words: str, colour: str, size: float = 11.5) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:g}" text-anchor="middle" font-size="{size:g}" fill="{colour}">{escape(words)}</text>'
    )


def _drawing(width: int, height: int, words: str, parts: Sequence[str]) -> str:
    name = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg {size} fill="none" {name}>{"".join(parts)}</svg>'
