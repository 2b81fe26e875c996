"""SymPy expressions as the text of a JavaScript module, so that a widget computes with the book's own formulas.

A function and its derivatives are printed together: what they share is computed once (SymPy's `cse`).
Whatever has no safe JavaScript form is refused in words; nothing is printed as a comment and left for the
browser to stumble over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
import sympy
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanFunction, BooleanTrue
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.jscode import JavascriptCodePrinter, known_functions
from sympy.printing.numpy import NumPyPrinter

from . import elementwise

Formula = tuple[Sequence[sympy.Symbol], Sequence[sympy.Expr]]


class logistic(sympy.Function):
    """1 / (1 + exp(-z)) as one symbol, so that it is printed in the form that cannot overflow.

    >>> z = sympy.Symbol("z")
    >>> logistic(z).diff(z)
    (1 - logistic(z))*logistic(z)
    """

    nargs = 1
    definition = "const logistic = z => { const e = Math.exp(-Math.abs(z)); return (z > 0 ? 1 : e) / (1 + e); };"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return self * (1 - self)

    def _javascript(self, printer: Printer) -> str:
        return printer.call("logistic", self.definition, *self.args)

    def _eval_rewrite_as_exp(self, z: sympy.Expr, **_: object) -> sympy.Expr:
        return 1 / (1 + sympy.exp(-z))


class softplus(sympy.Function):
    """log(1 + exp(z)) as one symbol, for the same reason.

    >>> z = sympy.Symbol("z")
    >>> softplus(z).diff(z)
    logistic(z)
    """

    nargs = 1
    definition = "const softplus = z => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return logistic(self.args[0])

    def _javascript(self, printer: Printer) -> str:
        return printer.call("softplus", self.definition, *self.args)

    def _eval_rewrite_as_exp(self, z: sympy.Expr, **_: object) -> sympy.Expr:
        return sympy.log(1 + sympy.exp(z))


# What may occur in a formula. SymPy's own printer knows more names than it can print, so this list decides.
PRINTABLE = (
    sympy.Symbol,
    sympy.Rational,
    sympy.Float,
    type(sympy.pi),
    type(sympy.E),
    sympy.Add,
    sympy.Mul,
    sympy.Pow,
    sympy.Heaviside,
    sympy.Piecewise,
    ExprCondPair,
    Relational,
    BooleanFunction,
    BooleanTrue,
)

# Names that mean something else in JavaScript, or in the module itself.
RESERVED = frozenset(
    """
    abstract arguments await boolean break byte case catch char class const continue debugger default delete do double
    else enum eval export extends false final finally float for function goto if implements import in instanceof int
    interface let long native new null package private protected public return short static super switch synchronized
    this throw throws transient true try typeof undefined var void volatile while with yield Infinity Math NaN logistic
    softplus
    """.split()  # noqa: SIM905 (a list of seventy quoted words would be longer and say less)
)


SMALL = range(2, 5)  # powers that are written as products


def as_product(printer: CodePrinter, power: sympy.Pow) -> str | None:
    """x**3 as (x*x*x): the same roundings in both languages. None for what is not a small whole power of a symbol.

    >>> as_product(Printer(), sympy.Symbol("x") ** 3)
    '(x*x*x)'
    """
    base, exponent = power.args
    if base.is_Symbol and exponent.is_Integer and exponent in SMALL:
        return f"({'*'.join([printer._print(base)] * int(exponent))})"
    return None


class Printer(JavascriptCodePrinter):
    """SymPy's JavaScript printer, with exact floats, whole powers as products, and the functions it lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.definitions: set[str] = set()  # what the printed code relies on

    def call(self, name: str, definition: str, *arguments: sympy.Expr) -> str:
        """name(arguments), with the definition of that function put at the head of the module."""
        self.definitions.add(definition)
        return f"{name}({', '.join(self._print(argument) for argument in arguments)})"

    def _print_Float(self, number: sympy.Float) -> str:
        return repr(float(number))

    def _print_Pow(self, power: sympy.Pow) -> str:
        return as_product(self, power) or super()._print_Pow(power)

    def _print_Heaviside(self, step: sympy.Heaviside) -> str:
        z, at_zero = map(self._print, step.args)
        return f"({z} > 0 ? 1 : {z} < 0 ? 0 : {at_zero})"


