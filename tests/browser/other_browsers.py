"""Firefox and WebKit as the tests drive them: open a page, call JavaScript in it, press a key, tell what went wrong.

Firefox is spoken to directly (WebDriver BiDi), WebKit through its own driver (WebDriver) on a screen that nobody sees.
Where a computer has only Playwright's builds of them, Playwright drives those. None of them reaches another computer:
all but 127.0.0.1 goes through a proxy that refuses everything.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from select import select
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any, Protocol

import psutil
import websocket
from get_browser import installed_firefox, installed_webkit
from playwright.sync_api import BrowserType, Page, Playwright
from playwright.sync_api import Error as BrowserError

LOCAL = re.compile(r"^(file:|data:|blob:|about:|http://127\.0\.0\.1[:/])")
KEYS = {"Enter": "\ue006", "Space": " ", "ArrowLeft": "\ue012", "ArrowUp": "\ue013"}
KEYS |= {"ArrowRight": "\ue014", "ArrowDown": "\ue015"}

# What a page tells of itself, for browsers that do not tell it to their driver.
WATCH = """<script>
window.complaints = [];
const complain = (event) => complaints.push(String(event.message ?? event.reason ?? event.target.outerHTML));
for (const type of ["error", "unhandledrejection"]) addEventListener(type, complain, true);
const log = console.error;
console.error = (...words) => { complaints.push(words.join(" ")); log(...words); };
</script>"""


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

    def call(self, function: str, *args: Any) -> Any:
        return self.page.evaluate(f"args => ({function})(...args)", list(args))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def faults(self) -> list[str]:
        found, self.found[:] = self.found.copy(), []
        return found


def key_actions(key: str) -> list[dict]:
    strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": strokes}]


@contextmanager
def refusing_proxy() -> Iterator[tuple[int, list[str]]]:
    """The port of a proxy that lets nothing through, and the list of what it was asked for."""
    asked: list[str] = []

    class Refuse(StreamRequestHandler):
        def handle(self) -> None:
            asked.append(f"asked for {self.rfile.readline().decode('latin-1').strip()}")
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with ThreadingTCPServer(("127.0.0.1", 0), Refuse) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], asked
        server.shutdown()


@contextmanager
def running(*command: str, **options: Any) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def listening(*command: str, **options: Any) -> Iterator[tuple[int, subprocess.Popen]]:
    """Runs a program that listens at a port, which the command names {port}: the port, once it answers there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(*(part.format(port=port) for part in command), **options) as process:
        while not answers(port):
            with suppress(subprocess.TimeoutExpired):
                raise RuntimeError(f"{command[0]} has ended with exit code {process.wait(0.05)}.")
        yield port, process


