"""A calculation written with one value in a line: run on numbers, and changed into another one line by line."""

from __future__ import annotations

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


def _split(program: str) -> list[tuple[str, str]]:
    return [_parted(line) for line in program.splitlines() if line.strip()]


def _parted(line: str) -> tuple[str, str]:
    name, expression = line.split(" = ", 1)
    return name.strip(), expression.strip()
