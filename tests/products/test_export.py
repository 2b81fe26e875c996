"""The command writes each format for each chapter that has exercises for it, and says what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import ON_PAGES

from backprop_exercises import EXERCISES
from backprop_exercises.kinds.by_hand import ByHand
from book_ext.products import export
from book_ext.products.exports import questions
from book_ext.site.cache import ROOT


@pytest.mark.slow  # reads the built book
def test_each_chapter_has_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(questions, "SETS", 1)  # the files are the same, and small
    assert export.main([], tmp_path / "export") == 0
    found = [place for place in ON_PAGES if place.slug in EXERCISES]
    pages = {place.page for place in found}
    by_hand = {place.page for place in found if isinstance(EXERCISES[place.slug], ByHand)}
    expected = {"moodle.xml", "quiz.gift", *(f"moodle-numbers-{page}.xml" for page in by_hand)}
    expected |= {name for page in pages for name in (f"stack-{page}.xml", f"qti-{page}.zip", f"scorm-{page}.zip")}
    assert {path.name for path in (tmp_path / "export").iterdir() if not path.name.startswith(".")} == expected
    assert len(pages) >= 17 and "stack-CHAPTER.xml" in capsys.readouterr().out


def test_without_the_built_book_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("_config.yml", "_toc.yml", "chapters"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.setattr(export, "ROOT", tmp_path)
    assert export.main([], tmp_path / "_build" / "export") == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.endswith("build the book first.") and not (tmp_path / "_build").exists()
