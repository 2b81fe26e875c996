"""Every command explains itself, refuses in one sentence, and stands in README's table with and without make."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from book_ext.command import how_it_ended

ROOT = Path(__file__).parents[2]
TARGETS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
ROWS = re.findall(r"^\| `make (.*?)` \| (.*?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
PLAIN = [command for _, words in ROWS for command in re.findall(r"`(.*?)`", words)]
MODULES = sorted({command.split()[2] for command in PLAIN if command.startswith("python -m ")})
OWN = [name for name in MODULES if name.startswith(("book_ext.", "benchmarks"))]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_every_make_command_has_its_plain_command() -> None:
    assert set(TARGETS) - {"help"} == {made.split()[0] for made, _ in ROWS}
    assert {made for made, words in ROWS if not re.search(r"`python ", words)} == {"lock"}


@pytest.mark.parametrize("module", MODULES)
def test_its_module_is_there(module: str) -> None:
    assert find_spec(module)


@pytest.mark.parametrize("file", [word for row in PLAIN for word in row.split() if word.endswith(".py")])
def test_its_file_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


def test_how_to_install_the_library_alone_is_said_and_leaves_nothing_to_commit() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    said = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "`pip install .`" in said and f"`pip install backprop_lib-{version}-py3-none-any.whl`" in said
    assert "/build/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["slides", "SHEET=short"], "SHEET is a setting of make worksheets, and of nothing else"),
        (["book", "EXERCISES=net-input unit-output"], "EXERCISES is a setting of make worksheets, and of nothing else"),
        (
            ["worksheets", "SHEET=short", "EXERCISES=2.1"],
            "SHEET and EXERCISES exclude each other: expected one of them",
        ),
        (["worksheets", "SHET=short"], "SHET is no setting; expected one of STUDENTS SEED "),
        (["worksheets", "SHEET=short"], ""),
        (["worksheets", "EXERCISES=net-input 2.2", "STUDENTS=3"], ""),
    ],
)
def test_a_setting_that_would_pass_unnoticed_is_refused(words: list[str], said: str) -> None:
    ended = subprocess.run(["make", "--dry-run", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (said in ended.stderr and ended.returncode == 2) if said else ended.returncode == 0
    if "EXERCISES=net-input 2.2" in words:
        assert 'book_ext.products.exercise_sheets "net-input 2.2" "3" "1" "a4" ""' in ended.stdout


@pytest.mark.slow  # starts each of them twice
@pytest.mark.parametrize("command", [*(["-m", name] for name in OWN), ["book_ext/install.py"]], ids=" ".join)
def test_it_explains_itself_and_refuses_what_it_does_not_know(command: list[str]) -> None:
    told = run(*command, "--help")
    assert told.returncode == 0 and told.stdout.startswith("usage: ") and not told.stderr
    refused = run(*command, "--no-such-option")
    assert refused.returncode == 2 and "--no-such-option" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stderr.count("\n") == 1 or refused.stderr.startswith("usage: ")  # argparse's own way


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (KeyboardInterrupt(), "\nStopped.\n"),
        (KeyboardInterrupt("Stopped. All is as it was."), "\nStopped. All is as it was.\n"),
        (ModuleNotFoundError("no", name="sphinx.util"), "The package sphinx.util is missing in "),
        (PermissionError(13, "no", "_build"), "There is no permission to write or read _build.\n"),
        (OSError(28, "No space left on device"), "The disk cannot be used: no space left on device.\n"),
        (OSError(28, "No space left on device", "a"), "a cannot be used: no space left on device.\n"),
        (OSError(30, "Read-only file system", "a"), "a cannot be used: read-only file system.\n"),
        (OSError(36, "File name too long", "a"), "a cannot be used: file name too long.\n"),
        (IsADirectoryError(21, "Is a directory", "a"), "a cannot be used: is a directory.\n"),
        (NotADirectoryError(20, "Not a directory", "a", None, "b"), "a and b cannot be used: not a directory.\n"),
        (FileExistsError(17, "File exists", "a"), "a cannot be used: file exists.\n"),
    ],
)
def test_an_end_without_a_traceback(problem: BaseException, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    how_it_ended(type(problem), problem, None)
    err = capsys.readouterr().err
    assert err.startswith(said) and err.strip().count("\n") == 0


@pytest.mark.parametrize(
    "problem", [RuntimeError("x"), FileNotFoundError(2, "x", "y"), ModuleNotFoundError("x", name="book_ext.nothing")]
)
def test_a_fault_of_the_book_shows_where_it_is(problem: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    how_it_ended(type(problem), problem, None)
    assert type(problem).__name__ in capsys.readouterr().err


def test_ctrl_c_while_a_command_is_still_being_imported() -> None:
    """Python looks into -m before it has imported the module."""
    code = "import sys; sys.argv = ['-m']; import book_ext; raise KeyboardInterrupt"
    ended = run("-c", code)
    assert ended.stderr == "\nStopped.\n"
    assert sys.platform == "win32" or ended.returncode == -signal.SIGINT
