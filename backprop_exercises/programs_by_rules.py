"""Programs for the backward pass, right or wrong in a known way: each follows the rules that it is given.

The rules are those of backprop_lib.misconceptions, where a misconception is one rule replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from backprop_lib import Layer, LayerGradient, Network, forward, half_squared_error, identity, sigmoid
from backprop_lib.elementwise import Array
from backprop_lib.misconceptions import MISCONCEPTIONS, AtLayer, Rules, backward_by

OF_THE_WHOLE = (
    *("hidden-derivative-missing", "output-derivative-missing", "derivative-at-activation"),
    *("output-form-at-net-input", "transpose-missing", "downstream-sum-missing", "sign", "half-forgotten"),
    *("mean-over-outputs", "error-shared-by-weights", "bias-never-updated", "bias-averaged-weights-summed"),
    *("assign-instead-of-add", "indices-swapped", "sum-over-examples"),
    *("bias-over-wrong-axis", "product-as-argument"),
)
# Gradients with swapped indices have other shapes than the weights, as a rule: no step can be made along them.
OF_A_STEP = ("updated-weights", *(slug for slug in OF_THE_WHOLE if slug != "indices-swapped"))


def by_rules(function: Callable, *slugs: str) -> dict[str, Callable]:
    """For each misconception the function that follows its rules: function(rules, ...) with the first argument set."""
    return {slug: partial(function, MISCONCEPTIONS[slug].recipes[0].rules) for slug in slugs}


def gradients_by(rules: Rules, layers: Sequence[tuple[Array, Array]], x: Array, y: Array) -> tuple[LayerGradient, ...]:
    """The gradients of a network of logistic units with half squared error, by these rules."""
    network = Network.of(Layer.of(W, b, sigmoid) for W, b in layers)
    return backward_by(rules, network, forward(network, x), y, half_squared_error)


def error_by(rules: Rules, W: Array, delta: Array) -> Array:
    """What a layer with these weights and deltas hands down to the units below, by these rules.

    >>> from backprop_lib.misconceptions import right
    >>> error_by(right, np.array([[2.0, 3.0]]), np.array([[0.5]])).tolist()
    [[1.0], [1.5]]
    """
    nothing = np.zeros_like(delta)
    layer = AtLayer(nothing, half_squared_error, None, True, W, identity, nothing, nothing, nothing)
    layer.error = layer.delta = delta
    return rules.error_below(layer)


def gradients_of_two(
    rules: Rules, W1: Array, b1: Array, W2: Array, b2: Array, x: Array, y: Array
) -> tuple[Array, Array, Array, Array]:
    """dW1, db1, dW2, db2 of a network with one hidden layer, by these rules."""
    below, above = gradients_by(rules, [(W1, b1), (W2, b2)], x, y)
    return below.W, below.b, above.W, above.b


def step_of_two(
    rules: Rules, W1: Array, b1: Array, W2: Array, b2: Array, x: Array, y: Array, rate: float
) -> tuple[Array, Array, Array, Array]:
    """W1, b1, W2, b2 of such a network after one step along the gradients by these rules."""
    layers = Network([Layer(W1, b1, sigmoid), Layer(W2, b2, sigmoid)])
    below, above = backward_by(rules, layers, forward(layers, x), y, half_squared_error, rate)
    return W1 - rate * below.W, b1 - rate * below.b, W2 - rate * above.W, b2 - rate * above.b
