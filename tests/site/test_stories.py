"""Pages that show what they have to tell: the museum's map and cards, and the figures of the reference pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from built import SITE
from playwright.sync_api import Page

from backprop_lib.misconceptions import MISCONCEPTIONS
from backprop_widgets import BackwardStepper
from book_ext.site.cache import ROOT

pytestmark = pytest.mark.slow  # reads the built book

CROSS = "m-3.5 -3.5l7 7m0 -7l-7 7"


def read(name: str) -> BeautifulSoup:
    path = SITE / "chapters" / f"{name}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8") if path.exists() else "", "html.parser")


MUSEUM = read("bug-museum")
DRAWN = sorted(path.stem for path in (SITE / "chapters").glob("*.html") if "bp-figure" in path.read_text("utf-8"))
IN_STEPPER = set(BackwardStepper().passes["mistakes"])  # the menu of the museum's widget
CARDS = {str(card["id"]).removeprefix("bug-"): card for card in MUSEUM.select(".specimen")}


def crosses(part: Tag) -> int:
    return str(part.select_one("svg")).count(CROSS)


def test_the_map_leads_to_each_exhibit_and_shows_what_is_wrong_there() -> None:
    places = MUSEUM.select("figure .museum li")
    assert [str(place.select_one("a")["href"]).removeprefix("#bug-") for place in places] == list(CARDS)
    assert len(CARDS) == len(MUSEUM.select("section > section > h3")) >= 18
    for place, card in zip(places, CARDS.values(), strict=True):
        assert f"{crosses(place)} of 12" in place.get_text() and crosses(place) == crosses(card) > 0


def test_the_museum_has_every_misconception_that_numbers_can_show() -> None:
    assert set(CARDS) == {slug for slug, one in MISCONCEPTIONS.items() if one.recipes}


@pytest.mark.parametrize("slug", [slug for slug, one in MISCONCEPTIONS.items() if one.recipes])
def test_a_card_has_its_lines_its_pictures_and_how_to_notice(slug: str) -> None:
    card = CARDS[slug]
    assert card.select_one("del code") and card.select_one("ins code")
    where, how_far, costs = [str(picture["aria-label"]) for picture in card.select("svg[role=img]")]
    assert where.startswith("Wrong are the gradients of ") and len(where.split(", ")) == crosses(card)
    assert re.fullmatch(r"The gradient of .+ is −?\d+\.\d\d times the right one\.", how_far)
    assert "with the right gradient it is" in costs
    room = card.find_parent("section")
    said = [part.get_text().strip() for part in room.select("details > summary")]
    assert all(words.startswith("How to notice:") for words in said), "behind it stands what is wrong"
    assert len(said) == 1 and said[0].count(". ") <= 1
    links = [str(link["href"]) for link in room.select("a.set")]
    assert bool(links) == (slug in IN_STEPPER) and all(f"backward.mistake={slug}&" in link for link in links)


def test_colours_of_the_cards_follow_the_theme() -> None:
    assert not re.findall(r'"#[0-9a-f]{6}"', "".join(map(str, MUSEUM.select(".specimen svg, .museum svg"))))


def test_the_four_wrong_digits_come_first_and_are_marked() -> None:
    page = read("published-example")
    first, rest = page.select("article table")[:2]
    assert [[strong.get_text() for strong in row.select("strong")] for row in first.select("tbody tr")] == [
        ["924", "774"],
        ["85", "19"],
        ["2196", "3620"],
        ["5734", "4274"],
    ]
    assert "0.291027924" in first.get_text() and rest.find_parent("details") and len(rest.select("tbody tr")) == 37


@pytest.mark.parametrize(("name", "tables"), [("speed", 3), ("history", 0), ("bug-museum", 1)])
def test_a_figure_tells_it_and_a_closed_table_has_the_numbers(name: str, tables: int) -> None:
    figure = read(name).select("figure:has(svg.bp-figure)")[-1]
    assert re.match(r"Figure [\d.]+", figure.select_one("figcaption").get_text().strip())
    assert len(figure.select_one("svg")["aria-label"]) > 100
    closed = figure.find_next("details", class_=False)
    assert not tables or ("open" not in closed.attrs and len(closed.select("table")) == tables)


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_fits_a_phone_and_can_be_read_there(name: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{(SITE / 'chapters' / name).as_uri()}.html", viewport={"width": 390, "height": 800})
    page.locator(".outcome").evaluate_all("folds => folds.forEach(fold => { fold.open = true; })")
    for figure in page.locator("svg.bp-figure").all():
        box = figure.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert figure.evaluate("svg => svg.parentElement.scrollWidth <= svg.parentElement.clientWidth")
        sizes = figure.locator("text").evaluate_all(
            "(all) => all.map((text) => [parseFloat(getComputedStyle(text).fontSize), text.getScreenCTM()])"
            ".map(([size, { a, b }]) => size * Math.hypot(a, b))"  # also of a text that is turned
        )
        assert sizes and min(sizes) >= 9


def test_the_time_line_has_the_years_of_the_text() -> None:
    page = read("history")
    years = set(re.findall(r"\b19\d\d\b", page.select_one("figure svg").get_text()))
    bold = " ".join(part.get_text() for part in page.select("article p > strong"))
    assert len(years) == 5 and years <= set(re.findall(r"\b19\d\d\b", bold))


def test_a_symbol_stands_beside_its_term() -> None:
    table = yaml.safe_load((ROOT / "chapters" / "notation.yml").read_text(encoding="utf-8"))
    page = read("glossary")
    shown = {str(math.find_parent("dt")["id"]) for math in page.select("dt .math")}
    terms = [one["term"] for one in table["quantities"] if "term" in one] + list(table["signs"])
    assert shown == {"term-" + term.replace(" ", "-") for term in terms}
    delta = page.select_one("#term-delta .math")
    assert delta["data-tex"] == r"\delta_j" and delta.select_one(".gradient")


def test_no_letter_of_the_notation_is_explained_by_another() -> None:
    assert "see c" not in read("notation").get_text()


def test_the_bibliography_is_typeset() -> None:
    words = read("bibliography").select_one("article").get_text()
    assert "'" not in words and "2 edition" not in words and "second edition" in words.lower()
    assert "Untersuchungen zu dynamischen neuronalen Netzen" in words
