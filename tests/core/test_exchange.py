"""Networks go out and come back: JSON text and the state_dict of PyTorch; what is none is refused in a sentence."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from backprop_lib import Activation, Layer, Network, forward
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.exchange import from_json, from_pytorch, to_json, to_pytorch

NAMES = sorted(ACTIVATIONS)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 99), st.sampled_from(NAMES))
def test_a_network_comes_back_to_the_last_digit(sizes: list[int], seed: int, name: str) -> None:
    activation = "tanh" if name == "softmax" and 1 in sizes[1:] else name
    network = Network.random(sizes, activation, rng=seed)
    assert from_json(to_json(network)) == network
    assert from_pytorch(to_pytorch(network), activation) == network


@pytest.mark.parametrize("part", ["W", "b"])
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_network_that_diverged_is_not_written(part: str, number: float) -> None:
    """What is written can be read again, and JSON has no such numbers."""
    first = Layer([[1.0, 2.0]], [[0.0]], "tanh")
    arrays = {"W": np.array([[3.0]]), "b": np.array([[4.0]]), part: np.array([[number]])}
    network = Network.of([first, Layer.of(arrays["W"], arrays["b"], first.activation)])
    with pytest.raises(ValueError, match=f"^{part} of layer 2 has a number that is not finite, which JSON cannot hold"):
        to_json(network)


def test_what_is_written_is_plain_json() -> None:
    network = Network([Layer([[1 / 3, -1e-300]], [[5e300]], "relu")])
    assert json.loads(to_json(network)) == {"layers": [{"W": [[1 / 3, -1e-300]], "b": [5e300], "activation": "relu"}]}


GOOD = {"W": [[1.0, 2.0]], "b": [3.0], "activation": "tanh"}
BAD_TEXT = {
    "{": "no JSON",
    "NaN": "NaN is no number",
    "[" * 100_000: "no JSON",
    "[]": "no list of layers",
    '"layers"': "no list of layers",
    '{"layers": []}': "no list of layers",
    '{"layers": [3]}': 'Layer 1 is 3; expected "W", "b" and "activation"',
    '{"layers": [{}]}': "Layer 1 has nothing",
    '{"layers": [{"weights": 1}]}': 'Layer 1 has "weights"',
    json.dumps({"layers": [GOOD | {"activation": "gelu"}]}): "Layer 1: .*gelu",
    json.dumps({"layers": [GOOD | {"activation": "größer"}]}): 'Layer 1: activation is "größer"',
    json.dumps({"layers": [GOOD | {"W": [[1.0], [2.0, 3.0]]}]}): "Layer 1: W",
    json.dumps({"layers": [GOOD | {"W": [["a", "b"]]}]}): "Layer 1: W",
    json.dumps({"layers": [GOOD | {"b": [1.0, 2.0]}]}): r"Layer 1: b has 2 numbers and W has 1 row",
    json.dumps({"layers": [GOOD | {"b": 3.0}]}): "Layer 1: b",
    json.dumps({"layers": [GOOD | {"b": [[1.0], 2.0]}]}): "Layer 1: b",
    json.dumps({"layers": [GOOD, GOOD]}): "Layer 2 has W of shape",
    '{"layers": [{"W": [[1e999]], "b": [0.0], "activation": "tanh"}]}': "Layer 1: W",
}


@pytest.mark.parametrize("text", BAD_TEXT, ids=range(len(BAD_TEXT)))
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=BAD_TEXT[text]):
        from_json(text)
    with pytest.raises(ValueError, match="no JSON"):
        from_json(None)  # type: ignore[arg-type]


# What the page reads without Python is read here as well, and refused in the same words (tests/widgets/kit).
SHARED = json.loads((Path(__file__).parents[1] / "widgets/kit/networks.json").read_text(encoding="utf-8"))


def read(text: str) -> Network:
    """A network in either form; hidden layers of a state_dict are tanh, the last one is a sigmoid."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not any(name.endswith(("weight", "bias")) for name in found):
        return from_json(text)
    layers = len({name.rpartition(".")[0] for name in found})
    return from_pytorch(found, ["tanh"] * (layers - 1) + ["sigmoid"])


@pytest.mark.parametrize("text", SHARED["accepted"])
def test_what_the_page_reads_is_the_same_network_here(text: str) -> None:
    layers = SHARED["accepted"][text]
    assert read(text) == Network(Layer(layer["W"], layer["b"], layer["activation"]) for layer in layers)


