"""A tree is written as LaTeX again, for messages and for the list of survivors."""

from __future__ import annotations

from typing import Any

from .grammar import Node


def written(node: Any) -> str:
    """A tree as LaTeX again."""
    match node:
        case ("number" | "name", text):
            return text
        case ("dots",):
            return r"\dots"
        case ("sum", *terms):
            return "".join(f" {sign} {written(term)}" for sign, term in terms).strip().removeprefix("+ ")
        case ("product", *factors):
            first, *others = factors
            return " ".join([_factor(first[1]), *(_next_factor(sign, factor) for sign, factor in others)])
        case ("over", above, below):
            return rf"\frac{{{written(above)}}}{{{written(below)}}}"
        case ("partial", what, by):
            if what[0] in ("name", "sub", "sup"):
                return rf"\frac{{\partial {written(what)}}}{{\partial {written(by)}}}"
            return (
                rf"\frac{{\partial}}{{\partial {written(by)}}} {_factor(what) if what[0] == 'sum' else written(what)}"
            )
        case ("big", sign, letter, low, high, body):
            limits = rf"{letter}={written(low)}}}^{{{written(high)}" if low else letter
            return rf"{sign}_{{{limits}}} {written(body) if body[0] == 'product' else _factor(body)}"
        case ("sub", base, *indices):
            return rf"{_factor(base)}_{{{','.join(map(written, indices))}}}"
        case ("sup", base, exponent):
            return rf"{_factor(base)}^{{{written(exponent)}}}"
        case ("prime", base):
            return f"{_factor(base)}'"
        case ("nabla", base):
            return rf"\nabla {written(base)}"
        case ("call", head, *arguments):
            return f"{_factor(head)}({', '.join(map(written, arguments))})"
        case ("group", *items):
            return f"({', '.join(map(written, items))})"
        case ("sqrt", inner):
            return rf"\sqrt{{{written(inner)}}}"
        case ("abs" | "norm" as kind, inner):
            bar = "v" if kind == "abs" else "V"
            return rf"\l{bar}ert {written(inner)} \r{bar}ert"
        case ("relation", *parts):
            return " ".join(part if isinstance(part, str) else written(part) for part in parts)
    return " ".join(part if isinstance(part, str) else written(part) for part in node[1:])


def _next_factor(sign: str, node: Node) -> str:
    text = written(node) if node[0] == "big" else _factor(node)
    return " ".join([sign or r"\cdot" * (text[0] in "(0123456789"), text]).strip()


def _factor(node: Node) -> str:
    text = written(node)
    return f"({text})" if node[0] in ("sum", "product", "big") else text
