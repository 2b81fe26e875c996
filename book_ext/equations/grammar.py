r"""LaTeX is read as it is printed, into a tree; what could be read in two ways is refused.

A node is a tuple: its kind, then its parts.

    ("number", "0.5")   ("name", r"\delta")   ("dots",)
    ("sub", node, index, ...)   ("sup", node, exponent)   ("prime", node)   ("nabla", node)
    ("sum", ("+", node), ("-", node), ...)   ("over", node, node)
    ("product", ("", node), (r"\odot", node), ...)   with \cdot only until functions are joined with their arguments
    ("partial", what, by)   ("big", r"\sum", letter, low, high, body)   low and high are () if there are no limits
    ("group", node, ...)   ("call", function, node, ...)   ("sqrt" | "abs" | "norm", node)
    ("relation", node, "=", node, ...)   ("lone", ...) for a sign that the text speaks about
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, Tree, UnexpectedInput, UnexpectedToken, v_args
from lark.parsers.lalr_interactive_parser import InteractiveParser

Node = tuple[Any, ...]

GRAMMAR = r"""
formula: expr (rel expr)*                            -> relation
       | (BIG | D factor? | NABLA | ODOT | DOT | REL)  -> lone
!rel: EQ | REL
expr: SIGN? term (SIGN term)*                        -> sum
?term: product | big | factor "/" factor             -> over
product: factor (op? factor)* (op? big)?
?op: ODOT | DOT
?big: BIG "_" (NAME | "{" NAME "}") term             -> big_set
    | BIG "_" "{" NAME EQ expr "}" "^" arg term      -> big_range
    | "\\frac" "{" D "}" "{" D factor "}" term       -> operator
?factor: factor "^" arg                              -> sup
       | factor "_" index1                           -> sub
       | factor "_" "{" index (_COMMA index)* "}"     -> sub
       | factor "'"                                  -> prime
       | base
?arg: NAME -> name
    | NUMBER -> number
    | "{" expr "}"
index1: (NAME | NUMBER)                              -> index
index: (NAME | NUMBER | UNIT)+
     | (NAME | NUMBER) SIGN (NAME | NUMBER)          -> shifted
?base: NAME -> name
     | UNIT -> name
     | NUMBER -> number
     | DOTS -> dots
     | NABLA NAME -> nabla
     | "(" expr ((_COMMA | _SEMICOLON) expr)* ")"      -> group
     | "\\frac" "{" expr "}" "{" expr "}"            -> over
     | "\\frac" "{" D factor "}" "{" D factor "}"    -> partial
     | D factor "/" D factor                         -> partial
     | "\\sqrt" "{" expr "}"                         -> sqrt
     | "\\lvert" expr "\\rvert"                      -> abs
     | "\\lVert" expr "\\rVert"                      -> norm
