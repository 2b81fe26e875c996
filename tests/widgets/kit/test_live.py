"""A change of a file reaches a widget's code, if anywidget's switch is set; what does not join does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import anywidget
import pytest

from backprop_widgets.kit.assets import module
from backprop_widgets.kit.live import followers, live

VIEW = 'import { a } from "./a.js";\nconst render = () => a;\nexport default { render };\n'
PATIENCE = 20  # seconds, for a machine that is busy


def write(file: Path, text: str, heard: Event) -> None:
    """Writes a file again and again until somebody has heard: a watcher begins to watch some time after its start."""
    heard.clear()
    for _ in range(PATIENCE):
        file.write_text(text, encoding="utf-8")
        if heard.wait(1):
            return
    pytest.fail(f"Nobody has heard of {file.name}.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "view.js").write_text(VIEW, encoding="utf-8")
    (tmp_path / "a.js").write_text("export const a = 1;\n", encoding="utf-8")
    return tmp_path


def test_a_change_reaches_the_widget(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANYWIDGET_HMR", "1")
    said: list[str] = []
    changed, refused = Event(), Event()

    def say(fault: Any) -> None:
        said.append(str(fault))
        refused.set()

    monkeypatch.setattr("builtins.print", say)

    class Sample(anywidget.AnyWidget):
        _esm = live(lambda: module(folder / "view.js"), folder)

    widget = Sample()
    widget.observe(lambda _: changed.set(), "_esm")
    write(folder / "a.js", "export const a = 2;\n", changed)
    assert "const a = 2;" in widget._esm

    good = widget._esm
    write(folder / "a.js", "export const b = 3;\n", refused)  # the view still imports a
    assert said[0] == f"{folder.name}/view.js imports a from {folder.name}/a.js, which does not export it."
    assert widget._esm == good

    write(folder / "a.js", "export const a = (3;\n", refused)
    assert "SyntaxError" in said[-1] and widget._esm == good

    write(folder / "a.js", "export const a = 4;\n", changed)
    assert "const a = 4;" in widget._esm and "const a = 4;" in Sample()._esm
    assert len(followers(folder)) == 1


def test_without_the_switch_nothing_watches() -> None:
    code = "import sys, backprop_widgets.kit.live as l; l.live(str); sys.exit('watchfiles' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("ANYWIDGET_HMR", None)
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
