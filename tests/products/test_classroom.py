"""A course made from a small chapter, handed in by students, graded by nbgrader: points, and which mistake was made."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from backprop_exercises import EXERCISES
from book_ext.products.classroom import BIN, ROOT, Book, notebook, release, write_sources

STUDENT = """from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.programs import Program

EXERCISES["chain"] = ByHand(
    "chain", 2, 5, lambda rng: {"x": rng.integers(2, 9) * 1.0, "w": rng.integers(2, 9) + 0.25},
    "a = x + w\\nb = a * a\\nc = b * x", ("a", "b", "c"), {"sign": ("a = x - w",)},
)
EXERCISES["ratio"] = Program(
    "ratio", 1, 1, lambda rng: (rng.normal(size=2), rng.normal(size=2)), lambda u, v: u / v,
    {"Upside down.": lambda u, v: v / u}, ("quotient",),
)
student = 0  # put your name here
"""

CHAPTER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

# A small chapter

```{math}
:label: eq-sum
a = x + w
```

## Exercises

Numbers of your *own*, as {term}`examples <example>`.

```{code-cell} ipython3
:tags: [student]

%s```

```{exercise-start} A chain
:label: ex-chain
```

As in {eq}`eq-sum` of {doc}`small`, see {cite:t}`mazur2015` and the [part](small.md) on {ref}`ex-ratio`:

```{math}
:label: eq-square
b = a^2
```

```{code-cell} ipython3
:tags: [question]

chain = ask("chain", student)
chain
```

```{code-cell} ipython3
:tags: [stub]

a = ...
b = ...
c = ...
```

```{code-cell} ipython3
:tags: [check]

check(chain, [a, b, c])
```

```{exercise-end}
```

```{solution-start} ex-chain
:label: sol-chain
:class: dropdown
```

Add, square, multiply.

```{code-cell} ipython3
:tags: [solution]

a = chain.given["x"] + chain.given["w"]
b = a**2
c = b * chain.given["x"]
check(chain, [a, b, c])
```

```{solution-end}
```

```{exercise-start} A ratio
:label: ex-ratio
```

Divide *u* by *v*.

```{code-cell} ipython3
:tags: [question]

ratio = ask("ratio", student)
ratio
```

```{code-cell} ipython3
:tags: [stub]

def quotient(u, v):
    \"\"\"u over v.\"\"\"
    return ...
```

```{code-cell} ipython3
:tags: [check]

check(ratio, quotient)
```

```{exercise-end}
```

```{solution-start} ex-ratio
:label: sol-ratio
:class: dropdown
```

Entry by entry.

```{code-cell} ipython3
:tags: [solution]

def quotient(u, v):
    return u / v


check(ratio, quotient)
```

```{solution-end}
```
"""

RIGHT = {
    "chain-answer": "a = chain.given['x'] + chain.given['w']\nb = a * a\nc = b * chain.given['x']",
    "ratio-answer": "def quotient(u, v):\n    u / (0 * v)  # warns\n    return u / v",
}
HALF = {
    "chain-answer": "a = chain.given['x'] - chain.given['w']\nb = a * a\nc = b * chain.given['x']"
}  # ratio not done
WRONG = {
    "chain-answer": "a, b, c = 1, 3, 5\ncheck = ask = lambda *everything: 100\nchain = None",
    "ratio-answer": "def quotient(u, v):\n    return v / u",
}
# Right answers in a notebook where everything that could disturb the grading does.
RENAMED = {
    "chain-answer": RIGHT["chain-answer"]
    + "\nround = float = len = str = print = 3\nask = check = points = display = enrol = warnings = None\n"
    "student, chain, EXERCISES = 'somebody else', None, {}",
    "ratio-answer": RIGHT["ratio-answer"],
}
QUOTIENT = """import logging, os, subprocess, sys, warnings
import numpy as np
kept, original = sys.stderr, sys.__stderr__
logging.basicConfig()
np.seterr(all="raise")
warnings.simplefilter("error")
shown = display

class Copy:
    def write(self, text):
        kept.write(text)
    def flush(self):
        pass

sys.stderr = Copy()

def quotient(u, v):
    print("step", end="\\r", file=sys.stderr)
    print("step", file=kept)
    print("step", end="", file=original)
    logging.warning("step")
    warnings.warn("step")
    os.write(2, b"step")
    subprocess.run(["echo", "step"])
    shown("step")
    print("step " * 10000)
    u / (0 * v)
    return u / v
"""
NOISY = {**RIGHT, "ratio-answer": QUOTIENT}


