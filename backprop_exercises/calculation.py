"""A calculation written with one value in a line: run on numbers, and changed into another one line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import CodeType
from typing import Any

import numpy as np

from backprop_lib.elementwise import logistic

KNOWN = {
    "np": np,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "sigmoid": logistic,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=0),
    "relu": lambda z: np.maximum(z, 0),
}


def run(program: str, given: Mapping[str, Any], fixed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All values that a program computes; those in `fixed` are taken from there instead.

    >>> run("y = 2 * x\\nz = y + 1", {"x": 3}), run("y = 2 * x\\nz = y + 1", {"x": 3}, fixed={"y": 0})
    ({'y': 6, 'z': 7}, {'y': 0, 'z': 1})
    """
    names = {**KNOWN, **given}
    values = {}
    with np.errstate(all="ignore"):  # a wrong line may divide by 0
        for name, code in _compiled(program):
            values[name] = names[name] = fixed[name] if fixed and name in fixed else eval(code, names)
    return values


@cache
def changed(program: str, lines: tuple[str, ...]) -> str:
    """The program with these lines in the place of those that compute the same value.

    Raises ValueError for a value that the program does not compute.

    >>> changed("y = 2 * x", ("y = x",))
    'y = x'
    """
    old = dict(_split(program))
    new = dict(map(_parted, lines))
    if unknown := set(new) - set(old):
        raise ValueError(f"The program does not compute {unknown.pop()}.")
    return "\n".join(f"{name} = {expression}" for name, expression in (old | new).items())


@cache
def _compiled(program: str) -> list[tuple[str, CodeType]]:
    return [(name, compile(expression, "<exercise>", "eval")) for name, expression in _split(program)]


def lines(program: str) -> list[tuple[str, str]]:
    """What a program computes, in its order: each name with its expression."""
    return _split(program)


def with_numbers(expression: str, numbers: Mapping[str, str]) -> str:
    """An expression with numbers in the place of its names; a negative one is put in brackets where it needs them.

    >>> with_numbers("w * (x + b) + exp(-b)", {"w": "0.5", "x": "-2", "b": "-1"})
    '0.5 * (-2 + (-1)) + exp(-(-1))'
    >>> with_numbers("x**2", {"x": "-2"})
    '(-2)**2'
    """

    def number(match: re.Match[str]) -> str:
        there = numbers.get(match[0], match[0])
        first = match.start() == 0 or expression[match.start() - 1] == "("
        power = expression[match.end() :].startswith("**")
        return f"({there})" if there.startswith("-") and (power or not first) else there

    return re.sub(r"\b[A-Za-z_]\w*", number, expression)


def _split(program: str) -> list[tuple[str, str]]:
    return [_parted(line) for line in program.splitlines() if line.strip()]


def _parted(line: str) -> tuple[str, str]:
    name, expression = line.split(" = ", 1)
    return name.strip(), expression.strip()
