"""The values that an exercise by hand knows: what is right, and what each mistake gives, for formats without a program.

A format that judges each field by itself cannot know what else was answered. To it a value counts that follows from a
known mistake before it, unless a mistake in this very value gives the same number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from backprop_exercises.kinds.by_hand import ByHand, Calculation


class Known(NamedTuple):
    """A number, how far an answer may be off, the mistakes that give it (none: right), and whether it counts."""

    number: float
    room: float
    mistakes: list[str]
    counts: bool


class Slip(NamedTuple):
    """Mistakes made from the first line on: the values asked for as they give them, and the points these get."""

    mistakes: list[str]
    values: dict[str, Any]
    points: float


class Mistaken(NamedTuple):
    """A mistake with what it makes of each value asked for: from the first line on, and if all before is right.

    A value is missing that could not be typed into its fields. `follows` are those that count as right.
    """

    mistake: str
    whole: dict[str, Any]
    alone: dict[str, Any]
    follows: frozenset[str]
    points: float


def mistaken(exercise: ByHand, drawn: Calculation) -> list[Mistaken]:
    """Each mistake, made with these numbers."""
    found = []
    for mistake, values in drawn.wrong.items():
        whole, alone = (_fitting(exercise, drawn, some) for some in (values, exercise.alone(mistake, drawn)))
        complete = len(whole) == len(exercise.asked)  # else nobody can hand it in
        follows = frozenset(name for name in whole if complete and exercise.follows(drawn, name, whole))
        found.append(Mistaken(mistake, whole, alone, follows, len(follows) / len(exercise.asked)))
    return found


def _fitting(exercise: ByHand, drawn: Calculation, values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: values[name]
        for name in exercise.asked
        if np.shape(values[name]) == np.shape(drawn.right[name]) and np.isfinite(values[name]).all()
    }


def known(exercise: ByHand, drawn: Calculation, made: list[Mistaken], name: str, k: int) -> Iterator[Known]:
    """For an entry of a value what is known of it, the right one first."""
    entry = float(np.ravel(drawn.right[name])[k])
    nearest = exercise.room_on_page(drawn, name, entry)
    yield Known(entry, nearest, [], True)
    alone = [(one.mistake, one.alone[name], False) for one in made if name in one.alone]
    whole = [(one.mistake, one.whole[name], name in one.follows) for one in made if name in one.whole]
    found: list[Known] = []
    for mistake, value, counts in [*alone, *sorted(whole, key=lambda one: one[2])]:
        wrong = float(np.ravel(value)[k])
        room = exercise.room_on_page(drawn, name, wrong)
        if abs(wrong - entry) <= room + nearest:
            continue  # an answer near both is right
        same = next((one for one in found if abs(one.number - wrong) <= min(room, one.room)), None)
        if same is None:
            found.append(Known(wrong, room, [mistake], counts))
        elif same.counts == counts and mistake not in same.mistakes:
            same.mistakes.append(mistake)
    yield from found


def slips(exercise: ByHand, drawn: Calculation, made: list[Mistaken]) -> list[Slip]:
    """What each mistake gives if it is made from the first line on; those that give the same are one."""
    found: list[Slip] = []
    for one in made:
        if len(one.whole) < len(exercise.asked):
            continue
        for slip in found:
            if all(is_near(exercise, drawn, name, slip.values[name], one.whole[name]) for name in exercise.asked):
                slip.mistakes.append(one.mistake)
                break
        else:
            found.append(Slip([one.mistake], one.whole, one.points))
    return found


def alone(exercise: ByHand, drawn: Calculation, made: list[Mistaken], name: str) -> list[tuple[list[str], Any]]:
    """What each mistake makes of a value if all before is right; those that give the same are one."""
    found: list[tuple[list[str], Any]] = []
    for one in made:
        if name not in one.alone or is_near(exercise, drawn, name, one.alone[name], drawn.right[name]):
            continue
        for mistakes, value in found:
            if is_near(exercise, drawn, name, one.alone[name], value):
                mistakes.append(one.mistake)
                break
        else:
            found.append(([one.mistake], one.alone[name]))
    return found


def is_near(exercise: ByHand, drawn: Calculation, name: str, one: Any, other: Any) -> bool:
    """Whether a page takes one value of a name for another."""
    pairs = zip(np.ravel(one).tolist(), np.ravel(other).tolist(), strict=True)
    return all(abs(first - second) <= exercise.room_on_page(drawn, name, second) for first, second in pairs)
