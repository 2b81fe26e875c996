"""Numbers in the text have the class of their quantity, and what begins with no quantity has none."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from book_ext.site.cache import ROOT


@pytest.mark.slow  # reads the built book
def test_numbers_of_the_worked_example_have_their_hue() -> None:
    page = BeautifulSoup((ROOT / "_build/html/chapters/backward-pass.html").read_text(encoding="utf-8"), "html.parser")
    found = {number.text: number["class"] for number in page.select(".pasted-text")}
    assert {"0.7414", "0.0822", "−0.2171"} & set(found)
    for text, role in {"0.7514": "forward", "0.5933": "forward", "0.7414": "gradient", "0.0822": "gradient"}.items():
        assert found[text] == ["pasted-text", role]


@pytest.mark.slow  # reads the built book
def test_a_term_is_a_link_where_it_is_used_first() -> None:
    page = BeautifulSoup((ROOT / "_build/html/chapters/problem.html").read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in page.select("main a[href*='glossary.html#term']")]
    assert len(links) == len(set(links)) > 5