def answers(port: int) -> bool:
    with suppress(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False


# ------------------------------------------------------------------------------------------------------- Firefox


class FirefoxTab:
    def __init__(self, address: str) -> None:
        self.socket = websocket.create_connection(f"{address}/session", timeout=60, suppress_origin=True)
        self.number, self.events = 0, []
        self.ask("session.new", capabilities={})
        self.ask(
            "session.subscribe", events=["log.entryAdded", "network.beforeRequestSent", "network.responseCompleted"]
        )
        # A tab of its own: the first one does not have the focus, without which Enter presses no button.
        self.context = self.ask("browsingContext.create", type="tab")["context"]

    def ask(self, method: str, **params: Any) -> dict:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.number:
            self.events.append(answer)
        assert answer["type"] == "success", answer
        return answer["result"]

    def close(self) -> None:
        self.socket.close()

    def open(self, url: str) -> None:
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def call(self, function: str, *args: Any) -> Any:
        code = f"(async () => JSON.stringify(await ({function})(...{json.dumps(args)}) ?? null))()"
        target = {"context": self.context}
        answer = self.ask("script.evaluate", target=target, awaitPromise=True, expression=code)
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def press(self, key: str) -> None:
        self.ask("input.performActions", context=self.context, actions=key_actions(key))

    def faults(self) -> list[str]:
        self.call("() => 0")  # what happened before has been told when this is answered
        events, self.events = self.events, []
        return [fault for event in events if (fault := self.fault(event["method"], event["params"]))]

    def fault(self, method: str, said: dict) -> str:
        if method == "log.entryAdded":
            return said["text"] if said["level"] == "error" else ""
        url = said["request"]["url"]
        if said["context"] != self.context:
            return ""  # Firefox for itself
        if not LOCAL.match(url):
            return f"asked for {url}"
        status = said["response"]["status"] if method == "network.responseCompleted" else 200
        return f"{url}: {status}" if status >= 400 else ""


@contextmanager
def firefox(playwright: Playwright) -> Iterator[Tab]:
    program = installed_firefox()
    if not program:
        with playwrights(playwright.firefox) as tab:
            yield tab
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, refusing_proxy() as (port, _):
        wishes: dict[str, object] = {"network.proxy.type": 1, "app.update.enabled": False}
        for kind in ("http", "ssl"):
            wishes |= {f"network.proxy.{kind}": "127.0.0.1", f"network.proxy.{kind}_port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wishes.items()]
        Path(profile, "user.js").write_text("\n".join(lines))
        options = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "{port}"]
        with listening(program, *options) as (port, _), closing(FirefoxTab(f"ws://127.0.0.1:{port}")) as tab:
            yield tab


# -------------------------------------------------------------------------------------------------------- WebKit


class WebKitTab:
    def __init__(self, ask: Callable[..., Any], asked: list[str]) -> None:
        self.ask, self.asked, self.complaints = ask, asked, []

    def open(self, url: str) -> None:
        self.gather()
        self.ask("url", url=url)

    def call(self, function: str, *args: Any) -> Any:
        # A promise that is refused is an answer too.
        code = f"""const done = arguments[0];
            (async () => JSON.stringify(await ({function})(...{json.dumps(args)}) ?? null))()
                .then((answer) => done([true, answer]), (problem) => done([false, String(problem)]));"""
        good, answer = self.ask("execute/async", script=code, args=[])
        assert good, answer
        return json.loads(answer)

    def press(self, key: str) -> None:
        self.ask("actions", actions=key_actions(key))

    def gather(self) -> None:
        self.complaints += self.call("() => window.complaints?.splice(0) ?? []")

    def faults(self) -> list[str]:
        self.gather()
        found, self.complaints, self.asked[:] = [*self.complaints, *self.asked], [], []
        return found


def web_driver(port: int, path: str, method: str = "POST", **body: Any) -> Any:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        answer = json.load(connection.getresponse())["value"]
    assert not (isinstance(answer, dict) and "error" in answer), answer
    return answer


def new_session(port: int, driver: subprocess.Popen, wishes: dict) -> str | None:
    """A window of WebKit. Now and then WebKit falls over as it starts, and its driver waits on for ever: then None."""
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("POST", "/session", json.dumps({"capabilities": {"alwaysMatch": wishes}}))
        while not select([connection.sock], [], [], 1)[0]:
            if not psutil.Process(driver.pid).children():
                return None
        return f"/session/{json.load(connection.getresponse())['value']['sessionId']}"


@contextmanager
def webkit(playwright: Playwright) -> Iterator[Tab]:
    if not installed_webkit():
        with playwrights(playwright.webkit) as tab:
            yield tab
        return
    with refusing_proxy() as (proxy, asked), screen() as display, ExitStack() as stack:
        # WebKit's own sandbox needs rights that containers do not give; these pages are ours.
        surroundings = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        through = {"proxyType": "manual", "noProxy": ["127.0.0.1"]}
        through |= dict.fromkeys(("httpProxy", "sslProxy"), f"127.0.0.1:{proxy}")
        for _ in range(9):
            port, driver = stack.enter_context(listening("WebKitWebDriver", "--port={port}", env=surroundings))
            if session := new_session(port, driver, {"proxy": through}):
                break
            stack.close()
        assert session, "WebKit does not start"
        yield WebKitTab(lambda verb, **body: web_driver(port, f"{session}/{verb}", **body), asked)
        web_driver(port, session, "DELETE")


@contextmanager
def screen() -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with running(*command, pass_fds=[write]):
        os.close(write)
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"


# ------------------------------------------------------------------------------------- where Playwright has them


@contextmanager
def playwrights(kind: BrowserType) -> Iterator[Tab]:
    """No browser is a failure, not a skip."""
    try:
        browser = kind.launch()
    except BrowserError as problem:
        raise RuntimeError(f"The tests need {kind.name}. Get it with: python tests/browser/get_browser.py") from problem
    faults: list[str] = []
    page = browser.new_page()
    listen(page, faults)
    yield PlaywrightTab(page, faults)
    browser.close()


def listen(page: Page, faults: list[str]) -> None:
    """Writes down what goes wrong on a page of Playwright, and refuses what is not on this computer."""

    def refuse(route: Any) -> None:
        faults.append(f"asked for {route.request.url}")
        route.abort()

    page.context.route(lambda address: not LOCAL.match(address), refuse)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(f"{answer.url}: {answer.status}") if not answer.ok else None)
    page.on("requestfailed", lambda request: faults.append(f"{request.url} failed: {request.failure}"))
