"""Every widget in a real JupyterLab: Python changes the page, every control works, and Python sees what it changes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

import nbformat
import pytest
from conftest import CLIPBOARD
from controls import operate
from playwright.sync_api import Browser, Locator, Page, expect
from programs import listening
from reading import SET_ELSEWHERE, every_widget
from tabs import PlaywrightTab

WIDGETS = every_widget()
TOKEN = "for-the-tests"
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # else only cells in view are on the page
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

# A trait to set from Python, and to what; a widget that has steps need not be in here.
STEP = ("step", 1)
SET = {
    "ActivationExplorer": ("activation", "tanh"),
    "ChainRuleExplorer": ("x", 1.5),
    "DepthExplorer": ("depth", 5),
    "ErrorExplorer": ("example", 2),
}


class Lab:
    """One notebook in one JupyterLab: run some code, read what it printed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def run(self, code: str) -> Locator:
        """Run this code in a new cell below, and return the cell's output when it is done."""
        number = self.page.evaluate(RUN, code)
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number).locator(".jp-Cell-outputArea")

    def clear(self) -> None:
        self.page.evaluate("jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")


RUN = """async (code) => {
  const { commands, shell } = jupyterapp;
  const { content } = shell.currentWidget;
  await commands.execute("notebook:insert-cell-below");
  content.activeCell.model.sharedModel.setSource(code);
  const number = content.activeCellIndex;
  await commands.execute("notebook:run-cell");
  return number;
}"""

# What the kernel was sent before this question, it has dealt with when it answers.
ANSWERED = "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestKernelInfo().then(() => null)"


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A server of its own, with settings of its own, and an empty notebook."""
    home = tmp_path_factory.mktemp("lab")
    for name, settings in SETTINGS.items():
        file = home / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    (home / "notebooks").mkdir()
    nbformat.write(notebook, home / "notebooks" / "widgets.ipynb")
    surroundings = {**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    surroundings |= {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "RUNTIME", "DATA")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    command += ["--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += ["--LabApp.expose_app_in_browser=True", f"--ServerApp.root_dir={home / 'notebooks'}"]
    with listening(*command, env=surroundings, cwd=home) as (port, _):
        faults: list[str] = []
        page = browser.new_page(permissions=CLIPBOARD, viewport={"width": 1280, "height": 1000})
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"http://127.0.0.1:{port}/lab/tree/widgets.ipynb?token={TOKEN}")
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(1, timeout=60_000)
        page.wait_for_function("jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")
        lab = Lab(page)
        lab.run("from backprop_widgets import *")
        yield lab
        page.close()
        assert faults == []


@pytest.mark.parametrize("name", WIDGETS)
def test_widget_lives_in_the_lab(name: str, lab: Lab) -> None:
    lab.clear()
    root = lab.run(f"w = {name}()\nw").locator(f"[data-widget={name}]")
    expect(root).to_have_attribute("data-ready", "true")

    before = root.inner_html()
    assert name in SET or "step" in WIDGETS[name]().traits(), f"{name} has no steps: say in SET what to set from Python"
    trait, value = SET.get(name, STEP)
    lab.run(f"w.{trait} = {value!r}")
    lab.page.wait_for_function("([root, before]) => root.innerHTML !== before", arg=[root.element_handle(), before])

    lab.run("seen = set()\nw.observe(lambda change: seen.add(change.name))")
    # The page sends a change when the kernel has answered the one before, and of those made meanwhile only what is new
    # in the end: so each waits for an answer. The last one may still be on its way.
    assert operate(PlaywrightTab(lab.page, []), after=lambda: lab.page.evaluate(ANSWERED)) == []
    expected = set(WIDGETS[name]().linked) - SET_ELSEWHERE.get(name, set())
    for _ in range(20):
        seen = set(lab.run("print(*seen.intersection(w.linked))").inner_text().split())
        if seen == expected:
            break
    assert seen == expected
