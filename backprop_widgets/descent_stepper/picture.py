"""A descent as a plain drawing, for readers without JavaScript and for notebooks shown as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import contourpy
import numpy as np

from ..kit.svg import MINUS, arrow, dot, drawing, line, path, ring, text
from .costs import Cost, described, evaluator, grid

WIDTH, HEIGHT, LEFT, RIGHT, FLOOR = 640, 332, 12, 628, 308


class Descent(NamedTuple):
    """A descent, one row per frame: where it is, the cost and gradient there, and the step it takes from there."""

    x: np.ndarray
    cost: np.ndarray
    gradient: np.ndarray
    step: np.ndarray


def first_frame(cost: Cost, descent: Descent, n: int) -> str:
    """An SVG of the curve with its tangent, or of contour lines: the first n steps, and the one that follows."""
    n = min(n, len(descent.x) - 1)
    place = ", ".join(f"{name} = {value:g}" for name, value in zip(cost.parameters, descent.x[n], strict=True))
    when = f"after {n} step{'s' if n > 1 else ''}" if n else "about to start"
    words = (
        f"Gradient descent on the cost {cost.expression}, {when} at {place}, where the cost is {descent.cost[n]:.4g}."
    )
    draw = _curve if len(cost.parameters) == 1 else _surface
    with np.errstate(all="ignore"):
        parts = [line(f"M{LEFT} {FLOOR}H{RIGHT}", "line", 1), *draw(cost, descent, n, evaluator(cost))]
    return drawing(WIDTH, HEIGHT, words, parts)


def _curve(cost: Cost, descent: Descent, n: int, at: Callable) -> Iterable[str]:
    low, high = cost.view
    bottom, top = described(cost)["range"]
    x_scale, y_scale = (RIGHT - LEFT) / (high - low), (FLOOR - 10) / (top - bottom)

    def point(x: float, y: float) -> tuple[float, float]:
        return _within(LEFT + (x - low) * x_scale, FLOOR - (y - bottom) * y_scale)

    curve = [point(x, at(x)[0]) for x in np.linspace(low, high, 121)]
    yield line(path(p for p in curve if np.isfinite(p).all()), "forward", 2.25)
    places = [point(x, value) for (x,), value in zip(descent.x[: n + 1], descent.cost, strict=False)]
    yield from (ring(*place, "forward", 3) for place in places[:-1])
    x, y = places[-1]
    run, climb = x_scale, descent.gradient[n, 0] * y_scale
    reach = 86 / np.hypot(run, climb)
    yield line(path([(x - run * reach, y + climb * reach), (x + run * reach, y - climb * reach)]), "gradient", 2.25)
    yield arrow((x, FLOOR), (point(descent.x[n, 0] + descent.step[n, 0], 0)[0], FLOOR), "parameter", 4)
    yield dot(x, y, "forward", 7)
    yield from _labels(cost.parameters[0], low, high, x_scale)


def _surface(cost: Cost, descent: Descent, n: int, at: Callable) -> Iterable[str]:
    point = _on_surface(cost)
    yield line(_contours(cost), "forward", 1)
    places = [point(x, y) for x, y in descent.x[: n + 1]]
    yield line(path(places), "parameter", 1.25)
    yield from (ring(*place, "parameter", 3) for place in places[:-1])
    yield arrow(places[-1], point(*descent.x[n] + descent.step[n]), "parameter", 4)
    yield dot(*places[-1], "parameter", 6.5)
    yield text(LEFT, 14, "start", "parameter", str(cost.parameters[1]))
    low, high = cost.view[:2]
    yield from _labels(cost.parameters[0], low, high, (RIGHT - LEFT) / (high - low))


def _on_surface(cost: Cost) -> Callable[[float, float], tuple[float, float]]:
    low, high, middle = cost.view
    scale = (RIGHT - LEFT) / (high - low)
    return lambda x, y: _within(LEFT + (x - low) * scale, FLOOR / 2 - (y - middle) * scale)


@cache
def _contours(cost: Cost) -> str:
    across, up = grid(cost)
    found: Any = contourpy.contour_generator(across, up, evaluator(cost)(across, up)[0])
    point = _on_surface(cost)
    return "".join(
        path(point(x, y) for x, y in one) for level in described(cost)["levels"] for one in found.lines(level)
    )


def _within(x: float, y: float) -> tuple[float, float]:
    """Far outside, coordinates are cut off."""
    return float(np.clip(x, -9999, 9999)), float(np.clip(y, -9999, 9999))


def _labels(name: object, low: float, high: float, scale: float) -> Iterable[str]:
    for x in range(int(np.ceil(low)), int(high) + 1):
        yield text(LEFT + (x - low) * scale, HEIGHT - 6, "middle", "muted", str(x).replace("-", MINUS))
    yield text(RIGHT, FLOOR - 8, "end", "parameter", str(name))
