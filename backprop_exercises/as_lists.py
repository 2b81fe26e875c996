"""A calculation as nested lists, which a page computes without Python (theme/exercises/calculation.js)."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

OPERATORS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.Gt: ">",
    ast.Lt: "<",
}


def as_lists(expression: str) -> Any:
    """Names as texts, numbers as they are, and all else as a list that begins with what is done.

    Raises ValueError for what no exercise has used so far: calculation.js has to learn it first.

    >>> as_lists("2 * x + W.T @ delta[:1]")
    ['+', ['*', 2, 'x'], ['@', ['T', 'W'], ['part', 'delta', [[None, 1]]]]]
    >>> as_lists("np.sqrt(a.sum(axis=0))")
    ['sqrt', ['sum', 'a', 0, False]]
    """
    return _listed(ast.parse(expression, mode="eval").body)


def plain(value: Any) -> Any:
    """A number, or an array as a list of its rows.

    >>> plain(np.array([[1.0], [2.0]])), plain(np.int64(3))
    ([[1.0], [2.0]], 3)
    """
    return np.asarray(value).tolist()


def _listed(node: ast.expr) -> Any:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.UnaryOp(op=ast.USub(), operand=one):
            return ["negative", _listed(one)]
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            return [OPERATORS[type(operator)], _listed(left), _listed(right)]
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in OPERATORS:
            return [OPERATORS[type(operator)], _listed(left), _listed(right)]
        case ast.Attribute(value=one, attr="T"):
            return ["T", _listed(one)]
        case ast.Subscript(value=one, slice=ast.Tuple(elts=axes)):
            return ["part", _listed(one), [_axis(axis) for axis in axes]]
        case ast.Subscript(value=one, slice=axis):
            return ["part", _listed(one), [_axis(axis)]]
        case ast.Call(func=ast.Name(id="abs" | "exp" | "log" | "tanh" | "sigmoid" | "softmax" | "relu" as name)):
            return [name, *map(_listed, node.args)]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="abs" | "sqrt" | "log10" | "diag" as name)):
            return [name, *map(_listed, node.args)]
        case ast.Call(func=ast.Attribute(value=one, attr="sum" | "mean" as name), args=[], keywords=options):
            given = {option.arg: ast.literal_eval(option.value) for option in options}
            return [name, _listed(one), given.get("axis"), given.get("keepdims", False)]
        case ast.Call(func=ast.Attribute(value=one, attr="reshape"), args=sizes):
            return ["reshape", _listed(one), [ast.literal_eval(size) for size in sizes]]
    raise ValueError(f"A page cannot compute {ast.unparse(node)} yet; it is to be added to calculation.js.")


def _axis(node: ast.expr) -> Any:
    """One part of what stands in square brackets: a number, [from, to], or "new" for an axis that comes to be."""
    match node:
        case ast.Slice(lower=lower, upper=upper, step=None):
            return [ast.literal_eval(end) if end else None for end in (lower, upper)]
        case ast.Constant(value=None):
            return "new"
    return ast.literal_eval(node)
