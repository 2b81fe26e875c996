"""Solutions are in the ordinary site, and not in what students get: their notebooks, and a site with SOLUTIONS=no."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import jupytext
import nbformat
import pytest
from bs4 import BeautifulSoup
from built import SITE
from sample_book import SAMPLE, build_page

from book_ext.site.chapter import without_solutions
from book_ext.site.solutions import site, solutions_wanted

CHAPTERS = sorted((Path(__file__).parents[2] / "chapters").glob("*.md"))
WORDS = ("armalad", "arzipan")  # in the solutions of the small book, and in nothing else; cut as a search does it

# Other at each run, behind all solutions.
DRAWN = """
```{code-cell} ipython3
import uuid

print("drawn:", uuid.uuid4().hex)
```
"""


def found_in(site: Path) -> dict[str, list[str]]:
    """Each word, and the files of a site that have it, whatever their kind: pages, search index, notebooks."""
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert {"chapters/index.html", "chapters/index.ipynb", "searchindex.js", "objects.inv"} <= set(files)
    return {word: sorted(name for name, data in files.items() if word.encode() in data) for word in WORDS}


@pytest.mark.slow  # builds it twice
def test_a_site_with_and_a_site_without(tmp_path: Path) -> None:
    """Each has a folder of its own, says which it is, and is left alone when the other is built; the cells run once."""
    source = SAMPLE.read_text(encoding="utf-8") + DRAWN
    built = build_page(tmp_path, source, SOLUTIONS="no")
    assert built.returncode == 0 and "index.md ran in " in built.stdout, built.stderr
    without = site(tmp_path, solutions=False)
    assert found_in(without) == {word: [] for word in WORDS}
    page = (without / "chapters" / "index.html").read_text(encoding="utf-8")
    assert "sol-sample" not in page and "and the solution comes later" in page
    assert page.count('class="admonition exercise"') == 7
    assert "<title>Backpropagation, without solutions</title>" in page
    assert page.count('"hints":1') == page.count('<form class="answer"') > 0  # a nudge; what follows is the solution
    (drawn,) = re.findall("drawn: [0-9a-f]{32}", page)

    built = build_page(tmp_path, source, SOLUTIONS="yes")
    assert built.returncode == 0 and " ran in " not in built.stdout, built.stderr
    whole = site(tmp_path)
    assert whole != without
    assert found_in(without) == {word: [] for word in WORDS}
    assert found_in(whole) == {word: ["chapters/index.html", "searchindex.js"] for word in WORDS}
    page = (whole / "chapters" / "index.html").read_text(encoding="utf-8")
    assert "sol-sample-numbers" in page and "without solutions" not in page and '"hints"' not in page
    assert drawn in page


def test_solutions_are_wanted_unless_it_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, wanted in {"": True, "yes": True, "no": False}.items():
        monkeypatch.setenv("SOLUTIONS", said)
        assert solutions_wanted() is wanted
    monkeypatch.setenv("SOLUTIONS", "none")
    with pytest.raises(ValueError, match="SOLUTIONS is 'none'; expected yes or no"):
        solutions_wanted()


def solutions(source: str) -> list[str]:
    """What stands in the solutions of a chapter: each first sentence, and each line of code but calls of check."""
    found, inside, code = [], False, False
    for line in source.splitlines():
        if line.startswith("```{solution-start}"):
            inside, sentence = True, False
        elif line.startswith("```{solution-end}"):
            inside = False
        elif inside and line.startswith("```"):
            code = line.startswith("```{code-cell}")
        elif inside and code and len(line) > 25 and not line.startswith("check("):
            found.append(line)
        elif inside and not code and not sentence and line and not line.startswith(":"):
            found.append(line)
            sentence = True
    return found


@pytest.mark.parametrize("chapter", [path for path in CHAPTERS if "{solution-start}" in path.read_text("utf-8")])
def test_no_line_of_a_solution_is_left_in_a_chapter(chapter: Path) -> None:
    source = chapter.read_text(encoding="utf-8")
    secret, everywhere = Counter(solutions(source)), Counter(source.splitlines())
    assert secret.total() >= source.count("```{solution-start}")
    site = without_solutions(source)
    assert site.count("\n") == source.count("\n"), "line numbers move"
    left = Counter(site.splitlines())
    assert [line for line in secret if left[line] > everywhere[line] - secret[line]] == []
    assert "solution-" not in site and ":tags: [solution]" not in site


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("chapter", [path for path in CHAPTERS if "{solution-start}" in path.read_text("utf-8")])
def test_no_line_of_a_solution_is_left_in_a_notebook(chapter: Path) -> None:
    source = chapter.read_text(encoding="utf-8")
    secret, everywhere = Counter(solutions(source)), Counter(source.splitlines())
    for notebook in (SITE / "chapters", SITE.parent / "notebooks" / "students"):
        cells = nbformat.read(notebook / f"{chapter.stem}.ipynb", as_version=4).cells
        left = Counter("\n".join(cell.source for cell in cells).splitlines())
        assert [line for line in secret if left[line] > everywhere[line] - secret[line]] == []
    told = nbformat.read(SITE.parent / "notebooks" / "solutions" / f"{chapter.stem}.ipynb", as_version=4).cells
    code = Counter("\n".join(cell.source for cell in told if cell.cell_type == "code").splitlines())
    assert [line for line in secret if line in code], "the other variant has them"


@pytest.mark.slow  # reads a built book
def test_the_student_notebook(sample_site: Path) -> None:
    notebook = nbformat.read(sample_site / "chapters" / "index.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells)
    whole = jupytext.read(SAMPLE)
    belongs = {"student", "question", "stub", "check"}
    tags = [tag for cell in whole.cells for tag in cell.metadata.get("tags", []) if tag in belongs]
    assert tags == [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    assert not [cell for cell in notebook.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    assert not re.search(r"\{(exercise|solution)-|armalad|arzipan", text)
    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert headings[0].startswith("### Exercise 1: Three values, $o_j$ among them (")
    assert headings[1].startswith("### Exercise 2: Two arrays (")
    assert len(headings) == 7


@pytest.mark.slow  # reads the built book
def test_a_heading_says_how_hard_and_how_long() -> None:
    cells = nbformat.read(SITE / "chapters" / "forward-pass.ipynb", as_version=4).cells
    assert "### Exercise 2.1: A net input (easy, 3 minutes)\n\nUnit" in "\n".join(cell.source for cell in cells)


@pytest.mark.slow  # reads the built book
@pytest.mark.parametrize("chapter", [path for path in CHAPTERS if "{solution-start}" in path.read_text("utf-8")])
def test_a_solution_says_the_answer_and_no_verdict(chapter: Path) -> None:
    page = BeautifulSoup((SITE / "chapters" / f"{chapter.stem}.html").read_text(encoding="utf-8"), "html.parser")
    folds = page.select("details.solution")
    assert folds
    for fold in folds:
        first = fold.select_one("summary").find_next_sibling()  # type: ignore[union-attr]
        assert first and first.name == "p", fold.get("id")
        assert not re.search(r"Right\.$|Not right yet", fold.get_text().strip()), fold.get("id")
        code, solved = fold.select_one(".cell"), fold.select_one(".solved")
        assert code or solved, fold.get("id")
        assert not (code and solved) or solved in code.find_all_previous(class_="solved"), "the numbers, then the code"
    assert not page.select(".exercise > .question .solved, form .solved"), "no answer stands outside its solution"
