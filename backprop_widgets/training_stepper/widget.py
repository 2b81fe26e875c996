"""Training from the first random weights on: forward, error, backward, update, and again."""

from __future__ import annotations

import operator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from traitlets import TraitError

from backprop_lib import Layer, Network
from backprop_lib import network as algorithm
from backprop_lib.boundary import check_cost
from backprop_lib.network import backward, descend, forward, mean_loss
from backprop_lib.source import line_of
from backprop_lib.training import _steps, run_on

from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.generator import batch, weights
from ..kit.live import front_end, style
from ..kit.traits import Choice, Count, Momentum, Positive, rules
from .data import DATA, LETTERS, LOWEST, Examples, own_examples, packed
from .edits import edited
from .picture import first_frame
from .scripts import GENERATOR, SCRIPTS, TORCH

HERE = Path(__file__).parent
STATE = (
    *("data", "hidden", "activation", "loss", "learning_rate", "batch_size", "seed"),
    *("second", "second_rate", "momentum", "step", "phase", "stride", "speed"),
    *("edits", "across", "up", "show_gradients", "all_digits"),
)
OWN = "own data"
PHASES = ("update", "forward", "error", "backward")  # what has just happened; training begins and ends after an update
CHOICES: dict[str, tuple[Any, ...]] = {
    "activation": ("tanh", "sigmoid", "relu", "leaky_relu", "softplus", "identity"),
    "loss": ("half_squared_error", "binary_cross_entropy"),
    "second": ("none", "descent", "momentum"),
    "stride": ("phase", "step", "epoch"),
    "phase": PHASES,
    "speed": (2, 10, 60, 300, 1200),
}
LAYERS, UNITS = 4, 8  # most hidden layers, and units in each
STEPS, SEED = 10_000, 65_535  # most steps, and the highest seed
TOO_LARGE = 1e12  # training ends where the numbers leave the range worth showing


def phase_lines() -> list[str]:
    """The library's own line for each phase of a step, in the order of PHASES but for the update, which comes last."""
    return [
        line_of(_steps, "trace"),
        line_of(algorithm.backward, "error"),
        line_of(_steps, "gradients"),
        line_of(_steps, "before"),
    ]


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: the data, the library's own lines, the texts of scripts, and limits."""
    return constants(
        TRAITS=traits,
        LAYERS=LAYERS,
        UNITS=UNITS,
        TOO_LARGE=TOO_LARGE,
        DATA={name: packed(examples) for name, examples in DATA.items()},
        LETTERS=LETTERS,
        LOWEST=LOWEST,
        CODE=phase_lines(),
        GENERATOR=GENERATOR,
        SCRIPTS=SCRIPTS,
        TORCH=TORCH,
    )


def parameter_names(sizes: tuple[int, ...]) -> list[str]:
    """Every parameter as one would write it in Python.

    >>> parameter_names((1, 1))
    ['network[0].W[0,0]', 'network[0].b[0,0]']
    """
    return [
        f"network[{number}].{part}[{j},{k}]"
        for number, (n_in, n_out) in enumerate(pairwise(sizes))
        for part, columns in (("W", n_in), ("b", 1))
        for j in range(n_out)
        for k in range(columns)
    ]


class Batch(Count):
    """A number of examples; None is the whole batch, 0."""

    def validate(self, obj: Any, value: Any) -> Any:
        return super().validate(obj, 0 if value is None else value)


class Hidden(traitlets.List):
    """The number of units of each hidden layer."""

    def validate(self, obj: Any, value: Any) -> Any:
        if isinstance(value, list | tuple) and len(value) <= LAYERS:
            counts = [int(n) for n in value if isinstance(n, int | np.integer) and 1 <= n <= UNITS]
            if len(counts) == len(value):
                return super().validate(obj, counts)
        raise TraitError(f"hidden is {value!r}; expected a list of up to {LAYERS} numbers of units from 1 to {UNITS}.")


class Speed(traitlets.Int):
    """How often a second Play goes on."""

    def validate(self, obj: Any, value: Any) -> Any:
        value, known = super().validate(obj, value), CHOICES["speed"]
        if value not in known:
            raise TraitError(f"speed is {value}; expected one of {', '.join(map(str, known))}.")
        return value

    def rule(self) -> dict[str, Any]:
        return {"kind": "choice", "names": CHOICES["speed"]}


