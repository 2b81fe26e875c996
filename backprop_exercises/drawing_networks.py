"""Random networks and batches: small ones for paper, and the arguments for a program that a learner writes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from backprop_lib import Layer, Network, sigmoid
from backprop_lib.elementwise import Array

from .random_numbers import hundredths


def logistic_2_2_2(rng: np.random.Generator) -> Network:
    """A network of two inputs, two hidden units and two outputs, with parameters of two decimals."""
    return Network(
        Layer(hundredths(rng, 0.1, 0.9, (2, 2), signed=True), hundredths(rng, 0.1, 0.6, (2, 1), signed=True), sigmoid)
        for _ in range(2)
    )


def sizes(rng: np.random.Generator, layers: int) -> tuple[int, ...]:
    """Layer sizes, from inputs to outputs: all different as a rule, so that a missing transpose shows by its shape.

    Sometimes all alike: there a program without the transpose runs, and its numbers can be recognised.
    """
    if rng.random() < 0.4:
        return (int(rng.integers(2, 4)),) * (layers + 1)
    return tuple(int(n) for n in rng.permutation(np.arange(2, layers + 4))[: layers + 1])


def parameters(rng: np.random.Generator, units: Sequence[int]) -> list[tuple[Array, Array]]:
    """Weights and biases (W, b) of each layer of a network with these sizes."""
    return [(rng.normal(size=(n_out, n_in)), rng.normal(size=(n_out, 1))) for n_in, n_out in pairwise(units)]


def batch(rng: np.random.Generator, units: Sequence[int]) -> tuple[Array, Array]:
    """Inputs and targets of a few examples, for a network with these sizes."""
    N = int(rng.integers(2, 6))
    return rng.normal(size=(units[0], N)), rng.uniform(size=(units[-1], N))


def two_layers(rng: np.random.Generator) -> tuple[Array, ...]:
    """Arguments for a program about a network with one hidden layer: W1, b1, W2, b2, x, y."""
    units = sizes(rng, 2)
    (W1, b1), (W2, b2) = parameters(rng, units)
    return W1, b1, W2, b2, *batch(rng, units)


def two_layers_and_rate(rng: np.random.Generator) -> tuple[Any, ...]:
    """The same, and a learning rate."""
    return *two_layers(rng), float(rng.uniform(0.1, 0.9))
