"""SymPy derives what network.py computes: the very same forward and backward run on symbols and are proved exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import sympy

from . import boundary, labels
from .activations import Activation, softmax
from .checks import as_slopes, check_activations, check_sizes, named
from .elementwise import Array, each
from .guarded import read_only
from .layers import Layer, Network
from .losses import LOSSES, Loss, half_squared_error
from .network import LayerGradient, LayerTrace

Backward = Callable[..., Any]  # a function with the arguments of `backward`


class Phi(sympy.Function):
    """An activation about which nothing is known except that it has a derivative, DPhi; Phi(z, 2) is that of layer 2.

    >>> z = sympy.Symbol("z")
    >>> sympy.diff(Phi(z**2), z), sympy.diff(Phi(z, 2), z)
    (2*z*DPhi(z**2), DPhi(z, 2))
    """

    nargs = (1, 2)

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return DPhi(*self.args)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _latex_call("", self, printer, exp)


class DPhi(sympy.Function):
    """The derivative of Phi; it stays a name."""

    nargs = (1, 2)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _latex_call("'", self, printer, exp)


def _latex_call(prime: str, call: sympy.Function, printer: Any, exp: str | None) -> str:
    argument, *layer = map(printer._print, call.args)
    number = f"_{{{layer[0]}}}" if layer else ""
    written = rf"\varphi{number}{prime}\left({argument}\right)"
    return written if exp is None else rf"\left({written}\right)^{{{exp}}}"


# Every differentiable activation at once: what is proved for it holds for each of them.
arbitrary = Activation("arbitrary", lambda z: each(Phi, z), lambda z: each(DPhi, z))


def unknown(level: int) -> Activation:
    """An arbitrary activation that belongs to one layer: those of different layers have nothing to do with each other.

    >>> unknown(2)(sympy.Symbol("z"))
    Phi(z, 2)
    """
    return Activation(
        f"unknown {level}", lambda z: each(lambda s: Phi(s, level), z), lambda z: each(lambda s: DPhi(s, level), z)
    )


class Psi(sympy.Function):
    """Output j of an activation that, like softmax, acts on a whole layer: Psi(j, level, z_1, z_2, ...)."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return DPsi(argindex - 2, *self.args)


class DPsi(sympy.Function):
    """The derivative of output j by net input k: DPsi(k, j, level, z_1, z_2, ...); it stays a name."""


def unknown_joint(level: int) -> Activation:
    """An unknown activation of a whole layer, each output a function of all its net inputs, with its Jacobian."""

    def value(z: Array) -> Array:
        return np.array([[Psi(j, level, *column) for column in z.T] for j in range(1, len(z) + 1)], dtype=object)

    def jacobian(z: Array) -> Array:
        units = range(1, len(z) + 1)
        return np.array([[[DPsi(k, j, level, *c) for c in z.T] for k in units] for j in units], dtype=object)

    return Activation(f"unknown joint {level}", value, jacobian)


class SymbolicCase(NamedTuple):
    """A network, an input and a target made of symbols."""

    network: Network
    x: Array
    y: Array


def symbols(name: str, rows: int, columns: int | None = None) -> Array:
    """Real symbols: a column name_1, name_2, ... or, if columns is given, a matrix name_11, name_12, ...

    >>> symbols("x", 2)
    array([[x_1],
           [x_2]], dtype=object)
    """
    places = [[(j, k) if columns else (j,) for k in range(columns or 1)] for j in range(rows)]
    called = [[sympy.Symbol(f"{name}_{labels.index(*place)}", real=True) for place in row] for row in places]
    return np.array(called, dtype=object)


def symbolic(
    sizes: Sequence[int], activation: Activation | Sequence[Activation] = arbitrary, N: int = 1
) -> SymbolicCase:
    """A network of the given sizes whose parameters, inputs and targets are symbols, for a batch of N examples.

    The weight from unit k of the layer below to unit j of layer l is w^l_jk, as in the matrix notation of the book.

    Raises TypeError or ValueError for sizes, activations or an N that are none.

    >>> symbolic((2, 1)).network[0].W
    array([[w^1_11, w^1_12]], dtype=object)
    """
    sizes = check_sizes(sizes)
    if not isinstance(N, int | np.integer) or isinstance(N, bool) or N < 1:
        raise ValueError(f"N is {N!r}; expected the number of examples, 1 or more.")
    activations = check_activations(activation, len(sizes) - 1)
    layers = [
        Layer(symbols(f"w^{level}", n_out, n_in), symbols(f"b^{level}", n_out), f)
        for level, (n_in, n_out, f) in enumerate(zip(sizes[:-1], sizes[1:], activations, strict=True), 1)
    ]
    columns = None if N == 1 else N
    return SymbolicCase(Network(layers), symbols("x", sizes[0], columns), symbols("y", sizes[-1], columns))


