"""The first page of the built book: the network above the fold, and figures that are true."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built import READ, SITE
from picture import PICTURE, VIEW, words, words_in
from playwright.sync_api import Page, expect
from reading import numbers

from book_ext.site.contents import entries

pytestmark = pytest.mark.slow  # reads the built book

ROOT = Path(__file__).parents[2]
FIRST = SITE / "chapters" / "index.html"
HTML = BeautifulSoup(FIRST.read_text(encoding="utf-8") if FIRST.exists() else "", "html.parser")
FIGURES = [item.get_text() for item in HTML.select(".trust li")]
PAGES = {name: (SITE / name).read_text(encoding="utf-8") for name in READ}


def count_in(figure: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", figure)]


def test_readme_shows_the_page_as_it_is(open_page: Callable[..., Page]) -> None:
    """After a change: python tests/support/picture.py."""
    assert words_in(PICTURE) == words(open_page(FIRST.as_uri(), viewport=VIEW))
    assert "docs/first-page.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert PICTURE.stat().st_size < 200_000


def test_the_formulas_are_those_that_carry_a_mark_and_the_wrong_versions_theirs() -> None:
    marks = [said for text in PAGES.values() for said in re.findall(r"(\d+) wrong versions of it were tried", text)]
    assert count_in(FIGURES[0]) == [len(marks), sum(map(int, marks))]


def test_the_exercises_are_those_of_the_pages() -> None:
    there = [box for text in PAGES.values() for box in re.findall(r'class="[^"]*\badmonition exercise\b', text)]
    assert count_in(FIGURES[1]) == [len(there)]


def test_the_bugs_are_those_that_the_museum_shows() -> None:
    museum = BeautifulSoup(PAGES["chapters/bug-museum.html"], "html.parser")
    assert count_in(FIGURES[2]) == [len(museum.select("article h3"))] and count_in(FIGURES[2])[0] >= 15


def test_no_page_asks_a_server() -> None:
    """That none is asked, the tests of every page see; here, that nothing is even named."""
    assert count_in(FIGURES[3]) == [0]
    assert not [
        name for name, text in PAGES.items() if re.search(r'<(?:script|link|img)[^>]+(?:src|href)="https?:', text)
    ]


def test_each_chapter_has_a_drawing_of_its_own() -> None:
    drawings = [str(drawing) for drawing in HTML.select(".entries svg")]
    assert len(set(drawings)) == len(drawings) == len(entries(ROOT))


def test_the_chapters_lead_to_their_pages() -> None:
    links = HTML.select(".entries a")
    assert [str(link["href"]) for link in links] == [f"{one.page.partition('/')[2]}.html" for one in entries(ROOT)]
    for link in links:
        title = BeautifulSoup(PAGES[f"chapters/{link['href']}"], "html.parser").select_one("h1")
        shown = link.select_one("b")
        assert title and shown and shown.get_text() in title.get_text().replace("\xa0", " ")


def test_the_description_is_there_for_previews() -> None:
    described = {str(tag["content"]) for tag in HTML.select('meta[name="description"]')}
    assert len(described) == 1
    assert all('name="description"' in text for name, text in PAGES.items() if name.startswith("chapters/"))


def test_the_network_ends_above_the_fold(open_page: Callable[..., Page]) -> None:
    page = open_page(FIRST.as_uri(), viewport={"width": 1280, "height": 900})
    widget = page.locator("[data-widget][data-ready=true]")
    expect(widget).to_have_count(1)
    box = widget.bounding_box()
    assert box and box["y"] + box["height"] < 760 and box["width"] > 1100


def test_no_chapters_stand_beside_it_and_contents_opens_them(open_page: Callable[..., Page]) -> None:
    for width in (390, 1280):
        page = open_page(FIRST.as_uri(), viewport={"width": width, "height": 844})
        chapters = page.get_by_role("navigation", name="Chapters")
        expect(chapters).to_be_hidden()
        page.get_by_role("button", name="Contents").click()
        expect(chapters.get_by_role("link", name="Glossary")).to_be_visible()
        page.keyboard.press("Escape")
        expect(chapters).to_be_hidden()


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) sum += value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_coming_of_the_network_moves_nothing(width: int, open_page: Callable[..., Page]) -> None:
    page = open_page(FIRST.as_uri(), viewport={"width": width, "height": 844})
    expect(page.locator("[data-widget][data-ready=true]")).to_have_count(1)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(SHIFTS) < 0.02


def test_a_weight_leads_to_the_stepper_at_this_weight(open_page: Callable[..., Page]) -> None:
    page = open_page(FIRST.as_uri(), viewport={"width": 1280, "height": 900})
    page.get_by_role("button", name="Send the error back").click()
    page.locator(".tag", has_text="w6").click()
    slope = numbers(page)["dJ/dw^2_12"]
    page.get_by_role("link", name="Back to w6, step by step").click()
    page.wait_for_url("**/backward-pass.html#backward.weight=*")
    stepper = page.locator("[data-widget=BackwardStepper][data-ready=true]").first
    expect(stepper.get_by_label("Parameter")).to_have_value("w^2_12")
    steps = stepper.get_by_role("slider", name="Step")
    steps.press("End")
    shown = stepper.locator("[data-quantity='dJ/dw^2_12']").first
    assert float(shown.get_attribute("data-value") or "nan") == pytest.approx(slope)


def test_without_javascript_the_whole_page_is_there(open_page: Callable[..., Page]) -> None:
    page = open_page(FIRST.as_uri(), java_script_enabled=False, viewport={"width": 390, "height": 844})
    expect(page.get_by_role("img", name=re.compile("It says 0.75 and 0.77; 0.01 and 0.99 were wanted"))).to_be_visible()
    expect(page.locator(".noscript")).to_contain_text("JavaScript is switched off")
    expect(page.locator(".entries a")).to_have_count(len(entries(ROOT)))
