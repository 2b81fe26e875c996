"""WebKit through its own driver, on a screen that nobody sees; it reaches nothing but this computer."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from select import select
from typing import Any

import psutil
from get_browser import installed_webkit
from playwright.sync_api import Playwright
from programs import listening, refusing_proxy, running
from tabs import Tab, key_actions, playwrights


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
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
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
    """The one on this computer, else Playwright's own."""
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
            if session := new_session(port, driver, {"proxy": through, "timeouts": {"script": 90_000}}):
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
