"""The DepthExplorer in Python: traits are checked in words, formulas and chain are the library's."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from traitlets import TraitError

from backprop_lib.activations import ACTIVATIONS
from backprop_widgets import DepthExplorer
from backprop_widgets.depth_explorer.widget import EXAMPLES
from backprop_widgets.kit.expressions import EXPRESSIONS

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
        ({"w": float("inf")}, "w is inf; expected a finite number"),
        ({"b": "big"}, "b"),
        ({"x": [1]}, "x"),
        ({"depth": 0}, "depth is 0; expected a whole number from 1 to 30"),
        ({"depth": 31}, "depth is 31"),
        ({"depth": 1.5}, "depth"),
        ({"name": "My widget"}, 'name is "My widget"'),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        DepthExplorer(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = DepthExplorer(activation="tanh", depth=5)
    for trait, value in {"activation": "sine", "depth": 99, "w": float("nan")}.items():
        with pytest.raises(TraitError):
            setattr(widget, trait, value)
    assert (widget.activation, widget.depth, widget.w) == ("tanh", 5, 1.0)


def test_an_example_sets_the_chain_and_traits_come_before_it() -> None:
    widget = DepthExplorer(example="exploding", depth=7)
    assert (widget.activation, widget.w, widget.depth) == ("relu", 1.5, 7)
    assert DepthExplorer(ACTIVATIONS["tanh"]).activation == "tanh"


def random_widget(rng: np.random.Generator) -> DepthExplorer:
    return DepthExplorer(
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
                DepthExplorer(
                    activation=widget.activation, depth=widget.depth, w=widget.w, b=widget.b, x=widget.x + way
                )
                .chain()
                .a[-1]
                for way in (h, -h)
            )
            assert chain.gradient[0] == pytest.approx((there - back) / (2 * h), rel=1e-5, abs=1e-9)


def test_an_own_activation_has_its_slope_from_sympy() -> None:
    widget = DepthExplorer(activation=z * sympy.exp(-(z**2)), depth=4, w=1.2)
    f = widget.network()[0].activation
    assert f.derivative(0.5) == pytest.approx(np.exp(-0.25) / 2, rel=1e-14, abs=0)
    assert widget.own_activation["title"] == "z·exp(−z²)" and widget.own_activation["kinks"] == []
    widget.activation = "relu"
    assert widget.chain().factor.tolist() == [1.2] * 4
    widget.activation = "own activation"
    with pytest.raises(TraitError, match="own activation"):
        DepthExplorer().activation = "own activation"


def test_an_activation_that_overflows_is_said_in_python_too() -> None:
    widget = DepthExplorer(activation=sympy.exp(z), depth=8)
    with pytest.raises(ValueError, match="own activation gives no finite number for one of its net inputs"):
        widget.chain()
    assert "its numbers overflow" in widget.first_frame and "nan" not in widget.first_frame


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_what_they_are_called(example: str) -> None:
    chain = DepthExplorer(example=example).chain()
    assert {
        "vanishing": 0 < chain.gradient[0] <= 0.25**10,
        "exploding": chain.gradient[0] > 1000,
        "dead ReLU": chain.gradient[0] == 0 and (chain.z[:3] > 0).all() and (chain.z[3:] < 0).all(),
        "just right": (chain.gradient == 1).all(),
    }[example]


def test_the_first_frame_follows_the_state() -> None:
    widget = DepthExplorer(example="vanishing")
    assert "A chain of 10 layers with the activation sigmoid" in widget.first_frame
    assert "is 2.785e-07." in widget.first_frame
    for trait, value in {"depth": 3, "w": -1.0, "b": 0.5, "x": 3.0, "activation": "tanh"}.items():
        before = widget.first_frame
        setattr(widget, trait, value)
        assert widget.first_frame != before and "nan" not in widget.first_frame, trait
    assert "A chain of 3 layers" in widget.first_frame
    for expression in (sympy.log(z), sympy.sqrt(z), sympy.exp(50 * z), 1 / z):
        assert DepthExplorer(activation=expression).first_frame.startswith("<svg")
