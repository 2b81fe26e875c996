"""The activations as SymPy expressions in z, and what a picture of each one needs to know.

Nothing here is typed twice: slopes, kinks and the printed formulas are worked out from the expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy
from sympy.printing.mathml import MathMLPresentationPrinter

from backprop_lib.javascript import Formula, javascript_module, logistic, numpy_function, softplus

z = sympy.Symbol("z", real=True)

EXPRESSIONS: Mapping[str, sympy.Expr] = {
    "identity": z,
    "sigmoid": logistic(z),
    "tanh": sympy.tanh(z),
    "relu": sympy.Piecewise((z, z > 0), (0, True)),
    "leaky_relu": sympy.Piecewise((z, z > 0), (z / 100, True)),
    "softplus": softplus(z),
}
TITLES = dict(zip(EXPRESSIONS, ("Identity", "Logistic", "tanh", "ReLU", "Leaky ReLU", "Softplus"), strict=True))

# No slope is larger than these; of other activations that is not known.
STEEPEST = dict.fromkeys(EXPRESSIONS, 1.0) | {"sigmoid": 0.25}


def formula(expression: sympy.Expr) -> Formula:
    """(arguments, [f, f']): what becomes one function of z."""
    return [z], [expression, sympy.diff(expression, z)]


def compiled() -> str:
    """All of them as one JavaScript module: function f_relu(z) returns [f(z), f'(z)]."""
    return javascript_module({f"f_{name}": formula(expression) for name, expression in EXPRESSIONS.items()})


@cache
def evaluator(expression: sympy.Expr) -> Callable[[Any], tuple[np.ndarray, np.ndarray]]:
    """f and f' in NumPy, for numbers and arrays alike.

    >>> [float(value) for value in evaluator(EXPRESSIONS["relu"])(-2.0)]
    [0.0, 0.0]
    """
    function = numpy_function(*formula(expression))

    def at(z: Any) -> tuple[np.ndarray, np.ndarray]:
        with np.errstate(all="ignore"):
            value, slope = function(np.asarray(z, dtype=float))
        return np.broadcast_to(value, np.shape(z)), np.broadcast_to(slope, np.shape(z))

    return at


@cache
def described(expression: sympy.Expr) -> dict[str, Any]:
    """What the front end needs besides the function itself: two formulas as MathML, and where the slope jumps."""
    return {"formulas": [mathml(part) for part in formulas(expression)], "kinks": kinks(expression)}


def formulas(expression: sympy.Expr) -> list[sympy.Expr]:
    """f, and f' written with the output a = f(z) where f returns in its own slope.

    >>> formulas(logistic(z))
    [1/(1 + exp(-z)), a*(1 - a)]
    """
    value, slope = formula(expression)[1]
    if isinstance(expression, sympy.Function) and slope.has(expression):
        slope = slope.subs(expression, sympy.Symbol("a"))
    known = (logistic, softplus)
    return [part.rewrite(known, sympy.exp) if part.has(*known) else part for part in (value, slope)]


def kinks(expression: sympy.Expr, reach: float = 20.0) -> list[float]:
    """Where the slope jumps, between -reach and reach, found by halving: what is steep comes closer, a jump does not.

    >>> kinks(EXPRESSIONS["leaky_relu"]), kinks(EXPRESSIONS["tanh"])
    ([0.0], [])
    """
    at = evaluator(expression)
    grid = np.linspace(-reach, reach, 4001)
    left, right = grid[:-1], grid[1:]
    low, high = at(left)[1], at(right)[1]
    for _ in range(60):
        middle = (left + right) / 2
        between = at(middle)[1]
        with np.errstate(invalid="ignore"):
            in_left = abs(between - low) > abs(high - between)
        left, right = np.where(in_left, left, middle), np.where(in_left, middle, right)
        low, high = np.where(in_left, low, between), np.where(in_left, between, high)
    with np.errstate(invalid="ignore"):
        jumps = abs(high - low) > 1e-6 * np.nanmax(abs(at(grid)[1]))
    return sorted({float(place) for place in (right[jumps] + 0.0).round(12)})


class Printer(MathMLPresentationPrinter):
    """SymPy's printer of MathML, with the cases of a function one below the other.

    >>> "mtable" in mathml(EXPRESSIONS["relu"])
    True
    """

    def _print_Piecewise(self, expression: sympy.Piecewise) -> Any:
        cases = [
            (value, ("else",) if condition is sympy.true else ("if\N{NO-BREAK SPACE}", condition))
            for value, condition in expression.args
        ]
        rows = [self._made("mtr", self._cell(value), self._cell(*when)) for value, when in cases]
        return self._made("mrow", self._made("mo", "{"), self._made("mtable", *rows))

    def _cell(self, *parts: Any) -> Any:
        printed = [self._made("mtext", part) if isinstance(part, str) else self._print(part) for part in parts]
        return self._made("mtd", *printed)

    def _made(self, tag: str, *parts: Any) -> Any:
        node = self.dom.createElement(tag)
        for part in parts:
            node.appendChild(self.dom.createTextNode(part) if isinstance(part, str) else part)
        return node


def mathml(expression: sympy.Expr) -> str:
    """An expression as presentation MathML.

    >>> mathml(z - 1)
    '<mrow><mi>z</mi><mo>−</mo><mn>1</mn></mrow>'
    """
    text = Printer({"ln_notation": True}).doprint(expression)
    return text.replace("<mo>-</mo>", "<mo>−</mo>").replace("&ExponentialE;", "e")
