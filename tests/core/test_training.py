"""Training is forward, backward, descend in a loop, with every example seen once in an epoch."""

import weakref

import numpy as np
import pytest

from backprop_lib import Activation, Layer, Network, backward, cost, descend, forward, half_squared_error, identity
from backprop_lib.data import digits, mirror_symmetry, moons, spirals, xor
from backprop_lib.training import train


def test_full_batch_training_is_the_loop_written_out():
    x, y = xor()
    network = by_hand = Network.random((2, 3, 1), "sigmoid", rng=4)
    for step in train(network, x, y, half_squared_error, learning_rate=0.7, epochs=5):
        before = by_hand
        by_hand = descend(by_hand, backward(by_hand, forward(by_hand, x), y, half_squared_error), learning_rate=0.7)
        assert step.network == by_hand and step.before == before
        assert step.cost == cost(before, x, y, half_squared_error)
        assert step.epoch == step.number
    assert step.number == 5


def test_momentum_is_a_running_sum_of_gradients():
    """J = (w - 3)^2 / 2 with learning rate 1/2 and momentum 1/2, followed by hand from w = 0."""
    network = Network([Layer([[0.0]], [[0.0]], identity)])
    seen = [
        step.network[0].W.item() + step.network[0].b.item()
        for step in train(network, [[1.0]], [[3.0]], half_squared_error, learning_rate=0.25, epochs=3, momentum=0.5)
    ]
    # w + b moves with twice the rate: s <- s - 0.5 v, v <- 0.5 v + (s - 3)
    s, v, expected = 0.0, 0.0, []
    for _ in range(3):
        v = 0.5 * v + (s - 3)
        s -= 0.5 * v
        expected.append(s)
    assert expected == [1.5, 3.0, 3.75]
    assert seen == pytest.approx(expected, rel=1e-15, abs=0)


def test_what_is_handed_out_does_not_steer_the_training():
    x, y = xor()
    runs = []
    for spoil in (False, True):
        for step in train(Network.random((2, 3, 1), "tanh", rng=0), x, y, half_squared_error, 0.5, 4, momentum=0.9):
            for gradient in step.gradients if spoil else ():
                gradient.W[...] = 1e3
        runs.append(step.network)
    assert runs[0] == runs[1]
    with pytest.raises(ValueError, match="read-only"):
        step.y[...] = 0


@pytest.mark.parametrize(("batch_size", "sizes"), [(1, [1] * 7), (3, [3, 3, 1]), (7, [7])])
def test_an_epoch_sees_every_example_once(batch_size, sizes):
    x = np.arange(7.0)[None]
    network = Network([Layer([[0.0]], [[0.0]], identity)])
    orders = []
    steps = list(train(network, x, x * 2, half_squared_error, 1e-3, epochs=2, batch_size=batch_size, rng=0))
    for epoch in (1, 2):
        inputs = [step.trace[0].x[0] for step in steps if step.epoch == epoch]
        assert [len(batch) for batch in inputs] == sizes
        orders.append(np.concatenate(inputs))
        assert sorted(orders[-1]) == list(range(7))
    assert [step.number for step in steps] == list(range(1, 2 * len(sizes) + 1))
    assert not np.array_equal(*orders)
    for step in steps:
        assert np.array_equal(step.y, 2 * step.trace[0].x)


def test_the_same_seed_gives_the_same_run():
    x, y = moons(20)
    network = Network.random((2, 4, 1), "tanh", rng=0)
    last = [
        [*train(network, x, y, half_squared_error, 0.1, epochs=3, batch_size=5, rng=seed)][-1].network
        for seed in (1, 1, 2)
    ]
    assert last[0] == last[1] and last[0] != last[2]


def test_what_nobody_keeps_is_gone_before_the_next_step():
    outputs, gone = [], []

    def value(z):
        gone.extend(output() is None for output in outputs)
        a = z * 1.0
        outputs.append(weakref.ref(a))
        return a

    network = Network([Layer([[1.0]], [[0.0]], Activation("watched", value, lambda z: np.ones_like(z)))])
    steps = train(network, [[1.0]], [[2.0]], half_squared_error, learning_rate=0.1, epochs=3)
    outputs.clear()  # those of the checks
    gone.clear()
    for _ in range(3):
        next(steps)
    assert gone == [True] * 3  # the first output before the second step, the first and the second before the third


