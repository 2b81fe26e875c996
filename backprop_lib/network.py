"""The algorithm: `forward` returns a trace, `backward` takes it and returns gradients, `descend` returns a new network.

Read from top to bottom, this file is the book. Nothing here changes its arguments and nothing is remembered
between calls: whatever a function needs, it is given. Nothing is checked here either; `backprop_lib.forward` and its
companions are these functions with a check of what comes in (boundary.py).

Shapes: a batch of N examples is a matrix with one column per example. A layer that turns n_in values into
n_out has W of shape (n_out, n_in) and b of shape (n_out, 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .elementwise import Array
from .layers import Layer, Network
from .losses import Loss

__all__ = ["LayerGradient", "LayerTrace"]  # the functions come with a check from backprop_lib


class LayerTrace(NamedTuple):
    """What one layer saw on the way forward: input x (n_in, N), net input z (n_out, N), output a (n_out, N)."""

    x: Array
    z: Array
    a: Array


class LayerGradient(NamedTuple):
    """What one layer gets on the way back: error = dJ/da, delta = dJ/dz (n_out, N); dJ/dW and dJ/db as W and b."""

    error: Array
    delta: Array
    W: Array
    b: Array


def forward(network: Network, x: Array) -> tuple[LayerTrace, ...]:
    """Run the network on x (n_in, N) and keep what each layer saw.

    In each layer z = W x + b and a = σ(z); the prediction is the last a.
    """
    trace = []
    for W, b, activation in network:
        z = W @ x + b
        a = activation.value(z)
        trace.append(LayerTrace(x, z, a))
        x = a
    return tuple(trace)


def backward(
    network: Network,
    trace: Sequence[LayerTrace],
    y: Array,
    loss: Loss,
) -> tuple[LayerGradient, ...]:
    """The gradient of the cost with respect to everything, from back to front.

    error = dJ/da is loss'(a, y)/N at the output, W.T @ delta everywhere else;
    delta = dJ/dz = error * σ'(z); dJ/dW = delta @ x.T; dJ/db = sum of delta.
    y: (n_out, N). Source: Rumelhart, Hinton & Williams, Nature 323 (1986).
    """
    N = y.shape[1]
    error = loss.derivative(trace[-1].a, y) / N
    gradients: list[LayerGradient] = []
    steps_back = zip(reversed(network), reversed(trace), strict=True)
    for layer, (x, z, a) in steps_back:
        if loss.paired and not gradients:
            delta = (a - y) / N
        else:
            delta = layer.activation.delta(error, z, a)
        dW = delta @ x.T
        db = delta.sum(axis=1, keepdims=True)
        gradients.append(LayerGradient(error, delta, dW, db))
        if len(gradients) < len(network):  # the inputs need no error
            error = layer.W.T @ delta
    return tuple(reversed(gradients))


def descend(
    network: Network,
    gradients: Sequence[Any],
    learning_rate: float,
) -> Network:
    """A new network, one step further: W - learning_rate * dJ/dW, and b likewise."""
    layers = []
    for (W, b, activation), gradient in zip(network, gradients, strict=True):
        W = W - learning_rate * gradient.W
        b = b - learning_rate * gradient.b
        layers.append(Layer.of(W, b, activation))
    return Network.of(layers)


def cost(network: Network, x: Array, y: Array, loss: Loss) -> Any:
    """J: the loss summed over the output units, averaged over the N examples."""
    return mean_loss(forward(network, x), y, loss)


def mean_loss(trace: Sequence[LayerTrace], y: Array, loss: Loss) -> Any:
    """J of a forward pass that has been made: what `cost` returns, from the trace."""
    _, z, a = trace[-1]
    losses = loss.from_z(z, y) if loss.from_z else loss.value(a, y)
    return losses.sum() / y.shape[1]
