"""Backward passes that take one thing from the wrong layer; a proof is worth as much as it refuses of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .layers import Layer
from .losses import Loss
from .network import LayerGradient, LayerTrace

Where = Callable[[int, int], int]  # from the number of a layer, and of all layers, to the number of another one


def own(level: int, layers: int) -> int:
    """The layer itself."""
    return level


def above(level: int, layers: int) -> int:
    """The next layer; the last one is its own."""
    return min(level + 1, layers)


def two_above(level: int, layers: int) -> int:
    """The layer after the next, or the last one."""
    return min(level + 2, layers)


def below(level: int, layers: int) -> int:
    """The layer before; the first one is its own."""
    return max(level - 1, 1)


def first(level: int, layers: int) -> int:
    """The first layer, wherever one is."""
    return 1


def last(level: int, layers: int) -> int:
    """The last layer, wherever one is."""
    return layers


def backward_with(
    weights: Where = above, delta: Where = above, activation: Where = own, z: Where = own, x: Where = own
) -> Callable[..., tuple[LayerGradient, ...]]:
    """`backward`, taking each of its factors from the layer that the argument names.

    weights, delta   of the layers above: error = W.T @ delta
    activation, z    slope of this activation at this net input
    x                the input in dW = delta @ x.T

    Without arguments it is `backward` itself, for losses without a paired activation.
    """

    def backward(
        network: Sequence[Layer], trace: Sequence[LayerTrace], y: Any, loss: Loss
    ) -> tuple[LayerGradient, ...]:
        layers, N = len(network), y.shape[1]
        found: dict[int, LayerGradient] = {}
        for level in range(layers, 0, -1):
            if level == layers:
                error = loss.derivative(trace[-1].a, y) / N
            else:
                error = network[weights(level, layers) - 1].W.T @ found[delta(level, layers)].delta
            at = trace[z(level, layers) - 1]
            delta_here = network[activation(level, layers) - 1].activation.delta(error, at.z, at.a)
            dW = delta_here @ trace[x(level, layers) - 1].x.T
            found[level] = LayerGradient(error, delta_here, dW, delta_here.sum(axis=1, keepdims=True))
        return tuple(found[level] for level in range(1, layers + 1))

    return backward


MISPLACED = {
    "weights of the last layer, always": backward_with(weights=last),
    "weights of the first layer, always": backward_with(weights=first),
    "weights of the layer itself": backward_with(weights=own),
    "weights of the layer after the next": backward_with(weights=two_above),
    "delta of the last layer, always": backward_with(delta=last),
    "delta of the layer after the next": backward_with(delta=two_above),
    "activation of the next layer": backward_with(activation=above),
    "activation of the layer before": backward_with(activation=below),
    "activation of the last layer, always": backward_with(activation=last),
    "activation of the first layer, always": backward_with(activation=first),
    "net input of the next layer": backward_with(z=above),
    "net input of the layer before": backward_with(z=below),
    "input of the next layer": backward_with(x=above),
    "input of the layer before": backward_with(x=below),
    "input of the network, always": backward_with(x=first),
}
