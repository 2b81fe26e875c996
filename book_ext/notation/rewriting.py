"""A formula is written anew in another convention; what has no other writing stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from lark import Token, Tree

from book_ext.equations.colours import BRACKETS, slope, wrapped
from book_ext.equations.grammar import SIZES, NotUnderstood

from .layers import counted_from
from .meaning import IN_ROWS, Meaning, Unsaid
from .positions import statements
from .signs import Signs
from .symbols import MODEL, Symbol, differentiated, symbol, symbols, trees
from .table import first_layer, is_on, writing

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
WITH_NABLA = ("goodfellow",)  # which writes the slopes of a layer so
SIZE_BEFORE = re.compile(rf"(?:{SIZES.pattern})\Z")


class Said(NamedTuple):
    """A formula in a convention, with its colours, or the reason why it stays as it is in this book."""

    tex: str | None
    reason: str = ""


def rewritten(tex: str, convention: str, page: str = "") -> str | None:
    r"""The formula in this convention, with the colours of its symbols; None if it stays as it is in this book.

    `page` is the name of the chapter, where some letters mean other things. An unknown convention raises ValueError.

    >>> print(rewritten(r"\delta_j \, o_i", "aima"))
    -\class{gradient}{\Delta_j} \, \class{forward}{a_i}
    """
    return said(tex, convention, page).tex


@cache
def said(tex: str, convention: str, page: str = "") -> Said:
    """The formula in this convention, or None with the reason: it is the same there, or cannot be said."""
    if convention not in CONVENTIONS:
        raise ValueError(f"There is no convention {convention!r}; expected one of {', '.join(CONVENTIONS)}.")
    if BRACKETS.search(tex) or is_on(page, "stay"):
        return Said(None, "its letters are no quantities of a network")
    try:
        new = written(tex, convention, page)
        return Said(None, "the same") if new == written(tex, "base", page) else Said(new)
    except (NotUnderstood, Unsaid) as problem:
        return Said(None, str(problem))


@lru_cache(4096)
def written(tex: str, convention: str, page: str = "") -> str:
    """The formula in this convention. Raises NotUnderstood, or Unsaid with the reason."""
    parts, at = [], 0
    for tree in statements(tex):
        parts += [tex[at : tree.meta.start_pos], Rewriting(tex, tree, convention, page).statement()]
        at = tree.meta.end_pos
    return "".join([*parts, tex[at:]])


class Rewriting:
    """One statement, on its way into a convention."""

    def __init__(self, tex: str, tree: Tree, convention: str, page: str) -> None:
        self.tex, self.tree, self.convention = tex, tree, convention
        self.meaning = Meaning(tex, tree, convention, page)
        self.signs = Signs(tex, tree, self.meaning)
        self.in_colour = True
        self.in_rows = convention in IN_ROWS

    def statement(self) -> str:
        """All of it; both sides are multiplied by -1 if the first alone would be renamed to minus itself."""
        node = self.tree
        sides = [child for child in trees(node) if child.data != "rel"] if node.data == "relation" else [node]
        alone = [_alone(side) for side in sides]
        is_name = len(sides) == 1 and alone[0] is not None and symbol(alone[0], self.tex)
        want = self.signs.natural(sides[0]) if len(sides) > 1 or is_name else 1
        if len(sides) > 1 and want < 0 and re.search(r"\\[lg]e(?![a-z])|<|>", self.tex):
            raise Unsaid("an inequality of a quantity with the other sign")
        if node.data != "relation":
            return self.text(node, want)
        texts = {id(side): self.text(side, want) for side in sides}
        if self.convention != "base" and len(sides) > 1 and len({*texts.values()}) == 1:
            raise Unsaid("both sides are written the same there")
        return self._copied(node, texts)

    # ---------------------------------------------------------------------------------------------------- parts

    def text(self, node: Tree, want: int = 0) -> str:
        """A part written anew, so that its value is `want` times what it was; 0 leaves the sign to the renaming."""
        natural = self.signs.natural(node)
        want = want or natural
        if found := symbol(node, self.tex):
            text = self._symbol(found) + self._from(found.end, node.meta.end_pos)
            return text if want == natural else f"(-{text})"
        match node.data:
            case "sum":
                return self._sum(node, want)
            case "group" if self.signs.is_argument(node):
                return self._all(node, 1)
            case "group":
                return self._all(node, want)
            case "sqrt":
                return self._all(node, 1)
            case "partial":
                return self._slope(node)
            case "nabla":
                return self._nabla(node)
            case "sup":
                return self._power(node)
            case "big_range":
                return self._range(node)
            case "product" | "over" if want != natural:
                return self._turned(node)
            case "product":
                return self._product(node)
        return self._all(node, 0)

    def _from(self, start: int | None, end: int | None) -> str:
        return self.tex[start:end]

    def _symbol(self, found: Symbol) -> str:
        return self.meaning.coloured(found) if self.in_colour else self.meaning.plain(found)

    def _all(self, node: Tree, want: int) -> str:
        return self._copied(node, {id(child): self.text(child, want) for child in trees(node)})

    def _copied(self, node: Tree, new: dict[int, str], moved: Collection[int] = ()) -> str:
        """The source of a node, with the texts of its children; what was moved brings the size of its bracket along."""
        parts, at = [], node.meta.start_pos
        for child in trees(node):
            gap = self._from(at, child.meta.start_pos)
            if id(child) in moved:
                gap = gap.removesuffix(self._size(node, child))
            parts += [gap, new.get(id(child), self._from(child.meta.start_pos, child.meta.end_pos))]
            at = child.meta.end_pos
        return "".join([*parts, self._from(at, node.meta.end_pos)])

    def _size(self, node: Tree, child: Tree) -> str:
        r"""The \left that stands before a bracket."""
        found = SIZE_BEFORE.search(self._from(node.meta.start_pos, child.meta.start_pos))
        return found[0] if found else ""

    def _sum(self, node: Tree, want: int) -> str:
        terms = trees(node)
        if want < 0 and self.signs.is_difference(node):
            first, second = terms
            return self.text(second) + self._from(first.meta.end_pos, second.meta.start_pos) + self.text(first)
        parts, at, sign = [], node.meta.start_pos, None
        for child in node.children:
            if isinstance(child, Token):
                sign = child
                continue
            natural = self.signs.natural(child)
            printed = natural * want * (-1 if sign == "-" else 1)
            if sign is None and printed < 0 and self.signs.turnable(child):
                printed, text = 1, self.text(child, -natural)
            else:
                text = self.text(child)
            if sign is None:
                parts += [self._from(at, child.meta.start_pos), "-" * (printed < 0), text]
            elif child is terms[0] and printed > 0:
                parts.append(text)
            else:
                before, behind = self._from(at, sign.start_pos), self._from(sign.end_pos, child.meta.start_pos)
                parts += [before, "-" if printed < 0 else "+", behind, text]
            at, sign = child.meta.end_pos, None
        return "".join(parts)

    def _turned(self, node: Tree) -> str:
        """Minus a product or fraction that has a difference among its factors."""
        turned = self.signs.turnable(node)
        if turned is None:
            raise Unsaid("a sign that has no place")
        mine = next(child for child in trees(node) if child is turned or self.signs.turnable(child) is turned)
        new = {id(child): self.text(child) for child in trees(node)}
        return self._copied(node, {**new, id(mine): self.text(mine, -self.signs.natural(mine))})

    def _product(self, node: Tree) -> str:
        factors = trees(node)
        new = {id(factor): self.text(factor) for factor in factors}
        for head, bracket in pairwise(factors):
            found = symbol(head, self.tex)
            if self.meaning.is_model(found) and bracket.data == "group" and len(trees(bracket)) == 2:
                new |= self._model(head, bracket)
        arrays = [factor for factor in factors if self._is_array(factor)]
        if not self.in_rows or len(arrays) < 2 or len(arrays) == 1 + node.children.count(r"\odot"):
            return self._copied(node, new)
        if r"\odot" in node.children:
            raise Unsaid("a product of matrices beside one of their entries")
        turned = {
            id(old): self._size(node, new_one) + new[id(new_one)]
            for old, new_one in zip(arrays, arrays[::-1], strict=True)
        }
        return self._copied(node, {**new, **turned}, moved={*turned})

    def _model(self, head: Tree, bracket: Tree) -> dict[int, str]:
        r"""f(x; \theta), whose parameters stand elsewhere in other books: as in h_w(x) and y(x, w)."""
        form = writing(MODEL, self.convention)
        if not form or "(" not in form.entry:
            return {}
        x, theta = trees(bracket)
        if "_" in form.entry.partition("(")[0]:
            parts = {id(x): self.text(x, 1), id(theta): ""}
            inner = re.sub(r"\s*;\s*", "", self._copied(bracket, parts))
            before, self.in_colour = self.in_colour, False
            name = f"{form.entry[0]}_{_braced(self.text(theta, 1))}"
            self.in_colour = before
            return {id(head): wrapped("forward", name) if before else name, id(bracket): inner}
        return {
            id(bracket): self._all(bracket, 1).replace(";", ",") if ";" not in form.entry else self._all(bracket, 1)
        }

    def _slope(self, node: Tree) -> str:
        what, by = trees(node)
        of, along = symbol(what, self.tex), symbol(by, self.tex)
        source = (f"{{\\partial {self._from(part.meta.start_pos, part.meta.end_pos)}}}" for part in (what, by))
        role = slope(*source)
        before, self.in_colour = self.in_colour, self.in_colour and not role
        arrays = [found for found in (of, along) if found and self.meaning.is_array(found)]
        if self.in_rows and len(arrays) == 2:
            raise Unsaid("the slopes of a row with respect to a row")
        if self.in_rows and of and self.meaning.is_cost(of) and (short := self._short(by)):
            text = short
        elif (
            self.convention in WITH_NABLA and of and along and self.meaning.is_cost(of) and self.meaning.is_whole(along)
        ):
            text = rf"\nabla_{{{self.text(by)}}} {self.text(what)}"
        else:
            text = self._all(node, 0)
        self.in_colour = before
        return wrapped(role, text) if role and before else text

    def _short(self, by: Tree) -> str:
        r"""The slope of the cost as code writes it: \mathtt{dW}."""
        text = self.text(by)
        letter = re.match(r"\\mathtt\{([a-z]+)\}|([A-Za-z])(?![A-Za-z])", text)
        return rf"\mathtt{{d{letter[1] or letter[2]}}}{text[letter.end() :]}" if letter else ""

    def _nabla(self, node: Tree) -> str:
        found = differentiated(node)
        sign, gap = r"\nabla", self._from(node.meta.start_pos, found.start).removeprefix(r"\nabla")
        text = self.meaning.plain(found)
        if not self.in_colour:
            return f"{sign}{gap}{text}"
        return wrapped("gradient", sign) + gap + wrapped("gradient", text)

    def _power(self, node: Tree) -> str:
        base, exponent = trees(node)
        below = self.text(base)
        in_braces = self._from(base.meta.end_pos, exponent.meta.start_pos).rstrip().endswith("{")
        before, self.in_colour = self.in_colour, self.in_colour and in_braces
        above = self.text(exponent, 1)
        self.in_colour = before
        return self._copied(node, {id(base): below, id(exponent): above if in_braces else _braced(above)})

    def _range(self, node: Tree) -> str:
        """A sum or product with limits; over layers, they are numbered as the convention does."""
        letter, (low, high, body) = str(node.children[1]), trees(node)
        new = {id(child): self.text(child) for child in (low, high, body)}
        if any(re.search(rf"\b{letter}\b", found.layer) for found in symbols(body, self.tex)):
            first = first_layer(self.convention)
            new |= {id(limit): counted_from(first, new[id(limit)]) for limit in (low, high)}
        return self._copied(node, new)

    def _is_array(self, node: Tree) -> bool:
        """Whether a part has an entry for each unit of a layer."""
        if found := symbol(node, self.tex):
            return self.meaning.is_array(found)
        match node.data:
            case "partial":
                by = symbol(trees(node)[1], self.tex)
                return bool(by and self.meaning.is_array(by))
            case "sup":
                return self._is_array(node.children[0])
            case "group" | "sum" | "product":
                return any(self._is_array(child) for child in trees(node))
        return False


def _alone(node: Tree) -> Tree | None:
    """The one factor that a side consists of, if there is only one."""
    while node.data in ("sum", "product"):
        if len(node.children) != 1:
            return None
        node = node.children[0]
    return node


def _braced(text: str) -> str:
    return text if re.fullmatch(r"\\[A-Za-z]+|.", text) else f"{{{text}}}"
