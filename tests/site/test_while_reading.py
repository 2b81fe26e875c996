"""What a reader does while reading: predicts, sets a widget from the text, lights up a number, finds the section."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from built import SITE
from playwright.sync_api import Page, expect

PROBLEM = (SITE / "chapters" / "problem.html").as_uri()
READY = "[data-widget=DescentStepper][data-ready=true]"


@pytest.fixture
def problem(open_page: Callable[..., Page]) -> Page:
    page = open_page(PROBLEM, viewport={"width": 1280, "height": 900})
    expect(page.locator(READY)).to_be_visible()
    return page


def shows_rate(page: Page, rate: str) -> None:
    rates = page.locator(f"{READY} [data-quantity=learning_rate]")
    expect(rates.first).to_have_attribute("data-value", rate)


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


GRAPHS = SITE / "chapters" / "computational-graphs.html"


def test_what_comes_out_is_closed_until_one_has_predicted_it(open_page: Callable[..., Page]) -> None:
    page = open_page(GRAPHS.as_uri())
    box, outcome = page.locator(".predict").first, page.locator(".outcome").first
    assert box.evaluate("(box, other) => !!(box.compareDocumentPosition(other) & 4)", outcome.element_handle())
    output = outcome.locator(".cell_output")
    expect(output).to_be_hidden()
    box.get_by_role("radio").nth(0).check()
    box.get_by_role("button", name="Show the answer").click()
    expect(output).to_be_visible()
    expect(page.locator(".outcome").nth(1)).not_to_have_attribute("open", "")


def test_what_comes_out_can_be_opened_without_a_prediction_and_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(GRAPHS.as_uri(), java_script_enabled=False)
    outcome = page.locator(".outcome").first
    outcome.get_by_text("What comes out").click()
    expect(outcome.locator(".cell_output")).to_be_visible()


def test_on_paper_what_comes_out_stands_with_the_answer(open_page: Callable[..., Page]) -> None:
    page = open_page(GRAPHS.as_uri())
    outcome = page.locator(".outcome").first
    printed = outcome.locator(".cell_output").inner_text()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(outcome).to_be_hidden()
    answer = page.locator(".answers .of-prediction").first
    expect(answer.locator(".cell_output")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".answers")).to_have_count(0)
    assert outcome.locator(".cell_output").inner_text() == printed


def test_on_paper_without_scripts_what_comes_out_is_printed_where_it_is(open_page: Callable[..., Page]) -> None:
    page = open_page(GRAPHS.as_uri(), java_script_enabled=False)
    page.emulate_media(media="print")
    outcome = page.locator(".outcome").first
    expect(outcome.locator(".cell_output")).to_be_visible()
    expect(outcome.locator("summary")).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in (SITE.parents[1] / "chapters").glob("*.md")))
def test_no_page_shows_a_result_right_below_the_question(name: str) -> None:
    """In the page as it is published, what follows a prediction is text, a widget or something closed."""
    page = BeautifulSoup((SITE / "chapters" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    for box in page.select(".predict"):
        behind = box.find_next_sibling()
        while behind and "cell" in (behind.get("class") or []):
            if behind.select_one(".widget"):
                break
            for output in behind.select(".cell_output"):
                assert output.find_parent(class_="outcome") or output.select(":scope > details:only-child:not([open])")
            behind = behind.find_next_sibling()


def test_words_set_the_widget_and_leave_its_other_settings(problem: Page) -> None:
    problem.locator("a.set", has_text="1.9").click()
    problem.wait_for_function("() => location.hash.includes('descent.learning_rate=1.9')")
    shows_rate(problem, "1.9")
    problem.locator("a.set", has_text="2.1").click()
    problem.wait_for_function("() => location.hash.includes('descent.step=6')")
    shows_rate(problem, "2.1")
    problem.locator("a.set", has_text="0.6").click()
    problem.wait_for_function("() => location.hash.includes('descent.learning_rate=0.6')")
    shows_rate(problem, "0.6")
    assert "descent.step=6" in problem.url
    box = problem.locator(READY).bounding_box()
    assert box and box["y"] < 900 and box["y"] + box["height"] > 0


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("chapter", ["problem", "error-calculation", "backward-pass", "training"])
def test_words_bring_the_drawing_that_they_set_below_the_bar(chapter: str, width: int, open_page) -> None:
    """From every link, and in a window that is not high enough for the whole widget: the drawing is what is seen."""
    page = open_page((SITE / "chapters" / f"{chapter}.html").as_uri(), viewport={"width": width, "height": 700})
    links = page.locator("a.set:visible")
    for link in (links.first, links.last):
        name = (link.get_attribute("href") or "").lstrip("#").split(".")[0]
        widget = page.locator(f".widget[data-name={name}]")
        expect(widget.locator("[data-ready=true]")).to_be_attached()
        link.click()
        bar = page.locator(".topbar").bounding_box()
        drawing = widget.locator(".plot, .plots, .pictures, .parts").first.bounding_box()
        assert bar and drawing
        assert drawing["y"] >= bar["height"] - 1
        assert drawing["y"] < bar["height"] + 24 or drawing["y"] + drawing["height"] <= 700


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
    page = open_page(PROBLEM, viewport={"width": 1280, "height": 900})
    page.evaluate("document.fonts.ready.then(() => null)")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert {"Book Serif", "Book Sans", "Book Code"} <= {family.strip('"') for family in loaded}
    assert page.evaluate(SHIFT) < 0.01
