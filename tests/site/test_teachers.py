"""The page for teachers: its links open widgets in the states that they announce, and its tables are complete."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from built import SITE as BOOK
from places import ON_PAGES
from playwright.sync_api import Page, expect
from reading import every_widget, numbers

from backprop_exercises import EXERCISES, ask
from backprop_exercises.overview import reveals
from backprop_exercises.question import LEVELS
from backprop_lib.misconceptions import MISCONCEPTIONS
from book_ext.products.worksheets import SHEETS, STUDENTS
from book_ext.site.chapter import DISCUSSION

pytestmark = pytest.mark.slow  # reads the built book

SITE = BOOK / "chapters"
PAGE = SITE / "teachers.html"
CHAPTERS = Path(__file__).parents[2] / "chapters"
HTML = BeautifulSoup(PAGE.read_text(encoding="utf-8") if PAGE.exists() else "", "html.parser")
LINKS = [str(link["href"]) for link in HTML.select("a.state")]
TITLE = re.compile(r"^`{3,}\{exercise-start\} *(.+)\n:label: *ex-(\S+)", re.M)
IN_ORDER = [place.slug for place in ON_PAGES]
PRINTED = {slug: title for page in CHAPTERS.glob("*.md") for title, slug in TITLE.findall(page.read_text("utf-8"))}


def parted(link: str) -> tuple[str, str, dict]:
    """The page of a link, the widget that it names and the state that it asks for."""
    page, _, address = link.partition("#")
    parts = [part.partition("=")[::2] for part in address.split("&")]
    names = {key.rpartition(".")[0] for key, _ in parts}
    assert len(names) == 1, "a link is about one widget"
    return page, names.pop(), {key.rpartition(".")[2]: json.loads(unquote(value)) for key, value in parts}


def published(page: str) -> dict[str, dict]:
    """The states of the widgets of a chapter as they are published, by their names in the address."""
    soup = BeautifulSoup((SITE / page).read_text(encoding="utf-8"), "html.parser")
    found: dict[str, dict] = {}
    for view in soup.select("[data-widget-view] > script"):
        state = json.loads(view.text)
        same = sum(name.split("-")[0] == state["name"] for name in found)
        found[f"{state['name']}-{same + 1}" if same else state["name"]] = state
    return found


def test_there_are_many_links_to_many_widgets() -> None:
    assert len(LINKS) >= 8 and len(set(LINKS)) == len(LINKS)
    assert {parted(link)[1].split("-")[0] for link in LINKS} == {widget().name for widget in every_widget().values()}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_opens_the_widget_in_the_state_that_it_announces(
    link: str, open_page: Callable[..., Page], page_with: Callable[..., Page]
) -> None:
    """The numbers are those of the same widget when it is published in that state: no link is involved there."""
    file, name, state = parted(link)
    states = published(file)
    page = open_page(f"{SITE.as_uri()}/{link}")
    expect(page.locator("[data-widget][data-ready=true]")).to_have_count(len(states))
    index = list(states).index(name)
    widget = page.locator("[data-widget]").nth(index)
    expect(widget).to_be_in_viewport()
    expect(widget.get_by_role("alert")).to_be_hidden()
    kind = next(kind for kind in every_widget().values() if kind().name == states[name]["name"])
    code = {key: value for key, value in kind().get_state().items() if key.startswith("_")}
    seen = numbers(page, index)
    assert seen == pytest.approx(numbers(page_with(code | states[name] | state)), nan_ok=True)
    assert seen != pytest.approx(numbers(page_with(code | states[name])), nan_ok=True), "as it is published"


def section(name: str) -> BeautifulSoup:
    found = HTML.find(id=name)
    assert found, name
    return found


def test_the_table_of_exercises_is_complete_and_leads_to_each() -> None:
    rows = section("all-exercises").select("tbody tr")
    assert len(rows) == len(ON_PAGES) and {place.slug for place in ON_PAGES} >= set(EXERCISES)
    for row, place in zip(rows, ON_PAGES, strict=True):
        cells = [cell.get_text().strip() for cell in row.select("td")]
        exercise = EXERCISES.get(place.slug)
        assert cells[-3:] == (
            [exercise.kind, LEVELS[exercise.level - 1], str(exercise.minutes)] if exercise else [DISCUSSION, "–", "–"]
        )
        if exercise:
            page, _, anchor = str(row.select_one("td a")["href"]).partition("#")
            assert page == f"{place.page}.html" and anchor == f"ex-{exercise.slug}"
            assert f'id="{anchor}"' in (SITE / page).read_text(encoding="utf-8")
            assert f"Exercise </span>{cells[0]}</span>" in (SITE / page).read_text(encoding="utf-8")
            title = PRINTED[exercise.slug]
            assert "$" in title or cells[1].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") == title.replace("`", "")


def test_the_matrix_of_misconceptions_leads_to_the_exercises_that_name_them() -> None:
    (matrix,) = section("which-exercise-reveals-which-misconception").select("table.matrix")
    rows = matrix.select("tbody tr")
    assert len(rows) == len(MISCONCEPTIONS)
    for row, (slug, misconception) in zip(rows, MISCONCEPTIONS.items(), strict=True):
        assert row.select_one("th[scope=row]").get_text() == misconception.name
        assert [str(link["href"]).partition("#ex-")[2] for link in row.select("a")] == [
            slug_there
            for slug_there in IN_ORDER
            if slug_there in EXERCISES and slug in reveals(EXERCISES[slug_there]) and slug_there in PRINTED
        ]
        sheets = {"short": "two-weights", "full": "full-pass"}
        named = [word for word, name in sheets.items() if slug in reveals(ask(name).exercise)]
        assert row.select("td")[-1].get_text() == " ".join(named)
    for link in matrix.select("a"):
        page, _, anchor = str(link["href"]).partition("#")
        assert f'id="{anchor}"' in (SITE / page).read_text(encoding="utf-8")
        assert str(link["aria-label"]).startswith(f"Exercise {link.get_text()}: ")


def test_the_lessons_name_exercises_that_exist() -> None:
    """As soon as the chapters have their exercises."""
    source = (CHAPTERS / "teachers.md").read_text(encoding="utf-8")
    plans = source[source.index("## One lesson") : source.index("What to grade")]
    named = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', plans)) - set(MISCONCEPTIONS)
    assert len(named) >= 15
    assert len(PRINTED) < 50 or named <= set(PRINTED)


def test_the_exercises_of_a_chapter_open_behind_one_line() -> None:
    """It says how many there are and how long they take."""
    folds = section("all-exercises").select("details")
    chapters = {place.page for place in ON_PAGES}
    assert len(folds) == len(chapters) and not any(fold.has_attr("open") for fold in folds)
    for fold in folds:
        rows = [[cell.get_text() for cell in row.select("td")] for row in fold.select("tbody tr")]
        minutes = sum(int(row[-1]) for row in rows if row[-1] != "–")
        assert fold.select_one("summary").get_text().endswith(f" {len(rows)} exercises, {minutes} minutes")


def test_the_page_is_not_too_long(open_page: Callable[..., Page]) -> None:
    page = open_page(PAGE.as_uri(), viewport={"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollHeight") < 12_000


@pytest.mark.parametrize("width", [1280, 390])
def test_the_matrix_is_seen_whole(width: int, open_page: Callable[..., Page]) -> None:
    page = open_page(PAGE.as_uri(), viewport={"width": width, "height": 900})
    matrix = page.locator(".scroll:has(> .matrix)")
    assert matrix.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_what_makes_the_tables_is_not_on_the_page() -> None:
    assert not HTML.select("details.hide") and "Show the source" not in HTML.get_text()


def test_the_sheet_for_monday_is_the_one_of_the_lesson() -> None:
    """What is printed is what the plan hands out; it has time, and the page that checks sheets knows it."""
    (monday,) = [box for box in HTML.select(".admonition.goals") if "For next Monday" in box.get_text()]
    (command,) = re.findall(r"make worksheets ([A-Z0-9=a-z ]+)", monday.get_text())
    given = dict(part.split("=") for part in command.split())
    assert given == {"STUDENTS": str(STUDENTS), "SHEET": "short"}  # and the seed of the Makefile
    assert monday.select_one('a[href="../check.html"]')
    lesson = section("one-lesson")
    (time,) = [
        row.select("td")[0].get_text().removeprefix("Minutes: ")
        for row in lesson.select("tbody tr")
        if "short sheet, parts" in row.get_text()
    ]
    start, end = map(int, time.split("–"))
    parts = SHEETS["short"].parts
    asked = [sum(len(row) for part in some for row in part.rows) for some in (parts[:3], parts)]
    assert end - start >= 1.5 * ask("two-weights").exercise.minutes * asked[0] / asked[1], "more than alone at home"
    assert "phone, tablet or laptop for two students" in " ".join(lesson.get_text().split())


def test_the_commands_on_the_page_exist() -> None:
    """Those of the book; nbgrader's own are tried by the tests of the classroom."""
    makefile = (CHAPTERS.parent / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"`make ([a-z-]+)", (CHAPTERS / "teachers.md").read_text(encoding="utf-8")))
    assert {"worksheets", "slides", "classroom", "export", "book", "serve", "hub-check"} == commands
    assert all(re.search(rf"^{command}:.*## ", makefile, re.M) for command in commands)
