"""Whatever breaks in a chapter stops the build, and the message names the file and the line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from book_ext.site.cache import IMPORTED, fingerprint

ROOT = Path(__file__).parents[2]
TOC = "format: jb-book\nroot: chapters/index\n"
HEADER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

# A small book

"""
DRAWING = """import matplotlib.pyplot as plt
%config InlineBackend.figure_formats = ["{}"]
plt.plot([0, 1], color="#0b63ce")
plt.show()"""
DESCRIBED = "---\nmystnb: {image: {alt: A rising line}}\n---\n"


class Book:
    """A book of one page with the real book's configuration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.page = folder / "chapters" / "index.md"
        self.page.parent.mkdir()
        shutil.copy(ROOT / "_config.yml", folder)
        shutil.copy(ROOT / "chapters" / "references.bib", self.page.parent)
        (folder / "_toc.yml").write_text(TOC, encoding="utf-8")

    def build(self, text: str) -> subprocess.CompletedProcess[str]:
        self.page.write_text(HEADER + text, encoding="utf-8")
        command = [sys.executable, "-m", "book_ext.build", str(self.folder)]
        return subprocess.run(command, capture_output=True, encoding="utf-8")

    def lines(self) -> list[str]:
        return self.page.read_text(encoding="utf-8").splitlines()

    def place(self, line: str) -> str:
        """Where a line stands, as a message should say it."""
        return f"chapters/index.md:{self.lines().index(line) + 1}: "


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def cell(code: str, header: str = "") -> str:
    return f"```{{code-cell}}\n{header}{code}\n```\n\n"


def test_a_failing_cell_is_named(book: Book) -> None:
    result = book.build(cell("a = 1") + cell("def invert(x):\n    return a / x\n\nprint('so far')\ninvert(0)"))
    assert result.returncode != 0
    assert f"{book.place('invert(0)')}ZeroDivisionError: division by zero" in result.stderr


def test_broken_references_are_named(book: Book) -> None:
    broken = {
        "[a page](nowhere.md)": "target not found: 'nowhere.md'",
        "[a place](#nowhere)": "target not found: 'nowhere'",
        "{eq}`no-equation`": "equation not found: no-equation",
        "{ref}`no-label`": "undefined label: 'no-label'",
        "{numref}`no-figure`": "undefined label: 'no-figure'",
        "{doc}`no-page`": "unknown document: 'no-page'",
        "{cite}`nobody1900`": 'could not find bibtex key "nobody1900"',
        "{glue:}`no-number`": "No key 'no-number'",
    }
    result = book.build("\n\n".join(broken))
    assert result.returncode != 0
    said = result.stderr.splitlines()
    for reference, complaint in broken.items():
        assert [line for line in said if line.startswith(book.place(reference)) and complaint in line], reference


def test_figures_are_described_vector_graphics(book: Book) -> None:
    result = book.build(cell(DRAWING.format("svg")) + cell(DRAWING.format("png"), DESCRIBED))
    assert result.returncode != 0
    first, second = (number for number, line in enumerate(book.lines(), 1) if line == "```{code-cell}")
    assert f"chapters/index.md:{first}: WARNING: figure without a description" in result.stderr
    assert f"chapters/index.md:{second}: WARNING: figure as image/png" in result.stderr


def test_a_figure_follows_the_theme(book: Book) -> None:
    result = book.build(cell(DRAWING.format("svg"), DESCRIBED))
    assert result.returncode == 0, result.stderr
    page = (book.folder / "_build/html/chapters/index.html").read_text(encoding="utf-8")
    assert 'role="img" aria-label="A rising line"' in page
    assert "stroke: var(--bp-forward, #0b63ce)" in page


def test_chapters_run_again_when_the_library_changes(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "backprop_lib", tmp_path / "backprop_lib")
    (tmp_path / "benchmarks").mkdir()
    for name in IMPORTED[1:]:
        shutil.copy(ROOT / name, tmp_path / name)
    seen = {fingerprint(tmp_path, *IMPORTED)}
    assert seen == {fingerprint(ROOT, *IMPORTED)}, "where the library lies must not matter"
    for name in ("backprop_lib/network.py", "backprop_widgets/kit/tokens.css", *IMPORTED[1:]):
        with (tmp_path / name).open("a", encoding="utf-8") as changed:
            changed.write("\n")
        seen.add(fingerprint(tmp_path, *IMPORTED))
    assert len(seen) == 5


def test_nothing_is_built_twice_and_no_failure_is_forgotten(book: Book) -> None:
    assert "Built in" in book.build(cell("a = 1")).stdout
    assert "Nothing has changed" in book.build(cell("a = 1")).stdout
    assert book.build(cell("a = 1") + "[a page](nowhere.md)").returncode != 0
    assert book.build(cell("a = 1") + "[a page](nowhere.md)").returncode != 0
