"""The parts of a chapter's source: what is a directive, what belongs to an exercise, and what has no end."""

from pathlib import Path

import pytest
from sample_book import SAMPLE

from book_ext.site.chapter import (
    directives,
    exercises,
    exercises_on_pages,
    pages,
    title_of,
    without_solutions,
)

SHOWN = """# How an exercise is written

````text
```{solution-start} ex-a
```
# not a heading
```{solution-end}
```
````

```{math}
:label: eq-a
a = b
```
"""


def test_what_is_only_shown_is_no_directive_and_no_heading() -> None:
    assert [(part.name, part.options, part.body) for part in directives(SHOWN)] == [
        ("math", {"label": "eq-a"}, "a = b")
    ]
    assert title_of(SHOWN) == "How an exercise is written"
    assert without_solutions(SHOWN) == SHOWN


def test_a_solution_without_an_end_is_refused_since_it_would_stay() -> None:
    source = SAMPLE.read_text(encoding="utf-8")
    line = source.splitlines().index("```{solution-start} ex-sample-numbers") + 1
    with pytest.raises(ValueError, match=f"line {line}: a solution has no end"):
        without_solutions(source.replace("{solution-end}", "{solution-ends}", 1))


def test_an_exercise_has_its_cells_and_those_of_its_solution() -> None:
    source = SAMPLE.read_text(encoding="utf-8")
    numbers, arrays = "ex-sample-numbers", "ex-sample-arrays"
    solved = source[: source.index("```{exercise-start}", source.index("{solution-end}"))]
    (found,) = exercises(solved)
    assert found.slug == numbers.removeprefix("ex-")
    assert list(found.cells) == ["question", "stub", "check", "solution", "remove-cell"]
    assert found.cells["question"].startswith("question_1 = ask(")
    for before, after, said in (
        (
            f"{{solution-start}} {numbers}",
            f"{{solution-start}} {arrays}",
            f"has no solution; expected {{solution-start}} {numbers}",
        ),
        (
            f":label: {numbers}",
            ":label: sample",
            "has the label 'sample'; expected :label: ex-NAME in the line after its title",
        ),
        (f":label: {numbers}\n", "", "has the label ''; expected :label: ex-NAME"),
        (
            "{exercise-end}",
            "{exercise-stop}",
            "an exercise has no end; expected {exercise-end} before the next one begins",
        ),
    ):
        with pytest.raises(ValueError, match=r"^line \d+: ") as refusal:
            exercises(solved.replace(before, after, 1))
        assert said in str(refusal.value)


def test_numbers_follow_the_page_and_only_numbered_chapters_have_them(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/a\nparts:\n"
        "- numbered: true\n  chapters: [{file: chapters/b}, {file: chapters/c}]\n- chapters: [{file: chapters/d}]\n"
    )
    form = "```{exercise-start} Title of %s\n:label: ex-%s\n```\n\n```{exercise-end}\n```\n\n"
    for name, slugs in {"a": [], "b": ["one", "later"], "c": ["another"], "d": ["unnumbered"]}.items():
        text = "".join(form % (slug, slug) for slug in slugs)
        (tmp_path / "chapters" / f"{name}.md").write_text(f"# {name}\n\n{text}")
    assert exercises_on_pages(tmp_path) == [
        ("b", "one", "Title of one", "1.1"),
        ("b", "later", "Title of later", "1.2"),
        ("c", "another", "Title of another", "2.1"),
    ]


def test_pages_are_in_the_order_of_the_book(tmp_path: Path) -> None:
    toc = (
        "format: jb-book\nroot: a/index\nparts:\n- chapters:\n  - file: b\n    sections: [{file: a/c}]\n  - file: a/d\n"
    )
    (tmp_path / "_toc.yml").write_text(toc, encoding="utf-8")
    assert pages(tmp_path) == ["a/index", "b", "a/c", "a/d"]
