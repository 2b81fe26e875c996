"""What learners look for stands in a heading or in the glossary, in words that they would use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHAPTERS = Path(__file__).parents[2] / "chapters"
TOPICS = {
    "shapes in NumPy": [
        "a list is not a column",
        "(n,) and (n, 1)",
        "(n,) against (n, 1)",
        "broadcasting, on the way back",
    ],
    "one example in each row": ["examples in rows", "my examples are rows", "a batch in rows"],
    "all that use a value have reported": ["wait until all units that use it have reported", "topological order"],
    "momentum in the long run, and its two forms": ["momentum", "two formulas for momentum"],
    "at rest without a solution": ["at rest, and wrong", "xor with 0.5 everywhere"],
    "when zero may be the start": ["a start that is not zero", "zero initialisation"],
    "how small is small in a check": ["how small is small", "how close must the two gradients be"],
    "an epoch of single steps is no step of the batch": ["epoch of single steps"],
    "large weights, with a bias that brings z back": ["can large weights help", "can large weights keep"],
    "mirror symmetry by two units": ["does it read the same from both ends?", "detect mirror symmetry"],
    "the delta for any loss": ["another loss", "the delta for any loss"],
    "softmax, in full": [
        "softmax: probabilities",
        "the long way: the jacobian",
        "cross-entropy: the loss",
        "logits",
        "softmax twice",
    ],
    "a loss and an activation of one's own": ["a curve of your own", "a loss or an activation of my own"],
    "steps, and a choice at a kink": ["kinks and steps", "could the activation be a step", "slope of relu at 0"],
    "what a bias is for": ["what is a bias for"],
    "entry by entry, or a product of matrices": ["entry by entry", "hadamard product", "outer product"],
    "why minus the gradient": ["why minus the gradient"],
    "1/N in the deltas or later": ["does 1/n belong"],
    "when reverse mode is no advantage": ["reverse mode no advantage"],
    "dead units": ["dying relu"],
    "a saturated unit, and how it learns": ["a unit that learns slowly", "the same data, two losses"],
    "how large the first weights should be": ["starting values"],
    "a loss that does not overflow": ["in floating point"],
    "many starts of one network": ["a hundred starts"],
    "what a library does with gradients": ["zero_grad", "what libraries do"],
}
IN_THE_TEXT = ("logits", "broadcasting", "dying relu", "zero_grad", "topological", "convex", "steepest", "float32")
IN_THE_TEXT += ("softplus", "leaky relu", "batch normalisation", "attention", "adam")
IN_THE_TEXT += (
    "element-wise",
    "hadamard",
    "outer product",
    "log-softmax",
    "alexnet",
    "one-hot",
    "backward propagation of",
)


def without_code(page: str) -> str:
    """A page without its cells and displayed formulas, in small letters."""
    return re.sub(r"^```\{(code-cell|math)\}.*?^```$", "", page, flags=re.M | re.S).lower()


def to_be_found(pages: dict[str, str]) -> list[str]:
    """All headings, titles of boxes, and terms of the glossary."""
    headings = [words for text in pages.values() for words in re.findall(r"^#{1,4} (.+)$", text, re.M)]
    boxes = [words for text in pages.values() for words in re.findall(r"^:::\{admonition\} (.+)$", text, re.M)]
    terms = re.findall(r"^(?!:)(\S.*)$", pages["glossary"].partition(":::{glossary}")[2], re.M)
    return headings + boxes + terms


PAGES = {page.stem: without_code(page.read_text(encoding="utf-8")) for page in CHAPTERS.glob("*.md")}
FOUND = to_be_found(PAGES)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_a_heading_or_a_term(topic: str) -> None:
    assert [words for words in TOPICS[topic] if not any(words in found for found in FOUND)] == []


@pytest.mark.parametrize("word", IN_THE_TEXT)
def test_a_word_that_is_searched_for_is_in_the_text(word: str) -> None:
    assert any(word in text for text in PAGES.values())


def test_headings_are_read_outside_of_code() -> None:
    page = "# A title\n```{code-cell} ipython3\n# a comment\n```\n:::{admonition} Easy to get wrong: a slip\n"
    glossary = "# Glossary\n:::{glossary}\nterm\n  What it is.\n:::\n"
    pages = {"one": without_code(page), "glossary": glossary}
    assert to_be_found(pages) == ["a title", "Glossary", "easy to get wrong: a slip", "term"]
