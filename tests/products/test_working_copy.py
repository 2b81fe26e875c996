"""The notebooks of make lab: kept up to date with the book, and never at the cost of what somebody has done in them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, expect

from book_ext.address import LOCAL, Refused, free
from book_ext.products.lab import RECORD, has_browser, main, options
from book_ext.products.lab import hand_out as update
from book_ext.site.aside import aside

NEWS = "You have worked in training.ipynb and the book has a new version of it: training (new).ipynb."


class Copy:
    """The book's notebooks, and a working copy of them."""

    def __init__(self, folder: Path) -> None:
        self.source, self.folder = folder / "book", folder / "notebooks"
        self.source.mkdir()

    def publish(self, name: str, code: str) -> None:
        cell = new_code_cell(code, id="one")
        nbformat.write(new_notebook(cells=[new_markdown_cell("# A", id="text"), cell]), self.source / f"{name}.ipynb")

    def change(self, name: str, how: Callable[[nbformat.NotebookNode], object]) -> bytes:
        path = self.folder / f"{name}.ipynb"
        notebook = nbformat.read(path, 4)
        how(notebook)
        nbformat.write(notebook, path)
        return path.read_bytes()

    def update(self) -> list[str]:
        return update(self.source, self.folder)

    def code(self) -> dict[str, str]:
        return {path.stem: nbformat.read(path, 4).cells[1].source for path in sorted(self.folder.glob("*.ipynb"))}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """With one chapter handed out."""
    made = Copy(tmp_path)
    made.publish("training", "old")
    assert made.update() == []
    return made


def work(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].source = "mine"


def run(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [new_output("stream", text="42")]


def delete(notebook: nbformat.NotebookNode) -> None:
    del notebook.cells[0]


def look(notebook: nbformat.NotebookNode) -> None:
    """What JupyterLab saves when a notebook has only been opened."""
    notebook.metadata.language_info = {"name": "python", "version": "3.13"}
    notebook.cells[1].metadata.scrolled = True
    notebook.cells[1].execution_count = 3


def test_a_new_chapter_is_added(copy: Copy) -> None:
    copy.publish("extra", "new")
    assert copy.update() == [] and copy.code() == {"extra": "new", "training": "old"}


def test_a_chapter_that_has_only_been_opened_follows_the_book(copy: Copy) -> None:
    copy.change("training", look)
    copy.publish("training", "new")
    assert copy.update() == [] and copy.code() == {"training": "new"}


@pytest.mark.parametrize("how", [work, run, delete])
def test_own_work_is_kept_and_the_new_version_stands_beside_it(copy: Copy, how: Callable) -> None:
    mine = copy.change("training", how)
    assert copy.update() == [], "the book has not changed"
    copy.publish("training", "new")
    assert copy.update() == [NEWS]
    assert (copy.folder / "training.ipynb").read_bytes() == mine
    assert nbformat.read(copy.folder / "training (new).ipynb", 4).cells[1].source == "new"
    assert copy.update() == [], "it is said once"
    assert (copy.folder / "training.ipynb").read_bytes() == mine


def test_a_new_version_beside_is_replaced_by_a_newer_one_unless_it_has_been_worked_in(copy: Copy) -> None:
    copy.change("training", work)
    for version in ("new", "newer"):
        copy.publish("training", version)
        assert copy.update() == [NEWS]
    assert copy.code() == {"training": "mine", "training (new)": "newer"}
    copy.change("training (new)", work)
    copy.publish("training", "newest")
    assert copy.update() == [NEWS.replace("(new)", "(new 2)")]
    assert copy.code() == {"training": "mine", "training (new)": "mine", "training (new 2)": "newest"}


def test_who_takes_over_the_new_version_gets_the_next_one(copy: Copy) -> None:
    copy.change("training", work)
    copy.publish("training", "new")
    copy.update()
    (copy.folder / "training (new).ipynb").replace(copy.folder / "training.ipynb")
    copy.publish("training", "newer")
    assert copy.update() == [] and copy.code() == {"training": "newer"}


def test_what_was_deleted_is_handed_out_again(copy: Copy) -> None:
    (copy.folder / "training.ipynb").unlink()
    assert copy.update() == [] and copy.code() == {"training": "old"}


def test_what_came_to_be_the_same_as_the_book_needs_no_second_copy(copy: Copy) -> None:
    copy.change("training", work)
    copy.publish("training", "mine")
    assert copy.update() == [] and copy.code() == {"training": "mine"}


def test_files_of_ones_own_stay(copy: Copy) -> None:
    own = {"own.ipynb": b"{}", "notes.txt": b"notes", "extra.ipynb": b"no notebook at all"}
    for name, data in own.items():
        (copy.folder / name).write_bytes(data)
    copy.publish("extra", "new")
    assert copy.update() == [NEWS.replace("training", "extra")]
    assert {name: (copy.folder / name).read_bytes() for name in own} == own


@pytest.mark.parametrize("record", [None, b"", b"[]", b"{broken", b"\xff", b'{"training.ipynb": 3}'])
def test_without_a_record_all_that_is_there_is_somebodys_work(copy: Copy, record: bytes | None) -> None:
    (copy.folder / RECORD).unlink()
    if record is not None:
        (copy.folder / RECORD).write_bytes(record)
    copy.publish("training", "new")
    assert copy.update() == [NEWS] and copy.code() == {"training": "old", "training (new)": "new"}


def test_a_folder_in_the_place_of_a_notebook_stays(copy: Copy) -> None:
    (copy.folder / "extra.ipynb").mkdir()
    copy.publish("extra", "new")
    assert copy.update() == [NEWS.replace("training", "extra")]
    assert (copy.folder / "extra.ipynb").is_dir()


def test_nothing_but_notebooks_and_the_record_is_left_in_the_folder(copy: Copy) -> None:
    assert sorted(path.name for path in copy.folder.iterdir()) == [RECORD, "training.ipynb"]


def test_what_cannot_be_is_refused_in_one_sentence(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    with pytest.raises(Refused, match=r"There are no notebooks in .*; delete the folder _build and try again\."):
        copy.update()
    copy.publish("training", "old")
    copy.folder.write_text("a file", encoding="utf-8")
    with pytest.raises(Refused, match=r"notebooks is a file, and a folder of this name is needed"):
        copy.update()
    assert copy.folder.read_text(encoding="utf-8") == "a file"
    copy.folder.unlink()
    copy.folder.symlink_to("not-mounted")
    with pytest.raises(Refused, match=r"notebooks is a link to nowhere, and a folder of this name is needed"):
        copy.update()
    assert copy.folder.is_symlink()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "eight"], "PORT is 'eight'; expected a whole number from 1 to 65535, such as 8001."),
        (["--host", "nowhere.invalid"], "HOST is 'nowhere.invalid'; expected an address of this computer"),
    ],
)
def test_an_address_is_refused_before_anything_is_built(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, tmp_path) == 2
    out, err = capsys.readouterr()
    assert err.startswith(said) and err.count("\n") == 1 and not out
    assert list(tmp_path.iterdir()) == []


