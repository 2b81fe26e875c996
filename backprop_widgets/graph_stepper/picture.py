"""A graph with its values and slopes as a plain drawing, for readers without JavaScript."""

from __future__ import annotations

import cmath
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import isfinite

from ..kit.svg import MINUS, colour, drawing, text
from .layout import Plan, Point, layout
from .parse import Node, parse

NUDGE = 1e-30
HEIGHT = 48
SIGNS = {"+": "+", "-": MINUS, "*": "×", "/": "÷", "**": "^", "negative": "neg", "input": "", "number": ""}


def first_frame(expression: str, inputs: Mapping[str, float]) -> str:
    """An SVG of the graph: each node with its value, and below it the slope of the output with respect to it."""
    nodes, output = parse(expression)
    values = compute(nodes, inputs)
    width = min(128, max(66, 24 + 7 * max(len(node.name) + len(sign(nodes, i)) for i, node in enumerate(nodes))))
    plan = layout(nodes, output, width, HEIGHT, 54, 8, 620)
    parts = [*_edges(plan), *_nodes(nodes, plan, width, values, slopes(nodes, output, inputs))]
    words = f"The graph of {'; '.join(expression.splitlines())}"
    result = values[output]
    words += ", which has no value." if result is None else f": {nodes[output].name} = {result.real:.4g}."
    size = max(640, round(plan.width) + 20), round(plan.height) + 20
    shift = (size[0] - plan.width) / 2
    return drawing(*size, words, [f'<g transform="translate({shift:.1f} 10)">', *parts, "</g>"])


def compute(nodes: Sequence[Node], inputs: Mapping[str, float], nudged: int = -1) -> list[complex | None]:
    """The values of the nodes; from the first that has none on, only inputs have. An input without a value is 1.

    nudged: the node that gets a small imaginary part, of which all that depend on it have one in proportion.
    """
    values = [complex(inputs.get(node.name, 1.0) if node.operation == "input" else node.value) for node in nodes]
    known: list[complex | None] = [None if node.args else value for node, value in zip(nodes, values, strict=True)]
    for i, node in enumerate(nodes):
        try:
            if node.args:
                values[i] = apply(node.operation, *(values[arg] for arg in node.args))
        except (ZeroDivisionError, OverflowError, ValueError):
            return known
        if not cmath.isfinite(values[i]):
            return known
        values[i] += NUDGE * 1j if i == nudged else 0
        known[i] = values[i]
    return known


def apply(operation: str, a: complex, b: complex = 0j) -> complex:
    """One operation, so that its slope can be read off an imaginary part.

    >>> apply("relu", 2 + 1e-30j), apply("sigmoid", -1000)
    ((2+1e-30j), 0j)
    """
    if (operation == "log" and a.real <= 0) or (operation == "**" and a.real < 0 and b.real % 1):
        raise ValueError(f"{operation} has no real value at {a.real}.")
    if operation == "sigmoid":
        decay = cmath.exp(-a if a.real > 0 else a)
        return (1 if a.real > 0 else decay) / (1 + decay)
    binary = {
        "+": lambda: a + b,
        "-": lambda: a - b,
        "*": lambda: a * b,
        "/": lambda: a / b,
        "**": lambda: a**b,
        "negative": lambda: -a,
        "relu": lambda: a if a.real > 0 else 0j,
    }
    return binary[operation]() if operation in binary else getattr(cmath, operation)(a)


def slopes(nodes: Sequence[Node], output: int, inputs: Mapping[str, float]) -> list[float | None]:
    """The slope of the output with respect to each node, by moving that node alone."""
    found: list[float | None] = []
    for i in range(len(nodes)):
        result = compute(nodes, inputs, nudged=i)[output]
        found.append(None if result is None else result.imag / NUDGE)
    return found


def sign(nodes: Sequence[Node], i: int) -> str:
    """The sign of an operation, with the number if one of its operands is one.

    >>> nodes, output = parse("1 / (x + 2)")
    >>> [sign(nodes, i) for i in (3, output)]
    ['+ 2', '1 ÷']
    """
    node = nodes[i]
    own = SIGNS.get(node.operation, node.operation)
    if len(node.args) < 2:
        return own
    a, b = (f"{nodes[arg].value:g}" if nodes[arg].operation == "number" else "" for arg in node.args)
    return f"{a} {own} {b}".strip().replace("-", MINUS)


def _edges(plan: Plan) -> Iterator[str]:
    for points in plan.edges:
        d = f"M{_at(points[0])}"
        for k, (start, end) in enumerate(pairwise(points)):
            half = (start[0] + end[0]) / 2  # across a gap as a curve, through a layer straight on
            d += f"L{_at(end)}" if k % 2 else f"C{_at((half, start[1]))} {_at((half, end[1]))} {_at(end)}"
        yield f'<path d="{d}" fill="none" stroke="{colour("line")}" stroke-width="1.25"/>'


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _nodes(
    nodes: Sequence[Node], plan: Plan, width: float, values: Sequence[complex | None], slopes: Sequence[float | None]
) -> Iterator[str]:
    for i, (left, top) in plan.places.items():
        radius = 18 if nodes[i].operation == "input" else 9
        middle = left + width / 2
        yield (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{width}" height="{HEIGHT}" rx="{radius}" '
            f'fill="{colour("page")}" stroke="{colour("line")}" stroke-width="1.25"/>'
        )
        yield text(middle, top + 13, "middle", "ink", f"{nodes[i].name} {sign(nodes, i)}".strip())
        value, slope = values[i], slopes[i]
        if value is not None:
            yield text(middle, top + 27, "middle", "forward", _figures(value.real))
        if slope is not None and isfinite(slope):
            yield text(middle, top + 42, "middle", "gradient", _figures(slope))


def _figures(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)
