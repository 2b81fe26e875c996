"""All exercises in one list: how far a reader is, what comes back, a mixed set, and progress that moves as a file."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built import SITE
from playwright.sync_api import Page, expect

from backprop_exercises import EXERCISES, ask
from backprop_exercises.kinds.programs import Program

pytestmark = pytest.mark.slow  # reads the built book

DAY = datetime.datetime(2026, 3, 1, 12)
CHOICE = "why-it-diverges"


@pytest.fixture
def book(serve: Callable[[Path], str]) -> str:
    """On a server: from file to file a browser may start anew, and what was kept last comes late."""
    return serve(SITE)


@pytest.fixture
def page(book: str, open_page: Callable[..., Page]) -> Page:
    page = open_page(f"{book}/search.html", viewport={"width": 1280, "height": 900})
    page.clock.install(time=DAY)
    return page


def open_at(page: Page, where: str) -> None:
    page.goto(page.url.partition("/chapters/")[0].removesuffix("/search.html") + f"/chapters/{where}")


def answer(page: Page, letter: str) -> None:
    row = page.locator(f"#ex-{CHOICE}")
    row.locator(f"input[value='{letter}']").check()
    row.get_by_role("button", name="Check").click()


def done_once(page: Page) -> None:
    open_at(page, f"problem.html#ex-{CHOICE}")
    right = ask(CHOICE).answer
    answer(page, next(name for name in ask(CHOICE).drawn.names if name != right))
    answer(page, right)
    expect(page.locator(f"#ex-{CHOICE} .verdict")).to_have_text("Right.")


def says(page: Page, words: str) -> None:
    """What stands behind the exercise in the list, once its script has run."""
    expect(page.locator(f"li[data-exercise='{CHOICE}'] .ring")).to_have_attribute("aria-label", words)


def test_every_exercise_is_in_the_list() -> None:
    listed = BeautifulSoup((SITE / "chapters" / "exercises.html").read_text("utf-8"), "html.parser").select("li > a")
    leads = {str(link["href"]) for link in listed if "#ex-" in str(link["href"])}
    assert {lead.rpartition("#ex-")[2] for lead in leads} >= set(EXERCISES)
    for lead in leads:
        name, _, place = lead.partition("#")
        assert f'id="{place}"' in (SITE / "chapters" / name).read_text("utf-8")


def test_only_what_a_page_can_check_counts(page: Page) -> None:
    open_at(page, "exercises.html")
    counted = page.locator("[data-exercise]").evaluate_all("rows => rows.map(row => row.dataset.exercise)")
    assert len(counted) == len(set(counted)) > 100
    programs = {slug for slug, exercise in EXERCISES.items() if isinstance(exercise, Program)}
    assert not programs & set(counted)
    expect(page.locator(".own-progress .done")).to_contain_text(f"0 of {len(counted)} done.")


def test_what_is_done_is_said_everywhere_and_survives_the_page(page: Page) -> None:
    done_once(page)
    expect(page.locator(f"#ex-{CHOICE} .verdict")).to_have_text("Right.")
    page.locator(f"#ex-{CHOICE}").get_by_text("Next: ").get_by_role("link").click()
    expect(page.locator(f"#ex-{CHOICE} ~ .exercise:has(form.answer)").first).to_have_attribute("open", "")
    of = page.locator(".exercise form.answer").count()
    expect(page.get_by_role("img", name=f"1 of {of} exercises done")).to_have_text(f"1/{of}")
    open_at(page, "index.html")
    expect(page.locator(".entries a[href='problem.html'] small")).to_contain_text(f"1 of {of} exercises done")
    expect(page.locator(".due-today")).to_be_hidden()
    open_at(page, "exercises.html")
    says(page, "done")
    expect(page.locator("h3 [data-page='chapters/problem']")).to_have_text(f"1 of {of} done")
    kept = json.loads(page.evaluate("localStorage.progress"))["exercises"][CHOICE]
    assert (kept["tries"], kept["right"]) == (2, ["2026-03-01"]) and sum(kept["mistakes"].values()) == 1


def test_an_exercise_comes_back_with_an_empty_form(page: Page) -> None:
    done_once(page)
    page.clock.set_fixed_time(DAY + datetime.timedelta(days=1))
    open_at(page, "index.html")
    page.get_by_role("link", name="One exercise comes back today").click()
    says(page, "done, and time to do it again")
    page.locator(".come-back a").click()
    form = page.locator(f"#ex-{CHOICE} form")
    expect(form).to_be_visible()
    expect(form.locator(":checked")).to_have_count(0)
    assert "again" not in page.url
    answer(page, ask(CHOICE).answer)
    page.clock.set_fixed_time(DAY + datetime.timedelta(days=3))  # the second time it comes back after three days
    open_at(page, "exercises.html")
    says(page, "done")
    page.clock.set_fixed_time(DAY + datetime.timedelta(days=4))
    page.reload()
    says(page, "done, and time to do it again")


def test_a_mixed_set_leads_to_five_exercises(page: Page) -> None:
    open_at(page, "exercises.html")
    page.get_by_role("button", name="Five mixed exercises").click()
    links = page.locator(".mixed a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(set(links)) == 5 and all("?again#ex-" in link for link in links)


def test_progress_moves_as_a_file_and_joins(
    book: str, page: Page, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    done_once(page)
    open_at(page, "exercises.html")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename == "backpropagation-2026-03-01.json"
    file = tmp_path / "progress.json"
    saved.value.save_as(file)
    other = open_page(f"{book}/chapters/exercises.html")
    other.evaluate("exercisesDone.record('two-weights', 'chapters/backward-pass', true, [])")
    other.locator("input[type=file]").set_input_files(file)
    expect(other.locator(".said")).to_have_text("Joined with one exercise from progress.json.")
    kept = other.evaluate("exercisesDone.load().exercises")
    assert set(kept) == {CHOICE, "two-weights"} and kept[CHOICE]["right"] == ["2026-03-01"]
    other.goto(f"{book}/chapters/problem.html")
    expect(other.locator(f"#ex-{CHOICE} form")).to_have_attribute("data-state", "right")  # with what was typed


def of(**wrong: object) -> str:
    entry = {"page": "chapters/problem", "tries": 1, "right": [], "mistakes": {}} | wrong
    return json.dumps({"book": "backpropagation", "exercises": {CHOICE: entry}})


OTHERS = [
    "no json",
    "[]",
    "null",
    '{"book": "another", "exercises": {}}',
    '{"book": "backpropagation", "exercises": [1]}',
    of(page="https://elsewhere"),
    of(tries=-1),
    of(right=["some day"]),
    of(right="2026-03-01"),
    of(mistakes=[1]),
]


@pytest.mark.parametrize("text", OTHERS)
def test_another_file_is_refused_and_changes_nothing(text: str, page: Page, tmp_path: Path) -> None:
    done_once(page)
    open_at(page, "exercises.html")
    before = page.evaluate("localStorage.progress")
    file = tmp_path / "other.json"
    file.write_text(text, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".said")).to_contain_text("Choose one that “Save as a file” made.")
    assert page.evaluate("localStorage.progress") == before


def test_all_is_forgotten_only_if_it_is_meant(page: Page) -> None:
    done_once(page)
    open_at(page, "exercises.html")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Forget all").click()
    says(page, "done")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget all").click()
    expect(page.locator(".said")).to_have_text("Forgotten.")
    says(page, "not tried yet")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_is_no_progress_is_as_if_nothing_were_there(page: Page) -> None:
    for text in ("{", "3", '{"exercises": {"a": 1}}', '{"exercises": []}'):
        page.evaluate("text => { localStorage.progress = text; }", text)
        open_at(page, "exercises.html")
        expect(page.locator(".own-progress .done")).to_contain_text("0 of ")


def test_without_storage_the_page_works(book: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{book}/search.html")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });")
    open_at(page, f"problem.html#ex-{CHOICE}")
    answer(page, ask(CHOICE).answer)
    expect(page.locator(f"#ex-{CHOICE} .verdict")).to_contain_text("Right.")
    open_at(page, "exercises.html")
    expect(page.locator(".own-progress .done")).to_contain_text("0 of ")
