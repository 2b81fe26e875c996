"""A curve with its tangent as part of a plain drawing: what curve.js shows, for readers without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from .svg import MINUS, dot, line, path, text

Range = tuple[float, float]


def curve_picture(
    left: float,
    width: float,
    height: float,
    x: Range,
    y: Range,
    curve: Callable[[np.ndarray], np.ndarray],
    point: tuple[float, float],
    slope: float,
    names: tuple[str, str],
    tangent: str = "gradient",
    role: str = "forward",
) -> Iterator[str]:
    """The marks of one plot, whose frame begins at `left`; a point outside of the ranges is left out. `role` is
    that of the curve.

    >>> marks = curve_picture(0, 300, 200, (-1, 1), (0, 1), np.square, (0.5, 0.25), 1.0, ("x", "y"))
    >>> sum(mark.startswith("<circle") for mark in marks)
    1
    """
    right, floor, top = left + width - 10, height - 38, 20
    run, rise = (right - left) / (x[1] - x[0]), (floor - top) / (y[1] - y[0])

    def place(u: float, v: float) -> tuple[float, float]:
        return left + (u - x[0]) * run, floor - (v - y[0]) * rise

    yield line(f"M{left} {floor}H{right}", "line", 1)
    for end, at, anchor in ((left, x[0], "start"), (right, x[1], "end")):
        yield text(end, floor + 16, anchor, "muted", f"{at:.3g}".replace("-", MINUS))
    grid = np.linspace(*x, 161)
    heights = np.broadcast_to(np.asarray(curve(grid), dtype=float), grid.shape)
    seen = [place(u, v) for u, v in zip(grid, heights, strict=True) if y[0] <= v <= y[1]]
    if seen:
        yield line(path(seen), role, 2.25)
    if x[0] <= point[0] <= x[1] and y[0] <= point[1] <= y[1]:
        px, py = place(*point)
        reach = width / 5 / np.hypot(run, slope * rise)
        dx, dy = run * reach, slope * rise * reach
        yield line(path([(px - dx, py + dy), (px + dx, py - dy)]), tangent, 2)
        yield dot(px, py, "forward", 6)
    yield text(right, height - 4, "end", "forward", names[0])
    yield text(left, 11, "start", role, names[1])
