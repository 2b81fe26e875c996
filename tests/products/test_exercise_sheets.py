"""Sheets of exercises: their numbers are those of the pages, all is on the paper, and no answer stands there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import segno
from bs4 import BeautifulSoup, Tag
from built import SITE
from paper import pages_of
from places import ON_PAGES
from playwright.sync_api import Locator, Page, expect

from backprop_exercises import ask
from backprop_exercises.asking import SETS
from book_ext.products import exercise_sheets
from book_ext.products.exercise_sheets import chosen, main, make, numbers_for, tasks
from book_ext.site.cache import ROOT

WITHOUT_NUMBERS = "units-in-a-row whole-gradient forward-order fit-bug why-it-diverges forward-program"
FAULTS = "() => MathJax.startup.promise.then(() => document.querySelectorAll('mjx-merror, [data-mjx-error]').length)"
TOO_LARGE = """height => [...document.querySelectorAll(".exercise")].filter((exercise) => {
  const place = exercise.getBoundingClientRect();
  const parts = [...exercise.querySelectorAll("*")].filter((part) => !part.closest("mjx-assistive-mml, svg"));
  const right = Math.max(...parts.map((part) => part.getBoundingClientRect().right));
  return place.height > height || right > place.right + 1 || place.right > innerWidth;
}).map((exercise) => exercise.querySelector("h2").textContent)"""


def made(folder: Path, names: str, students: int = 1, **how: str) -> Path:
    make(tasks(chosen(names), ROOT), students, 7, folder, **how)
    return folder


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


# ------------------------------------------------------------------------------------------------- what is asked for


@pytest.mark.parametrize(
    ("given", "slugs"),
    [
        ("net-input", ["net-input"]),
        ("2.2, net-input;2.1", ["unit-output", "net-input"]),
        (" hidden-delta  net-input\nnet-input ", ["hidden-delta", "net-input"]),
    ],
)
def test_exercises_are_named_by_slug_or_by_number(given: str, slugs: list[str]) -> None:
    assert [place.slug for place in chosen(given)] == slugs


def test_a_number_is_that_of_the_teachers_page() -> None:
    """All at once, in their order: each call reads all chapters."""
    numbers, slugs = (" ".join(words) for words in zip(*((one.number, one.slug) for one in ON_PAGES), strict=True))
    assert chosen(numbers) == chosen(slugs) == list(ON_PAGES)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["net-input hiden-delta"],
            "There is no exercise 'hiden-delta' in the book; the nearest are hidden-delta, ",
        ),
        (["2.99"], "There is no exercise '2.99' in the book; the nearest are "),
        (["<&>"], "There is no exercise '<&>' in the book; the nearest are "),
        ([], 'EXERCISES is empty; expected exercises of the book, as in EXERCISES="net-input unit-output".'),
        (["net-input", "101"], "STUDENTS is '101'; expected a whole number from 1 to 100, as in STUDENTS=30."),
        (["net-input", "3", "x"], "SEED is 'x'; expected a whole number from 0 to 999999999999, as in SEED=7."),
        (["net-input", "3", "7", "a5"], "PAPER is 'a5'; expected a4 or letter."),
        (["net-input", "3", "7", "a4", "school"], "SITE is 'school'; expected the address of the folder "),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_sentence(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exercise_sheets, "build", lambda root: pytest.fail("nothing is built for that"))
    assert main(arguments, ROOT, tmp_path / "none") == 2
    err = capsys.readouterr().err
    assert err.startswith(said) and err.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_book_that_is_not_built_is_said_so(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    with pytest.raises(ValueError, match="build the book first"):
        tasks(chosen("net-input", tmp_path), tmp_path)


def test_a_seed_draws_different_sets_for_all_and_always_the_same() -> None:
    assert len(set(numbers_for(SETS, 7))) == SETS and set(numbers_for(SETS, 7)) == set(range(1, SETS + 1))
    assert numbers_for(30, 7) == numbers_for(30, 7) != numbers_for(30, 8)
    assert set(numbers_for(3, 7)) < set(numbers_for(30, 7))  # whoever prints more keeps those that were handed out
    assert numbers_for(3, 1) == [1, 2, 3]  # as in the class list


# --------------------------------------------------------------------------------------------------- what is printed


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("slug", ["net-input", "hidden-delta", "sent-back"])
def test_what_a_student_has_on_paper_is_checked_at_its_address(
    slug: str, tmp_path: Path, serve: Callable[[Path], str], open_page: Callable[..., Page]
) -> None:
    folder = made(tmp_path / "sheets", slug, 2, site=serve(SITE))
    paper = open_page((folder / "sheets.html").as_uri())
    assert paper.evaluate(FAULTS) == 0
    sheet = paper.locator(".sheet").nth(1)
    number = sheet.locator("h1").inner_text().removeprefix("Sheet ")
    page = open_page(sheet.locator(".check code").inner_text())
    place = page.locator(f"#ex-{slug}")
    expect(place.locator(".which-numbers")).to_have_text(f"numbers {number}")
    given = sheet.locator("p", has_text="Given:").locator("mjx-assistive-mml").all_text_contents()
    expect(place.locator(".question > p").first.locator("mjx-assistive-mml")).to_have_text(given)
    assert sheet.locator(".blank, .array span").count() == place.locator(".fields input").count()

    right, *mistakes = soup(folder / "key.html").select("tbody")[1].select("tr")
    assert right.select("th")[0].text == number
    assert typed(place, right, right).startswith("Right.")
    for mistake in mistakes:
        assert typed(place, mistake, right).startswith("Not right yet")
        assert "no mistake that we know" not in place.locator(".verdict").inner_text(), mistake


def typed(place: Locator, row: Tag, right: Tag) -> str:
    """What the page says to a row of the key; a number that is right stands in the first one alone."""
    cells = zip(row.select("td")[1:], right.select("td")[1:], strict=True)
    numbers = " ".join(cell.get_text(" ") or other.get_text(" ") for cell, other in cells).split()
    for field, text in zip(place.locator(".fields input").all(), numbers, strict=True):
        field.fill(text)
    place.get_by_role("button", name="Check").click()
    expect(place.locator(".verdict")).not_to_be_empty()
    return place.locator(".verdict").inner_text()


@pytest.mark.slow  # reads the built book
def test_what_has_no_numbers_stands_on_paper_as_on_its_page(tmp_path: Path) -> None:
    """Options, lines and their letters are those that the page judges."""
    paper = soup(made(tmp_path / "sheets", "forward-order fit-bug why-it-diverges", 9) / "sheets.html")
    assert len(paper.select(".sheet")) == 1 and paper.h1.text == "Exercises"  # type: ignore[union-attr]
    sections = paper.select(".exercise")
    for slug, page, section in zip(
        ("forward-order", "fit-bug", "why-it-diverges"), ("forward-pass", "problem", "problem"), sections, strict=True
    ):
        labels = soup(SITE / "chapters" / f"{page}.html").select(f"#ex-{slug} fieldset label")
        assert words(section.select("li")) == words(labels) and len(labels) > 2


def words(parts: list[Tag]) -> list[str]:
    return ["".join(part.text.split()) for part in parts]


@pytest.mark.slow  # reads the built book
def test_every_exercise_of_the_book_has_room_on_a_page(tmp_path: Path, open_page: Callable[..., Page]) -> None:
    """No formula is cut at the right, and no line at the end of a page as narrow as A4 and as low as Letter."""
    everything = " ".join(place.number for place in ON_PAGES)
    folder = made(tmp_path / "sheets", everything, site=f"https://{'x' * 60}.example/book")
    for name, wide, high in (("sheets", 210 - 2 * 16, 279.4 - 2 * 14), ("key", 279.4 - 2 * 16, np.inf)):
        page = open_page((folder / f"{name}.html").as_uri(), viewport={"width": int(wide / 25.4 * 96), "height": 900})
        page.emulate_media(media="print")
        assert page.evaluate(FAULTS) == 0
        assert page.locator(".exercise").count() == len(everything.split())
        assert page.evaluate(TOO_LARGE, high / 25.4 * 96) == []


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize(("paper", "box"), [("a4", b"594.95[0-9]* 841.91"), ("letter", b"612 792")])
def test_each_sheet_begins_a_page_and_each_exercise_stands_on_one(
    paper: str, box: bytes, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    folder = made(tmp_path / "sheets", f"net-input sent-back {WITHOUT_NUMBERS}", 3, size=paper)
    page = open_page((folder / "sheets.html").as_uri())
    assert page.evaluate(FAULTS) == 0
    printed = page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox \[0 0 " + box, printed)
    pages = pages_of(printed)
    heads = [n for n, text in enumerate(pages) if re.search(r"Sheet\d+Name", text)]
    assert len(heads) == 3 and heads[0] == 0 and heads[2] - heads[1] == heads[1]
    sheet = pages[: heads[1]]
    for title, last in zip(*ends_of_exercises(folder / "sheets.html"), strict=True):
        (where,) = [text for text in sheet if title in text]
        assert last in where.partition(title)[2], title


def ends_of_exercises(path: Path) -> tuple[list[str], list[str]]:
    """Of each exercise of the first sheet the title without its formulas, and the last words in it."""
    found = soup(path).select(".sheet")[0].select(".exercise")
    titles = words([exercise.select("h2")[0] for exercise in found])
    lasts = words([exercise.select("b, pre, .check, .written")[-1] for exercise in found])
    return titles, lasts


@pytest.mark.slow  # reads the built book
def test_a_comma_stays_with_its_formula(tmp_path: Path) -> None:
    sheet = soup(made(tmp_path / "sheets", "net-input hidden-delta") / "sheets.html").select(".sheet")[0]
    kept = [part.text for part in sheet.select(".keep")]
    assert len(kept) > 10 and all(re.fullmatch(r"\\\([^()]*\\\)[.,;:)]+", text) for text in kept)
    for part in sheet.select(".keep"):
        part.decompose()
    assert not re.search(r"\\\)[.,;:)]", sheet.text)


@pytest.mark.slow  # reads the built book
def test_no_answer_stands_on_a_sheet_and_it_asks_nobody(tmp_path: Path) -> None:
    folder = made(tmp_path / "sheets", "unit-output hidden-delta which-line forward-program", 5)
    sheets = soup(folder / "sheets.html")
    numbers = [int(head.text.removeprefix("Sheet ")) for head in sheets.select("h1")]
    assert numbers == numbers_for(5, 7)
    for number, sheet in zip(numbers, sheets.select(".sheet"), strict=True):
        for slug in ("unit-output", "hidden-delta"):
            question = ask(slug, number)
            for name, value in question.answer.items():
                assert f"{abs(float(value)):.4f}"[:-1] not in sheet.text, (slug, name)
        assert ask("which-line").solved().split(". ")[1] not in sheet.text
        assert "sigmoid(" not in sheet.select(".exercise")[3].text
    for tag in sheets.select("[src], [href]"):
        assert (tag.get("src") or tag.get("href") or "").startswith("data:"), tag


@pytest.mark.slow  # reads the built book
def test_the_key_has_what_is_right_by_another_calculation_and_what_a_missing_bias_gives(tmp_path: Path) -> None:
    table = soup(made(tmp_path / "sheets", "net-input", 5) / "key.html")
    for number, block in zip(numbers_for(5, 7), table.select("tbody"), strict=True):
        o_1, o_2, w_1, w_2, b = ask("net-input", number).given.values()
        cells = {row.td.text: row.select("td")[1].text for row in block.select("tr")}  # type: ignore[union-attr]
        assert float(cells["right"].replace("\N{MINUS SIGN}", "-")) == pytest.approx(
            o_1 * w_1 + o_2 * w_2 + b, abs=0.006
        )
        assert float(cells["the bias is missing"].replace("\N{MINUS SIGN}", "-")) == pytest.approx(
            o_1 * w_1 + o_2 * w_2, abs=0.006
        )


@pytest.mark.slow  # reads the built book
def test_the_squares_say_the_address_beside_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **look: said.append(text) or real(text, **look))
    folder = made(
        tmp_path / "sheets", "net-input why-it-diverges forward-program", 2, site="https://school.example/book"
    )
    shown = [code.text for code in soup(folder / "sheets.html").select(".check code")]
    first, second = numbers_for(2, 7)
    chapters = "https://school.example/book/chapters"
    assert (
        said
        == shown
        == [
            f"{chapters}/forward-pass.html?numbers={first}#ex-net-input",
            f"{chapters}/problem.html#ex-why-it-diverges",
            f"{chapters}/forward-pass.html?numbers={second}#ex-net-input",
            f"{chapters}/problem.html#ex-why-it-diverges",
        ]
    )  # a program is checked in its notebook
    assert len(soup(folder / "sheets.html").select(".squares svg")) == len(said)
