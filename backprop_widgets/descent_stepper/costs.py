"""The costs that gradient descent is shown on: SymPy expressions, and what a picture of each one needs to know.

Nothing here is typed twice: slopes, sharpness and the lowest points of curves are worked out from the expression.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import sympy

from backprop_lib.javascript import Formula, javascript_module, logistic, numpy_function

w, w1, w2 = sympy.symbols("w w1 w2", real=True)  # weights, as in a network


class Cost(NamedTuple):
    """A cost of one or two parameters, the part of it that is shown, and where a first descent starts.

    view: lowest and highest value on the horizontal axis; for a surface also the middle of the vertical one.
    minima: the lowest points of a surface, the lowest first; those of a curve are found from its slope.

    >>> COSTS["bowl"].parameters
    (w1, w2)
    """

    expression: sympy.Expr
    view: tuple[float, ...]
    start: tuple[float, ...]
    learning_rate: float = 0.1
    minima: tuple[tuple[float, ...], ...] = ()

    @property
    def parameters(self) -> tuple[sympy.Symbol, ...]:
        return tuple(sorted(self.expression.free_symbols, key=str))

    @property
    def gradient(self) -> list[sympy.Expr]:
        return list(_slopes(self.expression, self.parameters))

    @property
    def formula(self) -> Formula:
        """(parameters, [value, slope along each parameter]): what becomes one JavaScript function."""
        return self.parameters, [self.expression, *self.gradient]


COSTS = {
    # curves
    "parabola": Cost(w**2 / 2, (-4, 4), (3.2,)),
    # lifted above 0: a cost says how wrong a network is
    "two minima": Cost(w**4 / 4 - w**2 + w / 4 + sympy.Rational(3, 2), (-2.5, 2.3), (2.05,)),
    "flat valley": Cost(w**4 / 4, (-2, 2), (1.8,)),
    "plateau": Cost((logistic(2 * w) - sympy.Rational(1, 4)) ** 2 / 2, (-3, 4), (2.0,), 2.0),
    "steep wall": Cost(sympy.exp(2 * w) / 4 - w / 2, (-3, 2), (1.5,)),
    # surfaces
    "bowl": Cost((w1**2 + w2**2) / 2, (-4, 4, 0), (-3.0, 1.2), 0.2, ((0, 0),)),
    "ravine": Cost((w1**2 + 12 * w2**2) / 2, (-4, 4, 0), (-3.4, 1.1), 0.15, ((0, 0),)),
    "saddle": Cost(w1**2 / 2 - w2**2 / 2 + w2**4 / 8, (-4, 4, 0), (-3.4, 0.02), 0.2, ((0, -(2**0.5)), (0, 2**0.5))),
    "two basins": Cost(
        w1**4 / 4 - w1**2 + w1 / 4 + (w2 - w1 / 2) ** 2,
        (-2.6, 2.6, 0),
        (0.4, 1.1),
        0.1,
        ((-1.473, -0.7365), (1.347, 0.6735)),
    ),
    "rosenbrock": Cost((1 - w1) ** 2 + 100 * (w2 - w1**2) ** 2, (-2.1, 2.1, 0.9), (-1.2, 1.0), 0.001, ((1, 1),)),
    "beale": Cost(
        (sympy.Rational(3, 2) - w1 + w1 * w2) ** 2
        + (sympy.Rational(9, 4) - w1 + w1 * w2**2) ** 2
        + (sympy.Rational(21, 8) - w1 + w1 * w2**3) ** 2,
        (-0.5, 4.5, 0.2),
        (0.5, 1.2),
        0.01,
        ((3, 0.5),),
    ),
}


@cache
def _slopes(expression: sympy.Expr, parameters: tuple[sympy.Symbol, ...]) -> tuple[sympy.Expr, ...]:
    return tuple(sympy.diff(expression, parameter) for parameter in parameters)


def compiled() -> str:
    """All built-in costs as one JavaScript module: function two_minima(w) returns [cost, slope]."""
    return javascript_module({function_name(name): cost.formula for name, cost in COSTS.items()})


def function_name(name: str) -> str:
    """
    >>> function_name("two minima")
    'two_minima'
    """
    return name.replace(" ", "_")


@cache
def evaluator(cost: Cost) -> Callable[..., list]:
    """The cost and its slopes as one NumPy function of the parameters."""
    return numpy_function(*cost.formula)


@cache
def described(cost: Cost) -> dict[str, Any]:
    """What the front end needs besides the function itself, as plain numbers and text."""
    evaluate = evaluator(cost)
    with np.errstate(all="ignore"):
        if len(cost.parameters) == 1:
            shown: dict[str, Any] = {"range": _range(cost, evaluate), "minima": _minima(cost, evaluate)}
        else:
            shown = {"levels": _levels(cost, evaluate), "minima": cost.minima}
    return {
        "parameters": [str(parameter) for parameter in cost.parameters],
        "view": cost.view,
        "start": cost.start,
        "learning_rate": cost.learning_rate,
        "sharpness": _sharpness(cost),
        "gradient": _mathml(cost.gradient),
        "formula": _curve(cost),
        **shown,
    }


def _range(cost: Cost, evaluate: Callable) -> tuple[float, float]:
    """The part of the vertical axis that a curve needs, with room below for the steps on the horizontal axis."""
    low, high = cost.view
    values = np.array([evaluate(at)[0] for at in np.linspace(low, high, 201)], dtype=float)
    lowest, highest = np.nanmin(values[np.isfinite(values)]), np.nanmax(values[np.isfinite(values)])
    room = 0.12 * (highest - lowest or 1.0)
    return float(lowest - room), float(highest)


def _minima(cost: Cost, evaluate: Callable) -> list[tuple[float]]:
    """Where the slope of a curve turns from downhill to uphill, the lowest such point first."""
    low, high = cost.view
    grid = np.linspace(low, high, 400)
    slopes = np.array([evaluate(at)[1] for at in grid], dtype=float)
    found = []
    for i in np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0)):
        left, right = grid[i], grid[i + 1]
        for _ in range(50):
            middle = (left + right) / 2
            left, right = (middle, right) if evaluate(middle)[1] < 0 else (left, middle)
        found.append((float(right),))
    return sorted(found, key=lambda at: evaluate(*at)[0])


def _levels(cost: Cost, evaluate: Callable) -> list[float]:
    """Ten heights for contour lines, closer together near the bottom, spread evenly over the picture."""
    values = evaluate(*grid(cost))[0]
    return [float(f"{level:.4g}") for level in np.quantile(values[np.isfinite(values)], (np.arange(2, 12) / 12) ** 2)]


def grid(cost: Cost) -> tuple[np.ndarray, ...]:
    """The points of a surface's picture, which is twice as wide as it is high."""
    low, high, middle = cost.view
    half = (high - low) / 4
    return np.meshgrid(np.linspace(low, high, 97), np.linspace(middle - half, middle + half, 49))


