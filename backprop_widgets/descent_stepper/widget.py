"""Gradient descent on a curve or a surface, one step at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
import sympy
import traitlets
from traitlets import TraitError

from backprop_lib import network as algorithm
from backprop_lib.javascript import javascript_module
from backprop_lib.source import code_of

from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.live import front_end, style
from ..kit.traits import Count, Momentum, Positive, rules
from .costs import COSTS, Cost, compiled, described, evaluator, function_name
from .picture import Descent, first_frame

HERE = Path(__file__).parent
LINKED = ("cost", "learning_rate", "momentum", "start", "step", "all_digits")
STATE = (*LINKED, "steps")
LIMIT = 1e12  # a descent ends where the cost leaves the range of numbers worth showing
OWN = "own cost"


def descend(slope: Callable, x: Any, step: Any, learning_rate: float, momentum: float) -> tuple:
    """One step of gradient descent: where it arrives, the step it took, and the gradient that it followed."""
    gradient = slope(x)
    step = momentum * step - learning_rate * gradient
    x = x + step
    return x, step, gradient


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: the costs as functions that SymPy writes, the code beside them, and limits."""
    costs = ",\n".join(
        f"  {json.dumps(name)}: {{ at: {function_name(name)}, ...{json.dumps(described(cost), ensure_ascii=False)} }}"
        for name, cost in COSTS.items()
    )
    code = code_of(algorithm.descend)[:-1]  # the last line hands the new network over
    return f"{compiled()}\n{constants(LIMIT=LIMIT, CODE=code, TRAITS=traits)}\nconst COSTS = {{\n{costs}\n}};"


class Point(traitlets.List):
    """A list of numbers, one per parameter. A single number is a list of one."""

    def validate(self, obj: Any, value: Any) -> Any:
        if isinstance(value, Real):
            value = [value]
        elif isinstance(value, np.ndarray):
            value = value.tolist()
        return super().validate(obj, value)


