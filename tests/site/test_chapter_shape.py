"""A chapter as it is read: the widget comes early, the text drives it, the summary stands before the exercises, and an
old address leads to where its section has gone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from built import CHAPTERS, DRIVEN, SITE
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow  # reads the built book


def html(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / "chapters" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def moved(name: str) -> dict[str, str]:
    found = html(name).find(id="moved")
    return json.loads(found.text) if found else {}


MOVED = moved("backward-pass") if (SITE / "chapters" / "backward-pass.html").exists() else {}


@pytest.mark.parametrize("name", [name for name in CHAPTERS if name != "proof"])
def test_a_chapter_asks_for_predictions(name: str) -> None:
    boxes = html(name).select(".predict")
    assert len(boxes) >= 2
    for box in boxes:
        choices = box.select(".choices > li")
        assert 2 <= len(choices) <= 4 and sum("right" in choice.get("class", []) for choice in choices) == 1
        assert box.select_one("details")


@pytest.mark.parametrize("name", DRIVEN)
def test_the_words_of_a_chapter_set_its_widget(name: str, open_page: Callable[..., Page]) -> None:
    """Each of them is taken by the widget without complaint, and what words light up is a number of it."""
    page = open_page(f"{SITE.as_uri()}/chapters/{name}.html", reduced_motion="reduce")
    widget = page.locator("[data-widget][data-ready=true]")
    expect(widget).to_have_count(page.locator(".widget").count())
    words = page.locator("a.set")
    assert words.count() >= 1
    numbers: set[str] = set()
    for n in range(words.count()):
        words.nth(n).dispatch_event("click")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        expect(widget.locator("[role=alert]:visible")).to_have_count(0)
        wanted = str(words.nth(n).get_attribute("href"))[1:].split("&")
        state = page.evaluate("decodeURIComponent(location.hash.slice(1)).split('&')")
        assert {part for part in wanted if part in state or not part.endswith("=")} <= {*state, *wanted}
        numbers |= set(page.evaluate("[...document.querySelectorAll('[data-quantity]')].map(n => n.dataset.quantity)"))
    lit = {str(part["data-lights"]).partition(".")[2] for part in html(name).select("[data-lights]")}
    assert lit <= numbers


def test_what_has_moved_is_where_the_old_page_says() -> None:
    assert len(MOVED) > 30
    for name, page in MOVED.items():
        soup = html(page)
        assert soup.find(id=name) or soup.select_one(f'.widget[data-name="{name}"]'), (name, page)
        assert html("backward-pass").find(id=name) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#the-algorithm", "backward-matrices.html#the-algorithm"),
        ("#vanish-or-explode", "activations-and-depth.html#vanish-or-explode"),
        ("#equation-eq-other-sign-delta-out", "notation.html#equation-eq-other-sign-delta-out"),
        ("#activation.w=8", "activations-and-depth.html#activation.w=8"),
    ],
)
def test_an_old_address_leads_on(old: str, new: str, browser: Browser) -> None:
    """In a context of its own: what the old page had begun to load is dropped, a fault for open_page."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{SITE.as_uri()}/chapters/backward-pass.html{old}", wait_until="commit")
        page.wait_for_url(f"**/chapters/{new}")


def test_an_address_of_the_page_itself_stays(open_page: Callable[..., Page]) -> None:
    address = f"{SITE.as_uri()}/chapters/backward-pass.html#the-delta"
    page = open_page(address)
    expect(page.locator("[data-widget][data-ready=true]")).to_have_count(1)
    assert page.url == address


def test_figures_have_a_number_and_a_caption() -> None:
    for name in CHAPTERS:
        page = html(name)
        captions = page.select("figure > figcaption")
        assert len(page.select("figure")) == len(captions)
        assert all(picture.find_parent("figure") for picture in page.select("svg.bp-figure"))
        assert all(re.match(r"Figure \d+\.\d+", caption.get_text().strip()) for caption in captions)
