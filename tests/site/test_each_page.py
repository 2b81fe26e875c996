"""Every page of the built book from a disk, in one visit: at a desk, on a phone, on paper, and as axe sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from built import CHAPTERS, DRIVEN, READ, SITE, TYPESET, assert_whole
from playwright.sync_api import Browser, Page, ViewportSize, expect
from reading import barriers
from tabs import LAID_OUT, listen

pytestmark = pytest.mark.slow

DESK = ViewportSize(width=1280, height=900)
EARLY, LONGEST = 1600, 12_000  # px, at a desk


class Visit(NamedTuple):
    name: str
    page: Page
    asked: list[str]  # addresses


@pytest.fixture(scope="module", params=READ)
def visited(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Visit]:
    """A page that is there with all of its widgets. No request fails or leaves the computer, and nothing complains."""
    faults: list[str] = []
    asked: list[str] = []
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        listen(page, faults)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{SITE.as_uri()}/{request.param}")
        page.wait_for_function(LAID_OUT)
        for widgets in (".widget", "[data-widget-view]"):
            expect(page.locator("[data-widget][data-ready=true]")).to_have_count(page.locator(widgets).count())
        page.evaluate(TYPESET)
        yield Visit(request.param, page, asked)
    assert faults == []


@pytest.fixture
def visit(visited: Visit) -> Iterator[Visit]:
    """The next test finds it as it came."""
    yield visited
    visited.page.emulate_media(media="screen", reduced_motion="no-preference")
    visited.page.set_viewport_size(DESK)
    visited.page.evaluate("document.documentElement.dataset.theme = 'light'")


def test_no_chapter_is_left_out() -> None:
    assert {f"chapters/{name}.html" for name in CHAPTERS} <= set(READ)


def test_no_page_asks_for_mathjax(visit: Visit) -> None:
    assert len(visit.asked) > 3 and not [url for url in visit.asked if "mathjax" in url]


def top(page: Page, selector: str) -> float:
    return page.locator(selector).first.evaluate("node => node.getBoundingClientRect().top + scrollY")


def test_a_chapter_is_short_and_its_widget_early(visit: Visit) -> None:
    name, page = Path(visit.name).stem, visit.page
    if name in DRIVEN:
        assert top(page, ".widget") < EARLY
    if name in CHAPTERS:
        end = "#exercises" if page.locator("#exercises").count() else "#further-reading"
        assert top(page, end) < LONGEST
        assert top(page, ".admonition.summary") < top(page, end)


def test_a_page_with_exercises_is_not_too_tall(visit: Visit) -> None:
    rows = visit.page.locator(".exercise").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert bool(rows) == ("admonition exercise" in (SITE / visit.name).read_text("utf-8"))
    if rows:
        expect(visit.page.locator(".exercise[open]")).to_have_count(0)
        assert visit.page.evaluate("document.documentElement.scrollHeight") < LONGEST
        assert max(rows) <= 48


def test_page_is_whole(visit: Visit) -> None:
    assert_whole(visit.page)


# What is printed although nothing can be done with it on paper, and marks whose colour goes with the backgrounds.
ON_PAPER = """() => {
  // The weights of the first page are buttons too, and are printed as numbers.
  const dead = "details:not([open], .exercise, section > .sd-dropdown, .tag_one-line details) > summary, " +
    "button:not(table *, .first-network .tag, .mistakes *), .told, .topbar, " +
    "[data-widget] input[type=range]";
  const colours = (sign) => getComputedStyle(sign, "::before").printColorAdjust;
  const parts = (part) => getComputedStyle(part).breakAfter !== "avoid";
  return [
    [...document.querySelectorAll(dead)].filter((one) => one.checkVisibility()).map((one) => one.outerHTML),
    [...document.querySelectorAll(".bp-key li")].filter((sign) => colours(sign) !== "exact").length,
    [...document.querySelectorAll("h2, h3, caption")].filter(parts).length,
  ];
}"""


def test_paper_has_no_dead_words(visit: Visit) -> None:
    visit.page.emulate_media(media="print")
    assert visit.page.evaluate(ON_PAPER) == [[], 0, 0]


def test_each_row_is_open_on_paper(visit: Visit) -> None:
    visit.page.emulate_media(media="print")
    unseen = visit.page.locator(".exercise > :is(p:not(.elsewhere), summary)").evaluate_all(
        "parts => parts.filter((one) => !one.checkVisibility({ visibilityProperty: true }) || !one.offsetHeight)"
        ".map((one) => one.outerHTML)"
    )
    assert unseen == []


def test_page_is_accessible(visit: Visit) -> None:
    assert barriers(visit.page) == []
