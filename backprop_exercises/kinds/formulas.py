"""Exercises whose answer is a formula: as a SymPy expression, as Python text or in LaTeX, in any equivalent form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import Verdict

if TYPE_CHECKING:
    import sympy

# SymPy takes longer to load than all the rest; it is loaded for the first formula that is drawn or read.


class Formula(NamedTuple):
    """A formula to derive: `symbols` are the names it may use, each with its LaTeX; `right` and the mistakes are texts.

    `where` says what a symbol is in terms of others, so that an answer may use either.

    >>> import numpy as np
    >>> slope = Formula("slope", 1, 2, {"a": "a"}, "a * (1 - a)", {"The inner 1 is missing.": "-a**2"})
    >>> drawn = slope.draw(np.random.default_rng(0))
    >>> slope.grade(drawn, "a - a**2").correct, slope.grade(drawn, r"a \\cdot (1-a)").correct
    (True, True)
    >>> a = drawn.given["a"]
    >>> slope.grade(drawn, a * -a).misconceptions
    ('The inner 1 is missing.',)
    """

    slug: str
    level: int
    minutes: int
    symbols: Mapping[str, str]
    right: str
    mistakes: Mapping[str, str]
    where: Mapping[str, str] = MappingProxyType({})

    @property
    def kind(self) -> str:
        return "derive"

    def draw(self, rng: np.random.Generator) -> Derivation:
        """The same for everybody."""
        return Derivation(self)

    def grade(self, drawn: Derivation, answer: Any) -> Verdict:
        """Right, or the mistakes whose formula is equivalent to this one."""
        from ..algebra import equivalent

        own = self._spelled_out(answer)
        if equivalent(own, self._spelled_out(self.right)):
            return Verdict(True, (), points=1.0)
        found = tuple(mistake for mistake, text in self.mistakes.items() if equivalent(own, self._spelled_out(text)))
        remark = "" if found else "Not right yet, and no mistake that we know gives this formula."
        return Verdict(False, found, "", remark)

    def _spelled_out(self, answer: Any) -> sympy.Expr:
        """An answer without the symbols that stand for others."""
        from ..algebra import expression

        where = {name: expression(text, self.symbols) for name, text in self.where.items()}
        return expression(answer, self.symbols).subs(where)

    def describe(self, drawn: Derivation) -> str:
        """The symbols that may be used."""
        return "Symbols: " + ", ".join(f"${written}$ (`{name}`)" for name, written in self.symbols.items()) + "."

    def on_page(self, drawn: Derivation, salt: str) -> dict[str, Any]:
        """Nothing: a page has no algebra."""
        return {}

    def solved(self, drawn: Derivation) -> str:
        """The right formula."""
        import sympy

        names = {name: sympy.Symbol(name) for name in self.symbols}
        right = sympy.parse_expr(self.right, names, evaluate=False)  # in the order in which it was written
        written = sympy.latex(right, order="none", symbol_names={names[name]: self.symbols[name] for name in names})
        return f"The formula: ${written}$."

    def reveals(self) -> Iterable[str]:
        return self.mistakes


class Derivation(NamedTuple):
    """An exercise on a formula: its symbols, to compute with."""

    exercise: Formula

    @property
    def given(self) -> dict[str, sympy.Symbol]:
        """The symbols by their names."""
        import sympy

        return {name: sympy.Symbol(name) for name in self.exercise.symbols}

    @property
    def answer(self) -> sympy.Expr:
        """The right formula."""
        from ..algebra import expression

        return expression(self.exercise.right, self.exercise.symbols)
