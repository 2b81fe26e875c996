"""The search, from a server and from a disk: words, signs, slips, readable excerpts, and a way to the first hit."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from built import SITE
from playwright.sync_api import Page, expect

from book_ext.equations.colours import roles
from book_ext.site.search import readable, sections

ROOT = Path(__file__).parents[2]

SLIPS = {"gradent": "gradient", "backpropogation": "backpropagation", "weihgt": "weight", "sigmiod": "sigmoid"}
HOSTILE = ["%", "constructor", "__proto__", "(", "[a-", "\\", "<b>x", "a" * 3000, "x " * 300, "٣", "\x01"]


@pytest.fixture(params=["http", "file"])
def search(request: pytest.FixtureRequest, serve: Callable[[Path], str], open_page: Callable[..., Page]) -> Callable:
    address = serve(SITE) if request.param == "http" else SITE.as_uri()
    page = open_page(f"{address}/search.html")

    def look_for(query: str) -> Page:
        page.goto(f"{address}/search.html?q={quote(query, safe='')}")
        page.wait_for_function(
            "document.querySelector('#search-progress').textContent.includes('found') || "
            "document.querySelector('#search-progress').textContent.includes('nothing')"
        )
        return page

    return look_for


@pytest.mark.slow
def test_signs_are_found_by_what_they_are(search: Callable[[str], Page]) -> None:
    """Those of the notation's own table; also in the letters of a formula."""
    table = yaml.safe_load((ROOT / "chapters" / "notation.yml").read_text(encoding="utf-8"))["quantities"]
    for one in table:
        for symbol in one["symbols"]:
            if symbol.startswith("\\") and len(readable(symbol)) == 1:
                page = search(readable(symbol))
                expect(page.locator("#search-results")).to_contain_text(one["name"])
                expect(page.locator("#search-results ol a").first).to_be_visible()
    for sign in ("∂", "\N{MATHEMATICAL ITALIC SMALL DELTA}", "\N{MICRO SIGN}"):
        expect(search(sign).locator("#search-results ol a").first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("slip", "meant"), SLIPS.items())
def test_a_slip_is_asked_about(slip: str, meant: str, search: Callable[[str], Page]) -> None:
    page = search(slip)
    expect(page.locator("#search-progress")).to_contain_text(f"Did you mean {meant}")
    page.locator("#search-progress a").click()
    expect(page.locator("#search-results ol a").first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("query", ["gradient", "chain rule", "hidden", "delta", "weight", "net input", "softmax"])
def test_excerpts_can_be_read(query: str, search: Callable[[str], Page]) -> None:
    page = search(query)
    texts = page.locator("#search-results li").all_inner_texts()
    assert texts and len(set(texts)) == len(texts)
    for text in texts:
        if not text.startswith("How this book checks itself"):  # which is about LaTeX
            assert not re.search(r"\\[a-zA-Z(]|_\{|\$\$", text), text
    assert "categories" not in page.locator("main").inner_text()
    assert page.locator("#search-results mark").count() >= len(texts) / 2


@pytest.mark.slow
def test_a_result_leads_to_the_hit(search: Callable[[str], Page]) -> None:
    page = search("saturated")
    page.locator("#search-results ol a").first.click()
    mark = page.locator("article mark")
    expect(mark).to_have_text(re.compile("saturated", re.I))
    expect(mark).to_be_in_viewport()


@pytest.mark.slow
@pytest.mark.parametrize("query", HOSTILE)
def test_whatever_is_looked_for(query: str, search: Callable[[str], Page]) -> None:
    """No error on the page: open_page sees to that."""
    assert search(query).locator("#search-results b").count() == 0


FORMULAS = {
    r"\(\delta_j\)": "δ_j",
    r"\frac{\mathrm{d}J}{\mathrm{d}\theta}": "dJ/dθ",
    r"\frac{\partial E}{\partial \mathrm{net}_j}": "∂E/∂net_j",
    r"w_{ij} \leftarrow w_{ij} - \eta \, g": "w_ij ← w_ij - η g",
    r"(W^l)^\top \delta^{l+1} \odot \sigma'(z^l)": "(W^l)^ᵀ δ^l+1 ⊙ σ'(z^l)",
    r"\frac{\frac{a}{b}}{c}": "a/b/c",
    r"\class{gradient}{\delta_j}\class{forward}{o_i}": "δ_jo_i",
    r"\frac{\class{loss}{E}}{\class{parameter}{w_{ij}}}": "E/w_ij",
}


@pytest.mark.parametrize("latex", FORMULAS)
def test_a_formula_reads_as_a_line(latex: str) -> None:
    assert readable(latex) == FORMULAS[latex]


@pytest.mark.slow
def test_no_colour_is_searched() -> None:
    """What colours a formula (book_ext/equations/colours.py) is not among its words."""
    names = "|".join(sorted(set(roles().values())))
    assert not re.search(rf"class\{{?({names})", (SITE / "_static" / "search_texts.js").read_text(encoding="utf-8"))


PAGE = """<section id="top">
<h1><span class="section-number">1 </span>Top<a class="headerlink" href="#top">#</a></h1>
<p>One <span class="math">\\(\\delta_j\\)</span>, two.</p><pre>shown = 1</pre><p>Three.</p>
<details class="hide"><pre>hidden = 1</pre></details><div class="widget"><script>{"a": 1}</script></div>
<details class="solution">solved</details><section id="inner"><h2>Inner</h2><p>Four.</p></section></section>
<dl class="glossary"><dt id="term-x">x</dt><dd>What x is.</dd></dl>"""


def test_a_section_is_its_prose_and_then_its_code() -> None:
    """Without hidden code, widgets, solutions, and the sections inside it."""
    assert list(sections(PAGE)) == [
        ("top", "Top", "One δ_j, two. Three. shown = 1"),
        ("inner", "Inner", "Four."),
        ("term-x", "x", "What x is."),
    ]
