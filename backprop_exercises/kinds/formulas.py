"""Exercises whose answer is a formula: as a SymPy expression, as Python text or in LaTeX, in any equivalent form."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from backprop_lib.misconceptions import Verdict

from ..answers import Unreadable
from ..formula_text import read

POINTS = 12  # places at which two formulas are compared
DIGITS = 30


class Formula(NamedTuple):
    """A formula to derive: `symbols` are the names it may use, each with its LaTeX; `right` and the mistakes are texts.

    `where` says what a symbol is in terms of others, so that an answer may use either.

    >>> import numpy as np
    >>> slope = Formula("slope", 1, 2, {"a": "a"}, "a * (1 - a)", {"The inner 1 is missing.": "-a**2"})
    >>> question = slope.draw(np.random.default_rng(0))
    >>> slope.grade(question, "a - a**2").correct, slope.grade(question, r"a \\cdot (1-a)").correct
    (True, True)
    >>> slope.grade(question, question.a * -question.a).misconceptions
    ('The inner 1 is missing.',)
    """

    slug: str
    level: int
    minutes: int
    symbols: Mapping[str, str]
    right: str
    mistakes: Mapping[str, str]
    where: Mapping[str, str] = MappingProxyType({})

    def draw(self, rng: np.random.Generator) -> Derivation:
        """The same for everybody."""
        return Derivation(self)

    def grade(self, question: Derivation, answer: Any) -> Verdict:
        """Right, or the mistakes whose formula is equivalent to this one."""
        own = self._spelled_out(answer)
        if equivalent(own, self._spelled_out(self.right)):
            return Verdict(True, (), points=1.0)
        found = tuple(mistake for mistake, text in self.mistakes.items() if equivalent(own, self._spelled_out(text)))
        remark = "" if found else "Not right yet, and no mistake that we know gives this formula."
        return Verdict(False, found, "", remark)

    def _spelled_out(self, answer: Any) -> sympy.Expr:
        return self.read(answer).subs({name: read(text, self.symbols) for name, text in self.where.items()})

    def read(self, answer: Any) -> sympy.Expr:
        """An answer as a SymPy expression in the symbols of this exercise. Raises Unreadable.

        >>> Formula("", 1, 1, {"delta_o1": r"\\delta_{o1}"}, "", {}).read(r"2 \\delta_{o1}")
        2*delta_o1
        """
        expected = f"expected a formula in {', '.join(self.symbols)}"
        if answer is ... or answer is None or (isinstance(answer, str) and not answer.strip()):
            raise Unreadable(f"Not answered yet; {expected}.")
        if isinstance(answer, np.ndarray) and answer.size == 1:
            answer = answer.item()
        try:
            formula = read(answer, self.symbols) if isinstance(answer, str) else sympy.sympify(answer, strict=True)
        except sympy.SympifyError:
            raise Unreadable(f"This is a {type(answer).__name__}; {expected}.") from None
        except ValueError as problem:
            raise Unreadable(f"{problem}; {expected}.") from None
        if not isinstance(formula, sympy.Expr) or formula.is_Matrix:
            raise Unreadable(f"This is a {type(answer).__name__}; {expected}.")
        strange = {*formula.free_symbols, *formula.atoms(AppliedUndef)}
        if unknown := sorted({str(part) for part in strange} - set(self.symbols)):
            raise Unreadable(f"{', '.join(unknown)} is not in this exercise; {expected}.")
        if formula.has(sympy.nan, sympy.oo, -sympy.oo, sympy.zoo):
            raise Unreadable(f"This formula contains an infinity or a division by 0; {expected}.")
        return plain(formula)


class Derivation(NamedTuple):
    """An exercise on a formula; its symbols are attributes, to compute with.

    >>> Derivation(Formula("", 1, 1, {"a": "a"}, "a", {})).a
    a
    """

    exercise: Formula

    def __getattr__(self, name: str) -> sympy.Symbol:
        if name in self.exercise.symbols:
            return sympy.Symbol(name)
        raise AttributeError(f"{name} is not in this exercise; it has {', '.join(self.exercise.symbols)}.")

    @property
    def answer(self) -> sympy.Expr:
        """The right formula."""
        return self.exercise.read(self.exercise.right)


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