def _sharpness(cost: Cost) -> float | None:
    """The largest second derivative of a quadratic cost, which bounds its learning rate; None for other costs."""
    curvature = sympy.hessian(cost.expression, cost.parameters)
    if curvature.free_symbols:
        return None
    return float(np.linalg.eigvalsh(np.array(curvature, dtype=float)).max())


def _curve(cost: Cost) -> str:
    """The formula of a curve as MathML; empty for a surface, and where it is too long for a line.

    >>> _curve(COSTS["parabola"])[:20], _curve(COSTS["ravine"])
    ('<mi>J</mi><mo>=</mo>', '')
    """
    if len(cost.parameters) > 1 or max(len(str(part)) for part in (cost.expression, *cost.gradient)) > 28:
        return ""
    return f"<mi>J</mi><mo>=</mo>{_written(cost.expression)}"


def _written(expression: sympy.Expr) -> str:
    return sympy.mathml(expression, printer="presentation").replace("<mo>-</mo>", "<mo>−</mo>")


def _mathml(gradient: list[sympy.Expr]) -> str:
    """The gradient as MathML; only its name where the formula is too long for a line."""
    if sum(len(str(slope)) for slope in gradient) > 24:
        return "<mo>∇</mo><mi>J</mi>"
    slopes = [_written(slope) for slope in gradient]
    return slopes[0] if len(slopes) == 1 else f"<mo>(</mo>{slopes[0]}<mo>,</mo>{slopes[1]}<mo>)</mo>"
