"""Joins the front-end files of a widget: a module that lives in a blob cannot import its neighbours."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

HERE = Path(__file__).parents[1]
COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)  # of whole lines


def joined(*names: str) -> str:
    """The text of these files, in this order, without comments on lines of their own: a seventh of what a page loads.

    >>> joined("kit/tokens.css", "kit/widget.css").count("container-type")
    1
    """
    return "\n".join(COMMENT.sub("", (HERE / name).read_text(encoding="utf-8")) for name in names)


def code_of(function: Callable) -> list[str]:
    """The lines of a function below its docstring, as a widget shows them beside what they compute.

    >>> from backprop_lib.network import forward
    >>> code_of(forward)[2]
    '    z = W @ x + b'
    """
    source = inspect.getsource(function)
    return dedent(source.split('"""')[-1]).strip("\n").splitlines()
