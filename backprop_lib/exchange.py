"""Networks in and out: as JSON text, and as the state_dict of a PyTorch network of linear layers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np

from .activations import ACTIVATIONS, Activation
from .elementwise import Array
from .layers import Layer, Network
from .wording import kind_of


def to_json(network: Network) -> str:
    """The network as text: {"layers": [{"W": rows, "b": numbers, "activation": name}, ...]}, to the last digit.

    Raises TypeError for what is not a Network, ValueError for an activation of one's own, which has no name to be
    found by, and for what is no finite real number.

    >>> to_json(Network([Layer([[0.15, 0.2]], [[0.35]], "sigmoid")]))
    '{"layers": [{"W": [[0.15, 0.2]], "b": [0.35], "activation": "sigmoid"}]}'
    """
    _check(network)
    for number, layer in enumerate(network, 1):
        if ACTIVATIONS.get(layer.activation.name) != layer.activation:
            raise ValueError(
                f"The activation of layer {number}, {layer.activation.name}, is none of this library's, so text cannot "
                f"hold it; expected one of {', '.join(ACTIVATIONS)}."
            )
        if any(part.dtype.kind != "f" for part in (layer.W, layer.b)):
            raise ValueError(f"Layer {number} is not made of real numbers, which is all that JSON can hold.")
        for part in ("W", "b"):
            if not np.isfinite(getattr(layer, part)).all():
                raise ValueError(
                    f"{part} of layer {number} has a number that is not finite, which JSON cannot hold. Did training "
                    "diverge? Try a smaller learning rate."
                )
    layers = [{"W": W.tolist(), "b": b.ravel().tolist(), "activation": f.name} for W, b, f in network]
    return json.dumps({"layers": layers})


def from_json(text: str) -> Network:
    """The network that `to_json` has written, or somebody by hand in the same form.

    Raises ValueError, in words, for anything else.

    >>> from_json('{"layers": [{"W": [[0.15, 0.2]], "b": [0.35], "activation": "sigmoid"}]}').sizes
    (2, 1)
    """
    form = '{"layers": [{"W": [[...], ...], "b": [...], "activation": "sigmoid"}, ...]}'
    try:
        found = json.loads(text, parse_constant=_refuse, parse_int=float)  # one kind of number, as on a page
    except (TypeError, ValueError, RecursionError) as fault:
        raise ValueError(f"This is no JSON text ({fault}); expected {form}.") from None
    layers = found.get("layers") if isinstance(found, dict) else None
    if not isinstance(layers, list) or not layers:
        raise ValueError(f"The text holds no list of layers; expected {form}.")
    made = []
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, dict) or layer.keys() != {"W", "b", "activation"}:
            parts = isinstance(layer, dict) and (", ".join(map(_shown, layer)) or "nothing")
            has = f"has {parts}" if parts else f"is {_shown(layer)}"
            raise ValueError(f'Layer {number} {has}; expected "W", "b" and "activation".')
        made.append(_layer(f"Layer {number}", layer["W"], layer["b"], layer["activation"]))
    return Network(made)


def to_pytorch(network: Network) -> dict[str, Array]:
    """Weights and biases, as torch.nn.Sequential(Linear, activation, Linear, activation, ...) names them.

    In PyTorch: model.load_state_dict({name: torch.as_tensor(array) for name, array in to_pytorch(network).items()}).
    Raises TypeError for what is not a Network.

    >>> {name: array.shape for name, array in to_pytorch(Network.random((2, 3, 1), "tanh", rng=0)).items()}
    {'0.weight': (3, 2), '0.bias': (3,), '2.weight': (1, 3), '2.bias': (1,)}
    """
    _check(network)
    arrays = {}
    for number, (W, b, _) in enumerate(network):
        arrays[f"{2 * number}.weight"] = W.copy()
        arrays[f"{2 * number}.bias"] = b.flatten()
    return arrays


def from_pytorch(state_dict: Mapping[str, Any], activations: Activation | str | Sequence[Activation | str]) -> Network:
    """The network of a PyTorch state_dict with linear layers alone, in their order; its tensors may be arrays too.

    activations: one for all layers, or one per layer, because a state_dict does not say. A layer without a bias gets
    zeros. Raises TypeError or ValueError, in words, for anything else.

    >>> from_pytorch({"0.weight": [[0.15, 0.2]], "0.bias": [0.35]}, "sigmoid")[0].b
    array([[0.35]])
    """
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"state_dict is {kind_of(state_dict)}; expected what model.state_dict() returns.")
    layers: dict[str, dict[str, Any]] = {}
    for name, tensor in state_dict.items():
        place, _, part = str(name).rpartition(".")
        if part not in ("weight", "bias"):
            raise ValueError(f"state_dict has {name!r}; expected weights and biases of linear layers alone.")
        layers.setdefault(place, {})[part] = tensor
    if not layers:
        raise ValueError("state_dict is empty; expected the weights and biases of at least one linear layer.")
    if not isinstance(activations, Activation | str | Iterable):
        raise TypeError(f"activations is {activations!r}; expected a name, or one for each layer.")
    names = [activations] * len(layers) if isinstance(activations, Activation | str) else list(activations)
    if len(names) != len(layers):
        raise ValueError(f"There are {len(names)} activations for {len(layers)} layers; expected one for each.")
    made = []
    for (place, parts), activation in zip(layers.items(), names, strict=True):
        if "weight" not in parts:
            raise ValueError(f"Layer {place!r} has a bias and no weight.")
        W = _lists(_array(parts["weight"]))
        if len(_shape(W)) != 2:
            raise ValueError(
                f"The weight of layer {place!r} has shape {_shape(W)}; expected (n_out, n_in) of a linear layer."
            )
        b = _array(parts["bias"]) if "bias" in parts else [0.0] * len(W)
        made.append(_layer(f"Layer {place!r}", W, b, activation))
    return Network(made)


def _layer(name: str, W: Any, b: Any, activation: Any) -> Layer:
    """A Layer of lists, whose biases may stand in a row; what it refuses is told of this layer.

    The sentences are those of backprop_widgets/kit/exchange.js, and tests compare them.
    """
    W, b = _lists(W), _lists(b)
    if isinstance(b, list) and not any(isinstance(one, list) for one in b):
        b = [[one] for one in b]
    known = isinstance(activation, Activation) or (isinstance(activation, str) and activation in ACTIVATIONS)
    if fault := _fault_of_matrix("W", W) or _fault_of_matrix("b", b):
        pass
    elif len(W) != len(b):
        turned = " Is W transposed?" * (len(b) == len(W[0]))
        fault = (
            f"b has {_count(b, 'number')} and W has {_count(W, 'row')}; expected one bias for each row of W.{turned}"
        )
    elif not known:
        fault = f"activation is {_shown(activation)}; expected one of {', '.join(ACTIVATIONS)}."
    if fault:
        raise ValueError(f"{name}: {fault}")
    try:
        return Layer(W, b, activation)
    except (TypeError, ValueError) as refusal:  # of an activation of one's own
        raise ValueError(f"{name}: {refusal}") from None


def _fault_of_matrix(part: str, rows: Any) -> str:
    """What is wrong with the rows of W, or with b as a column, or nothing."""
    is_table = isinstance(rows, list) and rows and all(isinstance(row, list) and row for row in rows)
    if part == "b" and not (is_table and all(len(row) == 1 for row in rows)):
        return "b is no list of numbers; expected [...], one bias for each unit."
    if not is_table:
        return "W is no table of numbers; expected [[...], ...], one row of weights for each unit."
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            both = f"{_count(rows[0], 'number')} in row 1 and {len(row)} in row {number}"
            return f"W has {both}; expected as many in each row, one for each input."
    for value in chain.from_iterable(rows):
        if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
            quotes = " Write numbers without quotes." * isinstance(value, str)
            return f"{part} has {_shown(value)}; expected finite numbers.{quotes}"
    return ""


def _lists(values: Any) -> Any:
    """An array, or lists of arrays, as lists."""
    values = values.tolist() if hasattr(values, "tolist") else values
    return [_lists(value) for value in values] if isinstance(values, list | tuple) else values


def _shape(values: Any) -> tuple[int, ...]:
    """Of nested lists, each as long as the first in its list."""
    return (len(values), *(_shape(values[0]) if values else ())) if isinstance(values, list) else ()


def _count(things: list[Any], name: str) -> str:
    return f"{len(things)} {name}{'s' * (len(things) != 1)}"


def _shown(value: Any) -> str:
    """A part of a text as a sentence names it, in JSON's words; what is long without its inside.

    >>> [_shown(value) for value in (None, "gelu", 3.0, float("inf"), [1, 2], {})]
    ['null', '"gelu"', '3', 'Infinity', 'a list', 'an object']
    """
    if isinstance(value, float):
        return f"{value:.4g}".replace("inf", "Infinity")
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return json.dumps(value, ensure_ascii=False, default=repr)[:40]


def _array(tensor: Any) -> Any:
    """A tensor of PyTorch, whatever its precision and wherever it is kept, as an array; an array as it is."""
    return tensor.detach().cpu().double().numpy() if hasattr(tensor, "detach") else tensor


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _check(network: Network) -> None:
    if not isinstance(network, Network):
        raise TypeError(f"network is {kind_of(network)}; expected a Network of layers.")
