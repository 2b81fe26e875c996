"""The widget that CONTRIBUTING.md writes as an example, made of what the text says."""

from __future__ import annotations

import importlib
import re
import tempfile
from functools import cache
from pathlib import Path

import backprop_widgets
from backprop_widgets.kit.base import Widget
from backprop_widgets.kit.live import PACKAGE


@cache
def example() -> type[Widget]:
    """Its class, from files in a folder of their own beside the real kit."""
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## A new widget")[1].split("\n## ")[0]
    code, view = (re.findall(rf"```{kind}\n(.*?)```", section, re.DOTALL)[0] for kind in ("python", "js"))
    place = Path(tempfile.mkdtemp())
    folder = place / "slope_explorer"
    folder.mkdir()
    for name, written in {"__init__.py": "", "widget.py": code, "view.js": view}.items():
        (folder / name).write_text(written, encoding="utf-8")
    (place / "kit").symlink_to(PACKAGE / "kit")
    backprop_widgets.__path__.append(str(place))
    made: type[Widget] = importlib.import_module("backprop_widgets.slope_explorer.widget").SlopeExplorer
    return made
