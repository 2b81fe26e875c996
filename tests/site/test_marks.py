"""Each displayed equation carries a mark that opens to say how it was checked."""

from collections.abc import Callable

import pytest
from built import SITE
from playwright.sync_api import Page, expect

from book_ext.equations.book import book

DISPLAYED = [formula for formula in book() if formula.displayed]


@pytest.mark.parametrize("name", sorted({formula.file for formula in DISPLAYED}))
def test_every_displayed_equation_is_marked(name: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/{name.replace('.md', '.html')}")
    marks = page.locator("div.math[id] + details.checked")
    expect(marks).to_have_count(sum(formula.file == name for formula in DISPLAYED))


def test_a_mark_opens_and_leads_to_the_explanation(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/backward-pass.html", viewport={"width": 360, "height": 740})
    mark = page.locator("details.checked").first
    expect(mark.locator("p")).to_be_hidden()
    mark.locator("summary").press("Enter")
    expect(mark.locator("p")).to_contain_text("Both sides were computed from this formula as it is printed")
    mark.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("How this book checks itself")
