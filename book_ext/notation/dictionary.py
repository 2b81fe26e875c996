"""The dictionary of letters that the chapter on notation prints, and what a symbol means."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from lark import Tree

from book_ext.equations.colours import parts_in_colour, wrapped
from book_ext.equations.grammar import NotUnderstood

from .meaning import Meaning, Unsaid
from .positions import statements
from .rewriting import Rewriting
from .symbols import symbol as symbol_of
from .symbols import trees
from .table import NONE, quantities, writing

SLOPE = "slope"  # its meaning is in the table, among the signs that are no quantities


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


def named(tex: str, convention: str, page: str, new: str) -> list[str]:
    r"""What each part in colour is of a formula `new`, as a convention writes `tex`: its quantity, or SLOPE, or "".

    >>> named(r"\delta_j = o_j", "bishop", "", r"\class{gradient}{\delta_j} = \class{forward}{z_j}")
    ['delta, the slope with respect to a net input', 'output of a unit']
    """
    known: dict[str, str] = {}
    with suppress(NotUnderstood):  # then each part is looked at alone
        for tree in statements(tex):
            meaning = Meaning(tex, tree, convention, page)
            for symbol in meaning.found:
                with suppress(Unsaid):
                    known |= {meaning.plain(symbol): found.quantity} if (found := meaning.known(symbol)) else {}
    return [known.get(part) or _alone(part, page) for part in parts_in_colour(new)]


def _alone(part: str, page: str) -> str:
    if re.search(r"\\(?:partial|nabla)(?![A-Za-z])|\\mathtt\{d", part):
        return SLOPE
    found = quantity(part, page)
    return found["name"] if found else ""


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
    found = symbol_of(node, tex)
    known = meaning.known(found) if found else None
    return quantities()[known.quantity] if known else None
