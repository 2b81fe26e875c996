"""Each kind of exercise is opened, answered and checked by keyboard alone, and a screen reader is told all of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from backprop_exercises import EXERCISES, ask
from backprop_exercises.question import MIMETYPE
from tests.support.built import SITE

pytestmark = pytest.mark.slow  # reads the built site

# Of each kind one that a page checks, and what the tree of a screen reader has of its form, as patterns.
KINDS = {
    "by hand": ("forward-pass", "unit-output", [r'textbox ".*net.*j.*="', r'textbox ".*o.*j.*="']),
    "gradient": ("backward-matrices", "whole-gradient", [r"group \".*W.*\"", 'textbox "dW2, row 1, column 1"']),
    "derive": ("problem", "line-slope-formula", ['textbox "Your formula"', "Read as"]),
    "choose": ("problem", "why-it-diverges", [r'group "Your answer"', r'radio "[A-D] .*" \[checked\]']),
    "find the bug": ("problem", "fit-bug", [r'group "The wrong line"', r'radio "\d .*" \[checked\]']),
    "order": ("forward-pass", "forward-order", [r'group "The place of each line; nothing', r'textbox "A .*"']),
}


def test_there_is_one_of_each_kind() -> None:
    assert {exercise.kind for exercise in EXERCISES.values()} - {"code"} == set(KINDS)
    assert all(EXERCISES[slug].kind == kind for kind, (_, slug, _) in KINDS.items())


def typed(slug: str) -> list[str]:
    """The right answer as it is typed, field by field."""
    question = ask(slug)
    data = question._repr_mimebundle_()[MIMETYPE]["check"]
    if question.exercise.kind == "derive":
        return [question.exercise.right]  # type: ignore[attr-defined]
    if question.exercise.kind == "order":
        places = {letter: str(n) for n, letter in enumerate(question.answer.split(), 1)}
        return [places.get(letter, "") for letter in data["letters"]]
    if question.exercise.kind == "gradient":
        values = {f"d{part}{n}": getattr(one, part) for n, one in enumerate(question.answer, 1) for part in ("W", "b")}
    else:
        values = question.answer
    return [f"{entry:.{one['decimals']}f}" for one in data["asked"] for entry in np.ravel(values[one["name"]])]


def tab_into(page: Page, place: Locator) -> None:
    """Presses Tab until the focus is there."""
    for _ in range(60):
        if place.evaluate("(place) => place === document.activeElement || place.contains(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {place}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_answered_by_keyboard(
    kind: str, serve: Callable[[Path], str], open_page: Callable[..., Page]
) -> None:
    chapter, slug, told = KINDS[kind]
    page = open_page(f"{serve(SITE)}/chapters/{chapter}.html")
    row = page.locator(f"#ex-{slug}")
    row.locator("summary").first.focus()
    page.keyboard.press("Enter")
    form = row.locator("form.answer")
    if kind in ("choose", "find the bug"):
        tab_into(page, form.locator("fieldset"))
        page.keyboard.press("Space")
        for _ in range(12):
            if form.locator("input:checked").input_value() == ask(slug).answer:
                break
            page.keyboard.press("ArrowDown")
    else:
        for field, text in zip(form.locator("input[type=text]").all(), typed(slug), strict=True):
            tab_into(page, field)
            page.keyboard.type(text)
    tab_into(page, form.get_by_role("button", name="Check"))
    page.keyboard.press("Enter")
    expect(form.locator(".verdict")).to_have_text(re.compile(r"^Right\."))
    tree = form.aria_snapshot()
    for pattern in [*told, 'button "Check"', 'button "Clear"', 'button "Give me a nudge"', r"status:? ?(\n.*)?Right\."]:
        assert re.search(pattern, tree), (pattern, tree)
