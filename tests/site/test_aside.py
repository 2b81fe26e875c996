"""What is built aside takes its place at once or not at all, whatever happens in between."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from stopping import moments

from book_ext.site import aside as module
from book_ext.site.aside import aside, put


def site(folder: Path, words: str) -> Path:
    folder.mkdir(parents=True)
    (folder / f"{words}.html").write_text(words, encoding="utf-8")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != ".lock")


def test_a_new_site_replaces_the_old_one_and_nothing_of_either_is_left_over(tmp_path: Path) -> None:
    place = tmp_path / "html"
    for words in ("first", "second"):
        with aside(tmp_path) as new:
            put(site(new / "made", words), place)
        assert names(tmp_path) == ["html", f"html/{words}.html"]


def test_what_fails_before_leaves_the_old_site(tmp_path: Path) -> None:
    site(tmp_path / "html", "good")
    with pytest.raises(KeyboardInterrupt), aside(tmp_path) as new:
        site(new / "made", "half")
        raise KeyboardInterrupt
    assert names(tmp_path) == ["html", "html/good.html"]


def test_what_cannot_be_moved_leaves_the_old_site(tmp_path: Path) -> None:
    site(tmp_path / "html", "good")
    with pytest.raises(FileNotFoundError), aside(tmp_path) as new:
        put(new / "nothing", tmp_path / "html")
    assert names(tmp_path) == ["html", "html/good.html"]


def test_what_was_killed_between_the_two_moves_is_put_back(tmp_path: Path) -> None:
    site(tmp_path / ".old-html", "good")
    site(tmp_path / ".new-killed" / "html", "half")
    with aside(tmp_path):
        assert names(tmp_path / "html") == ["good.html"]
    assert names(tmp_path) == ["html", "html/good.html"]


def test_what_was_killed_after_both_moves_is_the_new_one(tmp_path: Path) -> None:
    site(tmp_path / ".old-html", "old")
    site(tmp_path / "html", "new")
    with aside(tmp_path):
        pass
    assert names(tmp_path) == ["html", "html/new.html"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file open at that moment
def test_ctrl_c_at_any_line_leaves_one_whole_site_and_the_next_build_is_good(tmp_path: Path) -> None:
    def build(moment: int, words: str = "new") -> None:
        with aside(tmp_path / str(moment)) as new:
            put(site(new / "made", words), tmp_path / str(moment) / "html")

    def interrupted(moment: int) -> None:
        site(tmp_path / str(moment) / "html", "old")
        build(moment)

    seen = set()
    for moment in moments(module.__file__, interrupted):
        with aside(tmp_path / str(moment)):
            (page,) = names(tmp_path / str(moment) / "html")
            seen.add(page)
        build(moment, "again")
        assert names(tmp_path / str(moment)) == ["html", "html/again.html"], f"after Ctrl-C at line {moment}"
    assert seen == {"old.html", "new.html"}


def test_a_folder_in_which_somebody_reads_is_moved_when_he_has_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where the first tries fail."""
    site(tmp_path / "html", "old")
    tries = iter([PermissionError("in use"), PermissionError("in use")])
    rename = Path.rename

    def in_use(path: Path, target: Path) -> Path:
        for problem in tries:
            raise problem
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", in_use)
    monkeypatch.setattr(module.sys, "platform", "win32")
    put(site(tmp_path / "made", "new"), tmp_path / "html")
    assert names(tmp_path) == ["html", "html/new.html"]


def test_two_builds_wait_for_each_other(tmp_path: Path) -> None:
    code = (
        f"from book_ext.site.aside import aside\nwith aside(__import__('pathlib').Path({str(tmp_path)!r})): print('in')"
    )
    with aside(tmp_path) as new:
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8")
        assert other.stdout and "waiting" in other.stdout.readline()
        assert new.exists()
    assert other.communicate()[0] == "in\n"
    assert other.returncode == 0
