"""The exercises of the chapter on the proof."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_lib.elementwise import Array

from ..kinds import Exercise
from ..kinds.bugs import Bug
from ..kinds.by_hand import ByHand
from ..kinds.choices import Choice
from ..kinds.formulas import Formula
from ..kinds.programs import Program
from ..random_numbers import tenths

ERROR_FOR_DELTA = "A weight gets delta times its input; this is the error, from before the curve, times the input."

# ------------------------------------------------------------------------------------------------- by hand


def _sizes(rng: np.random.Generator) -> dict[str, Any]:
    inputs, units, examples = rng.choice(np.arange(2, 13), 3, replace=False).tolist()
    return {"inputs": inputs, "units": units, "N": examples}


shapes_of_a_layer = ByHand(
    "shapes-of-a-layer",
    1,
    4,
    _sizes,
    """
    rows_W = units
    columns_W = inputs
    rows_back = inputs
    columns_back = N
    """,
    ("rows_W", "columns_W", "rows_back", "columns_back"),
    {
        "The table of weights has a row for each unit of the layer and a column for each of its inputs.": (
            "rows_W = inputs",
            "columns_W = units",
        ),
        "What goes back to the earlier layer has a row for each unit there: for each input of this layer.": (
            "rows_back = units",
        ),
        "Each example has a slope of its own, and so a column of its own.": ("columns_back = 1",),
        "What goes back is no table of weights: it has a row for each input and a column for each example.": (
            "rows_back = units",
            "columns_back = inputs",
        ),
        "The weights are the same for all examples; their table has no column for an example.": ("columns_W = N",),
    },
)


def _one_layer(rng: np.random.Generator) -> dict[str, Any]:
    names = ("W_11", "W_12", "W_21", "W_22", "x_1", "x_2", "e_1", "e_2")
    slopes = rng.choice([0.1, 0.2, 0.3, 0.4, 0.6, 0.7], 2, replace=False).tolist()
    return dict(zip((*names, "s_1", "s_2"), [*tenths(rng, 8), *slopes], strict=True))


index_by_index = ByHand(
    "index-by-index",
    2,
    10,
    _one_layer,
    """
    delta_1 = e_1 * s_1
    delta_2 = e_2 * s_2
    dE_dW_12 = delta_1 * x_2
    dE_dW_21 = delta_2 * x_1
    dE_dx_1 = W_11 * delta_1 + W_21 * delta_2
    dE_dx_2 = W_12 * delta_1 + W_22 * delta_2
    """,
    ("delta_1", "delta_2", "dE_dW_12", "dE_dW_21", "dE_dx_1", "dE_dx_2"),
    {
        "hidden-derivative-missing": ("delta_1 = e_1", "delta_2 = e_2"),
        "indices-swapped": ("dE_dW_12 = delta_2 * x_1", "dE_dW_21 = delta_1 * x_2"),
        "transpose-missing": (
            "dE_dx_1 = W_11 * delta_1 + W_12 * delta_2",
            "dE_dx_2 = W_21 * delta_1 + W_22 * delta_2",
        ),
        "downstream-sum-missing": ("dE_dx_1 = W_11 * delta_1", "dE_dx_2 = W_12 * delta_1"),
        "assign-instead-of-add": ("dE_dx_1 = W_21 * delta_2", "dE_dx_2 = W_22 * delta_2"),
        ERROR_FOR_DELTA: ("dE_dW_12 = e_1 * x_2", "dE_dW_21 = e_2 * x_1"),
        "The error is sent back from the net inputs: multiply the weights by delta, not by the error.": (
            "dE_dx_1 = W_11 * e_1 + W_21 * e_2",
            "dE_dx_2 = W_12 * e_1 + W_22 * e_2",
        ),
    },
    decimals=3,
)

# ------------------------------------------------------------------------------------------------ formulas

weight_of_the_first_layer = Formula(
    "weight-of-the-first-layer",
    2,
    6,
    {"g": "g", "s_1": "s_1", "s_2": "s_2", "w_1": "w_1", "w_2": "w_2", "a_1": "a_1", "x": "x"},
    "g * s_2 * w_2 * s_1 * x",
    {
        "hidden-derivative-missing": "g * s_2 * w_2 * x",
        "output-derivative-missing": "g * w_2 * s_1 * x",
        "The error comes back along the weight that leads out of the unit, not along the one that leads in.": (
            "g * s_2 * w_1 * s_1 * x"
        ),
        "The weight between the two layers is missing: the first output acts on E through it.": "g * s_2 * s_1 * x",
        "This is the delta of the first layer. One link is missing, from the weight to the net input.": (
            "g * s_2 * w_2 * s_1"
        ),
        "The weight of the first layer is multiplied by the input of that layer, not by its output.": (
            "g * s_2 * w_2 * s_1 * a_1"
        ),
        "This is the slope with respect to the input: there the link is the weight.": "g * s_2 * w_2 * s_1 * w_1",
    },
)

# ------------------------------------------------------------------------------------------------- choices

error_of_the_earlier_layer = Choice(
    "error-of-the-earlier-layer",
    1,
    2,
    r"$(W^l)^\top \delta^l$",
    {
        r"$(W^{l-1})^\top \delta^{l-1}$": (
            "This is the slope at the inputs of layer l − 1, which are the outputs of layer l − 2: one layer too far."
        ),
        r"$W^l \delta^l$": "transpose-missing",
        r"$(W^{l-1})^\top \delta^l$": (
            "The weights into layer l − 1 make its outputs. What those outputs meet next are the weights into layer l."
        ),
        r"$(W^l)^\top (\delta^l \odot \varphi_l'(z^l))$": (
            "The slopes of layer l are in its deltas already; here they are in twice."
        ),
        r"$(W^l)^\top \frac{\partial E}{\partial a^l}$": (
            "The way from the outputs to the inputs leads through the net inputs; the slopes of layer l are missing."
        ),
    },
)

past_a_layer = Choice(
    "past-a-layer",
    2,
    3,
    "The one for the inputs: they now act on $E$ on another way too.",
    {
        "The one for the deltas: the net inputs have changed.": (
            "The net inputs are what they were. They still act on E through the outputs of their layer only."
        ),
        "The one for the weights: they share their inputs with the connection.": (
            "A weight still acts on E through its own net input only, and the slope of that is the input as before."
        ),
        "The one for the biases: they are part of every unit.": (
            "A bias still acts on E through its own net input only."
        ),
        "None: the lemma is about one layer, whatever there is besides.": (
            "It is, but it assumes that the inputs act on E through the outputs of this layer, and in no other way."
        ),
    },
)

all_of_them_together = Choice(
    "all-of-them-together",
    3,
    3,
    "In the one for the inputs: an input moves all outputs of the layer at once.",
    {
        "In the one for the deltas: a delta needs the slope of the activation.": (
            "A net input moves its own output and no other. The slope of E by this one output is enough."
        ),
        "In the one for the weights: there are many of them.": (
            "Each is moved alone, and a single weight moves one net input and so one output."
        ),
        "In the one for the biases: a bias acts without an input.": (
            "A bias moves one net input and so one output. The slope of E by this one output is enough."
        ),
        "In all four: without it no slope of $E$ would exist.": (
            "The slopes of E by each output alone may exist without it. Three of the four formulas need no more."
        ),
    },
)

wrong_way_of_induction = Choice(
    "wrong-way-of-induction",
    2,
    3,
    "The claim at layer $L$, and at no other.",
    {
        "The claim at every layer.": (
            "From layer l her step leads to layer l + 1, and behind layer L there is none. It has to lead to l − 1."
        ),
        "The claim at every layer but the last.": (
            "The last layer is the one that she has shown by itself. What is missing is a way to all others."
        ),
        "Nothing at all.": "The start stands without the step: the claim at layer L has been shown.",
        "The claim at every layer, if there are enough of them.": (
            "Their number does not matter: her step leads away from all layers at which nothing is known."
        ),
    },
)

wrong_line = Bug(
    "wrong-line",
    2,
    4,
    """
    dz_j/dW_jk = x_k
    dz_j/dx_k = W_jk
    dE/dz_j = dE/da_j * phi'(z_j)
    dE/dW_jk = dE/dz_j * dz_j/dW_jk
    dE/dx_k = sum over j of dE/dz_j * dz_j/dx_k
    """,
    {
        "downstream-sum-missing": ("dE/dx_k = dE/dz_j * dz_j/dx_k",),
        "The input k is held fixed here. The sum runs over the units j that it feeds.": (
            "dE/dx_k = sum over k of dE/dz_j * dz_j/dx_k",
        ),
        "A weight occurs in one net input only, so there is nothing to add.": (
            "dE/dW_jk = sum over j of dE/dz_j * dz_j/dW_jk",
        ),
        "derivative-at-activation": ("dE/dz_j = dE/da_j * phi'(a_j)",),
        "The slope of a product with respect to one factor is the other factor.": ("dz_j/dW_jk = W_jk",),
        "The first index belongs to the unit and the second to the input.": ("dz_j/dx_k = W_kj",),
    },
)

# ------------------------------------------------------------------------------------------------ programs


def _square_layer(rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    return rng.normal(size=(3, 3)), rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.uniform(0.1, 1, size=(3, 4))


def _indexed(weights: str = "js,ks->jk", back: str = "jk,js->ks", curve: bool = True, last: str = "add") -> Any:
    """delta, dW and dx of a layer by sums over indices, right or with other indices; j unit, k input, s example."""

    def layer(W: Array, x: Array, error: Array, slope: Array) -> tuple[Array, Array, Array]:
        delta = error * slope if curve else error
        rows = {"add": slice(None), "first": slice(1), "last": slice(-1, None)}[last]
        return delta, np.einsum(weights, delta, x), np.einsum(back, W[rows], delta[rows])

    return layer


layer_in_loops = Program(
    "layer-in-loops",
    2,
    12,
    _square_layer,
    _indexed(),
    {
        "hidden-derivative-missing": _indexed(curve=False),
        "indices-swapped": _indexed(weights="ks,js->jk"),
        "transpose-missing": _indexed(back="kj,js->ks"),
        "downstream-sum-missing": _indexed(last="first"),
        "assign-instead-of-add": _indexed(last="last"),
        ERROR_FOR_DELTA: lambda W, x, error, slope: (
            error * slope,
            np.einsum("js,ks->jk", error, x),
            np.einsum("jk,js->ks", W, error * slope),
        ),
        "The weights act in every example: add over all of them, and not only the last.": (
            lambda W, x, error, slope: (
                error * slope,
                (error * slope)[:, -1:] @ x[:, -1:].T,
                W.T @ (error * slope),
            )
        ),
        "The errors that come in are divided by the number of examples already.": (
            lambda W, x, error, slope: (
                error * slope,
                (error * slope) @ x.T / x.shape[1],
                W.T @ (error * slope),
            )
        ),
    },
    ("delta", "dW", "dx"),
)

EXERCISES: tuple[Exercise, ...] = (
    error_of_the_earlier_layer,
    shapes_of_a_layer,
    index_by_index,
    wrong_line,
    past_a_layer,
    weight_of_the_first_layer,
    wrong_way_of_induction,
    all_of_them_together,
    layer_in_loops,
)
