"""A new kind of exercise is one file, a chapter's bank is one file, and imports between files run one way."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import backprop_exercises
from backprop_exercises import EXERCISES, ask, asking, check, reveal
from backprop_exercises.fingerprints import fingerprint
from backprop_exercises.overview import reveals
from backprop_exercises.question import MIMETYPE

PACKAGE = Path(backprop_exercises.__file__).parent
FILES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
BANK_OF = "backprop_exercises.bank"
BANK = [name for name in FILES if name.startswith(f"{BANK_OF}.")]
KINDS = [name for name in FILES if name.startswith("backprop_exercises.kinds.")]


@cache
def imports(name: str) -> frozenset[str]:
    """The files of the package that a file imports, anywhere in it: inside functions, for types and by their names."""
    package = name if FILES[name].stem == "__init__" else name.rpartition(".")[0]
    found = {f"{BANK_OF}.{file}" for file in asking.FILES} if name == asking.__name__ else set()
    for node in ast.walk(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            found |= {f"{base}.{alias.name}" if f"{base}.{alias.name}" in FILES else base for alias in node.names}
    return frozenset(found & set(FILES))


def test_imports_are_seen() -> None:
    """Relative ones, those of names, of files, and inside functions."""
    assert {"backprop_exercises.kinds.by_hand", "backprop_exercises.kinds"} <= imports(
        "backprop_exercises.bank.problem"
    )
    assert "backprop_exercises.bank.problem" in imports("backprop_exercises.asking")
    assert "backprop_exercises.algebra" in imports("backprop_exercises.kinds.formulas")


def test_no_imports_go_round() -> None:
    TopologicalSorter({name: imports(name) for name in FILES}).prepare()  # raises CycleError, which shows the circle


@pytest.mark.parametrize("name", BANK)
def test_a_chapter_stands_on_its_own(name: str) -> None:
    assert not [other for other in imports(name) if other.startswith("backprop_exercises.bank")]


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_stands_on_its_own(name: str) -> None:
    assert not imports(name) & {*KINDS, *BANK}, "what kinds share lies below them"


def test_only_the_bank_names_kinds() -> None:
    naming = {name for name in FILES if any(other in KINDS for other in imports(name))}
    assert naming == set(BANK)


def test_the_exercises_load_neither_figures_nor_widgets_nor_algebra() -> None:
    """The last takes longer than all the rest, and most sessions ask for no formula."""
    script = (
        "import sys, backprop_exercises; print([m for m in ('matplotlib', 'anywidget', 'sympy') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout.strip() == "[]"


# ------------------------------------------------------------------------------ the kind that CONTRIBUTING.md writes


@pytest.fixture
def guess(monkeypatch: pytest.MonkeyPatch) -> str:
    """An exercise of the kind that the text for contributors writes as an example, under its slug."""
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"^```python\n(.*?)^```", text.split("## A new kind of exercise")[1], re.M | re.S)
    names: dict = {"__name__": "estimates"}
    exec(compile(source, "CONTRIBUTING.md", "exec"), names)
    exercise = names["Estimate"]("guess", 1, 2, lambda rng: {"x": float(rng.integers(10, 99)) / 100}, lambda x: x * x)
    monkeypatch.setitem(EXERCISES, "guess", exercise)
    return "guess"


def test_a_kind_of_ones_own_is_asked_checked_and_revealed(guess: str) -> None:
    for student in range(20):
        question = ask(guess, student)
        x = question.given["x"]
        assert reveal(question) == x * x and check(question, reveal(question)).points == 1
        near = round(x * x, 1)
        assert check(question, near + 0.04).correct and check(question, near - 0.04).correct  # as the page reads it
        assert not check(question, near + 0.2).correct and not check(question, near - 0.2).correct
    assert str(check(guess)).startswith("Not answered yet")
    assert str(check(guess, "many")) == "estimate is the text 'many'; expected a number, without quotes."


def test_a_kind_of_ones_own_is_shown_and_listed(guess: str) -> None:
    question = ask(guess)
    assert (
        question._repr_markdown_()
        == f"Given: $x = {question.given['x']:g}$.\n\nTo estimate without a calculator, rounded to 0.1."
    )
    assert EXERCISES[guess].kind == "estimate" and reveals(EXERCISES[guess]) == ()


def test_a_kind_of_ones_own_is_checked_on_the_page(guess: str) -> None:
    """As exercises.js does it: an answer is taken if it is the lowest one, or so many units above as are said."""
    question = ask(guess)
    data = question._repr_mimebundle_()[MIMETYPE]
    assert (data["slug"], data["effort"], data["text"]) == (guess, "easy, 2 minutes", question._repr_markdown_())
    print_, more = data["check"]["right"][0].split("+")
    x = question.given["x"]
    lowest = next(k for k in range(-5, 20) if fingerprint(data["check"]["salt"], f"0:{k / 10:.1f}") == print_)
    taken = {k / 10 for k in range(lowest, lowest + int(more) + 1)}
    assert taken == {k / 10 for k in range(-5, 20) if abs(k / 10 - x * x) <= 0.1001}
