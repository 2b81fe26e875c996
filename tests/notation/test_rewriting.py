"""Each formula that the book checks is rewritten into each other notation, and holds in the worlds of that notation."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

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
    assert count["rewritten"] >= 60 and count[EXAMPLE] == 12


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
    layers = [
        r"W^2",
        r"\frac{\partial E}{\partial a^0} = (W^1)^\top \, \delta^1",
        r"\nabla",
    ]  # numbers of layers, no powers
    assert set(differing) <= set(layers)


# ------------------------------------------------------------------------------------------ what the books print


def plainly(tex: str, convention: str, page: str = "") -> str:
    new = rewritten(tex, convention, page)
    return (
        re.sub(r"\\[,;:!]|\s+|\{(?=\w\})|(?<=\{\w)\}|\\(left|right)(?![a-z])", "", plain(new or tex))
        .replace("{", "")
        .replace("}", "")
    )


PRINTED = [
    (convention, one["ours"], one["theirs"], one.get("page", ""))
    for convention, formulas in yaml.safe_load(
        Path(__file__).with_name("printed.yml").read_text(encoding="utf-8")
    ).items()
    for one in formulas
]


@pytest.mark.parametrize(("convention", "ours", "theirs", "page"), PRINTED)
def test_a_formula_is_written_as_the_other_book_prints_it(convention: str, ours: str, theirs: str, page: str) -> None:
    assert plainly(ours, convention, page) == plainly(theirs, "base")
