"""The ForwardStepper in Python: traits are checked in words, what belongs together changes together."""

from __future__ import annotations

import re

import numpy as np
import pytest
from traitlets import TraitError

from backprop_lib import Activation, Layer, Network, forward
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.data import mazur
from backprop_lib.steps import steps
from backprop_widgets import ForwardStepper
from backprop_widgets.diagram.picture import changeable, computed, curve, names, picture

CUBE = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"network": "mazur"}, "network is a str; expected a Network of the built-in activations"),
        ({"network": Network([Layer([[1, 2]], [[0]], CUBE)])}, "Layer 1 of network has the activation cube"),
        ({"network": Network.random((2, 99), "tanh", rng=0)}, "297 weights and biases; expected at most 200"),
        ({"network": Network([Layer([[1e300, 1]], [[0]], "tanh")]), "x": [[1e300], [1]]}, "overflows"),
        ({"x": [0.05, 0.1]}, r"x has shape \(2,\); expected two dimensions, one column per example"),
        ({"x": [[0.05]]}, r"x has shape \(1, 1\); this network expects \(2, N\), one column per example"),
        ({"x": [[0.05], [float("nan")]]}, "every value must be finite"),
        ({"x": "left"}, "x holds"),
        ({"example": 1}, "example is 1; the columns of x go from 0 to 0"),
        ({"example": -1}, "example is -1; expected a whole number from 0 on"),
        ({"step": -1}, "step is -1; expected a whole number from 0 on"),
        ({"step": 1.5}, "step"),
        ({"picked": "w5"}, 'picked is "w5"; write "w\\^2_11"'),
        ({"picked": "z^1_1"}, 'picked is "z\\^1_1"; expected one of x_1, x_2, w\\^1_11'),
        ({"name": "My widget"}, 'name is "My widget"'),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        ForwardStepper(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = ForwardStepper(step=3, picked="w^1_21")
    for name, nonsense in [("x", [[1]]), ("example", 3), ("picked", "w^3_11"), ("network", None), ("step", -2)]:
        with pytest.raises(TraitError):
            setattr(widget, name, nonsense)
    assert widget.network == mazur()[0] and widget.x.tolist() == [[0.05], [0.10]]
    assert (widget.step, widget.example, widget.picked) == (3, 0, "w^1_21")


def test_own_network_and_inputs() -> None:
    network = Network.random((3, 4, 2), ["relu", "softmax"], rng=1)
    widget = ForwardStepper(network=network, x=[[1, 2], [3, 4], [5, 6]], example=1, step=10)
    assert widget.get_state()["network"][1]["activation"] == "softmax"
    assert widget.get_state()["x"] == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert ForwardStepper(network=network).x.tolist() == [[1], [1], [1]], "inputs of which none are known"


def test_another_network_takes_along_what_does_not_fit() -> None:
    widget = ForwardStepper(x=[[1, 2], [3, 4]], example=1, picked="w^2_21")
    widget.network = Network.random((2, 3), "tanh", rng=0)
    assert widget.x.tolist() == [[1, 2], [3, 4]] and widget.example == 1 and widget.picked == "x_1"
    widget.network = Network.random((3, 1), "tanh", rng=0)
    assert widget.x.tolist() == [[1], [1], [1]] and widget.example == 0


def test_the_page_never_sees_a_network_without_its_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    widget = ForwardStepper()
    messages: list[set] = []
    monkeypatch.setattr(widget, "_send", lambda message, buffers=None: messages.append(set(message["state"])))
    widget.network = Network.random((3, 1), "tanh", rng=0)
    assert messages == [{"network", "x", "first_frame"}]
    with widget.hold_trait_notifications():
        widget.network = mazur()[0]
        widget.x = [[1], [2]]
    assert messages[1:] == [{"network", "x", "first_frame"}]
    assert widget.x.tolist() == [[1], [2]]


def test_what_the_page_changes_arrives() -> None:
    widget = ForwardStepper()
    state = widget.get_state()
    state["network"][0]["W"][1][0] = -2.5
    widget.set_state({"network": state["network"], "step": 4, "x": [[1], [2]]})
    assert widget.network[0].W[1, 0] == -2.5 and widget.x[1, 0] == 2 and widget.step == 4


def test_the_first_frame_shows_the_published_state() -> None:
    network, x, _ = mazur()
    widget = ForwardStepper()
    assert "2-2-2 units: before its first step." in widget.first_frame and "0.3775" not in widget.first_frame
    widget.step = 2
    assert "net h2 = 0.3925." in widget.first_frame and ">0.3775<" in widget.first_frame
    assert ">0.5933<" not in widget.first_frame
    widget.step = 99
    assert f"out o2 = {forward(network, x)[-1].a[1, 0]:.4g}." in widget.first_frame


@pytest.mark.parametrize("sizes", [(1, 1), (3, 4, 2), (2, 3, 3, 2), (2, 11, 1)])
def test_labels_and_order_are_those_of_steps(sizes: tuple[int, ...]) -> None:
    network = Network.random(sizes, "tanh", rng=1)
    x = np.random.default_rng(2).normal(size=(sizes[0], 1))
    frames = steps(network, x, np.zeros((sizes[-1], 1)), "half_squared_error", learning_rate=0.1)
    passed = {frame.label: float(frame.value[0]) for frame in frames if frame.phase == "forward"}
    assert computed(network, x) == passed and list(computed(network, x)) == list(passed)
    used = {label for frame in frames if frame.phase == "forward" for label in frame.uses}
    assert used <= {*changeable(network, x), *passed} <= {*names(sizes)}
    updated = {frame.label.removeprefix("new ") for frame in frames if frame.phase == "update"}
    assert updated == {label for label in changeable(network, x) if label[0] != "x"}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_little_curves_stay_in_their_square(name: str) -> None:
    points = np.array(re.findall(r"[\d.]+", curve(ACTIVATIONS[name])), dtype=float)
    assert points.min() >= 0 and points.max() <= 10


def test_a_picture_with_gradients_has_a_third_row() -> None:
    network, x, _ = mazur()
    values = changeable(network, x) | computed(network, x)
    plain = picture(network, values, "A network.")
    drawn = picture(network, values | {"delta^1_1": 0.25, "dJ/da^1_1": -0.5}, "A network.")
    assert ">0.25<" in drawn and ">−0.5<" in drawn and drawn.count("<rect") == plain.count("<rect") == 4
    assert 'height="60"' in drawn and 'height="40"' in plain