def test_training_can_be_watched_and_stopped():
    x, y = xor()
    run = train(Network.random((2, 3, 1), "sigmoid", rng=4), x, y, half_squared_error, 0.7, epochs=10**9)
    assert [next(run).number for _ in range(3)] == [1, 2, 3]


def test_an_overflow_is_not_silent():
    run = train(Network([Layer([[1.0]], [[0.0]], identity)]), [[1e3]], [[0.0]], half_squared_error, 1e3, epochs=100)
    with pytest.warns(RuntimeWarning):
        for _ in run:
            pass


def test_xor_is_learned_to_zero_errors():
    x, y = xor()
    for step in train(Network.random((2, 3, 1), "sigmoid", rng=2), x, y, half_squared_error, 2, 2000, momentum=0.5):
        pass
    assert np.array_equal(forward(step.network, x)[-1].a > 0.5, y > 0.5)


def test_the_digits_are_learned():
    """Half of the digits to train on, the others to measure: a small network gets at least nine in ten right."""
    x, y = digits()
    network = Network.random((64, 16, 10), ["tanh", "softmax"], rng=0)
    for step in train(network, x[:, :900], y[:, :900], "cross_entropy", 0.3, epochs=10, batch_size=20, rng=0):
        pass
    right = forward(step.network, x[:, 900:])[-1].a.argmax(axis=0) == y[:, 900:].argmax(axis=0)
    assert right.mean() > 0.9


def test_the_network_of_the_chapter_on_digits_does_not_depend_on_its_start():
    """At least 96 % of every fifth digit, none of which it has seen, on four of five starts that no page shows."""
    x, y = digits()
    test = np.arange(x.shape[1]) % 5 == 4
    right = []
    for seed in range(3, 8):
        network = Network.random((64, 32, 10), ["tanh", "softmax"], rng=seed)
        for step in train(network, x[:, ~test], y[:, ~test], "cross_entropy", 0.1, 20, 0.9, 32, rng=seed):
            pass
        right.append(np.mean(forward(step.network, x[:, test])[-1].a.argmax(axis=0) == y[:, test].argmax(axis=0)))
    assert sum(share >= 0.96 for share in right) >= 4, right


def test_the_data_are_what_they_say():
    x, y = xor()
    assert {(a, b): t for a, b, t in np.vstack([x, y]).T} == {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}
    x, y = mirror_symmetry()
    assert len({tuple(column) for column in x.T}) == 64 and y.sum() == 8
    assert all(t == (list(column) == list(column)[::-1]) for column, t in zip(x.T, y[0], strict=True))
    x, y = digits()
    assert x.shape == (64, 1797) and y.shape == (10, 1797)
    assert x.min() == 0 and x.max() == 1 and np.array_equal(y.sum(axis=0), np.ones(1797))
    for make in (moons, spirals):
        x, y = make(200, noise=0.0, rng=1)
        assert x.shape == (2, 200) and y.sum() == 100
        assert np.array_equal(make(200, rng=1)[0], make(200, rng=1)[0])
        assert not np.array_equal(make(200, rng=1)[0], make(200, rng=2)[0])
    x, y = moons(400, noise=0.0)
    assert np.allclose(np.hypot(*x[:, y[0] == 1]), 1, atol=1e-12)
    assert np.allclose(np.hypot(*(x[:, y[0] == 0] - [[1], [0.5]])), 1, atol=1e-12)
    x, y = spirals(400, noise=0.0)
    radius = np.hypot(*x)
    assert radius.min() >= 0.1 and radius.max() <= 1
    along = np.array([np.cos(3 * np.pi * radius), np.sin(3 * np.pi * radius)]) * radius
    assert np.allclose(x, np.where(y == 1, along, -along), atol=1e-12)
