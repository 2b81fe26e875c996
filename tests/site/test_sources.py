"""A page that is wrong as a whole is named by one line, before what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from book_ext.site.sources import faults

CHAPTERS = sorted((Path(__file__).parents[2] / "chapters").glob("*.md"))
HEADER = "---\njupytext: {text_representation: {extension: .md, format_name: myst}}\nkernelspec: {name: python3}\n---\n"
CELL = "\n```{code-cell}\na = 1\n```\n"


def gate(*names: str) -> str:
    return "".join(f"```{{{name}}} x\n```\n" for name in names)


WRONG = {
    "no header": (f"# A\n{CELL}", 1, "has none"),
    "no end": (f"---\nkernelspec: {{}}\n# A\n{CELL}", 1, "has no end"),
    "an open bracket": (f"---\na: 1\nkernelspec: {{name: python3\n---\n{CELL}", 3, "is not YAML"),
    "a colon too much": (f"---\na: 1\nb: c: d\n---\n{CELL}", 3, "is not YAML: mapping values are not allowed here"),
    "a tab": (f"---\na:\n\tb: 1\n---\n{CELL}", 3, "is not YAML"),
    "a special character": (f"---\na: \x01\n---\n{CELL}", 1, "is not YAML"),
    "not even YAML's": (f"---\n@\n---\n{CELL}", 2, "is not YAML"),
    "no kernel": (f"---\njupytext: {{text_representation: {{format_name: myst}}}}\n---\n{CELL}", 1, "kernelspec"),
    "no format": (f"---\nkernelspec: {{name: python3}}\n---\n{CELL}", 1, "needs jupytext"),
    "a list": (f"---\n- a\n---\n{CELL}", 1, "needs jupytext"),
    "a word": (f"---\na\n---\n{CELL}", 1, "needs jupytext"),
    "an exercise without end": (HEADER + gate("exercise-start"), 5, "{exercise-start} here has no {exercise-end}"),
    "a solution without end": (HEADER + gate("solution-start"), 5, "{solution-start} here has no {solution-end}"),
    "an end without start": (HEADER + gate("exercise-end"), 5, "{exercise-end} here has no {exercise-start}"),
    "two starts": (HEADER + gate("exercise-start", "exercise-start", "exercise-end"), 5, "has no {exercise-end}"),
    "a solution inside": (
        HEADER + gate("exercise-start", "solution-start", "solution-end"),
        5,
        "{exercise-start} here has no {exercise-end}",
    ),
    "the wrong end": (
        HEADER + gate("exercise-start", "solution-end"),
        5,
        "{exercise-start} here has no {exercise-end}",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_line_is_named(name: str) -> None:
    source, line, said = WRONG[name]
    (number, words), *_ = faults(source)
    assert number == line and said in words, words


@pytest.mark.parametrize("source", ["", "# A page\n", "---\n---\n# A page\n", HEADER + CELL], ids=str)
def test_a_good_page_is_left_alone(source: str) -> None:
    assert list(faults(source)) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_chapters_are_good(path: Path) -> None:
    assert list(faults(path.read_text(encoding="utf-8"))) == []
