"""Exercises whose answer is the whole gradient of a network's cost, however it was computed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from backprop_lib import LayerGradient, Network, backward, forward
from backprop_lib.elementwise import Array
from backprop_lib.losses import LOSSES
from backprop_lib.misconceptions import MISCONCEPTIONS, Case, Verdict, diagnose, wrong_gradients
from backprop_lib.misconceptions import right as right_rules
from backprop_lib.misconceptions.judging import Judge, room_of
from backprop_lib.misconceptions.rules import at_layer
from backprop_lib.misconceptions.search import ROUNDED

from ..answers import Unreadable
from ..fingerprints import ROUNDS, accepted, locked
from ..writing import explained, in_python, latex, listed, printed

MOST = 24  # numbers that a page asks for
ROOM = 1.001  # units of the last decimal that an answer on a page may be off
FEWEST = 4  # decimals that a page asks for
FINEST = 7  # and the most; what is closer to each other is taken for the same


class Gradient(NamedTuple):
    """A network, a batch and a loss, drawn by `case(rng)` as (network, x, y, loss); asked: a pair (dW, db) per layer.

    >>> import numpy as np
    >>> def case(rng):
    ...     network = Network.random((1, 1), "sigmoid", rng=rng)
    ...     return network, np.array([[0.5]]), np.array([[1.0]]), "half_squared_error"
    >>> exercise = Gradient("one-unit", 1, 5, case)
    >>> drawn = exercise.draw(np.random.default_rng(0))
    >>> exercise.grade(drawn, drawn.answer).correct
    True
    """

    slug: str
    level: int
    minutes: int
    case: Callable[[np.random.Generator], tuple[Network, Array, Array, str]]
    learning_rate: float | None = None

    @property
    def kind(self) -> str:
        return "gradient"

    def draw(self, rng: np.random.Generator) -> NetworkAndBatch:
        """A network and a batch."""
        return NetworkAndBatch(*self.case(rng))

    def grade(self, drawn: NetworkAndBatch, answer: Any) -> Verdict:
        """As `diagnose` judges; points for the arrays that are right."""
        if answer is ... or answer is None:
            raise Unreadable("Not answered yet. Expected one pair (dW, db) for each layer.")
        network, x, y, loss = drawn
        pairs = _pairs(answer)
        try:
            verdict = diagnose(network, x, y, loss, pairs, self.learning_rate)
        except (TypeError, ValueError) as error:
            raise Unreadable(str(error)) from None
        if verdict.correct:
            return Verdict(True, (), points=1.0)
        if verdict.remark == ROUNDED:
            return verdict._replace(first_off="")
        return verdict._replace(points=self._share_that_is_right(drawn, pairs))

    def _share_that_is_right(self, drawn: NetworkAndBatch, pairs: Any) -> float:
        """How many of the arrays are right, of all."""
        case = Case(drawn.network, drawn.x, drawn.y, LOSSES[drawn.loss], self.learning_rate)
        arrays = [(np.asarray(dW, dtype=float), np.asarray(db, dtype=float)) for dW, db in pairs]
        off = Judge(case, arrays, room_of(pairs)).off
        return 1 - sum(off.values()) / len(off)

    def describe(self, drawn: NetworkAndBatch) -> str:
        """Inputs, targets and parameters, the activations and the loss."""
        curves = ", ".join(layer.activation.name for layer in drawn.network)
        given = f"Given: {listed(drawn.given)}; activations {curves}; loss `{drawn.loss}`."
        return f"{given} {in_python(self.slug, drawn.given)}"

    def on_page(self, drawn: NetworkAndBatch, salt: str) -> dict[str, Any]:
        """Fields for each array, from the last layer to the first, which is the order in which they are judged.

        `whole` and `alone` as in by_hand.py: what a mistake gives if it is made in all layers, and what it gives in one
        layer if all that comes before is right.
        """
        right = _arrays(drawn.answer)
        if (count := sum(array.size for array in right.values())) > MOST:
            return {"needs": f"{count} numbers, which are better computed than typed"}
        wrong = {slug: _arrays(gradients) for slug, gradients in self._wrong(drawn).items()}
        decimals = _decimals(right, wrong)

        def prints(arrays: Mapping[str, Array]) -> list[str]:
            entries = np.concatenate([np.ravel(arrays[name]) for name in right])
            return [accepted(salt, k, float(entry), decimals, ROOM) for k, entry in enumerate(entries)]

        fields = [
            {"name": name, "latex": latex(name), "shape": array.shape, "decimals": decimals, "said": True}
            for name, array in right.items()
        ]
        mistakes = [
            {"words": explained(slug), "whole": prints(arrays), "alone": prints(self._alone(slug, drawn) or arrays)}
            for slug, arrays in wrong.items()
        ]
        asked = ", ".join(f"${latex(name)}$" for name in right)
        text = f"{self.describe(drawn)}\n\nTo find to {decimals} decimals, from the last layer to the first: {asked}."
        check = {"salt": salt, "rounds": ROUNDS, "asked": fields, "right": prints(right), "mistakes": mistakes}
        steps = locked(salt, "steps", json.dumps(self._steps(drawn, right), ensure_ascii=False))
        return {"text": text, "check": {**check, "steps": steps}}

    def _steps(self, drawn: NetworkAndBatch, right: Mapping[str, Array]) -> list[list[str]]:
        """Hints, each a list of lines: the way, the last layer, and all of it."""
        way = "Begin at the last layer, with the 1/N of the cost in its deltas. Its db is their sum over the examples, "
        way += "and its dW is delta times what went into the layer, transposed. Then send the deltas one layer back."
        last = ", ".join(f"${latex(name)} = {printed(right[name], 4)}$" for name in list(right)[:2])
        return [[way], [f"At the last layer: {last}."], ["All of it:", *self.solved(drawn).splitlines()[2:]]]

    def _wrong(self, drawn: NetworkAndBatch) -> dict[str, tuple[LayerGradient, ...]]:
        """What each misconception gives that can be had in this case."""
        found = {}
        for slug in MISCONCEPTIONS:
            with suppress(ValueError):  # there is no recipe for this case
                found[slug] = wrong_gradients(slug, *drawn, self.learning_rate)
        return found

    def _alone(self, slug: str, drawn: NetworkAndBatch) -> dict[str, Array]:
        """The arrays of each layer as this mistake gives them on the right deltas of the layer above.

        Nothing for a mistake that is made around the backward pass.
        """
        case = Case(drawn.network, drawn.x, drawn.y, LOSSES[drawn.loss], self.learning_rate)
        rules = next((recipe.rules for recipe in MISCONCEPTIONS[slug].recipes if recipe.needs.holds(case)), None)
        if rules is None:
            return {}
        found = []
        above = None
        for layer, seen in zip(reversed(case.network), reversed(forward(case.network, case.x)), strict=True):
            with np.errstate(all="ignore"):  # a wrong rule may well divide by 0 or overflow
                at = at_layer(rules, layer, seen, case.y, case.loss, case.learning_rate, above)
                found.append(LayerGradient(at.error, at.delta, at.weight_gradient, rules.bias_gradient(at)))
            above = at_layer(right_rules, layer, seen, case.y, case.loss, case.learning_rate, above)
        return _arrays(found[::-1])

    def solved(self, drawn: NetworkAndBatch) -> str:
        """Every array of the gradient, to four significant digits."""
        arrays = {f"d{part}{n}": getattr(one, part) for n, one in enumerate(drawn.answer, 1) for part in ("W", "b")}
        rows = (f"- {listed({name: array}, 4)}" for name, array in arrays.items())
        return "\n".join(["With the numbers of this page:", "", *rows])

    def reveals(self) -> Iterable[str]:
        """The misconceptions whose wrong rules exist for this network."""
        return self._wrong(self.draw(np.random.default_rng(0)))


def _arrays(gradients: Sequence[LayerGradient]) -> dict[str, Array]:
    """The arrays of a gradient by their names, from the last layer to the first."""
    numbered = list(enumerate(gradients, 1))[::-1]
    return {f"d{part}{n}": np.asarray(getattr(one, part), dtype=float) for n, one in numbered for part in ("W", "b")}


def _decimals(right: Mapping[str, Array], wrong: Mapping[str, Mapping[str, Array]]) -> int:
    """Four, or as many as it takes to tell each mistake from what is right, and from all others that are different."""

    def distance(one: Mapping[str, Array], other: Mapping[str, Array]) -> float:
        return max(float(np.abs(one[name] - other[name]).max()) for name in right)

    apart = (distance(one, other) for one, other in combinations([right, *wrong.values()], 2))
    nearest = min((one for one in apart if one > 10.0**-FINEST), default=1.0)
    return next(n for n in range(FEWEST, FINEST + 2) if nearest > 2 * ROOM * 10.0**-n)


def _pairs(answer: Any) -> Any:
    """(dW, db) for each layer, db as a column; what is no such thing is left to `diagnose`, which says so."""
    try:
        pairs = [(part.W, part.b) if hasattr(part, "W") else tuple(part) for part in answer]
        return [(dW, np.reshape(db, (-1, 1)) if np.ndim(db) == 1 else db) for dW, db in pairs]
    except (TypeError, ValueError):
        return answer


class NetworkAndBatch(NamedTuple):
    """A drawn exercise on a gradient: the network, the batch and the name of the loss."""

    network: Network
    x: Array
    y: Array
    loss: str

    @property
    def answer(self) -> tuple[LayerGradient, ...]:
        """What is right: the gradient of each layer."""
        return backward(self.network, forward(self.network, self.x), self.y, self.loss)

    @property
    def given(self) -> dict[str, Any]:
        """Everything that the gradient depends on, by name."""
        layers = enumerate(self.network, 1)
        parameters = {f"{part}{n}": getattr(layer, part) for n, layer in layers for part in ("W", "b")}
        return {"x": self.x, "y": self.y, **parameters}
