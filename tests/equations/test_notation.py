"""The book's formulas use only letters that the table of notation explains, and the table names code that exists."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from book_ext.equations.book import CHAPTERS, book
from book_ext.equations.grammar import NotUnderstood, parse

NOTATION = yaml.safe_load((CHAPTERS / "notation.yml").read_text(encoding="utf-8"))
EXPLAINED = {symbol for quantity in NOTATION["quantities"] for symbol in quantity["symbols"]} | {
    letter for symbols, _ in NOTATION["elsewhere"].values() for letter in symbols.split(", ")
}
COUNTERS = set("ijklmn")  # indices, said where they are used


def letters(node: Any) -> Iterator[str]:
    """Every letter of a formula, except for those that count."""
    if isinstance(node, tuple):
        if node[:1] == ("name",):
            yield node[1]
        for part in node[2:] if node[:1] == ("sub",) else node:
            yield from letters(part)
        if node[:1] == ("sub",):
            yield from letters(node[1])


def used() -> Iterator[tuple[str, str]]:
    for formula in book():
        if not formula.displayed:
            continue
        try:
            tree = parse(formula.tex)
        except NotUnderstood:
            continue  # the check of the equations reports it
        for letter in letters(tree):
            yield letter, f"{formula.file}:{formula.line}"


def test_every_letter_of_a_displayed_equation_is_explained():
    unknown = {
        (letter, place) for letter, place in used() if letter not in EXPLAINED | COUNTERS and not letter[-1:].isdigit()
    }
    assert not unknown


def test_every_explained_letter_is_used():
    everywhere = "".join(formula.tex for formula in book())
    assert not {symbol for symbol in EXPLAINED if symbol not in everywhere}


@pytest.mark.parametrize("quantity", NOTATION["quantities"], ids=lambda quantity: quantity["name"])
def test_a_quantity_is_written_in_every_convention_and_named_in_code(quantity):
    assert set(NOTATION["conventions"]) <= set(quantity)
    ast.parse(quantity["code"])


def test_every_term_of_the_glossary_is_linked_from_a_chapter():
    glossary = (CHAPTERS / "glossary.md").read_text(encoding="utf-8").partition(":::{glossary}")[2]
    terms = set(re.findall(r"^(?!:)(\S.*)$", glossary, re.MULTILINE))
    text = "".join(path.read_text(encoding="utf-8") for path in CHAPTERS.glob("*.md"))
    linked = {words.split("<")[-1].strip("> ").lower() for words in re.findall(r"{term}`([^`]+)`", text)}
    assert len(terms) > 40 and not {term.lower() for term in terms} - linked


def test_a_symbol_stands_beside_a_term_that_the_glossary_has():
    glossary = (CHAPTERS / "glossary.md").read_text(encoding="utf-8")
    terms = {quantity["term"] for quantity in NOTATION["quantities"] if "term" in quantity} | set(NOTATION["signs"])
    assert len(terms) >= 18 and all(f"\n{term}\n" in glossary for term in terms)
