"""What the widgets about one activation share: it is chosen by its name, or it is a reader's own expression."""

from __future__ import annotations

import json
from typing import Any

import sympy
import traitlets
from traitlets import TraitError

from backprop_lib import Activation

from .base import Widget
from .expressions import EXPRESSIONS, STEEPEST, TITLES, compiled, described, formula
from .own_formula import as_text, own_formula, own_module

OWN = "own activation"


class ActivationWidget(Widget):
    """A widget with one activation; `activation` is its name, `expression` what it computes."""

    activation = traitlets.Unicode("sigmoid").tag(sync=True)
    # What the front end needs to know of a reader's own one.
    own_activation = traitlets.Dict(allow_none=True, default_value=None, read_only=True).tag(sync=True)

    def __init__(self, activation: Any = None, **traits: Any) -> None:
        if isinstance(activation, Activation):
            activation = activation.name
        own = None if activation is None or isinstance(activation, str) else own_expression(activation)
        self._expressions = EXPRESSIONS if own is None else {**EXPRESSIONS, OWN: own}
        if activation is not None:
            traits["activation"] = activation if own is None else OWN
        super().__init__(**traits)
        if own is not None:
            title = as_text(own) if len(as_text(own)) <= 30 else OWN
            told = {"title": title, "module": own_module("f", formula(own)), **described(own)}
            self.set_trait("own_activation", told)

    @property
    def expression(self) -> sympy.Expr:
        return self._expressions[self.activation]

    @property
    def title(self) -> str:
        return as_text(self.expression) if self.activation == OWN else self.activation

    @traitlets.validate("activation")
    def _known_activation(self, proposal: Any) -> str:
        if proposal.value not in self._expressions:
            raise TraitError(
                f'activation is "{proposal.value}"; expected one of {", ".join(self._expressions)}. '
                f"For one of your own make a new widget: {type(self).__name__}(activation=sympy.sin(z))."
            )
        return proposal.value


def own_expression(given: Any) -> sympy.Expr:
    """A reader's own expression as an activation; TraitError, in words, for what is not one."""
    expression = own_formula("activation", given, ["z"], EXPRESSIONS)
    if not expression.free_symbols:
        raise TraitError(f"activation is {expression}, the same for every z; expected an expression in z.")
    own_module("f", formula(expression))
    return expression


def generated_activations() -> str:
    """The activations for the page: functions that SymPy writes, and what is known about each."""
    activations = ",\n".join(
        f"  {name}: {{ at: f_{name}, ...{json.dumps(shown(name), ensure_ascii=False)} }}" for name in EXPRESSIONS
    )
    return f"{compiled()}\nconst ACTIVATIONS = {{\n{activations}\n}};"


def shown(name: str) -> dict[str, Any]:
    """What the page knows about a built-in activation besides its function."""
    return {"title": TITLES[name], "steepest": STEEPEST[name], **described(EXPRESSIONS[name])}
