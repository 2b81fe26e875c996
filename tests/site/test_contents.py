"""What the first page says of the book: counted from _toc.yml and the chapters, whatever these are."""

from __future__ import annotations

from pathlib import Path

import pytest

from backprop_widgets.first_network.widget import PHASES
from book_ext.site.chapter import pages, title_of
from book_ext.site.contents import WORDS_A_MINUTE, description_of, entries, minutes_of, widgets_in
from book_ext.site.first_page import item
from book_ext.site.line_drawings import DRAWINGS, OTHER, drawing

ROOT = Path(__file__).parents[2]
TOC = """format: jb-book
root: a/index
parts:
  - {caption: One, numbered: true, chapters: [{file: a/b}, {file: a/c}]}
  - {caption: Between, chapters: [{file: a/d}]}
  - {caption: Two, numbered: true, chapters: [{file: a/e}]}
"""
PAGE = """---
myst:
  html_meta:
    description: "Why {name}?"
---
# The {name}

```{{code-cell}} ipython3
from backprop_widgets import DescentStepper
kept = DescentStepper()
DescentStepper(step=3)
```
"""


def source(name: str) -> str:
    return (ROOT / f"{name}.md").read_text(encoding="utf-8")


def test_the_chapters_are_those_of_the_numbered_parts_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    for name in "bcde":
        (tmp_path / "a" / f"{name}.md").write_text(PAGE.format(name=name), encoding="utf-8")
    found = entries(tmp_path)
    assert [(one.page, one.number, one.title) for one in found] == [
        ("a/b", 1, "The b"),
        ("a/c", 2, "The c"),
        ("a/e", 3, "The e"),
    ]
    assert {(one.sentence, one.minutes, one.widgets) for one in found} == {
        ("Why b?", 5, 1),
        ("Why c?", 5, 1),
        ("Why e?", 5, 1),
    }


@pytest.mark.parametrize("page", pages(ROOT))
def test_every_page_says_in_its_front_matter_what_it_is_about(page: str) -> None:
    """As link previews show it, and the list of chapters, and the card to the next one."""
    sentence = description_of(source(page))
    assert 30 < len(sentence) < 160 and sentence[-1] in ".?!", page


def test_a_page_without_front_matter_says_nothing() -> None:
    assert description_of("# A\n\nmyst: b\n") == ""


def test_minutes_count_words_and_neither_code_nor_formulas_nor_exercises() -> None:
    words = " word" * (20 * WORDS_A_MINUTE)
    rest = (
        f"```python\n{words}\n```\n\n```{{exercise-start}} A\n:label: ex-a\n```\n{words}\n```{{exercise-end}}\n```\n"
        f"```{{solution-start}} ex-a\n```\n{words}\n```{{solution-end}}\n```\n"
    )
    assert minutes_of(f"# A\n\n{words}\n\n{rest}") == minutes_of(f"# A\n\n{words} $a + b$ 12\n") == 20
    assert minutes_of("# A\n") == 5


def test_widgets_are_counted_where_they_are_shown() -> None:
    cell = "```{code-cell} ipython3\n%s\n```\n"
    assert widgets_in(cell % "a = 1\nForwardStepper(a)" + cell % "TrainingStepper()") == 2
    assert widgets_in(cell % "kept = ForwardStepper()\nprint(kept)" + "ForwardStepper()\n") == 0


def test_every_numbered_chapter_has_a_drawing_or_the_one_for_others() -> None:
    assert {f"chapters/{name}" for name in DRAWINGS} <= {one.page for one in entries(ROOT)}, "a drawing of no chapter"
    for one in entries(ROOT):
        assert drawing(one.page).startswith("<svg") and 'aria-hidden="true"' in drawing(one.page)
    assert OTHER in drawing("chapters/not-yet-written")


def test_titles_and_sentences_are_text() -> None:
    entry = entries(ROOT)[0]._replace(title="a < b", sentence="<b>", widgets=2, minutes=15)
    text = item(entry, "a.html")
    assert "a &lt; b" in text and "&lt;b&gt;" in text and "15 min · 2 widgets" in text


@pytest.mark.parametrize(("page", "words"), [pair for *_, named in PHASES for pair in named.items()])
def test_the_phases_of_the_first_network_lead_to_chapters_of_that_name(page: str, words: str) -> None:
    assert f"chapters/{page}" in [one.page for one in entries(ROOT)]
    assert words.lower() in title_of(source(f"chapters/{page}")).lower()
