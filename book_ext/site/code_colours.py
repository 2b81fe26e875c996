"""How code is set: names have the colours of their quantities, from the table of notation, and lines stand closer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pygments.lexers.python import PythonLexer
from pygments.token import Name
from sphinx.application import Sphinx

from book_ext.equations.notation import quantities


@cache
def names() -> dict[str, str]:
    """The role of each name: {"W": "parameter", "delta": "gradient", ...}."""
    return {
        name: quantity["role"]
        for quantity in quantities()
        if isinstance(quantity.get("role"), str)
        for name in (quantity["code"].partition("[")[0], *quantity.get("names", ()))
        if name.isidentifier()
    }


class ColouredPython(PythonLexer):
    """Python whose plain names and attributes of a role are of a kind of their own: delta and delta2 Name.Gradient.

    Of several blank lines one is left: a page is short of height, and a function of five lines needs no room around it.
    """

    def get_tokens(self, text: str, unfiltered: bool = False) -> Iterator[tuple[Any, str]]:
        return super().get_tokens(re.sub(r"\n{3,}", "\n\n", text), unfiltered)

    def get_tokens_unprocessed(self, *args: Any) -> Iterator[tuple[int, Any, str]]:
        for at, kind, text in super().get_tokens_unprocessed(*args):
            # The class of `self` would be that of widgets.
            kind = Name if kind is Name.Builtin.Pseudo else kind
            role = names().get(text.rstrip("0123456789")) if kind is Name else None
            yield at, getattr(Name, role.capitalize()) if role else kind, text


def setup(app: Sphinx) -> dict[str, bool]:
    for language in ("python", "ipython3"):
        app.add_lexer(language, ColouredPython)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
