"""The proof for all sizes: `forward` and `backward` run on tables whose numbers of rows and columns are letters.

Three parts, each decided by SymPy:

start   what `backward` begins with is dJ/da of the last layer, or dJ/dz for a log loss with its own activation
lemma   if what comes into a layer is dJ/da of its outputs, then delta, dW and db are dJ/dz, dJ/dW and dJ/db, and what
        goes out to the layer below is dJ/da of that layer's outputs
whole   a network of a given number of layers at once: each gradient is the derivative of the cost

By `start` and `lemma`, from layer to layer, the gradients are right in a network of any number of layers, since the
loop of `backward` does the same at each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, NamedTuple

import numpy as np
import sympy

from . import network as algorithm
from .activations import Activation, softmax
from .checks import as_slopes
from .derivation import Backward, Identity, same, unknown
from .losses import Loss
from .network import LayerTrace
from .tables import Table, named_table, total

# The number of examples; a unit of a layer, one of its inputs, and one of the examples.
N, j, k, s = sympy.symbols("N j k s", integer=True, positive=True)


class _Ell(sympy.Function):
    """A loss ell(a, y) about which nothing is known except that it has a derivative by a."""

    nargs = 2

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return _DEll(*self.args)


class _DEll(sympy.Function):
    nargs = 2


unknown_loss = Loss("unknown loss", np.frompyfunc(_Ell, 2, 1), np.frompyfunc(_DEll, 2, 1))


class AnyLayer(NamedTuple):
    """A layer of any size."""

    W: Table
    b: Table
    activation: Activation


def any_sizes(layers: int) -> tuple[sympy.Symbol, ...]:
    """The numbers of units, n_0, n_1, ..., as letters."""
    return sympy.symbols(f"n_:{layers + 1}", integer=True, positive=True)


def any_network(layers: int) -> list[AnyLayer]:
    """A network of this many layers, each of any size and with an unknown activation of its own."""
    n = any_sizes(layers)
    return [
        AnyLayer(named_table(f"W^{level}", n[level], n[level - 1]), named_table(f"b^{level}", n[level], 1), f)
        for level in range(1, layers + 1)
        for f in [unknown(level)]
    ]


def start(loss: Loss = unknown_loss, backward: Backward = algorithm.backward) -> Iterator[Identity]:
    """Does `backward` begin with the derivative of the cost by the last layer's outputs?

    For a log loss with its own activation it is the derivative by the net inputs; its `error` is then not looked at.

    >>> [identity.holds for identity in start()]
    [True]
    """
    (layer,), (n_in, n_out) = any_network(1), any_sizes(1)
    layer = layer._replace(activation=loss.paired or layer.activation)
    z, y = named_table("z", n_out, N), named_table("y", n_out, N)
    a = layer.activation.value(z) if loss.paired else named_table("a", n_out, N)
    trace = (LayerTrace(named_table("x", n_in, N), z, a),)
    J = algorithm.mean_loss(trace, y, loss)
    (gradient,) = backward((layer,), trace, y, loss)
    free, found = (z, gradient.delta) if loss.paired else (a, gradient.error)
    derivative = canonical(sympy.diff(J, free[j, s]))
    if loss.paired == softmax:
        derivative = _with_sums_of_1(derivative, y)
    yield _identity(free[j, s], derivative, found[j, s])


def lemma(layers: int = 3, backward: Backward = algorithm.backward) -> Iterator[Identity]:
    """What `backward` does at each layer of a network, from the error that comes in, against the chain rule.

    The error that comes into the last layer is a table about which nothing is known; into the others comes what
    `backward` sends down. Each layer is cut off from what makes its inputs. Raises ValueError if `backward` multiplies
    tables whose sizes do not fit.

    >>> [str(identity.parameter) for identity in lemma(1) if identity.holds]
    ['z^1[j, s]', 'W^1[j, k]', 'b^1[j, 1]']
    """
    network, n = any_network(layers), any_sizes(layers)
    inputs = [named_table("x", n[0], N), *(named_table(f"a^{level}", n[level], N) for level in range(1, layers))]
    traces = [algorithm.forward([layer], x)[0] for layer, x in zip(network, inputs, strict=True)]  # type: ignore[arg-type]
    e = named_table("e", n[-1], N)
    handed_in = Loss("handed in", lambda a, y: a, lambda a, y: e * N)  # `backward` divides it by N
    gradients = backward(network, traces, named_table("y", n[-1], N), handed_in)
    for level, (layer, trace, gradient) in enumerate(zip(network, traces, gradients, strict=True), 1):
        z = named_table(f"z^{level}", n[level], N)
        delta = _through(gradient.error, layer.activation.value(z), z[j, s])
        yield _identity(z[j, s], delta.xreplace({z[j, s]: trace.z[j, s]}), gradient.delta[j, s])
        for parameter, given in ((layer.W[j, k], gradient.W[j, k]), (layer.b[j, 1], gradient.b[j, 1])):
            yield _identity(parameter, _through(gradient.error, trace.a, parameter), given)
        if level > 1:
            below = trace.x[k, s]
            yield _identity(below, _through(gradient.error, trace.a, below), gradients[level - 2].error[k, s])


def whole(layers: int, loss: Loss = unknown_loss, backward: Backward = algorithm.backward) -> Iterator[Identity]:
    """In a network of this many layers, is each gradient the derivative of the cost? All sizes are letters.

    >>> all(identity.holds for identity in whole(1))
    True
    """
    network, n = any_network(layers), any_sizes(layers)
    x, y = named_table("x", n[0], N), named_table("y", n[-1], N)
    trace = algorithm.forward(network, x)  # type: ignore[arg-type]
    J = algorithm.mean_loss(trace, y, loss)
    gradients = as_slopes("gradients", backward(network, trace, y, loss))
    for layer, gradient in zip(network, gradients, strict=True):
        for parameter, given in ((layer.W[j, k], gradient.W[j, k]), (layer.b[j, 1], gradient.b[j, 1])):
            yield _identity(parameter, sympy.diff(J, parameter), given)


def _through(error: Any, a: Any, by: sympy.Expr) -> sympy.Expr:
    """The chain rule: by how much each output moves, times dJ/da of it, added up over units and examples."""
    units, examples = a.shape
    return canonical(total(units, lambda i: total(examples, lambda n: error[i, n] * sympy.diff(a[i, n], by))))


def _identity(parameter: Any, derivative: sympy.Expr, gradient: sympy.Expr) -> Identity:
    one, other = canonical(derivative), canonical(gradient)
    return Identity(parameter, one, other, one == other or same(one, other))


# ------------------------------------------------------------------------------------------ sums of any length


def canonical(expression: sympy.Expr) -> sympy.Expr:
    """One way to write sums of products: multiplied out, one sum around each product, in one order, with given letters.

    Two expressions with the same canonical form are equal; the reverse is not promised. An index that is asked for
    stands for a row or column that exists, so the sum of [i = k] f(i) over all i is f(k).

    >>> m, n = sympy.symbols("m n", integer=True, positive=True)
    >>> W, x, g = named_table("W", m, n), named_table("x", n, 1), named_table("g", m, 1)
    >>> canonical(sympy.diff(total(m, lambda i: g[i, 1] * (W @ x)[i, 1]), W[j, k]))
    g[j, 1]*x[k, 1]
    """
    return sympy.Add(*map(_in_order, sympy.Add.make_args(_flat(expression))))


def _flat(expression: sympy.Expr) -> sympy.Expr:
    """All sums pulled out to the front of their products."""
    expression = sympy.expand_mul(expression)
    if isinstance(expression, sympy.Add):
        return sympy.Add(*map(_flat, expression.args))
    if isinstance(expression, sympy.Mul):
        inner = next((factor for factor in expression.args if isinstance(factor, sympy.Sum)), None)
        if inner is None:
            return expression
        others = sympy.Mul(*(factor for factor in expression.args if factor is not inner))
        product, limits = _counted_anew(inner, others.atoms(sympy.Symbol))
        return _flat(sympy.Sum(others * product, *limits))
    if isinstance(expression, sympy.Sum):
        inside = {limit[0] for inner in expression.function.atoms(sympy.Sum) for limit in inner.limits}
        product, limits = _counted_anew(expression, inside)
        term = _flat(product)
        if isinstance(term, sympy.Add):
            return sympy.Add(*(_flat(sympy.Sum(part, *limits)) for part in term.args))
        if isinstance(term, sympy.Sum):
            return _picked(term.function, (*term.limits, *limits))
        return _picked(term, limits)
    return expression


def _counted_anew(sums: sympy.Sum, taken: Set[sympy.Basic]) -> tuple[sympy.Expr, Sequence[sympy.Tuple]]:
    """What is summed, and the limits, without the letters that are taken: two sums may count with the same one."""
    anew = {limit[0]: sympy.Dummy("i", integer=True, positive=True) for limit in sums.limits if limit[0] in taken}
    # subs, unlike xreplace, leaves a sum inside alone that counts with the same letter itself.
    return sums.function.subs(anew), [limit.xreplace(anew) for limit in sums.limits]


def _picked(term: sympy.Expr, limits: Sequence[sympy.Tuple]) -> sympy.Expr:
    """The sum of a product; a factor [i = k] picks the term i = k."""
    for factor in sympy.Mul.make_args(term):
        if isinstance(factor, sympy.KroneckerDelta):
            for limit in limits:
                if limit[0] in factor.args:
                    other = factor.args[1] if factor.args[0] == limit[0] else factor.args[0]
                    rest = [one for one in limits if one is not limit]
                    return _picked(term.xreplace({factor: sympy.S.One}).xreplace({limit[0]: other}), rest)
    return sympy.Sum(term, *limits) if limits else term


def _in_order(term: sympy.Expr) -> sympy.Expr:
    if not isinstance(term, sympy.Sum):
        return term.as_dummy()
    number, product = term.function.as_coeff_Mul()
    return number * sympy.Sum(product, *sorted(term.limits, key=lambda limit: str(limit[2]))).as_dummy()


def _with_sums_of_1(expression: sympy.Expr, y: Table) -> sympy.Expr:
    """The targets of an example add up to 1, so a sum over them disappears."""

    def without(term: sympy.Sum) -> sympy.Expr:
        for limit in term.limits:
            rest = term.function / y[limit[0], s]
            if limit[0] not in rest.free_symbols:
                return _picked(rest, [one for one in term.limits if one is not limit])
        return term

    return expression.replace(lambda part: isinstance(part, sympy.Sum), without)
