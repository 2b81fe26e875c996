"""The ActivationExplorer in Python: traits are checked in words, formulas and chain are the library's."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from traitlets import TraitError

from backprop_lib.activations import ACTIVATIONS
from backprop_widgets import ActivationExplorer
from backprop_widgets.activation_explorer.widget import EXAMPLES
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
        ({"example": "boring"}, 'example is "boring"; expected one of vanishing, exploding, dead ReLU, just right'),
        ({"z": float("nan")}, "z is nan; expected a finite number"),
        ({"w": float("inf")}, "w is inf; expected a finite number"),
        ({"b": "big"}, "b"),
        ({"x": [1]}, "x"),
        ({"depth": 0}, "depth is 0; expected a whole number from 1 to 30"),
        ({"depth": 31}, "depth is 31"),
        ({"depth": 1.5}, "depth"),
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
    widget = ActivationExplorer(activation="tanh", depth=5)
    for trait, value in {"activation": "sine", "depth": 99, "w": float("nan"), "view": (3, 2)}.items():
        with pytest.raises(TraitError):
            setattr(widget, trait, value)
    assert (widget.activation, widget.depth, widget.w, widget.view) == ("tanh", 5, 1.0, (-6.0, 6.0))


def test_an_example_sets_the_chain_and_traits_come_before_it() -> None:
    widget = ActivationExplorer(example="exploding", depth=7)
    assert (widget.activation, widget.w, widget.depth) == ("relu", 1.5, 7)
    assert ActivationExplorer(ACTIVATIONS["tanh"]).activation == "tanh"


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


def random_widget(rng: np.random.Generator) -> ActivationExplorer:
    return ActivationExplorer(
        activation=str(rng.choice(list(EXPRESSIONS))),
        depth=int(rng.integers(1, 8)),
        **{name: float(rng.uniform(-1.5, 1.5)) for name in ("w", "b", "x")},
    )


def test_the_chain_is_a_pass_forward_and_its_gradients_are_measured_slopes() -> None:
    rng = np.random.default_rng(2)
    for _ in range(40):
        widget = random_widget(rng)
        network, chain, f = widget.network(), widget.chain(), ACTIVATIONS[widget.activation]
        assert network.sizes == (1,) * (widget.depth + 1)
        a = widget.x
        for layer in range(widget.depth):
            assert chain.z[layer] == widget.w * a + widget.b
            a = float(f(chain.z[layer]))
            assert chain.a[layer + 1] == a
        assert chain.gradient[-1] == 1
        np.testing.assert_allclose(chain.gradient[:-1], chain.gradient[1:] * chain.factor, rtol=1e-12)
        if abs(chain.z).min() > 1e-3:  # away from a kink
            h = 1e-6
            there, back = (
                ActivationExplorer(
                    activation=widget.activation, depth=widget.depth, w=widget.w, b=widget.b, x=widget.x + way
                )
                .chain()
                .a[-1]
                for way in (h, -h)
            )
            assert chain.gradient[0] == pytest.approx((there - back) / (2 * h), rel=1e-5, abs=1e-9)


def test_an_own_activation_has_its_slope_from_sympy() -> None:
    widget = ActivationExplorer(activation=z * sympy.exp(-(z**2)), depth=4, w=1.2)
    f = widget.network()[0].activation
    assert f.derivative(0.5) == pytest.approx(np.exp(-0.25) / 2, rel=1e-14, abs=0)
    assert widget.own_activation["title"] == "z·exp(−z²)" and widget.own_activation["kinks"] == []
    widget.activation = "relu"
    assert widget.chain().factor.tolist() == [1.2] * 4
    widget.activation = "own activation"
    with pytest.raises(TraitError, match="own activation"):
        ActivationExplorer().activation = "own activation"


def test_an_activation_that_overflows_is_said_in_python_too() -> None:
    widget = ActivationExplorer(activation=sympy.exp(z), depth=8)
    with pytest.raises(ValueError, match="the numbers overflowed on the way forward"):
        widget.chain()
    assert "the slope is" in widget.first_frame and "chain" not in widget.first_frame


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_what_they_are_called(example: str) -> None:
    chain = ActivationExplorer(example=example).chain()
    assert {
        "vanishing": 0 < chain.gradient[0] <= 0.25**10,
        "exploding": chain.gradient[0] > 1000,
        "dead ReLU": chain.gradient[0] == 0 and (chain.z[:3] > 0).all() and (chain.z[3:] < 0).all(),
        "just right": (chain.gradient == 1).all(),
    }[example]


def test_the_first_frame_follows_the_state() -> None:
    widget = ActivationExplorer(example="vanishing")
    assert "activation sigmoid at z = 0.5" in widget.first_frame and "is 2.785e-07." in widget.first_frame
    for trait, value in {
        "z": 2.0,
        "depth": 3,
        "w": -1.0,
        "b": 0.5,
        "x": 3.0,
        "activation": "tanh",
        "view": (0, 4),
    }.items():
        before = widget.first_frame
        setattr(widget, trait, value)
        assert widget.first_frame != before and "nan" not in widget.first_frame, trait
    assert "In a chain of 3 layers" in widget.first_frame
    widget = ActivationExplorer(activation=z**2, z=3)
    assert "The activation z² at z = 3: the output is 9 and the slope is 6." in widget.first_frame
    for expression in (sympy.log(z), sympy.sqrt(z), sympy.exp(50 * z), 1 / z):
        assert ActivationExplorer(activation=expression, z=-1).first_frame.startswith("<svg")
