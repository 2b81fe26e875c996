"""A build that fails, is stopped or finds its place taken loses nothing, and no chapter runs without need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from book_ext.build import JUPYTER_BOOK, build, in_the_way
from book_ext.site.cache import ALWAYS, NAMED, hash_of_imports

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # builds books

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
        self.project = ROOT
        self.page = folder / "chapters" / "index.md"
        self.page.parent.mkdir()
        shutil.copy(ROOT / "_config.yml", folder)
        shutil.copy(ROOT / "chapters" / "references.bib", self.page.parent)
        (folder / "_toc.yml").write_text(TOC, encoding="utf-8")

    def build(self, text: str) -> subprocess.CompletedProcess[str]:
        self.page.write_text(HEADER + text, encoding="utf-8")
        return self.run()

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(capture_output=True, check=False, **self.command())

    def command(self) -> dict[str, Any]:
        return {
            "args": [sys.executable, "-m", "book_ext.build", str(self.folder)],
            "encoding": "utf-8",
            "cwd": self.project,
            "env": {**os.environ, "PYTHONPATH": str(self.project)},
            # Whoever runs the tests in the background has switched Ctrl-C off.
            "preexec_fn": None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        }


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def cell(code: str, header: str = "") -> str:
    return f"```{{code-cell}}\n{header}{code}\n```\n\n"


def test_a_figure_follows_the_theme(book: Book) -> None:
    result = book.build(cell(DRAWING.format("svg"), DESCRIBED))
    assert result.returncode == 0, result.stderr
    page = (book.folder / "_build/html/chapters/index.html").read_text(encoding="utf-8")
    assert 'role="img" aria-label="A rising line"' in page
    assert "stroke: var(--bp-forward, #0b63ce)" in page


def test_a_build_that_fails_or_is_stopped_leaves_the_last_site_and_the_next_one_is_good(book: Book) -> None:
    site = book.folder / "_build" / "html"

    def content() -> dict[str, bytes]:
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}

    assert book.build("The first.\n").returncode == 0
    good = content()
    failed = book.build(cell("1 / 0"))
    assert failed.returncode != 0 and content() == good
    assert f"The site is as it was before: {(site / 'index.html').as_uri()}" in failed.stderr

    waits = "from pathlib import Path\nimport time\nPath('started').touch()\ntime.sleep(50)"
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        (book.page.parent / "started").unlink(missing_ok=True)
        book.page.write_text(HEADER + cell(waits), encoding="utf-8")
        with subprocess.Popen(stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, **book.command()) as stopped:
            while not (book.page.parent / "started").exists():
                with suppress(subprocess.TimeoutExpired):
                    raise RuntimeError(f"ended with {stopped.wait(0.05)}")
            stopped.send_signal(how)
            assert stopped.stderr
            said = stopped.stderr.read()
        assert said == ("" if how == signal.SIGKILL else "\nStopped. The site is as it was before.\n")
        assert content() == good

    assert book.build("The second.\n").returncode == 0
    assert content() != good
    assert not [path.name for path in (book.folder / "_build").iterdir() if path.name.startswith((".new", ".old"))]


def test_the_notebooks_of_one_site_are_not_taken_for_those_of_the_other(book: Book) -> None:
    """Both sites write the same notebooks, so a build of the one makes those of the other old if a chapter changed."""
    assert book.build("As it is.\n").returncode == 0
    book.page.write_text(HEADER + "As it was for a while.\n", encoding="utf-8")
    command = book.command()
    command["args"] += ["--solutions", "no"]
    assert subprocess.run(capture_output=True, check=False, **command).returncode == 0
    assert book.build("As it is.\n").returncode == 0
    stamps = [path.read_text(encoding="utf-8").splitlines() for path in (book.folder / "_build").glob("*-built-from")]
    assert len(stamps) == 1, "what the other site was built from does not hold any more"


# Instead of Jupyter Book: what starts a program of its own, says its number, and goes on.
STARTS_ANOTHER = """import os, subprocess, sys, time
def main():
    print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
    time.sleep(600)"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_what_jupyter_book_has_started_ends_with_the_build(tmp_path: Path) -> None:
    package = tmp_path / "jupyter_book" / "cli"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    (package / "main.py").write_text(STARTS_ANOTHER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", JUPYTER_BOOK],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as book:
        assert book.stdin and book.stdout
        started = psutil.Process(int(book.stdout.readline()))
        book.stdin.close()  # as the system does when the build has ended in whatever way
        _, running = psutil.wait_procs([started], timeout=30)
    assert not running


# What stands where a folder has to be, and what it is called. Nothing of it may be lost.
IN_THE_WAY: dict[str, tuple[Callable[[Path], object], str]] = {
    "a file for all": (lambda build: build.write_text("mine"), "_build is a file"),
    "a link to nowhere for all": (lambda build: build.symlink_to("not-mounted"), "_build is a link"),
    "a file for the site": (lambda build: (build.mkdir(), (build / "html").write_text("mine")), "html is a file"),
    "a link for the site": (lambda build: (build.mkdir(), (build / "html").symlink_to(build)), "html is a link"),
    "a link to nowhere for the site": (
        lambda build: (build.mkdir(), (build / "html").symlink_to("not-mounted")),
        "html is a link",
    ),
    "a file for the notebooks": (
        lambda build: (build.mkdir(), (build / "notebooks").write_text("mine")),
        "notebooks is a file",
    ),
}


@pytest.mark.parametrize("case", IN_THE_WAY)
def test_what_is_in_the_way_of_the_site_is_named_and_stays(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_there, words = IN_THE_WAY[case]
    put_there(tmp_path / "_build")
    before = [(path, path.lstat().st_ino) for path in sorted(tmp_path.rglob("*"))]
    assert build(tmp_path) == 2
    said = capsys.readouterr().err
    assert f"{words}, and a folder of this name is needed for the site; move it away.\n" in said
    assert said.count("\n") == 1 and [(path, path.lstat().st_ino) for path in sorted(tmp_path.rglob("*"))] == before


def test_all_that_is_built_may_lie_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "_build").symlink_to(tmp_path / "elsewhere")
    assert in_the_way(tmp_path / "_build", tmp_path / "_build" / "html") == ""


def test_what_is_no_book_is_refused_in_one_sentence(book: Book) -> None:
    (book.folder / "_toc.yml").unlink()
    result = book.run()
    assert (
        result.returncode == 2 and result.stderr == f"“{book.folder}” has no _toc.yml; expected the folder of a book.\n"
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """What the outputs of chapters depend on, in another place."""
    for name in {*ALWAYS, *(name for names in NAMED.values() for name in names)} - {"chapters/notation.yml"}:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "again"),
    {
        "backprop_lib/network.py": {"", "widgets", "exercises", "equations"},
        "backprop_lib/bp.mplstyle": {"", "widgets", "exercises", "equations"},
        "constraints.txt": {"", "widgets", "exercises", "equations"},
        "backprop_widgets/kit/base.py": {"widgets"},
        "backprop_exercises/asking.py": {"exercises"},
        "book_ext/equations/check.py": {"equations"},
        "chapters/training.md": {"equations"},
        "backprop_widgets/kit/tokens.css": set(),
        "backprop_widgets/kit/widget.js": set(),
    }.items(),
)
def test_a_chapter_runs_again_when_what_it_imports_changes(changed: str, again: set[str], copied: Path) -> None:
    chapters = {
        "": "from backprop_lib import forward",
        "widgets": "from backprop_widgets import ForwardStepper",
        "exercises": "from backprop_exercises import ask",
        "equations": "from book_ext.equations.book import book",
    }
    before = {name: hash_of_imports(code, copied) for name, code in chapters.items()}
    assert before == {name: hash_of_imports(code) for name, code in chapters.items()}, "where it lies must not matter"
    with (copied / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert {name for name, code in chapters.items() if hash_of_imports(code, copied) != before[name]} == again


def test_a_comma_in_a_style_sheet_changes_pages_and_runs_no_chapter(tmp_path: Path) -> None:
    """In a copy of the whole project, with a page that shows a widget."""
    for name in ("backprop_lib", "backprop_widgets", "backprop_exercises", "book_ext", "benchmarks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("constraints.txt", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "chapters").mkdir()
    shutil.copy(ROOT / "chapters/notation.yml", tmp_path / "chapters")
    (tmp_path / "book").mkdir()
    book = Book(tmp_path / "book")
    book.project = tmp_path
    text = cell("from backprop_widgets import ErrorExplorer\n\nErrorExplorer()")
    page = book.folder / "_build/html/chapters/index.html"
    assert "index.md ran" in book.build(text).stdout

    with (tmp_path / "backprop_widgets/error_explorer/view.css").open("a", encoding="utf-8") as sheet:
        sheet.write(".a-new-rule, p {}\n")
    assert "a-new-rule" not in page.read_text(encoding="utf-8")
    result = book.build(text)
    assert "Built in" in result.stdout and "index.md ran" not in result.stdout
    assert "a-new-rule" in page.read_text(encoding="utf-8")

    with (tmp_path / "backprop_widgets/kit/base.py").open("a", encoding="utf-8") as module:
        module.write("# changed\n")
    assert "index.md ran" in book.build(text).stdout


def test_nothing_is_built_twice_and_no_failure_is_forgotten(book: Book) -> None:
    assert "Built in" in book.build(cell("a = 1")).stdout
    assert "Nothing has changed" in book.build(cell("a = 1")).stdout
    assert book.build(cell("a = 1") + "[a page](nowhere.md)").returncode != 0
    assert book.build(cell("a = 1") + "[a page](nowhere.md)").returncode != 0
