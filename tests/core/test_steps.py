"""The frames of a pass: complete, in the order of computation, and with numbers that add up as written."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given, settings
from networks import drawn_networks

from backprop_lib import Activation, Network, backward, cost, descend, forward, softmax
from backprop_lib import network as source
from backprop_lib.checking import complex_step, largest_difference
from backprop_lib.data import mazur
from backprop_lib.steps import steps


def table(frames):
    return {frame.label: frame for frame in frames}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(drawn_networks())
def test_there_is_one_frame_for_each_quantity_with_the_value_of_the_library(case):
    network, x, y, loss = case
    trace = forward(network, x)
    gradients = backward(network, trace, y, loss)
    stepped = descend(network, gradients, 0.3)
    expected = {"J": cost(network, x, y, loss)} | {f"E_{j + 1}": None for j in range(len(y))}
    for level, (layer, seen, gradient, new) in enumerate(zip(network, trace, gradients, stepped, strict=True), 1):
        for j, k in np.ndindex(layer.W.shape):
            expected[f"dJ/dw^{level}_{j + 1}{k + 1}"] = gradient.W[j, k]
            expected[f"new w^{level}_{j + 1}{k + 1}"] = new.W[j, k]
        for j in range(len(layer.W)):
            expected |= {
                f"z^{level}_{j + 1}": seen.z[j],
                f"a^{level}_{j + 1}": seen.a[j],
                f"dJ/da^{level}_{j + 1}": gradient.error[j],
                f"delta^{level}_{j + 1}": gradient.delta[j],
                f"dJ/db^{level}_{j + 1}": gradient.b[j, 0],
                f"new b^{level}_{j + 1}": new.b[j, 0],
            }
    frames = steps(network, x, y, loss, 0.3)
    assert len(frames) == len(expected) and table(frames).keys() == expected.keys()
    for label, value in expected.items():
        assert value is None or np.array_equal(table(frames)[label].value, value), label
    losses = sum(table(frames)[f"E_{j + 1}"].value for j in range(len(y)))
    assert losses.mean() == pytest.approx(expected["J"], rel=1e-12, abs=1e-15)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(drawn_networks())
def test_a_frame_uses_only_what_was_there_before(case):
    known = {f"x_{k + 1}" for k in range(len(case.x))} | {f"y_{j + 1}" for j in range(len(case.y))}
    for level, layer in enumerate(case.network, 1):
        known |= {f"w^{level}_{j + 1}{k + 1}" for j, k in np.ndindex(layer.W.shape)}
        known |= {f"b^{level}_{j + 1}" for j in range(len(layer.b))}
    for frame in steps(*case, 0.3):
        assert frame.uses and set(frame.uses) <= known, frame
        known.add(frame.label)


def test_the_code_of_a_frame_is_a_line_of_the_library():
    lines = {line.split("  # ")[0].strip().rstrip(",") for line in inspect.getsource(source).splitlines()}
    for frame in steps(*mazur(), "half_squared_error", 0.5):
        assert frame.code in lines, frame.code


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 4, 1, 2)])
def test_the_numbers_written_out_give_the_value(sizes):
    rng = np.random.default_rng(0)
    network = Network.random(sizes, "tanh", rng=rng)
    x, y = rng.normal(size=(sizes[0], 1)), rng.normal(size=(sizes[-1], 1))
    sums = 0
    for frame in steps(network, x, y, "half_squared_error", 0.5):
        if re.search("[a-z]", frame.numbers.replace("e−", "")):  # a function of one value, not a sum
            continue
        written = frame.numbers.replace("×", "*").replace("−", "-")
        assert eval(written) == pytest.approx(np.asarray(frame.value).item(), rel=2e-4, abs=1e-6), frame
        sums += 1
    assert sums > 30


def test_the_numbers_of_a_paired_output_and_of_softmax():
    rng = np.random.default_rng(1)
    network = Network.random((2, 3), "softmax", rng=rng)
    x, y = rng.normal(size=(2, 1)), np.array([[0.0], [1.0], [0.0]])
    for loss in ("cross_entropy", "half_squared_error"):
        frames = table(steps(network, x, y, loss, 0.5))
        for j in (1, 2, 3):
            frame = frames[f"delta^1_{j}"]
            written = frame.numbers.replace("×", "*").replace("−", "-")
            assert eval(written) == pytest.approx(frame.value.item(), rel=1e-3, abs=1e-6)
            assert len(frame.uses) == (2 if loss == "cross_entropy" else 6)


def test_the_equations_of_mazurs_network_are_those_of_the_book():
    frames = table(steps(*mazur(), "half_squared_error", 0.5))
    assert frames["z^2_1"].equation == "z^{2}_{1} = w^{2}_{11} a^{1}_{1} + w^{2}_{12} a^{1}_{2} + b^{2}_{1}"
    assert frames["dJ/da^1_2"].equation == (
        r"\frac{\partial J}{\partial a^{1}_{2}} = w^{2}_{12} \delta^{2}_{1} + w^{2}_{22} \delta^{2}_{2}"
    )
    assert [frame.phase for frame in frames.values()] == sorted(
        (frame.phase for frame in frames.values()), key=["forward", "error", "backward", "update"].index
    )


def test_own_activations_are_stepped_through_too():
    """A softmax with a temperature, whose slope is a Jacobian, and a straight line, whose slope is one number."""
    cool = Activation(
        "cool",
        lambda z: softmax.value(z / 2),
        lambda z, a: softmax.derivative(z / 2, a) / 2,
    )
    steep = Activation("steep", lambda z: 3 * z, lambda z: 3)
    rng = np.random.default_rng(2)
    network = Network.random((2, 3, 2), [steep, cool], rng=rng)
    x, y = rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
    frames = table(steps(network, x, y, "half_squared_error", 0.5))
    gradients = backward(network, forward(network, x), y, "half_squared_error")
    assert largest_difference(gradients, complex_step(network, x, y, "half_squared_error")) < 1e-12
    assert np.array_equal(frames["delta^2_1"].value, gradients[1].delta[0])
    assert frames["delta^1_1"].numbers.endswith("× 3")


def test_bad_arguments_are_named():
    network, x, y = mazur()
    with pytest.raises(ValueError, match="learning_rate is 0"):
        steps(network, x, y, "half_squared_error", 0)
    with pytest.raises(ValueError, match="x has shape"):
        steps(network, [1, 2], y, "half_squared_error", 0.5)
