"""From the error back to one weight, one link of the chain at a time."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import traitlets
from traitlets import TraitError

from backprop_lib import Loss, Network
from backprop_lib import network as algorithm
from backprop_lib.boundary import check_cost
from backprop_lib.data import mazur
from backprop_lib.losses import LOSSES
from backprop_lib.misconceptions import wrong_gradients

from ..diagram.picture import changeable, computed, diagram_js, names, picture
from ..kit.assets import code_of, joined
from ..kit.base import Widget
from ..kit.traits import Choice, Count, Matrix, NetworkTrait, Positive
from .passes import passes

MOST = 200  # weights and biases: more make a picture that nobody can read

# The line of `backward` that each kind of step stands for.
STEPS = {
    "error": "error = loss.derivative(trace[-1].a, y) / N",
    "paired": "delta = (a - y) / N",
    "delta": "delta = layer.activation.delta(error, z, a)",
    "weight": "dW = delta @ x.T",
    "bias": "db = delta.sum(axis=1, keepdims=True)",
    "below": "error = layer.W.T @ delta",
}


def front_end() -> str:
    """The widget's JavaScript: shared pieces, the lines of `backward`, the widget itself."""
    code = code_of(algorithm.backward)
    lines = {step: [line.strip() for line in code].index(text) for step, text in STEPS.items()}
    constants = f"const CODE = {json.dumps(code)};\nconst LINES = {json.dumps(lines)};\n"
    return "\n".join([joined("kit/widget.js"), diagram_js(), constants, joined("backward_stepper/view.js")])


