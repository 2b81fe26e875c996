"""The forward pass of a network, one net input and one output at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import sympy
import traitlets
from traitlets import TraitError

from backprop_lib import Network, forward
from backprop_lib import network as algorithm
from backprop_lib.data import mazur
from backprop_lib.source import code_of, line_of

from ..diagram import picture as drawn
from ..diagram.picture import changeable, computed, names, picture
from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.expressions import EXPRESSIONS, formulas, mathml, z
from ..kit.live import PACKAGE, front_end, style
from ..kit.traits import Count, Matrix, NetworkTrait, rules

HERE = Path(__file__).parent
STATE = ("network", "x", "example", "step", "picked", "all_digits")
MOST = 200  # weights and biases: more make a picture that nobody can read


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: the lines of `forward`, formulas of the activations, limits."""
    code = code_of(algorithm.forward)
    bare = [line.strip() for line in code]
    lines = {name: bare.index(line_of(algorithm.forward, name)) for name in ("z", "a")}
    printed = {name: mathml(formulas(expression)[0]) for name, expression in EXPRESSIONS.items()}
    printed["softmax"] = mathml(sympy.exp(z))  # of which the front end makes the fraction for this many units
    return constants(MOST=MOST, CODE=code, LINES=lines, FORMULAS=printed, TRAITS=traits)


class ForwardStepper(Widget):
    """The forward pass, one quantity at a time: in each layer first every net input, then every output.

    ForwardStepper()                                      # Matt Mazur's network
    ForwardStepper(network=my_network, x=my_inputs, example=2)

    Traits, all of which can be set and watched from Python:
      network     a Network of the built-in activations, with at most 200 weights and biases; if it has another number
                  of inputs than the one before, x becomes ones
      x           the inputs (n_in, N), one column per example
      example     which column is shown, from 0
      step        how many quantities have been computed
      picked      the label of the input, weight or bias that the Value field changes: x_1, w^1_21, b^1_1
      all_digits  show every digit
      name        stands for this widget in links: page.html#forward.step=4

    Numbers on the page, each in <output data-quantity="...">, with the labels of backprop_lib.steps:
      step, example        as set
      x_k, w^l_jk, b^l_j   the inputs of this example, all weights and biases
      z^l_j, a^l_j         net inputs and outputs, as far as they have been computed
      w^l_jk*x_k, w^l_jk*a^m_k   in the step that computes z^l_j: its terms, where m is the layer below
    """

    network = NetworkTrait()
    x = Matrix(np.ones((1, 1)))
    example = Count(0).tag(sync=True)
    step = Count(0).tag(sync=True)
    picked = traitlets.Unicode("x_1").tag(sync=True)
    name = traitlets.Unicode("forward").tag(sync=True)

    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated, PACKAGE / "diagram": drawn.generated()})
    _css = style(
        "kit/tokens.css", "kit/widget.css", "kit/own_network.css", "diagram/diagram.css", "forward_stepper/view.css"
    )

    def __init__(self, network: Network | None = None, x: Any = None, **traits: Any) -> None:
        known, inputs, _ = mazur()
        network = known if network is None else network
        if x is None:
            x = inputs if not isinstance(network, Network) or network.sizes[0] == len(inputs) else ones(network)
        super().__init__(network=network, x=x, **traits)
        self.observe(self._fit, ["network", "x"])
        self.observe(self._draw, self.linked)
        self._draw()

    def _fit(self, _: Any) -> None:
        """What does not fit another network or other inputs begins anew."""
        if len(self.x) != self.network.sizes[0]:
            self.x = ones(self.network)
        self.example = min(self.example, self.x.shape[1] - 1)
        if self.picked not in changeable(self.network, self.x[:, :1]):
            self.picked = "x_1"

    def _draw(self, _: Any = None) -> None:
        """The first frame shows the present state: where the widget's state is stored, that is what is published."""
        if len(self.x) != self.network.sizes[0]:
            return  # between two changes that belong together
        column = self.x[:, [min(self.example, self.x.shape[1] - 1)]]
        seen = list(computed(self.network, column).items())[: self.step]
        values = {**changeable(self.network, column), **dict(seen)}
        last = list(values)[-1]
        shown = names(self.network.sizes)
        state = f"{shown[last]} = {values[last]:.4g}" if self.step else "before its first step"
        words = f"The forward pass of a network with layers of {'-'.join(map(str, self.network.sizes))} units: {state}."
        self.set_trait("first_frame", picture(self.network, values, words))

    @traitlets.validate("network")
    def _finite_pass(self, proposal: Any) -> Network:
        x = self.x if len(self.x) == proposal.value.sizes[0] else ones(proposal.value)
        if fault := problem(proposal.value, x):
            raise TraitError(fault)
        return proposal.value

    @traitlets.validate("x")
    def _fitting_inputs(self, proposal: Any) -> np.ndarray:
        if fault := problem(self.network, proposal.value):
            raise TraitError(fault)
        return proposal.value

    @traitlets.validate("example")
    def _existing_column(self, proposal: Any) -> int:
        if proposal.value >= self.x.shape[1]:
            raise TraitError(f"example is {proposal.value}; the columns of x go from 0 to {self.x.shape[1] - 1}.")
        return proposal.value

    @traitlets.validate("picked")
    def _known_label(self, proposal: Any) -> str:
        labels = changeable(self.network, self.x[:, :1])
        if proposal.value not in labels:
            shown = names(self.network.sizes)
            meant = next((label for label in labels if shown[label] == proposal.value), None)
            expected = f'write "{meant}"' if meant else f"expected one of {', '.join(labels)}"
            raise TraitError(f'picked is "{proposal.value}"; {expected}.')
        return proposal.value


def problem(network: Network, x: np.ndarray) -> str:
    """Why this pass cannot be shown; empty if it can."""
    count = sum(layer.W.size + layer.b.size for layer in network)
    if count > MOST:
        return f"network has {count} weights and biases; expected at most {MOST}, which can still be drawn."
    if len(x) != network.sizes[0]:
        return f"x has shape {x.shape}; this network expects ({network.sizes[0]}, N), one column per example."
    with np.errstate(all="ignore"):
        trace = forward(network, x)
    if not all(np.isfinite(layer.z).all() and np.isfinite(layer.a).all() for layer in trace):
        return "With these inputs and parameters a number of the pass overflows; expected smaller ones."
    return ""


def ones(network: Network) -> np.ndarray:
    """Inputs for a network of which no others are known."""
    return np.ones((network.sizes[0], 1))
