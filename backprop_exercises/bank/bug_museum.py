"""The exercises of the chapter on bugs."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from backprop_lib import Layer, Network, cross_entropy, forward, softmax, tanh
from backprop_lib.elementwise import Array
from backprop_lib.misconceptions import MISCONCEPTIONS, Rules, backward_by, right

from ..drawing_networks import batch, logistic_2_2_2, parameters, sizes, two_layers, two_layers_and_rate
from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.gradients import Gradient
from ..kinds.programs import Program
from ..programs_by_rules import (
    OF_A_STEP,
    OF_THE_WHOLE,
    by_rules,
    error_by,
    gradients_by,
    gradients_of_two,
    step_of_two,
)
from ..random_numbers import hundredths

# ------------------------------------------------------------------------------------------- find the line

which_line = Bug(
    "which-line",
    1,
    5,
    """
    z1 = W1 @ x + b1
    a1 = logistic(z1)
    z2 = W2 @ a1 + b2
    a2 = logistic(z2)
    delta2 = (a2 - y) * a2 * (1 - a2) / N
    dW2 = delta2 @ a1.T
    db2 = delta2.sum(axis=1, keepdims=True)
    error1 = W2.T @ delta2
    delta1 = error1 * a1 * (1 - a1)
    dW1 = delta1 @ x.T
    db1 = delta1.sum(axis=1, keepdims=True)
    """,
    {
        "updated-weights": ("error1 = (W2 - learning_rate * dW2).T @ delta2",),
        "hidden-derivative-missing": ("delta1 = error1",),
        "output-derivative-missing": ("delta2 = (a2 - y) / N",),
        "derivative-at-activation": ("delta1 = error1 * logistic(a1) * (1 - logistic(a1))",),
        "output-form-at-net-input": ("delta1 = error1 * z1 * (1 - z1)",),
        "transpose-missing": ("error1 = W2 @ delta2",),
        "downstream-sum-missing": ("error1 = W2[:1].T @ delta2[:1]",),
        "sign": ("delta2 = (y - a2) * a2 * (1 - a2) / N",),
        "half-forgotten": ("delta2 = 2 * (a2 - y) * a2 * (1 - a2) / N",),
        "mean-over-outputs": ("delta2 = (a2 - y) * a2 * (1 - a2) / N / len(y)",),
        "error-shared-by-weights": ("error1 = (W2 / W2.sum(axis=1, keepdims=True)).T @ delta2",),
        "This is the bug: a bias gets its delta, which is not multiplied by the bias.": (
            "db1 = delta1.sum(axis=1, keepdims=True) * b1",
        ),
        "bias-averaged-weights-summed": ("db2 = delta2.mean(axis=1, keepdims=True)",),
        "assign-instead-of-add": ("error1 = W2[-1:].T @ delta2[-1:]",),
        "indices-swapped": ("dW1 = x @ delta1.T",),
        "sum-over-examples": ("delta2 = (a2 - y) * a2 * (1 - a2)",),
    },
)

which_line_with_softmax = Bug(
    "which-line-with-softmax",
    2,
    8,
    """
    z1 = W1 @ x + b1
    a1 = tanh(z1)
    z2 = W2 @ a1 + b2
    e = exp(z2 - z2.max(axis=0))
    p = e / e.sum(axis=0)
    delta2 = (p - y) / N
    dW2 = delta2 @ a1.T
    db2 = delta2.sum(axis=1, keepdims=True)
    error1 = W2.T @ delta2
    delta1 = error1 * (1 - a1**2)
    dW1 = delta1 @ x.T
    db1 = delta1.sum(axis=1, keepdims=True)
    """,
    {
        "derivative-kept-with-cross-entropy": ("delta2 = (p - y) * p * (1 - p) / N",),
        "softmax-jacobian-diagonal": ("delta2 = -y / p * p * (1 - p) / N",),
        "sum-over-examples": ("delta2 = p - y",),
        "bias-averaged-weights-summed": ("db1 = delta1.mean(axis=1, keepdims=True)",),
        "derivative-at-activation": ("delta1 = error1 * (1 - tanh(a1) ** 2)",),
        "output-form-at-net-input": ("delta1 = error1 * (1 - z1**2)",),
        "transpose-missing": ("error1 = W2 @ delta2",),
        "updated-weights": ("error1 = (W2 - learning_rate * dW2).T @ delta2",),
        "error-shared-by-weights": ("error1 = (W2 / W2.sum(axis=1, keepdims=True)).T @ delta2",),
        "This is the bug: the exponential is missing. Softmax divides exponentials by their sum.": (
            "e = z2 - z2.max(axis=0)",
        ),
        "This is the bug: the sum runs over all examples; the probabilities of each example add up to 1.": (
            "p = e / e.sum()",
        ),
        "This is the bug: the sum runs along the rows, over the examples, and not over the classes.": (
            "p = e / e.sum(axis=1, keepdims=True)",
        ),
        "This is the bug: it is the slope of the logistic function, and the hidden units have tanh.": (
            "delta1 = error1 * a1 * (1 - a1)",
        ),
    },
)

# ------------------------------------------------------------------------------------------------- by hand


def _three_classes(rng: np.random.Generator) -> dict[str, Any]:
    z = np.zeros(3)
    while abs(z.sum()) < 0.1:  # one of the mistakes divides by the sum
        z = hundredths(rng, 0.1, 1.9, 3, signed=True)
    return {f"z_{n}": net_input for n, net_input in enumerate(z, 1)}


three_classes = ByHand(
    "three-classes",
    1,
    8,
    _three_classes,
    """
    e_1 = exp(z_1)
    e_2 = exp(z_2)
    e_3 = exp(z_3)
    p_1 = e_1 / (e_1 + e_2 + e_3)
    p_2 = e_2 / (e_1 + e_2 + e_3)
    p_3 = e_3 / (e_1 + e_2 + e_3)
    delta_1 = p_1 - 1
    delta_2 = p_2
    delta_3 = p_3
    """,
    ("p_1", "p_2", "p_3", "delta_1", "delta_2", "delta_3"),
    {
        "derivative-kept-with-cross-entropy": (
            "delta_1 = (p_1 - 1) * p_1 * (1 - p_1)",
            "delta_2 = p_2 * p_2 * (1 - p_2)",
            "delta_3 = p_3 * p_3 * (1 - p_3)",
        ),
        "softmax-jacobian-diagonal": ("delta_1 = -(1 - p_1)", "delta_2 = 0 * p_2", "delta_3 = 0 * p_3"),
        "sign": ("delta_1 = 1 - p_1", "delta_2 = -p_2", "delta_3 = -p_3"),
        "Each net input went through the logistic function by itself; softmax divides by the sum over the classes.": (
            "p_1 = sigmoid(z_1)",
            "p_2 = sigmoid(z_2)",
            "p_3 = sigmoid(z_3)",
        ),
        "The net inputs are divided by their sum; the exponential comes first.": (
            "p_1 = z_1 / (z_1 + z_2 + z_3)",
            "p_2 = z_2 / (z_1 + z_2 + z_3)",
            "p_3 = z_3 / (z_1 + z_2 + z_3)",
        ),
        "This is the slope with respect to p: the link from the net inputs to the probabilities is missing.": (
            "delta_1 = -1 / p_1",
            "delta_2 = 0 * p_2",
            "delta_3 = 0 * p_3",
        ),
    },
    decimals=4,
)

# ------------------------------------------------------------------------------------------ whole gradients


def _two_logistic_outputs(rng: np.random.Generator) -> tuple[Network, Array, Array, str]:
    x, y = hundredths(rng, 0.2, 1.5, (2, 2), signed=True), rng.integers(2, size=(2, 2)).astype(float)
    return logistic_2_2_2(rng), x, y, "binary_cross_entropy"


log_loss_gradient = Gradient("log-loss-gradient", 2, 15, _two_logistic_outputs, learning_rate=0.5)


def _three_softmax_outputs(rng: np.random.Generator) -> tuple[Network, Array, Array, str]:
    layers = [
        Layer(hundredths(rng, 0.1, 0.9, (3, n), signed=True), hundredths(rng, 0.1, 0.6, (3, 1), signed=True), f)
        for n, f in ((2, tanh), (3, softmax))
    ]
    y = np.eye(3)[:, rng.permutation(3)[:2]]
    return Network(layers), hundredths(rng, 0.2, 1.5, (2, 2), signed=True), y, "cross_entropy"


softmax_gradient = Gradient("softmax-gradient", 3, 20, _three_softmax_outputs, learning_rate=0.5)

# ------------------------------------------------------------------------------------------------- repairs


def _error_case(rng: np.random.Generator) -> tuple[Array, Array]:
    n_below, n_above = sizes(rng, 1)
    return rng.normal(size=(n_above, n_below)), rng.normal(size=(n_above, int(rng.integers(2, 6))))


repair_fork = Program(
    "repair-fork",
    1,
    6,
    _error_case,
    lambda W, delta: error_by(right, W, delta),
    by_rules(
        error_by,
        *("assign-instead-of-add", "downstream-sum-missing", "transpose-missing", "error-shared-by-weights"),
    ),
    ("error",),
)


def _layer_case(rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    units = sizes(rng, 1)
    ((W, b),) = parameters(rng, units)
    return W, b, *batch(rng, units)


def _one_layer(rules: Rules, W: Array, b: Array, x: Array, y: Array) -> tuple[Array, Array]:
    (gradient,) = gradients_by(rules, [(W, b)], x, y)
    return gradient.W, gradient.b


repair_batch = Program(
    "repair-batch",
    2,
    8,
    _layer_case,
    lambda *case: _one_layer(right, *case),
    {
        **by_rules(
            _one_layer,
            *("bias-averaged-weights-summed", "sum-over-examples", "bias-never-updated", "mean-over-outputs"),
            *("indices-swapped", "sign", "half-forgotten"),
        ),
        "Now the weights are right, and the biases are divided by N once more: the division is in delta.": (
            lambda W, b, x, y: (_one_layer(right, W, b, x, y)[0], _one_layer(right, W, b, x, y)[1] / x.shape[1])
        ),
    },
    ("dW", "db"),
)


def _softmax_case(rng: np.random.Generator) -> tuple[Array, Array]:
    classes, N = rng.permutation(np.arange(2, 6))[:2]
    return rng.normal(size=(classes, N)), np.eye(classes)[:, rng.integers(classes, size=N)]


def _softmax_delta(rules: Rules, z: Array, y: Array) -> Array:
    network = Network([Layer(np.eye(len(z)), np.zeros((len(z), 1)), softmax)])
    return backward_by(rules, network, forward(network, z), y, cross_entropy)[0].delta


repair_softmax = Program(
    "repair-softmax",
    2,
    10,
    _softmax_case,
    lambda z, y: _softmax_delta(right, z, y),
    {
        **by_rules(_softmax_delta, "derivative-kept-with-cross-entropy", "sign", "sum-over-examples"),
        "softmax-jacobian-diagonal": partial(
            _softmax_delta, MISCONCEPTIONS["softmax-jacobian-diagonal"].recipes[1].rules
        ),
        "The sum runs over all examples; the probabilities of each example add up to 1.": (
            lambda z, y: (np.exp(z) / np.exp(z).sum() - y) / y.shape[1]
        ),
        "The sum runs along the rows, over the examples, and not over the classes.": (
            lambda z, y: (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) - y) / y.shape[1]
        ),
    },
    ("delta",),
)

repair_transpose = Program(
    "repair-transpose",
    2,
    8,
    two_layers,
    lambda *case: gradients_of_two(right, *case),
    by_rules(gradients_of_two, *OF_THE_WHOLE),
    ("dW1", "db1", "dW2", "db2"),
    computed=("dW2", "db2", "dW1", "db1"),
)

repair_order = Program(
    "repair-order",
    2,
    8,
    two_layers_and_rate,
    lambda *case: step_of_two(right, *case),
    by_rules(step_of_two, *OF_A_STEP),
    ("W1", "b1", "W2", "b2"),
    computed=("W2", "b2", "W1", "b1"),
)

# -------------------------------------------------------------------------------------------------- choices

what_the_ratio_says = Choice(
    "what-the-ratio-says",
    2,
    5,
    "The derivative of the hidden units is missing.",
    {
        "The derivative of the output units is missing.": (
            "Then the output layer would be off as well: its delta is where the slip is."
        ),
        "The examples are summed and not averaged.": (
            "Then all layers would be off, and by the same number, the number of examples."
        ),
        "The sign of the difference is reversed.": "Then the ratio would be -1, in all layers.",
        "The biases are never updated.": (
            "Then the gradients of the biases would be off, in both layers, and those of the weights right."
        ),
        "The weight indices are exchanged.": (
            "Then the right numbers would be in the wrong places, without such a ratio, and the biases would be right."
        ),
    },
)

EXERCISES: tuple[Exercise, ...] = (
    which_line,
    three_classes,
    repair_fork,
    what_the_ratio_says,
    which_line_with_softmax,
    repair_transpose,
    repair_batch,
    repair_softmax,
    repair_order,
    log_loss_gradient,
    softmax_gradient,
)
