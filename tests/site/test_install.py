"""What breaks in .venv is found and mended, and nothing is asked of anybody while all is in place."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from book_ext import install

SCRIPT = Path(install.__file__)
NOBODY = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_RETRIES": "0"}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that say what is to be installed, in a place of their own."""
    for file in install.SETS["test"][2]:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(install.ROOT / file, tmp_path / file)
    monkeypatch.setattr(install, "ROOT", tmp_path)
    return tmp_path


def package(folder: Path, name: str, version: str, *files: str) -> None:
    """As pip puts it there."""
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "RECORD").write_text("".join(f"{file},sha256=x,1\n" for file in files), encoding="utf-8")
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()


@pytest.mark.parametrize(
    ("removed", "gone"),
    [
        ("one/__init__.py", ["one"]),
        ("one/part/__init__.py", ["one"]),
        ("alone.py", ["two-three"]),
        ("two_three-2.0.dist-info/RECORD", ["two-three"]),
        ("one", ["one"]),
        ("two_three-2.0.dist-info", ["two-three"]),
        ("one/data.json", []),
        (None, []),
    ],
)
def test_a_package_that_is_not_whole_is_found(tmp_path: Path, removed: str | None, gone: list[str]) -> None:
    package(tmp_path, "one", "1.0", "one/__init__.py", "one/part/__init__.py", "one/data.json")
    package(tmp_path, "two_three", "2.0", "alone.py")
    had = sorted(install.installed(tmp_path))
    assert had == ["one", "two-three"]
    if removed:
        path = tmp_path / removed
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert install.lost(tmp_path, had) == gone


@pytest.mark.parametrize(
    ("file", "added", "again"),
    [
        ("requirements.txt", "", False),
        ("requirements.txt", "another\n", True),
        ("constraints.txt", "another==1.0\n", True),
        ("pyproject.toml", "\n[project.scripts]\na = 'b:c'\n", True),
        ("pyproject.toml", "\n[tool.ruff.format]\nquote-style = 'double'\n", False),
    ],
)
def test_what_is_new_is_installed_and_what_is_only_touched_is_not(
    root: Path, file: str, added: str, again: bool
) -> None:
    before = install.made_from("book")
    with (root / file).open("a", encoding="utf-8") as opened:
        opened.write(added)
    assert (install.made_from("book") != before) is again


def test_whether_all_is_there_though_pip_fails(root: Path, tmp_path: Path) -> None:
    (root / "requirements.txt").write_text("-e .\nNum.Py  # numbers\n", encoding="utf-8")
    (root / "constraints.txt").write_text("num-py==2.0\nother==1 ; python_version < '3'\n", encoding="utf-8")
    folder = tmp_path / "packages"
    for name in ("backprop_lib", "book_ext"):
        package(folder, name, "0.1.0")
    assert not install.complete(folder, "book")
    package(folder, "num_py", "2.0")
    assert install.complete(folder, "book")
    (root / "constraints.txt").write_text("num-py==2.1\n", encoding="utf-8")
    assert not install.complete(folder, "book")


def test_this_file_can_be_read_by_an_old_python() -> None:
    """So that it can say which one is needed."""
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


class Project:
    """A project that needs no package, in which install.py makes a real .venv without any network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "book_ext").mkdir(parents=True)
        shutil.copy(SCRIPT, folder / "book_ext")
        for file in install.SETS["book"][2]:
            (folder / file).write_text("", encoding="utf-8")

    @property
    def bin(self) -> Path:
        return self.folder / ".venv" / install.BIN.name

    def install(self) -> str:
        environment = {**os.environ, **NOBODY, "PYTHONPATH": ""}
        command = [sys.executable, str(self.folder / "book_ext" / "install.py")]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def runs(self) -> bool:
        return subprocess.run([self.bin / "python", "-m", "pip", "--version"], capture_output=True).returncode == 0


@pytest.mark.slow  # makes an environment
@pytest.mark.skipif(os.name == "nt", reason="scripts are programs there, and .venv is made anew")
def test_an_environment_is_mended(tmp_path: Path) -> None:
    project = Project(tmp_path / "first")
    assert "Installing the packages of the book" in project.install()
    assert project.install() == "" and project.runs()
    (project.folder / "requirements.txt").touch()
    assert project.install() == ""

    for path in project.bin.glob("python*"):
        path.unlink()
    assert project.install() == "Python in .venv does not run any more: putting it back\n" and project.runs()

    for path in project.bin.glob("python*"):
        path.unlink()
        path.symlink_to("/nowhere/python")
    assert "putting it back" in project.install() and project.runs()

    moved = project.folder.rename(tmp_path / "with a space")
    said = f"The book was in {project.folder} before: .venv follows\n"
    project.folder = moved
    assert project.install() == said and project.install() == ""
    assert subprocess.run([project.bin / "pip", "--version"], capture_output=True).returncode == 0, "a script runs too"

    shutil.rmtree(next(moved.glob(".venv/lib/python*")))
    assert "making it anew" in project.install() and project.runs() and project.install() == ""


def test_what_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    project = Project(tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "mine.txt").touch()
    with pytest.raises(AssertionError, match=r"is no environment of Python; move it away"):
        project.install()
    assert (tmp_path / ".venv" / "mine.txt").exists()
