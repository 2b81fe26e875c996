"""An activation and its slope at a point, and what becomes of a product of such slopes in a chain of layers."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sympy
import traitlets
from traitlets import TraitError

from backprop_lib import Activation, Layer, Loss, Network, backward, forward
from backprop_lib.activations import ACTIVATIONS

from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.expressions import EXPRESSIONS, STEEPEST, TITLES, compiled, described, evaluator, formula
from ..kit.live import front_end, style
from ..kit.own_formula import as_text, own_formula, own_module
from ..kit.traits import Count, Finite, rules
from .picture import first_frame

HERE = Path(__file__).parent
STATE = ("activation", "z", "view", "depth", "w", "b", "x", "all_digits")
OWN = "own activation"
DEEPEST = 30
EXAMPLES: dict[str, dict[str, Any]] = {
    "vanishing": {"activation": "sigmoid", "w": 1.0, "b": 0.0, "x": 1.0, "depth": 10},
    "exploding": {"activation": "relu", "w": 1.5, "b": 0.0, "x": 1.0, "depth": 20},
    "dead ReLU": {"activation": "relu", "w": 1.0, "b": -0.3, "x": 1.0, "depth": 10},
    "just right": {"activation": "relu", "w": 1.0, "b": 0.0, "x": 1.0, "depth": 30},
}
OUTPUT = Loss("output", lambda a, y: a, lambda a, y: a * 0 + 1)  # with it, gradients are those of the output itself


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: the activations as functions that SymPy writes, examples, limits."""
    activations = ",\n".join(
        f"  {name}: {{ at: f_{name}, ...{json.dumps(shown(name), ensure_ascii=False)} }}" for name in EXPRESSIONS
    )
    limits = constants(DEEPEST=DEEPEST, OWN=OWN, EXAMPLES=EXAMPLES, TRAITS=traits)
    return f"{compiled()}\n{limits}\nconst ACTIVATIONS = {{\n{activations}\n}};"


def shown(name: str) -> dict[str, Any]:
    """What the page knows about a built-in activation besides its function."""
    return {"title": TITLES[name], "steepest": STEEPEST[name], **described(EXPRESSIONS[name])}


class Chain(NamedTuple):
    """A pass through the chain and back. Entry l - 1 of z and factor is layer l; entry l of a and gradient too.

    a[0] is the input x; gradient[l] is the slope of the output with respect to a[l].
    """

    z: np.ndarray
    a: np.ndarray
    factor: np.ndarray
    gradient: np.ndarray


class View(traitlets.Tuple):
    """The lowest and the highest value that are shown.

    >>> class Plot(traitlets.HasTraits):
    ...     view = View((-6.0, 6.0))
    >>> Plot(view=(1, 1))
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: view is (1.0, 1.0); expected the lowest and the highest value to show, as (-6, 6).
    """

    def __init__(self, default_value: tuple[float, float], **kwargs: Any) -> None:
        super().__init__(traitlets.Float(), traitlets.Float(), default_value=default_value, **kwargs)

    def validate(self, obj: Any, value: Any) -> Any:
        view: Any = super().validate(obj, value)
        low, high = view
        if not (isfinite(low) and isfinite(high) and low < high):
            raise TraitError(f"{self.name} is {view}; expected the lowest and the highest value to show, as (-6, 6).")
        return view


class ActivationExplorer(Widget):
    """An activation f with its slope f' at a point z, and a chain of layers of one unit each: a = f(w * a + b).

    ActivationExplorer()                                        # the logistic function, ten layers
    ActivationExplorer(example="dead ReLU")                     # or "vanishing", "exploding", "just right"
    ActivationExplorer(activation="tanh", depth=20, w=1.2)
    ActivationExplorer(activation=sympy.sin(z))                 # your own, a SymPy expression in z

    Going back through a layer multiplies the gradient by w * f'(z); so the slope of the output with respect to the
    output of any layer is a product of such factors.

    Traits, all of which can be set and watched from Python:
      activation  identity, sigmoid, tanh, relu, leaky_relu, softplus, or "own activation"
      z           the point at which the curve is looked at
      view        (low, high), the part of the axis of z that is shown
      depth       the number of layers, 1 to 30
      w, b        weight and bias, the same in every layer
      x           what goes into the first layer
      all_digits  show every digit
      name        stands for this widget in links: page.html#activation.depth=20

    network() is the chain as a Network of the library, chain() a pass through it and back.

    Numbers on the page, each in <output data-quantity="...">, where l stands for each layer, 1 to depth:
      z, a, slope       the point, f(z) and f'(z)
      depth, w, b, x    as set
      z_l, a_l          net input and output of the layer; a_0 is x
      factor_l          w * f'(z_l)
      gradient_l        the slope of the chain's output with respect to a_l: the product of the later layers' factors
      gradient_0        the same with respect to x
    """

    activation = traitlets.Unicode("sigmoid").tag(sync=True)
    z = Finite(0.5).tag(sync=True)
    view = View((-6.0, 6.0)).tag(sync=True)
    depth = Count(10, low=1, high=DEEPEST).tag(sync=True)
    w = Finite(1.0).tag(sync=True)
    b = Finite(0.0).tag(sync=True)
    x = Finite(1.0).tag(sync=True)
    name = traitlets.Unicode("activation").tag(sync=True)

    # What the front end needs to know besides.
    own_activation = traitlets.Dict(allow_none=True, default_value=None, read_only=True).tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "kit/curve.css", "activation_explorer/view.css")

    def __init__(self, activation: Any = None, example: str = "vanishing", **traits: Any) -> None:
        if example not in EXAMPLES:
            raise TraitError(f'example is "{example}"; expected one of {", ".join(EXAMPLES)}.')
        chosen: dict[str, Any] = EXAMPLES[example] | traits
        if isinstance(activation, Activation):
            activation = activation.name
        if activation is not None:
            chosen["activation"] = activation if isinstance(activation, str) else OWN
        own = None if activation is None or isinstance(activation, str) else own_activation(activation)
        self._expressions = EXPRESSIONS if own is None else {**EXPRESSIONS, OWN: own}
        super().__init__(**chosen)
        if own is not None:
            title = as_text(own) if len(as_text(own)) <= 30 else OWN
            self.set_trait(
                "own_activation", {"title": title, "module": own_module("f", formula(own)), **described(own)}
            )
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
        at = evaluator(self._expressions[OWN])
        return Activation(OWN, lambda z: at(z)[0], lambda z: at(z)[1])

    def _draw(self, _: Any = None) -> None:
        """The first frame shows the present state: where the widget's state is stored, that is what is published."""
        try:
            gradient = self.chain().gradient
        except ValueError:
            gradient = None
        expression = self._expressions[self.activation]
        title = as_text(expression) if self.activation == OWN else self.activation
        self.set_trait("first_frame", first_frame(title, expression, self.z, self.view, gradient))

    @traitlets.validate("activation")
    def _known_activation(self, proposal: Any) -> str:
        if proposal.value not in self._expressions:
            raise TraitError(
                f'activation is "{proposal.value}"; expected one of {", ".join(self._expressions)}. '
                "For one of your own make a new widget: ActivationExplorer(activation=sympy.sin(z))."
            )
        return proposal.value


def own_activation(given: Any) -> sympy.Expr:
    """A reader's own expression as an activation; TraitError, in words, for what is not one."""
    expression = own_formula("activation", given, ["z"], EXPRESSIONS)
    if not expression.free_symbols:
        raise TraitError(f"activation is {expression}, the same for every z; expected an expression in z.")
    own_module("f", formula(expression))
    return expression
