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


def line_of(function: Callable, name: str) -> str:
    """The first statement of a function that assigns to this name or calls it, as it is written there.

    >>> line_of(line_of, "source")
    'source = dedent(inspect.getsource(inspect.unwrap(function)))'
    """
    source = dedent(inspect.getsource(inspect.unwrap(function)))
    simple = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    for statement in sorted(simple, key=lambda node: node.lineno):
        for node in ast.walk(statement):
            assigns = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name
            if assigns or (isinstance(node, ast.Call) and ast.unparse(node.func) == name):
                return dedent("\n".join(source.splitlines()[statement.lineno - 1 : statement.end_lineno])).strip()
    raise ValueError(f"{function.__name__} has no statement that assigns to {name} or calls it.")
