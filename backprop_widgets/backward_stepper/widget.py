"""From the loss back to one weight, one link of the chain at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from traitlets import TraitError

from backprop_lib import Network
from backprop_lib import network as algorithm
from backprop_lib.data import mazur
from backprop_lib.losses import LOSSES
from backprop_lib.misconceptions import wrong_gradients
from backprop_lib.source import line_of

from ..diagram import picture as drawn
from ..diagram.picture import changeable, computed, names, picture
from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.live import PACKAGE, front_end, style
from ..kit.traits import Choice, Count, Matrix, NetworkTrait, Positive, rules
from .passes import passes

HERE = Path(__file__).parent
STATE = ("network", "x", "y", "loss", "weight", "mistake", "step", "all_digits")
MOST = 200  # weights and biases: more make a picture that nobody can read


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: for each kind of step its line of `backward`, the limit, and the traits."""
    code = {
        "error": line_of(algorithm.backward, "error"),
        "paired": line_of(algorithm.backward, "delta"),
        "delta": line_of(algorithm.backward, "delta", 2),
        "weight": line_of(algorithm.backward, "dW"),
        "bias": line_of(algorithm.backward, "db"),
        "below": line_of(algorithm.backward, "error", 2),
    }
    return constants(MOST=MOST, CODE=code, TRAITS=traits)


class BackwardStepper(Widget):
    """The backward pass from the loss to one weight or bias, with the central difference and any mistake beside it.

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
      step           how many steps back from the loss have been taken; how many there are depends on the weight
      all_digits     show every digit
      name           stands for this widget in links: page.html#backward.step=4
    What has to fit together is set together:
      with widget.hold_trait_notifications():
          widget.network, widget.x, widget.y = network, x, y

    passes (read only) holds every number that can be shown; passes.py says what is what. Another network that
    does not have the weight, or where the mistake does not exist, goes back to w^1_11, or to no mistake. A network that
    a reader brings to a page without Python has its passes from passes.js, and no mistakes.

    Numbers on the page, each in <output data-quantity="...">. Unit j of layer l, i and k likewise; P is the weight:
      step                               the number of steps taken
      x_k, w^l_jk, b^l_j, z^l_j, a^l_j   the way forward
      y_j, E_j, J                        target, loss of an output and of all: the loss E
      dJ/dJ                              1, where the way back begins
      dJ/da^l_j, delta^l_j, dJ/dP        gradients; delta^l_j is dJ/dz^l_j; those of units and of the weight, as reached
      dJ/da^l_j via z^m_k                the contribution through unit k of the next layer m, where there are several
      delta^l_j via a^l_i                the contribution through output i of a softmax layer
      a^l_j - y_j                        local slope of the loss; with a paired loss, of loss and activation together
      da^l_i/dz^l_j                      local slope of an activation, with i = j unless it is softmax
      dz^l_j/dP                          1, the local slope of a bias; that of a weight is x_k or a^m_k
      wrong NAME                         the same with the mistake, where it differs; NaN if it is no number
      taken for NAME                     what the mistake goes on with in place of the slope so far
      central dJ/dP                      the central difference
      digits                             the number of digits on which it agrees with the chain rule
      ratio                              how many times the right size the wrong gradient is
    """

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
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated, PACKAGE / "diagram": drawn.generated()})
    _css = style(
        *("kit/tokens.css", "kit/widget.css", "kit/own_network.css", "diagram/diagram.css", "backward_stepper/view.css")
    )

    def __init__(self, network: Network | None = None, x: Any = None, y: Any = None, **traits: Any) -> None:
        given = {"network": network, "x": x, "y": y}
        ours = dict(zip(given, mazur(), strict=True))
        own = {name: value for name, value in given.items() if value is not None}
        try:
            super().__init__(**ours | own, **traits)
        except TraitError as refusal:
            name, _, said = str(refusal).partition(" has shape")
            if not said or name not in given or name in own:
                raise
            shapes = said.partition(". ")[0].rstrip(".")
            raise TraitError(
                f"{name} has shape{shapes}. This is the {name} of the widget's example; give yours too."
            ) from None
        self._compute()
        self.observe(self._compute, ["network", "x", "y", "loss", "learning_rate"])

    def _compute(self, _: Any = None) -> None:
        found = self._passes(self.network, self.x, self.y, self.loss, self.learning_rate)
        if found is self.passes:
            return  # traits that were set together report one by one
        if self.weight not in parameters(self.network):
            self.weight = "w^1_11"
        if self.mistake not in ("", *found["mistakes"]):
            self.mistake = ""
        self.set_trait("passes", found)
        shown = parameters(self.network)[self.weight]
        self.set_trait("first_frame", first_frame(self.network, self.x, found["J"], shown))

    _last: tuple[Any, dict[str, Any]] = (None, {})

    def _passes(self, network: Network, x: np.ndarray, y: np.ndarray, loss: str, learning_rate: float) -> dict:
        """All passes of a case; those of the last one are kept, since each trait that changes asks for them again."""
        case = (network, x.tolist(), y.tolist(), loss, learning_rate)
        if self._last[0] != case:
            self._last = case, passes(network, x, y, loss, learning_rate)
        return self._last[1]

    @traitlets.validate("network", "x", "y", "loss")
    def _fitting_case(self, proposal: Any) -> Any:
        case = {part: getattr(self, part) for part in ("network", "x", "y", "loss")}
        case |= {proposal.trait.name: proposal.value}
        check_size(case["network"], case["x"])
        try:
            self._passes(**case, learning_rate=self.learning_rate)
        except ValueError as refusal:
            raise TraitError(str(refusal)) from refusal
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


def check_size(network: Network, x: np.ndarray) -> None:
    """TraitError, in words, if the widget cannot show this much."""
    count = sum(layer.W.size + layer.b.size for layer in network)
    if count > MOST:
        raise TraitError(f"network has {count} weights and biases; this widget shows at most {MOST}.")
    if x.shape[1] != 1:
        raise TraitError(f"x has {x.shape[1]} columns; this widget follows one example: give it x[:, :1] and y[:, :1].")
