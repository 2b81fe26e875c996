"""Exercises are a closed list: a row opens by keyboard, link, search and on paper, and says how far a reader is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built import SITE
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow  # reads the built book

NAMES = sorted(
    path.stem for path in (SITE / "chapters").glob("*.html") if "admonition exercise" in path.read_text("utf-8")
)
ADDRESS = f"{SITE.as_uri()}/chapters/backward-pass.html"


def row(page: Page, name: str) -> str:
    return page.locator(f"#ex-{name}").evaluate("row => `${row.tagName} ${row.open}`")


@pytest.mark.parametrize("name", NAMES)
def test_each_row_opens_by_keyboard(name: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/{name}.html")
    for title in page.locator(".exercise > summary").all():
        title.press("Enter")
        expect(title.locator("..")).to_have_attribute("open", "")
    hidden = page.locator(".exercise").evaluate_all(
        "rows => rows.filter(row => !row.lastElementChild.checkVisibility())"
    )
    assert hidden == []


@pytest.mark.parametrize("scripts", [True, False])
def test_each_row_opens_by_a_link(scripts: bool, open_page: Callable[..., Page]) -> None:
    names = [
        str(part["id"])
        for part in BeautifulSoup(Path(SITE, "chapters/backward-pass.html").read_text("utf-8"), "html.parser").select(
            ".exercise"
        )
    ]
    page = open_page(ADDRESS, java_script_enabled=scripts)
    for name in names:
        page.goto(f"{ADDRESS}#{name}")
        expect(page.locator(f"#{name} > .cell, #{name} > p").last).to_be_visible()
        if scripts:
            expect(page.locator(f"#{name}")).to_have_attribute("open", "")
            assert page.locator(f"#{name} > summary").evaluate("title => title.getBoundingClientRect().top") < 900


def test_a_link_opens_a_row_on_arrival_and_a_solution_within_it(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{ADDRESS}#ex-hidden-delta&backward.step=3")
    assert row(page, "hidden-delta") == "DETAILS true" and row(page, "output-delta") == "DETAILS false"
    page.evaluate("location.hash = '#sol-output-delta'")
    expect(page.locator("#sol-output-delta p").first).to_be_in_viewport()
    page.evaluate("location.hash = '#%'")  # leads nowhere, and breaks nothing
    assert row(page, "output-delta") == "DETAILS true"


def test_a_search_opens_the_row_that_it_leads_to(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{ADDRESS}?find=whose+deltas#exercises")
    expect(page.locator("#ex-hidden-delta mark")).to_be_in_viewport()
    expect(page.locator(".exercise[open]")).to_have_count(1)


def test_what_the_browser_finds_in_a_closed_row_opens_it(open_page: Callable[..., Page], serve: Callable) -> None:
    """A link to a text, which reveals what it finds as find-in-page does."""
    page = open_page(f"{serve(SITE)}/chapters/backward-pass.html#:~:text=whose%20deltas%20are%20known")
    expect(page.locator("#ex-hidden-delta")).to_have_attribute("open", "")


@pytest.mark.parametrize("name", NAMES)
def test_each_row_is_open_on_paper_without_scripts(name: str, open_page: Callable[..., Page]) -> None:
    """With them: test_each_page.py."""
    page = open_page(f"{SITE.as_uri()}/chapters/{name}.html", java_script_enabled=False)
    page.emulate_media(media="print")
    for body in page.locator(".exercise > p:not(.elsewhere)").all():
        expect(body).to_be_visible()
    expect(page.locator(".exercise > summary").first).to_be_visible()


def test_the_ring_says_how_far_one_is(open_page: Callable[..., Page], serve: Callable) -> None:
    page = open_page(f"{serve(SITE)}/chapters/training.html")
    box = page.locator("#ex-what-backward-does")
    ring, done = box.locator(".ring"), page.locator(".above-rows .done")
    all_of_them = page.locator(".exercise form").count()
    expect(ring).to_have_accessible_name("not tried yet")
    expect(done).to_have_text(f"0 of {all_of_them} done on this page (3 more in the notebook).")
    box.locator(":scope > summary").press("Enter")
    radios = box.get_by_role("radio")
    seen = []
    for radio in radios.all():
        radio.check()
        box.get_by_role("button", name="Check").click()
        seen.append(ring.text_content())
        if seen[-1] == "●":
            break
    assert seen[-1] == "●" and set(seen[:-1]) <= {"◐"}
    page.reload()
    expect(ring).to_have_accessible_name("done")
    expect(done).to_have_text(f"1 of {all_of_them} done on this page (3 more in the notebook).")
    box.locator(":scope > summary").press("Enter")
    box.get_by_role("button", name="Clear").click()
    expect(radios.and_(page.locator(":checked"))).to_have_count(0)
    expect(ring).to_have_text("●")  # it was done, and the list of all exercises says so too


def test_the_numbers_and_the_notebook_are_named_once(open_page: Callable[..., Page]) -> None:
    for name in NAMES:
        text = BeautifulSoup((SITE / "chapters" / f"{name}.html").read_text("utf-8"), "html.parser").select_one(
            "article"
        )
        assert text and text.get_text().count("Other numbers in all exercises") == 1
        assert not text.select(".exercise:has(form) .stub") and "In the notebook" not in text.get_text()
