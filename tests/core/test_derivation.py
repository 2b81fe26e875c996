"""SymPy proves the library's own forward and backward, and refuses wrong ones."""

from itertools import pairwise

import numpy as np
import pytest
import sympy

from backprop_lib import backward, binary_cross_entropy, cross_entropy, half_squared_error, relu, sigmoid, softmax, tanh
from backprop_lib.activations import ACTIVATIONS
from backprop_lib.derivation import DPhi, Phi, arbitrary, prove, prove_derivative, symbolic, textbook, unknown
from backprop_lib.losses import LOSSES


def all_hold(proof):
    return all(identity.holds for identity in proof)


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 4, 2), (2, 3, 3, 2)])
def test_every_parameter_for_an_arbitrary_activation(sizes):
    proof = prove(sizes)
    assert len(proof) == sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))
    assert {identity.parameter for identity in proof} == {
        symbol for layer in symbolic(sizes).network for array in (layer.W, layer.b) for symbol in array.flat
    }
    assert all_hold(proof)


def test_a_backward_of_pairs_is_proved_as_one_of_records_is():
    proof = prove((2, 1), backward=lambda *given: [(gradient.W, gradient.b) for gradient in backward(*given)])
    assert all_hold(proof) and len(proof) == 3
    assert not all_hold(prove((2, 1), backward=lambda *given: [(-g.W, g.b) for g in backward(*given)]))


NOT_PROVED = {
    "a number": (lambda: prove(2), "^sizes is 2; expected at least two"),
    "an activation too few": (lambda: prove((1, 1, 1), ["sigmoid"]), "^1 activations for 2 layers; give one for each"),
    "no activation": (lambda: prove((1, 1), []), "^0 activations for 1 layers"),
    "an unknown activation": (lambda: prove((1, 1), "sigmiod"), "activation is 'sigmiod'; expected one of"),
    "no example": (lambda: prove((1, 1), N=0), "^N is 0; expected the number of examples"),
    "half an example": (lambda: symbolic((1, 1), N=0.5), r"^N is 0\.5; expected"),
    "no gradients": (lambda: prove((1, 1), backward=lambda *given: []), "^backward returns 0 gradients for 1 layers"),
    "nothing": (lambda: prove((1, 1), backward=lambda *given: None), "^gradients is a NoneType; expected one pair"),
    "a weight too many": (
        lambda: prove((2, 1), backward=lambda *given: [([[1, 2, 3]], [[1]])]),
        r"^The gradient with respect to W of layer 1 does not have the shape of its parameter, \(1, 2\)",
    ),
    "rows of different lengths": (
        lambda: prove((2, 2), backward=lambda *given: [([[1, 2], [3]], [[1], [1]])]),
        "^The gradient with respect to W of layer 1 does not have the shape",
    ),
}


@pytest.mark.parametrize("case", NOT_PROVED)
def test_what_cannot_be_proved_is_refused_in_words(case):
    call, words = NOT_PROVED[case]
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_a_batch_of_two():
    assert all_hold(prove((2, 2, 1), N=2))


@pytest.mark.parametrize("activation", [sigmoid, tanh, relu], ids=lambda f: f.name)
def test_networks_of_one_activation(activation):
    proof = prove((1, 1, 1), activation)
    assert all(sympy.simplify(identity.derivative - identity.gradient) == 0 for identity in proof)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_derivative_of_every_activation(name):
    assert prove_derivative(ACTIVATIONS[name])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_wrong_derivative_is_refused(name):
    right = ACTIVATIONS[name]
    assert not prove_derivative(right._replace(derivative=lambda z, a: right.derivative(z, a) * 2))


@pytest.mark.parametrize("name", LOSSES)
def test_the_derivative_of_every_loss(name):
    right = LOSSES[name]
    assert prove_derivative(right)
    assert not prove_derivative(right._replace(derivative=lambda a, y: -right.derivative(a, y), paired=None))


def test_softmax_with_cross_entropy_gives_p_minus_y():
    """The short delta of the pair, against SymPy's derivative of the cost and against p - y spelled out."""
    proof = prove((1, 3), activation=softmax, loss=cross_entropy)
    assert len(proof) == 6 and all_hold(proof)
    network, x, y = symbolic((1, 3), softmax)
    z = [network[0].W[j, 0] * x[0, 0] + network[0].b[j, 0] for j in range(3)]
    p = [sympy.exp(net) / sum(map(sympy.exp, z)) for net in z]
    y[2, 0] = 1 - y[0, 0] - y[1, 0]
    for j, identity in enumerate(proof[3:]):
        assert identity.parameter == network[0].b[j, 0]
        assert sympy.simplify(identity.gradient - (p[j] - y[j, 0])) == 0


def test_the_log_losses_after_a_hidden_layer():
    assert all_hold(prove((1, 1, 1), [arbitrary, sigmoid], binary_cross_entropy))
    assert all_hold(prove((1, 1, 2), [arbitrary, softmax], cross_entropy))


