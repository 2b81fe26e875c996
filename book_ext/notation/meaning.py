"""What the symbols of one statement mean, and how a convention writes each of them."""

from __future__ import annotations

import re

from lark import Tree

from book_ext.equations.colours import LOSSES, roles, wrapped

from .layers import counted_from, layers_of
from .symbols import COST, LOSS, MODEL, NUMBERS, OF_A_UNIT, OUTPUT, WEIGHT, Known, Symbol, symbols
from .table import Writing, first_layer, is_on, keeps, strangers, writing

IN_ROWS = ("cs231n",)  # each example is a row
ARRAYS = (WEIGHT, "input", "bias", "net input", OF_A_UNIT, "target", "delta, the slope with respect to a net input")
OF_MATRICES = re.compile(r"\\odot|\\top|W\^|Z|X")


class Unsaid(Exception):
    """Why a formula cannot be said in a convention."""


class Meaning:
    """The symbols of a statement, and how they are written in the convention."""

    def __init__(self, tex: str, tree: Tree, convention: str, page: str) -> None:
        self.tex, self.convention, self.page = tex, convention, page
        self.strangers, self.first = strangers(page), first_layer(convention)
        self.found = list(symbols(tree, tex))
        one_layer = is_on(page, "one_layer")
        self.layers = {} if one_layer else layers_of(self.found, outputs=is_on(page, "outputs"))
        self.indices = {letter for s in self.found for index in s.indices for letter in re.findall("[a-z]", index)}
        self.in_matrices = bool(OF_MATRICES.search(tex))

    def known(self, s: Symbol) -> Known | None:
        """What a letter stands for; on some pages it is no quantity of a network."""
        return None if s.letter in self.strangers and not s.layer else s.known

    def layer(self, s: Symbol) -> str:
        """The layer of a unit, from the symbol or from the formula around it; "" if it has none."""
        index = s.places.get("j") or (s.places.get("i") if len(s.places) == 1 else None)
        known = s.known
        if s.layer or not known or known.way != "units" or known.quantity in NUMBERS or not index:
            return s.layer
        return self.layers.get(index, "")

    def form(self, s: Symbol) -> Writing | None:
        """How the convention writes this symbol's quantity; None if it keeps its letter."""
        known = self.known(s)
        if not known or self.convention == "base" or s.letter in keeps(self.page, self.convention):
            return None
        form = writing(known.quantity, self.convention)
        if known.quantity == MODEL and form and "(" not in form.entry:
            return None
        if known.way == "rows":
            return Writing(form.rows, form.rows, form.rows) if form and form.rows else None
        return self._as_output(s) or form

    def _as_output(self, s: Symbol) -> Writing | None:
        """How the convention writes an output of the network, where it is not as any other unit's."""
        if not s.known or s.known.quantity != OF_A_UNIT:
            return None
        last = self.layer(s) == "L" or (is_on(self.page, "outputs") and not s.layer)
        form = writing(OUTPUT, self.convention)
        usual = writing(OF_A_UNIT, self.convention)
        another = form and usual and "L" not in form.entry and form.letter != usual.letter
        return form if last and another else None

    def sign(self, s: Symbol) -> int:
        form = self.form(s)
        return form.sign if form else 1

    def plain(self, s: Symbol) -> str:
        """A symbol in the convention, without colour."""
        form, known = self.form(s), self.known(s)
        if not form or not known:
            return self.tex[s.start : s.end]
        if known.quantity == LOSS and "_" in form.entry:
            new = self._loss(s, form)
        elif counted_from(self.first, s.layer).startswith("-"):
            new = "x"  # where layers are counted from 0, the input is none
        else:
            new = self._quantity(s, known, form)
        tall = "^" in new or new.startswith(r"\frac")
        if s.transposed:
            new = rf"({new})^\top" if tall else rf"{new}^\top"
        new += "'" * s.primed
        return f"({new})" if s.powers and tall else new

    def _loss(self, s: Symbol, form: Writing) -> str:
        """The loss of one example, where it has the number of the example."""
        letter, _, number = form.entry.partition("_")
        if not s.indices and number in self.indices:
            raise Unsaid(f"the index of {form.entry} is taken")
        return f"{letter}_{s.indices[0] if s.indices else number}"

    def _quantity(self, s: Symbol, known: Known, form: Writing) -> str:
        if known.way == "units" and form.has_layers and {"i", "j"} <= {*s.places} and "".join(s.indices).isdigit():
            raise Unsaid("its units are numbered through the network")
        layer = "" if self._as_output(s) else self.layer(s) if form.has_layers or s.layer else ""
        layer = counted_from(self.first, layer)
        small = known.way == "units" and s.letter != "b"
        new = form.say(layer, s.places, small=small, examples_first=self.convention in IN_ROWS)
        loss, cost = (writing(name, self.convention) for name in (LOSS, COST))
        if new.startswith(r"\frac") and loss and cost and self.of_all_examples(s):
            new = new.replace(rf"\partial {loss.entry}", rf"\partial {cost.entry}")
        return new

    def of_all_examples(self, s: Symbol) -> bool:
        """Whether a slope is one of the cost, and not of the loss of one example."""
        return "N" in self.tex or len(s.indices) > 1 or any(self.is_cost(f) and f.letter == "J" for f in self.found)

    def coloured(self, s: Symbol) -> str:
        text = self.plain(s)
        if s.letter not in roles() or text == "i":
            return text
        if s.primed:
            return wrapped("gradient" if s.letter in LOSSES else "forward", text)
        return wrapped(roles()[s.letter], text)

    def is_whole(self, s: Symbol) -> bool:
        """Whether a symbol stands for all units of a layer."""
        known = self.known(s)
        if not known or known.quantity not in ARRAYS or known.way == "rows" or s.indices or s.powers:
            return False
        small = known.way == "units" and s.letter not in ("x", "b", r"\delta")
        return not small and bool(self.in_matrices or s.layer)

    def is_array(self, s: Symbol) -> bool:
        """Whether the order of a product matters for a symbol."""
        return self.in_matrices and self.is_whole(s)

    def is_cost(self, s: Symbol) -> bool:
        return bool(s.known and s.known.quantity in (LOSS, COST)) and not s.indices

    def is_model(self, s: Symbol | None) -> bool:
        return bool(s and s.known and s.known.quantity == MODEL)
