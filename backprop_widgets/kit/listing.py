"""The book's own code as a widget shows it: found by what it does, so that nobody has to keep its spelling."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from textwrap import dedent


def code_of(function: Callable) -> list[str]:
    """The lines of a function below its docstring, as a widget shows them beside what they compute.

    >>> from backprop_lib.network import forward
    >>> code_of(forward)[2]
    '    z = W @ x + b'
    """
    source = inspect.getsource(inspect.unwrap(function))
    return dedent(source.split('"""')[-1]).strip("\n").splitlines()


def line_of(function: Callable, name: str, last: bool = False) -> str:
    """The first statement of a function that assigns to this name or calls it, or the last, as it is written there.

    >>> line_of(line_of, "source")
    'source = dedent(inspect.getsource(inspect.unwrap(function)))'
    """
    source = dedent(inspect.getsource(inspect.unwrap(function)))
    simple = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    found = [statement for statement in sorted(simple, key=lambda node: node.lineno) if _names(statement, name)]
    if not found:
        raise ValueError(f"{function.__name__} has no statement that assigns to {name} or calls it.")
    statement = found[-1 if last else 0]
    return dedent("\n".join(source.splitlines()[statement.lineno - 1 : statement.end_lineno])).strip()


def _names(statement: ast.stmt, name: str) -> bool:
    """Whether it assigns to this name or calls it."""
    return any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name
        if not isinstance(node, ast.Call)
        else ast.unparse(node.func) == name
        for node in ast.walk(statement)
    )
