"""The exercises of the chapter on the forward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_lib.elementwise import Array, logistic

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.ordering import Ordering
from ..kinds.programs import Program
from ..random_numbers import tenths, wholes

NO_BIAS = "The bias is missing: it is added to the weighted sum."
EXPONENT = "The exponent is minus the net input."
NO_CURVE = "The hidden units hand on their net inputs; these have to go through the curve first."
PAST_THE_HIDDEN = "The second layer reads the outputs of the first, not the inputs of the network."
CURVE_OF_SUM = "The curve is applied to the whole net input, after the weighted sum."
ROWS = "Row j of W holds the weights into unit j. Here rows and columns are exchanged."


def _unit(rng: np.random.Generator) -> dict[str, Any]:
    return dict(zip(("o_1", "o_2", "w_1j", "w_2j", "b_j"), tenths(rng, 5), strict=True))


net_input = ByHand(
    "net-input",
    1,
    3,
    _unit,
    "net_j = w_1j * o_1 + w_2j * o_2 + b_j",
    ("net_j",),
    {
        NO_BIAS: ("net_j = w_1j * o_1 + w_2j * o_2",),
        "Each output is multiplied by the weight of its own connection.": ("net_j = w_1j * o_2 + w_2j * o_1 + b_j",),
        "Each output is multiplied by its own weight; then the products are added.": (
            "net_j = (w_1j + w_2j) * (o_1 + o_2) + b_j",
        ),
        "The minus signs are lost: a number keeps its sign when it is multiplied and added.": (
            "net_j = abs(w_1j) * abs(o_1) + abs(w_2j) * abs(o_2) + abs(b_j)",
        ),
        "The first product has the wrong sign: minus times minus is plus, minus times plus is minus.": (
            "net_j = -w_1j * o_1 + w_2j * o_2 + b_j",
        ),
        "The second product has the wrong sign: minus times minus is plus, minus times plus is minus.": (
            "net_j = w_1j * o_1 - w_2j * o_2 + b_j",
        ),
        "The bias is added with its own sign.": ("net_j = w_1j * o_1 + w_2j * o_2 - b_j",),
    },
    decimals=2,
)

unit_output = ByHand(
    "unit-output",
    1,
    5,
    _unit,
    """
    net_j = w_1j * o_1 + w_2j * o_2 + b_j
    o_j = 1 / (1 + exp(-net_j))
    """,
    ("net_j", "o_j"),
    {
        NO_BIAS: ("net_j = w_1j * o_1 + w_2j * o_2",),
        "The bias is part of the net input: it is added before the curve, not after it.": (
            "net_j = w_1j * o_1 + w_2j * o_2",
            "o_j = 1 / (1 + exp(-net_j)) + b_j",
        ),
        EXPONENT: ("o_j = 1 / (1 + exp(net_j))",),
        "This is the net input. The output is what the curve makes of it.": ("o_j = net_j",),
        "The 1 in the denominator is missing.": ("o_j = 1 / exp(-net_j)",),
        "This is the hyperbolic tangent, another curve.": ("o_j = tanh(net_j)",),
    },
    decimals=3,
)


def _sizes(rng: np.random.Generator) -> dict[str, Any]:
    return dict(zip(("n_0", "n_1", "n_2"), wholes(rng, 3, 2, 9), strict=True))


count_parameters = ByHand(
    "count-parameters",
    1,
    3,
    _sizes,
    """
    weights = n_0 * n_1 + n_1 * n_2
    biases = n_1 + n_2
    total = weights + biases
    """,
    ("weights", "biases", "total"),
    {
        "Each unit is connected with every unit of the next layer: multiply their numbers.": (
            "weights = n_0 + n_1 + n_1 + n_2",
        ),
        "The layers' weights are added. Only a path from an input to an output is a product of three choices.": (
            "weights = n_0 * n_1 * n_2",
        ),
        "An input has no bias: nothing is computed there.": ("biases = n_0 + n_1 + n_2",),
        "The output units have biases too.": ("biases = n_1",),
        "A bias belongs to a unit and not to a layer.": ("biases = 2",),
        "A bias belongs to a unit and not to a connection.": ("biases = weights",),
    },
)


def _layer(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        W = np.reshape(wholes(rng, 4, -4, 4), (2, 2))
        x, b = (np.reshape(wholes(rng, 2, -3, 3), (2, 1)) for _ in "xb")
        if (W @ x + b).prod() < 0:  # one net input on each side of the kink
            return {"W": W, "x": x, "b": b}


layer_at_once = ByHand(
    "layer-at-once",
    2,
    6,
    _layer,
    """
    z = W @ x + b
    a = relu(z)
    """,
    ("z", "a"),
    {
        ROWS: ("z = W.T @ x + b",),
        NO_BIAS: ("z = W @ x",),
        "An entry of the product is a whole row of W times the whole column, not one number times one number.": (
            "z = np.diag(W).reshape(2, 1) * x + b",
        ),
        "The rectifier turns a negative net input into 0.": ("a = z",),
        "The rectifier turns a negative net input into 0, not into a positive number.": ("a = np.abs(z)",),
        "The rectifier gives back a positive net input itself, not 1.": ("a = (z > 0) * 1",),
    },
)


def _two_layers(rng: np.random.Generator) -> dict[str, Any]:
    names = ("w_1", "w_2", "w_3", "w_4", "w_5", "w_6", "b_h1", "b_h2", "b_o1")
    i_1, i_2 = tenths(rng, 2, 1, 20)
    return {"i_1": i_1, "i_2": i_2, **dict(zip(names, tenths(rng, 9, -15, 15), strict=True))}


def _one_unit_done(rng: np.random.Generator) -> dict[str, Any]:
    whole = _two_layers(rng)
    net_h1 = whole["w_1"] * whole["i_1"] + whole["w_2"] * whole["i_2"] + whole["b_h1"]
    left = {name: whole[name] for name in ("i_1", "i_2", "w_3", "w_4", "w_5", "w_6", "b_h2", "b_o1")}
    return {"o_h1": round(float(logistic(net_h1)), 3), **left}


two_layers_with_gaps = ByHand(
    "two-layers-with-gaps",
    1,
    7,
    _one_unit_done,
    """
    net_h2 = w_3 * i_1 + w_4 * i_2 + b_h2
    o_h2 = 1 / (1 + exp(-net_h2))
    net_o1 = w_5 * o_h1 + w_6 * o_h2 + b_o1
    o_o1 = 1 / (1 + exp(-net_o1))
    """,
    ("net_h2", "o_h2", "net_o1", "o_o1"),
    {
        "The weight w_3 comes from the first input, and w_4 from the second.": (
            "net_h2 = w_4 * i_1 + w_3 * i_2 + b_h2",
        ),
        NO_BIAS: ("net_h2 = w_3 * i_1 + w_4 * i_2", "net_o1 = w_5 * o_h1 + w_6 * o_h2"),
        "The hidden unit hands on its net input; it has to go through the curve first.": ("o_h2 = net_h2",),
        "The weight w_5 comes from h1, and w_6 from h2.": ("net_o1 = w_6 * o_h1 + w_5 * o_h2 + b_o1",),
        PAST_THE_HIDDEN: ("net_o1 = w_5 * i_1 + w_6 * i_2 + b_o1",),
        EXPONENT: ("o_h2 = 1 / (1 + exp(net_h2))", "o_o1 = 1 / (1 + exp(net_o1))"),
        "The output unit has a curve too: its net input is not yet its output.": ("o_o1 = net_o1",),
    },
    decimals=3,
)

two_layers = ByHand(
    "two-layers",
    2,
    12,
    _two_layers,
    """
    net_h1 = w_1 * i_1 + w_2 * i_2 + b_h1
    o_h1 = 1 / (1 + exp(-net_h1))
    net_h2 = w_3 * i_1 + w_4 * i_2 + b_h2
    o_h2 = 1 / (1 + exp(-net_h2))
    net_o1 = w_5 * o_h1 + w_6 * o_h2 + b_o1
    o_o1 = 1 / (1 + exp(-net_o1))
    """,
    ("net_h1", "o_h1", "net_h2", "o_h2", "net_o1", "o_o1"),
    {
        "The weights w_1 and w_2 go into h1, and w_3 and w_4 into h2.": (
            "net_h1 = w_1 * i_1 + w_3 * i_2 + b_h1",
            "net_h2 = w_2 * i_1 + w_4 * i_2 + b_h2",
        ),
        NO_BIAS: (
            "net_h1 = w_1 * i_1 + w_2 * i_2",
            "net_h2 = w_3 * i_1 + w_4 * i_2",
            "net_o1 = w_5 * o_h1 + w_6 * o_h2",
        ),
        NO_CURVE: ("o_h1 = net_h1", "o_h2 = net_h2"),
        "The output unit reads the outputs of the hidden units, not their net inputs.": (
            "net_o1 = w_5 * net_h1 + w_6 * net_h2 + b_o1",
        ),
        PAST_THE_HIDDEN: ("net_o1 = w_5 * i_1 + w_6 * i_2 + b_o1",),
        EXPONENT: ("o_h1 = 1 / (1 + exp(net_h1))", "o_h2 = 1 / (1 + exp(net_h2))", "o_o1 = 1 / (1 + exp(net_o1))"),
        "The output unit has a curve too: its net input is not yet its output.": ("o_o1 = net_o1",),
    },
    decimals=3,
)

shape_of_a_batch = Choice(
    "shape-of-a-batch",
    1,
    2,
    "3 rows and 5 columns",
    {
        "5 rows and 3 columns": "Each example is a column here, and each unit a row.",
        "2 rows and 5 columns": "This is the shape of the batch that goes in. Each unit gives a row of what comes out.",
        "3 rows and 2 columns": "This is the shape of the weights: it does not depend on how many examples there are.",
        "3 rows and 1 column": "This is the shape of the biases, or of the net inputs of one example.",
    },
)


def _forward(
    net: Callable,
    curve: Callable = logistic,
    second_reads: Callable = lambda x, a1: a1,
    second: Callable | None = None,
    last: Callable = logistic,
) -> Callable:
    """A forward pass through two layers, right or wrong: with this weighted sum, curves and second input."""

    def forward(W1: Array, b1: Array, W2: Array, b2: Array, x: Array) -> tuple[Array, Array]:
        a1 = curve(net(W1, b1, x))
        return a1, last((second or net)(W2, b2, second_reads(x, a1)))

    return forward


def _net(W: Array, b: Array, x: Array) -> Array:
    return W @ x + b


def _net_swapped(W: Array, b: Array, x: Array) -> Array:
    return W.T @ x + b


def _net_without_bias(W: Array, b: Array, x: Array) -> Array:
    return W @ x


def _square_layer(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.normal(size=(3, 3)), rng.normal(size=(3, 1))


forward_program = Program(
    "forward-program",
    2,
    10,
    lambda rng: (*_square_layer(rng), *_square_layer(rng), rng.normal(size=(3, 4))),
    _forward(_net),
    {
        ROWS: _forward(_net_swapped),
        f"{ROWS} That is so in the first layer.": _forward(_net_swapped, second=_net),
        f"{ROWS} That is so in the second layer.": _forward(_net, second=_net_swapped),
        NO_BIAS: _forward(_net_without_bias),
        NO_CURVE: _forward(_net, curve=lambda z: z),
        PAST_THE_HIDDEN: _forward(_net, second_reads=lambda x, a1: x),
        "The output units have a curve, too.": _forward(_net, last=lambda z: z),
        "The outputs of the first layer come first.": lambda *case: _forward(_net)(*case)[::-1],
        EXPONENT: lambda W1, b1, W2, b2, x: (
            (a1 := logistic(-_net(W1, b1, x))),
            logistic(-_net(W2, b2, a1)),
        ),
    },
    ("a1", "a2"),
)


def _predict(net: Callable, curve: Callable = np.tanh, last: Callable = lambda z: z) -> Callable:
    """A prediction by any number of layers, right or wrong: with this weighted sum and these curves."""

    def predict(layers: list[tuple[Array, Array]], x: Array) -> Array:
        for number, (W, b) in enumerate(layers, 1):
            z = net(W, b, x)
            x = curve(z) if number < len(layers) else last(z)
        return x

    return predict


any_depth = Program(
    "any-depth",
    3,
    15,
    lambda rng: ([_square_layer(rng) for _ in range(rng.integers(1, 5))], rng.normal(size=(3, 2))),
    _predict(_net),
    {
        ROWS: _predict(_net_swapped),
        NO_BIAS: _predict(_net_without_bias),
        NO_CURVE: _predict(_net, curve=lambda z: z),
        "The last layer has no curve in this exercise.": _predict(_net, last=np.tanh),
        "Each layer reads the output of the layer before it, not the input of the network.": (
            lambda layers, x: layers[-1][0] @ x + layers[-1][1]
        ),
    },
    ("prediction",),
)

straight_lines = Formula(
    "straight-lines",
    2,
    4,
    {"w": "w", "b": "b", "v": "v", "c": "c"},
    "v * b + c",
    {
        "The second unit multiplies all that comes from the first, its bias included.": "b + c",
        "The second unit's own bias is added after the multiplication.": "v * (b + c)",
        "This is what multiplies the input, the weight of the single unit.": "v * w",
        "The bias of the first unit is multiplied by the weight that it meets, that of the second unit.": "w * b + c",
    },
)

forward_bug = Bug(
    "forward-bug",
    1,
    3,
    """
    z1 = W1 @ x + b1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + b2
    a2 = sigmoid(z2)
    """,
    {
        ROWS: ("z1 = W1.T @ x + b1",),
        NO_CURVE: ("z2 = W2 @ z1 + b2",),
        PAST_THE_HIDDEN: ("z2 = W2 @ x + b2",),
        "The curve is applied to the net input of its own layer, once.": ("a2 = sigmoid(sigmoid(z2))",),
        "The bias is added to the weighted sum, not to the inputs.": ("z1 = W1 @ (x + b1)",),
    },
)

forward_order = Ordering(
    "forward-order",
    1,
    4,
    """
    z1 = W1 @ x + b1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + b2
    a2 = sigmoid(z2)
    """,
    {"z2 = W2 @ z1 + b2": NO_CURVE, "z2 = W2 @ x + b2": PAST_THE_HIDDEN, "z1 = sigmoid(W1) @ x + b1": CURVE_OF_SUM},
    {},
)

EXERCISES: tuple[Exercise, ...] = (
    net_input,
    unit_output,
    count_parameters,
    shape_of_a_batch,
    forward_order,
    forward_bug,
    layer_at_once,
    straight_lines,
    two_layers_with_gaps,
    two_layers,
    forward_program,
    any_depth,
)
