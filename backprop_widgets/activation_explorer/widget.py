"""An activation and its slope at a point."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from traitlets import TraitError

from ..kit.assets import constants
from ..kit.curve import curve_picture
from ..kit.expressions import evaluator
from ..kit.live import front_end, style
from ..kit.own_activation import OWN, ActivationWidget, generated_activations
from ..kit.svg import drawing
from ..kit.traits import Finite, rules

HERE = Path(__file__).parent
STATE = ("activation", "z", "view", "all_digits")


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


class ActivationExplorer(ActivationWidget):
    """An activation f with its slope f' at a point z.

    ActivationExplorer()                                        # the logistic function
    ActivationExplorer(activation="tanh", z=1)
    ActivationExplorer(activation=sympy.sin(z))                 # your own, a SymPy expression in z

    What such slopes make of a gradient in a chain of layers, DepthExplorer shows.

    Traits, all of which can be set and watched from Python:
      activation  identity, sigmoid, tanh, relu, leaky_relu, softplus, or "own activation"
      z           the point at which the curve is looked at
      view        (low, high), the part of the axis of z that is shown
      all_digits  show every digit
      name        stands for this widget in links: page.html#curve.z=2

    Numbers on the page, each in <output data-quantity="...">:
      z, a, slope       the point, φ(z) and φ'(z)
    """

    z = Finite(0.5).tag(sync=True)
    view = View((-6.0, 6.0)).tag(sync=True)
    name = traitlets.Unicode("curve").tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _traits = rules(ActivationWidget.class_traits() | locals(), STATE)
    _generated = generated_activations() + "\n" + constants(OWN=OWN, TRAITS=_traits)
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "kit/curve.css", "activation_explorer/view.css")

    def __init__(self, activation: Any = None, **traits: Any) -> None:
        super().__init__(activation, **traits)
        self.observe(self._draw, self.linked)
        self._draw()

    def _draw(self, _: Any = None) -> None:
        """The first frame shows the present state: where the widget's state is stored, that is what is published."""
        at = evaluator(self.expression)
        a, slope = (float(part) for part in at(self.z))
        words = f"The activation {self.title} at z = {self.z:g}: the output is {a:.4g} and the slope is {slope:.4g}."
        seen = at(np.linspace(self.view[0], self.view[1], 161))[0]
        low, high = np.nanmin(seen[np.isfinite(seen)], initial=0), np.nanmax(seen[np.isfinite(seen)], initial=0)
        room = 0.05 * (high - low or 1)
        heights, names = (low - room, high + room), ("z", "φ(z)")
        curve = curve_picture(
            12, 616, 240, self.view, heights, lambda z: at(z)[0], (self.z, a), slope, names, "forward"
        )
        self.set_trait("first_frame", drawing(640, 240, words, curve))
