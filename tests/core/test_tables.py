"""Tables of any size do what NumPy's arrays do: with numbers for the letters, both give the same."""

import numpy as np
import pytest
import sympy

from backprop_lib import binary_cross_entropy, cross_entropy, half_squared_error, sigmoid, softmax
from backprop_lib.derivation import unknown
from backprop_lib.layers import Layer
from backprop_lib.lemma import AnyLayer, N, any_network, any_sizes
from backprop_lib.network import backward, forward, mean_loss
from backprop_lib.tables import Table, named_table

SIZES = (2, 3, 2)
NUMBERS = {**dict(zip(any_sizes(2), SIZES, strict=True)), N: 2}


def counted(table):
    """The array that a table is when its letters are these numbers."""
    rows, columns = (sympy.sympify(size).subs(NUMBERS) for size in table.shape)
    entries = [[in_numbers(table[j, k]) for k in range(1, columns + 1)] for j in range(1, rows + 1)]
    return np.array(entries, dtype=object)


def in_numbers(expression):
    return expression.subs(NUMBERS).doit()


def same(table, array):
    ours = counted(table)
    assert ours.shape == array.shape
    return all(sympy.expand(one - other) == 0 for one, other in zip(ours.flat, array.flat, strict=True))


@pytest.mark.parametrize(
    ("top", "loss"),
    [
        (unknown(2), half_squared_error),
        (sigmoid, half_squared_error),
        (sigmoid, binary_cross_entropy),
        (softmax, cross_entropy),
    ],
)
def test_forward_cost_and_backward_are_those_of_arrays(top, loss):
    below, above = any_network(2)
    tables = [below, above._replace(activation=top)]
    x, y = named_table("x", any_sizes(2)[0], N), named_table("y", any_sizes(2)[2], N)
    arrays = [Layer.of(counted(layer.W), counted(layer.b), layer.activation) for layer in tables]
    x_array, y_array = counted(x), counted(y)

    trace, trace_of_arrays = forward(tables, x), forward(arrays, x_array)
    for one, other in zip(trace, trace_of_arrays, strict=True):
        assert same(one.x, other.x) and same(one.z, other.z) and same(one.a, other.a)
    costs = mean_loss(trace, y, loss), mean_loss(trace_of_arrays, y_array, loss)
    assert sympy.expand(in_numbers(costs[0]) - costs[1]) == 0
    for one, other in zip(
        backward(tables, trace, y, loss), backward(arrays, trace_of_arrays, y_array, loss), strict=True
    ):
        assert same(one.error, other.error) and same(one.delta, other.delta)
        assert same(one.W, other.W) and same(one.b, other.b)


def test_what_does_not_fit_is_refused():
    m, n = sympy.symbols("m n", integer=True, positive=True)
    W, V = named_table("W", m, n), named_table("V", n, m)
    assert (W @ V).shape == (m, m) and W.T.shape == (n, m)
    for wrong in (lambda: W @ W, lambda: W * V, lambda: W + W.T):
        with pytest.raises(ValueError, match=r"tables with"):
            wrong()
    with pytest.raises(TypeError):
        np.add.reduce(W)


def test_a_row_and_a_column_are_spread_out():
    m, n = sympy.symbols("m n", integer=True, positive=True)
    W, b = named_table("W", m, n), named_table("b", m, 1)
    assert (W + b)[2, 3] == W[2, 3] + b[2, 1]
    assert (W.sum(axis=0) * W)[2, 3].as_dummy() == (W.sum(axis=0)[1, 3] * W[2, 3]).as_dummy()
    assert W.sum(axis=0).shape == (1, n) and W.sum(axis=1).shape == (m, 1)


def test_an_array_with_a_table_is_no_table():
    assert isinstance(named_table("W", 2, 2) * 3, Table) and AnyLayer._fields == Layer._fields
