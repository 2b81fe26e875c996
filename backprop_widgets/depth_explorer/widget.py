"""What becomes of a product of slopes in a chain of layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import traitlets
from traitlets import TraitError

from backprop_lib import Activation, Layer, Loss, Network, backward, forward
from backprop_lib.activations import ACTIVATIONS

from ..kit.assets import constants
from ..kit.expressions import evaluator
from ..kit.live import front_end, style
from ..kit.own_activation import OWN, ActivationWidget, generated_activations
from ..kit.traits import Count, Finite, rules
from .picture import first_frame

HERE = Path(__file__).parent
STATE = ("activation", "depth", "w", "b", "x", "all_digits")
DEEPEST = 30
EXAMPLES: dict[str, dict[str, Any]] = {
    "vanishing": {"activation": "sigmoid", "w": 1.0, "b": 0.0, "x": 1.0, "depth": 10},
    "exploding": {"activation": "relu", "w": 1.5, "b": 0.0, "x": 1.0, "depth": 20},
    "dead ReLU": {"activation": "relu", "w": 1.0, "b": -0.3, "x": 1.0, "depth": 10},
    "just right": {"activation": "relu", "w": 1.0, "b": 0.0, "x": 1.0, "depth": 30},
}
OUTPUT = Loss("output", lambda a, y: a, lambda a, y: a * 0 + 1)  # with it, gradients are those of the output itself


class Chain(NamedTuple):
    """A pass through the chain and back. Entry l - 1 of z and factor is layer l; entry l of a and gradient too.

    a[0] is the input x; gradient[l] is the slope of the output with respect to a[l].
    """

    z: np.ndarray
    a: np.ndarray
    factor: np.ndarray
    gradient: np.ndarray


class DepthExplorer(ActivationWidget):
    """A chain of layers of one unit each, a = φ(w * a + b), and what its slopes make of a gradient on the way back.

    DepthExplorer()                                             # the logistic function, ten layers
    DepthExplorer(example="dead ReLU")                          # or "vanishing", "exploding", "just right"
    DepthExplorer(activation="tanh", depth=20, w=1.2)
    DepthExplorer(activation=sympy.sin(z))                      # your own, a SymPy expression in z

    Going back through a layer multiplies the gradient by w * φ'(z); so the slope of the output with respect to the
    output of any layer is a product of such factors. ActivationExplorer shows one such slope.

    Traits, all of which can be set and watched from Python:
      activation  identity, sigmoid, tanh, relu, leaky_relu, softplus, or "own activation"
      depth       the number of layers, 1 to 30
      w, b        weight and bias, the same in every layer
      x           what goes into the first layer
      all_digits  show every digit
      name        stands for this widget in links: page.html#activation.w=8

    network() is the chain as a Network of the library, chain() a pass through it and back.

    Numbers on the page, each in <output data-quantity="...">, where l stands for each layer, 1 to depth:
      depth, w, b, x    as set
      z_l, a_l          net input and output of the layer; a_0 is x
      factor_l          w * f'(z_l)
      gradient_l        the slope of the chain's output with respect to a_l: the product of the later layers' factors
      gradient_0        the same with respect to x
    """

    depth = Count(10, low=1, high=DEEPEST).tag(sync=True)
    w = Finite(1.0).tag(sync=True)
    b = Finite(0.0).tag(sync=True)
    x = Finite(1.0).tag(sync=True)
    name = traitlets.Unicode("activation").tag(sync=True)  # as before it was a widget of its own: links go on working
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _traits = rules(ActivationWidget.class_traits() | locals(), STATE)
    _limits = constants(DEEPEST=DEEPEST, OWN=OWN, EXAMPLES=EXAMPLES, TRAITS=_traits)
    _generated = f"{generated_activations()}\n{_limits}"
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "depth_explorer/view.css")

    def __init__(self, activation: Any = None, example: str = "vanishing", **traits: Any) -> None:
        if example not in EXAMPLES:
            raise TraitError(f'example is "{example}"; expected one of {", ".join(EXAMPLES)}.')
        chosen = EXAMPLES[example] | traits | ({} if activation is None else {"activation": activation})
        super().__init__(**chosen)
        self.observe(self._draw, self.linked)
        self._draw()

    def network(self) -> Network:
        """The chain as a network: `depth` layers of one unit."""
        return Network(Layer([[self.w]], [[self.b]], self._activation()) for _ in range(self.depth))

    def chain(self) -> Chain:
        """Forward and back through the chain, by the library's own `forward` and `backward`.

        Raises ValueError where an own activation leaves the range of numbers.
        """
        network = self.network()
        with np.errstate(all="ignore"):
            trace = forward(network, [[self.x]])
            gradients = backward(network, trace, [[0.0]], OUTPUT)
        into_input = network[0].W.T @ gradients[0].delta
        return Chain(
            z=np.array([z.item() for _, z, _ in trace]),
            a=np.array([self.x, *(a.item() for _, _, a in trace)]),
            factor=np.array(
                [W.item() * f.derivative(z, a).item() for (W, _, f), (_, z, a) in zip(network, trace, strict=True)]
            ),
            gradient=np.array([into_input.item(), *(layer.error.item() for layer in gradients)]),
        )

    def _activation(self) -> Activation:
        if self.activation != OWN:
            return ACTIVATIONS[self.activation]
        at = evaluator(self.expression)
        return Activation(OWN, lambda z: at(z)[0], lambda z: at(z)[1])

    def _draw(self, _: Any = None) -> None:
        """The first frame shows the present state: where the widget's state is stored, that is what is published."""
        try:
            chain = self.chain()
            factor, gradient = chain.factor, chain.gradient
        except ValueError:
            factor = gradient = np.array([np.nan])
        self.set_trait("first_frame", first_frame(self.title, self.depth, factor, gradient))
