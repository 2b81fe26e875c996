"""Exercises whose answer is the whole gradient of a network's cost, however it was computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from backprop_lib import LayerGradient, Network, backward, forward
from backprop_lib.elementwise import Array
from backprop_lib.losses import LOSSES
from backprop_lib.misconceptions import MISCONCEPTIONS, Case, Verdict, diagnose, wrong_gradients
from backprop_lib.misconceptions.judging import Judge, room_of
from backprop_lib.misconceptions.search import ROUNDED

from ..answers import Unreadable
from ..writing import listed


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
        return f"Given: {listed(drawn.given)}; activations {curves}; loss `{drawn.loss}`."

    def on_page(self, drawn: NetworkAndBatch, salt: str) -> dict[str, Any]:
        """Nothing: so many numbers are computed, and not typed."""
        return {}

    def solved(self, drawn: NetworkAndBatch) -> str:
        """Every array of the gradient, to four significant digits."""
        arrays = {f"d{part}{n}": getattr(one, part) for n, one in enumerate(drawn.answer, 1) for part in ("W", "b")}
        rows = (f"- {listed({name: array}, 4)}" for name, array in arrays.items())
        return "\n".join(["With the numbers of this page:", "", *rows])

    def reveals(self) -> Iterable[str]:
        """The misconceptions whose wrong rules exist for this network."""
        return filter(self._applies, MISCONCEPTIONS)

    def _applies(self, slug: str) -> bool:
        network, x, y, loss = self.draw(np.random.default_rng(0))
        try:
            return bool(wrong_gradients(slug, network, x, y, loss, self.learning_rate))
        except ValueError:  # there is no recipe for this case
            return False


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
