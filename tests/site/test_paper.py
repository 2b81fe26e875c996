"""A chapter on paper: a head and a number on each sheet, steppers at their last step, lines, answers at the end."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from built import SITE, TYPESET
from paper import pages_of
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow  # reads the built book

CHAPTERS = ["backward-pass", "forward-pass", "training"]


@pytest.fixture(params=CHAPTERS)
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    return chapter(request.param, open_page)


def chapter(name: str, open_page: Callable[..., Page]) -> Page:
    page = open_page(f"{SITE.as_uri()}/chapters/{name}.html", viewport={"width": 1280, "height": 900})
    page.evaluate(TYPESET)
    expect(page.locator("[data-widget][data-ready=true]")).to_have_count(page.locator(".widget").count())
    return page


def printed(page: Page) -> list[str]:
    return pages_of(page.pdf(prefer_css_page_size=True))


def test_each_sheet_has_a_running_head_and_its_number(page: Page) -> None:
    heading = page.locator("h1").inner_text().removeprefix("Chapter").removesuffix("#")
    name = "".join(heading.split())
    sheets = printed(page)
    assert len(sheets) < 25
    for number, sheet in enumerate(sheets, 1):
        head = re.match(r"Backpropagation·(.*)", sheet)
        assert head and head[1].replace(".", "").startswith(f"{name}{number}"), sheet[:80]


def test_answers_stand_at_the_end_and_only_on_paper(page: Page) -> None:
    before = page.locator("article").inner_text()
    words = "".join(printed(page))
    text, answers = words.rsplit("Answers", 1)
    boxes = page.locator(".predict").count()
    for number in range(1, boxes + 1):
        assert f"Prediction{number}" in text and f"Prediction{number}" in answers
    for title in page.locator(".exercise > summary").all():
        number = title.locator(".caption-number").inner_text().split()[-1]
        first = title.locator("span:nth-child(2)").inner_text().split()[0]
        assert f"{number}{first}"[:6] in answers
    assert page.locator("article").inner_text() == before, "nothing of it stays on the page"


def test_what_a_reader_has_opened_is_printed_where_it_is(open_page: Callable[..., Page]) -> None:
    page = chapter("backward-pass", open_page)
    page.locator("#ex-output-delta, #sol-output-delta").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
    text, answers = "".join(printed(page)).rsplit("Answers", 1)
    assert "5.1Anoutputunit" in text and "5.1Anoutputunit" not in answers and "5.3Ahiddenunit" in answers


KEPT = "addEventListener('beforeprint', () => { window.onPaper = document.querySelector('.bp').innerText; })"


def test_a_stepper_prints_its_last_step_without_controls(open_page: Callable[..., Page]) -> None:
    page = chapter("backward-pass", open_page)
    start = page.locator("[data-widget]").inner_text()
    page.evaluate(KEPT)
    sheets = printed(page)
    assert "step 9 of 9" in page.evaluate("onPaper") and "step 9 of 9" not in start
    words = "".join(sheets[:2])
    assert "Theyagreetoeightdigits" in words or "0.000439" in words or "4.386" in words
    assert not re.search(r"FirstBackNextPlay|step9of9|PressNextto", words)
    assert page.locator("[data-widget]").inner_text() == start


@pytest.mark.parametrize(
    ("name", "end"), [("training", r"step (\d+) of 2000"), ("handwritten-digits", r"batch (\d+) of")]
)
def test_what_has_not_begun_to_train_prints_what_it_comes_to(
    name: str, end: str, open_page: Callable[..., Page]
) -> None:
    """As far as it gets in five seconds, which is the end where nothing else runs."""
    page = chapter(name, open_page)
    start = page.locator(".widget").first.inner_text()
    page.evaluate(KEPT)
    printed(page)
    seen = re.search(end, page.evaluate("onPaper"))
    assert seen and int(seen[1]) > 200 and not re.search(end, start)
    expect(page.locator(".widget [data-quantity=step]").first).to_have_text("start")
    page.get_by_role("button", name="Next").first.click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen = re.search(end, page.locator(".widget").first.inner_text())
    assert seen and int(seen[1]) < 20, "a reader has chosen another"


LINES = """() => {
    dispatchEvent(new Event("beforeprint"));
    const lines = [...document.querySelectorAll("[data-widget]")].map(widget => widget.innerText.split("\\n"));
    dispatchEvent(new Event("afterprint"));
    return lines;
}"""


@pytest.mark.parametrize("name", ["backward-pass", "bug-museum", "chain-rule", "checking-gradients", "training"])
def test_a_widget_stands_on_one_sheet_and_no_heading_at_the_end_of_one(
    name: str, open_page: Callable[..., Page]
) -> None:
    page = chapter(name, open_page)
    headings = ["".join(text.removesuffix("#").split()) for text in page.locator("h2, h3").all_inner_texts()]
    sheets = printed(page)
    assert not [sheet[-60:] for sheet in sheets if sheet.endswith(tuple(filter(None, headings)))]
    page.emulate_media(media="print")
    for lines in page.evaluate(LINES):
        words = ["".join(line.split()) for line in lines if len(line) > 20]
        seen = [line for line in words if any(line in sheet for sheet in sheets)]  # not what only a screen reader says
        assert len(seen) > 2 and any(all(line in sheet for line in seen) for sheet in sheets), seen


@pytest.mark.parametrize(
    "name", ["problem", "forward-pass", "backward-pass", "backward-matrices", "classification", "handwritten-digits"]
)
def test_the_first_widget_leaves_no_half_of_the_first_sheet_empty(name: str, open_page: Callable[..., Page]) -> None:
    page = chapter(name, open_page)
    title = "".join(page.locator(".widget .bp-title").first.inner_text().split())
    assert title in pages_of(page.pdf(format="A4"))[0], "it begins under the text before it"


def test_what_only_sets_a_widget_is_not_on_paper(open_page: Callable[..., Page]) -> None:
    page = chapter("bug-museum", open_page)
    assert page.get_by_text("Open in the stepper").count() > 10
    page.emulate_media(media="print")
    shown = page.get_by_text("Open in the stepper").evaluate_all(
        "links => links.filter(link => link.checkVisibility()).map(link => link.closest('p').innerText)"
    )
    assert all(len(words) > len("Open in the stepper.") for words in shown)


def test_the_exercises_can_be_printed_alone_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = chapter("backward-pass", open_page)
    page.evaluate("window.print = () => { window.asked = true; }")
    page.get_by_role("button", name="Print the exercises").press("Enter")
    assert page.evaluate("asked")
    sheets = printed(page)
    words = "".join(sheets)
    assert "5.3Ahiddenunit" in words and "Answers" in words
    others = ("Thenetworkwaswrong", "Prediction1", "Gradientofaweight")
    assert [other for other in others if other in words] == []
    (first,) = [number for number, sheet in enumerate(sheets) if "Answers" in sheet]
    assert re.match(r"\D*5Thebackwardpass\d+Answers", sheets[first].replace(".", "", 1)), "on a sheet of their own"
    after = "".join(printed(page))
    assert [other for other in others if other not in after] == [], "and then the page prints as before"


def test_without_scripts_answers_are_printed_where_they_are(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{SITE.as_uri()}/chapters/backward-pass.html", java_script_enabled=False)
    expect(page.get_by_role("button", name="Print the exercises")).to_have_count(0)
    words = "".join(printed(page))
    assert "Theoutputisthelogisticfunctionofthenetinput" in words


def test_fields_are_lines_to_write_on(page: Page) -> None:
    page.emulate_media(media="print")
    edges = page.locator(".exercise .fields:not(.own-formula) input").evaluate_all(
        "fields => fields.map(field => { const s = getComputedStyle(field);"
        " return `${s.borderTopWidth} ${s.borderBottomWidth}`; })"
    )
    assert set(edges) == {"0px 1px"}
    lines = page.locator(".exercise:not(:has(form))").evaluate_all(
        "rows => rows.map(row => { const s = getComputedStyle(row, '::after');"
        " return [Math.round(parseFloat(s.height)), s.backgroundImage.split('repeating-linear-gradient').length - 1,"
        " s.breakInside, s.printColorAdjust]; })"
    )
    assert all(one == [102, 1, "avoid", "exact"] for one in lines), "three, each 9 mm below the one before"


def test_a_choice_is_not_divided(open_page: Callable[..., Page]) -> None:
    page = chapter("chain-rule", open_page)
    page.emulate_media(media="print")
    breaks = page.locator(".answer fieldset > label").evaluate_all(
        "labels => labels.map(label => getComputedStyle(label).breakInside)"
    )
    assert breaks and set(breaks) == {"avoid"}


def test_no_sheet_is_empty_but_for_its_head(open_page: Callable[..., Page]) -> None:
    sheets = pages_of(chapter("problem", open_page).pdf(format="A4"))
    assert min(map(len, sheets)) > 100


def test_what_was_laid_out_on_a_wide_screen_prints_as_large(open_page: Callable[..., Page]) -> None:
    """Else a printer makes all of a page smaller until its widest drawing fits."""
    page = chapter("backward-pass", open_page)
    sheets = len(printed(page))
    page.emulate_media(media="print")
    page.wait_for_function(
        "document.querySelector('.net-inside').clientWidth === document.querySelector('.bp-net').clientWidth"
    )
    assert len(printed(page)) == sheets
