"""The ErrorExplorer in Python: its formulas are the library's losses, nonsense is refused in words."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from traitlets import TraitError

from backprop_lib import sigmoid, softmax
from backprop_lib.javascript import javascript_module
from backprop_lib.losses import LOSSES
from backprop_widgets import ErrorExplorer
from backprop_widgets.error_explorer.widget import Numbers, formula_of, loss_formula
from backprop_widgets.kit.own_formula import as_text

a, y = sympy.symbols("a y", real=True)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"loss": "hinge"}, 'loss is "hinge"; expected one of half_squared_error, binary_cross_entropy'),
        ({"loss": 3}, "loss is 3; expected one of half_squared_error"),
        ({"loss": sympy.Symbol("w") ** 2}, "which contains w; expected an expression in a, y"),
        ({"loss": sympy.Sum(a, (y, 0, 2)) * a}, "no JavaScript form"),
        ({"loss": sympy.log(a - 1)}, "At the prediction 0.7 and the target 1 this loss, or its slope, is not a number"),
        ({"targets": [1]}, "There are 1 targets and 3 predictions; expected as many of each, 1 to 12"),
        ({"targets": [], "predictions": []}, "There are 0 targets and 0 predictions"),
        ({"targets": [0] * 13, "predictions": [0] * 13}, "There are 13 targets"),
        ({"example": 4}, "example is 4; expected a whole number from 1 to 3"),
        ({"example": 0}, "example is 0; expected a whole number from 1 to 12"),
        (
            {"predictions": [0.5, 1.5, 0]},
            "The prediction 1.5 is not between 0 and 1, where those of a sigmoid unit lie",
        ),
        ({"targets": [0, -1, 0]}, "The target -1 is not between 0 and 1"),
        ({"output": "identity", "targets": [0, 0, 3]}, "The target 3 is not between -1 and 2, the view"),
        ({"output": "relu"}, 'output is "relu"; expected one of sigmoid, identity'),
        ({"predictions": [float("nan"), 0, 0]}, r"predictions is \[nan, 0.0, 0.0\]; every number must be finite"),
        ({"predictions": "high"}, r"predictions is \['high'\]; expected a list of numbers"),
        ({"cost": "median"}, 'cost is "median"; expected one of mean, sum'),
        ({"view": (1, 1)}, r"view is \(1.0, 1.0\); expected the lowest and the highest"),
        ({"view": (0, 1e9)}, "expected the lowest and the highest"),
        ({"name": "My widget"}, 'name is "My widget"'),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        ErrorExplorer(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = ErrorExplorer()
    with pytest.raises(TraitError):
        widget.targets = [1, 1]
    with pytest.raises(TraitError):
        widget.predictions = [0.5, 0.5, 7]
    assert widget.targets == [1, 0, 1] and widget.predictions == [0.7, 0.4, 0.02]


def test_both_lists_can_be_set_together() -> None:
    widget = ErrorExplorer()
    with widget.hold_trait_notifications():
        widget.targets, widget.predictions = [1, 0], np.array([[0.2, 0.3]])
    assert widget.predictions == [0.2, 0.3] and len(widget.values()) == 2
    assert ErrorExplorer(targets=1, predictions=0.3).predictions == [0.3]
    assert Numbers().validate(widget, (1, 2)) == [1.0, 2.0]


@pytest.mark.parametrize("name", LOSSES)
def test_the_formulas_are_the_library_s_losses(name: str) -> None:
    """Also at the ends, where the limits are those of the library; behind the unit that the loss belongs to."""
    rng, loss = np.random.default_rng(0), LOSSES[name]
    predictions = [0.0, 1.0, 0.0, 1.0, 0.0, *rng.uniform(size=7)]
    targets = [1.0] * 12 if name == "cross_entropy" else [0.0, 0.0, 1.0, 1.0, 0.5, *rng.uniform(size=7)]
    found = np.array(ErrorExplorer(loss=name, targets=targets, predictions=predictions).values()).T
    at, wanted = np.array(predictions), np.array(targets)
    np.testing.assert_allclose(found[0], loss.value(at, wanted), rtol=1e-13)
    np.testing.assert_allclose(found[1], loss.derivative(at, wanted), rtol=1e-13, atol=1e-15)
    if loss.paired:
        delta = at - wanted
    else:
        delta = loss.derivative(at, wanted) * sigmoid.derivative(at, at)  # which takes its slope from a
    np.testing.assert_allclose(found[2], delta, rtol=1e-13, atol=1e-16)


def test_behind_softmax_the_slope_is_the_library_s() -> None:
    """The right class of two, with the Jacobian of the library."""
    p = np.array([[0.3], [0.7]])
    error = np.array([[-1 / 0.3], [0.0]])
    values = ErrorExplorer(loss="cross_entropy", targets=[0], predictions=[0.3]).values()
    assert values[0][2] == pytest.approx(softmax.delta(error, np.log(p), p)[0, 0], rel=1e-14, abs=0)


def test_a_loss_of_one_s_own() -> None:
    widget = ErrorExplorer(loss=(sympy.Symbol("a") - sympy.Symbol("y")) ** 4 / 4, targets=[0], predictions=[0.5])
    assert widget.loss == "own loss" and widget.own_loss["formula"] == "(a − y)⁴/4"
    assert widget.values() == [pytest.approx((0.5**4 / 4, 0.5**3, 0.5**3 / 4))]
    widget.loss = "half_squared_error"
    widget.loss = "own loss"
    with pytest.raises(TraitError, match="make a new widget"):
        ErrorExplorer().loss = "own loss"


def test_a_log_loss_of_one_s_own_has_its_limits() -> None:
    widget = ErrorExplorer(loss=formula_of("binary_cross_entropy"), targets=[1, 0], predictions=[0, 0])
    assert widget.values() == [(np.inf, -np.inf, -1), (0, 1, 0)]


def test_what_is_cancelled_is_printed_cancelled() -> None:
    assert "a - y]" in javascript_module({"f": loss_formula(formula_of("binary_cross_entropy"))})


def test_behind_an_identity_unit_both_slopes_are_the_same() -> None:
    for _, slope, delta in ErrorExplorer(output="identity", predictions=[2, -1, 0.5]).values():
        assert slope == delta


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (2 * a - a**2 * sympy.log(a) / 3, "−a²·ln(a)/3 + 2a"),
        ((a - y) ** 12 / 4, "(a − y)¹²/4"),
        (a**y, "a^y"),
        (3 * sympy.exp(-a), "3exp(−a)"),
    ],
)
def test_formulas_as_text(expression: sympy.Expr, text: str) -> None:
    assert as_text(expression) == text


def test_the_first_frame_shows_the_present_state_in_words() -> None:
    widget = ErrorExplorer(loss="binary_cross_entropy", predictions=[0, 0.4, 0.02])
    assert "for the target 1: infinite. Its slope is -infinite, and -1 with respect" in widget.first_frame
    assert "nan" not in widget.first_frame
    widget.example = 2
    assert "of the prediction 0.4 for the target 0: 0.5108" in widget.first_frame
    assert widget.first_frame.startswith("<svg") and widget.first_frame.count("<circle") == 2
