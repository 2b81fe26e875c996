"""No product goes where something of the user's lies, and nothing but what a product has made is ever taken away."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from stopping import moments

from book_ext import folders
from book_ext.folders import LIST, Refused, book_in, folder_for
from book_ext.products import classroom, worksheets
from book_ext.products.slides import __main__ as slides
from book_ext.site.cache import ROOT

NAMES = ["new", "with space", "Müller's “deck” & more", "a/b/c", "-x", "$HOME", "日本"]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def make(folder: str | Path, text: str = "made", product: str = "slides") -> None:
    with folder_for(product, folder) as target:
        (target / "part").mkdir(exist_ok=True)
        (target / "index.html").write_text(text)
        (target / "part" / "one.html").write_text(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_product_goes_where_nothing_is_and_is_made_again_there(name: str, tmp_path: Path) -> None:
    make(tmp_path / name)
    make(tmp_path / name, "made again")
    assert (tmp_path / name / "part" / "one.html").read_text() == "made again"


def test_an_empty_folder_is_taken_and_a_relative_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    make("empty")
    make("other/../deck")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deck", "empty"]


def notes(tmp: Path) -> Path:
    (tmp / "Notes of March").mkdir()
    (tmp / "Notes of March" / "lesson.txt").write_text("mine")
    return tmp / "Notes of March"


def hidden(tmp: Path) -> Path:
    (tmp / "project" / ".git").mkdir(parents=True)
    (tmp / "project" / ".git" / "HEAD").write_text("mine")
    return tmp / "project"


def a_file(tmp: Path) -> Path:
    (tmp / "talk.odp").write_text("mine")
    return tmp / "talk.odp"


def other_product(tmp: Path) -> Path:
    make(tmp / "sheets", product="worksheets")
    return tmp / "sheets"


def changed(tmp: Path) -> Path:
    make(tmp / "deck")
    (tmp / "deck" / "part" / "one.html").write_text("a slide that I have corrected")
    return tmp / "deck"


def false_list(tmp: Path) -> Path:
    """A list that names what lies elsewhere: none of ours."""
    folder = notes(tmp)
    (folder / LIST).write_text('{"product": "slides", "files": {"../talk.odp": "", "lesson.txt": ""}}')
    return folder


def link(tmp: Path) -> Path:
    (tmp / "link").symlink_to(notes(tmp))
    return tmp / "link"


# What is given, and what the refusal says of it.
REFUSED: dict[str, tuple[Callable[[Path], str | Path], str]] = {
    "notes": (notes, "holds “lesson.txt”, which the book has not made"),
    "a hidden file": (hidden, "holds “.git”, which the book has not made"),
    "a link to notes": (link, "holds “lesson.txt”"),
    "a file": (a_file, "is a file"),
    "below a file": (lambda tmp: a_file(tmp) / "deck", "talk.odp” is a file"),
    "another product": (other_product, "holds the worksheets of the book"),
    "a file of ours that was changed": (changed, "one.html” has been changed since it was made"),
    "a list that is not ours": (false_list, "which the book has not made"),
    "root": (lambda _: "/", "holds the folder of the book"),
    "home": (lambda tmp: "~", "is your home folder"),
    "above home": (lambda tmp: tmp, "holds your home folder"),
    "the book": (lambda _: ROOT, "is the folder of the book"),
    "above the book": (lambda _: ROOT.parent, "holds the folder of the book"),
    "its sources": (lambda _: ROOT / "chapters", "is among the sources of the book"),
    "new among its sources": (lambda _: ROOT / "chapters" / "slides", "is among the sources of the book"),
    "all that is built": (lambda _: ROOT / "_build", "is among the sources of the book"),
    "nothing": (lambda _: "", "The name of the folder is empty"),
    "blanks": (lambda _: "  ", "The name of the folder is empty"),
    "an impossible letter": (lambda tmp: f"{tmp}/a\0b", "cannot be the name of a folder"),
    "a name without end": (lambda tmp: tmp / ("x" * 5000), "cannot be the name of a folder"),
    "nobody's home": (lambda _: "~nobody-of-this-name/deck", "cannot be the name of a folder"),
    "where no one may write": (lambda _: "/proc/deck", "cannot be written"),
}


@pytest.mark.skipif(os.name == "nt", reason="names of another system")
@pytest.mark.parametrize("case", REFUSED)
def test_what_may_hold_something_of_the_user_is_refused_in_a_sentence_and_left(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    place, words = REFUSED[case]
    given = place(tmp_path)
    before = everything(tmp_path)
    with pytest.raises(Refused) as refusal:
        make(given)
    said = str(refusal.value)
    assert words in said and said.count("\n") == 0 and said.endswith(".") and len(said) < 400
    assert everything(tmp_path) == before and not (ROOT / "chapters" / "slides").exists()


def test_what_the_user_adds_to_a_product_stays(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "my notes.txt").write_text("mine")
    (tmp_path / "part" / "two.html").write_text("mine too")
    with folder_for("slides", tmp_path) as folder:
        (folder / "index.html").write_text("now without the part")
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        LIST, "index.html", "my notes.txt", "two.html",
    ]  # fmt: skip


def test_a_gradebook_is_the_users(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with folder_for("course", tmp_path, kept=("gradebook.db",)) as folder:
            assert not (folder / "source.ipynb").exists()
            (folder / "source.ipynb").write_text(text)
            if text == "first":
                (folder / "gradebook.db").write_text("no grades yet")
        (tmp_path / "gradebook.db").write_text("all the grades")
    assert (tmp_path / "gradebook.db").read_text() == "all the grades"


def test_a_product_that_was_interrupted_can_be_made_again(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), folder_for("slides", tmp_path / "deck") as folder:
        (folder / "index.html").write_text("half of it")
        raise KeyboardInterrupt
    make(tmp_path / "deck")
    assert (tmp_path / "deck" / "index.html").read_text() == "made"


@pytest.mark.parametrize("there", ["", "_build", "_build/worksheets"])
def test_an_interrupted_product_leaves_no_empty_folder_but_one_that_was_there(there: str, tmp_path: Path) -> None:
    (tmp_path / there).mkdir(parents=True, exist_ok=True)
    before = sorted(tmp_path.rglob("*"))
    with (
        pytest.raises(KeyboardInterrupt),
        folder_for("worksheets", tmp_path / "_build" / "worksheets" / "short-7") as folder,
    ):
        (folder / "sheets.pdf").write_text("half of it")
        raise KeyboardInterrupt
    assert sorted(tmp_path.rglob("*")) == before


def test_an_interrupted_product_leaves_the_one_before(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    make(deck, "whole")
    (deck / "part" / "my notes.txt").write_text("mine")
    with pytest.raises(KeyboardInterrupt), folder_for("slides", deck) as folder:
        (folder / "index.html").write_text("half of it")
        (folder / "new.html").write_text("half of it")
        raise KeyboardInterrupt
    assert (deck / "index.html").read_text() == "whole" and not (deck / "new.html").exists()
    assert (deck / "part" / "my notes.txt").read_text() == "mine"
    assert sorted(path.name for path in deck.iterdir()) == [LIST, "index.html", "part"]
    make(deck, "again")  # nothing of it counts as changed
    assert (deck / "index.html").read_text() == "again"


@pytest.mark.parametrize("was_there", [False, True])
def test_ctrl_c_at_any_line_loses_nothing_of_the_user_and_it_can_be_made_again(was_there: bool, tmp_path: Path) -> None:
    def interrupted(moment: int) -> None:
        if was_there:
            make(tmp_path / str(moment), "old")
            (tmp_path / str(moment) / "my notes.txt").write_text("mine")
        stopped.add(moment)
        make(tmp_path / str(moment), "new")

    stopped: set[int] = set()
    for moment in moments(folders.__file__, interrupted):
        folder = tmp_path / str(moment)
        mine = [folder / "my notes.txt"] if was_there and moment in stopped else []
        assert all(path.read_text() == "mine" for path in mine)
        make(folder, "again")
        made = {folder / "index.html", folder / "part" / "one.html", *mine}
        assert {path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(LIST)} == made
        assert (folder / "part" / "one.html").read_text() == "again" and LIST in os.listdir(folder)
    assert len(stopped) > 40


def test_a_list_that_could_be_written_in_part_only_is_no_list_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk, or after a power cut."""

    def half(path: Path, text: str, encoding: str) -> None:
        path.write_bytes(text[: len(text) // 2].encode(encoding))
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    for was_there in (False, True):
        with monkeypatch.context() as full:
            full.setattr(Path, "write_text", half)
            with pytest.raises((Refused, OSError)):
                folders.note(tmp_path, "slides", [])
        make(tmp_path)
        assert was_there is False or (tmp_path / "index.html").read_text() == "made"


def test_a_book_is_read_only_from_the_folder_of_one(tmp_path: Path) -> None:
    assert book_in(str(ROOT)) == ROOT
    for given, words in {
        tmp_path: "has no _config.yml and no _toc.yml",
        tmp_path / "none": "is no folder",
        a_file(tmp_path): "is no folder",
        "": "The name of the folder is empty",
    }.items():
        with pytest.raises(Refused, match=words):
            book_in(given)


def test_each_product_asks_before_it_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = notes(tmp_path)
    html = tmp_path / "html"
    (html / "chapters").mkdir(parents=True)
    (html / "_static").mkdir()
    assert slides.main([str(html), str(folder)]) == 2
    assert worksheets.main(["1", "7"], folder) == 2
    (tmp_path / "_config.yml").touch()
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "_build").mkdir()
    folder.rename(tmp_path / "_build" / "classroom")
    assert classroom.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("holds “lesson.txt”, which the book has not made") == 3
    assert (tmp_path / "_build" / "classroom" / "lesson.txt").read_text() == "mine"
