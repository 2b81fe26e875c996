"""Sentences that readers stumbled over, and that were written anew, are nowhere in the book's text again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORMER = (ROOT / "tests" / "support" / "former_sentences.txt").read_text(encoding="utf-8").splitlines()
PLACES = (
    *((ROOT / "chapters").glob("*.md")),
    *((ROOT / "backprop_widgets").rglob("*.py")),
    *((ROOT / "backprop_widgets").rglob("*.js")),
    *((ROOT / "backprop_exercises").rglob("*.py")),
    *((ROOT / "backprop_lib" / "misconceptions").rglob("*.py")),
    *(ROOT.glob("README.md")),
)


def plain(text: str) -> str:
    """Words in one line: a string that Python joins from several is one, and stress and case do not count.

    >>> plain('"One *large* "\\n    "step"')
    '"one large step"'
    """
    joined = re.sub(r'"(\s*\+)?\s*\n\s*(\+\s*)?f?"', "", text)
    return " ".join(joined.replace("*", "").split()).lower()


TEXTS = {path.relative_to(ROOT).as_posix(): plain(path.read_text(encoding="utf-8")) for path in PLACES}


@pytest.mark.parametrize("former", FORMER)
def test_a_sentence_that_was_mended_is_not_back(former: str) -> None:
    assert [name for name, text in TEXTS.items() if plain(former) in text] == []


def test_a_sentence_is_found_where_it_is() -> None:
    assert len(FORMER) == len(set(FORMER)) > 80
    sentence = "Training is a walk *downhill*, blindfolded. You stand"
    assert [name for name, text in TEXTS.items() if plain(sentence) in text] == ["chapters/problem.md"]
    assert plain('f"One *large* "\n    f"step"') == 'f"one large step"'
