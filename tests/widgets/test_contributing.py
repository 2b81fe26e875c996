"""The widget that CONTRIBUTING.md writes as an example is a whole one: it joins, runs on a page, and answers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from reading import numbers

import backprop_widgets
from backprop_widgets.kit.live import PACKAGE


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type:
    """The class, from files that hold what the text says, beside the real kit."""
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## A new widget")[1].split("\n## ")[0]
    code, view = (re.search(rf"```{kind}\n(.*?)```", section, re.DOTALL)[1] for kind in ("python", "js"))
    folder = tmp_path / "slope_explorer"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "widget.py").write_text(code, encoding="utf-8")
    (folder / "view.js").write_text(view, encoding="utf-8")
    (tmp_path / "kit").symlink_to(PACKAGE / "kit")
    monkeypatch.setattr(backprop_widgets, "__path__", [*backprop_widgets.__path__, str(tmp_path)])
    return importlib.import_module("backprop_widgets.slope_explorer.widget").SlopeExplorer


def test_the_example_works_on_a_page(example: type, page_with: Callable[..., Page]) -> None:
    page = page_with(example(x=-1.5))
    assert numbers(page) == {"x": -1.5, "y": 2.25, "slope": -3.0}
    page.get_by_role("slider", name="x").press("ArrowRight")
    assert numbers(page) == {"x": -1.4, "y": (-1.4) ** 2, "slope": -2.8}
    page.get_by_role("button", name="Reset").click()
    assert numbers(page)["x"] == -1.5
    assert "lowers the square" in page.locator("[data-widget]").inner_text()
