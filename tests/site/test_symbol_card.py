"""A symbol of a formula says what it means: to who points at it, taps it, or comes to its formula with the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from built import SITE
from playwright.sync_api import Locator, Page, expect

from book_ext.site.conventions import MEANINGS, NUMBER, Place, form

PAGE = (SITE / "chapters" / "backward-pass.html").as_uri()
RULE = ".math[id='equation-eq-delta-output-out']"
DELTA, OUTPUT, TARGET, CURVE, NET = (
    "delta, the slope with respect to a net input",
    "output of a unit",
    "target",
    "activation, the curve",
    "net input",
)


@pytest.mark.parametrize(
    ("convention", "order"),
    [
        ("base", [DELTA, OUTPUT, TARGET, CURVE, NET]),
        ("aima", [DELTA, TARGET, OUTPUT, CURVE, NET]),
        ("cs231n", [DELTA, OUTPUT, TARGET, CURVE, NET]),
    ],
)
def test_the_parts_of_a_formula_are_named_in_their_order(convention: str, order: list[str]) -> None:
    rule = Place("backward-pass", r"[\delta_j = (o_j - t_j) \, \varphi'(\mathrm{net}_j)")
    assert [list(MEANINGS)[int(number)] for number in form(rule, convention).means.split()] == order


def test_a_letter_that_is_no_quantity_has_no_meaning_and_keeps_its_place() -> None:
    assert form(Place("chain-rule", "(a"), "base").means in ("", "-")
    assert form(Place("backward-pass", r"(g \, o_j"), "base").means == f"- {NUMBER[OUTPUT]}"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Iterator[Page]:
    page = open_page(PAGE)
    page.locator(RULE).scroll_into_view_if_needed()
    yield page


def card(page: Page) -> Locator:
    return page.locator(".symbol-card")


@pytest.mark.slow
def test_who_points_at_a_symbol_is_told_its_meaning_shape_and_code(page: Page) -> None:
    page.locator(f"{RULE} mjx-math .target").first.hover()
    expect(card(page)).to_be_visible()
    expect(card(page)).to_contain_text("target")
    expect(card(page).locator("code")).to_have_text("y")
    expect(card(page)).to_contain_text("(n_out, N)")
    expect(card(page).locator(".target mjx-c").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page.locator(f"{RULE} mjx-math .forward").first.click()  # as a tap
    expect(card(page)).to_contain_text(OUTPUT)
    page.locator("h1").click()
    expect(card(page)).to_be_hidden()


@pytest.mark.slow
def test_who_comes_with_the_keyboard_is_told_all_symbols_of_the_formula(page: Page) -> None:
    page.locator(RULE).evaluate("formula => formula.focus({ focusVisible: true })")
    expect(card(page).locator("p")).to_have_count(5)
    assert [name in card(page).inner_text() for name in (DELTA, OUTPUT, TARGET, CURVE, NET)] == [True] * 5
    box, formula = card(page).bounding_box(), page.locator(RULE).bounding_box()
    assert box and formula and box["y"] > formula["y"]
    page.keyboard.press("Tab")
    expect(card(page)).to_be_hidden()


@pytest.mark.slow
def test_the_numbers_of_a_quantity_are_outlined_in_the_widget(page: Page) -> None:
    expect(page.locator("[data-widget][data-ready=true]").first).to_be_visible()
    page.locator(f"{RULE} mjx-math .forward").first.click()
    expect(card(page)).to_contain_text(OUTPUT)
    names = page.locator(".lit").evaluate_all("all => all.map((one) => one.dataset.quantity)")
    assert names and all(name.startswith("a^") for name in names)
    page.keyboard.press("Escape")
    expect(page.locator(".lit")).to_have_count(0)


@pytest.mark.slow
def test_in_another_notation_the_card_has_its_letters(page: Page) -> None:
    page.locator(".notation select:visible").select_option("aima")
    expect(page.locator("html")).to_have_attribute("data-notation", "aima")
    page.locator(f"{RULE} mjx-math .gradient").first.click()
    expect(card(page)).to_contain_text(DELTA)
    assert page.locator(f"{RULE} mjx-math .target").first.evaluate(
        "(target) => Boolean(target.compareDocumentPosition(document.querySelector("
        f'"{RULE} mjx-math .forward")) & Node.DOCUMENT_POSITION_FOLLOWING)'
    )
    page.locator(f"{RULE} mjx-math .target").first.click()
    expect(card(page).locator("code")).to_have_text("y")
