"""The exercises of the chapter on the update and on training."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib import Layer, Network, binary_cross_entropy, forward, sigmoid
from backprop_lib.elementwise import Array
from backprop_lib.misconceptions import Rules, backward_by, right

from ..drawing_networks import logistic_2_2_2, sizes, two_layers_and_rate
from ..kinds import Exercise
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.gradients import Gradient
from ..kinds.programs import Program
from ..programs_by_rules import OF_A_STEP, by_rules, step_of_two
from ..random_numbers import hundredths

UPHILL = "The step goes uphill: the update subtracts the learning rate times the gradient."

# ------------------------------------------------------------------------------------------------- by hand


def _one_unit(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "delta_j": hundredths(rng, 0.05, 0.3, signed=True),
        "o_i": hundredths(rng, 0.2, 0.9),
        "w": hundredths(rng, 0.2, 0.9, signed=True),
        "b": hundredths(rng, 0.2, 0.9, signed=True),
        "eta": hundredths(rng, 0.2, 0.8),
    }


weight_and_bias = ByHand(
    "weight-and-bias",
    1,
    4,
    _one_unit,
    """
    dE_dw = delta_j * o_i
    dE_db = delta_j
    w_new = w - eta * dE_dw
    b_new = b - eta * dE_db
    """,
    ("dE_dw", "dE_db", "w_new", "b_new"),
    {
        "bias-never-updated": ("dE_db = 0 * delta_j",),
        "A bias gets its delta alone, not multiplied by the bias.": ("dE_db = delta_j * b",),
        "The input of a bias is always 1; it does not get the output of the earlier unit.": ("dE_db = delta_j * o_i",),
        UPHILL: ("w_new = w + eta * dE_dw", "b_new = b + eta * dE_db"),
        "The learning rate is missing in the step.": ("w_new = w - dE_dw", "b_new = b - dE_db"),
        "A weight gets delta times the output of the unit that it comes from, not times the weight.": (
            "dE_dw = delta_j * w",
        ),
    },
    decimals=4,
)


def _two_steps(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "w_0": hundredths(rng, 0.2, 0.9, signed=True),
        "g_1": hundredths(rng, 0.1, 0.9, signed=True),
        "g_2": hundredths(rng, 0.1, 0.9, signed=True),
        "eta": hundredths(rng, 0.1, 0.5),
        "mu": hundredths(rng, 0.6, 0.9),
    }


two_steps_with_momentum = ByHand(
    "two-steps-with-momentum",
    2,
    6,
    _two_steps,
    """
    v_1 = g_1
    w_1 = w_0 - eta * v_1
    v_2 = mu * v_1 + g_2
    w_2 = w_1 - eta * v_2
    """,
    ("v_1", "w_1", "v_2", "w_2"),
    {
        "The second step is made without momentum: the running sum keeps mu times its old value.": ("v_2 = g_2",),
        "This is a weighted mean of old and new; the running sum of the book adds the whole new gradient.": (
            "v_2 = mu * v_1 + (1 - mu) * g_2",
        ),
        "The factor mu belongs to the old running sum, not to the new gradient.": ("v_2 = v_1 + mu * g_2",),
        "The old running sum is added in full, without mu.": ("v_2 = v_1 + g_2",),
        "The learning rate is in the running sum; it belongs to the step only.": ("v_2 = mu * v_1 + eta * g_2",),
        "This is s of the other form of momentum; v adds up the gradients alone, and its step is minus eta times v.": (
            "v_1 = -eta * g_1",
            "w_1 = w_0 + v_1",
            "v_2 = mu * v_1 - eta * g_2",
            "w_2 = w_1 + v_2",
        ),
        "In the first step mu has nothing to do: the running sum starts at zero.": ("v_1 = mu * g_1",),
        UPHILL: ("w_1 = w_0 + eta * v_1", "w_2 = w_1 + eta * v_2"),
        "The second step starts where the first one has ended.": ("w_2 = w_0 - eta * v_2",),
    },
    decimals=4,
)


def _two_examples(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "x_1": hundredths(rng, 0.3, 1.5, signed=True),
        "x_2": hundredths(rng, 0.3, 1.5, signed=True),
        "y_1": np.float64(rng.integers(2)),
        "y_2": np.float64(rng.integers(2)),
        "w": hundredths(rng, 0.3, 1.5, signed=True),
        "b": hundredths(rng, 0.1, 0.9, signed=True),
    }


two_examples = ByHand(
    "two-examples",
    2,
    10,
    _two_examples,
    """
    net_1 = w * x_1 + b
    net_2 = w * x_2 + b
    a_1 = sigmoid(net_1)
    a_2 = sigmoid(net_2)
    delta_1 = a_1 - y_1
    delta_2 = a_2 - y_2
    dJ_dw = (delta_1 * x_1 + delta_2 * x_2) / 2
    dJ_db = (delta_1 + delta_2) / 2
    """,
    ("a_1", "a_2", "dJ_dw", "dJ_db"),
    {
        "sum-over-examples": ("dJ_dw = delta_1 * x_1 + delta_2 * x_2", "dJ_db = delta_1 + delta_2"),
        "bias-averaged-weights-summed": ("dJ_dw = delta_1 * x_1 + delta_2 * x_2",),
        "bias-never-updated": ("dJ_db = 0 * delta_1",),
        "derivative-kept-with-cross-entropy": (
            "delta_1 = (a_1 - y_1) * a_1 * (1 - a_1)",
            "delta_2 = (a_2 - y_2) * a_2 * (1 - a_2)",
        ),
        "sign": ("delta_1 = y_1 - a_1", "delta_2 = y_2 - a_2"),
        "assign-instead-of-add": ("dJ_dw = delta_2 * x_2 / 2", "dJ_db = delta_2 / 2"),
        "The deltas and the inputs are averaged before they are multiplied; multiply first, for each example.": (
            "dJ_dw = (delta_1 + delta_2) / 2 * (x_1 + x_2) / 2",
        ),
        "The bias gradient is summed while the weight gradient is averaged; both belong to the same mean.": (
            "dJ_db = delta_1 + delta_2",
        ),
    },
    decimals=5,
)


def _chain(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "x": hundredths(rng, 0.5, 1.5),
        "w_1": hundredths(rng, 0.3, 1.2, signed=True),
        "b_1": hundredths(rng, 0.1, 0.6, signed=True),
        "w_2": hundredths(rng, 0.3, 1.2, signed=True),
        "b_2": hundredths(rng, 0.1, 0.6, signed=True),
        "t": hundredths(rng, 0.05, 0.95),
        "eta": hundredths(rng, 1, 3),
    }


a_whole_step = ByHand(
    "a-whole-step",
    3,
    25,
    _chain,
    """
    net_1 = w_1 * x + b_1
    o_1 = sigmoid(net_1)
    net_2 = w_2 * o_1 + b_2
    o_2 = sigmoid(net_2)
    E = (o_2 - t)**2 / 2
    slope_2 = o_2 * (1 - o_2)
    delta_2 = (o_2 - t) * slope_2
    w_2new = w_2 - eta * delta_2 * o_1
    b_2new = b_2 - eta * delta_2
    error_1 = w_2 * delta_2
    slope_1 = o_1 * (1 - o_1)
    delta_1 = error_1 * slope_1
    w_1new = w_1 - eta * delta_1 * x
    b_1new = b_1 - eta * delta_1
    E_new = (sigmoid(w_2new * sigmoid(w_1new * x + b_1new) + b_2new) - t)**2 / 2
    """,
    ("o_1", "o_2", "E", "delta_2", "w_2new", "b_2new", "delta_1", "w_1new", "b_1new", "E_new"),
    {
        "updated-weights": ("error_1 = w_2new * delta_2",),
        "bias-never-updated": ("b_2new = b_2", "b_1new = b_1"),
        "output-derivative-missing": ("slope_2 = 1",),
        "hidden-derivative-missing": ("slope_1 = 1",),
        "derivative-at-activation": (
            "slope_2 = sigmoid(o_2) * (1 - sigmoid(o_2))",
            "slope_1 = sigmoid(o_1) * (1 - sigmoid(o_1))",
        ),
        "output-form-at-net-input": ("slope_2 = net_2 * (1 - net_2)", "slope_1 = net_1 * (1 - net_1)"),
        "sign": ("delta_2 = (t - o_2) * slope_2",),
        "half-forgotten": ("E = (o_2 - t)**2", "delta_2 = 2 * (o_2 - t) * slope_2"),
        "The loss has the half in it; its derivative has none.": ("delta_2 = (o_2 - t) / 2 * slope_2",),
        "The weight on the way back is missing: it multiplies the later delta.": ("error_1 = delta_2",),
        UPHILL: (
            "w_2new = w_2 + eta * delta_2 * o_1",
            "b_2new = b_2 + eta * delta_2",
            "w_1new = w_1 + eta * delta_1 * x",
            "b_1new = b_1 + eta * delta_1",
        ),
        "The new loss was computed with the old biases.": (
            "E_new = (sigmoid(w_2new * sigmoid(w_1new * x + b_1) + b_2) - t)**2 / 2",
        ),
        "The new loss was computed with the old output of the hidden unit; run the network forward again.": (
            "E_new = (sigmoid(w_2new * o_1 + b_2new) - t)**2 / 2",
        ),
    },
    decimals=6,
)

# ------------------------------------------------------------------------------------------ whole gradients


def _three_examples(rng: np.random.Generator) -> tuple[Network, Array, Array, str]:
    x, y = hundredths(rng, 0.2, 1.5, (2, 3), signed=True), hundredths(rng, 0.05, 0.95, (2, 3))
    return logistic_2_2_2(rng), x, y, "half_squared_error"


batch_gradient = Gradient("batch-gradient", 3, 20, _three_examples, learning_rate=0.5)

# ------------------------------------------------------------------------------------------------ programs


def _momentum_case(rng: np.random.Generator) -> tuple[Array, Array, Array, float, float]:
    shape = tuple(rng.integers(1, 5, 2))
    W, v, gradient = rng.normal(size=(3, *shape))
    return W, v, gradient, float(rng.uniform(0.05, 0.5)), float(rng.uniform(0.3, 0.95))


def _momentum(W: Array, v: Array, gradient: Array, learning_rate: float, momentum: float) -> tuple[Array, Array]:
    v = momentum * v + gradient
    return W - learning_rate * v, v


write_momentum = Program(
    "write-momentum",
    1,
    8,
    _momentum_case,
    _momentum,
    {
        "The step is made with the old running sum; bring the sum up to date first.": (
            lambda W, v, gradient, rate, mu: (W - rate * v, mu * v + gradient)
        ),
        "The running sum is computed but not used: the step goes along the gradient.": (
            lambda W, v, gradient, rate, mu: (W - rate * gradient, mu * v + gradient)
        ),
        UPHILL: lambda W, v, gradient, rate, mu: (W + rate * (mu * v + gradient), mu * v + gradient),
        "This is a weighted mean of old and new; the running sum of the book adds the whole new gradient.": (
            lambda W, v, gradient, rate, mu: (
                W - rate * (mu * v + (1 - mu) * gradient),
                mu * v + (1 - mu) * gradient,
            )
        ),
        "The learning rate is in the running sum; it belongs to the step only.": (
            lambda W, v, gradient, rate, mu: (W - (mu * v + rate * gradient), mu * v + rate * gradient)
        ),
        "The old running sum is added in full, without the factor `momentum`.": (
            lambda W, v, gradient, rate, mu: (W - rate * (v + gradient), v + gradient)
        ),
        "The factor `momentum` belongs to the old running sum, not to the gradient.": (
            lambda W, v, gradient, rate, mu: (W - rate * (v + mu * gradient), v + mu * gradient)
        ),
    },
    ("W", "v"),
    computed=("v", "W"),
)


def _training_case(rng: np.random.Generator) -> tuple[Array, Array, Array, Array, float, int]:
    n_in, n_out = sizes(rng, 1)
    N = int(rng.integers(2, 6))
    targets = rng.integers(2, size=(n_out, N)).astype(float)
    settings = float(rng.uniform(0.1, 0.9)), int(rng.integers(3, 8))
    return rng.normal(size=(n_out, n_in)), rng.normal(size=(n_out, 1)), rng.normal(size=(n_in, N)), targets, *settings


def _slopes(rules: Rules, W: Array, b: Array, x: Array, y: Array) -> tuple[Array, Array]:
    layer = [Layer.of(W.copy(), b.copy(), sigmoid)]
    (gradient,) = backward_by(rules, layer, forward(Network(layer), x), y, binary_cross_entropy)
    return gradient.W, gradient.b


def _trained(rules: Rules, W: Array, b: Array, x: Array, y: Array, rate: float, steps: int) -> tuple[Array, Array]:
    for _ in range(steps):
        dW, db = _slopes(rules, W, b, x, y)
        W, b = W - rate * dW, b - rate * db
    return W, b


def _trained_along_one_gradient(W: Array, b: Array, x: Array, y: Array, rate: float, steps: int) -> tuple[Array, Array]:
    dW, db = _slopes(right, W, b, x, y)
    return W - steps * rate * dW, b - steps * rate * db


def _trained_in_turns(W: Array, b: Array, x: Array, y: Array, rate: float, steps: int) -> tuple[Array, Array]:
    for _ in range(steps):
        W = W - rate * _slopes(right, W, b, x, y)[0]
        b = b - rate * _slopes(right, W, b, x, y)[1]
    return W, b


def _trained_one_by_one(W: Array, b: Array, x: Array, y: Array, rate: float, steps: int) -> tuple[Array, Array]:
    for _ in range(steps):
        for n in range(x.shape[1]):
            W, b = _trained(right, W, b, x[:, [n]], y[:, [n]], rate, 1)
    return W, b


write_training_loop = Program(
    "write-training-loop",
    2,
    20,
    _training_case,
    lambda *case: _trained(right, *case),
    {
        **by_rules(
            _trained,
            *("sign", "sum-over-examples", "derivative-kept-with-cross-entropy", "bias-never-updated"),
            *("bias-averaged-weights-summed", "indices-swapped", "mean-over-outputs"),
        ),
        "The gradient is computed once, before the loop; but it changes with each step.": _trained_along_one_gradient,
        "The bias gets the gradient at weights that were already changed; compute both, then change both.": (
            _trained_in_turns
        ),
        "one-example-at-a-time": _trained_one_by_one,
        "One step too few.": lambda W, b, x, y, rate, steps: _trained(right, W, b, x, y, rate, steps - 1),
        "One step too many.": lambda W, b, x, y, rate, steps: _trained(right, W, b, x, y, rate, steps + 1),
        "Only one step is made: is the return inside the loop?": (
            lambda W, b, x, y, rate, steps: _trained(right, W, b, x, y, rate, 1)
        ),
    },
    ("W", "b"),
)


write_step = Program(
    "write-step",
    3,
    20,
    two_layers_and_rate,
    lambda *case: step_of_two(right, *case),
    by_rules(step_of_two, *OF_A_STEP),
    ("W1", "b1", "W2", "b2"),
    computed=("W2", "b2", "W1", "b1"),
)

# -------------------------------------------------------------------------------------------------- choices

why_not_zero = Choice(
    "why-not-zero",
    1,
    3,
    "The hidden units get equal gradients, so that they stay equal.",
    {
        "All the outputs, and so the losses of all the examples, are equal.": "zero-initialisation-equal-loss",
        "The cost is at its minimum there, and descent stops.": (
            "The cost is not low there. Its gradient need not even be zero: the bias of the output still gets one."
        ),
        "Products with zero cannot be differentiated.": (
            "They can: the slope of w times x with respect to w is x, whatever w is."
        ),
        "The logistic function has no slope at zero.": "At zero it is steepest: its slope there is one quarter.",
    },
)

what_backward_does = Choice(
    "what-backward-does",
    1,
    3,
    "The gradient of the cost at the present parameters, which any method of optimisation may use.",
    {
        "Parameters with which the cost is lower.": "backpropagation-is-descent",
        "The parameters with which the cost is least.": (
            "That would be the end of the training. One backward pass finds slopes at one point."
        ),
        "The desired outputs of the hidden units.": (
            "Hidden units have no targets. What comes back is how fast the cost changes with their outputs."
        ),
        "The inverse of the network: the inputs that belong to the desired outputs.": (
            "Nothing is inverted. The way back multiplies slopes by the transposed weights, not by their inverse."
        ),
    },
)

EXERCISES: tuple[Exercise, ...] = (
    weight_and_bias,
    what_backward_does,
    why_not_zero,
    two_steps_with_momentum,
    two_examples,
    write_momentum,
    write_training_loop,
    batch_gradient,
    a_whole_step,
    write_step,
)
