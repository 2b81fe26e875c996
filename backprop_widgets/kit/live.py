"""While a widget is written: JupyterLab shows each change of its JavaScript and style sheets at once.

Only with ANYWIDGET_HMR=1, anywidget's own switch, which needs watchfiles; else a widget's code is a plain string.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

from .assets import module, styles

PACKAGE = Path(__file__).parents[1]


def front_end(folder: Path, generated: Mapping[Path, str]) -> Any:
    """The `_esm` of the widget in this folder: its view.js with all that it imports.

    generated: for each folder whose files import from ./generated.js, what Python writes there.
    """
    files = {place / "generated.js": text for place, text in generated.items()}
    return live(lambda: module(folder / "view.js", files))


def style(*sheets: str) -> Any:
    """The `_css` of a widget: these style sheets of the package."""
    return live(lambda: styles(*(PACKAGE / sheet for sheet in sheets)))


def live(join: Callable[[], str], folder: Path = PACKAGE) -> Any:
    """What `join` makes of the files in a folder; while ANYWIDGET_HMR is 1, anew whenever one of them changes.

    >>> live(lambda: "export default {};")
    'export default {};'
    """
    if os.environ.get("ANYWIDGET_HMR") != "1":
        return join()
    from anywidget._file_contents import VirtualFileContents  # anywidget passes its changes on to each widget

    contents = VirtualFileContents(join())
    followers(folder).append((join, contents))
    return contents


@cache
def followers(folder: Path) -> list[tuple[Callable[[], str], Any]]:
    """Who hears of changes in a folder, which one thread watches."""
    from watchfiles import watch

    found: list[tuple[Callable[[], str], Any]] = []

    def follow() -> None:
        for _ in watch(folder, watch_filter=lambda _, path: path.endswith((".js", ".css"))):
            for join, contents in found:
                try:
                    if (text := join()) != str(contents):
                        parse(text)
                        contents.contents = text
                except (OSError, ValueError) as fault:  # somebody is typing: the page keeps the last good code
                    print(fault)

    Thread(target=follow, daemon=True).start()
    return found


def parse(code: str) -> None:
    """ValueError, in node's words, for a module with a slip: anywidget would show the slip in place of the widget."""
    node = which("node", path=str(Path(sys.executable).parent))
    if node and "export default" in code:
        command = [node, "--check", "--input-type=module", "-"]
        done = subprocess.run(command, input=code, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise ValueError(done.stderr.split("\n    at ")[0])
