"""Wrong versions of a formula, each with one slip of the pen; a check is worth as much as the slips that it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .evaluate import TRANSPOSED
from .grammar import Node


def structural(tree: Node) -> Iterator[tuple[str, Node]]:
    """Each kind of slip at each place of the formula, as (kind, tree)."""
    seen = {tree}
    letters = sorted(set(_index_letters(tree)))
    for kind, mutant in _everywhere(tree, letters):
        if mutant not in seen:
            seen.add(mutant)
            yield kind, mutant


def _everywhere(node: Any, letters: list[str]) -> Iterator[tuple[str, Any]]:
    if not isinstance(node, tuple):
        return
    yield from _here(node, letters)
    for i, part in enumerate(node):
        for kind, mutant in _everywhere(part, letters):
            yield kind, (*node[:i], mutant, *node[i + 1 :])


def _here(node: Node, letters: list[str]) -> Iterator[tuple[str, Node]]:
    match node:
        case ("relation", *parts):
            for i in range(0, len(parts), 2):
                yield "a side negated", ("relation", *parts[:i], _negative(parts[i]), *parts[i + 1 :])
        case ("sum", *terms):
            for i, (sign, term) in enumerate(terms):
                yield "sign turned", ("sum", *terms[:i], ("-" if sign == "+" else "+", term), *terms[i + 1 :])
                if len(terms) > 1:
                    yield "term left out", ("sum", *terms[:i], *terms[i + 1 :])
        case ("product", *factors):
            for i, (sign, factor) in enumerate(factors):
                before, after = factors[:i], factors[i + 1 :]
                yield "factor negated", ("product", *before, (sign, _negative(factor)), *after)
                yield "factor left out", _product([*before, *after])
                if sign == r"\odot":
                    yield "product of entries taken as product of matrices", ("product", *before, ("", factor), *after)
        case ("over", above, below):
            yield "fraction turned over", ("over", below, above)
            yield "denominator left out", above
        case ("partial", what, by):
            yield "derivative taken the other way", ("partial", by, what)
        case ("sub", base, *indices):
            if len(indices) == 2 and indices[0] != indices[1]:
                yield "indices swapped", ("sub", base, indices[1], indices[0])
            for i, index in enumerate(indices):
                for letter in letters:
                    if index[0] == "name" and index[1] != letter:
                        yield "another index", ("sub", base, *indices[:i], ("name", letter), *indices[i + 1 :])
        case ("prime", base):
            yield "prime left out", base
        case ("call", _, argument):
            yield "function left out", ("group", argument)
        case ("nabla", base):
            yield "gradient left out", base
        case ("sup", base, exponent) if exponent in TRANSPOSED:
            yield "transpose left out", base
        case ("sup", base, exponent):
            yield "power left out", base
            for sign in "+-":
                yield "another power or layer", ("sup", base, ("sum", ("+", exponent), (sign, ("number", "1"))))
        case ("big", sign, letter, low, high, body):
            yield "sum left out", body
            yield "sum and product exchanged", ("big", r"\prod" if sign == r"\sum" else r"\sum", *node[2:])
            if low:
                yield "another limit", ("big", sign, letter, ("sum", ("+", low), ("+", ("number", "1"))), high, body)
                yield "another limit", ("big", sign, letter, low, ("sum", ("+", high), ("-", ("number", "1"))), body)
        case ("number", text):
            yield "another number", ("number", str(2 * (float(text) if "." in text else int(text)) or 1))


def _negative(node: Node) -> Node:
    return ("sum", ("-", node))


def _product(factors: list[Node]) -> Node:
    """Factors as a product; one alone needs none, and the first has no sign before it."""
    first, *others = factors
    return ("product", ("", first[1]), *others) if others else first[1]


def _index_letters(node: Any) -> Iterator[str]:
    match node:
        case ("sub", base, *indices):
            yield from (index[1] for index in indices if index[0] == "name")
            yield from _index_letters(base)
        case tuple():
            for part in node:
                yield from _index_letters(part)
