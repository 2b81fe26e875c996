"""A course made from a small chapter, handed in by students, graded by nbgrader: points, and which mistake was made."""

from __future__ import annotations

import ast
import csv
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect
from raw_myst import raw_in
from sample_book import PIXEL

from backprop_exercises import EXERCISES
from book_ext.products.classroom import BIN, ROOT, Book, how_it_goes_on, make, notebook, release, write_sources
from book_ext.site import wheel

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

:::{glossary}
example
  One of many.
:::

```{code-cell} ipython3
:tags: [remove-cell]

from book_ext.glue import glue

glue("two_thirds", 2 / 3)
```

```{bibliography}
```

## Exercises

Numbers of your *own*, as {term}`examples <example>`.

```{code-cell} ipython3
:tags: [student]

%s```

```{exercise-start} A chain
:label: ex-chain
```

As in {eq}`eq-sum` of {doc}`small`, see {cite:t}`mazur2015` and the [part](small.md) on
{ref}`ex-ratio` ({glue:text}`two_thirds:.2f`):

```{math}
:label: eq-square
b = a^2
```

![A pixel](pixel.png)

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
# A stream that is gone stops the kernel of a notebook for good; a thread may write at any time.
MUTE = """
import sys, threading, time

def whisper():
    while True:
        print("step", file=loud)
        time.sleep(0.01)

loud = sys.stderr
threading.Thread(target=whisper, daemon=True).start()
sys.stdout = sys.stderr = None"""
NOISY = {"chain-answer": RIGHT["chain-answer"] + MUTE, "ratio-answer": QUOTIENT}


BROKEN = {"chain-answer": "a = (1", "ratio-answer": RIGHT["ratio-answer"]}


def marks(page: str) -> dict[str, str]:
    """What the table at the top of a page of feedback says: each exercise, and the student, with its points."""
    rows = BeautifulSoup(page, "html.parser").select("table.marks :is(tbody, tfoot) tr")
    return {row.th.get_text(): row.td.get_text() for row in rows}  # type: ignore[union-attr]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one chapter; its exercises are defined in the first cell, here and where it runs."""
    for slug in ("chain", "ratio"):
        monkeypatch.setitem(EXERCISES, slug, None)
    exec(STUDENT, {})
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "small.md").write_text(CHAPTER % STUDENT, encoding="utf-8")
    (tmp_path / "chapters" / "pixel.png").write_bytes(PIXEL)
    (tmp_path / "chapters" / "references.bib").write_text(
        (ROOT / "chapters" / "references.bib").read_text("utf-8"), "utf-8"
    )
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/small\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def built(book: Path) -> Path:
    """The same, built."""
    return build(book)


def build(book: Path) -> Path:
    """Its formulas are no concern of these tests."""
    config = (ROOT / "_config.yml").read_text(encoding="utf-8").replace("      - book_ext.equations.marks\n", "")
    (book / "_config.yml").write_text(config, encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "book_ext.build", str(book)], capture_output=True, encoding="utf-8", check=False
    )
    assert made.returncode == 0, made.stderr
    return book


def hand_in(course: Path, name: str, answers: dict[str, str]) -> None:
    """What a student makes of the released notebook."""
    copy = nbformat.read(course / "release" / "small" / "small.ipynb", as_version=4)
    for cell in copy.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        cell.source = cell.source.replace("student = 0", f"student = {name!r}")
    folder = course / "submitted" / name / "small"
    folder.mkdir(parents=True)
    nbformat.write(copy, folder / "small.ipynb")


