"""Traits that refuse nonsense in words: numbers within bounds, names from a list, matrices, networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

import numpy as np
import traitlets
from traitlets import TraitError

from backprop_lib import Layer, Network
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.checks import as_matrix
from backprop_lib.wording import kind_of

from .base import Widget


class Positive(traitlets.Float):
    """A positive, finite number.

    >>> class Rate(traitlets.HasTraits):
    ...     learning_rate = Positive(0.1)
    >>> Rate(learning_rate=-1)
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: learning_rate is -1.0; expected a positive, finite number.
    """

    def validate(self, obj: Any, value: Any) -> Any:
        value = super().validate(obj, value)
        if not (isfinite(value) and value > 0):
            raise TraitError(f"{self.name} is {value}; expected a positive, finite number.")
        return value

    def rule(self) -> dict[str, Any]:
        return {"kind": "positive"}


class Finite(traitlets.Float):
    """A number that is neither infinite nor NaN, within the bounds given.

    >>> class At(traitlets.HasTraits):
    ...     x = Finite(0.0)
    >>> At(x=float("nan"))
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: x is nan; expected a finite number.
    """

    def validate(self, obj: Any, value: Any) -> Any:
        value = super().validate(obj, value)
        if not isfinite(value):
            raise TraitError(f"{self.name} is {value}; expected a finite number.")
        return value

    def rule(self) -> dict[str, Any]:
        return {"kind": "finite"}


class Momentum(traitlets.Float):
    """From 0 to below 1.

    >>> class Heavy(traitlets.HasTraits):
    ...     momentum = Momentum(0.0)
    >>> Heavy(momentum=1)
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: momentum is 1.0; expected a number from 0 to below 1.
    """

    def validate(self, obj: Any, value: Any) -> Any:
        value = super().validate(obj, value)
        if not 0 <= value < 1:
            raise TraitError(f"{self.name} is {value}; expected a number from 0 to below 1.")
        return value

    def rule(self) -> dict[str, Any]:
        return {"kind": "momentum"}


class Count(traitlets.Int):
    """A whole number from low to high.

    >>> class Walk(traitlets.HasTraits):
    ...     steps = Count(1, low=1, high=1000)
    >>> Walk(steps=0)
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: steps is 0; expected a whole number from 1 to 1000.
    """

    def __init__(self, default_value: int = 0, low: int = 0, high: float = float("inf"), **kwargs: Any) -> None:
        super().__init__(default_value, **kwargs)
        self.low, self.high = low, high

    def validate(self, obj: Any, value: Any) -> Any:
        value = super().validate(obj, value)
        if not self.low <= value <= self.high:
            on = " on" if self.high == float("inf") else f" to {self.high}"
            raise TraitError(f"{self.name} is {value}; expected a whole number from {self.low}{on}.")
        return value

    def rule(self) -> dict[str, Any]:
        return {"kind": "count", "low": self.low} | ({} if self.high == float("inf") else {"high": self.high})


class Choice(traitlets.Unicode):
    """One of some names.

    >>> class Bent(traitlets.HasTraits):
    ...     activation = Choice("tanh", ["sigmoid", "tanh"])
    >>> Bent(activation="sine")
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: activation is "sine"; expected one of sigmoid, tanh.
    """

    def __init__(self, default_value: str, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(default_value, **kwargs)
        self.names = tuple(names)

    def validate(self, obj: Any, value: Any) -> Any:
        value = super().validate(obj, value)
        if value not in self.names:
            raise TraitError(f'{self.name} is "{value}"; expected one of {", ".join(self.names)}.')
        return value

    def rule(self) -> dict[str, Any]:
        return {"kind": "choice", "names": self.names}


class Matrix(traitlets.TraitType):
    """A finite matrix of numbers, in Python a read-only array (rows, N), in JavaScript an array of rows.

    >>> class Batch(traitlets.HasTraits):
    ...     x = Matrix()
    >>> Batch(x=[0.05, 0.1])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: x has shape (2,); expected two dimensions, one column per example. For ...
    """

    default_value = np.zeros((1, 1))
    info_text = "a matrix, one column per example"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag(sync=True, to_json=lambda value, _: value.tolist(), from_json=lambda value, _: value)

    def validate(self, obj: Any, value: Any) -> Any:
        expected = "expected two dimensions, one column per example"
        try:
            matrix = as_matrix(str(self.name), value, expected)
        except (TypeError, ValueError) as fault:
            raise TraitError(str(fault)) from fault
        if matrix.dtype != float:
            raise TraitError(f"{self.name} has elements of type {matrix.dtype}; a widget shows real numbers.")
        matrix.setflags(write=False)
        return matrix


class NetworkTrait(traitlets.TraitType):
    """A Network of real numbers; in JavaScript a list of layers {W, b, activation}, the form that network.js reads.

    >>> class Shown(traitlets.HasTraits):
    ...     network = NetworkTrait()
    >>> Shown(network="mazur")
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: network is a str; expected a Network of the built-in activations.
    """

    default_value = Network([Layer([[1.0]], [[0.0]], "identity")])
    info_text = "a Network"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag(sync=True, to_json=lambda network, _: plain(network), from_json=lambda layers, _: from_plain(layers))

    def validate(self, obj: Any, value: Any) -> Any:
        if not isinstance(value, Network):
            raise TraitError(f"{self.name} is {kind_of(value)}; expected a Network of the built-in activations.")
        for number, layer in enumerate(value, 1):
            if ACTIVATIONS.get(layer.activation.name) != layer.activation:
                raise TraitError(
                    f"Layer {number} of {self.name} has the activation {layer.activation.name}, which the page does "
                    f"not know; expected one of {', '.join(ACTIVATIONS)}."
                )
            if layer.W.dtype != float or layer.b.dtype != float:
                raise TraitError(f"Layer {number} of {self.name} is not made of real numbers; a widget shows those.")
        return value


def plain(network: Network) -> list[dict[str, Any]]:
    """A network as lists and text.

    >>> plain(Network([Layer([[2.0]], [[0.5]], "tanh")]))
    [{'W': [[2.0]], 'b': [[0.5]], 'activation': 'tanh'}]
    """
    return [{"W": W.tolist(), "b": b.tolist(), "activation": activation.name} for W, b, activation in network]


def from_plain(layers: list[dict[str, Any]]) -> Network:
    """The network that `plain` has written.

    >>> from_plain([{"W": [[2.0]], "b": [[0.5]], "activation": "tanh"}]).sizes
    (1, 1)
    """
    return Network(Layer(layer["W"], layer["b"], layer["activation"]) for layer in layers)


def rules(namespace: Mapping[str, Any], names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Default and rule of each of these traits of a class, as the page reads them (kit/state.js).

    Call it at the end of the class with locals(): nothing that a trait may be is written a second time in JavaScript.

    >>> rules({"example": Count(1, low=1, high=12)}, ["example", "all_digits"])
    {'example': {'default': 1, 'kind': 'count', 'low': 1, 'high': 12}, 'all_digits': {'default': False, 'kind': 'flag'}}
    """
    found = {}
    for name in names:
        trait = namespace.get(name, Widget.class_traits().get(name))
        rule = trait.rule() if hasattr(trait, "rule") else {"kind": "flag"} if isinstance(trait, traitlets.Bool) else {}
        to_json = trait.metadata.get("to_json", lambda value, _: value)
        found[name] = {"default": to_json(trait.default(), None), **rule}
    return found
