"""One browser for all tests of pages; every page is closed off from the network and must not complain."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import no_grammars  # noqa: F401
import pytest
from get_browser import installed
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as BrowserError
from sample_book import build_sample
from sharing import BySharing
from tabs import LAID_OUT, listen

from backprop_widgets.kit.base import Widget
from book_ext.outputs.static_widgets import HOST, code_name, widget_code, widget_view
from book_ext.site.solutions import site
from book_ext.site.theme import TOKENS

CLIPBOARD = ["clipboard-read", "clipboard-write"]  # which a browser without windows would refuse
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Widgets</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>{tokens} body {{ margin: 0; padding: 16px; background: var(--bp-page); color: var(--bp-ink) }}</style>
<script>{host}</script></head><body><main><h1>Widgets</h1>{widgets}</main></body></html>"""


BUILT = f"{site(Path(__file__).parents[1])}/"

# What takes a browser, a build or a kernel is left out of `make check`.
SLOW = {"playwright", "sample_site", "tab"}


def pytest_itemcollected(item: pytest.Item) -> None:
    if SLOW.intersection(getattr(item, "fixturenames", ())):
        item.add_marker("slow")


def pytest_runtest_setup(item: pytest.Item) -> None:
    global built_may_be_read
    built_may_be_read = item.get_closest_marker("slow") is not None


# How long a page may take on a computer that does much else; what is right is seen as soon as it is there.
expect.set_options(timeout=30_000)  # ms

built_may_be_read = True


def refuse_the_built_book(event: str, arguments: tuple[Any, ...]) -> None:
    """Let a quick test that reads the built book fail here too, not only in a clone where nothing is built yet."""
    if event == "open" and not built_may_be_read and str(arguments[0]).startswith(BUILT):
        raise FileNotFoundError(f"{arguments[0]} may not be built yet: mark this test slow.")


sys.addaudithook(refuse_the_built_book)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySharing:
    return BySharing(config, log)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium: the one on this computer, else Playwright's own. No browser is a failure, not a skip."""
    try:
        launched = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox", "--disable-gpu"])
    except BrowserError as problem:
        pytest.fail(
            "The tests of the pages need Chromium and found none. Get it with: "
            f"python tests/support/get_browser.py\n{problem.message}"
        )
    yield launched
    launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """open_page(url, **options of the browser context): a page that may only ask for local files.

    When the test is over, every page must have been without errors and without foreign requests.
    """
    faults: list[str] = []
    contexts = []

    def open_one(url: str, **options) -> Page:
        context = browser.new_context(**{"permissions": CLIPBOARD, **options})
        contexts.append(context)
        page = context.new_page()
        listen(page, faults)
        page.goto(url)
        page.wait_for_function(LAID_OUT)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and keeps no record of it on the screen."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """serve(folder): the address under which a local server shows this folder."""
    servers = []

    def start(folder: Path, handler: type[Quiet] = Quiet) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a small book with exercises of all kinds."""
    return build_sample(tmp_path_factory.mktemp("book"))


def page_of(states: Sequence[dict], theme: str = "light") -> str:
    """A page that shows widgets in these states, as the book's renderer writes it."""
    codes = {code_name(state): widget_code(state) for state in states}
    views = "".join([*codes.values(), *map(widget_view, states)])
    return PAGE.format(theme=theme, tokens=TOKENS.read_text(), host=HOST.read_text(), widgets=views)


@pytest.fixture
def page_with(tmp_path: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """page_with(widget, ...): a page that shows them (or states of them), ready."""

    def show(*widgets: Widget | dict, theme: str = "light", link: str = "", wait: bool = True, **options) -> Page:
        states = [widget if isinstance(widget, dict) else widget.get_state() for widget in widgets]
        file = tmp_path / "page.html"
        file.write_text(page_of(states, theme), encoding="utf-8")
        page = open_page(f"{file.as_uri()}{link}", **options)
        if wait:
            # One that has a thousand steps to train takes seconds on a slow machine.
            expect(page.locator("[data-widget][data-ready=true]")).to_have_count(len(widgets), timeout=60_000)
        return page

    return show
