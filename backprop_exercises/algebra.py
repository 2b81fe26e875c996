"""Formulas as SymPy expressions: whatever was handed in is read as one, and two of them are compared."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from backprop_lib.wording import kind_of

from .answers import Unreadable, brief
from .formula_text import read

POINTS = 12  # places at which two formulas are compared
DIGITS = 30


def expression(answer: Any, symbols: Mapping[str, str]) -> sympy.Expr:
    """An answer as an expression in these symbols, each of which has its LaTeX. Raises Unreadable.

    >>> expression(r"2 \\delta_{o1}", {"delta_o1": r"\\delta_{o1}"})
    2*delta_o1
    """
    expected = f"expected a formula in {', '.join(symbols)}"
    if answer is ... or answer is None or (isinstance(answer, str) and not answer.strip()):
        raise Unreadable(f"Not answered yet; {expected}.")
    if isinstance(answer, np.ndarray) and answer.size == 1:
        answer = answer.item()
    if isinstance(answer, numbers.Number) and not isinstance(answer, sympy.Basic) and abs(answer) < math.inf:  # type: ignore[arg-type]
        raise Unreadable(f"This is the number {brief(str(answer))}; {expected}, as a text in quotes.")
    try:
        formula = read(answer, symbols) if isinstance(answer, str) else sympy.sympify(answer, strict=True)
    except sympy.SympifyError:
        raise Unreadable(f"This is {kind_of(answer)}; {expected}.") from None
    except ValueError as refusal:
        raise Unreadable(f"{refusal}; {expected}.") from None
    if not isinstance(formula, sympy.Expr) or formula.is_Matrix:
        raise Unreadable(f"This is {kind_of(answer)}; {expected}.")
    strange = {*formula.free_symbols, *formula.atoms(AppliedUndef)}
    if unknown := sorted({str(part) for part in strange} - set(symbols)):
        quotes = "" if isinstance(answer, str) else ", as a text in quotes: without them letters have values"
        raise Unreadable(f"{', '.join(unknown)} is not in this exercise; {expected}{quotes}.")
    if formula.has(sympy.nan, sympy.oo, -sympy.oo, sympy.zoo):
        raise Unreadable(f"This formula contains an infinity or a division by 0; {expected}.")
    return plain(formula)


def plain(formula: sympy.Expr) -> sympy.Expr:
    """The same formula in symbols without assumptions, and with fractions for decimals: 0.1 * a is meant as a / 10.

    >>> plain(0.1 * sympy.Symbol("a", positive=True)) == sympy.Symbol("a") / 10
    True
    """
    symbols = {symbol: sympy.Symbol(str(symbol)) for symbol in formula.free_symbols}
    decimals = {number: sympy.nsimplify(number, rational=True) for number in formula.atoms(sympy.Float)}
    return formula.xreplace({**symbols, **decimals})


def equivalent(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Whether a formula has the values of another, to 20 digits, at a dozen random places where the other is real.

    >>> a = sympy.Symbol("a")
    >>> equivalent(a * (1 - a), a - a**2), equivalent(a, a + sympy.Rational(1, 10**9))
    (True, False)
    >>> equivalent(-sympy.log(1 / a), sympy.log(a)), equivalent(sympy.sqrt(a**2), a)
    (True, False)
    """
    if one == other:  # written in the same way
        return True
    symbols = sorted(one.free_symbols | other.free_symbols, key=str)
    rng = np.random.default_rng(0)
    agreed = 0
    for _ in range(20 * POINTS):
        place = {symbol: sympy.Rational(int(rng.integers(-2 * 10**6, 2 * 10**6)), 10**6) for symbol in symbols}
        here, there = (formula.evalf(DIGITS, subs=place) for formula in (one, other))
        if there.is_real and there.is_finite:
            if not (here.is_finite and abs(here - there) <= 10**-20 * (1 + abs(there))):
                return False
            agreed += 1
        if agreed == POINTS:
            return True
    return False