def javascript_module(formulas: Mapping[str, Formula]) -> str:
    """One ES module that exports, for each name: (arguments, expressions), a function returning the values as an array.

    >>> x = sympy.Symbol("x")
    >>> print(javascript_module({"square": ([x], [x**2, 2 * x])}))
    export function square(x) {
      return [(x*x), 2*x];
    }
    <BLANKLINE>

    Raises ValueError for anything that has no safe form in JavaScript: an unevaluated sum, integral or
    derivative, an unknown function, a complex or infinite number, a symbol that is not an argument, a name that
    JavaScript cannot carry.
    """
    printer = Printer()
    functions = [_function(printer, name, *formula) for name, formula in formulas.items()]
    return "\n".join([*sorted(printer.definitions), *functions])


def numpy_function(arguments: Sequence[sympy.Symbol], expressions: Sequence[sympy.Expr]) -> Callable[..., Any]:
    """The same function in NumPy: what the printed one is compared with.

    >>> x = sympy.Symbol("x")
    >>> numpy_function([x], [x**2, 2 * x])(3.0)
    [9.0, 6.0]
    """
    # The module's dictionary and not its name: `from numpy import *` would load all of its rarely used parts as well.
    modules = [{"logistic": elementwise.logistic, "softplus": elementwise.softplus}, vars(np)]
    return sympy.lambdify(arguments, expressions, modules, printer=ArrayPrinter(), cse=shared)


class ArrayPrinter(NumPyPrinter):
    """SymPy's NumPy printer, with whole powers as products."""

    def __init__(self) -> None:
        super().__init__({"fully_qualified_modules": False, "user_functions": {f: f for f in ("logistic", "softplus")}})

    def _print_Pow(self, power: sympy.Pow, **_: object) -> str:
        return as_product(self, power) or super()._print_Pow(power)


def shared(expressions: Sequence[sympy.Expr], names: Sequence[str] = ()) -> tuple[list[Any], list[Any]]:
    """What the expressions have in common, as temporaries with names not in `names`, and the expressions in these.

    The base of a small whole power gets a name as well, so that the power can be written as a product.

    >>> x = sympy.Symbol("x")
    >>> shared([(1 + x) ** 2])
    ([(t0, x + 1)], [t0**2])
    """
    temporaries = (sympy.Symbol(f"t{i}") for i in count() if f"t{i}" not in names)
    found, results = sympy.cse(expressions, symbols=temporaries, list=True)
    named: list[tuple[sympy.Symbol, sympy.Expr]] = []

    def with_named_bases(expression: sympy.Expr) -> sympy.Expr:
        for power in sorted(expression.atoms(sympy.Pow), key=sympy.count_ops):  # inner powers first
            base, exponent = power.args
            if exponent.is_Integer and abs(exponent) in SMALL and not base.is_Symbol:
                named.append((next(temporaries), with_named_bases(base)))
                return with_named_bases(expression.subs(base, named[-1][0]))
        return expression

    for symbol, value in found:
        value = with_named_bases(value)
        named.append((symbol, value))
    return named, [with_named_bases(result) for result in results]


def _function(printer: Printer, name: str, arguments: Sequence[sympy.Symbol], expressions: Sequence[sympy.Expr]) -> str:
    names = [str(argument) for argument in arguments]
    for identifier in (name, *names):
        if not identifier.isidentifier() or identifier in RESERVED:
            raise ValueError(f'"{identifier}" cannot be a name in JavaScript; rename the symbol, for instance to "w".')
    if len({name, *names}) < 1 + len(names):
        raise ValueError(f"{name}({', '.join(names)}) uses a name twice; give every argument a name of its own.")
    for expression in expressions:
        _refuse_unprintable(expression, arguments)
    temporaries, results = shared(expressions, [name, *names])
    lines = [f"  const {symbol} = {printer.doprint(value)};" for symbol, value in temporaries]
    values = ", ".join(printer.doprint(result) for result in results)
    return "\n".join([f"export function {name}({', '.join(names)}) {{", *lines, f"  return [{values}];", "}\n"])


def _refuse_unprintable(expression: sympy.Expr, arguments: Sequence[sympy.Symbol]) -> None:
    for part in sympy.preorder_traversal(expression):
        kind = type(part).__name__
        if isinstance(part, sympy.Symbol) and part not in arguments:
            given = ", ".join(map(str, arguments))
            raise ValueError(f"{expression} contains {part}, which is not one of the arguments ({given}).")
        if part in (sympy.oo, -sympy.oo, sympy.nan, sympy.zoo, sympy.I):
            raise ValueError(f"{expression} contains {part}; only finite real numbers can be printed as JavaScript.")
        if not (isinstance(part, PRINTABLE) or kind in known_functions or hasattr(part, "_javascript")):
            raise ValueError(
                f"{expression} contains {part} ({kind}), which has no JavaScript form; evaluate it first, "
                "for instance with .doit()."
            )
