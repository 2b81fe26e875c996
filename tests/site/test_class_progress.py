"""What a class has done: files of students become two tables and a CSV file, and nothing is kept or sent."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import SITE
from playwright.sync_api import Page, expect

from book_ext.products import worksheets

SIGN = "**Sign reversed.** The difference is output minus target."
SLIP = "The bias is missing: it is added to the weighted sum."


def entry(tries: int, right: list[str], mistakes: dict[str, int], hints: int = 0) -> dict[str, Any]:
    return {"page": "chapters/forward-pass", "tries": tries, "right": right, "mistakes": mistakes, "hints": hints}


ADA = {"net-input": entry(2, ["2026-03-01"], {SLIP: 1}), "unit-output": entry(3, [], {SIGN: 2}, 2)}
BEN = {"net-input": entry(1, [], {SIGN: 1})}


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Path]]:
    def write(**texts: str) -> list[Path]:
        for name, text in texts.items():
            (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
        return [tmp_path / f"{name}.json" for name in texts]

    return write


def progress(name: str, exercises: dict[str, Any]) -> str:
    return json.dumps({"book": "backpropagation", "name": name, "exercises": exercises, "totals": {}})


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page((SITE / "chapters" / "teachers.html").as_uri())


def rows(page: Page, number: int) -> list[list[str]]:
    found = page.locator(".class-progress table").nth(number).locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in found.all()]


def test_files_become_tables(page: Page, files: Callable[..., list[Path]]) -> None:
    there = files(one=progress("Ada", ADA), two=progress("", BEN), three="{}", four="no JSON")
    page.locator(".class-progress input").set_input_files(there)
    expect(page.locator(".class-progress .said")).to_have_text(
        "2 students read. Nothing of this book, and left out: three.json, four.json."
    )
    expect(page.locator(".class-progress .found > p")).to_have_text("For the next lesson, the mistakes of most:")
    first, second = page.locator(".class-progress .found li").all()
    expect(first).to_contain_text("“Sign reversed”, made by 2 of 2 students. Show what it does in a network. Exercises")
    expect(first.get_by_role("link", name="1.5 The slope of one loss")).to_have_attribute(
        "href", re.compile(r"chapters/problem\.html#ex-line-slope-formula$")
    )
    expect(second).to_have_text(f"“{SLIP}”, made by 1 of 2 students.")
    assert rows(page, 0) == [
        ["Sign reversed", "2: Ada, two", "2.2 A whole unit; 2.1 A net input"],
        [SLIP, "1: Ada", "2.1 A net input"],
    ]
    assert rows(page, 1) == [["Ada", "1", "2", "2.2 A whole unit"], ["two", "0", "0", "2.1 A net input"]]
    assert Axe().run(page, ".class-progress", options={"preload": False}).violations_count == 0
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_table_can_be_taken_along(page: Page, files: Callable[..., list[Path]], tmp_path: Path) -> None:
    page.locator(".class-progress input").set_input_files(files(one=progress('=1+1, "A"', ADA)))
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a table (CSV)").click()
    saved.value.save_as(tmp_path / "class.csv")
    with (tmp_path / "class.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file)
    assert head == ["student", "exercise", "tries", "days right", "hints", "mistakes"]
    assert lines == [
        ['\'=1+1, "A"', "2.1 A net input", "2", "1", "0", f"{SLIP} (1)"],
        ['\'=1+1, "A"', "2.2 A whole unit", "3", "0", "2", "Sign reversed (2)"],
    ]


def test_files_are_added_and_the_same_student_is_not_counted_twice(
    page: Page, files: Callable[..., list[Path]]
) -> None:
    field = page.locator(".class-progress input")
    field.set_input_files(files(one=progress("Ada", BEN)))
    field.set_input_files(files(two=progress("Ada", ADA), three=progress("Ben", BEN)))
    expect(page.locator(".class-progress .said")).to_have_text(
        "2 students read. Of several files with the name Ada the last one counts; two students need two names."
    )
    assert [row[0] for row in rows(page, 1)] == ["Ada", "Ben"]
    field.set_input_files(files(two=progress("Ada", ADA)))
    expect(page.locator(".class-progress .said")).to_have_text("2 students read.")


GRADES = """assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,\
max_score
forward-pass,,,Ada,,"Byron, née",,21.0,0.0,21.0,36.0
forward-pass,,,Eve,,,,0.0,0.0,0.0,36.0
"""


def test_grades_of_nbgrader_stand_beside_it(page: Page, files: Callable[..., list[Path]], tmp_path: Path) -> None:
    grades = tmp_path / "grades.csv"
    grades.write_text(GRADES, encoding="utf-8")
    page.locator(".class-progress input").set_input_files([*files(one=progress("Ada", ADA)), grades])
    expect(page.locator(".class-progress .said")).to_have_text("2 students read.")
    assert rows(page, 1) == [
        ["Ada", "1", "2", "2.2 A whole unit", "forward-pass 21 of 36"],
        ["Eve", "0", "0", "–", "forward-pass 0 of 36"],
    ]


def test_numbers_on_sheets_are_explained_by_the_key(page: Page, tmp_path: Path) -> None:
    """The key is what `make worksheets` writes; a number may have a comma, and be off by one in its last place."""
    worksheets.main(["3", "7", "short"], folder=tmp_path)
    with (tmp_path / "key.csv").open(encoding="utf-8", newline="") as file:
        key = [row for row in csv.DictReader(file) if row["sheet"] == "2"]
    wrong = next(row for row in key if row["meaning"] == "sign reversed")
    right = next(row for row in key if row["meaning"] == "right")
    others = [row["meaning"] for row in key if (row["quantity"], row["value"]) == (wrong["quantity"], wrong["value"])]
    written = tmp_path / "written.csv"
    written.write_text(
        "student;sheet;quantity;value\n"
        f"Ada;2;{right['quantity']};{right['value'].replace('.', ',')}\n"
        f"Ada;2;{wrong['quantity']};{wrong['value'].replace('.', ',')}\n"
        f";2;{right['quantity']};{right['value'].replace('.', ',')}\n",
        encoding="utf-8",
    )
    field = page.locator(".class-progress input")
    field.set_input_files([written])
    expect(page.locator(".class-progress .said")).to_contain_text("need the key.csv of these sheets beside them")
    field.set_input_files([tmp_path / "key.csv"])
    expect(page.locator(".class-progress .said")).to_have_text("2 students read.")
    assert [title.lower() for title, *_ in rows(page, 0)] == others
    assert rows(page, 1) == [["Ada", "0", "0", "on paper"], ["Sheet 2", "1", "0", "–"]]


def test_sheets_are_known_as_they_are_printed_and_what_is_not_in_the_key_is_said(page: Page, tmp_path: Path) -> None:
    worksheets.main(["3", "7", "short"], folder=tmp_path)
    with (tmp_path / "key.csv").open(encoding="utf-8", newline="") as file:
        delta = next(row["value"] for row in csv.DictReader(file) if row["quantity"] == "delta_o1")
    lines = {
        "Ada": f"7-1,delta_o1,{delta}",
        "Ben": f"Sheet 7 – 1,δ_o1,{delta}",
        "Cem": f"8-1,delta_o1,{delta}",
        "Dee": f"99,delta_o1,{delta}",
        "Eve": f"1,nonsense,{delta}",
        "Fay": "1,delta_o1,abc",
        "Gil": "1,delta_o1,",
    }
    written = tmp_path / "written.csv"
    table = "".join(f"{name},{line}\n" for name, line in lines.items())
    written.write_text("student,sheet,quantity,value\n" + table, encoding="utf-8")
    page.locator(".class-progress input").set_input_files([written, tmp_path / "key.csv"])
    said = page.locator(".class-progress .said")
    expect(said).to_contain_text("2 students read.")
    expect(said).to_contain_text("left out: Cem, sheet 8-1, delta_o1")
    expect(said).to_contain_text("Dee, sheet 99, delta_o1")
    expect(said).to_contain_text("Eve, sheet 1, nonsense")
    expect(said).to_contain_text("and 1 more.")
    assert rows(page, 1) == [["Ada", "1", "0", "–"], ["Ben", "1", "0", "–"]]


def test_it_fits_a_phone(open_page: Callable[..., Page], files: Callable[..., list[Path]]) -> None:
    page = open_page((SITE / "chapters" / "teachers.html").as_uri(), viewport={"width": 360, "height": 740})
    page.locator(".class-progress input").set_input_files(files(one=progress("Ada", ADA), two=progress("", BEN)))
    expect(page.locator(".class-progress table")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
