"""The BackwardStepper in Python: traits are checked in words, and its passes are the library's."""

from __future__ import annotations

import json

import mazur
import numpy as np
import pytest
from hypothesis import given, settings
from networks import drawn_networks
from traitlets import TraitError

from backprop_lib import Activation, Layer, Network, backward, forward, sigmoid
from backprop_lib.losses import LOSSES
from backprop_lib.misconceptions import MISCONCEPTIONS, Case, wrong_gradients
from backprop_widgets import BackwardStepper
from backprop_widgets.backward_stepper.passes import applicable, layers, passes

WIDE = Network.random((20, 10, 2), "sigmoid", rng=0)
OWN = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"network": "mazur"}, "network is a str; expected a Network"),
        ({"network": WIDE, "x": np.ones((20, 1))}, "network has 232 weights and biases; this widget shows at most 200"),
        ({"network": Network([Layer(np.eye(2), [[0], [0]], OWN)])}, "has the activation cube"),
        ({"network": Network.random((3, 2), "tanh", rng=0)}, r"x has shape \(2, 1\); this network expects \(3, N\)"),
        ({"x": [0.05, 0.1]}, r"x has shape \(2,\); expected two dimensions"),
        ({"x": [[0.05], [float("nan")]]}, "x has nan in row 1"),
        ({"x": np.ones((2, 3))}, "x has 3 columns; this widget follows one example"),
        ({"y": [[1.0]]}, r"y has shape \(1, 1\); this network expects \(2, N\)"),
        ({"y": np.ones((2, 3))}, "y has 3 columns and x has 1"),
        ({"loss": "hinge"}, 'loss is "hinge"; expected one of half_squared_error'),
        ({"loss": "cross_entropy"}, "cross_entropy belongs to an output layer with softmax; this one has sigmoid"),
        ({"loss": "binary_cross_entropy", "y": [[2.0], [0.0]]}, "targets of binary_cross_entropy lie between 0 and 1"),
        ({"learning_rate": 0}, "learning_rate is 0.0; expected a positive, finite number"),
        ({"weight": "w^3_11"}, r'weight is "w\^3_11"; expected one of w\^1_11, .*, b\^2_2'),
        ({"weight": "w5"}, r'weight is "w5"; write "w\^2_11"'),
        ({"mistake": "signs"}, 'mistake is "signs". There is no misconception'),
        ({"mistake": "sum-over-examples"}, "does not exist for this case; it needs a batch of several examples"),
        ({"mistake": "derivative-of-exp"}, "is a misconception of words"),
        ({"step": -1}, "step is -1; expected a whole number from 0 on"),
        ({"name": "My widget"}, 'name is "My widget"'),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        BackwardStepper(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = BackwardStepper()
    before = widget.get_state()
    for trait, nonsense in {"weight": "w9", "mistake": "x", "x": [[1.0]], "loss": "cross_entropy"}.items():
        with pytest.raises(TraitError):
            setattr(widget, trait, nonsense)
    assert json.dumps(widget.get_state(), sort_keys=True) == json.dumps(before, sort_keys=True)


def test_numbers_that_overflow_are_refused() -> None:
    huge = Network([Layer([[1e200]], [[0.0]], "identity"), Layer([[1e200]], [[0.0]], "identity")])
    with pytest.raises(TraitError, match="overflow"):
        BackwardStepper(huge, [[1.0]], [[0.0]])


def test_whatever_changes_the_case_recomputes_it() -> None:
    widget = BackwardStepper(mistake="updated-weights")
    first = widget.passes
    widget.learning_rate = 0.1
    assert widget.passes["mistakes"]["updated-weights"] != first["mistakes"]["updated-weights"]
    assert "0.1" in widget.passes["mistakes"]["updated-weights"]["done"]
    widget.x = [[1.0], [2.0]]
    assert widget.passes["x"] == [1.0, 2.0]
    widget.y = [[0.0], [1.0]]
    assert widget.passes["y"] == [0.0, 1.0]
    widget.loss = "binary_cross_entropy"
    assert widget.passes["paired"] and widget.passes["E"] != first["E"]
    picture = widget.first_frame
    widget.network = Network.random((2, 2, 2), "sigmoid", rng=0)
    assert widget.passes["parameters"][0]["value"] == widget.network[0].W[0, 0]
    assert widget.first_frame != picture


def test_all_passes_run_once_for_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many traits are set together, and checked one by one."""
    asked = []

    def counted(*case) -> dict:
        asked.append(case)
        return passes(*case)

    monkeypatch.setattr("backprop_widgets.backward_stepper.widget.passes", counted)
    widget = BackwardStepper()
    assert len(asked) == 1
    with widget.hold_trait_notifications():
        widget.network, widget.x, widget.y = Network.random((3, 2), "sigmoid", rng=0), np.ones((3, 1)), np.ones((2, 1))
        widget.loss = "binary_cross_entropy"
    assert len(asked) == 2
    widget.x = np.zeros((3, 1))
    assert len(asked) == 3
    widget.learning_rate = 0.1
    assert len(asked) == 4
    widget.weight, widget.mistake, widget.step = "w^1_23", "sign", 2
    assert len(asked) == 4 and widget.passes == passes(widget.network, widget.x, widget.y, widget.loss, 0.1)


def test_another_network_needs_another_weight_and_may_rule_out_the_mistake() -> None:
    widget = BackwardStepper(weight="w^2_22", mistake="transpose-missing", step=4)
    with widget.hold_trait_notifications():
        widget.network, widget.x, widget.y = Network.random((3, 2), "tanh", rng=0), np.ones((3, 1)), np.ones((2, 1))
    assert widget.weight == "w^1_11" and widget.mistake == "" and widget.step == 4
    assert [one["label"] for one in widget.passes["parameters"]][-3:] == ["w^1_23", "b^1_1", "b^1_2"]


def test_passes_cannot_be_set() -> None:
    with pytest.raises(TraitError, match="read-only"):
        BackwardStepper().passes = {}


def test_passes_are_those_of_mazur() -> None:
    right = BackwardStepper().passes["right"]
    np.testing.assert_allclose(right[1]["delta"], mazur.DELTA_O[:, 0], rtol=1e-12)
    np.testing.assert_allclose(right[0]["delta"], mazur.DELTA_H[:, 0], rtol=1e-12)
    np.testing.assert_allclose(right[1]["W"], mazur.DW2, rtol=1e-12)
    np.testing.assert_allclose(right[0]["W"], mazur.DW1, rtol=1e-12)


def test_every_mistake_gives_mazurs_fingerprint() -> None:
    mistakes = BackwardStepper().passes["mistakes"]
    for slug in mazur.FINGERPRINTS.keys() - {"error-shared-by-weights"}:  # that one's further recipe gives it
        wrong = mistakes[slug]["layers"][0]["W"][0][0]
        assert wrong == pytest.approx(float(mazur.FINGERPRINTS[slug]), rel=1e-8, abs=0), slug


@settings(deadline=None, max_examples=60)
@given(drawn_networks())
def test_every_gradient_is_made_of_the_factors_that_are_shown(drawn) -> None:
    """For the right rules and for each mistake: products and sums of the factors are what the rules give."""
    network, x, y, loss = drawn
    x, y = x[:, :1], y[:, :1]
    case, trace = Case(network, x, y, loss, 0.5), forward(network, x)
    for slug, (rules, *_) in applicable(case).items():
        gradients = wrong_gradients(slug, network, x, y, loss, 0.5)
        found = [*layers(rules, case, trace)]
        if not all(np.isfinite(part).all() for layer in found for part in layer.values()):
            continue
        for level, (layer, gradient, seen) in enumerate(zip(found, gradients, trace, strict=True)):
            delta = layer["delta"]
            np.testing.assert_array_equal(delta, gradient.delta[:, 0])
            np.testing.assert_array_equal(layer["W"], gradient.W)
            np.testing.assert_array_equal(layer["b"], gradient.b[:, 0])
            if "mixed" in layer:
                near(layer["mixed"].sum(axis=0), delta, np.abs(layer["mixed"]).sum(axis=0))
            elif "error" in layer:
                near(layer["error"] * layer["slope"], delta)
            if level:
                near(layer.get("back", delta)[:, None] * layer["weights"], layer["via"])
                near(layer["via"].sum(axis=0), gradients[level - 1].error[:, 0], np.abs(layer["via"]).sum(axis=0))
            back = layer.get("W_back", np.broadcast_to(gradient.delta, gradient.W.shape))
            near(back * layer.get("W_local", seen.x.T), layer["W"])
            near(delta * layer.get("b_local", 1.0), layer["b"])


def near(got: np.ndarray, want: np.ndarray, size: np.ndarray | float = 0.0) -> None:
    assert np.all(np.abs(got - want) <= 1e-12 * np.maximum(np.abs(want), size) + 1e-300)


def test_the_right_pass_has_nothing_that_a_mistake_put_there() -> None:
    for loss, activations in {"half_squared_error": "tanh", "cross_entropy": ["tanh", "softmax"]}.items():
        network = Network.random((2, 3, 3), activations, rng=0)
        y = [[0.2], [0.3], [0.5]]
        for found, gradient in zip(
            passes(network, [[1.0], [2.0]], y, loss, 0.5)["right"],
            backward(network, forward(network, [[1.0], [2.0]]), y, loss),
            strict=True,
        ):
            assert not {"back", "W_back", "W_local", "b_local"} & found.keys()
            assert found["W"] == gradient.W.tolist() and found["b"] == gradient.b[:, 0].tolist()


def test_a_layer_used_twice_is_an_output_only_once() -> None:
    layer = Layer([[0.5, -1.0], [2.0, 0.25]], [[0.1], [0.2]], sigmoid)
    hidden, output = BackwardStepper(Network([layer, layer]), loss="binary_cross_entropy").passes["right"]
    assert "error" in hidden and "error" not in output


def test_saturated_log_losses_give_numbers_and_the_state_is_json() -> None:
    network = Network([Layer([[1000.0], [-1000.0]], [[0.0], [0.0]], "softmax")])
    widget = BackwardStepper(network, [[1.0]], [[0.0], [1.0]], loss="cross_entropy")
    assert widget.passes["right"][0]["delta"] == [1.0, -1.0]
    state = {name: value for name, value in widget.get_state().items() if not name.startswith("_")}
    json.dumps(state, allow_nan=False)


def test_every_loss_has_its_mistakes_and_each_its_words() -> None:
    for loss, output in {
        "half_squared_error": "softmax",
        "binary_cross_entropy": "sigmoid",
        "cross_entropy": "softmax",
    }.items():
        network = Network.random((2, 2, 2), ["tanh", output], rng=0)
        found = BackwardStepper(network, [[1.0], [2.0]], [[0.25], [0.75]], loss=loss).passes["mistakes"]
        case = Case(network, np.array([[1.0], [2.0]]), np.array([[0.25], [0.75]]), LOSSES[loss], 0.5)
        assert found.keys() == applicable(case).keys() and len(found) > 8
        for slug, mistake in found.items():
            assert mistake["name"] == MISCONCEPTIONS[slug].name
            assert mistake["done"].startswith(MISCONCEPTIONS[slug].done)


def test_the_first_frame_is_a_picture_with_words() -> None:
    picture = BackwardStepper(weight="b^2_1").first_frame
    assert picture.startswith("<svg") and "the way back to b of o1 is about to begin" in picture


def test_of_a_network_without_targets_the_targets_are_asked_for():
    network = Network([Layer(np.ones((1, 2)), np.zeros((1, 1)), "sigmoid")])
    with pytest.raises(TraitError, match=r"^y has shape .* the y of the widget's example; give yours too\.$"):
        BackwardStepper(network, [[1.0], [2.0]])
