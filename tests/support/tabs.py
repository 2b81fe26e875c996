"""What the tests do in any browser: open a page, call JavaScript in it, press a key, ask what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from playwright.sync_api import BrowserType, ConsoleMessage, Page
from playwright.sync_api import Error as BrowserError

LOCAL = re.compile(r"^(file:|data:|blob:|about:|http://127\.0\.0\.1[:/])")
# Firefox says this of a formula of which half has come. Whether all of it is there is asked of the whole page: TYPESET.
HALF = "Invalid markup: Incorrect number of children"

# What a page tells of itself, for browsers that do not tell it to their driver.
WATCH = """<script>
window.complaints = [];
const remark = /^ResizeObserver loop/; // only says that a size has changed once more within a frame
const complain = (event) => {
  if (!remark.test(event.message)) complaints.push(String(event.message ?? event.reason ?? event.target.outerHTML));
};
for (const type of ["error", "unhandledrejection"]) addEventListener(type, complain, true);
const log = console.error;
console.error = (...words) => { complaints.push(words.join(" ")); log(...words); };
</script>"""


# A page lays its lower sections out when it has time.
LAID_OUT = "() => !document.documentElement.classList.contains('by-sections')"


class Tab(Protocol):
    """The verbs that all browsers share."""

    def open(self, url: str) -> None: ...
    def call(self, function: str, *args: Any) -> Any: ...
    def press(self, key: str) -> None: ...
    def faults(self) -> list[str]:
        """What went wrong on the pages since the last time it was asked."""


class PlaywrightTab:
    """A page of Playwright. Whoever made it listens for faults."""

    def __init__(self, page: Page, faults: list[str]) -> None:
        self.page, self.found = page, faults

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.page.wait_for_function(LAID_OUT)

    def call(self, function: str, *args: Any) -> Any:
        return self.page.evaluate(f"args => ({function})(...args)", list(args))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def faults(self) -> list[str]:
        found, self.found[:] = self.found.copy(), []
        return found


# What WebDriver calls the keys that Playwright calls by their names.
KEYS = {"Enter": "\ue006", "Space": " ", "ArrowLeft": "\ue012", "ArrowUp": "\ue013"}
KEYS |= {"ArrowRight": "\ue014", "ArrowDown": "\ue015"}


def key_actions(key: str) -> list[dict]:
    strokes = [{"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": strokes}]


@contextmanager
def playwrights(kind: BrowserType) -> Iterator[Tab]:
    """No browser is a failure, not a skip."""
    try:
        browser = kind.launch()
    except BrowserError as problem:
        raise RuntimeError(f"The tests need {kind.name}. Get it with: python tests/support/get_browser.py") from problem
    faults: list[str] = []
    page = browser.new_page()
    listen(page, faults)
    yield PlaywrightTab(page, faults)
    browser.close()


def is_fault(message: ConsoleMessage) -> bool:
    return message.type == "error" and not message.text.startswith(HALF)


def listen(page: Page, faults: list[str]) -> None:
    """Writes down what goes wrong on a page of Playwright, and refuses what is not on this computer."""

    def refuse(route: Any) -> None:
        faults.append(f"asked for {route.request.url}")
        route.abort()

    page.context.route(lambda address: not LOCAL.match(address), refuse)
    page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(f"{answer.url}: {answer.status}") if not answer.ok else None)
    page.on("requestfailed", lambda request: faults.append(f"{request.url} failed: {request.failure}"))
