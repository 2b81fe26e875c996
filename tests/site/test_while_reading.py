"""What a reader does while reading: predicts, sets a widget from the text, lights up a number, finds the section."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from built import SITE
from playwright.sync_api import Page, expect

PROBLEM = (SITE / "chapters" / "problem.html").as_uri()
READY = "[data-widget=DescentStepper][data-ready=true]"


@pytest.fixture
def problem(open_page: Callable[..., Page]) -> Page:
    page = open_page(PROBLEM, viewport={"width": 1280, "height": 900})
    expect(page.locator(READY)).to_be_visible()
    return page


def rate(page: Page) -> str | None:
    return page.locator(f"{READY} [data-quantity=learning_rate]").first.get_attribute("data-value")


def test_the_answer_of_a_prediction_opens_when_one_has_committed_to_a_choice(problem: Page) -> None:
    box = problem.locator(".predict").first
    show, answer = box.get_by_role("button", name="Show the answer"), box.locator("details")
    expect(answer).to_be_hidden()
    expect(show).to_be_disabled()
    box.get_by_role("radio").nth(0).check()
    show.click()
    expect(answer).to_have_attribute("open", "")
    expect(box.get_by_role("status")).to_contain_text("differently")
    assert box.locator("li.right").count() == box.locator("li.chosen").count() == 1
    expect(box.get_by_role("radio").nth(1)).to_be_disabled()


def test_the_right_choice_is_told_so(problem: Page) -> None:
    box = problem.locator(".predict").first
    box.locator("li.right input").check()
    box.get_by_role("button", name="Show the answer").click()
    expect(box.get_by_role("status")).to_contain_text("As you predicted")


def test_without_scripts_a_prediction_is_a_list_and_an_answer_to_open(open_page: Callable[..., Page]) -> None:
    page = open_page(PROBLEM, java_script_enabled=False)
    box = page.locator(".predict").first
    assert box.locator(".choices li").count() >= 3
    assert "[x]" not in box.inner_text() and "[ ]" not in box.inner_text()
    box.locator("summary").click()
    expect(box.locator("details")).to_have_attribute("open", "")


def test_words_set_the_widget_and_leave_its_other_settings(problem: Page) -> None:
    problem.locator("a.set", has_text="1.9").click()
    problem.wait_for_function("() => location.hash.includes('descent.learning_rate=1.9')")
    assert rate(problem) == "1.9"
    problem.locator("a.set", has_text="2.1").click()
    problem.wait_for_function("() => location.hash.includes('descent.step=6')")
    assert rate(problem) == "2.1"
    problem.locator("a.set", has_text="0.6").click()
    problem.wait_for_function("() => location.hash.includes('descent.learning_rate=0.6')")
    assert "descent.step=6" in problem.url and rate(problem) == "0.6"
    box = problem.locator(READY).bounding_box()
    assert box and box["y"] < 900 and box["y"] + box["height"] > 0


def test_the_list_says_where_one_is(problem: Page) -> None:
    problem.evaluate("document.getElementById('the-gradient').scrollIntoView()")
    expect(problem.locator(".on-this-page a[aria-current=location]")).to_have_text("1.3 The gradient")
    problem.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    problem.wait_for_function("() => document.getElementById('progress').style.scale.startsWith('1')")


def test_on_a_phone_the_sections_are_in_the_bar(open_page: Callable[..., Page]) -> None:
    page = open_page(PROBLEM, viewport={"width": 390, "height": 800})
    sections = page.locator("#sections")
    sections.locator("summary").click()
    links = sections.get_by_role("link")
    assert links.count() > 5
    box = sections.locator("nav").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    links.filter(has_text="The gradient").click()
    expect(sections).not_to_have_attribute("open", "")
    expect(sections.locator("summary")).to_contain_text("The gradient")
    sections.locator("summary").click()
    page.keyboard.press("Escape")
    expect(sections).not_to_have_attribute("open", "")


def test_a_slash_goes_to_the_search(problem: Page) -> None:
    problem.keyboard.press("/")
    expect(problem.get_by_role("searchbox")).to_be_focused()
    problem.keyboard.type("a/b")
    expect(problem.get_by_role("searchbox")).to_have_value("a/b")


SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const watcher = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  });
  watcher.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


def test_no_line_moves_when_the_faces_arrive(open_page: Callable[..., Page]) -> None:
    page = open_page("about:blank", viewport={"width": 1280, "height": 900})
    page.route("**/mathjax/**", lambda route: route.fulfill(body=""))  # formulas come later, and move lines
    page.goto(PROBLEM)
    page.evaluate("document.fonts.ready.then(() => null)")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert {"Book Serif", "Book Sans", "Book Code"} <= {family.strip('"') for family in loaded}
    assert page.evaluate(SHIFT) < 0.02
