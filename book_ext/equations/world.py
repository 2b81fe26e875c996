"""A world is a small network on random numbers, computed anew for every question that is asked about it.

What does E do when net_3 moves? Nudge net_3 in the middle of the computation, let everything after it follow, and look.
The nudge goes in the imaginary direction, where it measures a slope without rounding (the complex step).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .grammar import NotUnderstood

NUDGE = 1e-30
NET = r"\mathrm{net}"


class Units(dict):
    """Values told apart by an index below, as in o_j; the value without an index, if there is one, is at None."""


class Layers(dict):
    """Values told apart by an index above, as in z^l."""


class Do:
    """An intervention: some quantities are given values, and one of them is nudged.

    A world passes each quantity through it on the way: do("net", value, j) returns the value, or what it is to be.
    """

    def __init__(self, values: Mapping[str, Any], nudged: tuple[str, tuple] | None = None) -> None:
        self.values, self.nudged = values, nudged
        self.reached = False

    def __call__(self, name: str, value: Any, *key: Any) -> Any:
        if not key:
            value = self.values.get(name, value)
        if self.nudged and self.nudged[0] == name and self.nudged[1][: len(key)] == key:
            self.reached = True
            return _moved(value, self.nudged[1][len(key) :])
        return value


def _moved(value: Any, key: tuple) -> Any:
    if not key:
        return value + 1j * NUDGE
    if isinstance(value, dict):
        return type(value)({**value, key[0]: _moved(value[key[0]], key[1:])})
    value = value.astype(complex)
    value[key] += 1j * NUDGE
    return value


def slope(value: Any) -> Any:
    """How fast a value moves with the nudge."""
    return np.imag(value) / NUDGE


@dataclass
class World:
    r"""Names and what they stand for.

    run        computes all quantities under an intervention, in order
    functions  names that are only functions, such as \varphi, or one for each layer, as in \varphi_l
    arguments  quantities that can be called: {"f": ("x", r"\theta")} makes f(x; \theta) the f of the world with these
    derived    quantities defined as slopes of others, such as \delta
    after      the quantities that a step of training changes, as they are after it
    sets       what free indices run through;  numbers: what the letter of a sum without limits runs through
    variable   what a prime at brackets differentiates by
    """

    name: str
    run: Callable[[Do], dict[str, Any]]
    functions: Mapping[str, Any] = field(default_factory=dict)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derived: Mapping[str, Callable[[World], Any]] = field(default_factory=dict)
    after: Callable[[World], dict[str, Any]] = lambda world: {}
    sets: Mapping[str, Sequence] = field(default_factory=dict)
    numbers: Sequence[int] = ()
    variable: str = ""
    do: Do = field(default_factory=lambda: Do({}))

    def __post_init__(self) -> None:
        self.quantities = self.run(self.do)
        self.known: dict[Any, Any] = {}
        if self.do.nudged and not self.do.reached:
            raise NotUnderstood(f"nothing can be differentiated by {self.do.nudged[0]} in the world of {self.name}")

    def __contains__(self, name: str) -> bool:
        return name in self.quantities or name in self.derived

    def value(self, name: str) -> Any:
        if name in self.quantities:
            return self.quantities[name]
        if name not in self.derived:
            raise NotUnderstood(f"{name} has no meaning in the world of {self.name}")
        return self.once(name, lambda: self.derived[name](self))

    def once(self, key: Any, compute: Callable[[], Any]) -> Any:
        if key not in self.known:
            self.known[key] = compute()
        return self.known[key]

    def nudged(self, name: str, key: tuple) -> World:
        """The world in which this quantity, or this entry of it, is nudged."""
        if self.do.nudged or any(np.iscomplexobj(value) for value in self.do.values.values()):
            raise NotUnderstood("second derivatives are not understood")
        return self.once((name, key), lambda: self._under(Do(self.do.values, (name, key))))

    def given(self, values: dict[str, Any]) -> World:
        """The world in which these quantities have these values, whatever came before."""
        nudged = self.do.nudged if self.do.nudged and self.do.nudged[0] not in values else None
        return self._under(Do({**self.do.values, **values}, nudged))

    def _under(self, do: Do) -> World:
        return World(
            self.name, self.run, self.functions, self.arguments, self.derived, self.after, self.sets, self.numbers,
            self.variable, do,
        )  # fmt: skip

    def gradient(self, what: str, by: str) -> Any:
        """The slope of a number with respect to each entry of a quantity, in the shape of that quantity."""
        return self.once(("gradient", what, by), lambda: self._gradient(what, by, self.value(by), ()))

    def _gradient(self, what: str, by: str, value: Any, key: tuple) -> Any:
        if isinstance(value, dict):
            return type(value)({k: self._gradient(what, by, v, (*key, k)) for k, v in value.items()})
        if np.ndim(value) == 0:
            return slope(self.nudged(by, key).value(what))
        entries = [self._gradient(what, by, value[i], (*key, *i)) for i in np.ndindex(value.shape)]
        return np.reshape(entries, value.shape)
