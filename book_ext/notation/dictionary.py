"""The dictionary of letters that the chapter on notation prints, and what a symbol means."""

from __future__ import annotations

from typing import Any

from lark import Tree

from book_ext.equations.colours import wrapped
from book_ext.equations.grammar import NotUnderstood

from .positions import statements
from .rewriting import Rewriting
from .symbols import symbol, trees
from .table import NONE, quantities, writing


def printed(name: str, convention: str) -> str:
    r"""How a convention writes a quantity, in its colour; a whole layer too where that is another letter.

    >>> print(printed("delta, the slope with respect to a net input", "aima"))
    -\class{gradient}{\Delta_j}
    """
    row = quantities()[name]
    form, role = writing(name, convention), row.get("role", "")
    if not form:
        given = row.get(convention, NONE)
        return str(given)
    whole = form.whole != form.entry and not form.entry.removeprefix("-").startswith(form.whole.removeprefix("-")[:1])
    ways = [form.entry, form.whole] if whole else [form.entry]
    signs = ["-" * way.startswith("-") for way in ways]
    if not isinstance(role, str) or not role:
        return ", ".join(ways)
    return ", ".join(sign + wrapped(role, way.removeprefix("-")) for sign, way in zip(signs, ways, strict=True))


def quantity(tex: str, page: str = "") -> dict[str, Any] | None:
    r"""The line of the table for a symbol of this book: its name, shape and code; None if it is no single quantity.

    >>> quantity(r"\delta_j")["code"], quantity("o_j - t_j")
    ('delta', None)
    """
    try:
        (tree,) = statements(tex)
    except (NotUnderstood, ValueError):
        return None
    node: Tree = tree
    while node.data in ("relation", "sum", "product") and len(node.children) == 1:
        (node,) = trees(node)
    meaning = Rewriting(tex, tree, "base", page).meaning
    found = symbol(node, tex)
    known = meaning.known(found) if found else None
    return quantities()[known.quantity] if known else None