EQ: "="
REL: "\\leftarrow" | "\\le" | "\\ge" | "\\approx" | "<" | ">"
ODOT: "\\odot"
DOT: "\\cdot" | "\\times"
BIG: "\\sum" | "\\prod"
D: "\\partial" | "\\mathrm{d}"
NABLA: "\\nabla"
DOTS: "\\dots"
SIGN: "+" | "-"
_COMMA: ","
_SEMICOLON: ";"
UNIT.1: /[a-z]\d(?![\d.])/
NAME.-1: /\\mathrm\{[a-z]+\}|\\[A-Za-z]+|[A-Za-z]/
NUMBER: /\d+(\.\d+)?/
%ignore /\s+|\\[,;:!]|\\quad/
"""

# Signs that only change the size of a bracket.
SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lr]?|displaystyle)(?![A-Za-z])\s*")


class NotUnderstood(ValueError):
    """A formula, or a part of it, that has no meaning here."""


@v_args(inline=True)
class _Build(Transformer):
    """Lark's tree as tuples."""

    def relation(self, *parts: Any) -> Node:
        return parts[0] if len(parts) == 1 else ("relation", *parts)

    def rel(self, sign: Token) -> str:
        return str(sign)

    def lone(self, *parts: Any) -> Node:
        return ("lone", *(part if isinstance(part, tuple) else str(part) for part in parts))

    def sum(self, *parts: Any) -> Node:
        if not isinstance(parts[0], Token):
            parts = (Token("SIGN", "+"), *parts)
        terms = tuple((str(sign), term) for sign, term in zip(parts[::2], parts[1::2], strict=True))
        return terms[0][1] if len(terms) == 1 and terms[0][0] == "+" else ("sum", *terms)

    def product(self, *parts: Any) -> Node:
        factors: list[Node] = []
        sign, side_by_side = "", False
        for part in parts:
            if isinstance(part, Token):
                sign, side_by_side = (r"\cdot" if part.type == "DOT" else str(part)), False
                continue
            if side_by_side and part[0] == "number":
                raise NotUnderstood(f"the number {part[1]} stands behind a factor; write it first, or \\cdot between")
            factors.append((sign, part))
            sign, side_by_side = "", True
        return factors[0][1] if len(factors) == 1 else ("product", *factors)

    def big_set(self, sign: Token, letter: Token, body: Node) -> Node:
        return ("big", str(sign), str(letter), (), (), body)

    def big_range(self, sign: Token, letter: Token, _: Token, low: Node, high: Node, body: Node) -> Node:
        return ("big", str(sign), str(letter), low, high, body)

    def operator(self, _: Token, __: Token, by: Node, what: Node) -> Node:
        return ("partial", what, by)

    def partial(self, _: Token, what: Node, __: Token, by: Node) -> Node:
        return ("partial", what, by)

    def over(self, above: Node, below: Node) -> Node:
        return ("over", above, below)

    def sup(self, base: Node, exponent: Node) -> Node:
        return ("sup", base, exponent)

    def sub(self, base: Node, *indices: list[Node]) -> Node:
        return ("sub", base, *(node for index in indices for node in index))

    def index(self, *tokens: Token) -> list[Node]:
        text = "".join(tokens)
        if (text.isdigit() and len(text) > 1) or (len(tokens) > 1 and any(token.type != "NAME" for token in tokens)):
            raise NotUnderstood(f"the index {text} can be read in two ways; write commas, as in w_{{1,2}}")
        return [("number" if token.type == "NUMBER" else "name", str(token)) for token in tokens]

    def shifted(self, first: Token, sign: Token, other: Token) -> list[Node]:
        (start,), (step,) = self.index(first), self.index(other)
        return [("sum", ("+", start), (str(sign), step))]

    def prime(self, base: Node) -> Node:
        return ("prime", base)

    def nabla(self, _: Token, name: Token) -> Node:
        return ("nabla", ("name", str(name)))

    def name(self, token: Token) -> Node:
        return ("name", str(token))

    def number(self, token: Token) -> Node:
        return ("number", str(token))

    def dots(self, _: Token) -> Node:
        return ("dots",)

    def group(self, *items: Node) -> Node:
        return ("group", *items)

    def sqrt(self, inner: Node) -> Node:
        return ("sqrt", inner)

    def abs(self, inner: Node) -> Node:
        return ("abs", inner)

    def norm(self, inner: Node) -> Node:
        return ("norm", inner)


@cache  # made when the first formula is read: a page without one need not wait for it
def _parser() -> Lark:
    return Lark(GRAMMAR, start="formula", parser="lalr", lexer="basic", transformer=_Build())


def parse(tex: str) -> Node:
    """The tree of a formula. Raises NotUnderstood, naming the part that was not understood."""
    tex = SIZES.sub("", tex).strip()
    try:
        return _parser().parse(tex)  # type: ignore[return-value]
    except UnexpectedInput as problem:
        at_end = isinstance(problem, UnexpectedToken) and problem.token.type == "$END"
        rest = "the end" if at_end else tex[problem.pos_in_stream :][:40].split("\n")[0]
        raise NotUnderstood(f"not understood from here on: {rest}") from None


def slips(tex: str) -> Iterator[tuple[str, Node | None]]:
    """The formula with one symbol left out, doubled, or swapped with the next: its kind, and its tree if there is one.

    What stands before the slip is read once for all of them.
    """
    tex = SIZES.sub("", tex).strip()
    signs = list(_parser().lex(tex))
    before = _parser().parse_interactive()
    for i, sign in enumerate(signs):
        after = signs[i + 1 :]
        yield "symbol left out", _read_on(before, after)
        yield "symbol doubled", _read_on(before, [sign, sign, *after])
        if after and after[0] != sign:
            yield "symbols swapped", _read_on(before, [after[0], sign, *after[1:]])
        before.feed_token(sign)


def _read_on(before: InteractiveParser, signs: list[Token]) -> Node | None:
    parser = before.copy(deepcopy_values=False)
    # Lark adds what comes to the list of a repetition in place, and the copy has the same lists.
    known = parser.parser_state.value_stack
    known[:] = [Tree(value.data, [*value.children]) if isinstance(value, Tree) else value for value in known]
    try:
        for sign in signs:
            parser.feed_token(sign)
        return parser.feed_eof()
    except (UnexpectedInput, NotUnderstood):
        return None
