"""A bracket behind a name is an argument if the name is a function here, and a factor if it is not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .grammar import Node, NotUnderstood

# Functions that may stand before an argument without parentheses.
OPERATORS = {r"\ln", r"\log", r"\exp", r"\tanh", r"\sin", r"\cos", r"\max"}


def bound(node: Any, functions: Collection[str], quantities: Collection[str]) -> Any:
    r"""The tree in which functions are joined with their arguments: \varphi (z) becomes a call, o_j (1 - o_j) does not.

    `functions` are names that can be called; those which are `quantities` too may also stand without an argument.
    """
    match node:
        case ("product", *factors):
            return _product(factors, functions, quantities)
        case ("partial", ("name", name), by) if name in functions:
            return ("partial", ("name", name), bound(by, functions, quantities))
        case ("name", name) if name in functions and name not in quantities:
            raise NotUnderstood(f"{name} stands without an argument")
        case tuple():
            return tuple(bound(part, functions, quantities) for part in node)
    return node


def _product(factors: list[Node], functions: Collection[str], quantities: Collection[str]) -> Node:
    made: list[Node] = []
    while factors:
        (sign, head), *factors = factors
        name = _called(head)
        argument = factors[0][1] if factors and factors[0][0] == "" else None
        if name in functions and argument and (name in OPERATORS or _is_group(argument)):
            factors = factors[1:]
            part = _call(head, bound(argument, functions, quantities))
        else:
            part = bound(head, functions, quantities)
        made.append(("" if sign == r"\cdot" else sign, part))
    return made[0][1] if len(made) == 1 else ("product", *made)


def _called(node: Node) -> Any:
    return node[1] if node[0] == "name" else _called(node[1]) if node[0] in ("sub", "sup", "prime", "nabla") else None


def _is_group(node: Node) -> bool:
    return node[0] == "group" or (node[0] == "sup" and _is_group(node[1]))


def _call(head: Node, argument: Node) -> Node:
    r"""A power belongs to the result, wherever it is written: \varphi(z)^2 and \tanh^2 z."""
    if argument[0] == "sup" and _is_group(argument):
        return ("sup", _call(head, argument[1]), argument[2])
    if head[0] == "sup":
        if head[2][0] == "sum":  # \varphi^{-1}: a power, or the inverse function?
            raise NotUnderstood(f"the power of {head[1][1]} can be read in two ways; write it behind the brackets")
        return ("sup", _call(head[1], argument), head[2])
    return ("call", head, *(argument[1:] if argument[0] == "group" else (argument,)))