def nbgrader(course: Path, *arguments: str) -> str:
    """What it says while it works."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


WITH_EXERCISES = [page for page, text in Book(ROOT).sources.items() if "{exercise-start}" in text]
PLACES = [
    "/home/ada/.venv/bin", "/my school/.venv/bin",
    "/Müller's “book”/bin", "/a$HOME`ls`;x/bin", "/a(b) & c/bin", "/x\"y/bin",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_printed_commands_can_be_copied_whatever_the_path(place: str, tmp_path: Path) -> None:
    """bash itself says what it reads: the program, and the path as one word."""
    lines = [line.strip() for line in how_it_goes_on(tmp_path, "small", Path(place), windows=False).splitlines()]
    (line,) = [line for line in lines if line.startswith("source ")]
    done = subprocess.run(
        ["bash", "-c", 'source() { printf "%s\\n" "$#" "$1"; }; ' + line], capture_output=True, encoding="utf-8"
    )
    assert done.stdout.splitlines() == ["1", f"{place}/activate"]
    windows = how_it_goes_on(tmp_path, "small", Path(place), windows=True)
    quoted = f"{place}/Activate.ps1".replace("'", "''")
    assert f"  {place}/Activate.ps1\n" in windows if place.startswith("/home") else f"  & '{quoted}'\n" in windows


@pytest.mark.slow  # nbgrader, twice
@pytest.mark.filterwarnings("default")  # nbgrader's own
def test_a_course_is_made_again_and_what_came_in_stays(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = book / "my course"
    make(build(book), course)
    assert "The course is in" in capsys.readouterr().out
    released = course / "release" / "small"
    assert {path.name for path in released.iterdir()} == {"small.ipynb", wheel.NAME}
    opening = nbformat.read(released / "small.ipynb", as_version=4).cells[0].source
    assert f"`pip install ./{wheel.NAME}`" in opening and "FOLDER" not in opening
    hand_in(course, "right", RIGHT)
    page = book / "chapters" / "small.md"
    page.write_text(page.read_text(encoding="utf-8").replace("Divide *u*", "Divide, please, *u*"), encoding="utf-8")
    make(build(book), course)
    assert "Divide, please" in (released / "small.ipynb").read_text(encoding="utf-8")
    assert (course / "submitted" / "right" / "small" / "small.ipynb").exists()
    assert (course / "gradebook.db").exists()


@pytest.mark.slow  # builds a book
def test_an_exercise_of_a_numbered_chapter_has_its_number(book: Path) -> None:
    toc = "format: jb-book\nroot: chapters/start\nparts:\n- numbered: true\n  chapters: [{file: chapters/small}]\n"
    (book / "_toc.yml").write_text(toc, encoding="utf-8")
    (book / "chapters" / "start.md").write_text("# Start\n", encoding="utf-8")
    cells = {cell["id"]: cell.source for cell in notebook(Book(build(book)), "small").cells}
    assert cells["chain-text"].startswith("## Exercise 1.1: A chain (")
    assert cells["ratio-text"].startswith("## Exercise 1.2: A ratio (")


@pytest.mark.slow  # runs a kernel for each
@pytest.mark.filterwarnings("default")  # nbgrader's own
def test_submissions_are_graded_and_their_mistakes_named(built: Path, open_page: Callable[..., Page]) -> None:
    course = built / "course"
    (exercises,) = write_sources(built, course).values()
    assert [exercise.points for exercise in exercises] == [4, 2]
    release(course, "small")
    released = (course / "release" / "small" / "small.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in released and "a**2" not in released and "u / v" not in released.partition("Divide")[2]

    names = {"right": RIGHT, "half": HALF, "wrong": WRONG, "broken": BROKEN, "renamed": RENAMED, "noisy": NOISY}
    names["cut"] = RIGHT
    for name, answers in names.items():
        hand_in(course, name, answers)
    cut = course / "submitted" / "cut" / "small" / "small.ipynb"
    rest = nbformat.read(cut, as_version=4)
    rest.cells = [cell for cell in rest.cells if cell.id != "ratio-check"]
    nbformat.write(rest, cut)
    nbgrader(course, "autograde", "small")
    nbgrader(course, "generate_feedback", "small")
    said = {name: (course / "feedback" / name / "small" / "small.html").read_text(encoding="utf-8") for name in names}
    scores = {name: marks(page)[name] for name, page in said.items()}
    assert scores == {
        **dict.fromkeys(("right", "renamed", "noisy"), "6 of 6"),
        **{"half": "2.67 of 6", "wrong": "0 of 6", "broken": "2 of 6", "cut": "4 of 6"},
    }
    assert marks(said["cut"])["Exercises whose grading cell is no longer in the notebook"] == "0 of 2"
    assert list(marks(said["broken"]).items())[:2] == [
        ("Exercise 1: A chain", "0 of 4"),
        ("Exercise 2: A ratio", "2 of 2"),
    ]
    headings = [heading.get_text(" ") for heading in BeautifulSoup(said["broken"], "html.parser").select("h3")]
    assert headings == ["Exercise 1: A chain 0 of 4 points", "Exercise 2: A ratio 2 of 2 points"]
    assert "The cell of this answer cannot be read; in line 1, <code>a = (1</code>, Python says:" in said["broken"]
    assert "NameError" not in said["broken"]
    assert said["noisy"].count("Right.") == said["renamed"].count("Right.") == 2
    assert "Right." in said["right"] and "Not right yet" not in said["right"]
    assert "Sign reversed" in said["half"] and "Not answered yet" in said["half"]
    assert "Upside down." in said["wrong"] and "no mistake that we know" in said["wrong"]
    fine = [page.partition("</head>")[2] for name, page in said.items() if name not in ("broken", "cut")]
    assert not any("Error" in page for page in fine)
    # Formulas without a network: the page of `open_page` must not ask anybody.
    page = open_page((course / "feedback" / "right" / "small" / "small.html").as_uri())
    expect(page.locator("mjx-container").first).to_be_attached()
    assert "cdnjs" not in said["right"]


@pytest.mark.slow  # runs a kernel
@pytest.mark.filterwarnings("default")  # nbgrader's own
def test_the_grades_are_those_of_what_was_handed_in_and_nothing_alarms(
    built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    course = built / "course"
    write_sources(built, course)
    shutil.copytree(course / "source" / "small", course / "source" / "later")
    with caplog.at_level("WARNING"):
        for page in ("small", "later"):
            release(course, page)
    assert not caplog.messages
    hand_in(course, "ada", RIGHT)
    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("forward-pass", "small")
    commands = re.findall("^nbgrader (.*)$", readme, re.M)
    assert len(commands) == 3
    said = [nbgrader(course, *words.split()) for words in commands]
    (page,) = re.findall("`(feedback/NAME/.*?)`", readme)
    assert marks((course / page.replace("NAME", "ada")).read_text(encoding="utf-8"))["ada"] == "6 of 6"
    assert not re.search("warning|critical", "".join(said), re.I)
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = [(row["assignment"], row["student_id"], row["score"], row["max_score"]) for row in csv.DictReader(file)]
    assert rows == [("small", "ada", "6.0", "6.0")]


@pytest.mark.slow  # builds a book
def test_the_text_is_plain(built: Path) -> None:
    made = notebook(Book(built), "small")
    cells = {cell["id"]: cell.source for cell in made.cells}
    assert "Numbers of your *own*, as examples." in cells["opening"] and "pip install" in cells["opening"]
    assert cells["chain-text"] == (
        "## Exercise 1: A chain (medium, 5 minutes, 4 points)\n\n"
        "As in $a = x + w$ of *A small chapter*, see Mazur [[2015]("
        "https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/)] and the part on\n"
        "Exercise 2 (0.67):\n\n"
        "$$\nb = a^2\n$$\n\n![A pixel](attachment:pixel.png)"
    )
    assert raw_in(made) == {}
    assert made.cells[2].attachments["pixel.png"]["image/png"]
    assert cells["chain-answer"].startswith("a = ...\nb = ...\nc = ...\n### BEGIN SOLUTION\na = chain")
    assert cells["chain-answer"].endswith('c = b * chain.given["x"]\n### END SOLUTION')
    assert list(cells)[:6] == ["opening", "student", "chain-text", "chain-question", "chain-answer", "chain-check"]


def test_a_course_is_made_of_a_built_book(book: Path) -> None:
    with pytest.raises(ValueError, match=r"small: its exercises are not in .*small\.json; build the book first\."):
        write_sources(book, book / "course")


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("page", WITH_EXERCISES)
def test_nothing_of_myst_stands_raw_in_a_course(page: str) -> None:
    assert raw_in(notebook(Book(ROOT), page)) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((":tags: [stub]", ":tags: [stump]"), "small, exercise chain: there is no cell tagged stub."),
        (
            ("ex-ratio", "ex-nothing"),
            "small, exercise nothing: backprop_exercises knows no exercise of this name; expected one in",
        ),
        (
            ("{solution-start} ex-chain", "{solution-start} ex-train"),
            "small: line 51: the exercise “A chain” has no solution; expected {solution-start} ex-chain",
        ),
        (
            ("check(ratio, quotient)\n```\n\n```{exercise-end", "quotient\n```\n\n```{exercise-end"),
            "does not end in check(",
        ),
    ],
)
def test_what_cannot_become_part_of_a_course_is_named(
    book: Path, change: tuple[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Book, "texts", lambda *_: defaultdict(lambda: defaultdict(lambda: defaultdict(str))))
    page = book / "chapters" / "small.md"
    page.write_text(page.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(ValueError) as refusal:
        write_sources(book, book / "course")
    assert said in str(refusal.value)


@pytest.mark.parametrize("page", WITH_EXERCISES)
def test_the_solutions_of_a_chapter_get_all_points(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cell by cell without a kernel, from the notebook alone: nothing in it needs the rest of the chapter."""
    monkeypatch.setattr(Book, "texts", lambda *_: defaultdict(lambda: defaultdict(lambda: defaultdict(str))))
    space: dict = {}
    for cell in notebook(Book(ROOT), page).cells:
        if cell.cell_type == "code":
            *body, last = ast.parse(cell.source).body
            grading = "points" in cell.metadata.get("nbgrader", {})
            exec(compile(ast.Module(body if grading else [*body, last], []), cell["id"], "exec"), space)
            if grading:
                points = eval(compile(ast.Expression(last.value), cell["id"], "eval"), space)  # type: ignore[attr-defined]
                assert points == cell.metadata["nbgrader"]["points"], cell["id"]
