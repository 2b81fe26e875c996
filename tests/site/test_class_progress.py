"""What a class has done: files of students become two tables and a CSV file, and nothing is kept or sent."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import SITE
from playwright.sync_api import Page, expect

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
        "2 students read. Without progress of this book, and left out: three.json, four.json."
    )
    expect(page.locator(".class-progress .found > p")).to_have_text(
        "The mistake of most: “Sign reversed”, made by 2 of 2 students."
    )
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


def test_it_fits_a_phone(open_page: Callable[..., Page], files: Callable[..., list[Path]]) -> None:
    page = open_page((SITE / "chapters" / "teachers.html").as_uri(), viewport={"width": 360, "height": 740})
    page.locator(".class-progress input").set_input_files(files(one=progress("Ada", ADA), two=progress("", BEN)))
    expect(page.locator(".class-progress table")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
