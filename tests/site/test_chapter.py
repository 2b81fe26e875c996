"""The parts of a chapter's source: what is a directive, what belongs to an exercise, and what has no end."""

from pathlib import Path

import pytest
from sample_book import SAMPLE

from book_ext.site.chapter import directives, exercises, pages, title_of, without_solutions

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
    with pytest.raises(ValueError, match="an exercise has no end, no label or no solution"):
        exercises(solved.replace(f"{{solution-start}} {numbers}", f"{{solution-start}} {arrays}"))


def test_pages_are_in_the_order_of_the_book(tmp_path: Path) -> None:
    toc = (
        "format: jb-book\nroot: a/index\nparts:\n- chapters:\n  - file: b\n    sections: [{file: a/c}]\n  - file: a/d\n"
    )
    (tmp_path / "_toc.yml").write_text(toc, encoding="utf-8")
    assert pages(tmp_path) == ["a/index", "b", "a/c", "a/d"]
