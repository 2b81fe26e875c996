"""Exercises whose answer is a formula: as a SymPy expression, as Python text or in LaTeX, in any equivalent form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import sympy
from sympy.parsing.latex import parse_latex
from sympy.parsing.sympy_parser import parse_expr

from ..misconceptions import Verdict
from .answers import Unreadable

POINTS = 12  # places at which two formulas are compared
DIGITS = 30
LETTERS = "abcfghjklmnpqrstuvwxyzABCDFGHJKLMNPQRSTUVWXYZ"  # e, i, d, E, I and O mean more than a symbol
LATEX = re.compile(r"\\[A-Za-z]+|\d+(?:\.\d+)?|\S")  # a command, a number, a sign
ENDS = re.compile(r"\w\0|\d.*|[)}]").fullmatch  # a factor, a symbol that has been replaced being one
BEGINS = re.compile(r"\w\0|\d.*|\(|e|\\(frac|exp|ln|log|sqrt|tanh)").fullmatch
FUNCTIONS = {"exp": sympy.exp, "log": sympy.log, "ln": sympy.log, "tanh": sympy.tanh, "sqrt": sympy.sqrt}

PARTS = {name: getattr(sympy, name) for name in ("Symbol", "Integer", "Float", "Rational")}  # what parse_expr writes


class Formula(NamedTuple):
    """A formula to derive: `symbols` are the names it may use, each with its LaTeX; `right` and the mistakes are texts.

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

    def draw(self, rng: np.random.Generator) -> Derivation:
        """The same for everybody."""
        return Derivation(self)

    def grade(self, question: Derivation, answer: Any) -> Verdict:
        """Right, or the mistakes whose formula is equivalent to this one."""
        own = self.read(answer)
        if equivalent(own, self.read(self.right)):
            return Verdict(True, (), points=1.0)
        found = tuple(mistake for mistake, text in self.mistakes.items() if equivalent(own, self.read(text)))
        remark = "" if found else "Not right yet, and no mistake that we know gives this formula."
        return Verdict(False, found, "", remark)

    def read(self, answer: Any) -> sympy.Expr:
        """An answer as a SymPy expression in the symbols of this exercise. Raises Unreadable.

        >>> Formula("", 1, 1, {"delta_o1": r"\\delta_{o1}"}, "", {}).read(r"2 \\delta_{o1}")
        2*delta_o1
        """
        expected = f"expected a formula in {', '.join(self.symbols)}"
        if answer is ... or answer is None or answer == "":
            raise Unreadable(f"Not answered yet; {expected}.")
        if isinstance(answer, str):
            answer = self._from_text(answer, expected)
        try:
            expression = sympy.sympify(answer)
        except (sympy.SympifyError, TypeError, AttributeError, ValueError):
            expression = None
        if not isinstance(expression, sympy.Expr):
            raise Unreadable(f"This is a {type(answer).__name__}; {expected}.")
        unknown = sorted(str(symbol) for symbol in expression.free_symbols if str(symbol) not in self.symbols)
        if unknown:
            raise Unreadable(f"{', '.join(unknown)} is not in this exercise; {expected}.")
        return expression.subs({symbol: sympy.Symbol(str(symbol)) for symbol in expression.free_symbols})

    def _from_text(self, text: str, expected: str) -> sympy.Expr:
        names = {name: sympy.Symbol(name) for name in self.symbols}
        ways = [
            lambda: parse_expr(text.replace("^", "**"), {**FUNCTIONS, **names, **PARTS}),
            lambda: self._from_latex(text),
        ]
        for way in reversed(ways) if "\\" in text or "{" in text else ways:
            try:
                return way()
            except Exception:  # parsers fail in many ways, and each means the same here
                continue
        raise Unreadable(f"{text!r} cannot be read as Python or LaTeX; {expected}.")

    def _from_latex(self, text: str) -> sympy.Expr:
        """Read with one letter in the place of each symbol and a dot in each product, so that nothing is guessed."""
        tokens = _tokens(text)
        by_length = sorted(self.symbols, key=lambda name: -len(_tokens(self.symbols[name])))
        letters = dict(zip(LETTERS, by_length, strict=False))
        for letter, name in letters.items():
            tokens = _replaced(tokens, _tokens(self.symbols[name]), f"{letter}\0")
        factors = zip(tokens, [*tokens[1:], ""], strict=True)
        dotted = [f"{token} \\cdot" if ENDS(token) and BEGINS(after) else token for token, after in factors]
        expression = parse_latex(" ".join(dotted).replace("\0", ""), backend="lark")
        meant = {sympy.Symbol(letter): sympy.Symbol(name) for letter, name in letters.items()}
        return expression.subs({**meant, sympy.Symbol("e"): sympy.E}, simultaneous=True)


def _tokens(text: str) -> list[str]:
    text = re.sub(r"\\(?:left|right|[,;:! ]|q?quad\b)|\$", " ", text)
    return LATEX.findall(re.sub(r"_\s*(\w)", r"_{\1}", text))  # an index of one letter may do without braces


def _replaced(tokens: list[str], part: list[str], by: str) -> list[str]:
    """Each occurrence of these tokens in a row, as one token."""
    found, at = [], 0
    while at < len(tokens):
        here = tokens[at : at + len(part)] == part
        found.append(by if here else tokens[at])
        at += len(part) if here else 1
    return found


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


def equivalent(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Whether two formulas have the same values, to 20 digits, at a dozen random places.

    >>> a = sympy.Symbol("a")
    >>> equivalent(a * (1 - a), a - a**2), equivalent(a, a + sympy.Rational(1, 10**9))
    (True, False)
    """
    symbols = sorted(one.free_symbols | other.free_symbols, key=str)
    rng = np.random.default_rng(0)
    for _ in range(POINTS):
        place = {symbol: sympy.Rational(int(rng.integers(1, 10**6)), 10**6) for symbol in symbols}
        here, there = (sympy.N(formula.subs(place), DIGITS) for formula in (one, other))
        if not (here.is_finite and there.is_finite) or abs(here - there) > 10**-20 * (1 + abs(there)):
            return False
    return True