class DescentStepper(Widget):
    """Gradient descent on a curve or a surface: step, step = momentum * step - learning_rate * gradient, x = x + step.

    DescentStepper(cost="two minima", learning_rate=0.1, start=2.05)
    DescentStepper(cost=x**4 - x, start=1.5)          # your own, a SymPy expression in one or two symbols

    Traits, all of which can be set and watched from Python:
      cost           name of a built-in cost (see backprop_widgets.descent_stepper.costs), or "own cost"
      learning_rate  positive; each built-in cost brings a good one along
      momentum       from 0 to below 1
      start          where the descent begins, one number per parameter, in alphabetical order of the symbols
      step           how many steps have been taken
      steps          how many can be taken, 1 to 1000
      all_digits     show every digit
      name           stands for this widget in links: page.html#descent.step=4

    Given to the constructor only: view=(low, high), the part of the horizontal axis to show for an own cost;
    costs=["parabola", "ravine"], the built-in costs to choose from; with_momentum=False, where nobody has met it yet.

    Numbers on the page, each in <output data-quantity="...">, where p stands for each parameter (w; or w1 and w2):
      learning_rate, momentum, start_p   as set
      step                               the number of steps taken
      p                                  where the descent is now
      cost, cost_start                   the cost there, and at the start
      gradient_p                         the slope there
      downhill_p                         -learning_rate * gradient_p
      carried_p                          momentum * last step
      step_p                             downhill_p + carried_p, the step it takes from here
      next_p                             p + step_p
    """

    cost = traitlets.Unicode("two minima").tag(sync=True)
    learning_rate = Positive(0.1).tag(sync=True)
    momentum = Momentum(0.0).tag(sync=True)
    start = Point(traitlets.Float(), list(COSTS["two minima"].start)).tag(sync=True)
    step = Count(0).tag(sync=True)
    costs = traitlets.List(traitlets.Enum([*COSTS]), [*COSTS]).tag(sync=True)
    with_momentum = traitlets.Bool(True).tag(sync=True)
    steps = Count(60, low=1, high=1000).tag(sync=True)
    name = traitlets.Unicode("descent").tag(sync=True)

    # What the front end needs to know besides.
    own_cost = traitlets.Dict(allow_none=True, default_value=None, read_only=True).tag(sync=True)
    linked = traitlets.List([*LINKED], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "descent_stepper/view.css")

    def __init__(
        self,
        cost: str | sympy.Expr = "two minima",
        learning_rate: float | None = None,
        start: Any = None,
        view: tuple[float, float] | None = None,
        **traits: Any,
    ) -> None:
        self._own = None if isinstance(cost, str) else own_cost(cost, start, view)
        name = cost if isinstance(cost, str) else OWN
        known = self._own or COSTS.get(name, COSTS["two minima"])  # an unknown name is refused below
        super().__init__(
            cost=name,
            learning_rate=known.learning_rate if learning_rate is None else learning_rate,
            start=known.start if start is None else start,
            **traits,
        )
        if self._own:
            title = str(cost) if len(str(cost)) <= 40 else OWN
            module = javascript_module({"cost": self._own.formula})
            self.set_trait("own_cost", {**described(self._own), "title": title, "module": module})
        self.observe(self._begin_anew, "cost")
        self.observe(self._draw, [*self.linked, "steps"])
        self._draw()

    def path(self) -> Descent:
        """The descent that the widget shows, computed by NumPy."""
        at = evaluator(self._costs[self.cost])

        def slope(x: np.ndarray) -> np.ndarray:
            return np.array(at(*x)[1:], dtype=float)

        x, step = np.array(self.start), np.zeros(len(self.start))
        frames: list[tuple] = []
        with np.errstate(all="ignore"):
            while len(frames) <= self.steps:
                value = at(*x)[0]
                if frames and not abs(value) < LIMIT:
                    break
                following, step, gradient = descend(slope, x, step, self.learning_rate, self.momentum)
                frames.append((x, value, gradient, step))
                x = following
        return Descent(*(np.array(column, dtype=float) for column in zip(*frames, strict=True)))

    @property
    def _costs(self) -> dict[str, Cost]:
        offered = {name: cost for name, cost in COSTS.items() if name in self.costs}
        return {**offered, OWN: self._own} if self._own else offered

    def _begin_anew(self, change: Any) -> None:
        """Another cost: its own start, unless the present one fits; no step taken yet."""
        cost = self._costs[change.new]
        if problem_with_start(cost, self.start):
            self.start = list(cost.start)
        self.step = 0

    def _draw(self, _: Any = None) -> None:
        """The first frame shows the present state: where the widget's state is stored, that is what is published."""
        self.set_trait("first_frame", first_frame(self._costs[self.cost], self.path(), self.step))

    @traitlets.validate("cost")
    def _known_cost(self, proposal: Any) -> str:
        if proposal.value not in self._costs:
            raise TraitError(
                f'cost is "{proposal.value}"; expected one of {", ".join(self._costs)}. '
                "For a cost of your own make a new widget: DescentStepper(cost=x**4 - x)."
            )
        return proposal.value

    @traitlets.validate("start")
    def _fitting_start(self, proposal: Any) -> list[float]:
        cost = self._costs.get(self.cost)
        if cost and (problem := problem_with_start(cost, proposal.value)):
            raise TraitError(problem)
        return proposal.value


def problem_with_start(cost: Cost, start: list[float]) -> str:
    """Why a descent on this cost cannot begin there; empty if it can."""
    names = ", ".join(map(str, cost.parameters))
    if len(start) != len(cost.parameters):
        return f"start is {start}; this cost has the parameters {names}: expected one number for each."
    if not all(map(isfinite, start)):
        return f"start is {start}; every number must be finite."
    with np.errstate(all="ignore"):
        if not np.isfinite(evaluator(cost)(*map(np.float64, start))).all():
            return f"start is {start}; there this cost, or its slope, is not a finite number."
    return ""


def own_cost(expression: Any, start: Any, view: tuple[float, float] | None) -> Cost:
    """A reader's own expression as a cost; TraitError, in words, for what is not one."""
    if not isinstance(expression, sympy.Expr):
        raise TraitError(f"cost is {expression!r}; expected the name of a built-in cost or a SymPy expression.")
    names = sorted(map(str, expression.free_symbols))
    if len(names) not in (1, 2):
        raise TraitError(f"cost is {expression}, with {len(names)} symbols; a curve has one and a surface has two.")
    at = [1.0] * len(names) if start is None else np.atleast_1d(start).tolist()
    if view is None:
        reach = max(2.0, *(1.25 * abs(value) for value in at[:1]), *(2.5 * abs(value) for value in at[1:]))
        view = (-reach, reach)
    low, high = view
    if not (isfinite(low) and isfinite(high) and low < high):
        raise TraitError(f"view is {view}; expected the lowest and the highest value to show, such as (-2, 2).")
    cost = Cost(expression, (low, high) if len(names) == 1 else (low, high, 0.0), tuple(at))
    try:
        javascript_module({"cost": cost.formula})
    except ValueError as refusal:
        raise TraitError(str(refusal)) from refusal
    if problem := problem_with_start(cost, at):
        raise TraitError(problem)
    return cost
