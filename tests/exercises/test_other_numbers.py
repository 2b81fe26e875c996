"""Other numbers on a page: at a button, for a name, from a link; with hints that lead to the value that is off."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from built import LOADING, SITE
from playwright.sync_api import Browser, Locator, Page, expect

from backprop_exercises import ask
from backprop_exercises.asking import SETS, _number_of
from backprop_exercises.kinds.by_hand import ByHand

NAME = "forward-pass.html"


def row(page: Page, slug: str) -> Locator:
    """The exercise, opened."""
    found = page.locator(f"#ex-{slug}")
    found.evaluate("row => { row.open = true; }")
    return found


def given(place: Locator) -> list[float]:
    """The numbers in the line that begins with Given, as MathJax has them in the page for who listens."""
    words = place.locator(".question > p").first
    expect(words).to_contain_text("Given:")
    expect(words.locator("mjx-container").first).to_be_visible(timeout=LOADING)
    numbers = words.locator("mjx-assistive-mml").all_text_contents()
    return [float(text.split("=")[1].replace("\N{MINUS SIGN}", "-")) for text in numbers]


def new_numbers(place: Locator) -> None:
    """Ask for other numbers; a page that is left while MathJax is loading would complain."""
    place.get_by_role("button", name="New numbers").click()
    expect(place.locator(".which-numbers a")).to_be_visible()
    expect(place.locator(".awaited")).to_have_count(0, timeout=LOADING)


def answer(place: Locator, texts: list[str]) -> Locator:
    for field, text in zip(place.locator(".fields input").all(), texts, strict=True):
        field.fill(text)
    place.get_by_role("button", name="Check").click()
    return place.locator(".verdict")


def numbers_of(slug: str, student: object) -> list[float]:
    return list(ask(slug, student).given.values())  # type: ignore[arg-type]


@pytest.fixture
def chapters(serve: Callable[[Path], str]) -> str:
    """On a server: from file to file a browser may start anew, and what was kept last comes late."""
    return f"{serve(SITE)}/chapters"


@pytest.fixture
def page(chapters: str, open_page: Callable[..., Page]) -> Page:
    return open_page(f"{chapters}/{NAME}")


def test_numbers_are_loaded_from_a_disk_too(open_page: Callable[..., Page]) -> None:
    place = row(open_page((SITE / "chapters" / NAME).as_uri()), "net-input")
    new_numbers(place)
    expect(place.locator(".which-numbers")).to_have_text("numbers 1")
    assert given(place) == numbers_of("net-input", 1)


def test_new_numbers_are_those_of_the_notebook_and_are_judged(page: Page) -> None:
    place = row(page, "net-input")
    assert given(place) == numbers_of("net-input", 0)
    for number in (1, 2):
        new_numbers(place)
        expect(place.locator(".which-numbers")).to_have_text(f"numbers {number}")
        assert given(place) == numbers_of("net-input", number)
        verdict = answer(place, [f"{ask('net-input', number).answer['net_j']:.2f}"])
        expect(verdict).to_have_text("Right.")
    place.locator(".solution > summary").click()
    right = ask("net-input", 2)
    assert right.solved().splitlines()[-1].strip("- `") in place.locator(".solved").inner_text()


def test_an_answer_is_kept_with_its_numbers(chapters: str, page: Page) -> None:
    place = row(page, "net-input")
    answer(place, ["0.5"])
    new_numbers(place)
    expect(place.locator(".which-numbers")).to_have_text("numbers 1")
    expect(place.locator(".fields input")).to_have_value("")
    expect(place.locator(".verdict")).to_be_empty()
    answer(place, ["0.75"])
    page.goto(f"{chapters}/{NAME}?numbers=1#ex-net-input")
    expect(page.locator("#ex-net-input .fields input")).to_have_value("0.75")
    page.goto(f"{chapters}/{NAME}?numbers=")
    expect(page.locator("#ex-net-input .fields input")).to_have_value("0.5")


def test_a_link_leads_to_the_same_numbers(chapters: str, page: Page) -> None:
    place = row(page, "unit-output")
    new_numbers(place)
    address = place.locator(".which-numbers a").get_attribute("href")
    assert address == f"{chapters}/{NAME}?numbers=1#ex-unit-output"
    page.goto(address)
    expect(page.locator("#ex-unit-output")).to_have_attribute("open", "")
    expect(page.locator("#ex-unit-output .which-numbers")).to_have_text("numbers 1")
    assert given(page.locator("#ex-unit-output")) == numbers_of("unit-output", 1)
    page.goto(f"{chapters}/chain-rule.html")  # it holds in this tab
    assert given(row(page, "along-a-path")) == numbers_of("along-a-path", 1)


def test_a_name_brings_numbers_of_its_own_to_all_exercises_of_all_pages(chapters: str, page: Page) -> None:
    whose = page.locator(".numbers-for")
    whose.get_by_role("textbox").fill("Ada")
    whose.get_by_role("button").click()
    number = _number_of("Ada")
    expect(whose.get_by_role("status")).to_have_text(
        f'Numbers {number} of {SETS}, as with student = "Ada" in the notebook. '
        "Exercises without numbers are the same for everybody on these pages."
    )
    for slug in ("net-input", "unit-output"):
        expect(page.locator(f"#ex-{slug} .which-numbers")).to_have_text(f"numbers {number}")
        assert given(row(page, slug)) == numbers_of(slug, "Ada")
    page.goto(f"{chapters}/chain-rule.html")
    expect(page.locator("#numbers-for")).to_have_value("Ada")
    assert given(row(page, "along-a-path")) == numbers_of("along-a-path", "Ada")
    page.locator("#numbers-for").fill("")
    page.locator(".numbers-for button").click()
    assert given(row(page, "along-a-path")) == numbers_of("along-a-path", 0)


def test_a_number_that_is_too_large_is_refused_and_changes_nothing(page: Page) -> None:
    page.locator("#numbers-for").fill("101")
    page.locator(".numbers-for button").click()
    expect(page.locator(".numbers-for [role=status]")).to_have_text(
        f"There are {SETS} sets of numbers: type a number up to {SETS}, or a name."
    )
    assert given(row(page, "net-input")) == numbers_of("net-input", 0)


def test_hints_lead_from_a_nudge_to_the_calculation_and_are_counted(page: Page) -> None:
    place = row(page, "unit-output")
    answer(place, [f"{ask('unit-output').answer['net_j']:.3f}", ""])
    hints = place.locator(".hints")
    place.get_by_role("button", name="Give me a nudge").click()
    expect(hints).to_contain_text(" is the logistic function of ")
    expect(hints.locator("mjx-container")).to_have_count(2, timeout=LOADING)
    place.get_by_role("button", name="Show this line").click()
    expect(hints).to_contain_text("o_j = 1 / (1 + exp(-net_j))")
    assert f"{ask('unit-output').answer['o_j']:.3f}" not in hints.inner_text()
    place.get_by_role("button", name="Show the whole calculation").click()
    for line in ask("unit-output").solved().splitlines()[2:]:
        expect(hints).to_contain_text(line.strip("- `"))
    expect(place.locator("button.hint")).to_be_hidden()
    kept = json.loads(page.evaluate("localStorage.getItem('progress')"))
    assert kept["exercises"]["unit-output"]["hints"] == 3
    place.locator(".fields input").last.fill("0.5")
    expect(hints).to_be_empty()
    expect(place.get_by_role("button", name="Give me a nudge")).to_be_visible()


def test_a_hint_names_what_a_reader_knows(chapters: str, open_page: Callable[..., Page]) -> None:
    """A value of the solution that is not asked for, such as the slope of the curve, is written out."""
    page = open_page(f"{chapters}/backward-pass.html")
    place = row(page, "output-delta")
    answer(place, [f"{ask('output-delta').answer['o_j']:.4f}", "", ""])
    place.get_by_role("button", name="Give me a nudge").click()
    expect(place.locator(".hints mjx-container")).to_have_count(3, timeout=LOADING)  # delta, o and t
    place.get_by_role("button", name="Show this line").click()
    expect(place.locator(".hints code").first).to_have_text("delta_j = (o_j - t_j) * (o_j * (1 - o_j))")


def test_a_hint_is_about_the_first_value_that_is_off(page: Page) -> None:
    place = row(page, "unit-output")
    answer(place, ["9", "0.5"])
    place.get_by_role("button", name="Give me a nudge").click()
    place.get_by_role("button", name="Show this line").click()
    expect(place.locator(".hints code").first).to_have_text(re.compile(r"^net_j = "))


@pytest.mark.slow  # reads the built site
def test_every_exercise_by_hand_has_its_file() -> None:
    for path in sorted((SITE / "_static" / "calculations").glob("*.js")):
        slug = path.stem
        sets = json.loads(path.read_text(encoding="utf-8").partition(" = ")[2].rstrip(";\n"))["sets"]
        assert len(sets) == SETS
        for number in (1, SETS):
            values = list(ask(slug, number).given.values())
            assert all(np.array_equal(one, other) for one, other in zip(sets[number - 1], values, strict=True))
        assert isinstance(ask(slug).exercise, ByHand)


def test_numbers_that_cannot_be_loaded_leave_those_that_are_there(chapters: str, browser: Browser) -> None:
    page = browser.new_page()
    page.route("**/calculations/*.js", lambda route: route.abort())
    page.goto(f"{chapters}/{NAME}")
    place = row(page, "net-input")
    place.get_by_role("button", name="New numbers").click()
    expect(place.locator(".which-numbers")).to_contain_text("These numbers are not there")
    assert given(place) == numbers_of("net-input", 0)
    expect(answer(place, ["0.5"])).to_contain_text("This answer cannot be checked")
    page.unroute("**/calculations/*.js")
    expect(answer(place, [f"{ask('net-input').answer['net_j']:.2f}"])).to_have_text("Right.")
    page.close()


def test_a_mistake_is_shown_in_the_stepper(chapters: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{chapters}/backward-pass.html")
    slug, wrong = next(
        (slug, drawn.wrong["sign"])
        for slug in (found.stem for found in sorted((SITE / "_static" / "calculations").glob("*.js")))
        if f'id="ex-{slug}"' in page.content() and "sign" in (drawn := ask(slug).drawn).wrong
    )
    asked = ask(slug).exercise.asked
    texts = [f"{entry:.6f}" for name in asked for entry in np.ravel(wrong[name])]
    verdict = answer(row(page, slug), texts)
    expect(verdict).to_contain_text("Sign reversed")
    verdict.get_by_role("link", name="See what it does in the network of chapter 5").click()
    expect(page.get_by_role("combobox", name="Mistake")).to_have_value("sign")
    expect(page.get_by_role("slider", name="Step")).to_have_value("9")
    expect(page.get_by_role("combobox", name="Mistake")).to_be_in_viewport()
