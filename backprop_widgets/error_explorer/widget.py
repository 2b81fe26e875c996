"""The loss of a prediction, its slope there, and what becomes of both when many examples are averaged."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import sympy
import traitlets
from traitlets import TraitError

from backprop_lib.javascript import Formula, javascript_module, logistic, numpy_function
from backprop_lib.losses import LOSSES

from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.curve import Range, curve_picture
from ..kit.live import front_end, style
from ..kit.own_formula import as_text, own_formula, own_module
from ..kit.svg import drawing
from ..kit.traits import Choice, Count, rules

HERE = Path(__file__).parent
STATE = ("loss", "output", "targets", "predictions", "example", "cost", "all_digits")
MOST = 12  # examples
FARTHEST = 1e6  # a prediction or target
OWN = "own loss"
PROBABILITY = (0.0, 1.0)
NET_INPUTS = (-8.0, 8.0)  # what is shown of them before a logistic unit
UNIT_OF = {loss.name: loss.paired.name for loss in LOSSES.values() if loss.paired}

a, y, z = sympy.symbols("a y z", real=True)


def formula_of(loss: str) -> sympy.Expr:
    """A loss of the library as a formula: its own code, run on symbols.

    >>> formula_of("binary_cross_entropy")
    -y*log(a) - (1 - y)*log(1 - a)
    """
    return LOSSES[loss].value(np.array([a]), np.array([y]))[0]


def loss_formula(expression: sympy.Expr) -> Formula:
    """E, dE/da, and dE/dz behind a logistic unit, where factors that would be 0 times infinity are cancelled."""
    slope = sympy.diff(expression, a)
    behind_unit = sympy.factor(sympy.cancel(slope * logistic_slope))
    return (a, y), [zero_stays_zero(expression), zero_stays_zero(slope), behind_unit]


logistic_slope = sympy.diff(logistic(z), z).subs(logistic(z), a)  # da/dz, in terms of a
UNITS = {
    "output_of": ([z], [logistic(z)]),
    "input_for": ([a], [sympy.log(a / (1 - a)), logistic_slope]),  # the z that gives a, and da/dz there
}

output_of, input_for = (numpy_function(*formula) for formula in UNITS.values())


def zero_stays_zero(expression: sympy.Expr) -> sympy.Expr:
    """The same, but a term whose factor in y is 0 is 0, also where its other factor is infinite: 0 log 0 = 0.

    >>> zero_stays_zero(y * sympy.log(a))
    Piecewise((0, Eq(y, 0)), (y*log(a), True))
    """
    terms = []
    for term in sympy.Add.make_args(expression):
        factor, other = term.as_independent(a, as_Add=False)
        both = factor.has(y) and other.has(a)
        terms.append(sympy.Piecewise((0, sympy.Eq(factor, 0)), (term, True)) if both else term)
    return sympy.Add(*terms)


@cache
def evaluator(expression: sympy.Expr) -> Callable[..., list]:
    """(a, y) -> [E, dE/da, dE/dz behind a logistic unit], in NumPy."""
    return numpy_function(*loss_formula(expression))


@cache
def heights(expression: sympy.Expr, view: Range) -> Range:
    """Lowest and highest loss to show; at the ends of the view, where it may be infinite, a step inside of them."""
    grid = np.linspace(*view, 101)
    with np.errstate(all="ignore"):
        losses = np.array(evaluator(expression)(*np.meshgrid(grid, grid[::10]))[0]) + 0 * grid
    finite = losses[np.isfinite(losses)]
    bottom, top = finite.min(initial=0), finite.max(initial=0)
    room = 0.06 * (top - bottom or 1)
    return float(bottom - room), float(top + room)


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: the library's losses as functions that SymPy writes, and limits."""
    formulas = {name: formula_of(name) for name in LOSSES}
    compiled = javascript_module({**{name: loss_formula(E) for name, E in formulas.items()}, **UNITS})
    losses = ",\n".join(
        f'  {name}: {{ at: {name}, unit: {json.dumps(UNIT_OF.get(name))}, formula: "{as_text(E)}" }}'
        for name, E in formulas.items()
    )
    limits = constants(MOST=MOST, NET_INPUTS=NET_INPUTS, TRAITS=traits)
    return f"{compiled}\n{limits}\nconst LOSSES = {{\n{losses}\n}};"