@pytest.mark.parametrize("text", SHARED["refused"])
def test_what_the_page_refuses_is_refused_in_the_same_words(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        read(text)
    assert str(refusal.value).startswith(SHARED["refused"][text])


BAD_STATE = {
    "a list": ([], "tanh", TypeError, "state_dict is a list"),
    "empty": ({}, "tanh", ValueError, "is empty"),
    "normalised": ({"0.running_mean": [1.0]}, "tanh", ValueError, "'0.running_mean'"),
    "a convolution": ({"0.weight": np.ones((2, 1, 3, 3))}, "tanh", ValueError, r"shape \(2, 1, 3, 3\)"),
    "no weight": ({"0.bias": [1.0]}, "tanh", ValueError, "Layer '0' has a bias and no weight"),
    "no name": ({"0.weight": [[1.0]]}, 3, TypeError, "activations is 3; expected a name, or one for each layer"),
    "too many": ({"0.weight": [[1.0]]}, ["tanh", "relu"], ValueError, "2 activations for 1 layers; expected one for"),
    "too few": ({"0.weight": [[1.0]], "2.weight": [[1.0]]}, ["tanh"], ValueError, "1 activations for 2 layers"),
    "unknown": ({"0.weight": [[1.0]]}, "gelu", ValueError, "Layer '0': .*gelu"),
    "mixes": (
        {"0.weight": [[1.0]]},
        Activation("own", lambda z: z - z.mean(), np.ones_like),
        ValueError,
        "^Layer '0': own mixes the examples",
    ),
    "returns nothing": (
        {"0.weight": [[1.0]]},
        Activation("own", lambda z: None, np.ones_like),
        ValueError,
        "^Layer '0': own returns None",
    ),
    "do not fit": ({"0.weight": [[1.0]], "2.weight": [[1.0, 2.0]]}, "tanh", ValueError, "Layer 2"),
    "biases": (
        {"0.weight": [[1.0]], "0.bias": [1.0, 2.0]},
        "tanh",
        ValueError,
        "Layer '0': b has 2 numbers and W has 1 row",
    ),
}


@pytest.mark.parametrize("case", BAD_STATE)
def test_another_state_is_refused(case: str) -> None:
    state, activations, fault, words = BAD_STATE[case]
    with pytest.raises(fault, match=words):
        from_pytorch(state, activations)  # type: ignore[arg-type]


def test_what_cannot_be_written_is_refused() -> None:
    own = Activation("square", lambda z: z**2, lambda z, a: 2 * z)
    with pytest.raises(ValueError, match="layer 1, square, is none of this library's"):
        to_json(Network([Layer([[1.0]], [[0.0]], own)]))
    real = Layer([[1.0]], [[0.0]], "identity")
    for part, other in itertools.product(("W", "b"), ([[1j]], [[sympy.Symbol("p")]])):
        with pytest.raises(ValueError, match="Layer 2 is not made of real numbers"):
            to_json(Network([real, real._replace(**{part: other})]))
    for function in (to_json, to_pytorch):
        with pytest.raises(TypeError, match="network is a list; expected a Network"):
            function([])  # type: ignore[arg-type]


def test_an_activation_that_equals_one_of_the_librarys_is_written_by_its_name() -> None:
    network = Network([Layer([[1.0]], [[0.0]], ACTIVATIONS["tanh"]._replace())])
    assert from_json(to_json(network)) == network


@pytest.mark.parametrize("biases", [1, 2, 3, 4])
def test_only_where_turning_w_would_help_is_it_asked_about(biases: int) -> None:
    layer = GOOD | {"W": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "b": [0.0] * biases}
    text = json.dumps({"layers": [layer]})
    if biases == 2:
        assert from_json(text).sizes == (3, 2)
    else:
        with pytest.raises(ValueError) as refusal:
            from_json(text)
        assert str(refusal.value).endswith("Is W transposed?") == (biases == 3)


class Tensor:
    """As much of a tensor as is needed; the test below takes those of PyTorch, where it is installed."""

    def __init__(self, rows: object) -> None:
        self.rows = rows

    detach = cpu = double = lambda self: self

    def numpy(self) -> np.ndarray:
        return np.array(self.rows, float)


def test_tensors_are_read() -> None:
    network = from_pytorch({"weight": Tensor([[1, 2]]), "bias": Tensor([3])}, "identity")
    assert forward(network, [[1.0], [1.0]])[-1].a.item() == 6


def test_pytorch_computes_the_same() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed; it is in the optional extra 'bench'")
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2), torch.nn.Sigmoid())
    network = from_pytorch(model.state_dict(), ["tanh", "sigmoid"])
    x = np.random.default_rng(0).normal(size=(3, 5))
    theirs = model.double()(torch.as_tensor(x.T)).detach().numpy().T
    np.testing.assert_allclose(forward(network, x)[-1].a, theirs, rtol=1e-12)
    model.load_state_dict({name: torch.as_tensor(array) for name, array in to_pytorch(network).items()})
