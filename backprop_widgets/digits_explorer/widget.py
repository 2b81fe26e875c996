"""Handwritten digits: a network learns them on the page, and shows what it makes of one, forward and backward."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from traitlets import TraitError

from backprop_lib import Layer, Network
from backprop_lib.elementwise import Array
from backprop_lib.losses import cross_entropy
from backprop_lib.network import backward, descend, forward
from backprop_lib.training import run_on

from ..kit.assets import constants
from ..kit.base import Widget
from ..kit.generator import batch, weights
from ..kit.live import front_end, style
from ..kit.traits import Count, Momentum, Positive, rules
from .data import HOLD, LETTERS, PIXELS, divided, packed, read
from .picture import first_frame

HERE = Path(__file__).parent
STATE = (
    *("learning_rate", "momentum", "batch_size", "hidden", "seed"),
    *("step", "speed", "example", "drawn", "target", "all_digits"),
)
SPEEDS = (12, 120, 0)  # batches in a second; 0: as many as there is time for
STEPS, SEED = 3000, 65_535  # most steps, and the highest seed
TOO_LARGE = 1e12  # training ends where the numbers leave the range worth showing
LAST = divided().test_x.shape[1] - 1


def generated(traits: dict[str, Any]) -> str:
    """What the page has from Python: the digits, and limits."""
    labels, shades = packed()
    return constants(
        TRAITS=traits, STEPS=STEPS, TOO_LARGE=TOO_LARGE, HOLD=HOLD, LETTERS=LETTERS, LABELS=labels, SHADES=shades
    )


class Speed(traitlets.Int):
    """How many batches Play trains on in a second."""

    def validate(self, obj: Any, value: Any) -> Any:
        value = super().validate(obj, value)
        if value not in SPEEDS:
            raise TraitError(f"speed is {value}; expected one of {', '.join(map(str, SPEEDS))}.")
        return value

    def rule(self) -> dict[str, Any]:
        return {"kind": "choice", "names": SPEEDS}


class Drawn(traitlets.Unicode):
    """A picture of 64 letters, or none."""

    def validate(self, obj: Any, value: Any) -> Any:
        value = super().validate(obj, value)
        if value and (len(value) != PIXELS or set(value) - set(LETTERS)):
            raise TraitError(f'drawn is "{value}"; expected {PIXELS} letters, each of 0 to 9 or a to g, or none.')
        return value


class DigitsExplorer(Widget):
    """A network learns handwritten digits, 8 by 8 pixels, and shows what it makes of one of them.

    DigitsExplorer(step=600, example=17)
    DigitsExplorer(step=600).network()       # the network that the page shows, to go on with in Python

    Its hidden units are tanh, its ten outputs softmax, its loss the cross-entropy. Every fifth of the 1,797 digits is
    held out.

    Traits, all of which can be set and watched from Python:
      learning_rate   positive
      momentum        from 0 to below 1
      batch_size      digits in a step, 8 to 256
      hidden          hidden units, 8 to 48
      seed            of the first weights and of the order of the digits
      step            how many batches it has trained on, 0 to 3000
      speed           how many of them Play trains on in a second: 12, 120, or 0 for as many as there is time for
      example         which of the held-out digits is shown, from 0
      drawn           a picture of your own in its place: 64 letters, row by row, 0 to 9 and a to g for 16
      target          the digit that the error is about; -1 is what the shown digit is, or your drawing is taken for
      all_digits      show every digit of the outputs, of the loss and of the slope
      name            stands for this widget in links: page.html#digits.step=600

    `network()` computes in Python what the page shows; `x` is the picture that is shown.

    Numbers on the page, each in <output data-quantity="...">:
      learning_rate, momentum, batch_size, hidden, seed, example    as set
      step                         the number of batches trained on
      accuracy, test_accuracy      the share of the digits that it gets right: of those for training, of those held out
      cost, test_cost              the mean cross-entropy of both
      wrong                        how many of the held-out digits it gets wrong
      a[j], error[j]               of each hidden unit its output, and the error that comes back to it
      p[k], delta[k]               of each output its probability, and p - y
      loss                         the cross-entropy of the picture with the target
      large_weight                 from an input to a hidden unit: what has the full colour
      slope                        of the loss, with respect to a pixel, the largest: what has the full colour
      confusion[i,j]               how many held-out digits are i and taken for j, when that table is open
    """

    learning_rate = Positive(0.1).tag(sync=True)
    momentum = Momentum(0.9).tag(sync=True)
    batch_size = Count(32, low=8, high=256).tag(sync=True)
    hidden = Count(24, low=8, high=48).tag(sync=True)
    seed = Count(1, high=SEED).tag(sync=True)
    step = Count(0, high=STEPS).tag(sync=True)
    speed = Speed(120).tag(sync=True)
    example = Count(119, high=LAST).tag(sync=True)
    drawn = Drawn("").tag(sync=True)
    target = Count(-1, low=-1, high=9).tag(sync=True)
    name = traitlets.Unicode("digits").tag(sync=True)
    linked = traitlets.List([*STATE], read_only=True).tag(sync=True)

    _generated = generated(rules(locals(), STATE))
    _esm = front_end(HERE, {HERE: _generated})
    _css = style("kit/tokens.css", "kit/widget.css", "digits_explorer/view.css")

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        network, digits = self.network(), divided()
        right = np.mean(forward(network, digits.test_x)[-1].a.argmax(axis=0) == digits.test_y.argmax(axis=0))
        shown = "A drawing" if self.drawn else f"A handwritten {digits.test_y[:, self.example].argmax()}"
        words = (
            f"{shown}, and the probability of each digit after {self.step} batches of training. "
            f"Of the digits held out, {100 * right:.1f} % are right."
        )
        self.set_trait("first_frame", first_frame(self.x, forward(network, self.x)[-1].a, words))

    @property
    def x(self) -> Array:
        """The picture that is shown, (64, 1) with values from 0 to 1."""
        return read(self.drawn) if self.drawn else divided().test_x[:, [self.example]]

    def network(self) -> Network:
        """The network after `step` batches, or after as many as it can take before its numbers are too large."""
        x, y, *_ = divided()
        first = weights((PIXELS, self.hidden, 10), self.seed)
        network = Network(Layer(W, np.zeros((len(W), 1)), f) for W, f in zip(first, ("tanh", "softmax"), strict=True))
        running = None
        with np.errstate(all="ignore"):
            for number in range(self.step):
                columns = batch(number, x.shape[1], self.batch_size, self.seed)
                trace = forward(network, x[:, columns])
                running = run_on(running, backward(network, trace, y[:, columns], cross_entropy), self.momentum)
                after = descend(network, running, self.learning_rate)
                if not max(float(abs(part).max()) for layer in after for part in layer[:2]) < TOO_LARGE:
                    break
                network = after
        return network
