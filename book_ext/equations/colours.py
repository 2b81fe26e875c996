r"""Formulas in the colours of the book: each symbol gets the role of its quantity, as notation.yml has it.

w_{ij} becomes \class{parameter}{w_{ij}}; what is printed and checked is the source, without colours
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .notation import quantities

TOKEN = re.compile(
    r"\\(?:begin|end|text|operatorname|tag|label)\*?\s*\{[^}]*\}"  # what these hold is not mathematics
    r"|\\\\\[[^\]]*\]"  # the height of a gap between two lines
    r"|\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*(?:\\[A-Za-z]+|\\.|.)"
    r"|\\math(?:rm|tt)\s*\{[^}]*\}|\\[A-Za-z]+|\\.|[A-Za-z]\d(?![\d.])|.",
    re.S,
)
LOSSES = ("E", "J", r"\ell")
BRACKETS = re.compile(r"^(?:[cd] =|e(?: =|$))")  # of an example whose letters are no quantities of a network
DERIVATIVE = re.compile(r"\s*(?:\\partial|\\mathrm\{d\})\s*(.*?)\s*", re.S)


@cache
def roles() -> dict[str, str]:
    """The role of each symbol that has one: {"w": "parameter", ...}."""
    found: dict[str, str] = {}
    for quantity in quantities():
        role = quantity.get("role", {})
        found |= role if isinstance(role, dict) else dict.fromkeys(quantity["symbols"], role)
    return found


def coloured(tex: str) -> str:
    r"""A formula with the role of each of its symbols.

    >>> print(coloured(r"\frac{\partial E}{\partial w_5} = \delta_j \, o_i"))
    \class{gradient}{\frac{\partial E}{\partial w_5}} = \class{gradient}{\delta_j} \, \class{forward}{o_i}
    """
    try:
        known = r"\class{" in tex or BRACKETS.search(tex)  # it has its colours already, or has none
        return tex if known else "".join(_parts(TOKEN.findall(tex)))
    except IndexError:  # it ends too early: MathJax says what is missing
        return tex


def plain(tex: str) -> str:
    r"""A formula without the roles of its symbols, as its source has it.

    >>> print(plain(r"\class{gradient}{\delta_{j}} = \class{forward}{\varphi'}(z)"))
    \delta_{j} = \varphi'(z)
    """
    signs = TOKEN.findall(tex)
    while r"\class" in signs:
        at = signs.index(r"\class")
        role = _argument(signs, at + 1)
        end = _argument(signs, role)
        signs[at:end] = signs[role + 1 : end - 1]
    return "".join(signs)


def parts_in_colour(tex: str) -> list[str]:
    r"""What has a colour in a formula, in its order; what has one within such a part is not counted again.

    >>> parts_in_colour(r"\class{gradient}{\delta_{j}} = \class{forward}{\varphi'}(z)")
    ['\\delta_{j}', "\\varphi'"]
    """
    signs, at, found = TOKEN.findall(tex), 0, []
    while at < len(signs):
        if signs[at] != r"\class":
            at += 1
            continue
        role = _argument(signs, at + 1)
        at = _argument(signs, role)
        found.append("".join(signs[role + 1 : at - 1]))
    return found


def _parts(signs: list[str]) -> Iterator[str]:
    at = 0
    while at < len(signs):
        sign, start = signs[at], at
        if sign == r"\frac":
            over, under = (at := _argument(signs, at + 1)), (at := _argument(signs, at))
            fraction = "".join(signs[start:under])
            above, below = signs[start + 1 : over], signs[over:under]
            role = slope("".join(above), "".join(below))
            yield wrapped(role, fraction) if role else r"\frac" + "".join([*_parts(above), *_parts(below)])
        elif sign == r"\partial" and (quotient := _quotient(signs, at)):
            at, what, by = quotient
            role = slope(what, by)
            yield wrapped(role, "".join(signs[start:at])) if role else "".join(signs[start:at])
        elif sign == r"\nabla":
            yield wrapped("gradient", sign)
            at = _past_space(signs, at + 1)
            yield "".join(signs[start + 1 : at])
            end = _scripts(signs, at + 1)
            yield wrapped("gradient", "".join(signs[at:end]))
            at = end
        elif sign in roles():
            at = _scripts(signs, at + 1)
            symbol = "".join(signs[start:at])
            if symbol == "i":  # an index; with one of its own it is an input
                yield symbol
            elif "'" in symbol:
                yield wrapped("gradient" if sign in LOSSES else "forward", symbol)
            else:
                yield wrapped(roles()[sign], symbol)
        elif sign in "_^":
            at = _argument(signs, at + 1)
            inner = signs[start + 1 : at]
            yield sign + ("".join(_parts(inner)) if sign == "^" and inner[0] == "{" else "".join(inner))
        else:
            yield sign
            at += 1


def _quotient(signs: list[str], at: int) -> tuple[int, str, str] | None:
    r"""Where a derivative in one line ends that begins here, and its two parts as those of a fraction; else nothing.

    >>> _quotient(TOKEN.findall(r"\partial E / \partial w_{5}"), 0)
    (13, '{\\partial E}', '{\\partial w_{5}}')
    """
    parts = []
    for sign in ("/", ""):
        symbol = _past_space(signs, at + 1)
        if symbol >= len(signs) or signs[at] != r"\partial":
            return None
        end = _scripts(signs, symbol + 1)
        parts.append(rf"{{\partial {''.join(signs[symbol:end])}}}")
        if sign:
            at = _past_space(signs, end)
            if at >= len(signs) or signs[at] != sign:
                return None
            at = _past_space(signs, at + 1)
            if at >= len(signs):
                return None
    return end, parts[0], parts[1]


def slope(above: str, below: str) -> str:
    """The role of a derivative: gradient if it is one of the loss, else of what it is made of; "" for other fractions.

    >>> slope(r"{\\partial E}", r"{\\partial w}"), slope(r"{\\partial z^l}", r"{\\partial a}"), slope("{1}", "{N}")
    ('gradient', 'parameter', '')
    """
    what, by = DERIVATIVE.fullmatch(above[1:-1]), DERIVATIVE.fullmatch(below[1:-1])
    if not what or not by:
        return ""
    if not what[1]:
        return ""  # what is differentiated stands behind it
    if _name(what[1]) in LOSSES:
        return "gradient"
    sums = (r"\mathrm{net}", "z", r"\mathrm{in}")  # a sum moves with an output by the weight
    return "parameter" if _name(what[1]) in sums and _name(by[1]) in ("o", "a", "x") else "forward"


def wrapped(role: str, tex: str) -> str:
    return rf"\class{{{role}}}{{{tex}}}"


def _name(symbol: str) -> str:
    return TOKEN.findall(symbol)[0]


def _past_space(signs: list[str], at: int) -> int:
    while at < len(signs) and signs[at].isspace():
        at += 1
    return at


def _argument(signs: list[str], at: int) -> int:
    """Where the argument ends that begins here: a sign, or a group in braces."""
    at = _past_space(signs, at)
    depth = 0
    while True:
        depth += {"{": 1, "}": -1}.get(signs[at], 0)
        at += 1
        if depth == 0:
            return at


def _scripts(signs: list[str], at: int) -> int:
    """Where the indices, layers and primes of a symbol end."""
    while at < len(signs):
        if signs[at] == "'":
            at += 1
        elif signs[at] in "_^" and not (signs[at] == "^" and signs[at + 1].isdigit() and signs[at + 1] != "0"):
            at = _argument(signs, at + 1)
        else:
            break
    return at


def _with_colours(node: Any) -> Any:
    copy = node.deepcopy()
    copy.children = [nodes.Text(coloured(node.astext()))]
    return copy


def colour(app: Sphinx) -> None:
    """Pages show formulas in colours; what else is made of the chapters has them as their source does.

    Sphinx takes this renderer where there is one beside its own, and then lets no page load MathJax.
    """
    renderers = (app.registry.html_inline_math_renderers, app.registry.html_block_math_renderers)
    for known in renderers:
        visit, depart = known["mathjax"]
        known["coloured"] = (lambda page, node, visit=visit: visit(page, _with_colours(node)), depart)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", colour)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
