"""Firefox without a driver: it is told what to do over WebDriver BiDi, and reaches nothing but this computer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import websocket
from get_browser import installed_firefox
from playwright.sync_api import Playwright
from programs import listening, refusing_proxy
from tabs import HALF, LOCAL, Tab, key_actions, playwrights

ABORTED = "status=2152398850"  # NS_BINDING_ABORTED


class FirefoxTab:
    def __init__(self, address: str) -> None:
        self.socket = websocket.create_connection(f"{address}/session", timeout=120, suppress_origin=True)
        self.number, self.events = 0, []
        self.ask("session.new", capabilities={})
        heard = ["log.entryAdded", "network.beforeRequestSent", "network.responseCompleted"]
        self.ask("session.subscribe", events=heard)
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
        """Also where a Firefox that has just started says that a page is there while it still shows an empty one."""
        for _ in range(3):
            self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")
            if self.call("() => location.href") != "about:blank":
                return

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
            left = ABORTED in (said["text"] or "")  # the page was left before one of its fonts had come
            half = (said["text"] or "").startswith(HALF)
            return said["text"] if said["level"] == "error" and not left and not half else ""
        url = said["request"]["url"]
        if said["context"] != self.context:
            return ""  # Firefox for itself
        if not LOCAL.match(url):
            return f"asked for {url}"
        status = said["response"]["status"] if method == "network.responseCompleted" else 200
        return f"{url}: {status}" if status >= 400 else ""


@contextmanager
def firefox(playwright: Playwright) -> Iterator[Tab]:
    """The one on this computer, else Playwright's own."""
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
