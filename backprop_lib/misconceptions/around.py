"""Mistakes that are made around the backward pass, not in one of its rules: what was found is used in another order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..network import LayerGradient, backward, descend, forward
from .cases import Case, Condition

__all__ = ["Around", "bias_summed_over_units", "layers_reversed", "one_example_at_a_time"]


class Around(NamedTuple):
    """The gradients that somebody with this mistake hands in, and the condition under which it can be made."""

    gradients: Callable[[Case], tuple[LayerGradient, ...]]
    needs: Condition


def bias_summed_over_units(case: Case) -> tuple[LayerGradient, ...]:
    """The right gradients of weights; delta.sum(axis=0), turned into a column, for the biases."""
    network, x, y, loss, _ = case
    gradients = backward(network, forward(network, x), y, loss)
    return tuple(gradient._replace(b=gradient.delta.sum(axis=0, keepdims=True).T) for gradient in gradients)


def layers_reversed(case: Case) -> tuple[LayerGradient, ...]:
    """The right gradients, the last layer's first."""
    network, x, y, loss, _ = case
    return backward(network, forward(network, x), y, loss)[::-1]


def one_example_at_a_time(case: Case) -> tuple[LayerGradient, ...]:
    """The mean of the gradients of single examples, each taken after a step along the one before."""
    network, x, y, loss, learning_rate = case
    found = []
    for n in range(y.shape[1]):
        column = slice(n, n + 1)
        gradients = backward(network, forward(network, x[:, column]), y[:, column], loss)
        found.append(gradients)
        network = descend(network, gradients, learning_rate)
    return tuple(
        of_layer[0]._replace(
            W=sum(gradient.W for gradient in of_layer) / len(of_layer),
            b=sum(gradient.b for gradient in of_layer) / len(of_layer),
        )
        for of_layer in zip(*found, strict=True)
    )
