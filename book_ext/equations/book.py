"""Every formula of the chapters, held against the table; what comes out is a list of faults, or the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from .check import Difference, difference
from .evaluate import read
from .grammar import Node, NotUnderstood, parse, slips
from .mutants import structural
from .reading import Formula, formulas, rows
from .world import World
from .worlds import GIVEN, RANDOM, worlds
from .writing import written

CHAPTERS = Path(__file__).parents[2] / "chapters"
TABLE = Path(__file__).with_name("table.yml")
DEFINITION = "definition: "

# Letters that count units, layers or examples, and so stand in the text without being a quantity of a world.
INDICES = {"i", "j", "k", "l", "n", r"\top", "h1", "h2", "o1", "o2", "i1", "i2"}


class Entry(NamedTuple):
    """How a formula is checked: its world, what its free indices run through, and the set that a label names.

    A definition is no statement: it is compared with what the world computes under that name.
    """

    world: str
    free: tuple[tuple[str, str], ...] = ()
    only: str = ""
    definition: bool = False

    @classmethod
    def of(cls, text: str, label: str | None = None) -> Entry:
        world, *free = text.removeprefix(DEFINITION).split(", ")
        pairs = [index.split(" in ") for index in free]
        return cls(
            world,
            tuple((letters, name) for letters, name in pairs),
            (label or "").partition(":")[2],
            text.startswith(DEFINITION),
        )


def table() -> dict[str, Any]:
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def book(chapters: Path = CHAPTERS) -> list[Formula]:
    """The formulas of all chapters."""
    return [formula for path in sorted(chapters.glob("*.md")) for formula in formulas(path, f"chapters/{path.name}")]


# ------------------------------------------------------------------------------------------------- the check


def refusal(statement: str | Node, entry: Entry) -> Difference | NotUnderstood | None:
    """Why a statement is refused: where its values differ, or what is not understood. None if it is true."""
    try:
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            inhabited = worlds(entry.world)
            tree = read(statement, inhabited[0]) if isinstance(statement, str) else statement
            return difference(tree, inhabited, entry.free, entry.only)
    except NotUnderstood as problem:
        return problem


def entry_of(formula: Formula, known: Mapping[str, Any]) -> str | None:
    """What the table says about a formula."""
    if formula.displayed:
        return known["equations"].get(formula.label)
    chapter = known["inline"].get(Path(formula.file).stem, {})
    return chapter.get(" ".join(formula.tex.split()))


def faults(found: Iterable[Formula], known: Mapping[str, Any]) -> list[str]:
    """Each formula that is not labelled, not in the table, not understood or not true, beginning with file and line."""
    return [
        f"{formula.place}: {formula.label or formula.tex}: {problem}"
        for formula in found
        for problem in problems(formula, entry_of(formula, known))
    ]


def problems(formula: Formula, entry: str | None) -> list[str]:
    return list((_displayed if formula.displayed else _inline)(formula, entry))


def _displayed(formula: Formula, entry: str | None) -> Iterator[str]:
    if not formula.label:
        yield "a displayed equation needs a label: write it as a ```{math} block with a line :label: eq-NAME"
    elif not entry:
        yield "not in book_ext/equations/table.yml, so nothing checks it"
    else:
        yield from _statements(formula, Entry.of(entry, formula.label))


def _statements(formula: Formula, entry: Entry) -> Iterator[str]:
    for row in rows(formula.tex):
        if refused := refusal(row, entry):
            yield str(refused)


def _inline(formula: Formula, entry: str | None) -> Iterator[str]:
    try:
        tree = parse(formula.tex)
    except NotUnderstood as problem:
        yield str(problem)
        return
    if unknown := sorted(set(_names(tree)) - INDICES - _all_names()):
        where = "a new one has its numbers in book_ext/equations/worlds.py, and its line in notation.yml"
        yield f"{', '.join(unknown)} is no quantity of the book; {where}"
    elif tree[0] != "relation":
        return
    elif not entry:
        yield "states something, but is not under its chapter in book_ext/equations/table.yml"
    elif entry.startswith("wrong: "):
        refused = refusal(formula.tex, Entry.of(entry.removeprefix("wrong: ")))
        if not isinstance(refused, Difference):
            yield f"is shown as wrong, but its values do not differ ({refused or 'it is true'})"
    elif not entry.startswith("supposed: "):
        yield from _statements(formula, Entry.of(entry))


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, tuple):
        if node[:1] == ("name",):
            yield node[1]
        for part in node:
            yield from _names(part)


def _all_names() -> set[str]:
    every = [world for name in (*RANDOM, *GIVEN) for world in worlds(name)[:1]]
    return {name for world in every for name in (*world.quantities, *world.functions, *world.derived)}


# ------------------------------------------------------------------------------------------- the mutation run


@dataclass
class Mutation:
    """What became of the wrong versions of one equation, by kind of slip and by fate: "value", "error" or ""."""

    structural: Counter[tuple[str, str]] = field(default_factory=Counter)
    textual: Counter[tuple[str, str]] = field(default_factory=Counter)
    survivors: list[str] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(number for (_, fate), number in (self.structural + self.textual).items() if fate)


def mutation(formula: Formula, entry: Entry) -> Mutation:
    """Make every mutant of a displayed equation and see whether the check refuses it."""
    result = Mutation()
    world = worlds(entry.world)[0]
    for row in rows(formula.tex):
        tree = read(row, world)
        seen = {tree}
        for counts, mutants in (
            (result.structural, structural(tree)),
            (result.textual, ((kind, _understood(slip, world)) for kind, slip in slips(row))),
        ):
            for kind, mutant in mutants:
                if mutant in seen:
                    continue
                refused = refusal(mutant, entry) if mutant else NotUnderstood()
                fate = "" if refused is None else "value" if isinstance(refused, Difference) else "error"
                counts[kind, fate] += 1
                if mutant:
                    seen.add(mutant)
                if not fate:
                    result.survivors.append(written(mutant))
    return result


def _understood(slip: Node | None, world: World) -> Node | None:
    try:
        return slip and read(slip, world)
    except NotUnderstood:
        return None


# ------------------------------------------------------------------------------------------------- the totals


class Checked(NamedTuple):
    """A displayed equation that holds, how it was checked, and what became of its wrong versions."""

    formula: Formula
    entry: Entry
    mutation: Mutation

    @property
    def networks(self) -> int:
        return len(worlds(self.entry.world))


def checked(found: Iterable[Formula], known: Mapping[str, Any]) -> Iterator[Checked]:
    """Every displayed equation that holds, with its mutation run."""
    for formula in found:
        text = entry_of(formula, known)
        if formula.displayed and text and not problems(formula, text):
            entry = Entry.of(text, formula.label)
            yield Checked(formula, entry, mutation(formula, entry))
