"""Every page of the built book, as a reader meets it: by http and from disk, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from built import PAGES, READ, SITE, TYPESET
from playwright.sync_api import Page, expect
from reading import barriers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session", params=["http", "file"])
def address(request: pytest.FixtureRequest, serve: Callable[[Path], str]) -> str:
    """Where the book is: on a local server, or in a folder."""
    return serve(SITE) if request.param == "http" else SITE.as_uri()


def test_the_book_is_built() -> None:
    assert len(READ) > 2, "No pages to test: build the book first (make book)."


@pytest.mark.parametrize("name", READ)
def test_page_is_whole(name: str, address: str, open_page: Callable[..., Page]) -> None:
    """No request fails or leaves the computer, nothing complains (open_page sees to that), every formula is set."""
    page = open_page(f"{address}/{name}", viewport={"width": 360, "height": 740})
    seen = page.evaluate(TYPESET)
    assert seen["wrong"] == [] and seen["bare"] == []
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "the page scrolls sideways at 360 px"


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(name: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/{name}", reduced_motion="reduce")
    page.wait_for_url(lambda url: name != "index.html" or url.endswith("chapters/index.html"))
    page.evaluate(TYPESET)
    assert barriers(page) == []


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
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light")).to_be_visible()


def test_chapters_open_on_a_narrow_screen(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/index.html", viewport={"width": 360, "height": 740})
    chapters = page.get_by_role("navigation", name="Chapters")
    expect(chapters).to_be_hidden()
    page.get_by_role("button", name="Chapters").click()
    expect(chapters).to_be_visible()
    page.keyboard.press("Escape")
    expect(chapters).to_be_hidden()
    expect(page.get_by_role("button", name="Chapters")).to_be_focused()


def test_code_can_be_copied(address: str, open_page: Callable[..., Page]) -> None:
    name = next(page for page in READ if 'class="highlight"' in (SITE / page).read_text(encoding="utf-8"))
    page = open_page(f"{address}/{name}")
    block = page.locator(".highlight", has=page.locator(".copy")).first
    block.get_by_role("button").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == block.locator("pre").text_content()
