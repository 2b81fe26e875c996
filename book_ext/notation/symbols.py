r"""The symbols of a formula: which quantity of the table each one is, with which layer and indices.

A letter with indices below is one unit's, as o_j and z^l_j; without them it is a whole layer's, as z^l.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from lark import Token, Tree

from book_ext.equations.colours import roles

from .table import BASE, BELOW, quantities, writing

LOSS, COST, RATE = "loss of one example", "cost, its mean over the examples", "learning rate"
OUTPUT, OF_A_UNIT = "output of the network", "output of a unit"
WEIGHT, INPUT, MODEL = "weight from unit i to unit j", "input", "prediction of the whole network"
CURVE, PARAMETERS = "activation, the curve", "all parameters together"
NUMBERS = (LOSS, COST, RATE, CURVE, MODEL, PARAMETERS)  # what has no layer of its own
ORDER = {"X": "ni", "U": "ij", "Z": "nj", "G": "nj"}  # of indices, where examples are rows

LAYER = re.compile(r"(?:[lL]|\d+)(?:[+-]\d+)?")


class Known(NamedTuple):
    """What a letter of this book stands for: its quantity, which of the book's ways it belongs to, and its indices."""

    quantity: str
    way: str
    order: str


@dataclass(frozen=True)
class Symbol:
    """One symbol of a formula, and where it stands."""

    letter: str
    start: int
    end: int
    known: Known | None = None
    layer: str = ""
    indices: tuple[str, ...] = ()
    transposed: bool = False
    primed: bool = False
    powers: bool = False  # a power follows that is no part of it

    @property
    def places(self) -> dict[str, str]:
        """The index at each place of the writing: {"i": source, "j": target}, and "n" for any other."""
        order = self.known.order if self.known else ""
        if len(self.indices) < len(order):  # a number of its own, as w_5
            return dict(zip("n", self.indices, strict=False))
        return dict(zip(order + "n", self.indices, strict=False))


@cache
def letters() -> dict[str, Known]:
    """Every letter of this book that the table can rewrite."""
    found: dict[str, Known] = {}
    for name in quantities():
        for way in BASE:
            form = writing(name, way)
            if form and re.fullmatch(r"\\mathrm\{[a-z]+\}|\\[a-zA-Z]+|[A-Za-z]", form.letter) and form.letter != "L":
                order = "".join(re.findall("[ij]", (BELOW.search(form.entry) or [""])[0]))
                found.setdefault(form.letter, Known(name, way, ORDER.get(form.letter, order)))
    return found


def symbol(node: Tree, tex: str) -> Symbol | None:
    """The symbol that a node is, with its indices, layer and primes; a power behind it is not part of it."""
    if node.data not in ("name", "sup", "sub", "prime"):
        return None
    if not hasattr(node.meta, "symbol"):  # it is asked for often, so it is kept beside the place of the node
        node.meta.symbol = _symbol(node, tex)  # type: ignore[attr-defined]
    return node.meta.symbol  # type: ignore[attr-defined]


def _symbol(node: Tree, tex: str) -> Symbol | None:
    scripts: list[Tree] = []
    while node.data in ("sup", "sub", "prime"):
        scripts.insert(0, node)
        node = node.children[0]
    if node.data != "name":
        return None
    letter = str(node.children[0])
    known = letters().get(letter)
    if not known and letter not in roles():
        return None
    layer, transposed, primed, end = "", False, False, node.meta.end_pos
    indices: tuple[str, ...] = ()
    for number, script in enumerate(scripts, 1):
        if script.data == "prime":
            primed = True
        elif script.data == "sub":
            indices += tuple(index for part in script.children[1:] for index in _indices(part, tex))
        else:
            exponent = script.children[1]
            above = tex[exponent.meta.start_pos : exponent.meta.end_pos].replace(" ", "")
            indexed = any(other.data == "sub" for other in scripts[number:])
            if above in (r"\top", "T"):
                transposed = True
            elif re.fullmatch(r"[1-9]\d*", above) and not (
                indexed or (letter in ("W", "b", "z", r"\delta") and not indices)
            ):
                return Symbol(letter, node.meta.start_pos, end, known, layer, indices, transposed, primed, True)
            elif LAYER.fullmatch(above) and known and known.quantity not in NUMBERS:
                layer = above
            else:
                return Symbol(letter, node.meta.start_pos, end, known, layer, indices, transposed, primed, True)
        end = script.meta.end_pos
    return Symbol(letter, node.meta.start_pos, end, known, layer, indices, transposed, primed)


def _indices(part: Tree, tex: str) -> Iterator[str]:
    if part.data == "shifted":
        yield tex[part.meta.start_pos : part.meta.end_pos].replace(" ", "")
    else:
        yield from (str(token) for token in part.children if isinstance(token, Token))


def symbols(node: Tree, tex: str) -> Iterator[Symbol]:
    """All symbols of a formula, in order; those within an index are none."""
    if found := symbol(node, tex):
        yield found
    elif node.data not in ("index", "shifted"):
        if node.data == "nabla":
            yield differentiated(node)
        for child in trees(node):
            yield from symbols(child, tex)


def differentiated(nabla: Tree) -> Symbol:
    r"""The symbol behind \\nabla."""
    name: Any = nabla.children[1]
    return Symbol(str(name), name.start_pos, name.end_pos, letters().get(str(name)))


def trees(node: Tree) -> list[Tree]:
    """The parts of a node that are no signs."""
    return [child for child in node.children if isinstance(child, Tree)]
