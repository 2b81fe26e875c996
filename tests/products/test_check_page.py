"""The page that checks printed sheets: right answers are right, mistakes are named, no answer stands in its source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built import SITE
from playwright.sync_api import Page, expect

from backprop_exercises import ask
from backprop_exercises.writing import explained
from book_ext.products import check_page
from book_ext.products.worksheets import SEED, SHEETS, STUDENTS, questions_for

QUESTIONS = {name: questions_for(2, 7, kind) for name, kind in SHEETS.items()}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("a 'folder' with ümlauts") / "check.html"
    sheets = {name: check_page.compact(SHEETS[name].title, questions) for name, questions in QUESTIONS.items()}
    path.write_text(check_page.alone(sheets), encoding="utf-8")
    return path


def typed(page: Page, kind: str, values: dict[str, float]) -> str:
    """What the page says to these values."""
    for name, value in values.items():
        page.fill(f"#{kind}-{name}", f"{value:.4f}")
    page.get_by_role("button", name="Check").click()
    return page.locator(".verdict").inner_text()


def test_no_answer_stands_in_the_page_and_it_asks_nobody(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    for questions in QUESTIONS.values():
        for question in questions:
            numbers = [f"{abs(float(value)):.4f}" for value in question.drawn.right.values()]
            numbers += [
                f"{abs(float(value)):.4f}" for wrong in question.drawn.wrong.values() for value in wrong.values()
            ]
            given = {f"{abs(value):.4f}" for value in question.given.values()}
            assert not [number for number in set(numbers) - given if number in text]
    assert not re.findall(r"""(?:src|href)=["'](?!data:)""", text) and not re.search(
        "https?://", text.replace("http://www.w3.org", "")
    )


def data(text: str) -> dict[str, dict]:
    return json.loads(BeautifulSoup(text, "html.parser").find(id="sheets").string)


def test_the_page_has_the_numbers_of_each_sheet_and_one_program(source: Path) -> None:
    for name, found in data(source.read_text(encoding="utf-8")).items():
        assert list(found["sheets"]) == ["7-1", "7-2"]
        assert re.fullmatch("[A-Za-z0-9+/]+=*", found["program"])
        for question in QUESTIONS[name]:
            assert dict(zip(found["names"], found["sheets"][question.student], strict=True)) == question.given


@pytest.mark.parametrize("kind", SHEETS)
def test_nothing_sets_formulas_here_and_no_mistake_needs_any(kind: str) -> None:
    assert "$" not in "".join(map(explained, ask(SHEETS[kind].slug).exercise.mistakes))


@pytest.mark.parametrize("kind", SHEETS)
def test_answers_are_judged_from_the_disk(kind: str, source: Path, open_page: Callable[..., Page]) -> None:
    question = QUESTIONS[kind][1]
    page = open_page(f"{source.as_uri()}#{kind}-7-2")
    expect(page.get_by_role("heading", level=2)).to_have_text(f"Sheet 7-2: {SHEETS[kind].title}")
    fields = page.locator("form.answer input")
    assert [field.get_attribute("id") for field in fields.all()] == [
        f"{kind}-{name}" for name in question.exercise.asked
    ]
    assert typed(page, kind, {"net_h1": float(question.answer["net_h1"])}).startswith("Right so far.")
    assert typed(page, kind, {name: float(value) for name, value in question.answer.items()}) == "Right."
    for mistake in ("output-derivative-missing", "downstream-sum-missing"):
        wrong = question.drawn.wrong[mistake]
        said = typed(page, kind, {name: float(wrong[name]) for name in question.exercise.asked})
        assert explained(mistake).replace("*", "") in said and "Not right yet" in said


@pytest.mark.parametrize("kind", SHEETS)
def test_answers_are_kept_for_their_sheet(
    kind: str, source: Path, serve: Callable[[Path], str], open_page: Callable[..., Page]
) -> None:
    question, address = QUESTIONS[kind][1], f"{serve(source.parent)}/{source.name}"
    page = open_page(f"{address}#{kind}-7-2")
    assert typed(page, kind, {name: float(value) for name, value in question.answer.items()}) == "Right."
    page.reload()
    expect(page.locator(".verdict")).to_have_text("Right.")
    page.goto(f"{address}#{kind}-7-1")
    expect(page.locator(".verdict")).to_be_empty()


@pytest.mark.parametrize("number", ["7-2", " 7 – 2 ", "2", "7\N{MINUS SIGN}2"])
def test_a_sheet_is_found_by_its_number(number: str, source: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(source.as_uri())
    page.get_by_label("Kind").select_option("short")
    page.get_by_label("Sheet").fill(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Sheet 7-2: One output")
    assert page.evaluate("location.hash") == "#short-7-2"


@pytest.mark.parametrize("number", ["7-3", "8-1", "3", "Ada", "", "__proto__", "<b>", "7-1-1"])
def test_a_sheet_that_the_page_does_not_know_is_said_so(
    number: str, source: Path, open_page: Callable[..., Page]
) -> None:
    page = open_page(source.as_uri())
    page.get_by_label("Sheet").fill(number)
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-said")).to_have_text(
        "There is no such sheet here. This page knows full sheets 7‑1 to 7‑2; short sheets 7‑1 to 7‑2."
    )
    assert page.locator("form.answer").count() == 0


@pytest.mark.parametrize("address", ["#", "#%", "#full-7-9", "#full-", "#constructor-7-1", "#%E0%A4%A", "#full-7-1x"])
def test_an_address_that_names_no_sheet_does_no_harm(
    address: str, source: Path, open_page: Callable[..., Page]
) -> None:
    page = open_page(source.as_uri() + address)
    expect(page.get_by_role("button", name="Show its fields")).to_be_visible()
    assert page.locator("form.answer").count() == 0


def test_without_javascript_it_says_so(source: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(source.as_uri(), java_script_enabled=False)
    expect(page.get_by_text("checks answers with JavaScript, which is switched off")).to_be_visible()


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("width", [1280, 360])
def test_the_site_knows_the_sheets_that_are_printed_if_nothing_else_is_asked_for(
    width: int, open_page: Callable[..., Page]
) -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    assert f"STUDENTS ?= {STUDENTS}\nSEED ?= {SEED}\n" in makefile
    for name, kind in SHEETS.items():
        student = f"{SEED}-{STUDENTS}"
        page = open_page(f"{(SITE / 'check.html').as_uri()}#{name}-{student}", viewport={"width": width, "height": 800})
        answer = ask(kind.slug, student).answer
        assert typed(page, name, {quantity: float(value) for quantity, value in answer.items()}) == "Right."
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("nav.chapters a[href='chapters/teachers.html']").count() == 1
    linked = BeautifulSoup((SITE / "chapters" / "teachers.html").read_text("utf-8"), "html.parser")
    assert linked.select_one('a[href="../check.html"]')
