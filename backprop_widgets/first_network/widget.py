"""A network that is wrong: its error goes back to every weight, each weight takes a step, and the loss falls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from traitlets import TraitError

from backprop_lib import Network, backward, cost, forward, half_squared_error, labels, sigmoid
from backprop_lib.data import mazur

from ..diagram.picture import changeable, computed, curve, names
from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.live import front_end, style
from ..kit.traits import Count, plain, rules
from . import picture
from .plan import upright, wide

HERE = Path(__file__).parent
STATE = ("step", "back", "picked")
MOST = 2000  # steps: by then the loss is 0.0002, and has long stopped to fall before one's eyes
LEARNING_RATE = 0.5  # as in the worked example that the network is from

# The four phases, what each does, and the pages that explain it.
PHASES = (
    ("forward", "Forward", "Two inputs become two predictions.", {"forward-pass": "The forward pass"}),
    ("target", "Loss", "One number says how wrong they are.", {"error-calculation": "The error calculation"}),
    (
        "gradient",
        "Back",
        "Slopes multiply along every path.",
        {"chain-rule": "The chain rule", "backward-pass": "The backward pass"},
    ),
    ("parameter", "Step", "Every weight moves a little downhill.", {"problem": "The problem", "training": "Training"}),
)


def called() -> dict[str, str]:
    """What the parts are called on the page, by label: as in the other widgets, but units and inputs in words.

    >>> called()["w^2_12"], called()["b^2_1"], called()["unit^2_1"]
    ('w6', 'b', 'output 1')
    """
    shown = names((2, 2, 2))
    for i in range(2):
        shown |= {labels.x(i): f"input {i + 1}", labels.unit(1, i): f"hidden {i + 1}"}
        shown |= {labels.unit(2, i): f"output {i + 1}", labels.b(1, i): "b", labels.b(2, i): "b"}
    return shown


CALLED = called()
PARAMETERS = [label for label in CALLED if label[:2] in ("w^", "b^")]


class FirstNetwork(Widget):
    """Matt Mazur's network: the way back of its error, and what steps of training do to it.

    FirstNetwork()                     # as it is at the start
    FirstNetwork(step=101, back=True)  # after 101 steps, with the gradient there

    Traits, all of which can be set and watched from Python:
      step    how many steps of training have been taken, with learning rate 0.5
      back    whether the error has been sent back, so that the gradients show
      picked  label of a weight or bias, w^2_11 or b^1_2, whose gradient the sentence explains; or ""
      book    address of the folder of the book's pages, "." for the one that the widget's page is in; "" for no links
      name    stands for this widget in links: page.html#first.step=101

    start (read only) is the network at the start with its trace, its gradients and its loss. From there the page goes
    on with kit/network.js.

    Numbers on the page, each in <output data-quantity="...">:
      step                         as set
      x_k, w^l_jk, b^l_j, a^l_j    the way forward
      y_j, J                       what is wanted, and the loss E
      dJ/dw^l_jk, delta^l_j        with back: the gradients; that of the bias b^l_j is delta^l_j
    """

    step = Count(0, high=MOST).tag(sync=True)
    back = traitlets.Bool(False).tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    book = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("first").tag(sync=True)

    start = traitlets.Dict(read_only=True).tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = constants(
        TRAITS=rules(locals(), STATE),
        MOST=MOST,
        PHASES=[dict(zip(("role", "title", "words", "pages"), phase, strict=True)) for phase in PHASES],
        PLANS=[plan.percent() for plan in (wide(), upright())],
        NAMES=CALLED,
        CURVE=curve(sigmoid),
    )
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "first_network/view.css")

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.set_trait("start", start(*mazur()))
        self.set_trait("first_frame", first_frame(*mazur()))

    @traitlets.validate("picked")
    def _known_parameter(self, proposal: Any) -> str:
        if proposal.value not in ("", *PARAMETERS):
            raise TraitError(f'picked is "{proposal.value}"; expected "" or one of {", ".join(PARAMETERS)}.')
        return proposal.value


def start(network: Network, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """Where the page begins, in lists: what training needs, and what the library finds for the first frame."""
    trace = forward(network, x)
    gradients = backward(network, trace, y, half_squared_error)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "learning_rate": LEARNING_RATE,
        "network": plain(network),
        "trace": [{name: part.tolist() for name, part in layer._asdict().items()} for layer in trace],
        "gradients": [{name: part.tolist() for name, part in layer._asdict().items()} for layer in gradients],
        "E": float(cost(network, x, y, half_squared_error)),
    }


def first_frame(network: Network, x: np.ndarray, y: np.ndarray) -> str:
    """The network after its forward pass, with what is wanted and the loss."""
    loss = float(cost(network, x, y, half_squared_error))
    values = changeable(network, x) | computed(network, x) | {"J": loss}
    values |= {labels.y(j): float(wanted) for j, (wanted,) in enumerate(y)}
    says, wanted = forward(network, x)[-1].a, y
    words = (
        f"A network with two inputs, two hidden units and two outputs. It says {says[0, 0]:.2f} and {says[1, 0]:.2f}; "
        f"{wanted[0, 0]:.2f} and {wanted[1, 0]:.2f} were wanted. The loss E is {loss:.4f}."
    )
    return picture.first_frame(values, CALLED, curve(sigmoid), words)
