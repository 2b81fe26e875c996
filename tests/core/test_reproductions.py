"""Published results come out again, to the digits in which they were printed."""

import numpy as np
import pytest

from backprop_lib import Layer, Network, backward, forward, half_squared_error, sigmoid
from backprop_lib.data import mirror_symmetry
from backprop_lib.training import train


def test_nielsen_one_neuron_learns_fast_from_one_start_and_slowly_from_another():
    """Nielsen, Neural Networks and Deep Learning, chapter 3: x = 1, target 0, learning rate 0.15, 300 steps."""
    for w, b, first, last in ((0.6, 0.9, 0.8176, 0.0940), (2.0, 2.0, 0.9820, 0.2028)):
        network = Network([Layer([[w]], [[b]], sigmoid)])
        assert forward(network, [[1.0]])[-1].a.item() == pytest.approx(first, abs=5e-5)
        for step in train(network, [[1.0]], [[0.0]], half_squared_error, learning_rate=0.15, epochs=300):
            pass
        assert forward(step.network, [[1.0]])[-1].a.item() == pytest.approx(last, abs=5e-5)


def test_cs231n_logistic_neuron():
    """CS231n notes on backpropagation: w = (2, -3, -3), x = (-1, -2); the third weight is the bias."""
    network = Network([Layer([[2.0, -3.0]], [[-3.0]], sigmoid)])
    x = np.array([[-1.0], [-2.0]])
    trace = forward(network, x)
    assert trace[0].a.item() == pytest.approx(0.731058579, abs=5e-10)
    (gradient,) = backward(network, trace, trace[0].a - 1, half_squared_error)  # so that dE/da is 1
    assert gradient.W[0] == pytest.approx([-0.196611933, -0.393223866], abs=5e-10)
    assert gradient.b.item() == pytest.approx(0.196611933, abs=5e-10)
    assert (network[0].W.T @ gradient.delta)[:, 0] == pytest.approx([0.393223866, -0.589835800], abs=5e-10)


def test_mirror_symmetry_has_the_structure_that_was_reported():
    """Rumelhart, Hinton & Williams, Nature 323 (1986): weights equal and opposite about the middle, in the ratio 1:2:4.

    They summed the error over the 64 cases, so their rate of 0.1 is 6.4 for our mean. The number of sweeps depends
    on the start; the structure does not.
    """
    x, y = mirror_symmetry()
    rng = np.random.default_rng(1)
    uniform = lambda *shape: rng.uniform(-0.3, 0.3, shape)
    network = Network([Layer(uniform(2, 6), uniform(2, 1), sigmoid), Layer(uniform(1, 2), uniform(1, 1), sigmoid)])
    for step in train(network, x, y, half_squared_error, learning_rate=6.4, epochs=20_000, momentum=0.9):
        if np.abs(step.trace[-1].a - y).max() < 0.2:
            break
    hidden, output = step.network
    assert np.abs(forward(step.network, x)[-1].a - y).max() < 0.25
    for row in hidden.W:
        assert row[:3] == pytest.approx(-row[:2:-1], rel=0.05, abs=0)
        smallest, middle, largest = sorted(np.abs(row[:3]))
        assert middle / smallest == pytest.approx(2, rel=0.05, abs=0)
        assert largest / middle == pytest.approx(2, rel=0.05, abs=0)
    assert (hidden.b < 0).all() and output.b.item() > 0