def test_it_says_that_it_waits_for_another_build_and_that_its_own_begins(tmp_path: Path) -> None:
    for name, words in {"_config.yml": "title: A book\n", "_toc.yml": "format: jb-book\nroot: nowhere\n"}.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    code = "import pathlib, sys; from book_ext.products.lab import main; main([], pathlib.Path(sys.argv[1]))"
    with aside(tmp_path / "_build"):
        lab = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, encoding="utf-8")
        assert lab.stdout
        assert lab.stdout.readline() == "Another program is building this book; waiting until it has done so.\n"
    with lab:
        assert lab.stdout.readline().startswith("Building the site: about a minute")
        lab.kill()


def test_as_root_it_is_allowed_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for user, allowed in {0: "True", 1000: "False"}.items():
        monkeypatch.setattr(os, "geteuid", lambda user=user: user, raising=False)
        assert f"--ServerApp.allow_root={allowed}" in options(tmp_path, LOCAL, 8888, browser=False)


def test_no_browser_without_a_screen_or_if_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    assert not has_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_browser()
    monkeypatch.setenv("BROWSER", "no")
    assert not has_browser()


LAB = "import sys; from book_ext.products.lab import run; run(sys.argv[1:])"


def test_in_jupyterlab_nobody_asks_about_news_and_a_notebook_is_saved_in_the_copy(browser: Browser, copy: Copy) -> None:
    before = (copy.source / "training.ipynb").read_bytes()
    surroundings = {**os.environ, **{f"JUPYTER_{kind}_DIR": str(copy.source / kind) for kind in ("CONFIG", "DATA")}}
    surroundings["JUPYTERLAB_SETTINGS_DIR"] = str(copy.source / "settings")
    command = [sys.executable, "-c", LAB, *options(copy.folder, LOCAL, free(LOCAL, 8900), browser=False)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env=surroundings) as process:
        assert process.stderr
        found = (
            re.search(r"(http://127\.0\.0\.1:\d+/lab)/tree/00-contents\.ipynb\?token=(\w+)", line)
            for line in process.stderr
        )
        address = next(filter(None, found))
        page = browser.new_page()
        try:
            page.goto(f"{address[1]}/tree/training.ipynb?token={address[2]}")
            expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(2, timeout=60_000)
            saved = lambda answer: answer.request.method == "PUT" and "/contents/training.ipynb" in answer.url
            with page.expect_response(saved):
                page.locator(".jp-Notebook .jp-CodeCell .cm-content").fill("net_j = 3")
                page.keyboard.press("Control+s")
            assert "Jupyter news" not in page.locator("body").inner_text()
        finally:
            page.close()
            process.kill()
    assert copy.code() == {"training": "net_j = 3"}
    assert (copy.source / "training.ipynb").read_bytes() == before
    assert json.loads((copy.folder / RECORD).read_text(encoding="utf-8")).keys() == {"training.ipynb"}
