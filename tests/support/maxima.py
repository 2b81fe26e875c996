"""As much of Maxima as a STACK question of the book uses, read and computed by the rules of its manual."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from functools import cache
from typing import Any

import sympy
from lark import Lark, Token, Tree

GRAMMAR = r"""
program: (statement (";" statement)*)? ";"?
?statement: called ":=" expression -> define
          | expression
?expression: NAME ":" expression -> assign
           | "if" expression "then" expression ("elseif" expression "then" expression)* ["else" expression] -> choose
           | disjunction
?disjunction: conjunction ("or" conjunction)*
?conjunction: negation ("and" negation)*
?negation: "not" negation -> negate
         | comparison
?comparison: sum (COMPARED sum)?
?sum: product (ADDED product)*
?product: signed (MULTIPLIED signed)*
?signed: "-" signed -> minus
       | power
?power: called ("^" signed)?
?called: called "(" [expression ("," expression)*] ")" -> call
       | called "[" expression ("," expression)* "]" -> index
       | atom
?atom: NUMBER -> number
     | NAME -> name
     | "%i" -> imaginary
     | "[" [expression ("," expression)*] "]" -> list
     | "(" expression ")"
COMPARED: "<=" | ">=" | "<" | ">" | "="
ADDED: "+" | "-"
MULTIPLIED: "*" | "/"
NAME: /(?!(?:if|then|else|elseif|and|or|not)\b)[A-Za-z_]\w*/
NUMBER: /\d+(\.\d+)?([eE][+-]?\d+)?/
%ignore /\s+/
"""
PARSER = Lark(GRAMMAR, start="program", parser="lalr")


@cache
def parsed(text: str) -> Tree:
    return PARSER.parse(text)


class Matrix(list):
    """A list of rows."""


class Return(Exception):
    """Ends a block with a value."""


def _each(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def applied(value: Any) -> Any:
        return type(value)(applied(one) for one in value) if isinstance(value, list) else function(value)

    return applied


def _of(symbolic: Any, numeric: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of numbers, or of a formula."""
    return lambda value: symbolic(value) if isinstance(value, sympy.Basic) else _real(numeric(value))


def _real(value: complex) -> complex | float:
    value = complex(value)
    return value if value.imag else value.real


def _flat(value: Any) -> list[Any]:
    return [entry for one in value for entry in (_flat(one) if isinstance(one, list) else [one])]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": _of(sympy.exp, cmath.exp),
    "log": _of(sympy.log, cmath.log),
    "tanh": _of(sympy.tanh, cmath.tanh),
    "sqrt": _of(sympy.sqrt, cmath.sqrt),
    "abs": abs,
    "floor": lambda value: value // 1,
    "round": round,
    "signum": lambda value: (value > 0) - (value < 0),
    "max": max,
    "lmax": max,
    "float": _each(lambda value: value if isinstance(value, complex) else float(value)),
    "matrix": lambda *rows: Matrix(rows),
    "matrixp": lambda value: isinstance(value, Matrix),
    "listp": lambda value: isinstance(value, list) and not isinstance(value, Matrix),
    "args": list,
    "flatten": _flat,
    "length": len,
    "map": lambda function, values: [function(one) for one in values],
    "is": lambda value: value,
    "freeof": lambda part, value: not any(isinstance(one, complex) for one in _flat([value])),
}


