"""Whatever breaks in a chapter stops the build, and the message names the file and the line: three books in ruins."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from test_breakage import DESCRIBED, DRAWING, HEADER, TOC, Book, cell

pytestmark = pytest.mark.slow  # builds a book

NOWHERE = {
    "[a page](nowhere.md)": "target not found: 'nowhere.md'",
    "[a place](#nowhere)": "target not found: 'nowhere'",
    "{eq}`no-equation`": "equation not found: no-equation",
    "{ref}`no-label`": "undefined label: 'no-label'",
    "{numref}`no-figure`": "undefined label: 'no-figure'",
    "{doc}`no-page`": "unknown document: 'no-page'",
    "{cite}`nobody1900`": 'could not find bibtex key "nobody1900"',
    "{glue:}`no-number`": "No key 'no-number'",
}
LOOP = cell("while True:\n    pass", ":tags: [hide-input]\n\n")


class Page(NamedTuple):
    """A chapter, and what is said of some of its lines; of which a text that stands twice is meant."""

    text: str
    said: dict[str, str]
    which: int = 0
    alone: bool = True  # nothing else may be said of it


FAILING = {
    "a cell that fails": Page(
        cell("a = 1") + cell("def invert(x):\n    return a / x\n\nprint('so far')\ninvert(0)"),
        {"invert(0)": "ZeroDivisionError: division by zero"},
    ),
    "a line that stands above too, and an exception from a cell before": Page(
        cell("def fail():\n    1 / 0") + "    fail()\n\n" + cell("# now\nfail()"),
        {"fail()": "ZeroDivisionError: division by zero"},
    ),
    "what is no Python": Page(cell("a = 1", ":tags: [hide-input]\n\n") + cell("b = ("), {"b = (": "SyntaxError: "}),
    "a cell that takes too long": Page(
        cell("import time\ntime.sleep(60)"), {"import time": "A cell timed out"}, alone=False
    ),
    "of many cells the one without end": Page(
        cell("a = 1") + "Text.\n\n" + LOOP + "Text.\n\n" + cell("b = 1") + "The end.\n",
        {"while True:": "A cell timed out"},
        alone=False,
    ),
    "a cell that ends Python": Page(
        cell("a = 1") + cell("import os\n\nos._exit(1)") + cell("b = 1"),
        {"import os": "Python itself ended"},
        alone=False,
    ),
}
# A build has three parts, and each is done only if the one before went well: chapters are read, run, and put together.
UNREADABLE = {
    "an exercise that is not closed": Page(
        "```{exercise-start} One\n:label: ex-one\n```\n\nText.\n",
        {"```{exercise-start} One": "the {exercise-start} here has no {exercise-end}"},
    ),
    "a solution that is not closed": Page(
        "```{solution-start} ex-one\n```\n\nText.\n",
        {"```{solution-start} ex-one": "the {solution-start} here has no {solution-end}"},
    ),
    "a header that is not YAML": Page(
        cell("a = 1"), {"kernelspec: {name: python3, display_name: Python 3": "the header is not YAML: "}
    ),
}
UNFINISHED = {
    "a setting of no widget": Page(
        "Set {set}`it <forwrd.step=8>`.\n",
        {"Set {set}`it <forwrd.step=8>`.": "no widget is called forwrd; this page has none"},
    ),
    "references": Page("\n\n".join(NOWHERE), NOWHERE),
    "a figure that is not described": Page(
        cell(DRAWING.format("svg")), {"```{code-cell}": "WARNING: figure without a description"}
    ),
    "a figure of pixels": Page(
        cell("a = 1") + cell(DRAWING.format("png"), DESCRIBED), {"```{code-cell}": "WARNING: figure as image/png"}, 1
    ),
}
BROKEN = UNREADABLE | FAILING | UNFINISHED


def name_of(case: str) -> str:
    return case.replace(" ", "-").replace(",", "")


Built = tuple[Book, int, list[str]]  # the book, the code that its build returned, the lines that it said


def built(folder: Path, pages: dict[str, Page]) -> Built:
    """A book of these chapters, and a first page with nothing wrong."""
    book = Book(folder)
    if pages is FAILING:  # of which two would go on for ever
        config = book.folder / "_config.yml"
        config.write_text(config.read_text(encoding="utf-8").replace("timeout: 300", "timeout: 3"), encoding="utf-8")
    toc = "".join(f"- file: chapters/{name_of(case)}\n" for case in pages)
    (book.folder / "_toc.yml").write_text(f"{TOC}chapters:\n{toc}", encoding="utf-8")
    for case, page in pages.items():
        header = HEADER.replace("Python 3}", "Python 3") if "header" in case else HEADER
        (book.page.parent / f"{name_of(case)}.md").write_text(header + page.text, encoding="utf-8")
    result = book.build("A page with nothing wrong.\n")
    return book, result.returncode, result.stderr.splitlines()


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """By chapter, the one that it is in."""
    found: dict[str, Built] = {}
    for pages in (UNREADABLE, FAILING, UNFINISHED):
        found |= dict.fromkeys(pages, built(tmp_path_factory.mktemp("broken"), pages))
    return found


def test_the_build_stops_and_a_page_with_nothing_wrong_is_not_named(builds: dict[str, Built]) -> None:
    for _, code, said in builds.values():
        assert code not in (0, 2)
        assert not [line for line in said if "index.md" in line]


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_named_at_its_line(case: str, builds: dict[str, Built]) -> None:
    book, _, said = builds[case]
    path, page = f"chapters/{name_of(case)}.md", BROKEN[case]
    lines = (book.folder / path).read_text(encoding="utf-8").splitlines()
    for line, words in page.said.items():
        number = [n for n, found in enumerate(lines, 1) if found == line][page.which]
        assert [found for found in said if found.startswith(f"{path}:{number}: ") and words in found], (line, said)
    if page.alone:
        assert len([found for found in said if found.startswith(f"{path}:")]) == len(page.said), said
