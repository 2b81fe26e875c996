"""The gradient agrees with ways to compute it that know nothing of this library, on a thousand networks."""

import importlib.util
import os

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from networks import drawn_networks

from backprop_lib import backward, cost, forward, half_squared_error
from backprop_lib.checking import EPSILON, LayerSlopes, central_difference, complex_step, largest_difference
from backprop_lib.data import mazur

EXAMPLES = int(os.environ.get("EXAMPLES", "1000"))  # mutation testing takes fewer
thousand = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much]
)


def independent_cost(xp):
    """The cost, written once more from the definitions and without the library, for an array module of any kind."""
    activations = {
        "identity": lambda z: z,
        "sigmoid": lambda z: 1 / (1 + xp.exp(-z)),
        "tanh": lambda z: 2 / (1 + xp.exp(-2 * z)) - 1,
        "relu": lambda z: xp.where(z > 0, z, 0.0 * z),
        "leaky_relu": lambda z: xp.where(z > 0, z, 0.01 * z),
        "softplus": lambda z: xp.log(1 + xp.exp(z)),
        "softmax": lambda z: xp.exp(z) / xp.sum(xp.exp(z), 0),
    }
    losses = {
        "half_squared_error": lambda a, y: 0.5 * (a - y) ** 2,
        "binary_cross_entropy": lambda a, y: -(y * xp.log(a) + (1 - y) * xp.log(1 - a)),
        "cross_entropy": lambda a, y: -y * xp.log(a),
    }

    def J(parameters, names, x, y, loss):
        a = x
        for (W, b), name in zip(parameters, names, strict=True):
            a = activations[name](W @ a + b)
        return xp.sum(losses[loss](a, y)) / y.shape[1]

    return J


def parts(case):
    return [(W, b) for W, b, _ in case.network], [layer.activation.name for layer in case.network]


def ours(case):
    return backward(case.network, forward(case.network, case.x), case.y, case.loss)


def assert_same(gradients, theirs):
    """Equal to 1e-12 of the largest entry. A softmax of one unit is constant: its gradient is 0, or their rounding."""
    if any(layer.W.any() or layer.b.any() for layer in gradients):
        assert largest_difference(gradients, theirs) < 1e-12
    else:
        assert all(np.abs(array).max() < 1e-15 for layer in theirs for array in layer)


@thousand
@given(drawn_networks())
def test_agrees_with_autograd(case):
    parameters, names = parts(case)
    J = independent_cost(anp)
    theirs = autograd.grad(J)(parameters, names, case.x, case.y, case.loss.name)
    assert_same(ours(case), [LayerSlopes(*pair) for pair in theirs])
    value = J(parameters, names, case.x, case.y, case.loss.name)
    assert cost(case.network, case.x, case.y, case.loss) == pytest.approx(value, rel=1e-12, abs=1e-14)


@thousand
@given(drawn_networks())
def test_agrees_with_the_complex_step(case):
    assert_same(ours(case), complex_step(case.network, case.x, case.y, case.loss))


@settings(thousand, max_examples=EXAMPLES // 10)
@given(drawn_networks())
def test_agrees_with_the_central_difference_as_far_as_that_goes(case):
    measured = central_difference(case.network, case.x, case.y, case.loss)
    scale = max(1.0, cost(case.network, case.x, case.y, case.loss))
    for gradient, slope in zip(ours(case), measured, strict=True):
        assert np.abs(gradient.W - slope.W).max() < 1e-8 * scale
        assert np.abs(gradient.b - slope.b).max() < 1e-8 * scale


def test_a_gradient_that_is_not_a_number_is_infinitely_far_off_not_equal():
    right = [LayerSlopes(np.ones((1, 1)), np.ones((1, 1)))]
    assert np.isnan(largest_difference([right[0]._replace(b=np.array([[np.nan]]))], right))
    assert np.isnan(largest_difference(right, [right[0]._replace(b=np.array([[np.nan]]))]))


def test_the_default_step_of_the_central_difference_is_near_the_best():
    network, x, y = mazur()
    exact = complex_step(network, x, y, half_squared_error)

    def off(h):
        return largest_difference(central_difference(network, x, y, half_squared_error, h), exact)

    best = EPSILON ** (1 / 3)
    by_default = central_difference(network, x, y, half_squared_error)
    assert largest_difference(central_difference(network, x, y, half_squared_error, best), by_default) == 0
    assert off(best) < 1e-9
    assert off(best * 1000) > 10 * off(best)
    assert off(best / 1000) > 10 * off(best)


def require_or_absent(package):
    """Peers are an extra. Where CHECK_PEERS is set they have to be there; elsewhere their absence is said."""
    absent = importlib.util.find_spec(package) is None and not os.environ.get("CHECK_PEERS")
    return pytest.mark.skipif(absent, reason=f"{package} is not installed; it is in the optional extra 'bench'")


@require_or_absent("torch")
@thousand
@given(drawn_networks())
def test_agrees_with_pytorch(case):
    import torch

    class xp:
        exp, log, where, sum = torch.exp, torch.log, torch.where, torch.sum

    parameters, names = parts(case)
    leaves = [tuple(torch.tensor(array, requires_grad=True) for array in pair) for pair in parameters]
    x, y = torch.tensor(case.x), torch.tensor(case.y)
    independent_cost(xp)(leaves, names, x, y, case.loss.name).backward()
    theirs = [LayerSlopes(W.grad.numpy(), b.grad.numpy()) for W, b in leaves]
    assert_same(ours(case), theirs)


@require_or_absent("jax")
@thousand
@given(drawn_networks())
def test_agrees_with_jax(case):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    parameters, names = parts(case)
    theirs = jax.grad(independent_cost(jnp))(parameters, names, case.x, case.y, case.loss.name)
    theirs = [LayerSlopes(np.asarray(W), np.asarray(b)) for W, b in theirs]
    assert_same(ours(case), theirs)
