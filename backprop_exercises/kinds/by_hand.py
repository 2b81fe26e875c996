"""Exercises by hand: a calculation of a few lines on drawn numbers, of which some values are asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import Verdict

from ..answers import Unreadable, by_name, decimals_of, like, near, unit
from ..as_lists import as_lists, plain
from ..calculation import changed, lines, run, with_numbers
from ..fingerprints import ROUNDS, locked
from ..writing import explained, in_python, latex, listed, printed

ENOUGH = 1000  # draws until the right answer can be told from all mistakes
SOON = 30  # draws until mistakes that still agree are taken to agree by algebra
MOST = 6  # names of values that a verdict lists
FIGURES = 6  # how many a page asks for where the exercise wants full precision


class ByHand(NamedTuple):
    """A calculation: `given(rng)` draws its numbers, `program` has one value in a line, `asked` names those to find.

    A mistake is the lines that it changes, as in the chapter on bugs; its key is the slug of a misconception, or
    for a slip of this exercise alone a sentence that says what went wrong. `decimals` is how many are asked for;
    without, an answer has to be right to 1e-9 of its size.

    >>> import numpy as np
    >>> square = ByHand("square", 1, 1, lambda rng: {"x": 3.0}, "y = x * x", ("y",), {"Times two.": ("y = 2 * x",)})
    >>> drawn = square.draw(np.random.default_rng(0))
    >>> square.grade(drawn, 9).correct, square.grade(drawn, 6).misconceptions
    (True, ('Times two.',))
    """

    slug: str
    level: int
    minutes: int
    given: Callable[[np.random.Generator], dict[str, Any]]
    program: str
    asked: tuple[str, ...]
    mistakes: Mapping[str, tuple[str, ...]]
    decimals: int | None = None

    @property
    def kind(self) -> str:
        return "by hand"

    def draw(self, rng: np.random.Generator) -> Calculation:
        """Numbers on which every mistake differs from the right answer, and the mistakes from each other.

        Mistakes that agree by algebra do so on all numbers: such a pair is drawn as it is, and a verdict names both.
        Raises ValueError if a mistake makes no difference in a thousand draws.
        """
        best = None
        for attempt in range(ENOUGH):
            drawn = self._with(self.given(rng))
            pairs = drawn.confused()
            if not pairs:
                return drawn
            if not any(self.slug in pair for pair in pairs) and (best is None or len(pairs) < len(best.confused())):
                best = drawn
            if best and attempt >= SOON:
                return best
        raise ValueError(f"Exercise {self.slug}: on all numbers drawn the right answer coincides with a mistake.")

    def _with(self, given: dict[str, Any]) -> Calculation:
        right = run(self.program, given)
        wrong = {mistake: run(changed(self.program, lines), given) for mistake, lines in self.mistakes.items()}
        return Calculation(self, given, right, wrong)

    def grade(self, drawn: Calculation, answer: Any) -> Verdict:
        """Right; or the mistakes that give exactly this; or the first value that does not follow from the others."""
        handed = by_name(self.asked, answer)
        given = {name: value for name, value in handed.items() if value is not ... and value is not None}
        own = {name: like(name, value, drawn.right[name]) for name, value in given.items()}
        missing = [name for name in self.asked if name not in own]
        if not own:
            raise Unreadable(f"Not answered yet; expected {', '.join(self.asked)}.")

        def agrees(values: Mapping[str, Any]) -> bool:
            return all(self._close(value, values[name]) for name, value in own.items())

        off = [name for name in own if not self.follows(drawn, name, own)]
        points = (len(own) - len(off)) / len(self.asked)
        lacking = f"Still to do: {_named(missing)}." if missing else ""
        carried = any(name not in off and not self._close(own[name], drawn.right[name]) for name in own)
        after = "What follows it was judged on your own value." if carried else ""
        if agrees(drawn.right):
            return Verdict(not missing, (), "", f"Right so far. {lacking}" if missing else "", points)
        if found := tuple(mistake for mistake, values in drawn.wrong.items() if agrees(values)):
            return Verdict(False, found, off[0] if off else "", " ".join(filter(None, [after, lacking])), points)
        if not off:
            said = next(filter(None, (self._rounded(drawn, name, own) for name in own)), "")
            remark = " ".join(filter(None, ["Every value follows, but too much was rounded on the way.", said]))
            return Verdict(False, (), "", remark, points)
        first = off[0]
        earlier = self._earlier(drawn, first, own)
        found = tuple(
            mistake
            for mistake, lines in self.mistakes.items()
            if self._close(own[first], run(changed(self.program, lines), drawn.given, earlier)[first])
        )
        if not found and (rounded := self._rounded(drawn, first, own)):
            return Verdict(False, (), first, " ".join(filter(None, [rounded, lacking])), points)
        where = f"The first value that is off is {first}." if len(self.asked) > 1 else ""
        unknown = "" if found else "Not right yet, and no mistake that we know gives exactly this."
        gives = f"this value of {first}" if len(self.asked) > 1 else "this answer"
        return Verdict(False, found, first, " ".join(filter(None, [unknown, where, after, lacking])), points, gives)

    def _earlier(self, drawn: Calculation, name: str, own: Mapping[str, Any]) -> dict[str, Any]:
        """The learner's own values of what is asked before. From a wrong 0 too much would follow: 0 times anything."""
        before = self.asked[: self.asked.index(name)]
        return {
            other: own[other]
            for other in before
            if other in own and (np.any(own[other]) or not np.any(drawn.right[other]))
        }

    def follows(self, drawn: Calculation, name: str, own: Mapping[str, Any]) -> bool:
        """Whether a value is right, or follows from the learner's own earlier ones (which may have been rounded)."""
        earlier = self._earlier(drawn, name, own)
        expected = run(self.program, drawn.given, earlier)[name]
        return self._close(own[name], drawn.right[name]) or self._close(own[name], expected, 3 if earlier else 1)

    def _rounded(self, drawn: Calculation, name: str, own: Mapping[str, Any]) -> str:
        """What to say of a value that is the right one with too few decimals; "" of any other."""
        given, right = own[name], drawn.right[name]
        places = max(map(decimals_of, np.ravel(given)))
        enough = self.decimals is not None and places >= self.decimals
        if enough or self._close(given, right) or not np.any(given) or not near(given, np.round(right, places), 1e-12):
            return ""
        wanted = "hand it in as it was computed" if self.decimals is None else f"give {self.decimals} decimals"
        return f"{name} has {places or 'no'} decimal{'' if places == 1 else 's'}, which is rounded too much; {wanted}."

    def _close(self, given: Any, value: Any, times: int = 1) -> bool:
        return near(given, value, times * self.room(given, value))

    def room(self, given: Any, right: Any) -> float:
        """How far an answer may be off: one unit of the last decimal asked for, or rounding alone.

        A value that has no more decimals than that comes out exactly.
        """
        return unit(given, right) if self.decimals is None else self._units(right, self.decimals) * 10.0**-self.decimals

    def room_on_page(self, drawn: Calculation, name: str, value: float) -> float:
        """How far an answer may be off from this value of a name, with as many decimals as a page asks for."""
        decimals = self.decimals_asked(drawn.right[name])
        return self._units(value, decimals) * 10.0**-decimals

    def look_alike(self, one: Any, other: Any) -> bool:
        """Whether two values are nearer to each other than answers with slips of rounding may be."""
        apart = unit(one, other) if self.decimals is None else 1.001 * 10.0**-self.decimals
        return near(one, other, 3 * apart)

    def describe(self, drawn: Calculation) -> str:
        """The numbers given, and the names of those to find."""
        asked = ", ".join(f"${latex(name)}$ (`{name}`)" for name in self.asked)
        places = f" to {self.decimals} decimals" if self.decimals is not None else ""
        keep = " Calculate on with all digits." if len(self.asked) > 1 and (self.decimals or 0) > 3 else ""
        return f"Given: {listed(drawn.given)}. {in_python(self.slug, drawn.given)}\n\nTo find{places}: {asked}.{keep}"

    def on_page(self, drawn: Calculation, salt: str) -> dict[str, Any]:
        """The numbers given, and locked up the program with its mistakes: by them a page judges as `grade` does."""
        right = drawn.answer
        said = self.decimals is not None  # how many decimals are wanted stands in the question
        asked = [
            {"name": name, "latex": latex(name), "shape": np.shape(value), "said": said}
            | {"decimals": self.decimals_asked(value)}
            for name, value in right.items()
        ]
        given = {name: plain(value) for name, value in drawn.given.items()}
        check = {"salt": self.slug, "rounds": ROUNDS, "asked": asked, "given": given, "program": self.locked_up()}
        return {"check": check}

    def locked_up(self) -> str:
        """What a page computes, and nobody reads by chance; the same for all numbers."""
        right = [[name, expression, as_lists(expression)] for name, expression in lines(self.program)]
        mistakes = [
            {"words": explained(mistake), "lines": [[name, as_lists(line)] for name, line in lines("\n".join(changes))]}
            for mistake, changes in self.mistakes.items()
        ]
        content = {"lines": right, "mistakes": mistakes, "wanted": self.decimals}
        return locked(self.slug, "program", json.dumps(content, ensure_ascii=False, separators=(",", ":")))

    def alone(self, mistake: str, drawn: Calculation) -> dict[str, Any]:
        """Each value as this mistake gives it, if all that is asked before is right."""
        program = changed(self.program, self.mistakes[mistake])
        before: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for name in self.asked:
            values[name] = run(program, drawn.given, before)[name]
            before[name] = drawn.right[name]
        return values

    def decimals_asked(self, right: Any) -> int:
        """As many as the exercise asks for; else as many as all entries have, or enough for six figures."""
        if self.decimals is not None:
            return self.decimals
        entries = np.abs(np.ravel(right)).astype(float)
        for decimals in range(FIGURES):
            if _is_exact(entries, decimals):
                return decimals
        return max(0, FIGURES - 1 - math.floor(math.log10(entries[entries > 0].min())))

    def _units(self, right: Any, decimals: int) -> float:
        """How many units of the last decimal an answer may be off; a short exact decimal has to be given exactly."""
        exact = _is_exact(np.ravel(right).astype(float), decimals)
        return 0.001 if exact else 1.001

    def solved(self, drawn: Calculation) -> str:
        """The calculation line by line, with its numbers; arrays, which no line has room for, by their values."""
        numbers = {name: f"{value:.10g}" for name, value in drawn.given.items() if not np.ndim(value)}
        found = []
        for name, expression in lines(self.program):
            value = drawn.right[name]
            if np.ndim(value):
                found.append(f"- `{name} = {expression}` $= {printed(value, FIGURES)}$")
                continue
            scalar = self._written(value)
            used = with_numbers(expression, numbers)
            same = used in (expression, numbers.get(expression))  # nothing to put in, or nothing to compute
            found.append(f"- `{' = '.join([name, expression, *([] if same else [used]), scalar])}`")
            numbers[name] = scalar
        return "\n".join(["With the numbers of this page:", "", *found])

    def _written(self, value: float) -> str:
        """As many decimals as are asked for, and enough of them for two figures; whole numbers as they are."""
        if self.decimals is None:
            return f"{value:.{FIGURES}g}"
        seen = round(value, self.decimals) or value
        small = 1 - math.floor(math.log10(abs(seen))) if seen else 0
        return f"{value:.{max(self.decimals, min(small, self.decimals + 3))}f}"

    def reveals(self) -> Iterable[str]:
        return self.mistakes


