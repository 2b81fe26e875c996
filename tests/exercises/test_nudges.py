"""Hints of the questions that are no calculation: each leads on, the last one is the answer, and each is counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from backprop_exercises import EXERCISES, ask
from tests.support.built import SITE

pytestmark = pytest.mark.slow  # reads the built site

LAST = {"derive": "The formula: ", "gradient": "All of it:", "order": "An order that is right: "}
# Of each kind one: its page, its slug, a part of the nudge, and of the hint before the answer.
KINDS = [
    ("problem", "why-it-diverges", r"^Not [A-D]:", r"Not [A-D]:"),
    ("problem", "fit-bug", r"^It is one of the lines \d to \d\.$", "This is the bug|slope"),
    ("forward-pass", "forward-order", r"^Line [A-H] can be the first\. \d lines do not", "does not belong there"),
    ("problem", "line-slope-formula", "^The formula is a product of two factors, made of", "One of its factors is x"),
    ("backward-matrices", "whole-gradient", "^Begin at the last layer", "At the last layer: "),
]


@pytest.fixture
def chapters(serve: Callable[[Path], str]) -> str:
    return f"{serve(SITE)}/chapters"


@pytest.fixture
def page(open_page: Callable[..., Page], chapters: str) -> Page:
    return open_page(f"{chapters}/index.html")


@pytest.fixture
def row(page: Page, chapters: str, request: pytest.FixtureRequest) -> Locator:
    chapter, slug = request.param
    page.goto(f"{chapters}/{chapter}.html#ex-{slug}")
    return page.locator(f"#ex-{slug}")


@pytest.mark.parametrize(
    ("row", "slug", "nudge", "step"), [((page, slug), slug, *words) for page, slug, *words in KINDS], indirect=["row"]
)
def test_hints_lead_to_the_answer(page: Page, row: Locator, slug: str, nudge: str, step: str) -> None:
    hints, more = row.locator(".hints"), row.locator("button.hint")
    expect(more).to_have_text("Give me a nudge")
    more.click()
    expect(hints.locator("p").first).to_have_text(re.compile(nudge))
    answer = ask(slug).answer
    if isinstance(answer, str):
        assert f"It is {answer}" not in hints.inner_text() and answer not in hints.inner_text().split(". ")
    given = 1
    while more.is_visible():
        more.click()
        given += 1
        if more.is_visible():
            expect(hints).to_contain_text(re.compile(step))
    expect(hints).to_contain_text(LAST.get(EXERCISES[slug].kind, "It is "))
    if EXERCISES[slug].kind in ("choose", "find the bug"):
        expect(hints.locator("p strong").last).to_have_text(answer)
    if EXERCISES[slug].kind == "order":
        order = hints.locator("p strong").last.inner_text()
        assert EXERCISES[slug].grade(ask(slug).drawn, order).correct
    kept = json.loads(page.evaluate("localStorage.getItem('progress')"))
    assert kept["exercises"][slug]["hints"] == given >= 2


def test_a_statement_that_was_chosen_is_not_explained_again(page: Page, chapters: str) -> None:
    """Nor is there a hint for who has chosen the right one."""
    page.goto(f"{chapters}/problem.html#ex-why-it-diverges")
    row = page.locator("#ex-why-it-diverges")
    question = ask("why-it-diverges")
    wrong = next(name for name in question.given if name != question.answer)
    row.locator(f"input[value={wrong}]").check()
    row.locator("button.hint").click()
    expect(row.locator(".hints p").first).to_have_text(re.compile(f"^Not (?!{wrong})[A-D]:"))
    row.locator(f"input[value={question.answer}]").check()
    row.locator("button.hint").click()
    expect(row.locator(".hints")).to_have_text("Nothing is left to do here.")


def test_what_cannot_be_read_is_said_once_and_a_hint_follows(page: Page, chapters: str) -> None:
    page.goto(f"{chapters}/problem.html#ex-line-slope-formula")
    row = page.locator("#ex-line-slope-formula")
    row.get_by_role("textbox").fill("(theta x - y")
    row.locator("button.hint").click()
    expect(row.locator(".hints p").first).to_contain_text("has a bracket that is not closed")
    expect(row.locator(".hints p").nth(1)).to_contain_text("The formula is a product of two factors")
    row.locator("button[type=submit]").click()
    row.locator("button.hint").click()
    expect(row.locator(".verdict")).to_contain_text("has a bracket that is not closed")
    expect(row.locator(".hints")).not_to_contain_text("bracket")

    page.goto(f"{chapters}/problem.html#ex-one-step")
    row = page.locator("#ex-one-step")
    first, second = row.get_by_role("textbox").all()
    first.fill(f"{float(ask('one-step').answer['slope']):g}")
    second.fill("1-0.1")
    row.locator("button.hint").click()
    expect(row.locator(".hints p").first).to_contain_text("expected a number")
    expect(row.locator(".hints p").nth(1)).to_contain_text("made of")


def test_every_form_has_hints() -> None:
    """All that a page checks can be helped with: by its calculation, or by what is said of its options."""
    for path in sorted((SITE / "chapters").glob("*.html")):
        page = path.read_text(encoding="utf-8")
        for row in re.findall(r'<details class="admonition exercise.*?</details>\s*(?=<|$)', page, re.DOTALL):
            if '<form class="answer"' in row:
                assert re.search(r'"(file|verdicts|order|formula|steps|program)":', row), path
