"""The dictionary of the chapter on notation is the table by which formulas are rewritten."""

from __future__ import annotations

import pytest

from book_ext.equations.notation import table
from book_ext.notation import CONVENTIONS, printed, quantity
from book_ext.notation.table import quantities

DELTA = "delta, the slope with respect to a net input"


def test_every_quantity_is_printed_in_every_convention() -> None:
    assert all(printed(name, convention) for name in quantities() for convention in table()["conventions"])
    assert {*table()["conventions"]} | {"base", "code"} == {*CONVENTIONS} | {"units"}
    assert {*table()["sources"]} == {*table()["conventions"]} - {"units", "matrices"}


def test_a_writing_has_its_colour_and_keeps_its_sign() -> None:
    assert printed(DELTA, "aima") == r"-\class{gradient}{\Delta_j}"
    assert printed("bias", "bishop") == r"\class{parameter}{w_{j0}}, \class{parameter}{b^{(l)}}"
    assert printed("net input", "bishop") == r"\class{forward}{a_j}"
    assert printed("learning rate", "goodfellow") == r"\epsilon"
    assert printed("query, key and value", "aima") == r"\text{–}"


@pytest.mark.parametrize(
    ("tex", "page", "name"),
    [
        (r"\delta^{l+1}_k", "", DELTA),
        (r"W^\top", "", "weight from unit i to unit j"),
        (r"\varphi'", "", "activation, the curve"),
        ("a", "", "output of a unit"),
        ("a", "chain-rule", ""),  # a number of an example there
        ("o_j - t_j", "", ""),
        (r"\begin{pmatrix} 1 \end{pmatrix}", "", ""),
    ],
)
def test_a_symbol_leads_to_its_line_of_the_table(tex: str, page: str, name: str) -> None:
    found = quantity(tex, page)
    assert (found["name"] if found else "") == name
