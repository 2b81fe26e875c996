"""The training widget in Python: nonsense is refused in words, its networks are those of a training by hand."""

from __future__ import annotations

import numpy as np
import pytest
from traitlets import TraitError

from backprop_lib import Network, cost, forward
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.training import train
from backprop_widgets import TrainingStepper
from backprop_widgets.kit.generator import batch, uniform, weights
from backprop_widgets.training_stepper.data import DATA, LETTERS, LOWEST, packed
from backprop_widgets.training_stepper.widget import CHOICES, parameter_names, phase_lines

X, Y = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 2.0]]), np.array([[0.0, 1.0, 0.5]])


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"data": "circles"}, 'data is "circles"; expected one of xor, moons, spirals'),
        ({"data": "own data"}, "For data of your own make a new widget"),
        ({"hidden": [9]}, r"hidden is \[9\]; expected a list of up to 4 numbers of units from 1 to 8"),
        ({"hidden": [0]}, r"hidden is \[0\]"),
        ({"hidden": [1] * 5}, r"hidden is \[1, 1, 1, 1, 1\]"),
        ({"hidden": 3}, "hidden is 3"),
        ({"hidden": [2.5]}, r"hidden is \[2.5\]"),
        ({"activation": "softmax"}, 'activation is "softmax"; expected one of tanh, sigmoid'),
        ({"loss": "cross_entropy"}, 'loss is "cross_entropy"; expected one of half_squared_error'),
        ({"learning_rate": 0}, "learning_rate is 0.0; expected a positive, finite number"),
        ({"second_rate": float("nan")}, "second_rate is nan"),
        ({"momentum": 1}, "momentum is 1.0; expected a number from 0 to below 1"),
        ({"batch_size": 5}, "batch_size is 5; expected at most 4, the number of examples, or 0"),
        ({"batch_size": -1}, "batch_size is -1; expected a whole number from 0 on"),
        ({"seed": 65536}, "seed is 65536; expected a whole number from 0 to 65535"),
        ({"second": "adam"}, 'second is "adam"; expected one of none, descent, momentum'),
        ({"stride": "example"}, 'stride is "example"; expected one of phase, step, epoch'),
        ({"phase": "descend"}, 'phase is "descend"; expected one of update, forward, error, backward'),
        ({"speed": 61}, "speed is 61; expected one of 2, 10, 60, 300, 1200"),
        ({"step": 10_001}, "step is 10001; expected a whole number from 0 to 10000"),
        ({"steps": 0}, "steps is 0; expected a whole number from 1 to 10000"),
        ({"across": "w1"}, r'across is "w1"; expected a parameter of this network, network\[0\].W\[0,0\] to '),
        ({"up": "network[1].W[0,3]"}, r'up is "network\[1\].W\[0,3\]"'),
        ({"edits": [[0, "w", 2]]}, r"edits is .*; expected a list of \[step, parameter, value\]"),
        ({"edits": [[0.5, "network[0].W[0,0]", 2]]}, "expected a list of"),
        ({"edits": [[0, "network[0].W[0,0]", float("nan")]]}, "expected a list of"),
        ({"edits": [3]}, "expected a list of"),
        ({"name": "My widget"}, 'name is "My widget"'),
        ({"x": X}, r"Own data need both x \(2, N\) and y \(1, N\)"),
        ({"x": X[:1], "y": Y}, r"x has shape \(1, 3\); expected \(2, N\), one column per example"),
        ({"x": X, "y": Y[:, :2]}, "y has 2 columns and x has 3"),
        ({"x": X, "y": 2 * Y}, "y runs from 0.0 to 2.0; expected targets from 0 to 1"),
        ({"x": X * np.nan, "y": Y}, "every value must be finite"),
        ({"x": X * 1j, "y": Y}, "x and y must be made of real numbers"),
        ({"x": np.zeros((2, 501)), "y": np.zeros((1, 501))}, "x has 501 examples; expected at most 500"),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        TrainingStepper(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = TrainingStepper(learning_rate=0.2, hidden=[2])
    for name, value in {"learning_rate": -1, "hidden": [99], "batch_size": 5, "across": "network[9].W[0,0]"}.items():
        with pytest.raises(TraitError):
            setattr(widget, name, value)
    assert (widget.learning_rate, widget.hidden, widget.batch_size) == (0.2, [2], 0)


def test_the_whole_batch_has_two_names() -> None:
    assert TrainingStepper(batch_size=None).batch_size == 0


def test_what_no_longer_fits_gives_way() -> None:
    widget = TrainingStepper(
        data="moons", batch_size=20, hidden=[3], across="network[0].W[2,1]", up="network[1].b[0,0]"
    )
    widget.data = "xor"
    assert widget.batch_size == 0
    widget.edits = [[0, "network[0].W[2,1]", 2], [3, "network[0].W[1,1]", 1]]
    widget.hidden = [2]
    assert widget.edits == [[3, "network[0].W[1,1]", 1.0]]
    assert (widget.across, widget.up) == ("network[0].W[0,0]", "network[1].b[0,0]")
    widget.hidden = []
    assert (widget.across, widget.up) == ("network[0].W[0,0]", "network[0].W[0,1]")


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("loss", CHOICES["loss"])
def test_the_networks_are_those_of_a_training(loss: str, second: bool) -> None:
    """With the whole batch there is no order of examples, so `train` makes the same steps."""
    settings = {"learning_rate": 0.4, "second_rate": 0.1, "momentum": 0.8, "second": "momentum"}
    widget = TrainingStepper(data="moons", hidden=[4, 2], activation="softplus", loss=loss, step=30, **settings)
    networks = widget.networks(second)
    x, y, *_ = widget.examples
    rate, momentum = (0.1, 0.8) if second else (0.4, 0.0)
    steps = list(train(networks[0], x, y, loss, rate, epochs=30, momentum=momentum))
    assert networks[1:] == [step.network for step in steps]


def test_the_first_weights_and_the_batches_are_the_generators() -> None:
    widget = TrainingStepper(data="xor", hidden=[], seed=7, batch_size=3, learning_rate=1.0, step=2)
    first, second, third = widget.networks()
    x, y, *_ = widget.examples
    assert first[0].W.tolist() == weights((2, 1), 7)[0] and not first[0].b.any()
    for number, (before, after) in enumerate([(first, second), (second, third)]):
        columns = batch(number, 4, 3, 7)
        (step,) = train(before, x[:, columns], y[:, columns], "half_squared_error", 1.0, epochs=1)
        assert after == step.network
    assert sorted(batch(0, 4, 3, 7) + batch(1, 4, 3, 7)) == [0, 1, 2, 3]


def test_a_training_that_bursts_ends_before_its_numbers_do() -> None:
    wild = {"hidden": [8, 8], "activation": "identity", "loss": "binary_cross_entropy", "learning_rate": 1e6}
    networks = TrainingStepper(**wild, step=100).networks()
    assert len(networks) < 100
    assert all(np.isfinite(part).all() for layer in networks[-1] for part in layer[:2])


def test_the_numbers_look_random_enough() -> None:
    first = np.array([[next(random), next(random)] for random in map(uniform, range(4000))])
    assert abs(first.mean() - 0.5) < 0.01 and abs(first.var() - 1 / 12) < 0.003
    assert abs(np.corrcoef(first.T)[0, 1]) < 0.05 and abs(np.corrcoef(first[1:, 0], first[:-1, 0])[0, 1]) < 0.05
    drawn = np.concatenate([np.ravel(W) for seed in range(500) for W in weights((8, 8, 8), seed)])
    assert abs(drawn.mean()) < 0.01 and abs(8 * drawn.var() - 1) < 0.02
    orders = {tuple(batch(number, 5, 5, 3)) for number in range(200)}
    assert len(orders) > 80 and all(sorted(order) == [0, 1, 2, 3, 4] for order in orders)


def test_packed_data_are_the_data() -> None:
    for examples in DATA.values():
        x, y, test_x, test_y = packed(examples)
        for text, part in ((x, examples.x), (test_x, examples.test_x)):
            places = [LETTERS.index(letter) for letter in text]
            values = [(64 * places[k] + places[k + 1] + LOWEST) / 1000 for k in range(0, len(places), 2)]
            assert values == part.ravel().tolist()
        assert [list(map(int, signs)) for signs in (y, test_y)] == [examples.y[0].tolist(), examples.test_y[0].tolist()]


def test_no_example_is_both_learned_and_tested() -> None:
    for name in ("moons", "spirals"):
        x, y, test_x, test_y = DATA[name]
        assert 4 * test_x.shape[1] == x.shape[1] >= 90 and y.mean() == test_y.mean() == 0.5
        assert not {*map(tuple, x.T)} & {*map(tuple, test_x.T)}


def test_what_is_learned_holds_for_the_test_too() -> None:
    widget = TrainingStepper(data="spirals", hidden=[8, 8], loss="binary_cross_entropy", second="momentum", step=1500)
    widget.second_rate = 0.1
    network = widget.networks(second=True)[-1]
    x, y, test_x, test_y = widget.examples
    for part, target, most in ((x, y, 2), (test_x, test_y, 3)):
        assert np.sum((forward(network, part)[-1].a > 0.5) != (target > 0.5)) <= most


def test_own_data() -> None:
    widget = TrainingStepper(x=X, y=Y, hidden=[2], step=3)
    assert widget.data == "own data" and widget.own_data[0] == X.tolist()
    assert widget.examples.test_x.shape == (2, 0)
    assert "own data after 3 steps" in widget.first_frame
    widget.data = "moons"
    assert widget.examples.x.shape[1] == 96


def test_the_first_frame_is_a_picture_with_words() -> None:
    widget = TrainingStepper(data="moons", hidden=[4], step=20)
    picture = widget.first_frame
    x, y, *_ = widget.examples
    J = float(cost(widget.networks()[-1], x, y, widget.loss))
    assert picture.startswith("<svg") and f"2, 4, 1 units, cost {J:.4g}." in picture and "nan" not in picture
    assert picture.count("<circle") == picture.count("<rect") == 48


def test_the_lines_shown_are_the_librarys() -> None:
    assert [line.split(" = ")[0] for line in phase_lines()] == ["trace", "error", "gradients", "before, network"]


def test_parameters_are_named_as_in_python() -> None:
    network = Network.random((2, 3, 1), "tanh", rng=0)
    names = parameter_names(network.sizes)
    assert len(names) == 13 and all(np.isfinite(eval(name, {"network": network})) for name in names)


def test_the_activations_are_the_librarys() -> None:
    assert {*CHOICES["activation"]} <= {*ACTIVATIONS}
