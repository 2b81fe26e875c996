"""A folder is written aside and takes its place at the end: whatever stops a build, what was there before stays."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 3.0  # seconds; Windows moves no folder while anybody reads a file in it


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A new folder inside this one, gone afterwards. One program at a time has one; what others left is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w", encoding="utf-8") as lock:
        if not _locked(lock):
            print("Another program is building this book; waiting until it has done so.", flush=True)
            while not _locked(lock):
                time.sleep(0.1)
        for old in folder.glob(".old-*"):
            _restore(folder / old.name.removeprefix(".old-"))
        for left in folder.glob(".new-*"):
            shutil.rmtree(left, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            yield new
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _locked(file: TextIO) -> bool:
    """Whether we have the lock now. The system takes it back when this program ends, however it ends."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def put(new: Path, place: Path) -> None:
    """Let a new folder take the place of an old one: two moves, between which nothing is computed or copied."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        _move(place, _old(place))
    try:
        _move(new, place)
    finally:
        _restore(place)


def _old(place: Path) -> Path:
    return place.with_name(f".old-{place.name}")


def _restore(place: Path) -> None:
    """Put back what stood in this place if nothing stands there, else remove it."""
    old = _old(place)
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
    elif old.exists():
        _move(old, place)


def _move(source: Path, target: Path) -> None:
    last = time.monotonic() + PATIENCE
    while True:
        try:
            source.rename(target)
            return
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > last:
                raise
            time.sleep(0.1)
