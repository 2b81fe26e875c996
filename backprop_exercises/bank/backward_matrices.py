"""The exercises of the chapter on the backward pass in matrices, and as a program."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib import Network, half_squared_error, sigmoid
from backprop_lib.elementwise import Array, logistic
from backprop_lib.misconceptions import AtLayer, Rules, right

from ..drawing_networks import batch, logistic_2_2_2, parameters, sizes, two_layers
from ..kinds import Exercise
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.gradients import Gradient
from ..kinds.ordering import Ordering
from ..kinds.programs import Program
from ..programs_by_rules import OF_THE_WHOLE, by_rules, error_by, gradients_by, gradients_of_two
from ..random_numbers import hundredths

# ------------------------------------------------------------------------------------------------- by hand


def _two_layers(rng: np.random.Generator) -> dict[str, Any]:
    W = np.zeros((2, 2))
    while np.abs(W.sum(axis=1)).min() < 0.1:  # there are no shares of a row that adds up to nothing
        W = hundredths(rng, 0.15, 0.9, (2, 2), signed=True)
    return {
        "W": W,
        "a": hundredths(rng, 0.1, 0.9, (2, 1)),
        "delta_later": hundredths(rng, 0.05, 0.3, (2, 1), signed=True),
        "eta": hundredths(rng, 0.5, 2),
    }


sent_back = ByHand(
    "sent-back",
    2,
    10,
    _two_layers,
    """
    dW = delta_later @ a.T
    error = W.T @ delta_later
    delta_earlier = error * a * (1 - a)
    W_new = W - eta * dW
    """,
    ("dW", "error", "delta_earlier", "W_new"),
    {
        "transpose-missing": ("error = W @ delta_later",),
        "updated-weights": ("error = (W - eta * dW).T @ delta_later",),
        "downstream-sum-missing": ("error = W[:1].T @ delta_later[:1]",),
        "assign-instead-of-add": ("error = W[-1:].T @ delta_later[-1:]",),
        "error-shared-by-weights": ("error = (W / W.sum(axis=1, keepdims=True)).T @ delta_later",),
        "indices-swapped": ("dW = a @ delta_later.T",),
        "hidden-derivative-missing": ("delta_earlier = error",),
        "derivative-at-activation": ("delta_earlier = error * sigmoid(a) * (1 - sigmoid(a))",),
        "The step goes uphill: the update subtracts the gradient.": ("W_new = W + eta * dW",),
        "You subtracted the gradient itself; the step is the learning rate times the gradient.": ("W_new = W - dW",),
    },
    decimals=5,
)

# ------------------------------------------------------------------------------------------------ formulas

# ------------------------------------------------------------------------------------------ whole gradients


def _one_example(rng: np.random.Generator) -> tuple[Network, Array, Array, str]:
    x, y = hundredths(rng, 0.2, 1.5, (2, 1)), hundredths(rng, 0.05, 0.95, (2, 1))
    return logistic_2_2_2(rng), x, y, "half_squared_error"


whole_gradient = Gradient("whole-gradient", 2, 20, _one_example, learning_rate=0.5)

# ------------------------------------------------------------------------------------------------ programs


def _output_case(rng: np.random.Generator) -> tuple[Array, Array]:
    shape = tuple(rng.permutation(np.arange(2, 6))[:2])
    return rng.normal(size=shape), rng.uniform(size=shape)


def _delta_at_output(rules: Rules, z: Array, y: Array) -> Array:
    return gradients_by(rules, [(np.eye(len(z)), np.zeros((len(z), 1)))], z, y)[0].delta


def _divided_by_units(z: Array, y: Array) -> Array:
    return _delta_at_output(right, z, y) * y.shape[1] / len(y)


write_output_delta = Program(
    "write-output-delta",
    1,
    8,
    _output_case,
    lambda z, y: _delta_at_output(right, z, y),
    {
        **by_rules(
            _delta_at_output,
            *("output-derivative-missing", "derivative-at-activation", "output-form-at-net-input", "sign"),
            *("half-forgotten", "mean-over-outputs", "sum-over-examples"),
        ),
        "Divided by the number of outputs: examples are in columns, so that N is `y.shape[1]`.": _divided_by_units,
        "This is the output a. The delta is the slope of the cost with respect to the net input.": (
            lambda z, y: logistic(z)
        ),
    },
    ("delta",),
)


def _hidden_case(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    n, n_next = sizes(rng, 1)
    N = int(rng.integers(2, 6))
    return rng.normal(size=(n_next, n)), rng.normal(size=(n_next, N)), rng.normal(size=(n, N))


def _delta_of_hidden(rules: Rules, W_next: Array, delta_next: Array, z: Array) -> Array:
    a = logistic(z)
    at = AtLayer(z, half_squared_error, None, False, np.eye(len(z)), sigmoid, z, z, a)
    at.slope, at.error = rules.slope(at), error_by(rules, W_next, delta_next)
    return rules.hidden_delta(at)


write_hidden_delta = Program(
    "write-hidden-delta",
    2,
    10,
    _hidden_case,
    lambda W_next, delta_next, z: _delta_of_hidden(right, W_next, delta_next, z),
    {
        **by_rules(
            _delta_of_hidden,
            *("hidden-derivative-missing", "derivative-at-activation", "output-form-at-net-input"),
            *("transpose-missing", "downstream-sum-missing", "assign-instead-of-add", "error-shared-by-weights"),
        ),
        "Divided by the number of examples once more: the deltas of the next layer contain that already.": (
            lambda W_next, delta_next, z: _delta_of_hidden(right, W_next, delta_next, z) / z.shape[1]
        ),
    },
    ("delta",),
)

backward_with_gaps = Program(
    "backward-with-gaps",
    1,
    8,
    two_layers,
    lambda *case: gradients_of_two(right, *case),
    by_rules(gradients_of_two, *OF_THE_WHOLE),
    ("dW1", "db1", "dW2", "db2"),
    computed=("dW2", "db2", "dW1", "db1"),
)

write_backward = Program(
    "write-backward",
    2,
    20,
    two_layers,
    lambda *case: gradients_of_two(right, *case),
    by_rules(gradients_of_two, *OF_THE_WHOLE),
    ("dW1", "db1", "dW2", "db2"),
    computed=("dW2", "db2", "dW1", "db1"),
)


def _three_layers(rng: np.random.Generator) -> tuple[list[tuple[Array, Array]], Array, Array]:
    units = sizes(rng, 3)
    return parameters(rng, units), *batch(rng, units)


def _pairs_by(rules: Rules, layers: list[tuple[Array, Array]], x: Array, y: Array) -> list[Array]:
    return [part for gradient in gradients_by(rules, layers, x, y) for part in (gradient.W, gradient.b)]


write_deep_backward = Program(
    "write-deep-backward",
    3,
    30,
    _three_layers,
    lambda layers, x, y: _pairs_by(right, layers, x, y),
    {
        **by_rules(_pairs_by, *OF_THE_WHOLE),
        "The pairs come from the last layer to the first; they are expected in the order of `layers`.": (
            lambda layers, x, y: [
                part for gradient in reversed(gradients_by(right, layers, x, y)) for part in (gradient.W, gradient.b)
            ]
        ),
    },
    ("dW1", "db1", "dW2", "db2", "dW3", "db3"),
    computed=("dW3", "db3", "dW2", "db2", "dW1", "db1"),
)

# -------------------------------------------------------------------------------------------------- choices

whence_the_transpose = Choice(
    "whence-the-transpose",
    1,
    3,
    "Because a hidden unit adds up what comes back on its outgoing connections, and their weights are in a column.",
    {
        "Because the shapes would not fit otherwise.": (
            "In a layer with as many outputs as inputs they fit without it, and the result is wrong all the same. "
            "The shapes follow from the sum, and the sum is the reason."
        ),
        "Because the way back undoes the way forward, and the transpose undoes the product with W.": (
            "What undoes a product with W is its inverse. The way back does not recover the inputs: it takes "
            "slopes back, and each is multiplied by the same weight as on the way forward."
        ),
        "Because examples are columns, and the sum over them needs rows.": (
            "It is there for a single example, too. The sum over the examples is in the product of delta with the "
            "transpose of the layer's input, which is the other transpose."
        ),
        "Because the error is shared among the earlier units in proportion to the weights.": "error-shared-by-weights",
    },
)

step_in_order = Ordering(
    "step-in-order",
    2,
    5,
    """
    delta2 = (a2 - y) * a2 * (1 - a2)
    dW2 = delta2 @ a1.T
    delta1 = (W2.T @ delta2) * a1 * (1 - a1)
    dW1 = delta1 @ x.T
    W2 = W2 - eta * dW2
    W1 = W1 - eta * dW1
    """,
    {
        "delta2 = a2 - y": "output-derivative-missing",
        "delta1 = (W2.T @ delta2) * z1 * (1 - z1)": "output-form-at-net-input",
    },
    {"W2": "updated-weights"},
)

EXERCISES: tuple[Exercise, ...] = (
    whence_the_transpose,
    sent_back,
    whole_gradient,
    step_in_order,
    write_output_delta,
    write_hidden_delta,
    backward_with_gaps,
    write_backward,
    write_deep_backward,
)
