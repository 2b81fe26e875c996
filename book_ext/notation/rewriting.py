r"""A formula is written anew in another convention; what has no other writing stays as it was typed.

Where a convention's symbol stands for minus the quantity, as AIMA's \Delta for our \delta, the signs of the formula change:
`natural` is the sign that a part gets when its symbols are only renamed, and `text` writes a part with the sign wanted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from lark import Token, Tree

from book_ext.equations.calls import OPERATORS
from book_ext.equations.colours import BRACKETS, LOSSES, roles, slope, wrapped
from book_ext.equations.grammar import SIZES, NotUnderstood

from .layers import layer, layers_of, one_less
from .positions import statements
from .symbols import SCALARS, Symbol, symbol, symbols
from .table import Writing, writing

CONVENTIONS = {
    "base": "This book",
    "matrices": "This book, layers throughout",
    "aima": "Russell and Norvig",
    "nielsen": "Nielsen",
    "bishop": "Bishop",
    "goodfellow": "Goodfellow, Bengio and Courville",
    "d2l": "Dive into Deep Learning",
    "cs231n": "CS231n",
    "code": "The code",
}
FUNCTIONS = {*OPERATORS, r"\varphi", r"\sigma", "f", "E", "J", r"\ell", r"\mathrm{var}", r"\mathrm{diag}"}
FROM_ZERO = ("code",)
IN_ROWS = ("cs231n",)
OUTPUT, OF_A_UNIT = "output of the network", "output of a unit"


class Unsaid(Exception):
    """Why a formula cannot be said in a convention."""


class Said(NamedTuple):
    """A formula in a convention, with its colours, or why it stays as it is in this book."""

    tex: str | None
    reason: str = ""


def rewritten(tex: str, convention: str, page: str = "") -> str | None:
    r"""The formula in this convention, with the colours of its symbols; None if it stays as it is in this book.

    `page` is the name of the chapter, which tells apart letters that mean more than one thing.

    >>> print(rewritten(r"\delta_j \, o_i", "aima"))
    -\class{gradient}{\Delta_j} \, \class{forward}{a_i}
    """
    return said(tex, convention, page).tex


@cache
def said(tex: str, convention: str, page: str = "") -> Said:
    """The formula in this convention, or None with the reason."""
    if convention not in CONVENTIONS:
        raise ValueError(f"There is no convention {convention!r}; expected one of {', '.join(CONVENTIONS)}.")
    if BRACKETS.search(tex):
        return Said(None, "letters of an example")
    try:
        new = _written(tex, convention, page)
    except (NotUnderstood, Unsaid) as problem:
        return Said(None, str(problem))
    return Said(None, "the same") if new == _written(tex, "base", page) else Said(new)


def _written(tex: str, convention: str, page: str) -> str:
    parts, at = [], 0
    for tree in statements(tex):
        parts += [tex[at : tree.meta.start_pos], Rewriting(tex, tree, convention, page).statement()]
        at = tree.meta.end_pos
    return "".join([*parts, tex[at:]])


class Rewriting:
    """One statement, on its way into a convention."""

    def __init__(self, tex: str, tree: Tree, convention: str, page: str) -> None:
        self.tex, self.tree, self.convention = tex, tree, convention
        self.symbols = list(symbols(tree, tex))
        self.letters = {s.letter for s in self.symbols}
        self.layers = layers_of(self.symbols, outputs=False)
        self.in_colour = True
        self.arguments: set[int] = set()  # brackets that hold the argument of a function
        for product in tree.find_data("product"):
            factors = [child for child in product.children if isinstance(child, Tree)]
            for head, argument in zip(factors, factors[1:], strict=False):
                if _called(head) and argument.data in ("group", "sup"):
                    self.arguments.add(argument.meta.start_pos)

    # ------------------------------------------------------------------------------------------------ symbols

    def form(self, s: Symbol) -> tuple[Writing | None, str | None]:
        """How this symbol's quantity is written, and in which layer it is; None if it keeps its letter."""
        if not s.known or self.convention == "base":
            return None, s.layer
        form = writing(s.known.quantity, self.convention)
        level = s.layer
        if not level and s.known.way == "units" and s.indices and set(s.indices) <= set(self.layers):
            level = layer(self.layers[s.places.get("j", s.indices[-1])])
        if level == "L" and s.known.quantity == OF_A_UNIT:
            other = writing(OUTPUT, self.convention)
            form = other if other and "L" not in other.entry else form
            level = None if other and "L" not in other.entry else level
        if form and not s.layer and not form.has_layers:
            level = None
        return form, level

    def written(self, s: Symbol) -> str:
        source = self.tex[s.start : s.end]
        form, level = self.form(s)
        if not form or not s.known:
            return source
        if s.known.quantity in SCALARS:
            below = re.search(r"_.*", source)
            letter = form.entry
            new = re.sub("_.*", "", letter) + below[0] if below else letter
        else:
            if level and self.convention in FROM_ZERO:
                level = one_less(level)
            new = form.say(level, s.places)
        new += "'" * s.primed
        if s.transposed:
            new = rf"({new})^\top" if "^" in new else rf"{new}^\top"
        return f"({new})" if s.powers and "^" in new else new

    def coloured(self, s: Symbol) -> str:
        text = self.written(s)
        if not self.in_colour or s.letter not in roles() or text == "i":
            return text
        if s.primed:
            return wrapped("gradient" if s.letter in LOSSES else "forward", text)
        return wrapped(roles()[s.letter], text)

    # --------------------------------------------------------------------------------------------------- signs

    def natural(self, node: Tree) -> int:
        """The sign of what stands there when the symbols are only renamed, against what stood there."""
        if found := symbol(node, self.tex):
            form, _ = self.form(found)
            sign = form.sign if form else 1
            return self._power(node, sign) if found.powers else sign
        match node.data:
            case "sum":
                signs = {self.natural(term) for term in _trees(node)}
                return -1 if signs == {-1} else 1
            case "group" if node.meta.start_pos in self.arguments or len(_trees(node)) > 1:
                return 1
            case "abs" | "norm" | "sqrt" | "relation" | "index" | "shifted" | "name":
                return 1
            case "sup":
                if node.meta.start_pos in self.arguments:
                    return 1
                return self._power(node, self.natural(node.children[0]))
            case "big_set" | "big_range":
                sign = self.natural(_trees(node)[-1])
                if sign < 0 and node.children[0] != r"\sum":
                    raise Unsaid("a product of quantities with the other sign")
                return sign
        sign = 1
        for child in _trees(node):
            sign *= self.natural(child)
        return sign

    def _power(self, node: Tree, sign: int) -> int:
        exponent = node.children[1]
        above = self.tex[exponent.meta.start_pos : exponent.meta.end_pos]
        if sign > 0 or above in (r"\top", "T"):
            return sign
        if not above.isdigit():
            raise Unsaid("a power of a quantity with the other sign")
        return sign ** int(above)

    # ---------------------------------------------------------------------------------------------------- text

    def statement(self) -> str:
        if symbol(self.tree, self.tex):
            return self.text(self.tree)
        node = self.tree
        if node.data == "sum" and len(node.children) == 1 and (only := _alone(node)) is not None:
            if symbol(only, self.tex):
                return self.text(node)  # a symbol alone names the quantity
        if node.data != "relation":
            return self.text(node)
        sides = [child for child in _trees(node) if child.data == "sum"]
        want = (
            self.natural(sides[0]) if len(sides) > 1 else self.natural(sides[0]) if _alone_symbol(self, sides[0]) else 1
        )
        if (
            len(sides) > 1
            and want < 0
            and any(_relation(child) in (r"\le", r"\ge", "<", ">") for child in node.children)
        ):
            raise Unsaid("an inequality of a quantity with the other sign")
        return self._copied(node, {id(side): self.text(side, want) for side in sides})

    def text(self, node: Tree, want: int | None = None) -> str:
        """What stands there, written anew; with `want`, so that its value is that many times what it was."""
        natural = self.natural(node)
        want = natural if want is None else want
        if found := symbol(node, self.tex):
            text = self.coloured(found) + self.tex[found.end : node.meta.end_pos]
            return text if want == natural else self._negative(text)
        match node.data:
            case "sum":
                return self._sum(node, want)
            case "group" if node.meta.start_pos in self.arguments or len(_trees(node)) > 1:
                return self._copied(node, {id(item): self.text(item, 1) for item in _trees(node)})
            case "group":
                return self._copied(node, {id(item): self.text(item, want) for item in _trees(node)})
            case "sqrt":
                return self._copied(node, {id(item): self.text(item, 1) for item in _trees(node)})
            case "partial":
                return self._partial(node)
            case "nabla":
                return self._nabla(node)
            case "sup":
                return self._raised(node)
            case "product" | "over" if want != natural:
                return self._turned(node)
        return self._copied(node, {id(child): self.text(child) for child in _trees(node)})

    def _negative(self, text: str) -> str:
        return f"(-{text})"

    def _copied(self, node: Tree, new: dict[int, str]) -> str:
        """The source of a node, with the text of its children written anew."""
        parts, at = [], node.meta.start_pos
        for child in _trees(node):
            parts += [self.tex[at : child.meta.start_pos], new.get(id(child)) or self._source(child)]
            at = child.meta.end_pos
        return "".join([*parts, self.tex[at : node.meta.end_pos]])

    def _source(self, node: Tree) -> str:
        return self.tex[node.meta.start_pos : node.meta.end_pos]

    def _sum(self, node: Tree, want: int) -> str:
        terms: list[tuple[int, Token | None, Tree]] = []
        sign: Token | None = None
        for child in node.children:
            if isinstance(child, Token):
                sign = child
            else:
                terms.append((-1 if sign == "-" else 1, sign, child))
                sign = None
        if self._is_difference(node) and want < 0:
            (_, _, first), (_, _, second) = terms
            gap = self.tex[first.meta.end_pos : second.meta.start_pos]
            return self.text(second) + gap + self.text(first)
        parts, at = [], node.meta.start_pos
        for number, (before, token, term) in enumerate(terms):
            natural = self.natural(term)
            printed = before * natural * want
            if printed < 0 < before and self._turnable(term):
                printed, text = 1, self.text(term, -natural)
            else:
                text = self.text(term)
            if token is None:
                parts += [self.tex[at : term.meta.start_pos], "-" * (printed < 0), text]
            else:
                behind = self.tex[token.end_pos : term.meta.start_pos]
                alone = number == 0 and printed > 0
                parts += [
                    self.tex[at : token.start_pos],
                    "" if alone else "+-"[printed < 0],
                    "" if alone else behind,
                    text,
                ]
            at = term.meta.end_pos
        return "".join([*parts, self.tex[at : node.meta.end_pos]])

    def _is_difference(self, node: Tree) -> bool:
        """a - b, whose sign is turned by exchanging a and b."""
        shape = [child if isinstance(child, Token) else "" for child in node.children]
        return node.data == "sum" and shape == ["", "-", ""] and all(self.natural(t) > 0 for t in _trees(node))

    def _turnable(self, node: Tree) -> Tree | None:
        """The difference among the factors of a term that can be turned round, if there is one."""
        if node.data == "product":
            return next((found for child in _trees(node) if (found := self._turnable(child))), None)
        if node.data == "over":
            return next(iter(t for t in _trees(node)[:1] if self._is_difference(t)), None)
        if node.data == "group" and node.meta.start_pos not in self.arguments and len(_trees(node)) == 1:
            return next(iter(t for t in _trees(node) if self._is_difference(t)), None)
        return None

    def _turned(self, node: Tree) -> str:
        turned = self._turnable(node)
        texts, done = {}, turned is None
        for child in _trees(node):
            mine = not done and (child is turned or self._turnable(child) is turned)
            texts[id(child)] = self.text(child, -self.natural(child)) if mine else self.text(child)
            done = done or mine
        if turned is None:
            raise Unsaid("a sign that has no place")
        return self._copied(node, texts)

    def _partial(self, node: Tree) -> str:
        what, by = _trees(node)
        source = self._source(node)
        role = slope(*(f"{{\\partial {self._source(part)}}}" for part in (what, by))) if self.in_colour else ""
        outer, self.in_colour = self.in_colour, self.in_colour and not role
        text = self._copied(node, {id(part): self.text(part) for part in (what, by)})
        self.in_colour = outer
        del source
        return wrapped(role, text) if role else text

    def _nabla(self, node: Tree) -> str:
        sign, name = node.children
        letter = str(name)
        found = Symbol(letter, name.start_pos, name.end_pos, *([_known(letter)]))
        gap = self.tex[sign.end_pos : name.start_pos]
        text = self.written(found)
        if not self.in_colour:
            return f"{sign}{gap}{text}"
        return wrapped("gradient", str(sign)) + gap + wrapped("gradient", text)

    def _raised(self, node: Tree) -> str:
        base, exponent = _trees(node)
        in_braces = self.tex[base.meta.end_pos : exponent.meta.start_pos].rstrip().endswith("{")
        outer, self.in_colour = self.in_colour, self.in_colour and in_braces
        above = self.text(exponent)
        self.in_colour = outer
        below = self.text(base)
        return self._copied(node, {id(base): below, id(exponent): above})


def _trees(node: Tree) -> list[Tree]:
    return [child for child in node.children if isinstance(child, Tree)]


def _alone(node: Tree) -> Tree | None:
    """The one factor that a sum or product consists of, if there is only one."""
    while node.data in ("sum", "product"):
        if len(node.children) != 1:
            return None
        node = node.children[0]
    return node


def _alone_symbol(rewriting: Rewriting, node: Tree) -> bool:
    only = _alone(node)
    return only is not None and symbol(only, rewriting.tex) is not None


def _relation(node: Tree | Token) -> str:
    return str(node.children[0]) if isinstance(node, Tree) and node.data == "rel" else ""


def _called(head: Tree) -> bool:
    while head.data in ("sup", "sub", "prime"):
        head = head.children[0]
    return head.data == "name" and str(head.children[0]) in FUNCTIONS


def _known(letter: str):  # type: ignore[no-untyped-def]
    from .symbols import letters

    return letters().get(letter)


_ = SIZES
