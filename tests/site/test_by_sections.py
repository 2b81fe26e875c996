"""A page that is read from its top lays out its lower sections last; who asks for what is there finds it laid out."""

from __future__ import annotations

import pytest
from built import SITE
from playwright.sync_api import Browser, Page
from tabs import LAID_OUT

PAGE = (SITE / "chapters" / "backward-pass.html").as_uri()
# How the second section is laid out when the page has been read, and whether it has waited at any time.
WATCH = """
window.waited = [];
addEventListener("DOMContentLoaded", () => {
  const second = document.querySelector("article > section > section ~ section");
  window.waited.push(getComputedStyle(second).contentVisibility);
});
"""
HEIGHT = "() => Math.round(document.querySelector('article').getBoundingClientRect().height)"


@pytest.fixture
def page(browser: Browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(WATCH)
    yield page
    page.close()


def test_lower_sections_wait_and_are_laid_out_without_being_asked_for(page: Page) -> None:
    page.goto(PAGE)
    assert page.evaluate("waited") == ["auto"]
    page.wait_for_function(LAID_OUT)
    height = page.evaluate(HEIGHT)
    ways = page.evaluate(
        "[...document.querySelectorAll('section')].map((one) => getComputedStyle(one).contentVisibility)"
    )
    assert set(ways) == {"visible"}
    page.reload()  # the browser goes back to where the reader was, for which all has to be there
    assert page.evaluate("waited") == ["visible"]
    assert page.evaluate(HEIGHT) == height


@pytest.mark.parametrize("address", ["#the-delta", "#exercises", "?find=delta"])
def test_who_comes_to_a_place_in_the_page_finds_all_laid_out(page: Page, address: str) -> None:
    page.goto(PAGE + address)
    assert page.evaluate("waited") == ["visible"]


@pytest.mark.parametrize(
    "asking", ["dispatchEvent(new Event('beforeprint'))", "document.querySelector('a[href*=\"#exercises\"]').click()"]
)
def test_paper_and_a_link_need_all_at_once(page: Page, asking: str) -> None:
    page.add_init_script("window.requestIdleCallback = () => {}")  # there is no pause
    page.goto(PAGE)
    assert not page.evaluate(f"({LAID_OUT})()")
    page.evaluate(asking)
    assert page.evaluate(f"({LAID_OUT})()")
