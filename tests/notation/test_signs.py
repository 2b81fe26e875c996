"""Statements that try signs, layers and orders harder than the book does; and what cannot be said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from book_ext.equations.book import Entry
from book_ext.equations.colours import plain
from book_ext.notation import CONVENTIONS, rewritten, said
from tests.notation.test_rewriting import OTHERS, fault

STATEMENTS = yaml.safe_load(Path(__file__).with_name("statements.yml").read_text(encoding="utf-8"))


def hard() -> list[tuple[str, str, str, Entry]]:
    """These statements as those of the book are listed: name, LaTeX, page, and how they are checked."""
    parts = [(one["tex"], *one["check"].partition(":")[::2]) for one in STATEMENTS]
    return [(tex, tex, "", Entry.of(how, f"eq:{only}" if only else None)) for tex, how, only in parts]


@pytest.mark.parametrize("convention", OTHERS)
def test_hard_statements_hold(convention: str) -> None:
    for name, tex, _, entry in hard():
        new, reason = said(tex, convention)
        if new is None and reason != "the same":
            assert name == r"\delta^l = \frac{\partial E}{\partial z^l}" and convention in ("d2l", "cs231n"), (
                name,
                reason,
            )
        else:
            assert not fault(new or tex, convention, entry), (plain(new or tex), fault(new or tex, convention, entry))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (r"\delta_j", r"\Delta_j"),  # a symbol alone names the quantity
        (r"\delta_j \, o_i", r"-\Delta_j \, a_i"),  # a product is meant as its value
        (r"-\eta \, \delta_j \, o_i", r"\alpha \, \Delta_j \, a_i"),
        (r"\delta_j = -0.3", r"\Delta_j = 0.3"),
        (r"e^{-\delta_j}", r"e^{\Delta_j}"),
        (r"\varphi(\delta_j) = 0", r"g(-\Delta_j) = 0"),
        (r"\sqrt{\delta_j} = 1", r"\sqrt{-\Delta_j} = 1"),
        (r"o_j^2", r"a_j^2"),
        (r"\partial E / \partial w_{ij}", r"\partial E / \partial w_{i,j}"),
        (r"f(x; \theta)", "h_w(x)"),
    ],
)
def test_a_fragment_keeps_its_value(ours: str, theirs: str) -> None:
    assert plain(rewritten(ours, "aima") or "") == theirs


@pytest.mark.parametrize(
    ("tex", "convention", "reason"),
    [
        (r"\delta_j \le 1", "aima", "inequality"),
        (r"\prod_{j} \delta_j = 1", "aima", "product"),
        (r"\delta_j^n = 1", "aima", "power"),
        (r"w_{1,2} = 0.5", "nielsen", "numbered"),
        (r"\frac{\partial E}{\partial w_{ij}} = \sum_{n} x_n", "bishop", "taken"),
        (r"\frac{\partial a}{\partial z} = \mathrm{diag}(a) - a \, a^\top", "cs231n", "row"),
        (r"\begin{pmatrix} 1 & 2 \end{pmatrix}", "aima", "not understood"),
        ("c = a + b", "aima", "no quantities"),
        (r"\tanh(x) = y", "nielsen", "the same"),
    ],
)
def test_what_cannot_be_said_stays_with_its_reason(tex: str, convention: str, reason: str) -> None:
    new, why = said(tex, convention)
    assert new is None and reason in why


def test_an_unknown_convention_is_refused() -> None:
    with pytest.raises(ValueError, match=r"There is no convention 'hinton'; expected one of base, matrices, aima"):
        rewritten("x", "hinton")


def test_every_symbol_has_the_colour_of_its_quantity() -> None:
    new = rewritten(r"w_{ij} \leftarrow w_{ij} - \eta \, \delta_j \, o_i", "bishop")
    weight = r"\class{parameter}{w_{ji}}"
    assert new == rf"{weight} \leftarrow {weight} - \eta \, \class{{gradient}}{{\delta_j}} \, \class{{forward}}{{z_i}}"


def test_the_conventions_begin_with_this_book() -> None:
    assert next(iter(CONVENTIONS)) == "base" and len(CONVENTIONS) == 9 and all(CONVENTIONS.values())
