"""The backward pass as a table of rules, one for each quantity: `right` holds those that `backward` follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..activations import Activation
from ..elementwise import Array
from ..layers import Layer
from ..losses import Loss
from ..network import LayerGradient, LayerTrace


@dataclass(slots=True)
class AtLayer:
    """What a rule can use at one layer of the backward pass; from `slope` on, what the rules have found there so far.

    y, loss and learning_rate belong to the whole pass, the others to this layer (is_output: it is the last one).
    Shapes as in network.py; the slope is da/dz, the derivative at this z, shaped like z, or (n, n, N) for softmax.
    """

    y: Array
    loss: Loss
    learning_rate: Any
    is_output: bool
    W: Array
    activation: Activation
    x: Array
    z: Array
    a: Array
    slope: Any = None
    error: Any = None
    delta: Any = None
    weight_gradient: Any = None
    weights: Any = None  # those through which the error goes back, W itself as a rule

    def __post_init__(self) -> None:
        self.weights = self.W if self.weights is None else self.weights

    @property
    def N(self) -> int:
        return self.y.shape[1]


Rule = Callable[[AtLayer], Any]


class Rules(NamedTuple):
    """The backward pass, one rule for each quantity: a function of what is known `AtLayer`."""

    output_error: Rule
    paired_delta: Rule
    slope: Rule
    output_delta: Rule
    hidden_delta: Rule
    weight_gradient: Rule
    bias_gradient: Rule
    weights: Rule
    error_below: Rule


def through(error: Array, slope: Array) -> Array:
    """dJ/dz from dJ/da: times the slope, or times the transposed Jacobian for softmax."""
    return (error[:, None] * slope).sum(axis=0) if np.ndim(slope) == 3 else error * slope


right = Rules(
    output_error=lambda at: at.loss.derivative(at.a, at.y) / at.N,
    paired_delta=lambda at: (at.a - at.y) / at.N,  # at the output, for a log loss with its own activation
    slope=lambda at: at.activation.derivative(at.z, at.a),
    output_delta=lambda at: through(at.error, at.slope),
    hidden_delta=lambda at: through(at.error, at.slope),
    weight_gradient=lambda at: at.delta @ at.x.T,
    bias_gradient=lambda at: at.delta.sum(axis=1, keepdims=True),
    weights=lambda at: at.W,  # through which the error goes back
    error_below=lambda at: at.weights.T @ at.delta,
)


def backward_by(
    rules: Rules,
    network: Sequence[Layer],
    trace: Sequence[LayerTrace],
    y: Array,
    loss: Loss,
    learning_rate: Any = None,
) -> tuple[LayerGradient, ...]:
    """`backward` with these rules instead of its own; backward_by(right, ...) is backward. Not checked.

    Only the rule of `updated-weights` asks for the learning rate.

    >>> from backprop_lib import Network, forward, half_squared_error, identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> trace = forward(network, np.array([[3.0]]))
    >>> backward_by(right, network, trace, np.array([[6.0]]), half_squared_error)[0].W
    array([[1.5]])
    """
    gradients: list[LayerGradient] = []
    above = None
    with np.errstate(all="ignore"):  # a wrong rule may well divide by 0 or overflow
        for layer, seen in zip(reversed(network), reversed(trace), strict=True):
            above = at_layer(rules, layer, seen, y, loss, learning_rate, above)
            gradients.append(LayerGradient(above.error, above.delta, above.weight_gradient, rules.bias_gradient(above)))
    return tuple(reversed(gradients))


def at_layer(
    rules: Rules, layer: Layer, seen: LayerTrace, y: Array, loss: Loss, learning_rate: Any, above: AtLayer | None
) -> AtLayer:
    """What these rules find at one layer, from what was found at the layer above; None for the last layer."""
    W, _, activation = layer
    at = AtLayer(y, loss, learning_rate, above is None, W, activation, *seen)
    at.slope = rules.slope(at)
    if above is None:
        at.error = rules.output_error(at)
        at.delta = rules.paired_delta(at) if loss.paired else rules.output_delta(at)
    else:
        above.weights = rules.weights(above)
        at.error = rules.error_below(above)
        at.delta = rules.hidden_delta(at)
    at.weight_gradient = rules.weight_gradient(at)
    return at
