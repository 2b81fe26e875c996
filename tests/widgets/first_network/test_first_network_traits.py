"""The FirstNetwork in Python: where it starts, what it refuses, and its first frame."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from traitlets import TraitError

from backprop_lib import backward, cost, forward, half_squared_error
from backprop_lib.data import mazur
from backprop_widgets import FirstNetwork
from backprop_widgets.first_network.plan import Plan, upright, wide
from backprop_widgets.first_network.widget import CALLED, PARAMETERS, PHASES
from backprop_widgets.kit.traits import from_plain

PLANS = [wide(), upright()]


def test_it_starts_with_the_numbers_of_the_library() -> None:
    start = FirstNetwork().start
    network, x, y = mazur()
    trace = forward(network, x)
    for ours, theirs in zip(from_plain(start["network"]), network, strict=True):
        assert np.array_equal(ours.W, theirs.W) and np.array_equal(ours.b, theirs.b)
    for ours, theirs in zip(start["gradients"], backward(network, trace, y, half_squared_error), strict=True):
        assert all(ours[part] == value.tolist() for part, value in theirs._asdict().items())
    assert start["E"] == cost(network, x, y, half_squared_error)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"step": -1}, "step is -1; expected a whole number from 0 to 2000"),
        ({"step": 2001}, "step is 2001; expected"),
        ({"picked": "w5"}, 'picked is "w5"; expected "" or one of .*w\\^2_11'),
    ],
)
def test_refusals(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        FirstNetwork(**traits)


def test_twelve_numbers_made_it_so() -> None:
    """As the first page says."""
    network, _, _ = mazur()
    assert len(PARAMETERS) == sum(W.size + b.size for W, b, _ in network) == 12
    assert [role for role, *_ in PHASES] == ["forward", "target", "gradient", "parameter"]


@pytest.mark.parametrize("plan", PLANS, ids=["wide", "upright"])
def test_every_part_has_a_place_within_the_picture(plan: Plan) -> None:
    assert set(plan.places) == set(CALLED) - {label for label in CALLED if label[0] in "zaE"}
    for label, (x, y, w, h) in plan.places.items():
        assert x >= 0 and x + w <= plan.width and y >= 0 and y + h <= plan.height, label
    assert {name for layer in plan.layers for name in layer.edges} == {name for name in PARAMETERS if name[0] == "w"}


def test_the_first_frame_has_every_number_in_both_plans() -> None:
    frame = FirstNetwork().first_frame
    drawings = ElementTree.fromstring(frame).findall("svg")
    assert len(drawings) == len(PLANS)
    for drawing in drawings:
        words = [part.text for part in drawing.iter("text")]
        for number in ("0.5933", "0.5969", "0.7514", "0.7729", "wanted 0.01", "wanted 0.99", "w8 0.5500", "0.2984"):
            assert number in words
        assert words.count("b 0.3500") == words.count("b 0.6000") == 2
