"""One browser for all tests of pages; every page is closed off from the network and must not complain."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from get_browser import installed
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

LOCAL = re.compile(r"^(file:|data:|blob:|about:|http://127\.0\.0\.1[:/])")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one on this computer, else Playwright's own. No browser is a failure, not a skip."""
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox", "--disable-gpu"])
        except BrowserError as problem:
            pytest.fail(
                "The tests of the pages need Chromium and found none. Get it with: "
                f"python tests/browser/get_browser.py\n{problem.message}"
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

    def refuse(route) -> None:
        faults.append(f"asked for {route.request.url}")
        route.abort()

    def open_one(url: str, **options) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.route(lambda address: not LOCAL.match(address), refuse)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda answer: faults.append(f"{answer.url}: {answer.status}") if not answer.ok else None)
        page.on("requestfailed", lambda request: faults.append(f"{request.url} failed: {request.failure}"))
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """serve(folder): the address under which a local server shows this folder."""
    servers = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
