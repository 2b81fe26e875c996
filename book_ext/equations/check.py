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
from .grammar import Node, NotUnderstood, written
from .world import Layers, Units, World

EXACT, APPROXIMATE, NOTHING = 1e-9, 2e-7, 1e-6
ORDERED = {r"\le": np.less_equal, r"\ge": np.greater_equal, "<": np.less, ">": np.greater}


class Difference(NamedTuple):
    """Where a formula does not hold."""

    left: Node
    right: Node
    values: tuple[Any, Any]
    relation: str
    world: World
    number: int
    at: Indices
    tree: Node

    def __str__(self) -> str:
        left, right = (_shown(value) for value in self.values)
        at = "".join(f", {letter} = {value}" for letter, value in self.at.items())
        return (
            f"does not hold in the world of {self.world.name}, number {self.number}{at}:\n"
            f"    {written(self.left)} is {left}\n"
            f"    {written(self.right)} is {right}, but the text says {self.relation}\n"
            f"    with " + "\n         ".join(_numbers(self.tree, self.world))
        )


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
    cases = [(number, world, at) for number, world in enumerate(worlds, 1) for at in choices(world, free, only)]
    missing: Missing | None = None
    for number, world, at in cases:
        for left, relation, right in zip(tree[1:-2:2], tree[2:-1:2], tree[3::2], strict=True):
            try:
                values = _value(left, world, at, relation), _value(right, world, at)
            except Missing as problem:  # perhaps a value differs elsewhere, which says more
                missing = missing or problem
                continue
            if np.shape(values[0]) != np.shape(values[1]):
                raise NotUnderstood(f"shapes {np.shape(values[0])} and {np.shape(values[1])} are compared")
            if not _related(relation, *values):
                return Difference(left, right, values, relation, world, number, at, tree)
            attained[relation] |= _related("=", *values)
            largest = max(largest, *(float(np.max(np.abs(value))) for value in values))
    if missing:
        raise missing
    if not all(attained.values()):
        raise NotUnderstood("the sides of the inequality are never equal, so it says too little")
    if largest < NOTHING:
        raise NotUnderstood("all values are 0, so the formula says nothing")
    return None


def _value(side: Node, world: World, at: Indices, relation: str = "=") -> Any:
    try:
        if relation == r"\leftarrow":
            return _after(side, world, at)
        return evaluate(side, world, at)
    except (ArithmeticError, ValueError, TypeError, IndexError) as problem:
        if isinstance(problem, NotUnderstood):
            raise
        raise NotUnderstood(f"{written(side)} cannot be computed: {problem}") from problem


def _after(side: Node, world: World, at: Indices) -> Any:
    """The left side of an arrow: a quantity that the step changes, as it is afterwards."""
    after = world.once("after", lambda: world.after(world))
    name = side[1] if side[0] == "name" else side[1][1] if side[0] == "sub" else ""
    if name not in after:
        raise NotUnderstood(f"{written(side)} is not what a step changes")
    changed = World(world.name, lambda do: {**world.quantities, **after})
    return evaluate(side, changed, at)


def _related(relation: str, left: Any, right: Any) -> bool:
    if relation in ORDERED:
        if np.ndim(left) or np.iscomplexobj(left) or np.iscomplexobj(right):
            raise NotUnderstood(f"{relation} compares numbers only")
        return bool(ORDERED[relation](left, right)) or (relation in (r"\le", r"\ge") and _related("=", left, right))
    size = np.max(np.abs(left)) + np.max(np.abs(right)) + 1e-3
    return bool(np.max(np.abs(np.asarray(left) - right)) <= (APPROXIMATE if relation == r"\approx" else EXACT) * size)


# --------------------------------------------------------------------------------------------- in words


def _shown(value: Any) -> str:
    return np.array2string(np.asarray(value), precision=9, separator=", ").replace("\n", "")


def _numbers(tree: Node, world: World) -> Iterator[str]:
    """The numbers of the world which the formula speaks about."""
    for name in {**world.quantities, **world.derived}:
        if mentions(tree, name):
            value = world.value(name)
            if isinstance(value, Units | Layers):
                parts = ", ".join(f"{key}: {_shown(part)}" for key, part in value.items())
                yield f"{name} = {{{parts}}}"
            else:
                yield f"{name} = {_shown(value)}"
