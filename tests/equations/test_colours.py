"""Every formula of the book is coloured by the table of notation, and says without its colours what it said before."""

from __future__ import annotations

import re

import pytest

from book_ext.equations.book import book
from book_ext.equations.colours import BRACKETS, coloured, roles, slope
from book_ext.equations.notation import quantities
from book_ext.site.theme import TOKENS

FORMULAS = sorted({formula.tex for formula in book()})
DISPLAYED = sorted({formula.tex for formula in book() if formula.displayed})
OPENING = re.compile(r"\\class\{(\w+)\}\{")


def without_colours(tex: str) -> str:
    """The formula with each \\class{role}{...} replaced by what it holds."""
    while found := OPENING.search(tex):
        depth, end = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(tex[end], 0)
            end += 1
        tex = tex[: found.start()] + tex[found.end() : end - 1] + tex[end:]
    return tex


def test_colours_are_all_that_is_added() -> None:
    assert [tex for tex in FORMULAS if without_colours(coloured(tex)) != tex] == []


def test_every_displayed_formula_is_coloured() -> None:
    assert len(DISPLAYED) > 50
    assert [tex for tex in DISPLAYED if not OPENING.search(coloured(tex)) and not BRACKETS.search(tex)] == []


def test_every_role_is_one_of_the_palette_and_of_a_quantity() -> None:
    palette = TOKENS.read_text(encoding="utf-8")
    used = {role for tex in FORMULAS for role in OPENING.findall(coloured(tex))}
    assert used == {"forward", "gradient", "parameter", "target"} == set(roles().values())
    assert all(f"--bp-{role}:" in palette for role in used)
    assert all(symbol in quantity["symbols"] for quantity in quantities() for symbol in _named(quantity))


def _named(quantity: dict) -> list[str]:
    role = quantity.get("role", {})
    return list(role) if isinstance(role, dict) else quantity["symbols"]


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\frac{\partial E}{\partial w_{ij}}", r"\class{gradient}{\frac{\partial E}{\partial w_{ij}}}"),
        (
            r"\frac{\partial}{\partial z} e^{-z}",
            r"\frac{\partial}{\partial \class{forward}{z}} e^{-\class{forward}{z}}",
        ),
        (r"a \\[6pt] b", r"\class{forward}{a} \\[6pt] \class{parameter}{b}"),  # a height is no letter
        (r"\nabla J(\theta)", r"\class{gradient}{\nabla} \class{gradient}{J}(\class{parameter}{\theta})"),
        (r"(W^{l+1})^\top \delta^{l+1}", r"(\class{parameter}{W^{l+1}})^\top \class{gradient}{\delta^{l+1}}"),
        (r"J'(p)", r"\class{gradient}{J'}(p)"),
        (r"\varphi'(z)", r"\class{forward}{\varphi'}(\class{forward}{z})"),
        (r"\mathrm{net}_{o1}", r"\class{forward}{\mathrm{net}_{o1}}"),  # o1 is the name of a unit
        (r"\theta \leftarrow \theta", r"\class{parameter}{\theta} \leftarrow \class{parameter}{\theta}"),
        (r"e^{-z}", r"e^{-\class{forward}{z}}"),
        (r"(o_j)^2", r"(\class{forward}{o_j})^2"),
        (r"\frac{1}{N}", r"\frac{1}{N}"),
    ],
)
def test_symbols_have_the_role_of_their_quantity(tex: str, expected: str) -> None:
    assert coloured(tex) == expected


def test_a_local_slope_has_the_hue_of_what_it_is_made_of() -> None:
    assert slope(r"{\partial \mathrm{net}_k}", r"{\partial o_j}") == "parameter"
    assert slope(r"{\partial \mathrm{net}_k}", r"{\partial w_{jk}}") == "forward"
    assert slope(r"{\partial o_j}", r"{\partial \mathrm{net}_j}") == "forward"
    assert slope("{o - t}", "{o}") == ""