class TrainingStepper(Widget):
    """The whole loop, forward, error, backward, update: one phase, one example, one step or one epoch at a time.

    TrainingStepper(data="moons", hidden=[4], learning_rate=0.3, second="momentum", momentum=0.9)
    TrainingStepper(x=my_x, y=my_y)          # your own: x (2, N), y (1, N) with targets from 0 to 1

    Traits, all of which can be set and watched from Python:
      data            "xor", "moons", "spirals", or "own data"; of moons and spirals every third example is held out
      hidden          units in each hidden layer, such as [3]: up to 4 layers of 1 to 8
      activation      of the hidden layers; the output is a sigmoid
      loss            "half_squared_error" or "binary_cross_entropy"
      learning_rate   positive
      batch_size      examples in a step; 0 or None is all of them
      seed            of the first weights and of the order of the examples
      second          a second run from the same weights on the same batches: "none", "descent" or "momentum"
      second_rate     its learning rate
      momentum        of the second run, from 0 to below 1, if it has any
      step            how many updates have been made
      phase           what came last: "update" between two steps, in the middle of one "forward", "error" or "backward"
      edits           parameters that are set by hand, each after some step, in both runs: such as
                      [[0, "network[0].W[0,1]", 2.5]]
      stride          what Next does: a "phase", a "step" or an "epoch"
      speed           how many of them Play makes in a second: 2, 10, 60, 300 or 1200
      across, up      the two parameters of the picture of the cost, such as "network[0].W[0,1]"
      show_gradients  the drawing of the network shows gradients instead of weights
      steps           how many updates can be made, 1 to 10000
      all_digits      show every digit
      name            stands for this widget in links: page.html#training.step=500

    Given to the constructor only: x and y, your own data. `networks()` computes in Python what the page shows.

    Numbers on the page, each in <output data-quantity="...">:
      learning_rate, second_rate, momentum, batch_size, seed    as set
      hidden_1, hidden_2, hidden_3, hidden_4        units in each hidden layer
      step                    the number of updates made
      batch_cost              forward: the cost of the batch
      error                   error: the largest |a - y|/N of the batch
      gradient                backward: the length of the gradient
      update                  update: the length of the step
      cost, wrong             the cost of all training examples, and how many are on the wrong side of 1/2
      test_cost, test_wrong   the same for the examples held out
      network[l].W[j,k], network[l].b[j,0]        every parameter, in the table "Weights and gradients" when it is open
      gradients[l].W[j,k], gradients[l].b[j,0]    the last gradient, along which the update goes; with momentum their
                                                  running sum
      second_batch_cost, second_error, second_gradient, second_update        the same for the second run
      second_cost, second_wrong, second_test_cost, second_test_wrong
      second_network[l].W[j,k], second_network[l].b[j,0]
      second_gradients[l].W[j,k], second_gradients[l].b[j,0]
    """

    data = traitlets.Unicode("xor").tag(sync=True)
    hidden = Hidden(traitlets.Int(), [3]).tag(sync=True)
    activation = Choice("tanh", CHOICES["activation"]).tag(sync=True)
    loss = Choice("half_squared_error", CHOICES["loss"]).tag(sync=True)
    learning_rate = Positive(0.5).tag(sync=True)
    batch_size = Batch(0).tag(sync=True)
    seed = Count(1, high=SEED).tag(sync=True)
    second = Choice("none", CHOICES["second"]).tag(sync=True)
    second_rate = Positive(0.5).tag(sync=True)
    momentum = Momentum(0.9).tag(sync=True)
    step = Count(0, high=STEPS).tag(sync=True)
    phase = Choice("update", PHASES).tag(sync=True)
    edits: traitlets.List = traitlets.List([]).tag(sync=True)
    stride = Choice("step", CHOICES["stride"]).tag(sync=True)
    speed = Speed(60).tag(sync=True)
    across = traitlets.Unicode("network[0].W[0,0]").tag(sync=True)
    up = traitlets.Unicode("network[0].W[0,1]").tag(sync=True)
    show_gradients = traitlets.Bool(False).tag(sync=True)
    steps = Count(2000, low=1, high=STEPS).tag(sync=True)
    name = traitlets.Unicode("training").tag(sync=True)

    # What the front end needs to know besides.
    own_data: traitlets.List = traitlets.List(allow_none=True, default_value=None, read_only=True).tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "training_stepper/view.css")

    def __init__(self, x: Any = None, y: Any = None, **traits: Any) -> None:
        self._sets, self._made = dict(DATA), False
        if x is not None or y is not None:
            self._sets[OWN] = own_examples(x, y)
            traits = {"data": OWN} | traits
        super().__init__(**traits)
        if OWN in self._sets:
            self.set_trait("own_data", [part.tolist() for part in self._sets[OWN]])
        self.set_trait("first_frame", first_frame(self.networks()[-1], self.examples, self.loss, self.data, self.step))
        self._made = True

    @property
    def examples(self) -> Examples:
        """What is trained on, and what is held out."""
        return self._sets[self.data]

    def networks(self, second: bool = False) -> list[Network]:
        """The network after 0, 1, ... updates, as far as the page shows it; second: those of the second run."""
        x, y, *_ = self.examples
        sizes = (2, *self.hidden, 1)
        learning_rate = self.second_rate if second else self.learning_rate
        momentum = self.momentum if second and self.second == "momentum" else 0.0
        activations = [self.activation] * len(self.hidden) + ["sigmoid"]
        first = weights(sizes, self.seed)
        network = Network(Layer(W, np.zeros((len(W), 1)), f) for W, f in zip(first, activations, strict=True))
        network, x, y, loss = check_cost(network, x, y, self.loss)
        networks: list[Network] = []
        running = None
        with np.errstate(all="ignore"):
            for number in range(self.step + 1):
                network = edited(network, number, self.edits)
                largest = max(float(abs(part).max()) for layer in network for part in layer[:2])
                small = max(largest, mean_loss(forward(network, x), y, loss)) < TOO_LARGE
                if small or not networks:
                    networks.append(network)
                if not small:
                    break
                columns = batch(number, x.shape[1], self.batch_size, self.seed)
                gradients = backward(network, forward(network, x[:, columns]), y[:, columns], loss)
                running = run_on(running, gradients, momentum) if momentum else gradients
                network = descend(network, running, learning_rate)
        return networks

    # The page hears of every change at once, so what would not fit a new value is changed before it.

    @traitlets.validate("data")
    def _known_data(self, proposal: Any) -> str:
        if proposal.value not in self._sets:
            raise TraitError(
                f'data is "{proposal.value}"; expected one of {", ".join(self._sets)}. '
                "For data of your own make a new widget: TrainingStepper(x=x, y=y)."
            )
        if self._made and self.batch_size > self._sets[proposal.value].x.shape[1]:
            self.batch_size = 0
        return proposal.value

    @traitlets.validate("hidden")
    def _fitting_parameters(self, proposal: Any) -> list[int]:
        known = parameter_names((2, *proposal.value, 1))
        if self._made and self.across not in known:
            self.across = known[0]
        if self._made and self.up not in known:
            self.up = known[1]
        if self._made and not all(name in known for _, name, _ in self.edits):
            self.edits = [edit for edit in self.edits if edit[1] in known]
        return proposal.value

    @traitlets.validate("edits")
    def _fitting_edits(self, proposal: Any) -> list:
        known = parameter_names((2, *self.hidden, 1))
        try:
            edits = [[operator.index(step), name, float(value)] for step, name, value in proposal.value]
            if all(0 <= step <= STEPS and name in known and abs(value) < TOO_LARGE for step, name, value in edits):
                return edits
        except (TypeError, ValueError):
            pass
        raise TraitError(
            f'edits is {proposal.value!r}; expected a list of [step, parameter, value], such as [0, "{known[0]}", 2].'
        )

    @traitlets.validate("batch_size")
    def _small_enough(self, proposal: Any) -> int:
        N = self._sets.get(self.data, DATA["xor"]).x.shape[1]
        if proposal.value > N:
            raise TraitError(f"batch_size is {proposal.value}; expected at most {N}, the number of examples, or 0.")
        return proposal.value

    @traitlets.validate("across", "up")
    def _known_parameter(self, proposal: Any) -> str:
        known = parameter_names((2, *self.hidden, 1))
        if proposal.value not in known:
            raise TraitError(
                f'{proposal.trait.name} is "{proposal.value}"; expected a parameter of this network, '
                f"{known[0]} to {known[-1]}."
            )
        return proposal.value
