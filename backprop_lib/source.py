"""The library's own code as pages show it: lines are found by what they compute, so that no page can fall behind."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any


def code_of(function: Callable[..., Any]) -> list[str]:
    """The lines of a function below its docstring.

    >>> from backprop_lib.network import forward
    >>> code_of(forward)[2]
    '    z = W @ x + b'
    """
    return dedent(inspect.getsource(function).split('"""')[-1]).strip("\n").splitlines()


def line_of(function: Callable[..., Any], name: str, number: int = 1) -> str:
    """The statement of a function that assigns to this name, or "return": the first one, or the one with this number.

    Raises ValueError if there is no such statement.

    >>> from backprop_lib.network import backward
    >>> line_of(backward, "delta"), line_of(backward, "delta", 2)
    ('delta = (a - y) / N', 'delta = layer.activation.delta(error, z, a)')
    """
    code = dedent(inspect.getsource(function))
    statements = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.stmt) and name in _results(node)]
    if not 1 <= number <= len(statements):
        raise ValueError(
            f"{function.__name__} has {len(statements)} statements that give {name!r}; number {number} was asked for."
        )
    statements.sort(key=lambda statement: statement.lineno)
    return ast.get_source_segment(code, statements[number - 1]) or ""


def _results(statement: ast.stmt) -> set[str]:
    """The names that a statement assigns to, and "return" for a return."""
    if isinstance(statement, ast.Return):
        return {"return"}
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
