"""A reader chooses the notation of another book: all formulas of the page are in it, and nothing else moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from built import SITE
from playwright.sync_api import Browser, Page, expect
from sample_book import build_page

from book_ext.notation import CONVENTIONS
from book_ext.site import conventions
from book_ext.site.conventions import Form, Place, already_set, convention_wanted, file

CHAPTER = "chapters/backward-pass.html"
DELTA = ".math[id='equation-eq-delta-output-out']"
NIELSEN = r"\delta^L_j = (a^L_j - y_j) \, \sigma'(z^L_j)"
AIMA = r"\Delta_j = (y_j - a_j) \, g'(\mathrm{in}_j)"


def bare(tex: str) -> str:
    """LaTeX without what only a typesetter sees."""
    return "".join(sign for sign in tex.replace(r"\,", "") if sign not in "{} ")


def select(page: Page, notation: str) -> None:
    """Choose it as a reader does, and wait until it is there."""
    page.evaluate("addEventListener('notationchange', ({ detail }) => { window.chosen = detail; })")
    page.locator(".notation select:visible").select_option(notation)
    page.wait_for_function(f"window.chosen === '{notation}'")


@pytest.mark.slow
@pytest.mark.parametrize(("notation", "tex"), [("nielsen", NIELSEN), ("aima", AIMA)])
def test_a_formula_is_in_the_chosen_notation_and_its_mathml_too(
    open_page: Callable[..., Page], notation: str, tex: str
) -> None:
    page = open_page((SITE / CHAPTER).as_uri())
    formula = page.locator(DELTA)
    before = formula.inner_html()
    select(page, notation)
    assert bare(str(formula.get_attribute("data-tex"))) == bare(tex)
    letters = formula.locator("math").text_content() or ""
    assert ("σ" in letters) == (notation == "nielsen") and ("Δ" in letters) == (notation == "aima")
    expect(page.get_by_text("Formulas are now in the notation")).to_be_visible()
    assert page.url.endswith(f"?notation={notation}")
    select(page, "base")
    assert formula.inner_html() == before and "notation" not in page.url


@pytest.mark.slow
def test_the_choice_is_kept_and_a_link_gives_it_on(open_page: Callable[..., Page], serve: Callable[..., str]) -> None:
    address = serve(SITE)
    page = open_page(f"{address}/{CHAPTER}")
    select(page, "nielsen")
    page.goto(f"{address}/chapters/forward-pass.html")
    expect(page.get_by_role("combobox", name="Notation")).to_have_value("nielsen")
    expect(page.locator(".math[id='equation-eq-output']")).to_have_attribute("data-tex", r"a^l_j = \sigma(z^l_j)")
    other = open_page(f"{address}/{CHAPTER}?notation=aima")
    expect(other.get_by_role("combobox", name="Notation")).to_have_value("aima")
    expect(other.locator("html")).not_to_have_class("notation-awaited")
    assert bare(str(other.locator(DELTA).get_attribute("data-tex"))) == bare(AIMA)


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_what_a_reader_looks_at_stays_where_it_is(open_page: Callable[..., Page], width: int) -> None:
    page = open_page((SITE / CHAPTER).as_uri(), viewport={"width": width, "height": 800})
    page.locator("#hidden-units-add-up-what-comes-back").scroll_into_view_if_needed()
    top = "document.querySelector('#hidden-units-add-up-what-comes-back h2').getBoundingClientRect().top"
    page.evaluate(f"scrollBy(0, {top} - 100)")
    for notation in ("goodfellow", "cs231n", "base"):
        page.evaluate(f"document.querySelector('.notation select').value = '{notation}'")
        page.locator(".notation select").first.dispatch_event("change")
        expect(page.locator("html")).to_have_attribute("data-notation", notation)
        assert page.evaluate(top) == pytest.approx(100, abs=2), notation


@pytest.mark.slow
def test_a_notation_that_cannot_be_loaded_leaves_the_page_as_it_is(browser: Browser, serve: Callable[..., str]) -> None:
    page = browser.new_page()
    page.route("**/notation/bishop.js", lambda route: route.abort())
    page.goto(f"{serve(SITE)}/{CHAPTER}")
    before = page.locator(DELTA).inner_html()
    page.get_by_role("combobox", name="Notation").select_option("bishop")
    expect(page.get_by_text("could not be loaded")).to_be_visible()
    expect(page.get_by_role("combobox", name="Notation")).to_have_value("base")
    assert page.locator(DELTA).inner_html() == before
    page.close()


def test_a_file_says_once_what_holds_on_most_pages() -> None:
    one, two, three = (Place(page, "(h") for page in ("a", "b", "c"))
    other = Place("a", "[x")
    said = {
        one: Form("g", "", "5"),
        two: Form("g", "", "5"),
        three: Form("h", "", ""),
        other: Form("x", "no index", ""),
    }
    ours = {place: Form(place.key[1:], "", "") for place in said}
    made = {rf"\({tex}\)": f"<{tex}>" for tex in "gh"}
    given = file("nielsen", "base", {"base": ours, "nielsen": said}, made)
    assert given == {"everywhere": {"(h": ["g", "<g>", "5"], "[x": "no index"}, "on": {"c": {"(h": None}}}


def test_formulas_that_an_earlier_build_has_set_are_found_by_their_source() -> None:
    html = (
        '<span class="math notranslate nohighlight" data-tex="a_j" data-base="o_j"></span>'
        '<div class="math notranslate nohighlight" id="equation-a" data-tex="x &lt; 1">'
    )
    assert already_set("proof", html) == [Place("proof", "(o_j"), Place("proof", "[x < 1")]


def test_an_unknown_notation_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTATION", "nilsen")
    with pytest.raises(ValueError, match=r"NOTATION is 'nilsen'; expected one of base, .*nielsen"):
        convention_wanted()


@pytest.mark.slow
def test_a_site_can_be_written_in_another_notation(tmp_path: Path) -> None:
    built = build_page(tmp_path, "# A page\n\nThe delta $\\delta_j$ and $w_{ij}$.\n", NOTATION="nielsen")
    assert built.returncode == 0, built.stderr
    html = next(path for path in tmp_path.rglob("index.html") if "data-tex" in path.read_text("utf-8"))
    text = html.read_text("utf-8")
    assert 'data-tex="w^l_{ji}" data-base="w_{ij}"' in text
    assert '<option value="nielsen" selected>' in text
    files = {path.stem for path in html.parents[1].joinpath(conventions.FOLDER).glob("*.js")}
    assert files == {*CONVENTIONS, "meanings"} - {"nielsen"}
    ours = (html.parents[1] / conventions.FOLDER / "base.js").read_text("utf-8")
    entries = json.loads(ours.partition(", ")[2].removesuffix(");\n"))
    assert entries["everywhere"]["(w_{ij}"][0] == "w_{ij}"