class Session:
    """Values by their names; `chosen` is the place of what `rand` draws out of its list."""

    def __init__(self, chosen: int = 0, **values: Any) -> None:
        self.names: dict[str, Any] = {**FUNCTIONS, "true": True, "false": False, **values}
        self.names["rand"] = lambda options: options[chosen]

    def run(self, text: str) -> Any:
        value = None
        for statement in parsed(text).children:
            value = self.value(statement)
        return value

    def value(self, tree: Any) -> Any:
        return getattr(self, f"_{tree.data}")(*tree.children)

    def _define(self, head: Tree, body: Tree) -> None:
        name, *parameters = (str(part.children[0]) for part in head.children)
        self.names[name] = self._function(parameters, body)

    def _function(self, parameters: list[str], body: Tree) -> Callable[..., Any]:
        def call(*values: Any) -> Any:
            return self._within(dict(zip(parameters, values, strict=True)), lambda: self.value(body))

        return call

    def _within(self, local: dict[str, Any], run: Callable[[], Any]) -> Any:
        before = dict(self.names)
        self.names.update(local)
        try:
            return run()
        finally:
            for name in local:
                self.names.pop(name, None)
                if name in before:
                    self.names[name] = before[name]

    def _assign(self, name: Token, expression: Tree) -> Any:
        self.names[str(name)] = self.value(expression)
        return self.names[str(name)]

    def _choose(self, *parts: Any) -> Any:
        for condition, then in zip(parts[:-1:2], parts[1::2], strict=True):
            if self.value(condition):
                return self.value(then)
        return self.value(parts[-1]) if parts[-1] is not None else False

    def _disjunction(self, *parts: Tree) -> bool:
        return any(self.value(part) for part in parts)

    def _conjunction(self, *parts: Tree) -> bool:
        return all(self.value(part) for part in parts)

    def _negate(self, part: Tree) -> bool:
        return not self.value(part)

    def _comparison(self, left: Tree, sign: Token, right: Tree) -> Any:
        one, other = self.value(left), self.value(right)
        return {"<=": one.__le__, ">=": one.__ge__, "<": one.__lt__, ">": one.__gt__, "=": one.__eq__}[str(sign)](other)

    def _sum(self, first: Tree, *rest: Any) -> Any:
        total = self.value(first)
        for sign, part in zip(rest[::2], rest[1::2], strict=True):
            total = total + self.value(part) if sign == "+" else total - self.value(part)
        return total

    def _product(self, first: Tree, *rest: Any) -> Any:
        total = self.value(first)
        for sign, part in zip(rest[::2], rest[1::2], strict=True):
            total = total * self.value(part) if sign == "*" else total / self.value(part)
        return total

    def _minus(self, part: Tree) -> Any:
        return -self.value(part)

    def _power(self, base: Tree, exponent: Tree) -> Any:
        return self.value(base) ** self.value(exponent)

    def _index(self, of: Tree, *places: Tree) -> Any:
        found = self.value(of)
        for place in places:
            found = found[int(self.value(place)) - 1]
        return found

    def _call(self, function: Tree, *arguments: Any) -> Any:
        name = str(function.children[0])
        if hasattr(self, f"_do_{name}"):
            return getattr(self, f"_do_{name}")(*arguments)
        return self.names[name](*(self.value(one) for one in arguments if one is not None))

    def _do_block(self, names: Tree, *steps: Tree) -> Any:
        def run() -> Any:
            try:
                return [self.value(step) for step in steps][-1]
            except Return as end:
                return end.args[0]

        return self._within({str(one.children[0]): None for one in names.children}, run)

    def _do_return(self, part: Tree) -> Any:
        raise Return(self.value(part))

    def _do_lambda(self, names: Tree, body: Tree) -> Any:
        return self._function([str(one.children[0]) for one in names.children], body)

    def _do_makelist(self, body: Tree, name: Tree, first: Tree, last: Tree) -> list[Any]:
        function = self._function([str(name.children[0])], body)
        return [function(k) for k in range(int(self.value(first)), int(self.value(last)) + 1)]

    def _do_subst(self, equations: Tree, body: Tree) -> Any:
        """subst([a=b], formula)"""
        pairs = [(self.value(one.children[0]), self.value(one.children[2])) for one in equations.children]
        return sympy.sympify(self.value(body)).subs(pairs)

    def _number(self, text: Token) -> Any:
        return int(text) if text.isdigit() else float(text)

    def _name(self, name: Token) -> Any:
        return self.names[str(name)] if str(name) in self.names else sympy.Symbol(str(name))

    def _imaginary(self) -> complex:
        return 1j

    def _list(self, *parts: Any) -> list[Any]:
        return [self.value(part) for part in parts if part is not None]
