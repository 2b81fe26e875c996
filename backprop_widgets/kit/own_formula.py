"""Formulas that a reader brings along: refused in words if a page cannot compute them, and written as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sympy
from traitlets import TraitError

from backprop_lib.javascript import Formula, javascript_module

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def own_formula(what: str, given: Any, names: Iterable[str], known: Iterable[str]) -> sympy.Expr:
    """The expression in real symbols of these names; TraitError for what is no such expression.

    >>> w = sympy.Symbol("w")
    >>> own_formula("loss", w**2, ["a", "y"], ["half_squared_error"])
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: loss is w**2, which contains w; expected an expression in a, y.
    """
    names = list(names)
    if not isinstance(given, sympy.Expr):
        raise TraitError(
            f"{what} is {given!r}; expected one of {', '.join(known)}, or a SymPy expression in {', '.join(names)}."
        )
    for symbol in sorted(given.free_symbols, key=str):
        if str(symbol) not in names:
            raise TraitError(
                f"{what} is {given}, which contains {symbol}; expected an expression in {', '.join(names)}."
            )
    return given.subs({symbol: sympy.Symbol(str(symbol), real=True) for symbol in given.free_symbols})


def own_module(name: str, formula: Formula) -> str:
    """A JavaScript module with this one function; TraitError for what has no form in JavaScript.

    >>> x = sympy.Symbol("x")
    >>> own_module("at", ([x], [x**2]))
    'export function at(x) {\\n  return [(x*x)];\\n}\\n'
    """
    try:
        return javascript_module({name: formula})
    except ValueError as refusal:
        raise TraitError(str(refusal)) from refusal


def as_text(expression: sympy.Expr) -> str:
    """A formula in one line, as it is read: small powers raised, products with a dot, a real minus.

    >>> x = sympy.Symbol("x")
    >>> as_text(2 * x - x**2 * sympy.log(x) / 3)
    '−x²·ln(x)/3 + 2x'
    """
    text = str(expression).replace("log(", "ln(").replace("-", "\N{MINUS SIGN}")
    text = re.sub(r"\*\*(\d+)", lambda power: power[1].translate(RAISED), text)
    text = re.sub(r"(?<![a-z\d])(\d+)\*(?=[a-z(])", r"\1", text)
    return text.replace("**", "^").replace("*", "·")
