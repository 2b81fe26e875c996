"""JupyterHub in a scratch folder, with the course in the teacher's home; all its processes end with it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
import requests

from book_ext.hub_check.memory import Watch

TEACHER = "teacher"
COURSE = "backpropagation"
HERE = Path(__file__).parent
PROXY = Path(".venv", "js", "node_modules", "configurable-http-proxy", "bin", "configurable-http-proxy")

# The exchange, as in the teachers' page. Here all have one account, so the hub's name says who hands in.
CLASS = """import os

c = get_config()
c.Exchange.root = {exchange!r}
c.CourseDirectory.course_id = {course!r}
if os.environ["JUPYTERHUB_USER"] != {teacher!r}:
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
c.ExchangeCollect.check_owner = False
"""
OWN = """c = get_config()
c.CourseDirectory.root = {folder!r}
"""
STUDENTS = {
    "ServerApp": {"jpserver_extensions": {"nbgrader.server_extensions.formgrader": False}},
    # Of thirty kernels that look for five free ports each, two find the same now and then; sockets have names of their
    # own. The teacher's kernels, one at a time, stay with ports: nbgrader's grading does not find them by sockets.
    "ConnectionFileMixin": {"transport": "ipc"},
}


class Failed(Exception):
    """What went wrong, in one sentence."""


class Hub(NamedTuple):
    """Where it answers, the password of all, and what watches its memory."""

    url: str
    password: str
    watch: Watch


def proxy(root: Path) -> list[str]:
    """The command of the hub's proxy. Raises Failed if it is not installed."""
    program = root / PROXY
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not program.exists() or not node:
        raise Failed(f"The proxy of the hub is not in {program}; make hub-check puts it there with npm.")
    return [node, str(program)]


def free_ports(count: int) -> list[int]:
    """Different ports that nobody uses now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def furnish(scratch: Path, course: Path, assignment: str, users: Iterable[str]) -> None:
    """Homes, the exchange, the settings, and in the teacher's home the course with this one assignment."""
    exchange = scratch / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    for user in users:
        (scratch / "home" / user).mkdir(parents=True)
    home = scratch / "home" / TEACHER
    for part in ("templates", "mathjax", f"source/{assignment}"):
        shutil.copytree(course / part, home / "course" / part)
    shutil.copy(course / "nbgrader_config.py", home / "course")
    for wheel in course.glob("*.whl"):
        shutil.copy(wheel, home / "course" / "source" / assignment)  # handed out with the notebook
    (home / ".jupyter").mkdir()
    own = OWN.format(folder=str(home / "course"))
    (home / ".jupyter" / "nbgrader_config.py").write_text(own, encoding="utf-8")
    for name in ("class", "students"):
        (scratch / "etc" / name).mkdir(parents=True)
    shared = CLASS.format(exchange=str(exchange), course=COURSE, teacher=TEACHER)
    (scratch / "etc" / "class" / "nbgrader_config.py").write_text(shared, encoding="utf-8")
    settings = json.dumps(STUDENTS)
    (scratch / "etc" / "students" / "jupyter_server_config.json").write_text(settings, encoding="utf-8")


@contextmanager
def running(root: Path, scratch: Path, users: list[str], at_once: int) -> Iterator[Hub]:
    """The hub while it runs. At the end, however it comes, no process of it is left. Raises Failed."""
    port, hub_port, proxy_port = free_ports(3)
    password = secrets.token_hex(16)
    given = {
        "scratch": str(scratch),
        "port": port,
        "hub_port": hub_port,
        "proxy_port": proxy_port,
        "proxy": proxy(root),
        "users": users,
        "teacher": TEACHER,
        "password": password,
        "at_once": at_once,
    }
    programs = Path(sys.executable).parent  # nbgrader calls alembic by its name
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "CONFIGPROXY"))}
    environment |= {
        "HUB_CHECK": json.dumps(given),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
    }
    command = [sys.executable, "-m", "jupyterhub", "--config", str(HERE / "jupyterhub_config.py")]
    with open(scratch / "hub.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(  # in a session of its own: Ctrl-C reaches only the check, which then ends the hub
            command, cwd=scratch, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    watch = Watch(process.pid)
    try:
        hub = Hub(f"http://127.0.0.1:{port}", password, watch)
        wait_for(hub, process)
        watch.start()
        yield hub
    finally:
        for again in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C shall not leave half of them behind
            signal.signal(again, signal.SIG_IGN)
        watch.stop()
        end(process, watch)


def wait_for(hub: Hub, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Until it answers. Raises Failed."""
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        try:
            if requests.get(f"{hub.url}/hub/api", timeout=10).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    raise Failed("JupyterHub did not start.")


def end(process: subprocess.Popen[bytes], watch: Watch) -> None:
    """Ask the hub to end, which ends its servers; end what is left then."""
    watch.look()
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    left = [one for one in watch.seen if one.is_running()]
    for one in left:
        try:
            one.terminate()
        except psutil.NoSuchProcess:
            continue
    for one in psutil.wait_procs(left, timeout=10)[1]:
        one.kill()