class BackwardStepper(Widget):
    """The backward pass from the error to one weight or bias, with the central difference and any mistake beside it.

    BackwardStepper()                                             # Mazur's network, back to w1
    BackwardStepper(weight="w^2_11", mistake="output-derivative-missing")
    BackwardStepper(network, x, y, loss="cross_entropy")          # your own network and one example

    Traits, all of which can be set and watched from Python:
      network        a Network of the built-in activations, with at most 200 weights and biases
      x, y           one example, each as one column
      loss           half_squared_error, or the log loss that belongs to the output activation
      learning_rate  positive; only the mistake updated-weights asks for it
      weight         label of the weight or bias that is asked about: w^2_11 into unit 1 of layer 2 from unit 1, b^1_2
      mistake        slug of a misconception that exists for this case (see backprop_lib.misconceptions), or ""
      step           how many steps back from the error have been taken; how many there are depends on the weight
      all_digits     show every digit
      name           stands for this widget in links: page.html#backward.step=4
    What has to fit together is set together:
      with widget.hold_trait_notifications():
          widget.network, widget.x, widget.y = network, x, y

    passes (read only) holds every number that can be shown; backward_passes.py says what is what. Another network that
    does not have the weight, or where the mistake does not exist, goes back to w^1_11, or to no mistake.

    Numbers on the page, each in <output data-quantity="...">. Unit j of layer l, i and k likewise; P is the weight:
      step                               the number of steps taken
      x_k, w^l_jk, b^l_j, z^l_j, a^l_j   the way forward
      y_j, E_j, J                        target, loss of an output and of all: the error E
      dJ/dJ                              1, where the way back begins
      dJ/da^l_j, delta^l_j, dJ/dP        gradients; delta^l_j is dJ/dz^l_j; those of units and of the weight, as reached
      dJ/da^l_j via z^m_k                the contribution through unit k of the next layer m, where there are several
      delta^l_j via a^l_i                the contribution through output i of a softmax layer
      a^l_j - y_j                        local slope of the loss; with a paired loss, of loss and activation together
      da^l_i/dz^l_j                      local slope of an activation, with i = j unless it is softmax
      dz^l_j/dP                          1, the local slope of a bias; that of a weight is x_k or a^m_k
      wrong NAME                         the same with the mistake, where it differs; NaN if it is no number
      taken for NAME                     what the mistake goes on with in place of the gradient from above
      central dJ/dP                      the central difference
      digits                             the number of digits on which it agrees with the chain rule
      ratio                              how many times the right size the wrong gradient is
    """

    _esm = front_end()
    _css = joined("kit/tokens.css", "kit/widget.css", "diagram/diagram.css", "backward_stepper/view.css")

    network = NetworkTrait()
    x = Matrix()
    y = Matrix()
    loss = Choice("half_squared_error", LOSSES).tag(sync=True)
    learning_rate = Positive(0.5).tag(sync=True)
    weight = traitlets.Unicode("w^1_11").tag(sync=True)
    mistake = traitlets.Unicode("").tag(sync=True)
    step = Count(0).tag(sync=True)
    name = traitlets.Unicode("backward").tag(sync=True)

    passes = traitlets.Dict(read_only=True).tag(sync=True)
    linked = traitlets.List(["weight", "mistake", "step", "all_digits"], read_only=True).tag(sync=True)

    def __init__(self, network: Network | None = None, x: Any = None, y: Any = None, **traits: Any) -> None:
        given = {"network": network, "x": x, "y": y}
        ours = dict(zip(given, mazur(), strict=True))
        super().__init__(**ours | {name: value for name, value in given.items() if value is not None}, **traits)
        self._compute()
        self.observe(self._compute, ["network", "x", "y", "loss", "learning_rate"])

    def _compute(self, _: Any = None) -> None:
        found = passes(self.network, self.x, self.y, self.loss, self.learning_rate)
        if self.weight not in parameters(self.network):
            self.weight = "w^1_11"
        if self.mistake not in ("", *found["mistakes"]):
            self.mistake = ""
        self.set_trait("passes", found)
        shown = parameters(self.network)[self.weight]
        self.set_trait("first_frame", first_frame(self.network, self.x, found["J"], shown))

    @traitlets.validate("network", "x", "y", "loss")
    def _fitting_case(self, proposal: Any) -> Any:
        case = {part: getattr(self, part) for part in ("network", "x", "y", "loss")}
        check_case(**(case | {proposal.trait.name: proposal.value}))
        return proposal.value

    @traitlets.validate("weight")
    def _known_weight(self, proposal: Any) -> str:
        labels = parameters(self.network)
        if proposal.value not in labels:
            meant = next((label for label, shown in labels.items() if shown == proposal.value), None)
            expected = f'write "{meant}"' if meant else f"expected one of {', '.join(labels)}"
            raise TraitError(f'weight is "{proposal.value}"; {expected}.')
        return proposal.value

    @traitlets.validate("mistake")
    def _possible_mistake(self, proposal: Any) -> str:
        try:
            if proposal.value:
                wrong_gradients(proposal.value, self.network, self.x, self.y, self.loss, self.learning_rate)
        except ValueError as refusal:
            raise TraitError(f'mistake is "{proposal.value}". {refusal}') from refusal
        return proposal.value


def first_frame(network: Network, x: np.ndarray, error: float, weight: str) -> str:
    """The network after the forward pass, before the way back begins."""
    layers = "-".join(map(str, network.sizes))
    words = f"A {layers} network after the forward pass. E is {error:.4g}; the way back to {weight} is about to begin."
    return picture(network, changeable(network, x) | computed(network, x), words)


def parameters(network: Network) -> dict[str, str]:
    """The labels of all weights and biases, with what they are called on the page."""
    shown = names(network.sizes)
    return {label: shown[label] for letter in "wb" for label in shown if label.startswith(f"{letter}^")}


def check_case(network: Network, x: np.ndarray, y: np.ndarray, loss: Loss | str) -> None:
    """TraitError, in words, if the widget cannot show this."""
    count = sum(layer.W.size + layer.b.size for layer in network)
    if count > MOST:
        raise TraitError(f"network has {count} weights and biases; this widget shows at most {MOST}.")
    if x.shape[1] != 1:
        raise TraitError(f"x has {x.shape[1]} columns; this widget follows one example: give it x[:, :1] and y[:, :1].")
    try:
        check_cost(network, x, y, loss)
        passes(network, x, y, loss, 1.0)
    except ValueError as refusal:
        raise TraitError(str(refusal)) from refusal