SCORE = re.compile(r"\(Score: ([\d.]+) / ([\d.]+)\)")  # the first is that of the whole notebook


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one chapter; its exercises are defined in the first cell, here and where it runs."""
    for slug in ("chain", "ratio"):
        monkeypatch.setitem(EXERCISES, slug, None)
    exec(STUDENT, {})
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "small.md").write_text(CHAPTER % STUDENT, encoding="utf-8")
    (tmp_path / "chapters" / "references.bib").write_text(
        (ROOT / "chapters" / "references.bib").read_text("utf-8"), "utf-8"
    )
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/small\n", encoding="utf-8")
    return tmp_path


def hand_in(course: Path, name: str, answers: dict[str, str]) -> None:
    """What a student makes of the released notebook."""
    copy = nbformat.read(course / "release" / "small" / "small.ipynb", as_version=4)
    for cell in copy.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        cell.source = cell.source.replace("student = 0", f"student = {name!r}")
    folder = course / "submitted" / name / "small"
    folder.mkdir(parents=True)
    nbformat.write(copy, folder / "small.ipynb")


def nbgrader(course: Path, *arguments: str) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow  # runs a kernel for each
@pytest.mark.filterwarnings("default")  # nbgrader's own
def test_submissions_are_graded_and_their_mistakes_named(book: Path) -> None:
    course = book / "course"
    (exercises,) = write_sources(book, course).values()
    assert [exercise.points for exercise in exercises] == [4, 2]
    release(course, "small")
    released = (course / "release" / "small" / "small.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in released and "a**2" not in released and "u / v" not in released.partition("Divide")[2]

    names = {"right": RIGHT, "half": HALF, "wrong": WRONG, "renamed": RENAMED, "noisy": NOISY}
    for name, answers in names.items():
        hand_in(course, name, answers)
    nbgrader(course, "autograde", "small")
    nbgrader(course, "generate_feedback", "small")
    said = {name: (course / "feedback" / name / "small" / "small.html").read_text(encoding="utf-8") for name in names}
    scores = {name: SCORE.search(page).groups()[0] for name, page in said.items()}
    assert scores == {"right": "6.0", "half": "2.67", "wrong": "0.0", "renamed": "6.0", "noisy": "6.0"}
    assert said["noisy"].count("Right.") == said["renamed"].count("Right.") == 2
    assert "Right." in said["right"] and "Not right yet" not in said["right"]
    assert "sign reversed" in said["half"] and "Not answered yet" in said["half"]
    assert "Upside down." in said["wrong"] and "no mistake that we know" in said["wrong"]
    assert not any("Error" in page.partition("</head>")[2] for page in said.values())


def test_the_text_is_plain(book: Path) -> None:
    cells = {cell["id"]: cell.source for cell in notebook(Book(book), "small").cells}
    assert "Numbers of your *own*, as examples." in cells["opening"] and "pip install" in cells["opening"]
    assert cells["chain-text"] == (
        "## A chain (medium, 5 minutes, 4 points)\n\n"
        "As in $a = x + w$ of *A small chapter*, see Mazur (2015) and the part on *A ratio*:\n\n$$\nb = a^2\n$$"
    )
    assert cells["chain-answer"].startswith("a = ...\nb = ...\nc = ...\n### BEGIN SOLUTION\na = chain")
    assert cells["chain-answer"].endswith('c = b * chain.given["x"]\n### END SOLUTION')
    assert list(cells)[:6] == ["opening", "student", "chain-text", "chain-question", "chain-answer", "chain-check"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((":tags: [stub]", ":tags: [stump]"), "small, exercise chain: there is no cell tagged stub."),
        (("ex-ratio", "ex-nothing"), "small, exercise nothing: backprop_exercises knows no exercise of this name."),
        (
            ("{solution-start} ex-chain", "{solution-start} ex-train"),
            "small: an exercise has no end, no label or no sol",
        ),
        (("Divide", "{glue:text}`n`"), "small, exercise ratio: {glue:text}`n` cannot be shown"),
        (("Divide", "{doc}`nowhere`"), "small, exercise ratio: {doc}`nowhere` cannot be shown"),
        (("Divide *u*", "```{figure} a.svg\n```\n"), "small, exercise ratio: ```{figure} a.svg cannot be shown"),
        (
            ("check(ratio, quotient)\n```\n\n```{exercise-end", "quotient\n```\n\n```{exercise-end"),
            "does not end in check(",
        ),
    ],
)
def test_what_cannot_become_part_of_a_course_is_named(book: Path, change: tuple[str, str], said: str) -> None:
    page = book / "chapters" / "small.md"
    page.write_text(page.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(ValueError) as refusal:
        write_sources(book, book / "course")
    assert said in str(refusal.value)


@pytest.mark.parametrize("page", [page for page, text in Book(ROOT).sources.items() if "{exercise-start}" in text])
def test_the_solutions_of_a_chapter_get_all_points(page: str) -> None:
    """Cell by cell without a kernel, from the notebook alone: nothing in it needs the rest of the chapter."""
    space: dict = {}
    for cell in notebook(Book(ROOT), page).cells:
        if cell.cell_type == "code":
            *body, last = ast.parse(cell.source).body
            grading = "points" in cell.metadata.get("nbgrader", {})
            exec(compile(ast.Module(body if grading else [*body, last], []), cell["id"], "exec"), space)
            if grading:
                points = eval(compile(ast.Expression(last.value), cell["id"], "eval"), space)  # type: ignore[attr-defined]
                assert points == cell.metadata["nbgrader"]["points"], cell["id"]