class Numbers(traitlets.List):
    """A list of finite numbers, one per example. A single number is a list of one.

    >>> class Some(traitlets.HasTraits):
    ...     targets = Numbers()
    >>> Some(targets=[0, float("nan")])
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: targets is [0.0, nan]; every number must be finite.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(traitlets.Float(), *args, **kwargs)

    def validate(self, obj: Any, value: Any) -> Any:
        try:
            value = np.asarray(value, dtype=float).ravel().tolist()
        except (TypeError, ValueError) as fault:
            raise TraitError(f"{self.name} is {value!r}; expected a list of numbers, one per example.") from fault
        if not all(map(isfinite, value)):
            raise TraitError(f"{self.name} is {value}; every number must be finite.")
        return super().validate(obj, value)


class ErrorExplorer(Widget):
    """Prediction against loss, and the slope there; for many examples their mean.

    ErrorExplorer(loss="binary_cross_entropy", targets=[1, 0], predictions=[0.9, 0.3])
    ErrorExplorer(loss=(a - y)**4 / 4)      # your own, a SymPy expression in a (prediction) and y (target)

    Traits, all of which can be set and watched from Python:
      loss         name of a loss of the library (backprop_lib.losses.LOSSES), or "own loss"
      output       the output unit, "sigmoid" or "identity"; a log loss has its own: binary_cross_entropy goes with
                   sigmoid, cross_entropy with softmax, and then `output` waits until it counts again
      targets      a number for each of 1 to 12 examples. With cross_entropy a prediction is the probability of the
                   right class: the target is 1 then, whatever stands here
      predictions  as many numbers
      example      which example is picked, from 1
      cost         "mean" of the losses, or their "sum"
      view         lowest and highest prediction and target behind an identity unit; else they are from 0 to 1
      all_digits   show every digit of the picked example and of the sum
      name         stands for this widget in links: page.html#error.example=2

    To change the number of examples from Python, set both lists together:
    with widget.hold_trait_notifications(): widget.targets = ...; widget.predictions = ...

    Numbers on the page, each in <output data-quantity="...">, where n stands for the number of each example:
      prediction, target   of the picked example
      z                    the net input that makes the unit give this prediction
      dE/da                slope of the picked example's loss, with respect to the prediction
      da/dz                slope of the unit
      dE/dz                dE/da * da/dz; where that is infinity times 0, its limit
      a_n, y_n             prediction and target
      E_n, dE/da_n         loss, and its slope
      dJ/da_n              slope of the cost: dE/da_n divided by the number of examples, or not divided for the sum
      E_sum, J             sum of the losses, and the cost
    """

    loss = traitlets.Unicode("half_squared_error").tag(sync=True)
    output = Choice("sigmoid", ["sigmoid", "identity"]).tag(sync=True)
    targets = Numbers([1.0, 0.0, 1.0]).tag(sync=True)
    predictions = Numbers([0.7, 0.4, 0.02]).tag(sync=True)
    example = Count(1, low=1, high=MOST).tag(sync=True)
    cost = Choice("mean", ["mean", "sum"]).tag(sync=True)
    view = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=(-1.0, 2.0)).tag(sync=True)
    name = traitlets.Unicode("error").tag(sync=True)

    # What the front end needs to know besides: an own loss, and for each loss its heights behind each kind of unit.
    own_loss = traitlets.Dict(allow_none=True, default_value=None, read_only=True).tag(sync=True)
    heights = traitlets.Dict(read_only=True).tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "kit/curve.css", "error_explorer/view.css")

    def __init__(self, loss: str | sympy.Expr = "half_squared_error", **traits: Any) -> None:
        self._formulas = {name: formula_of(name) for name in LOSSES}
        if not isinstance(loss, str):
            self._formulas[OWN] = own_formula("loss", loss, ["a", "y"], LOSSES)
            module = own_module("at", loss_formula(self._formulas[OWN]))
            self.set_trait("own_loss", {"unit": None, "formula": as_text(self._formulas[OWN]), "module": module})
            loss = OWN
        super().__init__(loss=loss, **traits)
        self.observe(self._draw, [*self.linked, "view"])
        self._draw()

    def values(self) -> list[tuple[float, float, float]]:
        """(E, dE/da, dE/dz) of each example, computed by NumPy: what the widget shows."""
        return self._values(self.loss, self.output, self.targets, self.predictions)

    def _values(self, loss: str, output: str, targets: list[float], predictions: list[float]) -> list:
        at, kind = evaluator(self._formulas[loss]), UNIT_OF.get(loss, output)
        if kind == "softmax":
            targets = [1.0] * len(targets)
        with np.errstate(all="ignore"):
            found = [at(np.float64(p), np.float64(t)) for p, t in zip(predictions, targets, strict=True)]
        return [(float(E), float(s), float(s if kind == "identity" else d)) for E, s, d in found]

    def _draw(self, _: Any = None) -> None:
        """The first frame shows the present state."""
        expressions = self._formulas.items()
        self.set_trait("heights", {name: [heights(E, PROBABILITY), heights(E, self.view)] for name, E in expressions})
        kind, n = UNIT_OF.get(self.loss, self.output), self.example - 1
        flat, at = kind == "identity", evaluator(self._formulas[self.loss])
        a, y = np.float64(self.predictions[n]), 1.0 if kind == "softmax" else self.targets[n]
        E, slope, behind_unit = self.values()[n]
        words = (
            f"{self.loss.replace('_', ' ').capitalize()} of the prediction {a:.4g} for the target {y:.4g}: "
            f"{E:.4g}. Its slope is {slope:.4g}, and {behind_unit:.4g} with respect to the net input."
        )
        with np.errstate(all="ignore"):
            z = a if flat else input_for(a)[0]
            left = (self.view if flat else PROBABILITY, self.heights[self.loss][flat], lambda a: at(a, y)[0])
            right = (self.view if flat else NET_INPUTS, left[1], lambda z: at(z if flat else output_of(z)[0], y)[0])
            plots = [
                *curve_picture(12, 310, 240, *left, (a, E), slope, ("a", "E"), role="target"),
                *curve_picture(332, 308, 240, *right, (z, E), behind_unit, ("z", "E"), role="target"),
            ]
        self.set_trait("first_frame", drawing(640, 240, words.replace("inf", "infinite"), plots))

    @traitlets.validate("loss", "output", "targets", "predictions", "example", "view")
    def _fitting(self, proposal: Any) -> Any:
        names = ["loss", "output", "targets", "predictions", "example", "view"]
        state = {name: getattr(self, name) for name in names} | {proposal.trait.name: proposal.value}
        if fault := self._fault(**state):
            raise TraitError(fault)
        return proposal.value

    def _fault(
        self, loss: str, output: str, targets: list[float], predictions: list[float], example: int, view: Range
    ) -> str:
        """What does not fit together, in words; empty if everything does."""
        if loss not in self._formulas:
            return (
                f'loss is "{loss}"; expected one of {", ".join(self._formulas)}. '
                "For a loss of your own make a new widget: ErrorExplorer(loss=(a - y)**4)."
            )
        low, high = view
        if not -FARTHEST <= low < high <= FARTHEST:
            return f"view is {view}; expected the lowest and the highest value to show, such as (-1, 2)."
        if len(targets) != len(predictions) or not 1 <= len(targets) <= MOST:
            return (
                f"There are {len(targets)} targets and {len(predictions)} predictions; expected as many of each, 1 to "
                f"{MOST}. Set both together, within widget.hold_trait_notifications()."
            )
        if example > len(targets):
            return f"example is {example}; expected a whole number from 1 to {len(targets)}, the number of examples."
        kind = UNIT_OF.get(loss, output)
        low, high = view if kind == "identity" else PROBABILITY
        for what, values in (("prediction", predictions), ("target", targets)):
            for value in values:
                if not low <= value <= high:
                    where = "the view" if kind == "identity" else f"where those of a {kind} unit lie"
                    return f"The {what} {value:g} is not between {low:g} and {high:g}, {where}."
        for a, y, found in zip(predictions, targets, self._values(loss, output, targets, predictions), strict=True):
            if np.isnan(found).any():
                return f"At the prediction {a:g} and the target {y:g} this loss, or its slope, is not a number."
        return ""
