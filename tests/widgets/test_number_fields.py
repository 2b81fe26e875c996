"""Fields for numbers, whichever widget they are in: nothing that is typed is lost, and what is no number is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from reading import every_widget

TYPED = {"0,5": 0.5, " .5 ": 0.5, "−0.5": -0.5, "–,25": -0.25, "1e-3": 0.001, "+1": 1, "０.５": 0.5, "-7.": -7}
REFUSED = [
    "½",
    "1,000.5",
    "1 000",
    "--1",
    "+-1",
    "0..5",
    "-",
    "e5",
    "1/2",
    "five",
    "1e999",
    "NaN",
    "constructor",
    "",
]
FIELDS = "[data-widget] input:not([type=range], [type=checkbox], [type=radio], .bp-own input)"  # not of text


@pytest.fixture
def page(page_with: Callable[..., Page]) -> Page:
    return page_with(*(widget() for widget in every_widget().values()))


def type_in(field: Locator, text: str) -> None:
    """By key, as a reader does: `fill` would set what a browser does not let anybody type."""
    field.focus()
    field.page.keyboard.press("ControlOrMeta+a")
    field.page.keyboard.press("Delete")
    field.page.keyboard.insert_text(text)
    field.page.keyboard.press("Tab")


def test_a_number_is_read_as_it_is_written_or_refused_in_words(page: Page) -> None:
    fields = page.locator(FIELDS).all()
    assert fields
    for field in fields:
        assert field.get_attribute("inputmode") == "decimal"
        fault = page.locator(f"#{field.get_attribute('aria-describedby')}")
        for text, value in TYPED.items():
            type_in(field, text)
            assert float(field.get_attribute("aria-valuenow") or "nan") == value, text
            expect(fault).to_be_hidden()
        for text in REFUSED:
            type_in(field, text)
            assert field.get_attribute("aria-valuenow") == "-7", text
            expect(fault).to_contain_text("The last value is kept.")
            expect(fault).to_contain_text(f"“{text}” is no number" if text else "There is no number")
            expect(field).to_have_value("\N{MINUS SIGN}7")
            expect(field).to_have_attribute("aria-invalid", "true")
        type_in(field, "2")
        expect(fault).to_be_hidden()


def test_no_field_leaves_the_reading_to_the_browser(page: Page) -> None:
    """type=number drops what it does not take, and tells nobody."""
    assert page.locator("input[type=number]").count() == 0


def test_the_keyboard_of_a_phone_has_a_minus_sign(page_with: Callable[..., Page], browser: Browser) -> None:
    """That of iOS for decimals has none."""
    phone = {"user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", "has_touch": True}
    page = page_with(*(widget() for widget in every_widget().values()), **phone)
    for field in page.locator(FIELDS).all():
        assert field.get_attribute("inputmode") == "text"


def test_the_ends_of_a_slider_stay_while_it_is_slid(page_with: Callable[..., Page]) -> None:
    """They follow a number that is typed; if they followed the slider too, it would run away from the pointer."""
    page = page_with(every_widget()["ForwardStepper"]())
    bar = page.locator(".field.value input[type=range]").first
    number = page.locator(".field.value input[type=text]").first
    for key, value in {"End": "2", "ArrowRight": "2", "Home": "-2", "ArrowLeft": "-2"}.items():
        bar.press(key)
        assert number.get_attribute("aria-valuenow") == value
        assert (bar.get_attribute("min"), bar.get_attribute("max")) == ("-2", "2")
    type_in(number, "30")
    assert (bar.get_attribute("min"), bar.get_attribute("max")) == ("-200", "200")
    type_in(number, "0.5")
    assert (bar.get_attribute("min"), bar.get_attribute("max")) == ("-2", "2")
