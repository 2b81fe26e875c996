"""What a case must have for a mistake to exist: no transpose can be forgotten where there is no hidden layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..activations import Activation, identity, leaky_relu, relu, softmax
from ..elementwise import Array
from ..layers import Layer, Network
from ..losses import Loss, half_squared_error


class Case(NamedTuple):
    """What somebody computes gradients for: a network, a batch and its targets, a loss, and the rate if it is known."""

    network: Network
    x: Array
    y: Array
    loss: Loss
    learning_rate: Any


class Condition(NamedTuple):
    """What a case must have for a recipe to exist, in words and as a test."""

    words: str
    holds: Callable[[Case], bool]


def _has_output_form(activation: Activation) -> bool:
    """Whether the derivative can be had from the output alone, as a(1 - a) can.

    >>> from backprop_lib import sigmoid, softplus
    >>> _has_output_form(sigmoid), _has_output_form(softplus)
    (True, False)
    """
    z = np.array([[-1.0], [2.0]])
    a = activation.value(z)
    return bool(np.all(activation.derivative(a, a) == activation.derivative(z, a)))


NO_PRODUCTS = (identity, relu, leaky_relu, softmax)  # whose slope nobody writes as a product with 1 - a


def _has_product(activation: Activation) -> bool:
    return activation not in NO_PRODUCTS and _has_output_form(activation)


def _layers_with_slope(case: Case) -> Sequence[Layer]:
    """The layers whose derivative is used: not the last when a paired loss gives its delta at once."""
    return case.network[:-1] if case.loss.paired else case.network


def _ends_in_softmax(case: Case) -> bool:
    return case.network[-1].activation == softmax


def _is_square(layer: Layer) -> bool:
    return layer.W.shape[0] == layer.W.shape[1]


any_case = Condition("nothing", lambda case: True)
several_layers = Condition("a hidden layer", lambda case: len(case.network) > 1)
learning_rate_known = Condition(
    "a hidden layer and a learning rate", lambda case: len(case.network) > 1 and case.learning_rate is not None
)
plain_loss = Condition("a loss that is not paired with its output activation", lambda case: not case.loss.paired)
paired_loss = Condition("a log loss with its own output activation", lambda case: bool(case.loss.paired))
some_slope = Condition("a layer whose derivative is used", lambda case: len(_layers_with_slope(case)) > 0)
some_output_form = Condition(
    "a layer whose derivative can be written in terms of its output",
    lambda case: any(_has_output_form(layer.activation) for layer in _layers_with_slope(case)),
)
hidden_output_form = Condition(
    "a hidden layer whose derivative can be written in terms of its output",
    lambda case: any(_has_output_form(layer.activation) for layer in case.network[:-1]),
)
some_product = Condition(
    "a layer whose derivative can be written as a product of its output",
    lambda case: any(_has_product(layer.activation) for layer in _layers_with_slope(case)),
)
hidden_product = Condition(
    "a hidden layer whose derivative can be written as a product of its output",
    lambda case: any(_has_product(layer.activation) for layer in case.network[:-1]),
)
square_above = Condition(
    "a hidden layer, and square weight matrices above the first layer",
    lambda case: len(case.network) > 1 and all(_is_square(layer) for layer in case.network[1:]),
)
all_square = Condition("square weight matrices in every layer", lambda case: all(map(_is_square, case.network)))
some_fork = Condition(
    "a hidden layer that feeds several units", lambda case: any(len(layer.W) > 1 for layer in case.network[1:])
)
plain_and_hidden = Condition(
    "a hidden layer and a loss that is not paired", lambda case: len(case.network) > 1 and not case.loss.paired
)
paired_and_hidden = Condition(
    "a hidden layer and a log loss with its own output activation",
    lambda case: len(case.network) > 1 and bool(case.loss.paired),
)
the_half = Condition("half_squared_error", lambda case: case.loss == half_squared_error)
several_outputs = Condition("several output units", lambda case: len(case.y) > 1)
several_examples = Condition("a batch of several examples", lambda case: case.y.shape[1] > 1)
softmax_paired = Condition("softmax with cross-entropy", lambda case: bool(case.loss.paired) and _ends_in_softmax(case))
softmax_slope = Condition(
    "a softmax layer whose derivative is used",
    lambda case: any(layer.activation == softmax for layer in _layers_with_slope(case)),
)
as_many_examples_as_units = Condition(
    "as many examples as units, in every layer",
    lambda case: case.y.shape[1] > 1 and all(len(layer.b) == case.y.shape[1] for layer in case.network),
)
fits_reversed = Condition(
    "layers of the same shapes from either end",
    lambda case: (
        len(case.network) > 1
        and [layer.W.shape for layer in case.network] == [layer.W.shape for layer in reversed(case.network)]
    ),
)
rate_and_examples = Condition(
    "a learning rate and a batch of several examples",
    lambda case: case.y.shape[1] > 1 and case.learning_rate is not None,
)
