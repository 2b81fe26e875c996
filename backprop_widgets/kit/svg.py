"""Marks of a plain drawing, for the first frames of widgets: colours are the roles of tokens.css."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import numpy as np

MINUS = "\N{MINUS SIGN}"


def drawing(width: float, height: float, words: str, parts: Iterable[str]) -> str:
    """An SVG with what it shows in words.

    >>> drawing(2, 1, "a < b", []).count("a &lt; b")
    1
    """
    return (
        f'<svg viewBox="0 0 {width} {height}" width="100%" font-family="var(--bp-sans)" role="img" '
        f'aria-label="{escape(words)}">{"".join(parts)}</svg>'
    )


def path(points: Iterable[tuple[float, float]]) -> str:
    """The data of a path through these points.

    >>> path([(0, 1), (2.25, 3)])
    'M0.0 1.0L2.2 3.0'
    """
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def line(d: str, role: str, width: float) -> str:
    """A line along the data of a path."""
    return f'<path d="{d}" fill="none" stroke="{colour(role)}" stroke-width="{width}"/>'


def arrow(start: tuple[float, float], end: tuple[float, float], role: str, width: float) -> str:
    """A line that ends in a head; nothing where it would be too short to see.

    >>> arrow((0, 0), (1, 0), "parameter", 4)
    ''
    """
    along = np.subtract(end, start)
    if (length := np.hypot(*along)) < 1.5:
        return ""
    along = min(3 * width, length) * along / length
    across = np.array([-along[1], along[0]]) / 2
    head = np.array([end, end - along + across, end - along - across])
    return line(path([start, end - 0.8 * along]), role, width) + f'<path d="{path(head)}z" fill="{colour(role)}"/>'


def dot(x: float, y: float, role: str, r: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{colour(role)}"/>'


def ring(x: float, y: float, role: str, r: float) -> str:
    """A hollow dot."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{colour("page")}" stroke="{colour(role)}"/>'


def text(x: float, y: float, anchor: str, role: str, words: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" fill="{colour(role)}">'
        f"{escape(words)}</text>"
    )


def colour(role: str) -> str:
    return f"var(--bp-{role})"
