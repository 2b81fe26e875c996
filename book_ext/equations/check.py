r"""A formula holds if its sides have equal values: in every world, for every choice of the free indices.

=            both sides are equal, to the precision of the machine
\leftarrow   the left side after a step of training equals the right side before it
\approx      the sides differ by no more than the square of the small number in the world
\le \ge      it holds everywhere, and somewhere the sides are equal
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from .evaluate import Indices, Missing, evaluate, mentions
from .grammar import Node, NotUnderstood
from .world import Layers, Units, World
from .writing import written

EXACT, APPROXIMATE, NOTHING = 1e-9, 2e-7, 1e-6
ORDERED = {r"\le": np.less_equal, r"\ge": np.greater_equal, "<": np.less, ">": np.greater}


class Case(NamedTuple):
    """A formula in one world, with one choice of its free indices."""

    tree: Node
    world: World
    number: int
    at: Indices

    def __str__(self) -> str:
        return f"in the world of {self.world.name}, number {self.number}" + "".join(
            f", {letter} = {value}" for letter, value in self.at.items()
        )

    def numbers(self) -> str:
        """The numbers of the world about which the formula speaks."""
        shown = (f"{name} = {_shown(self.world.value(name))}" for name in _names(self.tree, self.world))
        return "    with " + "\n         ".join(shown)


class Difference(NamedTuple):
    """Where a formula does not hold."""

    case: Case
    left: Node
    relation: str
    right: Node
    values: tuple[Any, Any]

    def __str__(self) -> str:
        return (
            f"does not hold {self.case}:\n"
            f"    {written(self.left)} is {_shown(self.values[0])}\n"
            f"    {self.relation} {written(self.right)} is {_shown(self.values[1])}\n"
            f"{self.case.numbers()}"
        )


class Senseless(NotUnderstood):
    """Where a formula has no value, with the values of those sides that have one."""

    def __init__(self, case: Case, problem: NotUnderstood) -> None:
        super().__init__(case, problem)
        self.case, self.problem = case, problem

    def __str__(self) -> str:
        sides = (f"    {written(side)} {self._value(side)}\n" for side in self.case.tree[1::2])
        return f"{self.problem}, {self.case}:\n{''.join(sides)}{self.case.numbers()}"

    def _value(self, side: Node) -> str:
        try:
            return f"is {_shown(_value(side, self.case))}"
        except NotUnderstood:
            return "has no value"


def choices(world: World, free: Sequence[tuple[str, str]], only: str = "") -> Iterator[dict[str, Any]]:
    """All values of the free indices, given as (letters, set); `only` names a set that restricts them further."""
    if not free:
        if only:
            raise NotUnderstood(f"the label ends in :{only}, but there is no free index")
        yield {}
        return
    (letters, name), *others = free
    for values in _set(world, name):
        values = values if isinstance(values, tuple) else (values,)
        if not only or values[-1] in _set(world, only):
            for rest in choices(world, others):
                yield {**dict(zip(letters, values, strict=True)), **rest}


def _set(world: World, name: str) -> Sequence:
    if name not in world.sets:
        raise NotUnderstood(f"the world of {world.name} has {', '.join(world.sets)}, and no {name}")
    return world.sets[name]


def difference(
    tree: Node, worlds: Sequence[World], free: Sequence[tuple[str, str]] = (), only: str = ""
) -> Difference | None:
    """The first place where the formula does not hold, or None. Raises NotUnderstood if it says nothing there."""
    if tree[0] != "relation":
        raise NotUnderstood("the formula states nothing: there is no relation in it")
    largest, attained = 0.0, {relation: relation not in (r"\le", r"\ge") for relation in tree[2::2]}
    missing: Senseless | None = None
    for case in (Case(tree, w, number, at) for number, w in enumerate(worlds, 1) for at in choices(w, free, only)):
        for left, relation, right in zip(tree[1:-2:2], tree[2:-1:2], tree[3::2], strict=True):
            try:
                values = _value(left, case, relation), _value(right, case)
                related = _related(relation, *values)
            except Missing as problem:  # perhaps a value differs elsewhere, which says more
                missing = missing or Senseless(case, problem)
                continue
            except NotUnderstood as problem:
                raise Senseless(case, problem) from problem
            if not related:
                return Difference(case, left, relation, right, values)
            attained[relation] |= _related("=", *values)
            largest = max(largest, *(float(np.max(np.abs(value))) for value in values))
    if missing:
        raise missing
    if not all(attained.values()):
        raise NotUnderstood("the sides of the inequality are never equal, so it says too little")
    if largest < NOTHING:
        raise NotUnderstood("all values are 0, so the formula says nothing")
    return None


def _value(side: Node, case: Case, relation: str = "=") -> Any:
    try:
        return (_after if relation == r"\leftarrow" else evaluate)(side, case.world, case.at)
    except NotUnderstood:
        raise
    except (ArithmeticError, ValueError, TypeError, IndexError) as problem:
        raise NotUnderstood(f"{written(side)} cannot be computed: {problem}") from problem


def _after(side: Node, world: World, at: Indices) -> Any:
    """The left side of an arrow: a quantity that the step changes, as it is afterwards."""
    after = world.once("after", lambda: world.after(world))
    changes = side
    while changes[0] in ("sub", "sup"):
        changes = changes[1]
    name = changes[1] if changes[0] == "name" else ""
    if name not in after:
        raise NotUnderstood(f"{written(side)} is not what a step changes")
    changed = World(world.name, lambda do: {**world.quantities, **after})
    return evaluate(side, changed, at)


def _related(relation: str, left: Any, right: Any) -> bool:
    if np.shape(left) != np.shape(right):
        raise NotUnderstood(f"shapes {np.shape(left)} and {np.shape(right)} are compared")
    if relation in ORDERED:
        if np.ndim(left) or np.iscomplexobj(left) or np.iscomplexobj(right):
            raise NotUnderstood(f"{relation} compares numbers only")
        return bool(ORDERED[relation](left, right)) or (relation in (r"\le", r"\ge") and _related("=", left, right))
    size = np.max(np.abs(left)) + np.max(np.abs(right)) + 1e-3
    return bool(np.max(np.abs(np.asarray(left) - right)) <= (APPROXIMATE if relation == r"\approx" else EXACT) * size)


# --------------------------------------------------------------------------------------------- in words


def _shown(value: Any) -> str:
    if isinstance(value, Units | Layers):
        return "{" + ", ".join(f"{key}: {_shown(part)}" for key, part in value.items()) + "}"
    return np.array2string(np.asarray(value), precision=9, separator=", ").replace("\n", "")


def _names(tree: Node, world: World) -> Iterator[str]:
    return (name for name in {**world.quantities, **world.derived} if mentions(tree, name))
