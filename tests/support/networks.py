"""Hypothesis draws networks: any depth from 1 to 5, any widths from 1 to 8, every valid pair of activation and loss."""

from typing import NamedTuple

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from backprop_lib import Layer, Loss, Network, forward
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.losses import LOSSES

# The rectifiers have no derivative at 0, and a nudge across it would measure neither side.
KINKED = {"relu", "leaky_relu"}
AWAY_FROM_KINK = 1e-3


class Drawn(NamedTuple):
    network: Network
    x: np.ndarray
    y: np.ndarray
    loss: Loss


@st.composite
def drawn_networks(draw):
    depth = draw(st.integers(1, 5))
    sizes = draw(st.lists(st.integers(1, 8), min_size=depth + 1, max_size=depth + 1))
    loss = LOSSES[draw(st.sampled_from(sorted(LOSSES)))]
    hidden = draw(st.lists(st.sampled_from(sorted(ACTIVATIONS)), min_size=depth - 1, max_size=depth - 1))
    output = loss.paired.name if loss.paired else draw(st.sampled_from(sorted(ACTIVATIONS)))
    N = draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    network = Network.random(sizes, [*hidden, output], rng=rng)
    network = Network(Layer(W, rng.normal(size=b.shape), activation) for W, b, activation in network)
    x = rng.normal(size=(sizes[0], N))
    if loss.name == "half_squared_error":
        y = rng.normal(size=(sizes[-1], N))
    else:
        y = rng.uniform(size=(sizes[-1], N))
        y = y / y.sum(axis=0) if loss.name == "cross_entropy" else y
    for layer, (_, z, _) in zip(network, forward(network, x), strict=True):
        assume(layer.activation.name not in KINKED or np.abs(z).min() > AWAY_FROM_KINK)
    return Drawn(network, x, y, loss)
