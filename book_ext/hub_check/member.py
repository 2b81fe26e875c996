"""Somebody of the class, who does through the hub's and the server's REST API what a browser would do."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any
from uuid import uuid4

import nbformat
import requests
from nbformat import NotebookNode
from websocket import WebSocketException, create_connection

from book_ext.hub_check.hub import COURSE, Failed, Hub

LONGEST = 600  # seconds for one request; grading runs a notebook


class Member:
    """Logged in; with a token of their own, which opens nobody else's server."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.session = requests.Session()
        words = {"username": name, "password": hub.password}
        token = self._ask("POST", f"{hub.url}/hub/api/users/{name}/tokens", "to log in", json={"auth": words})
        self.session.headers["Authorization"] = f"token {token.json()['token']}"
        self.home = f"{hub.url}/user/{name}"

    def _ask(self, method: str, url: str, what: str, **more: Any) -> requests.Response:
        try:
            answer = self.session.request(method, url, timeout=LONGEST, **more)
        except requests.RequestException as problem:
            raise Failed(f"{self.name} asked {what} and got no answer: {type(problem).__name__}.") from None
        if not answer.ok:
            said = " ".join(answer.text.split())[:300]
            raise Failed(f"{self.name} asked {what} and got {answer.status_code}: {said}")
        return answer

    def ask(self, method: str, path: str, what: str, **more: Any) -> Any:
        """An answer of one's own server, read as JSON."""
        return self._ask(method, f"{self.home}/{path}", what, **more).json()

    def status(self, path: str) -> int:
        """The number with which one's own server answers."""
        return self.session.get(f"{self.home}/{path}", timeout=LONGEST).status_code

    def start(self) -> None:
        """Start the server, and wait for the event that says that it is there."""
        there = f"{self.hub.url}/hub/api/users/{self.name}/server"
        self._ask("POST", there, "to start the server")
        for line in self._ask("GET", f"{there}/progress", "how the start goes", stream=True).iter_lines():
            said = json.loads(line[5:]) if line.startswith(b"data:") else {}
            if said.get("ready"):
                return
            if said.get("failed"):
                raise Failed(f"The server of {self.name} did not start: {said.get('message')}")
        raise Failed(f"The server of {self.name} did not become ready.")

    def assignments(self, action: str, assignment: str) -> list[dict[str, Any]]:
        """Fetch an assignment, submit it, or fetch its feedback; what the tab Assignment List shows then."""
        which = {"course_id": COURSE, "assignment_id": assignment}
        told = self.ask("POST", f"assignments/{action}", f"to {action.replace('_', ' ')}", json=which)
        if not told["success"]:
            raise Failed(f"{self.name} asked to {action.replace('_', ' ')}: {str(told['value']).strip()[-300:]}")
        return [one for one in told["value"] if one["assignment_id"] == assignment]

    def grader(self, path: str, what: str) -> None:
        """Let the formgrader do something; only the teacher has one."""
        told = self.ask("POST", f"formgrader/api/{path}", what)
        if not told["success"]:
            raise Failed(f"{self.name} asked {what}: {str(told.get('error') or told.get('log')).strip()[-300:]}")

    def read(self, path: str) -> Any:
        """What is in a file, or the names in a folder."""
        found = self.ask("GET", f"api/contents/{path}", f"for {path}")["content"]
        return [one["path"] for one in found] if isinstance(found, list) else found

    def notebook(self, path: str) -> NotebookNode:
        return nbformat.from_dict(self.read(path))

    def save(self, path: str, notebook: NotebookNode) -> None:
        self.ask("PUT", f"api/contents/{path}", f"to save {path}", json={"type": "notebook", "content": notebook})

    def run(self, path: str) -> str:
        """Run the cells of a notebook in a kernel that stays, as one does who works; what they show, as text."""
        about = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        kernel = self.ask("POST", "api/sessions", "for a kernel", json=about)["kernel"]["id"]
        address = f"{self.home}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        header = [f"Authorization: {self.session.headers['Authorization']}"]
        cells = [cell.source for cell in self.notebook(path).cells if cell.cell_type == "code"]
        try:
            with closing(create_connection(address, header=header, timeout=LONGEST)) as channel:
                return "\n".join(executed(channel, cell) for cell in cells)
        except (WebSocketException, OSError) as problem:
            raise Failed(f"The kernel of {self.name} does not answer: {problem}") from None


def executed(channel: Any, code: str) -> str:
    """What a cell shows, once the kernel says that it has done it."""
    asked = {"msg_id": uuid4().hex, "msg_type": "execute_request", "session": uuid4().hex, "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": False}
    header = {**asked, "username": "", "date": ""}
    channel.send(
        json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
    )
    shown: list[str] = []
    while True:
        told = json.loads(channel.recv())
        if told["parent_header"].get("msg_id") != asked["msg_id"]:
            continue
        content = told["content"]
        if told["msg_type"] == "status" and content["execution_state"] == "idle":
            return "\n".join(shown)
        shown += [str(text) for text in content.get("data", {}).values()] + [content.get("text", "")]
