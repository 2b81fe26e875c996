r"""Where a convention's symbol stands for minus the quantity, as AIMA's \Delta for our \delta, signs change.

The natural sign of a part is the one that it gets when its symbols are only renamed.
"""

from __future__ import annotations

from itertools import pairwise

from lark import Token, Tree

from book_ext.equations.calls import OPERATORS

from .meaning import Meaning, Unsaid
from .symbols import symbol, trees

FUNCTIONS = {*OPERATORS, r"\varphi", r"\sigma", "f", "E", "J", r"\ell", r"\mathrm{var}", r"\mathrm{diag}"}
TRANSPOSED = (r"\top", "T")


class Signs:
    """The natural signs of the parts of one statement."""

    def __init__(self, tex: str, tree: Tree, meaning: Meaning) -> None:
        self.tex, self.meaning = tex, meaning
        self.known: dict[int, int] = {}
        pairs = (pair for product in tree.find_data("product") for pair in pairwise(trees(product)))
        self.arguments = {bracket.meta.start_pos for head, bracket in pairs if _is_function(head)}

    def is_argument(self, node: Tree) -> bool:
        """Whether a bracket holds what a function is given."""
        return node.meta.start_pos in self.arguments or len(trees(node)) > 1

    def natural(self, node: Tree) -> int:
        """1, or -1 where renaming turns the sign of this part. Raises Unsaid where a sign would be lost."""
        if id(node) not in self.known:
            self.known[id(node)] = self._natural(node)
        return self.known[id(node)]

    def _natural(self, node: Tree) -> int:
        if found := symbol(node, self.tex):
            sign = self.meaning.sign(found)
            return self._power(node, sign) if found.powers else sign
        match node.data:
            case "sum":
                return -1 if {self.natural(term) for term in trees(node)} == {-1} else 1
            case "group" if self.is_argument(node):
                return 1
            case "abs" | "norm" | "sqrt" | "relation" | "index" | "shifted" | "name":
                return 1
            case "sup" if node.meta.start_pos in self.arguments:
                return 1
            case "sup":
                return self._power(node, self.natural(node.children[0]))
            case "big_set" | "big_range":
                sign = self.natural(trees(node)[-1])
                if sign < 0 and node.children[0] != r"\sum":
                    raise Unsaid("a product of quantities with the other sign")
                return sign
        sign = 1
        for child in trees(node):
            sign *= self.natural(child)
        return sign

    def _power(self, node: Tree, sign: int) -> int:
        exponent = node.children[1]
        above = self.tex[exponent.meta.start_pos : exponent.meta.end_pos]
        if sign > 0 or above in TRANSPOSED:
            return sign
        if not above.isdigit():
            raise Unsaid("a power of a quantity with the other sign")
        return sign ** int(above)

    def is_difference(self, node: Tree) -> bool:
        """a - b, whose sign is turned by exchanging a and b; 1 - a is left as it is."""
        shape = [child if isinstance(child, Token) else "" for child in node.children]
        if node.data != "sum" or shape != ["", "-", ""] or self.tex[node.meta.start_pos].isdigit():
            return False
        return all(self.natural(term) > 0 for term in trees(node))

    def turnable(self, node: Tree) -> Tree | None:
        """The difference among the factors of a term that can be turned round, if there is one."""
        match node.data:
            case "product":
                return next((found for child in trees(node) if (found := self.turnable(child))), None)
            case "over":
                return next((top for top in trees(node)[:1] if self.is_difference(top)), None)
            case "group" if not self.is_argument(node):
                return next((inner for inner in trees(node) if self.is_difference(inner)), None)
        return None


def _is_function(head: Tree) -> bool:
    while head.data in ("sup", "sub", "prime"):
        head = head.children[0]
    return head.data == "name" and str(head.children[0]) in FUNCTIONS
