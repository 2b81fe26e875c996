"""The site in the browser: a page of a folder that a build replaces, and what is refused."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest

from book_ext.address import LOCAL, free
from book_ext.serve import main, server
from book_ext.site.aside import aside, put
from book_ext.site.solutions import site


def page(folder: Path, words: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(words, encoding="utf-8")
    return folder


def test_a_running_server_shows_the_new_site_as_soon_as_it_is_there(tmp_path: Path) -> None:
    place = page(tmp_path / "html", "old")
    with server(place, LOCAL, 0) as pages:
        Thread(target=pages.serve_forever, daemon=True).start()
        address = f"http://{LOCAL}:{pages.server_port}/"
        with aside(tmp_path) as new:
            made = page(new / "made", "new")
            assert urlopen(address).read() == b"old"
            put(made, place)
        answer = urlopen(address)
        assert answer.read() == b"new" and answer.headers["Cache-Control"] == "no-cache"
        pages.shutdown()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "abc"], "PORT is 'abc'; expected"),
        (["--host", "nowhere.invalid"], "HOST is 'nowhere.invalid'; expected"),
        (["--port", "8000", "--host", ""], "HOST is ''; expected"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_built(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert err.startswith(said) and err.count("\n") == 1 and not out


def test_a_port_in_use_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((LOCAL, 0)) as somebody:
        port = somebody.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert capsys.readouterr().err.startswith(f"Another program listens at port {port}; take another one, such as ")


def test_solutions_are_yes_or_no(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SOLUTIONS", "some")
    assert main([]) == 2
    assert capsys.readouterr().err == "SOLUTIONS is 'some'; expected yes or no.\n"


@pytest.mark.slow  # builds the book, if it is not built
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_the_book_is_shown_until_ctrl_c() -> None:
    port = free(LOCAL, 8000)
    command = [sys.executable, "-m", "book_ext.serve", "--port", str(port), "--host", "0.0.0.0"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "until you press Ctrl-C" in line:
            break
    assert any(line.startswith("Others in this network open http://") for line in lines), lines
    home = urlopen(f"http://{LOCAL}:{port}/chapters/index.html").read()
    assert home == (site(Path(__file__).parents[2]) / "chapters" / "index.html").read_bytes()
    process.send_signal(signal.SIGINT)
    assert process.communicate()[0] == "\nNo longer shown.\n" and process.returncode == 0
