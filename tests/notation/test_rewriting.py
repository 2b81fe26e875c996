"""Each formula that the book checks is rewritten into each other notation, and holds in the worlds of that notation."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from book_ext.equations.book import Entry, book, entry_of, table
from book_ext.equations.check import difference
from book_ext.equations.colours import BRACKETS, coloured, plain
from book_ext.equations.evaluate import read
from book_ext.equations.grammar import NotUnderstood
from book_ext.equations.reading import rows
from book_ext.notation import CONVENTIONS, rewritten, said
from book_ext.notation.rewriting import written
from tests.notation.conventions import inhabited, placed, understood

OTHERS = [convention for convention in CONVENTIONS if convention != "base"]
EXAMPLE = "its letters are no quantities of a network"
SAME_SIDES = "both sides are written the same there"
E_N, L_I = "the index of E_n is taken", "the index of L_i is taken"
ROWS = "the slopes of a row with respect to a row"

# What stays in the book's own notation: the page on notations and the example of two paths everywhere, and these.
KEPT: dict[str, dict[str, str]] = {
    "bishop": {
        "eq-time-weight": E_N,
        "eq-time-back": E_N,
        "eq-convolution-weights": E_N,
        "eq-convolution-signal": E_N,
        "eq-normalised-back": E_N,
    },
    "d2l": {"eq-delta": SAME_SIDES, r"\delta_j = \frac{\partial E}{\partial z_j}": SAME_SIDES},
    "cs231n": {
        "eq-delta": SAME_SIDES,
        r"\delta_j = \frac{\partial E}{\partial z_j}": SAME_SIDES,
        "eq-chain-cost": L_I,
        "eq-chain-cost-slope": L_I,
        "eq-softmax-jacobian": ROWS,
        "eq-output-delta": ROWS,
    },
}


@cache
def checked() -> list[tuple[str, str, str, Entry]]:
    """Every statement of the book that is checked: its label or itself, its LaTeX, its page, and how it is checked."""
    known, found = table(), []
    for formula in book():
        text = entry_of(formula, known) or "supposed"
        if not text.startswith(("supposed", "wrong")):
            name, page = formula.label or " ".join(formula.tex.split()), Path(formula.file).stem
            found.append((name, formula.tex, page, Entry.of(text, formula.label)))
    return found


@cache
def fault(tex: str, convention: str, entry: Entry) -> str:
    """Why a formula in a convention is refused in its worlds; "" if it holds."""
    entry = placed(convention, entry)
    worlds = inhabited(convention, entry.world)
    try:
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            for row in rows(understood(tex, convention)):
                if found := difference(read(row, worlds[0]), worlds, entry.free, entry.only):
                    return str(found)
    except (NotUnderstood, AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
        return f"{problem!r}"
    return ""


@pytest.mark.parametrize("convention", OTHERS)
def test_what_is_rewritten_holds_in_the_worlds_of_that_notation(convention: str) -> None:
    kept, faults, count = {}, {}, Counter()
    for name, tex, page, entry in checked():
        new, reason = said(tex, convention, page)
        count["rewritten" if new else reason] += 1
        if new is None and reason != "the same":
            kept[name] = reason
        elif problem := fault(new or tex, convention, entry):
            faults[name] = f"{plain(new or tex)} {problem}"
    assert faults == {}
    assert {name: reason for name, reason in kept.items() if reason != EXAMPLE} == KEPT.get(convention, {})
    assert count["rewritten"] >= 65 and count[EXAMPLE] == 12


def test_what_stays_everywhere_is_about_notations_or_an_example() -> None:
    kept = {(name, page) for name, tex, page, _ in checked() if said(tex, "aima", page).reason == EXAMPLE}
    assert {page for _, page in kept} == {"notation", "chain-rule"}
    assert all(BRACKETS.search(tex) for tex, page in kept if page == "chain-rule")


def test_the_base_notation_is_what_the_book_prints() -> None:
    """Nothing but the reading and the colours is left if no letter is another: both agree with colours.py."""
    differing = []
    for formula in book():
        try:
            new = written(formula.tex, "base")
        except NotUnderstood:
            continue
        if new != coloured(formula.tex) and not BRACKETS.search(formula.tex):
            differing.append(formula.tex)
    layers = [r"W^2", r"\frac{\partial E}{\partial a^0} = (W^1)^\top \, \delta^1", r"\nabla"]  # numbers of layers, no powers
    assert set(differing) <= set(layers)


# ------------------------------------------------------------------------------------------ what the books print


def plainly(tex: str, convention: str, page: str = "") -> str:
    new = rewritten(tex, convention, page)
    return re.sub(r"\\[,;:!]|\s+|\{(?=\w\})|(?<=\{\w)\}|\\(left|right)(?![a-z])", "", plain(new or tex)).replace("{", "").replace("}", "")


PRINTED = [
    # Nielsen, chapter 2: BP1 to BP4, 23, 25, and their matrix forms
    ("nielsen", r"\delta_j = \frac{\partial E}{\partial o_j} \varphi'(\mathrm{net}_j)", r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)", "error-calculation"),
    ("nielsen", r"\delta^L = (a^L - y) \odot \sigma'(z^L)", r"\delta^L = (a^L-y) \odot \sigma'(z^L)", ""),
    ("nielsen", r"\delta^l = \left( (W^{l+1})^\top \delta^{l+1} \right) \odot \sigma'(z^l)", r"\delta^l = ((w^{l+1})^\top \delta^{l+1}) \odot \sigma'(z^l)", ""),
    ("nielsen", r"\frac{\partial E}{\partial b_j} = \delta_j", r"\frac{\partial C}{\partial b^l_j} = \delta^l_j", ""),
    ("nielsen", r"\frac{\partial E}{\partial w_{kj}} = o_k \delta_j", r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j", ""),
    ("nielsen", r"o_j = \varphi\left( \sum_{k} w_{kj} o_k + b_j \right)", r"a^l_j = \sigma\left( \sum_k w^l_{jk} a^{l-1}_k + b^l_j \right)", ""),
    ("nielsen", r"a^l = \sigma(W^l a^{l-1} + b^l)", r"a^l = \sigma(w^l a^{l-1}+b^l)", ""),
    # Russell and Norvig, figure 18.24 of the third edition
    ("aima", r"\delta_j \leftarrow \varphi'(\mathrm{net}_j) (o_j - t_j)", r"\Delta_j \leftarrow g'(\mathrm{in}_j)(y_j - a_j)", ""),
    ("aima", r"\delta_i \leftarrow \varphi'(\mathrm{net}_i) \sum_{j} w_{ij} \delta_j", r"\Delta_i \leftarrow g'(\mathrm{in}_i) \sum_j w_{i,j} \Delta_j", ""),
    ("aima", r"w_{ij} \leftarrow w_{ij} - \eta \times o_i \times \delta_j", r"w_{i,j} \leftarrow w_{i,j} + \alpha \times a_i \times \Delta_j", ""),
    # Bishop, 5.48, 5.49, 5.51, 5.53, 5.54, 5.56
    ("bishop", r"\mathrm{net}_j = \sum_{i} w_{ij} o_i", r"a_j = \sum_i w_{ji} z_i", ""),
    ("bishop", r"o_j = \varphi(\mathrm{net}_j)", r"z_j = h(a_j)", ""),
    ("bishop", r"\delta_j = \frac{\partial E}{\partial \mathrm{net}_j}", r"\delta_j = \frac{\partial E_n}{\partial a_j}", ""),
    ("bishop", r"\frac{\partial E}{\partial w_{ij}} = \delta_j \, o_i", r"\frac{\partial E_n}{\partial w_{ji}} = \delta_j z_i", ""),
    ("bishop", r"\delta_k = o_k - t_k", r"\delta_k = y_k - t_k", ""),
    ("bishop", r"\delta_j = \frac{\partial E}{\partial \mathrm{net}_j} = \sum_{k} \frac{\partial E}{\partial \mathrm{net}_k} \frac{\partial \mathrm{net}_k}{\partial \mathrm{net}_j}",
     r"\delta_j = \frac{\partial E_n}{\partial a_j} = \sum_{k} \frac{\partial E_n}{\partial a_k} \frac{\partial a_k}{\partial a_j}", ""),
    ("bishop", r"\delta_j = \varphi'(\mathrm{net}_j) \sum_{k} w_{jk} \, \delta_k", r"\delta_j = h'(a_j) \sum_{k} w_{kj} \delta_k", ""),
    # Goodfellow, Bengio and Courville, algorithms 6.3 and 6.4, for layer l instead of k and without a regulariser, where
    # J is L; the g that the algorithm overwrites has the number of its layer
    ("goodfellow", r"z^l = b^l + W^l a^{l-1}", r"a^{(l)} = b^{(l)} + W^{(l)} h^{(l-1)}", ""),
    ("goodfellow", r"a^l = \sigma(z^l)", r"h^{(l)} = f(a^{(l)})", ""),
    ("goodfellow", r"\delta^l = \frac{\partial E}{\partial a^l} \odot \sigma'(z^l)", r"g^{(l)} = \nabla_{h^{(l)}} L \odot f'(a^{(l)})", ""),
    ("goodfellow", r"\frac{\partial E}{\partial b^l} = \delta^l", r"\nabla_{b^{(l)}} L = g^{(l)}", ""),
    ("goodfellow", r"\frac{\partial E}{\partial W^l} = \delta^l (a^{l-1})^\top", r"\nabla_{W^{(l)}} L = g^{(l)} (h^{(l-1)})^\top", ""),
    ("goodfellow", r"\frac{\partial E}{\partial a^{l-1}} = (W^l)^\top \delta^l", r"\nabla_{h^{(l-1)}} L = (W^{(l)})^\top g^{(l)}", ""),
    # Dive into Deep Learning, 5.3, for layer l instead of 2 and 1 and without a regulariser; 5.1 in rows
    ("d2l", r"\frac{\partial E}{\partial W^l} = \delta^l (a^{l-1})^\top", r"\frac{\partial J}{\partial W^{(l)}} = \frac{\partial J}{\partial z^{(l)}} (h^{(l-1)})^\top", ""),
    ("d2l", r"\frac{\partial E}{\partial a^{l-1}} = (W^l)^\top \frac{\partial E}{\partial z^l}", r"\frac{\partial J}{\partial h^{(l-1)}} = (W^{(l)})^\top \frac{\partial J}{\partial z^{(l)}}", ""),
    ("d2l", r"\delta^l = \frac{\partial E}{\partial a^l} \odot \sigma'(z^l)", r"\frac{\partial J}{\partial z^{(l)}} = \frac{\partial J}{\partial h^{(l)}} \odot \phi'(z^{(l)})", ""),
    # CS231n, the notes on a minimal network: dW = np.dot(X.T, dscores), dX = np.dot(dscores, W.T), scores = np.dot(X, W) + b
    ("cs231n", r"\frac{\partial J}{\partial U} = X^\top G", r"\mathtt{dW} = X^\top \mathtt{dscores}", ""),
    ("cs231n", r"\frac{\partial J}{\partial X} = G \, U^\top", r"\mathtt{dX} = \mathtt{dscores} W^\top", ""),
    ("cs231n", r"Z = X U", r"\mathtt{scores} = X W", ""),
    ("cs231n", r"z^l = W^l a^{l-1} + b^l", r"z^l = h^{l-1} W^l + b^l", ""),
]  # fmt: skip


@pytest.mark.parametrize(("convention", "ours", "theirs", "page"), PRINTED)
def test_a_formula_is_written_as_the_other_book_prints_it(convention: str, ours: str, theirs: str, page: str) -> None:
    assert plainly(ours, convention, page) == plainly(theirs, "base")
