"""Every page of the built book, as a reader meets it: by http and from disk, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built import READ, SITE, TYPESET, assert_whole
from keeping import reload_with_what_is_kept
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session", params=["http", "file"])
def address(request: pytest.FixtureRequest, serve: Callable[[Path], str]) -> str:
    """Where the book is: on a local server, or in a folder."""
    return serve(SITE) if request.param == "http" else SITE.as_uri()


def test_the_book_is_built() -> None:
    assert len(READ) > 2, "No pages to test: build the book first (make book)."


@pytest.mark.parametrize("name", READ)
def test_page_is_whole(name: str, serve: Callable[[Path], str], open_page: Callable[..., Page]) -> None:
    """On a phone and from a server; test_each_page.py sees to the same from a disk."""
    page = open_page(f"{serve(SITE)}/{name}", viewport={"width": 360, "height": 740})
    assert_whole(page)


def test_the_address_alone_leads_to_the_opening_page(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/index.html")
    expect(page).to_have_url(f"{address}/chapters/index.html")


def test_search_finds(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/chapters/index.html")
    page.get_by_role("searchbox").fill("gradient")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/search.html?q=gradient")
    expect(page.locator("#search-results li a").first).to_be_visible()


def test_theme_is_chosen_and_kept(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/chapters/index.html", color_scheme="light")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    reload_with_what_is_kept(page)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light")).to_be_visible()


def test_chapters_open_on_a_narrow_screen(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/problem.html", viewport={"width": 360, "height": 740})
    chapters = page.get_by_role("navigation", name="Chapters")
    expect(chapters).to_be_hidden()
    page.get_by_role("button", name="Chapters").click()
    expect(chapters).to_be_visible()
    expect(page.locator(".page")).to_have_js_property("inert", True)
    page.keyboard.press("Escape")
    expect(chapters).to_be_hidden()
    expect(page.locator(".page")).to_have_js_property("inert", False)
    opener = page.get_by_role("button", name="Chapters")
    expect(opener).to_be_focused()
    opener.click()
    chapters.get_by_role("button", name="Close").click()
    expect(chapters).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.mouse.click(350, 400)  # beside the list
    expect(chapters).to_be_hidden()
    opener.click()
    page.set_viewport_size({"width": 1280, "height": 740})
    expect(page.locator(".page")).to_have_js_property("inert", False)


def test_a_page_that_fits_shows_no_progress(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/search.html")
    expect(page.locator("#progress")).to_have_css("scale", "0 1")


BESIDE = """() => [...document.querySelectorAll(".equation")].map(equation => {
    const parts = [".eqno", ".checked summary"].map(name => equation.querySelector(name));
    const [number, mark] = parts.map(part => part?.getBoundingClientRect());
    return !number || !mark || (number.top < mark.bottom && mark.top < number.bottom);
})"""


@pytest.mark.parametrize("name", ["checking-gradients", "famous-networks", "forward-pass", "problem", "what-next"])
def test_the_number_of_a_formula_and_its_mark_stand_on_one_line(name: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/{name}.html", viewport={"width": 390, "height": 800})
    page.evaluate(TYPESET)
    beside = page.evaluate(BESIDE)
    assert beside and all(beside)
    wide = page.locator(".equation mjx-container[display]").evaluate_all(
        "formulas => formulas.filter(one => one.scrollWidth > one.clientWidth).map(one => one.closest('.equation').id)"
    )
    assert wide == []


@pytest.mark.parametrize("path", sorted((SITE / "chapters").glob("*.html")), ids=lambda path: path.stem)
def test_a_fold_where_nothing_is_shown_says_what_it_is(path: Path) -> None:
    cells = BeautifulSoup(path.read_text("utf-8"), "html.parser").select(".cell:not(:has(.cell_output))")
    words = [str(fold.get_text(strip=True)) for cell in cells for fold in cell.select(".hide .collapsed")]
    assert "Show the source" not in words


@pytest.mark.parametrize("why", ["missing", "refused"])
def test_code_that_cannot_be_copied_is_selected_and_that_is_said(why: str, open_page: Callable[..., Page]) -> None:
    """As on a page by plain http, or when the reader has said no; the widgets' buttons do the same."""
    page = open_page(f"{SITE.as_uri()}/chapters/training.html")
    page.evaluate(
        "value => Object.defineProperty(navigator, 'clipboard', { value })"
        if why == "missing"
        else "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }"
    )
    block = page.locator(".highlight:visible", has=page.locator(".copy")).first
    block.get_by_role("button").press("Enter")
    expect(page.locator(".told")).to_have_text("The browser does not let us copy: press Ctrl+C.")
    expect(page.locator(".told")).to_have_attribute("role", "status")
    assert page.evaluate("String(getSelection())").strip() == block.locator("pre").inner_text().strip()
    box = page.locator("[data-widget=TrainingStepper]")
    box.locator("summary", has_text="as a script").press("Enter")
    box.get_by_role("button", name="Copy as backprop_lib script").press("Enter")
    expect(box.locator(".script [role=status]")).to_have_text("The browser does not let us copy: press Ctrl+C.")


def test_from_a_disk_a_notebook_is_not_shown_as_signs(open_page: Callable[..., Page]) -> None:
    """A browser ignores `download` there: the page says where the file is."""
    page = open_page(f"{SITE.as_uri()}/chapters/training.html", viewport={"width": 360, "height": 700})
    where = page.url
    for link in page.locator("a[download]").all():
        link.press("Enter")
        name = str(link.get_attribute("href")).rpartition("/")
        where_it_lies = "above the folder" if name[0] else "in the folder"
        expect(page.locator(".told")).to_contain_text(f"The file {name[2]} lies {where_it_lies} of this page")
        assert (SITE / "chapters" / str(link.get_attribute("href"))).resolve().is_file()
        assert page.url == where


def test_code_can_be_copied(address: str, open_page: Callable[..., Page]) -> None:
    name = next(page for page in READ if 'class="highlight"' in (SITE / page).read_text(encoding="utf-8"))
    page = open_page(f"{address}/{name}")
    block = page.locator(".highlight:visible", has=page.locator(".copy")).first
    block.get_by_role("button").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == block.locator("pre").text_content()


@pytest.mark.parametrize("name", READ)
def test_without_javascript_a_page_says_what_is_missing(name: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/{name}", java_script_enabled=False)
    expect(page.locator(".noscript")).to_contain_text("widgets stand as pictures")


def test_a_term_is_explained_on_hover_and_leads_back(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/forward-pass.html")
    terms = page.locator("main a[href*='glossary.html#term']")
    assert terms.count() > 2
    for term in terms.all():
        assert len(term.get_attribute("title") or "") > 20
    page.goto(f"{SITE.as_uri()}/chapters/glossary.html")
    assert page.locator(".first-use a").count() > 15
    page.locator("dt#term-delta + dd .first-use a").click()
    expect(page).to_have_url(f"{SITE.as_uri()}/chapters/backward-pass.html#the-delta")


def test_the_notebook_can_be_had_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/training.html", viewport={"width": 360, "height": 700})
    expect(page.get_by_role("link", name="Notebook", exact=True)).to_be_visible()
