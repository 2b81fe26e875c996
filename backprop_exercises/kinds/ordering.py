"""Exercises that ask for an order: lines of a program, among them some that do not belong there."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_uppercase
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import Verdict

from ..answers import Unreadable, brief
from ..calculation import lines
from ..fingerprints import ROUNDS, locked
from ..writing import explained


class Need(NamedTuple):
    """A line that has to come before another one, why that is, and the mistake of who has them the other way round."""

    before: str
    after: str
    why: str
    mistake: str


class Ordering(NamedTuple):
    """The lines of `program` in an order of one's own, with lines that do a mistake and are to be left out.

    Every order is right in which a line comes behind those whose values it uses, and before those that overwrite them.
    `overwritten` has, for a name, the mistake of who overwrites it too early.

    >>> import numpy as np
    >>> sums = Ordering("sums", 1, 1, "y = 2 * x\\nz = y + 1\\nx = z", {"z = 2 + x": "The sum is of y."}, {})
    >>> drawn = sums.draw(np.random.default_rng(0))
    >>> print(drawn.given, drawn.answer)
    {'A': 'x = z', 'B': 'y = 2 * x', 'C': 'z = y + 1', 'D': 'z = 2 + x'} B C A
    >>> print(sums.grade(drawn, "C B A"))
    Not right yet. Line C uses y, which is not there yet.
    """

    slug: str
    level: int
    minutes: int
    program: str
    wrong: Mapping[str, str]
    overwritten: Mapping[str, str]

    @property
    def kind(self) -> str:
        return "order"

    def draw(self, rng: np.random.Generator) -> Lines:
        """The lines in an order of one's own."""
        right = [f"{name} = {expression}" for name, expression in lines(self.program)]
        every = [*right, *self.wrong]
        shuffled = [every[k] for k in rng.permutation(len(every))]
        letter = dict(zip(shuffled, ascii_uppercase, strict=False))
        return Lines({letter[line]: line for line in shuffled}, tuple(letter[line] for line in right))

    def grade(self, drawn: Lines, answer: Any) -> Verdict:
        """Right; or a line that does not belong there; or the first that comes too early; or how many are missing."""
        placed = drawn.letters(answer)
        strangers = [letter for letter in placed if letter not in drawn.right]
        if strangers:
            mistakes = tuple(dict.fromkeys(self.wrong[drawn.given[letter]] for letter in strangers))
            does, names = ("does", "line") if len(strangers) == 1 else ("do", "lines")
            return Verdict(False, mistakes, "", f"That is what {names} {_listed(strangers)} {does}.", gives="")
        for place, letter in enumerate(placed):
            for need in self.needs(drawn):
                if need.after == letter and need.before not in placed[:place]:
                    if need.mistake:
                        return Verdict(False, (need.mistake,), letter, need.why, gives="")
                    return Verdict(False, (), letter, f"Not right yet. {need.why}")
        if missing := len(drawn.right) - len(placed):
            are = "line is" if missing == 1 else "lines are"
            return Verdict(False, (), "", f"Not right yet: {missing} {are} missing.")
        return Verdict(True, (), points=1.0)

    def needs(self, drawn: Lines) -> Iterator[Need]:
        """What has to come before what, in the order of the program."""
        program = [(letter, *_names(drawn.given[letter])) for letter in drawn.right]
        for place, (after, target, used) in enumerate(program):
            for name in used:
                writers = [before for before, written, _ in program[:place] if written == name]
                if writers:
                    yield Need(writers[-1], after, f"Line {after} uses {name}, which is not there yet.", "")
            for before, _, also in program[:place]:
                if target in also:
                    why = f"Line {after} changes {target}, which line {before} needs as it was."
                    yield Need(before, after, why, self.overwritten.get(target, ""))

    def describe(self, drawn: Lines) -> str:
        """The lines with their letters, and how a notebook wants to be answered."""
        return f'{self.listing(drawn)}\n\nAnswer with the letters in their order, such as `"B A C"`.'

    def listing(self, drawn: Lines) -> str:
        """The lines with their letters."""
        return "```\n" + "\n".join(f"{letter}  {line}" for letter, line in drawn.given.items()) + "\n```"

    def on_page(self, drawn: Lines, salt: str) -> dict[str, Any]:
        """The lines; and locked up what has to come before what, and what is wrong with those to be left out."""
        needs = [
            [need.before, need.after, need.why, explained(need.mistake) if need.mistake else ""]
            for need in self.needs(drawn)
        ]
        wrong = {
            letter: explained(self.wrong[line]) for letter, line in drawn.given.items() if letter not in drawn.right
        }
        content = json.dumps({"needs": needs, "wrong": wrong}, ensure_ascii=False, separators=(",", ":"))
        check = {"salt": salt, "rounds": ROUNDS, "letters": list(drawn.given), "order": locked(salt, "order", content)}
        return {"text": "", "rows": list(drawn.given.items()), "check": check}

    def solved(self, drawn: Lines) -> str:
        """A right order, as a program."""
        program = "\n".join(f"{letter}  {drawn.given[letter]}" for letter in drawn.right)
        return f"Right is, for example, **{drawn.answer}**:\n\n```\n{program}\n```"

    def reveals(self) -> Iterable[str]:
        return dict.fromkeys([*self.wrong.values(), *self.overwritten.values()])


class Lines(NamedTuple):
    """A drawn order: each line by its letter, and the letters of those that belong to the program, in its order."""

    given: dict[str, str]
    right: tuple[str, ...]

    @property
    def answer(self) -> str:
        return " ".join(self.right)

    def letters(self, answer: Any) -> list[str]:
        """The letters of an answer, whatever stands between them. Raises Unreadable.

        >>> Lines({"A": "y = x", "B": "z = y"}, ("A", "B")).letters("a, b")
        ['A', 'B']
        """
        expected = f'expected letters from A to {list(self.given)[-1]} in their order, such as "B A C"'
        if answer is ... or answer is None:
            raise Unreadable(f"Not answered yet; {expected}.")
        text = " ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)
        found = re.sub(r"[\s,;.>→-]", "", text.upper())
        if not found or set(found) - set(self.given):
            raise Unreadable(f"This is {brief(repr(answer))}; {expected}.")
        if twice := [letter for letter in self.given if found.count(letter) > 1]:
            raise Unreadable(f"Line {twice[0]} is named twice; expected each line once at most.")
        return list(found)


def _names(line: str) -> tuple[str, list[str]]:
    """What a line computes, and the names that it uses, in their order."""
    target, expression = line.split(" = ", 1)
    used = [node.id for node in ast.walk(ast.parse(expression)) if isinstance(node, ast.Name)]
    return target, list(dict.fromkeys(sorted(used, key=expression.find)))


def _listed(letters: list[str]) -> str:
    return letters[0] if len(letters) == 1 else f"{', '.join(letters[:-1])} and {letters[-1]}"