class Calculation(NamedTuple):
    """A drawn exercise by hand: the numbers given, all values of the right program, and those of each mistake."""

    exercise: ByHand
    given: dict[str, Any]
    right: dict[str, Any]
    wrong: dict[str, dict[str, Any]]

    def confused(self) -> list[tuple[str, str]]:
        """Pairs that look alike in all that is asked: mistakes, or the right answer under the exercise's slug."""
        exercise = self.exercise
        all_values = {exercise.slug: self.right, **self.wrong}
        names = list(all_values)
        return [
            (one, other)
            for k, one in enumerate(names)
            for other in names[k + 1 :]
            if all(exercise.look_alike(all_values[one][name], all_values[other][name]) for name in exercise.asked)
        ]

    @property
    def answer(self) -> dict[str, Any]:
        """What is right, under the names that were asked for."""
        return {name: self.right[name] for name in self.exercise.asked}


def _named(missing: list[str]) -> str:
    return ", ".join(missing) if len(missing) <= MOST else f"{len(missing)} more"


def _is_exact(entries: Any, decimals: int) -> bool:
    rounded = np.round(entries, decimals)
    with np.errstate(invalid="ignore"):  # a wrong line may have divided by 0
        return bool(np.all(np.abs(entries - rounded) <= 1e-15 + 1e-12 * np.abs(rounded)))
