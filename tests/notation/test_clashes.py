"""On a page a letter means one thing; where it means two in another notation, the table tells them apart."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from book_ext.equations.book import book
from book_ext.equations.grammar import NotUnderstood
from book_ext.equations.notation import table
from book_ext.notation import CONVENTIONS, said
from book_ext.notation.meaning import Unsaid
from book_ext.notation.positions import statements
from book_ext.notation.rewriting import Rewriting


def letter(symbol: str) -> str:
    return re.sub(r"[_^](?:\{[^{}]*\}|\\?[A-Za-z0-9]+)|'|[()]", "", symbol)


def uses(convention: str) -> dict[tuple[str, str], set[str]]:
    """What each letter stands for on each page."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for formula in book():
        page = Path(formula.file).stem
        try:
            trees = statements(formula.tex)
        except NotUnderstood:
            continue
        now = convention if said(formula.tex, convention, page).tex else "base"
        for tree in trees:
            meaning, at = Rewriting(formula.tex, tree, now, page).meaning, set()
            for symbol in meaning.found:
                at.add(symbol.start)
                known = meaning.known(symbol)
                what = known.quantity if known else symbol.letter
                try:
                    new = meaning.plain(symbol)
                except Unsaid:
                    continue
                if not new.startswith(r"\frac"):
                    found[page, letter(new)].add("input" if symbol.layer == "0" and new == "x" else what)
            for name in tree.find_data("name"):
                if name.meta.start_pos not in at:
                    found[page, str(name.children[0])].add(str(name.children[0]))
    return found


def test_letters_that_mean_two_things_are_told_apart_in_the_table() -> None:
    stay = table()["pages"]["stay"]
    clashes: dict[str, set[str]] = {}
    for convention in CONVENTIONS:
        found = uses(convention).items()
        clashes[convention] = {sign for (page, sign), what in found if len(what) > 1 and page not in stay}
    ours = clashes.pop("base")
    told = {convention: set(table()["clashes"].get(convention, {})) for convention in clashes}
    assert {name: signs - ours for name, signs in clashes.items()} == told
