"""Folders that a user names: a product goes only where nothing of the user's can be lost.

In each folder that a product has filled lies a list of its files. Made again, it takes those away and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from book_ext.site.cache import ROOT

LIST = ".made-by-the-book.json"  # the product, and each of its files with a hash
EARLIER = ".made-before-by-the-book-"  # begins the name of the folder in which the product before waits


class Refused(ValueError):
    """A folder that cannot be used, said in one sentence."""


@contextmanager
def folder_for(product: str, given: str | Path, kept: tuple[str, ...] = ()) -> Iterator[Path]:
    """The folder in which to write a product, without the earlier one, which comes back if this one is interrupted.

    kept: names of files that a program beside us writes there, such as a gradebook; they belong to the user.
    Raises Refused, before anything is touched, for a folder that may hold something of the user's.
    """
    folder = refuse_unless_ours(product, given)
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{EARLIER}*"):  # by a program that was ended with no time to put it back
            shutil.rmtree(left, ignore_errors=True)
        earlier = Path(tempfile.mkdtemp(prefix=EARLIER, dir=folder))  # its parent may not be ours to write in
        take_away(folder, earlier)
        note(folder, product, [])
    except OSError as problem:
        raise Refused(f"{quoted(given)} cannot be written ({problem.strerror}); expected a folder of yours.") from None
    before = stamps(folder)

    def made() -> list[Path]:
        return [path for path, stamp in stamps(folder).items() if before.get(path) != stamp and path.name not in kept]

    try:
        yield folder
        note(folder, product, made())
    except BaseException:
        note(folder, product, made())
        take_away(folder)
        note(folder, product, bring_back(earlier, folder))
        shutil.rmtree(earlier, ignore_errors=True)
        with suppress(OSError):  # somebody else has put something there
            take_away_empty(new)
        raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)


def refuse_unless_ours(product: str, given: str | Path) -> Path:
    """The whole path of a folder that is empty, or not there yet, or holds this product. Raises Refused."""
    folder = whole(given)
    expected = f"expected a new or empty folder for the {product}, or the one made before"
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not existing.is_dir():
        raise Refused(f"{quoted(existing)} is a file; {expected}.")
    home = Path(os.path.expanduser("~")).resolve()
    for place, words in ((ROOT, "the folder of the book"), (home, "your home folder")):
        if folder == place:
            raise Refused(f"{quoted(given)} is {words}; {expected}.")
        if folder in place.parents:
            raise Refused(f"{quoted(given)} holds {words}; {expected}.")
    if ROOT in folder.parents and ROOT / "_build" not in folder.parents:
        raise Refused(f"{quoted(given)} is among the sources of the book; {expected}.")
    try:
        content = (
            sorted(name for name in os.listdir(folder) if not name.startswith((f"{LIST}.part", EARLIER)))
            if folder.is_dir()
            else []
        )
    except OSError as problem:
        raise Refused(f"{quoted(given)} cannot be read ({problem.strerror}); {expected}.") from None
    made, files = noted(folder)
    if content and made != product:
        found = f"the {made} of the book" if made else f"{quoted(content[0])}, which the book has not made"
        raise Refused(f"{quoted(given)} holds {found}; {expected}.")
    for name, digest in files.items():
        if (folder / name).is_file() and hash_of(folder / name) != digest:
            where = quoted(Path(given, name))
            raise Refused(f"{where} has been changed since it was made; move it away, or name another folder.")
    return folder


def book_in(given: str | Path) -> Path:
    """The whole path of a folder that holds a book. Raises Refused."""
    folder = whole(given)
    if missing := [name for name in ("_config.yml", "_toc.yml") if not (folder / name).is_file()]:
        what = "is no folder" if not folder.is_dir() else f"has no {' and no '.join(missing)}"
        raise Refused(f"{quoted(given)} {what}; expected the folder of a book.")
    return folder


def whole(given: str | Path) -> Path:
    """The path with nothing left out: no ~, no link, no dots. Raises Refused."""
    if not str(given).strip():
        raise Refused("The name of the folder is empty; expected one such as _build/mine.")
    try:
        folder = Path(given).expanduser().resolve()
        folder.exists()
    except (OSError, RuntimeError, ValueError) as problem:
        said = getattr(problem, "strerror", None) or problem
        raise Refused(f"{quoted(given)} cannot be the name of a folder ({said}).") from None
    return folder


def quoted(path: str | Path) -> str:
    """A name as one sees where it begins and ends; short, and on one line, whatever stands in it."""
    text = str(path).replace("\n", "\\n").replace("\0", "\\0")
    return f"“{text if len(text) < 200 else text[:80] + '…' + text[-80:]}”"


def files_in(folder: Path) -> Iterator[Path]:
    """All files, those of links not among them."""
    for place, _, names in os.walk(folder):
        yield from (
            Path(place, name) for name in names if not name.startswith(LIST) and not Path(place, name).is_symlink()
        )


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files_in(folder)}


def hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def noted(folder: Path) -> tuple[str, dict[str, str]]:
    """Which product is here and its files; nothing if there is no list, or none that can be read."""
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
        files = {str(name): str(digest) for name, digest in found["files"].items()}
        inside = all((folder / name).resolve().is_relative_to(folder) for name in files)
        return (str(found["product"]), files) if inside else ("", {})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return "", {}


def note(folder: Path, product: str, files: list[Path]) -> None:
    named = {path.relative_to(folder).as_posix(): hash_of(path) for path in sorted(files)}
    part = folder / f"{LIST}.part"  # so that the list is there at once or not at all
    part.write_text(json.dumps({"product": product, "files": named}, indent=0), encoding="utf-8")
    part.replace(folder / LIST)


def take_away(folder: Path, to: Path | None = None) -> None:
    """Remove the files that we have made here, or move them, and remove the folders that are empty then."""
    for name in noted(folder)[1]:
        path = folder / name
        if to and path.is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(to / name)
        path.unlink(missing_ok=True)
        for above in path.parents:
            if above == folder or not above.is_dir() or any(above.iterdir()):
                break
            above.rmdir()


def take_away_empty(folders: list[Path]) -> None:
    """Remove folders that were made for a product of which nothing is there, from the innermost one."""
    for folder in folders:
        if set(os.listdir(folder)) <= {LIST}:
            (folder / LIST).unlink(missing_ok=True)
            folder.rmdir()


def bring_back(earlier: Path, folder: Path) -> list[Path]:
    """Move all files back to where they were, and say where that is."""
    there = []
    for path in list(files_in(earlier)):
        place = folder / path.relative_to(earlier)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        there.append(place)
    return there
