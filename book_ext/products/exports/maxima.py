"""A line of a calculation in Maxima, the language of STACK: a number as an expression, an array entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from backprop_exercises.as_lists import as_lists

Shapes = Mapping[str, tuple[int, ...]]  # of the names that a line may use
SUM, PRODUCT, POWER, WHOLE = range(4)  # how firmly an expression holds together


@dataclass(frozen=True)
class Term:
    """An expression in Maxima, with as few brackets as it needs."""

    text: str
    rank: int = WHOLE

    def within(self, rank: int) -> str:
        """As a part of an expression whose parts have at least this rank."""
        return self.text if self.rank >= rank else f"({self.text})"


def in_maxima(expression: str, shapes: Shapes, prefix: str = "") -> str:
    """An expression of a recipe; `prefix` begins every name, so that none is one of Maxima's own.

    Raises ValueError for what no recipe has used so far.

    >>> in_maxima("(o - t) * o**2 + relu(-o)", {"o": (), "t": ()})
    '(o-t)*o^2+max(-o,0)'
    >>> in_maxima("o - (t - o) - 2 / (o * t)", {"o": (), "t": ()})
    'o-(t-o)-2/(o*t)'
    >>> in_maxima("W.T @ x", {"W": (2, 1), "x": (2, 1)}, prefix="v_")
    'matrix([v_W[1,1]*v_x[1,1]+v_W[2,1]*v_x[2,1]])'
    """
    entries = _entries(as_lists(expression), shapes, prefix)
    return literal(np.vectorize(lambda term: term.text, otypes=[object])(entries))


def literal(texts: Any) -> str:
    """Entries as one number, a list or a matrix of Maxima.

    >>> literal(np.array([["1", "a"], ["2", "b"]])), literal(["1", "a"]), literal("1")
    ('matrix([1,a],[2,b])', '[1,a]', '1')
    """
    array = np.asarray(texts, dtype=object)
    match array.ndim:
        case 0:
            return str(array.item())
        case 1:
            return f"[{','.join(array)}]"
        case 2:
            return f"matrix({','.join(map(literal, array))})"
    raise ValueError(f"An array of shape {array.shape} is none that Maxima has; expected a number, a row or a matrix.")


def _named(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """A name, or the names of its entries, which Maxima counts from 1."""
    made = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        made[place] = Term(f"{name}[{','.join(str(k + 1) for k in place)}]" if place else name)
    return made


def _number(value: float) -> Term:
    return Term(repr(value), SUM if value < 0 else WHOLE)


def _each(function: Callable[..., Term]) -> Callable[..., Any]:
    """A function of terms for whole arrays of them."""
    return np.vectorize(function, otypes=[object])


def _binary(sign: str, rank: int, right: int) -> Callable[..., Any]:
    """An operation; `right` is the rank that its right side needs."""
    return _each(lambda one, other: Term(f"{one.within(rank)}{sign}{other.within(right)}", rank))


def _call(name: str) -> Callable[..., Any]:
    return _each(lambda term: Term(f"{name}({term.text})"))


ADD, SUBTRACT = _binary("+", SUM, SUM), _binary("-", SUM, PRODUCT)
MULTIPLY, DIVIDE = _binary("*", PRODUCT, PRODUCT), _binary("/", PRODUCT, POWER)
# 1 where it is above 0, else 0, as Python counts what is true
IS_ABOVE = _each(lambda one, other: Term(f"max(signum({one.text}-{other.within(PRODUCT)}),0)"))
OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": ADD,
    "-": SUBTRACT,
    "*": MULTIPLY,
    "/": DIVIDE,
    "//": _each(lambda one, other: Term(f"floor({one.within(PRODUCT)}/{other.within(POWER)})")),
    "**": _each(lambda one, other: Term(f"{one.within(WHOLE)}^{other.within(WHOLE)}", POWER)),
    ">": IS_ABOVE,
    "<": lambda one, other: IS_ABOVE(other, one),
    "negative": _each(lambda term: Term(f"-{term.within(PRODUCT)}", SUM)),
    "relu": _each(lambda term: Term(f"max({term.text},0)")),
    "sigmoid": _each(lambda term: Term(f"1/(1+exp(-{term.within(PRODUCT)}))", PRODUCT)),
    "log10": _each(lambda term: Term(f"log({term.text})/log(10)", PRODUCT)),
    **{name: _call(name) for name in ("abs", "exp", "log", "tanh", "sqrt")},
}


def _entries(expression: Any, shapes: Shapes, prefix: str) -> Any:
    """The entries of what as_lists.py writes, each a term."""
    match expression:
        case str():
            return _named(prefix + expression, shapes[expression])
        case int() | float():
            return np.array(_number(expression), dtype=object)
        case ["@", one, other]:
            left, right = (_entries(side, shapes, prefix) for side in (one, other))
            return _total(MULTIPLY(left[:, :, None], right[None, :, :]), 1)
        case ["T", one]:
            return _entries(one, shapes, prefix).T
        case ["diag", one]:
            return np.diag(_entries(one, shapes, prefix))
        case ["part", one, axes]:
            places = [None if axis == "new" else slice(*axis) if isinstance(axis, list) else axis for axis in axes]
            return np.asarray(_entries(one, shapes, prefix)[tuple(places)], dtype=object)
        case ["reshape", one, sizes]:
            return _entries(one, shapes, prefix).reshape(sizes)
        case ["sum" | "mean" as name, one, axis, keep]:
            entries = _entries(one, shapes, prefix)
            total = _total(entries, axis)
            if name == "mean":
                total = DIVIDE(total, _number(entries.size if axis is None else entries.shape[axis]))
            return np.expand_dims(total, axis) if keep else total
        case [str(name), *parts] if name in OPERATIONS:
            return OPERATIONS[name](*(_entries(part, shapes, prefix) for part in parts))
    raise ValueError(f"Maxima has no word yet for {expression}; it is to be added to maxima.py.")


def _total(entries: Any, axis: int | None) -> Any:
    """The sum of all entries, or along an axis."""
    parts = np.ravel(entries) if axis is None else np.moveaxis(entries, axis, 0)
    return reduce(ADD, parts)
