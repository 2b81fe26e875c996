"""The ActivationExplorer in Python: traits are checked in words, formulas and chain are the library's."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from traitlets import TraitError

from backprop_lib.activations import ACTIVATIONS
from backprop_widgets import ActivationExplorer
from backprop_widgets.kit.expressions import EXPRESSIONS, STEEPEST, evaluator, formulas, kinks, mathml

z = sympy.Symbol("z")


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        (
            {"activation": "sine"},
            'activation is "sine"; expected one of identity, sigmoid, tanh, relu, leaky_relu, softplus',
        ),
        ({"activation": "softmax"}, 'activation is "softmax"; expected one of identity'),
        ({"activation": 3}, "activation is 3; expected one of identity.* or a SymPy expression in z"),
        (
            {"activation": sympy.Symbol("q") ** 2},
            r"activation is q\*\*2, which contains q; expected an expression in z",
        ),
        ({"activation": sympy.Integer(2)}, "activation is 2, the same for every z; expected an expression in z"),
        ({"activation": sympy.Sum(z, (z, 0, 3)) + z}, "no JavaScript form"),
        ({"activation": sympy.floor(z)}, "no JavaScript form"),
        ({"z": float("nan")}, "z is nan; expected a finite number"),
        ({"view": (1, 1)}, r"view is \(1.0, 1.0\); expected the lowest and the highest value to show"),
        ({"view": (0, float("inf"))}, "view is"),
        ({"view": 6}, "view"),
        ({"name": "My widget"}, 'name is "My widget"'),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        ActivationExplorer(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = ActivationExplorer(activation="tanh", z=5)
    for trait, value in {"activation": "sine", "z": float("nan"), "view": (3, 2)}.items():
        with pytest.raises(TraitError):
            setattr(widget, trait, value)
    assert (widget.activation, widget.z, widget.view) == ("tanh", 5, (-6.0, 6.0))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_formulas_are_the_library_s_activations(name: str) -> None:
    points = np.append(np.random.default_rng(0).normal(scale=4, size=1000), 0.0)
    value, slope = evaluator(EXPRESSIONS[name])(points)
    np.testing.assert_allclose(value, ACTIVATIONS[name](points), rtol=1e-12, atol=0)
    np.testing.assert_allclose(slope, ACTIVATIONS[name].derivative(points), rtol=1e-12, atol=4e-16)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_no_slope_is_above_the_steepest_and_it_is_reached(name: str) -> None:
    slopes = ACTIVATIONS[name].derivative(np.linspace(-40, 40, 8001))
    assert slopes.max() == pytest.approx(STEEPEST[name], rel=1e-12, abs=0) and slopes.min() >= 0


def test_kinks_are_found_where_the_slope_jumps() -> None:
    assert {name: kinks(expression) for name, expression in EXPRESSIONS.items() if kinks(expression)} == {
        "relu": [0.0],
        "leaky_relu": [0.0],
    }
    assert kinks(sympy.Abs(sympy.Symbol("z", real=True) - sympy.Rational(1, 3))) == [0.333333333333]
    hard = sympy.Piecewise((-1, z < -1), (z, z < 1), (1, True)).subs(z, sympy.Symbol("z", real=True))
    assert kinks(hard) == [-1.0, 1.0]
    steep = sympy.tanh(500 * sympy.Symbol("z", real=True))
    assert kinks(steep) == []


def test_formulas_are_printed_as_they_are_read() -> None:
    assert formulas(EXPRESSIONS["tanh"])[1] == 1 - sympy.Symbol("a") ** 2  # with the output a, as in the library
    assert formulas(EXPRESSIONS["softplus"])[1] == formulas(EXPRESSIONS["sigmoid"])[0]
    assert mathml(sympy.log(1 + sympy.exp(-z))).count("<mi>ln</mi>") == 1
    assert "<mi>e</mi>" in mathml(sympy.exp(-z)) and "<mo>−</mo>" in mathml(sympy.exp(-z))
    assert mathml(EXPRESSIONS["relu"]).count("<mtr>") == 2 and "else" in mathml(EXPRESSIONS["relu"])


def test_an_own_activation_has_its_slope_from_sympy() -> None:
    widget = ActivationExplorer(activation=z * sympy.exp(-(z**2)))
    assert evaluator(widget.expression)(0.5)[1] == pytest.approx(np.exp(-0.25) / 2, rel=1e-14, abs=0)
    assert widget.own_activation["title"] == "z·exp(−z²)" and widget.own_activation["kinks"] == []
    widget.activation = "relu"
    widget.activation = "own activation"
    with pytest.raises(TraitError, match="own activation"):
        ActivationExplorer().activation = "own activation"
    assert ActivationExplorer(ACTIVATIONS["tanh"]).activation == "tanh"


def test_the_first_frame_follows_the_state() -> None:
    widget = ActivationExplorer()
    assert "activation sigmoid at z = 0.5" in widget.first_frame
    for trait, value in {
        "z": 2.0,
        "activation": "tanh",
        "view": (0, 4),
    }.items():
        before = widget.first_frame
        setattr(widget, trait, value)
        assert widget.first_frame != before and "nan" not in widget.first_frame, trait
    widget = ActivationExplorer(activation=z**2, z=3)
    assert "The activation z² at z = 3: the output is 9 and the slope is 6." in widget.first_frame
    for expression in (sympy.log(z), sympy.sqrt(z), sympy.exp(50 * z), 1 / z):
        assert ActivationExplorer(activation=expression, z=-1).first_frame.startswith("<svg")
