"""Exercises whose answer is a formula: as a SymPy expression, as Python text or in LaTeX, in any equivalent form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import Verdict

from ..fingerprints import ROUNDS, locked
from ..writing import explained

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
        remark = "" if found else "Not right yet, and no mistake that we know gives this formula." + _doubtful(answer)
        return Verdict(False, found, "", remark)

    def _spelled_out(self, answer: Any) -> sympy.Expr:
        """An answer without the symbols that stand for others."""
        from ..algebra import expression

        where = {name: expression(text, self.symbols) for name, text in self.where.items()}
        return expression(answer, self.symbols).subs(where)

    def describe(self, drawn: Derivation) -> str:
        """The symbols that may be used, and how a formula is handed in where it is no field that one types it into."""
        return f"{self._listed()} Hand in the formula as a text, in quotes."

    def _listed(self) -> str:
        return "Symbols: " + ", ".join(f"${written}$ (`{name}`)" for name, written in self.symbols.items()) + "."

    def on_page(self, drawn: Derivation, salt: str) -> dict[str, Any]:
        """Points, and one fingerprint for the values that the right formula has there, and each mistake."""
        from ..algebra import expression
        from ..formula_values import drawn_points, print_of, values_of

        right = self._spelled_out(self.right)
        wrong = {mistake: self._spelled_out(text) for mistake, text in self.mistakes.items()}
        where = {name: expression(text, self.symbols) for name, text in self.where.items()}
        free = [name for name in self.symbols if name not in where]
        points = drawn_points(salt, free, [right, *where.values(), *wrong.values()])
        known = {**points, **{name: values_of(formula, points).real for name, formula in where.items()}}
        check = {
            "salt": salt,
            "rounds": ROUNDS,
            "symbols": [{"name": name, "latex": written} for name, written in self.symbols.items()],
            "points": np.transpose([known[name] for name in self.symbols]).tolist(),
            "right": print_of(salt, right, points),
            "formula": locked(salt, "formula", json.dumps({"right": self.right, "latex": self._written()})),
            "mistakes": [
                {"words": explained(mistake), "print": print_of(salt, formula, points)}
                for mistake, formula in wrong.items()
            ],
        }
        return {"check": check, "text": self._listed()}

    def solved(self, drawn: Derivation) -> str:
        """The right formula."""
        return f"The formula: ${self._written()}$."

    def _written(self) -> str:
        """The right formula in LaTeX."""
        import sympy

        names = {name: sympy.Symbol(name) for name in self.symbols}
        right = sympy.parse_expr(self.right, names, evaluate=False)  # in the order in which it was written
        return sympy.latex(right, order="none", symbol_names={names[name]: self.symbols[name] for name in names})

    def reveals(self) -> Iterable[str]:
        return self.mistakes


def _doubtful(answer: Any) -> str:
    """A sentence where a formula may be meant otherwise than it is read: in a/2h only the 2 is below.

    >>> _doubtful("a / 2h")
    ' Here /2h divides by 2 and multiplies by h; /(2h) divides by both.'
    """
    below = re.search(r"/\s*(\d+\.?\d*) ?([A-Za-z]\w*)", answer) if isinstance(answer, str) else None
    if not below:
        return ""
    number, name = below.groups()
    return f" Here /{number}{name} divides by {number} and multiplies by {name}; /({number}{name}) divides by both."


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