class Identity(NamedTuple):
    """One parameter, the derivative of the cost by SymPy, what `backward` returned, and whether they are the same."""

    parameter: sympy.Symbol
    derivative: sympy.Expr
    gradient: sympy.Expr
    holds: bool


def prove(
    sizes: Sequence[int],
    activation: Activation | Sequence[Activation] | None = None,
    loss: Loss = half_squared_error,
    N: int = 1,
    backward: Backward = boundary.backward,
) -> list[Identity]:
    """For every parameter p: does `backward` return exactly dJ/dp, as SymPy differentiates the cost?

    The check is an identity between expressions. Without an `activation` each layer has an unknown one of its own; so
    it holds for all differentiable activations, inputs and targets at once, for these sizes (lemma.py is about all
    sizes). `backward` can be replaced, to see a wrong one refused. The targets of cross_entropy are made to add up to
    1, as they must.

    Raises TypeError or ValueError for sizes, activations, losses and gradients that do not fit.

    >>> proof = prove((2, 2, 1))
    >>> len(proof), all(identity.holds for identity in proof)
    (9, True)
    """
    loss, sizes = named("loss", loss, Loss, LOSSES), check_sizes(sizes)
    if activation is None:
        activation = [unknown(level) for level in range(1, len(sizes))]
    network, x, y = symbolic(sizes, activation, N)
    if loss.paired == softmax:
        y[-1] = 1 - y[:-1].sum(axis=0)
    J = boundary.cost(network, x, y, loss)
    trace = tuple(LayerTrace(*map(read_only, layer)) for layer in boundary.forward(network, x))
    gradients = backward(network, trace, read_only(y), loss)
    return [
        Identity(parameter, derivative, gradient, same(derivative, gradient))
        for parameter, gradient in _pairs(network, gradients)
        for derivative in [sympy.diff(J, parameter)]
    ]


def _pairs(network: Network, given: Any) -> Iterator[tuple[sympy.Symbol, sympy.Expr]]:
    gradients = as_slopes("gradients", given)
    if len(gradients) != len(network):
        raise ValueError(
            f"backward returns {len(gradients)} gradients for {len(network)} layers; expected one for each."
        )
    for number, (layer, gradient) in enumerate(zip(network, gradients, strict=True), 1):
        for name, parameter, slope in zip("Wb", layer[:2], gradient, strict=True):
            try:
                slopes = np.broadcast_to(np.array(slope), parameter.shape)
            except ValueError:
                said = f"The gradient with respect to {name} of layer {number}"
                shapes = f"does not have the shape of its parameter, {parameter.shape}"
                raise ValueError(f"{said} {shapes}. Give what backward returned.") from None
            yield from zip(parameter.flat, slopes.flat, strict=True)


def same(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Is the difference, over one denominator and multiplied out, nothing? simplify() would take minutes to see it."""
    return sympy.expand(sympy.numer(sympy.together(sympy.piecewise_fold(one - other)))) == 0


def prove_derivative(function: Activation | Loss) -> bool:
    """Is the derivative of an activation, or of a loss, exactly that of its value?

    Softmax is compared with the Jacobian of three units, entry by entry; the others in one variable.
    Raises TypeError for anything else.

    >>> from backprop_lib import sigmoid
    >>> prove_derivative(sigmoid), prove_derivative(half_squared_error)
    (True, True)
    """
    if not isinstance(function, Activation | Loss):
        raise TypeError(f"function is {function!r}; expected an Activation or a Loss, such as sigmoid.")
    if isinstance(function, Loss):
        a, y = symbols("a", 1), symbols("y", 1)
        return same(sympy.diff(function.value(a, y)[0, 0], a[0, 0]), function.derivative(a, y)[0, 0])
    z = symbols("z", 3)
    a = function.value(z)
    slope = function.derivative(z, a)
    if slope.ndim == 2:
        return all(
            same(sympy.diff(out, net_input), s) for out, net_input, s in zip(a.flat, z.flat, slope.flat, strict=True)
        )
    return all(same(sympy.diff(a[j, 0], z[k, 0]), slope[j, k, 0]) for j in range(3) for k in range(3))


def textbook(sizes: Sequence[int], backward: Backward = boundary.backward) -> tuple[LayerGradient, ...]:
    """The formulas of a textbook: the real `backward`, run on a trace whose values are opaque symbols.

    Each layer's net inputs are named z^l_j and its outputs a^l_j, so a gradient comes out as the product that is
    printed in books and not as one expression in the inputs.

    >>> textbook((1, 1))[0].W
    array([[x_1*(a^1_1 - y_1)*DPhi(z^1_1)]], dtype=object)
    """
    network, x, y = symbolic(sizes)
    trace, below = [], x
    for level, layer in enumerate(network, 1):
        z, a = symbols(f"z^{level}", len(layer.W)), symbols(f"a^{level}", len(layer.W))
        trace.append(LayerTrace(below, z, a))
        below = a
    return backward(network, tuple(trace), y, half_squared_error)
