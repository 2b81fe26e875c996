"""The algorithm keeps its hands off its arguments, stays finite where it can, and does not care how it is batched."""

import pickle

import numpy as np
import pytest

from backprop_lib import (
    Activation,
    Layer,
    Loss,
    Network,
    backward,
    binary_cross_entropy,
    cost,
    cross_entropy,
    descend,
    forward,
    half_squared_error,
    leaky_relu,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from backprop_lib.checking import largest_difference
from backprop_lib.data import mazur
from backprop_lib.training import train


def snapshot(network, *arrays):
    return [array.copy() for layer in network for array in (layer.W, layer.b)] + [array.copy() for array in arrays]


def test_no_call_changes_its_arguments():
    network, x, y = mazur()
    before = snapshot(network, x, y)
    trace = forward(network, x)
    seen = [array.copy() for layer in trace for array in layer]
    gradients = backward(network, trace, y, half_squared_error)
    kept = [array.copy() for layer in gradients for array in layer]
    descend(network, gradients, 0.5)
    cost(network, x, y, half_squared_error)
    for _ in train(network, x, y, half_squared_error, 0.5, epochs=3, momentum=0.9):
        pass
    for now, then in zip(snapshot(network, x, y), before, strict=True):
        assert np.array_equal(now, then)
    assert all(np.array_equal(a, b) for a, b in zip((array for layer in trace for array in layer), seen, strict=True))
    assert all(
        np.array_equal(a, b) for a, b in zip((array for layer in gradients for array in layer), kept, strict=True)
    )


def test_the_arrays_of_a_layer_cannot_be_written():
    W = np.eye(2)
    layer = Layer(W, np.zeros((2, 1)), sigmoid)
    W[0, 0] = 7.0
    assert layer.W[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        layer.W[0, 0] = 2.0
    with pytest.raises(ValueError, match="read-only"):
        layer.b += 1.0
    with pytest.raises(AttributeError):
        layer.W = np.eye(2)
    with pytest.raises(ValueError, match="read-only"):
        layer._replace(b=np.ones((2, 1))).b[0] = 2.0
    network, x, y = mazur()
    stepped = descend(network, backward(network, forward(network, x), y, half_squared_error), 0.5)
    with pytest.raises(ValueError, match="read-only"):
        stepped[0].W[0, 0] = 2.0
    with pytest.raises(TypeError):
        network[0] = stepped[0]


def test_a_trace_does_not_follow_later_changes_of_the_input():
    network, x, _ = mazur()
    trace = forward(network, x)
    x[0, 0] = 9.0
    assert trace[0].x[0, 0] == 0.05


def test_extreme_inputs_give_limits_without_a_warning():
    assert sigmoid(-1000) == 0 and sigmoid(1000) == 1 and sigmoid(0) == 0.5
    assert sigmoid(-40) == pytest.approx(np.exp(-40), rel=1e-14, abs=0)
    assert softplus(-1000) == 0 and softplus(1000) == 1000
    assert softplus(-40) == pytest.approx(np.exp(-40), rel=1e-14, abs=0)
    assert np.array_equal(softmax([1000, 0]), [1, 0])
    assert np.array_equal(softmax([-1000, -1000]), [0.5, 0.5])
    assert half_squared_error.value(0.0, 0.0) == 0
    assert cross_entropy.value(np.array([0.0]), np.array([0.0])) == 0
    assert cross_entropy.value(np.array([0.0]), np.array([1.0])) == np.inf
    assert cross_entropy.derivative(np.array([0.0]), np.array([1.0])) == -np.inf
    assert cross_entropy.derivative(np.array([0.0]), np.array([0.0])) == 0
    assert binary_cross_entropy.value(np.array([0.0, 1.0]), np.array([0.0, 1.0])).tolist() == [0, 0]
    assert binary_cross_entropy.value(np.array([0.0, 1.0]), np.array([1.0, 0.0])).tolist() == [np.inf, np.inf]
    assert binary_cross_entropy.derivative(np.array([0.0, 1.0]), np.array([0.0, 1.0])).tolist() == [1, -1]


@pytest.mark.parametrize(
    ("activation", "loss", "z", "y", "expected_cost", "expected_delta"),
    [
        (softmax, cross_entropy, [1000, 0], [0, 1], 1000, [1, -1]),
        (softmax, cross_entropy, [1000, 0], [1, 0], 0, [0, 0]),
        (softmax, cross_entropy, [-2000, 1000], [0.5, 0.5], 1500, [-0.5, 0.5]),
        (sigmoid, binary_cross_entropy, [40, -40], [0, 1], 80, [1, -1]),
        (sigmoid, binary_cross_entropy, [1000, -1000], [0, 1], 2000, [1, -1]),
        (sigmoid, binary_cross_entropy, [1000, -1000], [1, 0], 0, [0, 0]),
    ],
)
def test_saturated_log_losses_stay_finite(activation, loss, z, y, expected_cost, expected_delta):
    network = Network([Layer(np.eye(2), np.zeros((2, 1)), activation)])
    x, y = np.array([z], dtype=float).T, np.array([y], dtype=float).T
    assert cost(network, x, y, loss) == pytest.approx(expected_cost, rel=1e-12, abs=0)
    (gradient,) = backward(network, forward(network, x), y, loss)
    assert gradient.delta[:, 0] == pytest.approx(expected_delta, abs=1e-15)
    assert np.isfinite(gradient.W).all() and np.isfinite(gradient.b).all()


def test_the_slope_of_relu_at_its_kink_is_zero():
    assert relu.derivative(np.array([-1.0, 0.0, 1.0])).tolist() == [0, 0, 1]
    assert leaky_relu.derivative(np.array([-1.0, 0.0, 1.0])).tolist() == [0.01, 0.01, 1]
    assert leaky_relu(np.array([-1.0, 0.0, 1.0])).tolist() == [-0.01, 0, 1]


def test_known_values_of_activations():
    assert sigmoid(1.0) == pytest.approx(0.731058578630005, rel=1e-14, abs=0)  # CS231n, notes on backpropagation
    assert tanh(0.5) == pytest.approx(0.46211715726000975, rel=1e-14, abs=0)
    assert softplus(0.0) == pytest.approx(np.log(2), rel=1e-15, abs=0)
    assert softmax([0.0, np.log(3)]) == pytest.approx([0.25, 0.75], rel=1e-15, abs=0)


def test_a_derivative_may_take_z_alone_or_z_and_a():
    one = Activation("one", lambda z: z**3, lambda z: 3 * z**2)
    two = Activation("two", lambda z: z**3, lambda z, a: 3 * a / z)
    z = np.array([[0.7, -1.3]])
    assert np.allclose(one.derivative(z), two.derivative(z), rtol=1e-14, atol=0)
    assert np.allclose(one.delta(np.ones((1, 2)), z, one(z)), two.delta(np.ones((1, 2)), z, two(z)), rtol=1e-14, atol=0)


def test_the_logistic_keeps_a_small_imaginary_part_on_both_sides():
    """The complex step rests on it; exp(z) / (1 + exp(z)) would lose it to rounding from about z = 9 on."""
    for z in (-30.0, -3.0, 0.0, 3.0, 30.0):
        slope = np.exp(-abs(z)) / (1 + np.exp(-abs(z))) ** 2
        assert sigmoid(z + 1e-30j).imag / 1e-30 == pytest.approx(slope, rel=1e-13, abs=0)


def test_activations_take_whole_numbers_lists_and_single_precision():
    assert np.isfinite(sigmoid(np.float32([88, 100]))).all()
    assert sigmoid(np.array([3], np.int8)) == sigmoid(3.0)
    assert softplus(np.array([1, 2], np.uint8)) == pytest.approx(np.log1p(np.exp([1, 2])))
    assert softmax([[True], [False]])[:, 0] == pytest.approx([np.e / (1 + np.e), 1 / (1 + np.e)])
    assert leaky_relu.derivative([1, -2]).tolist() == [1, 0.01]
    assert np.isnan(relu(np.nan)) and np.isnan(leaky_relu(np.nan))


def cubed(z):
    return z**3


def slope_of_cubed(z, a):
    return 3 * z**2


def test_own_activations_can_be_pickled_if_their_functions_can():
    own = Activation("cube", cubed, slope_of_cubed)
    assert pickle.loads(pickle.dumps(own)) == own
    same_name = Activation("sigmoid", cubed, slope_of_cubed)
    assert pickle.loads(pickle.dumps(same_name)) == same_name != sigmoid


def test_networks_can_be_pickled_and_stay_locked():
    network = Network.random((2, 3, 2), ["tanh", "softmax"], rng=0)
    twin = pickle.loads(pickle.dumps(network))
    assert twin == network and twin[1].activation is softmax
    with pytest.raises(ValueError, match="read-only"):
        twin[0].W[0, 0] = 1.0


def test_a_numpy_function_can_be_an_activation():
    sine = Activation("sine", np.sin, np.cos)
    z = np.array([[0.7, -1.3]])
    a = sine(z)
    assert np.array_equal(sine.derivative(z, a), np.cos(z)) and np.array_equal(a, np.sin(z))
    for derivative in (
        lambda z, a=None: np.cos(z),
        lambda z, *rest: np.cos(z),
        lambda z, **options: np.cos(z),
    ):
        assert np.array_equal(Activation("sine", np.sin, derivative).derivative(z, a), np.cos(z))


def test_an_activation_is_known_by_its_value_not_by_its_identity():
    twin = sigmoid._replace()
    assert twin == sigmoid and twin is not sigmoid
    network = Network([Layer([[1.0]], [[0.0]], twin)])
    assert cost(network, [[0.0]], [[1.0]], binary_cross_entropy) == pytest.approx(np.log(2))
    assert network[0] == Layer([[1.0]], [[0.0]], sigmoid)


@pytest.mark.parametrize("loss", [half_squared_error, cross_entropy])
def test_the_cost_of_a_batch_is_the_mean_over_its_examples(loss):
    rng = np.random.default_rng(5)
    network = Network.random((3, 4, 2), ["tanh", "softmax"], rng=rng)
    x, y = rng.normal(size=(3, 6)), rng.dirichlet([1, 1], size=6).T
    each = [cost(network, x[:, [n]], y[:, [n]], loss) for n in range(6)]
    assert cost(network, x, y, loss) == pytest.approx(np.mean(each), rel=1e-13, abs=0)
    whole = backward(network, forward(network, x), y, loss)
    singles = [backward(network, forward(network, x[:, [n]]), y[:, [n]], loss) for n in range(6)]
    mean = [
        gradient._replace(W=sum(s[level].W for s in singles) / 6, b=sum(s[level].b for s in singles) / 6)
        for level, gradient in enumerate(whole)
    ]
    assert largest_difference(whole, mean) < 1e-13


def test_descend_moves_every_parameter_against_its_gradient():
    network, x, y = mazur()
    gradients = backward(network, forward(network, x), y, half_squared_error)
    stepped = descend(network, gradients, 0.25)
    for old, new, gradient in zip(network, stepped, gradients, strict=True):
        assert np.array_equal(new.W, old.W - 0.25 * gradient.W)
        assert np.array_equal(new.b, old.b - 0.25 * gradient.b)
        assert new.activation == old.activation


def test_networks_compare_by_value():
    assert Network.random((2, 3, 1), "tanh", rng=1) == Network.random((2, 3, 1), "tanh", rng=1)
    assert (Network.random((2, 3, 1), "tanh", rng=1)[0] != Network.random((2, 3, 1), "tanh", rng=1)[0]) is False
    assert Network.random((2, 3, 1), "tanh", rng=1) != Network.random((2, 3, 1), "tanh", rng=2)
    assert Network.random((2, 3, 1), "tanh", rng=1) != Network.random((2, 3, 1), "relu", rng=1)
    assert Network.random((2, 3, 1), "relu", rng=1) != Network.random((2, 3, 1), "tanh", rng=1)
    layer = Layer([[1.0]], [[0.0]], sigmoid)
    assert layer != Layer([[1.0]], [[0.5]], sigmoid) and layer != "layer"


def test_random_networks_have_the_stated_spread():
    network = Network.random((400, 300, 2), "tanh", rng=3)
    assert network.sizes == (400, 300, 2)
    assert network[0].W.std() == pytest.approx(1 / 20, rel=0.02, abs=0)
    assert abs(network[0].W.mean()) < 0.001
    assert not network[0].b.any() and not network[1].b.any()


def test_error_and_delta_are_the_slopes_they_are_called():
    """Nudge a hidden unit's output, and its net input, by replaying the rest of the network by hand."""
    rng = np.random.default_rng(8)
    network = Network.random((3, 4, 2), ["sigmoid", "tanh"], rng=rng)
    x, y = rng.normal(size=(3, 5)), rng.normal(size=(2, 5))
    trace = forward(network, x)
    gradients = backward(network, trace, y, half_squared_error)

    def rest(a):
        return float(np.imag(((np.tanh(network[1].W @ a + network[1].b) - y) ** 2 / 2).sum() / 5)) / 1e-30

    for j, n in np.ndindex(4, 5):
        nudge = np.zeros((4, 5), dtype=complex)
        nudge[j, n] = 1e-30j
        assert gradients[0].error[j, n] == pytest.approx(rest(trace[0].a + nudge), rel=1e-12, abs=0)
        moved = 1 / (1 + np.exp(-(trace[0].z + nudge)))
        assert gradients[0].delta[j, n] == pytest.approx(rest(moved), rel=1e-12, abs=0)


def test_softmax_of_a_flat_array_has_one_jacobian_and_of_a_number_none():
    z, nudge = np.array([0.3, -1.0, 2.0]), 1e-30j * np.eye(3)
    columns = [softmax.value(z + one).imag / 1e-30 for one in nudge]
    np.testing.assert_allclose(softmax.derivative(z.tolist()), np.array(columns).T, rtol=1e-14)
    np.testing.assert_array_equal(softmax.derivative(z[:, None])[..., 0], softmax.derivative(z))
    error = np.array([1.0, 0.5, -2.0])
    np.testing.assert_allclose(softmax.delta(error, z, softmax(z)), columns @ error, rtol=1e-14)
    for call in (softmax, softmax.derivative):
        with pytest.raises(
            ValueError, match=r"^softmax got the single number 2\.0; expected the net inputs of a layer"
        ):
            call(2)


@pytest.mark.parametrize("given", [np.ma.masked_equal([1.0, 9.0], 9), [1.0, np.ma.masked], [[np.ma.masked, 1.0]]])
def test_an_activation_refuses_masked_entries(given):
    for call in (sigmoid, sigmoid.derivative, softmax, Activation("own", np.tanh, np.cos)):
        with pytest.raises(ValueError, match=r"^z has masked entries; fill them in"):
            call(given)
    with pytest.raises(ValueError, match=r"^a has masked entries; fill them in"):
        sigmoid.derivative([1.0, 2.0], np.ma.masked_equal([0.5, 9.0], 9))
    with pytest.raises(ValueError, match=r"^x has masked entries"):
        forward(Network([Layer([[1.0]], [[0.0]], sigmoid)]), [np.ma.masked_equal([1.0, 9.0], 9)])
    assert sigmoid(np.ma.masked_equal([0.0], 9)) == 0.5  # nothing is masked


def test_losses_and_steps_can_be_pickled():
    for loss in (half_squared_error, binary_cross_entropy, cross_entropy):
        assert pickle.loads(pickle.dumps(loss)) is loss
    own = Loss("own", np.subtract, np.arctan2)
    assert pickle.loads(pickle.dumps(own)) == own
    network, x, y = mazur()
    (step,) = train(network, x, y, half_squared_error, 0.5, epochs=1)
    again = pickle.loads(pickle.dumps(step))
    assert again.network == step.network and again.loss is half_squared_error and again.cost == step.cost
