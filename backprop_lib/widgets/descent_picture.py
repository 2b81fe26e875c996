"""The first frame of a descent as a plain drawing, for readers without JavaScript and for notebooks shown as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import contourpy
import numpy as np

from .costs import Cost, described, evaluator, grid

WIDTH, HEIGHT, LEFT, RIGHT, FLOOR = 640, 332, 12, 628, 308


def first_frame(cost: Cost, start: list[float]) -> str:
    """An SVG of the curve with its tangent, or of the contour lines, at the start."""
    at = evaluator(cost)
    draw = _curve if len(cost.parameters) == 1 else _surface
    place = ", ".join(f"{name} = {value:g}" for name, value in zip(cost.parameters, start, strict=True))
    with np.errstate(all="ignore"):
        value = at(*start)[0]
        parts = draw(cost, start, at)
    words = escape(
        f"Gradient descent on f = {cost.expression}, about to start at {place}, where the cost is {value:.4g}."
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" font-family="var(--bp-sans)" role="img" '
        f'aria-label="{words}"><path d="M{LEFT} {FLOOR}H{RIGHT}" {_stroke("line", 1)}/>{"".join(parts)}</svg>'
    )


def _curve(cost: Cost, start: list[float], at: Callable) -> Iterable[str]:
    low, high = cost.view
    bottom, top = described(cost)["range"]
    x_scale, y_scale = (RIGHT - LEFT) / (high - low), (FLOOR - 10) / (top - bottom)

    def point(x: float, y: float) -> tuple[float, float]:
        return LEFT + (x - low) * x_scale, FLOOR - (y - bottom) * y_scale

    line = [point(x, at(x)[0]) for x in np.linspace(low, high, 121)]
    yield f'<path d="{_path(p for p in line if np.isfinite(p).all())}" {_stroke("forward", 2.25)}/>'
    value, slope = at(*start)
    x, y = point(start[0], value)
    run, climb = x_scale, slope * y_scale
    reach = 86 / np.hypot(run, climb)
    tangent = [(x - run * reach, y + climb * reach), (x + run * reach, y - climb * reach)]
    yield f'<path d="{_path(tangent)}" {_stroke("gradient", 2.25)}/>'
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{_colour("forward")}"/>'
    yield from _labels(cost.parameters[0], low, high, x_scale)


def _surface(cost: Cost, start: list[float], at: Callable) -> Iterable[str]:
    low, high, middle = cost.view
    x_scale = (RIGHT - LEFT) / (high - low)
    centre = FLOOR / 2

    def point(x: float, y: float) -> tuple[float, float]:
        return LEFT + (x - low) * x_scale, centre - (y - middle) * x_scale

    across, up = grid(cost)
    lines: Any = contourpy.contour_generator(across, up, at(across, up)[0])
    levels = [_path(point(x, y) for x, y in line) for level in described(cost)["levels"] for line in lines.lines(level)]
    yield f'<path d="{"".join(levels)}" {_stroke("forward", 1)}/>'
    x, y = point(start[0], start[1])
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6.5" fill="{_colour("parameter")}"/>'
    yield _text(LEFT, 14, "start", "parameter", escape(str(cost.parameters[1])))
    yield from _labels(cost.parameters[0], low, high, x_scale)


def _labels(name: object, low: float, high: float, scale: float) -> Iterable[str]:
    for x in range(int(np.ceil(low)), int(high) + 1):
        text = str(x).replace("-", "\u2212")
        yield _text(LEFT + (x - low) * scale, HEIGHT - 6, "middle", "muted", text)
    yield _text(RIGHT, FLOOR - 8, "end", "parameter", escape(str(name)))


def _text(x: float, y: float, anchor: str, role: str, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="12" fill="{_colour(role)}">{text}</text>'


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _stroke(role: str, width: float) -> str:
    return f'fill="none" stroke="{_colour(role)}" stroke-width="{width}"'


def _colour(role: str) -> str:
    return f"var(--bp-{role})"
