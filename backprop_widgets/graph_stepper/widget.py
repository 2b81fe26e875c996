"""An expression as a graph, forward and backward, one node and one edge at a time."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from numbers import Real
from pathlib import Path
from typing import Any

import traitlets
from traitlets import TraitError

from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.live import front_end, style
from ..kit.traits import Choice, Count, rules
from .parse import DEEPEST, FUNCTIONS, LONGEST, LONGEST_NAME, MOST, RESERVED, check, inputs_of, parse
from .picture import first_frame

HERE = Path(__file__).parent
STATE = ("expression", "inputs", "order", "step", "all_digits")
MANY = 400  # steps of a recursion: more teach nothing new
EXAMPLES: dict[str, dict[str, Any]] = {
    "CS231n: (x + y) z": {"expression": "q = x + y; f = q * z", "inputs": {"x": -2, "y": 5, "z": -4}},
    "CS231n: a logistic neuron": {
        "expression": "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
        "inputs": {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3},
    },
    "CS231n: in stages": {
        "expression": "(x + sigmoid(y)) / (sigmoid(x) + (x + y)**2)",
        "inputs": {"x": 3, "y": -4},
    },
    "Colah: (a + b)(b + 1)": {"expression": "c = a + b\nd = b + 1\ne = c * d", "inputs": {"a": 2, "b": 1}},
    "a fork, twice": {"expression": "b = a + a; c = b + b", "inputs": {"a": 1}},
    "a unit and its loss": {
        "expression": "out = sigmoid(w*x + b); E = (out - t)**2 / 2",
        "inputs": {"w": 2, "x": 0.5, "b": -1.5, "t": 1},
    },
    "micrograd": {
        "expression": (
            "c = a + b; d = a*b + b**3\n"
            "c1 = c + (c + 1); c2 = c1 + (1 + c1 + -a)\n"
            "d1 = d + (d*2 + relu(b + a)); d2 = d1 + (3*d1 + relu(b - a))\n"
            "e = c2 - d2; h = e**2; g = h / 2 + 10 / h"
        ),
        "inputs": {"a": -4, "b": 2},
    },
    "a recurrence, twice": {
        "expression": "h1 = tanh(w * h0 + x1); h2 = tanh(w * h1 + x2)",
        "inputs": {"w": 1.2, "h0": 0.5, "x1": -0.3, "x2": 0.4},
    },
    "Prince: sin, exp, cos": {
        "expression": (
            "f0 = 1 + w0*2.3; h1 = sin(f0); f1 = 2 + w1*h1; h2 = exp(f1)\n"
            "f2 = w2*h2 - 3; h3 = cos(f2); f3 = 0.4 + w3*h3; l = (f3 - 2)**2"
        ),
        "inputs": {"w0": 0.1, "w1": -0.4, "w2": 2, "w3": 3},
    },
}
FIRST = next(iter(EXAMPLES.values()))


class GraphStepper(Widget):
    """An expression as a graph: values forward, node by node, then slopes backward, edge by edge.

    GraphStepper()                                        # (x + y) * z, as in CS231n
    GraphStepper("(x + y) * z", x=-2, y=5, z=-4)
    GraphStepper("b = a + a; c = b + b", a=1, order="recursion")

    An expression is made of numbers, names, + - * / **, brackets, exp, log, sin, cos, tanh, relu and sigmoid, in the
    notation of Python. It may have several lines, or parts with ; between them: each gives its value a name that later
    ones can use, and the last one is the output. An input without a value is 1.

    Traits, all of which can be set and watched from Python:
      expression  as a text
      inputs      the values of its inputs by name
      order       of the way back: "reverse", or "recursion", which goes on from a node before all has come to it
      step        how many steps have been made: values, then the slope 1 of the output, then an edge each
      all_digits  show every digit
      name        stands for this widget in links: page.html#graph.step=4

    Numbers on the page, each in <output data-quantity="...">, where NAME is a node:
      step                          as set
      value_NAME, slope_NAME   of the nodes that have been reached
      waiting_NAME                  how many uses of the node have yet to report its slope
      local_k_NAME                  the local slope of the node along its operand k, 1 or 2
      operand_k, result             in a step forward: what goes in and what comes out
      above, local, contribution    in a step along an edge: a slope, times the local one
      before, so_far                what is there before, and with the contribution
      measured_NAME                 the slope with respect to an input, measured, once the steps have found it
    """

    expression = traitlets.Unicode(FIRST["expression"]).tag(sync=True)
    inputs = traitlets.Dict(FIRST["inputs"]).tag(sync=True)
    order = Choice("reverse", ["reverse", "recursion"]).tag(sync=True)
    step = Count(0).tag(sync=True)
    name = traitlets.Unicode("graph").tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = constants(
        TRAITS=rules(locals(), STATE),
        FUNCTIONS=FUNCTIONS,
        RESERVED=RESERVED,
        MOST=MOST,
        LONGEST=LONGEST,
        LONGEST_NAME=LONGEST_NAME,
        DEEPEST=DEEPEST,
        MANY=MANY,
        EXAMPLES=EXAMPLES,
    )
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "graph_stepper/view.css")

    def __init__(self, expression: str | None = None, **given: Any) -> None:
        traits = {name: given.pop(name) for name in list(given) if name in self.trait_names()}
        if expression is None:
            expression = FIRST["expression"]
            given = {**({} if "inputs" in traits else FIRST["inputs"]), **given}
        names = inputs_of(parse(check(expression))[0])
        inputs = {**checked(traits.pop("inputs", {})), **checked(given)}
        for name in inputs:
            if name not in names:
                raise TraitError(f"{name} is no input of this expression; its inputs are {', '.join(names)}.")
        super().__init__(expression=expression, inputs={name: inputs.get(name, 1.0) for name in names}, **traits)
        self.observe(self._draw, self.linked)
        self._draw()

    def _draw(self, _: Any = None) -> None:
        """The first frame, for readers without JavaScript: the whole graph, with values and slopes."""
        self.set_trait("first_frame", first_frame(self.expression, self.inputs))

    @traitlets.validate("expression")
    def _readable(self, proposal: Any) -> str:
        return check(proposal.value)

    @traitlets.validate("inputs")
    def _finite(self, proposal: Any) -> dict[str, float]:
        return checked(proposal.value)


def checked(inputs: Mapping[str, Any]) -> dict[str, float]:
    """Values by name; TraitError for what is no finite number."""
    for name, value in inputs.items():
        if not isinstance(value, Real) or isinstance(value, bool) or not isfinite(value):
            raise TraitError(f"{name} is {value!r}; expected a finite number.")
    return {name: float(value) for name, value in inputs.items()}
