"""One name for one quantity: in frames, in SymPy's symbols and in links alike, and none for two quantities."""

import numpy as np

from backprop_lib import Network, labels
from backprop_lib.derivation import symbolic
from backprop_lib.steps import steps

WIDE = (12, 11, 2)


def test_numbers_of_two_digits_are_kept_apart():
    assert labels.w(1, 0, 10) == "w^1_1,11" and labels.w(1, 10, 0) == "w^1_11,1"
    assert labels.w(2, 8, 8) == "w^2_99" and labels.z(1, 10) == "z^1_11"


def test_symbols_and_frames_are_called_the_same():
    network, x, y = symbolic(WIDE)
    parameters = [str(symbol) for layer in network for part in layer[:2] for symbol in part.flat]
    given = {*parameters, *(str(symbol) for part in (x, y) for symbol in part.flat)}
    real = Network.random(WIDE, "tanh", rng=0)
    frames = steps(real, np.ones((12, 1)), np.ones((2, 1)), "half_squared_error", 0.5)
    computed = {frame.label for frame in frames}
    assert len(computed) == len(frames) and len(given) == len(parameters) + 14
    assert {label for frame in frames for label in frame.uses} <= given | computed
    assert {f"new {parameter}" for parameter in parameters} <= computed
