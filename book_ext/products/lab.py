"""JupyterLab with a working copy of the chapters, in the folder notebooks: the book itself stays as it is.

The book is built first. Then the folder gets the notebooks that it has not yet, and newer versions of those that nobody
has worked in. What somebody has worked in is never overwritten: if the book has changed too, its new version is put
beside it. With --solutions yes the notebooks have the solutions of the exercises, in the folder
notebooks-with-solutions.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from book_ext.address import EVERYBODY, LOCAL, Refused, free, port_of, try_to_listen, typed
from book_ext.build import build
from book_ext.command import parser
from book_ext.site.cache import ROOT
from book_ext.site.notebooks import CONTENTS
from book_ext.site.solutions import solutions_wanted

PORT = 8888
RECORD = ".handed-out.json"  # in the folder: what each notebook was like when it was handed out

# What went wrong and the address, and nothing else on the screen; no question at Ctrl-C.
SETTINGS = {
    "Application.log_level": "ERROR",
    "ServerApp.answer_yes": "True",
    "ServerApp.port_retries": "0",
    "LabApp.default_url": f"/lab/tree/{CONTENTS}",
}


def folder_for(root: Path, solutions: bool) -> Path:
    """Where somebody works, in the folder of the book."""
    return root / ("notebooks-with-solutions" if solutions else "notebooks")


def made(root: Path, solutions: bool) -> Path:
    """Where the build puts the notebooks that are handed out."""
    return root / "_build" / "notebooks" / ("solutions" if solutions else "students")


def content(notebook: bytes) -> str:
    """A short hash of what stands in a notebook: text, code and results.

    What JupyterLab adds when a notebook is only opened is no part of it.
    """
    try:
        cells = json.loads(notebook)["cells"]
        parts = [[cell["cell_type"], "".join(cell["source"]), cell.get("outputs", [])] for cell in cells]
        notebook = json.dumps(parts, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError):
        pass  # no notebook, or a broken one: somebody's work all the same
    return hashlib.sha256(notebook).hexdigest()[:16]


def hand_out(source: Path, folder: Path) -> list[str]:
    """Bring a working copy up to date with the notebooks of the book, and return what is to be said about that.

    Raises Refused when there are none, or the folder cannot be had.
    """
    notebooks = sorted(source.glob("*.ipynb"))
    if not notebooks:
        raise Refused(f"There are no notebooks in {source}; delete the folder _build and try again.")
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        what = "link to nowhere" if folder.is_symlink() else "file"
        raise Refused(f"{folder} is a {what}, and a folder of this name is needed for your notebooks; move it away.")
    folder.mkdir(exist_ok=True)
    record = _read(folder / RECORD)
    said = []
    for path in notebooks:
        new, place = path.read_bytes(), folder / path.name
        now, handed_out = content(new), record.get(path.name)
        there = content(place.read_bytes()) if place.is_file() else None
        if not place.exists() or (there and there == handed_out and there != now):
            _write(place, new)
        elif there != now and handed_out != now:
            beside = _beside(place, now, record)
            _write(beside, new)
            record[beside.name] = now
            said.append(f"You have worked in {place.name} and the book has a new version of it: {beside.name}.")
        record[path.name] = now
    _write(folder / RECORD, json.dumps(record, indent=1).encode())
    return said


def _beside(place: Path, now: str, record: dict[str, str]) -> Path:
    """A name for the new version of a notebook: one at which nothing stands that anybody could miss."""
    number = 1
    while True:
        path = place.with_stem(f"{place.stem} (new{f' {number}' if number > 1 else ''})")
        if not path.exists() or (path.is_file() and content(path.read_bytes()) in (now, record.get(path.name))):
            return path
        number += 1


def _read(path: Path) -> dict[str, str]:
    """What was handed out; nothing if that cannot be read, so that all that is there counts as somebody's work."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _write(path: Path, data: bytes) -> None:
    """At once or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def options(folder: Path, host: str, port: int, browser: bool) -> list[str]:
    """What JupyterLab is told."""
    given: dict[str, Any] = {**SETTINGS, "ServerApp.root_dir": folder, "ServerApp.ip": host, "ServerApp.port": port}
    given["ServerApp.open_browser"] = browser
    given["ServerApp.allow_root"] = hasattr(os, "geteuid") and os.geteuid() == 0
    return [f"--{name}={value}" for name, value in given.items()]


def has_browser() -> bool:
    """Whether a browser can open by itself: not without a screen, and not if BROWSER=no says so."""
    if os.environ.get("BROWSER") == "no":
        return False
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("WSL_DISTRO_NAME")
    return sys.platform in ("win32", "darwin") or bool(screen)


def run(options: list[str]) -> None:
    """JupyterLab, until Ctrl-C; it prints its address. It does not ask whether to show news."""
    paths = [str(Path(__file__).with_name("lab_settings")), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(options)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    command = parser("book_ext.products.lab", str(__doc__))
    command.add_argument("--port", help=f"({PORT}, or the next one that is free)")
    command.add_argument("--host", default=LOCAL, help="0.0.0.0 for other computers too (%(default)s)")
    command.add_argument("--solutions", choices=["yes", "no"], help="yes: with the solutions of the exercises (no)")
    command.add_argument("--no-browser", action="store_true", help="only print the address")
    given = command.parse_args(arguments)
    try:
        solutions = solutions_wanted("no") if given.solutions is None else given.solutions == "yes"
        port = free(given.host, PORT) if given.port is None else port_of(given.port)
        try_to_listen(given.host, port)
        if code := build(root):
            return code
        folder = folder_for(root, solutions)
        said = hand_out(made(root, solutions), folder)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    if given.host in EVERYBODY:
        said.append(f"Others in this network open {typed(given.host, port)}/lab with the token of the address below.")
    print(*said, f"Your notebooks are in {folder}. Ctrl-C ends JupyterLab.", sep="\n", flush=True)
    run(options(folder, given.host, port, has_browser() and not given.no_browser))
    print(f"JupyterLab has ended; your notebooks are in {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