def test_softmax_with_squared_error_needs_the_whole_jacobian():
    proof = prove((1, 2), softmax)
    assert all(sympy.simplify(identity.derivative - identity.gradient) == 0 for identity in proof)


def test_a_wrong_backward_is_refused_and_the_parameters_named():
    def forgets_the_hidden_slope(network, trace, y, loss):
        below, above = backward(network, trace, y, loss)
        return below._replace(W=below.error @ trace[0].x.T, b=below.error), above

    wrong = [
        str(identity.parameter)
        for identity in prove((2, 2, 1), backward=forgets_the_hidden_slope)
        if not identity.holds
    ]
    assert wrong == ["w^1_11", "w^1_12", "w^1_21", "w^1_22", "b^1_1", "b^1_2"]


def test_the_textbook_formula_is_the_one_in_textbooks():
    x, z_1 = sympy.symbols("x_1 z^1_1", real=True)
    y, z, a = (sympy.symbols(f"{name}_1 {name}_2", real=True) for name in ("y", "z^2", "a^2"))
    w = sympy.symbols("w^2_11 w^2_21", real=True)
    expected = x * DPhi(z_1) * sum(w[k] * (a[k] - y[k]) * DPhi(z[k]) for k in range(2))
    assert sympy.expand(textbook((2, 2, 2))[0].W[0, 0] - expected) == 0


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_an_activation_has_the_same_values_on_symbols(name):
    activation, z = ACTIVATIONS[name], sympy.Symbol("z", real=True)
    column = np.array([[z]], dtype=object)
    value, slope = activation.value(column)[0, 0], activation.derivative(column)[0, 0]
    for point in (-2.5, -0.5, 0.0, 0.5, 2.5):
        number = np.array([[point]])
        assert float(sympy.sympify(value).subs(z, point)) == pytest.approx(activation(number).item(), rel=1e-13, abs=0)
        assert float(sympy.sympify(slope).subs(z, point)) == pytest.approx(
            activation.derivative(number).item(), rel=1e-13
        )


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_takes_symbols_beside_numbers(name):
    loss, s = LOSSES[name], sympy.Symbol("s", positive=True)
    symbol, number = np.array([[s]], dtype=object), np.array([[0.75]])
    for function in (loss.value, loss.derivative):
        for arguments in ((symbol, number), (number, symbol)):
            mixed = sympy.sympify(function(*arguments)[0, 0]).subs(s, 0.25)
            plain = function(*(np.array([[0.25]]) if side is symbol else side for side in arguments))
            assert float(mixed) == pytest.approx(plain.item(), rel=1e-14, abs=0)


def test_numbers_and_symbols_give_the_same_gradient():
    """Lambdify the symbolic gradient of a 2-2-2 logistic network and put numbers in."""
    network, x, y = symbolic((2, 2, 2), sigmoid)
    from backprop_lib import Layer, Network, forward

    names = [*x.flat, *y.flat, *(p for layer in network for array in (layer.W, layer.b) for p in array.flat)]
    symbolic_gradients = backward(network, forward(network, x), y, half_squared_error)
    flat = [entry for gradient in symbolic_gradients for entry in (*gradient.W.flat, *gradient.b.flat)]
    values = np.random.default_rng(4).normal(size=len(names))
    by_symbols = sympy.lambdify(names, flat, "math")(*values)

    parameters = iter(values[4:])
    take = lambda *shape: np.array([next(parameters) for _ in range(int(np.prod(shape)))]).reshape(shape)
    numeric = Network([Layer(take(2, 2), take(2, 1), sigmoid) for _ in range(2)])
    gradients = backward(numeric, forward(numeric, values[:2, None]), values[2:4, None], half_squared_error)
    by_numbers = [entry for gradient in gradients for entry in (*gradient.W.flat, *gradient.b.flat)]
    assert by_numbers == pytest.approx(by_symbols, rel=1e-12, abs=0)


def test_an_arbitrary_activation_and_its_derivative_are_printed_as_in_books():
    z = sympy.Symbol("z")
    assert sympy.latex(Phi(z)) == r"\varphi\left(z\right)" and sympy.latex(DPhi(z)) == r"\varphi'\left(z\right)"
    assert sympy.latex(DPhi(z) ** 2) == r"\left(\varphi'\left(z\right)\right)^{2}"
    assert (
        sympy.latex(Phi(z, 2)) == r"\varphi_{2}\left(z\right)"
        and sympy.latex(DPhi(z, 2)) == r"\varphi_{2}'\left(z\right)"
    )


def test_each_layer_has_an_unknown_activation_of_its_own():
    slopes = {slope.args[1] for identity in prove((1, 1, 1)) for slope in identity.gradient.atoms(DPhi)}
    assert slopes == {1, 2}


def test_softmax_on_top_of_unknown_layers():
    assert all_hold(prove((1, 2, 2), [unknown(1), softmax], cross_entropy))
