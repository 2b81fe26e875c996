"""Tables of any size do what NumPy's arrays do: with numbers for the letters, both give the same."""

import numpy as np
import pytest
import sympy

from backprop_lib import binary_cross_entropy, cross_entropy, sigmoid, softmax
from backprop_lib.layers import Layer
from backprop_lib.lemma import N, any_network, any_sizes
from backprop_lib.network import backward, forward, mean_loss
from backprop_lib.tables import named_table

NUMBERS = {**dict(zip(any_sizes(2), map(sympy.Integer, (2, 3, 2)), strict=True)), N: sympy.Integer(2)}
m, n = sympy.symbols("m n", integer=True, positive=True)


def drawn(table, rng, values):
    """Numbers for the entries of a table, as an array; they are remembered in `values`."""
    rows, columns = (int(sympy.sympify(size).subs(NUMBERS)) for size in table.shape)
    array = rng.uniform(0.1, 0.9, size=(rows, columns))
    values |= {table[j + 1, k + 1]: array[j, k] for j, k in np.ndindex(rows, columns)}
    return array


def number(expression, values):
    """The number that an expression is when its letters are these numbers; sums are added up term by term."""
    if expression in values or not expression.args:
        return values.get(expression, expression)
    if isinstance(expression, sympy.Sum):
        (i, first, last), *others = expression.limits[::-1]
        inner = sympy.Sum(expression.function, *others[::-1]) if others else expression.function
        terms = range(int(number(first, values)), int(number(last, values)) + 1)
        return sympy.Add(*(number(inner.xreplace({i: sympy.Integer(term)}), values) for term in terms))
    return expression.func(*(number(part, values) for part in expression.args))


def assert_same(table, array, values):
    for j, k in np.ndindex(array.shape):
        assert float(number(table[j + 1, k + 1], values)) == pytest.approx(array[j, k], rel=1e-12)


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        (sigmoid, binary_cross_entropy),
        (softmax, cross_entropy),
    ],
    ids=["logistic", "softmax"],
)
def test_a_layer_gives_what_it_gives_on_arrays(activation, loss):
    rng, values = np.random.default_rng(0), dict(NUMBERS)
    layer, (n_in, n_out) = any_network(1)[0]._replace(activation=activation), any_sizes(1)
    x, y = named_table("x", n_in, N), named_table("y", n_out, N)
    on_arrays = Layer.of(drawn(layer.W, rng, values), drawn(layer.b, rng, values), activation)
    x_array, y_array = drawn(x, rng, values), drawn(y, rng, values)

    trace, trace_of_arrays = forward([layer], x), forward([on_arrays], x_array)
    assert_same(trace[0].z, trace_of_arrays[0].z, values)
    assert_same(trace[0].a, trace_of_arrays[0].a, values)
    J = number(mean_loss(trace, y, loss), values)
    assert float(J) == pytest.approx(mean_loss(trace_of_arrays, y_array, loss), rel=1e-12)
    (ours,), (theirs,) = backward([layer], trace, y, loss), backward([on_arrays], trace_of_arrays, y_array, loss)
    assert_same(ours.delta, theirs.delta, values)
    assert_same(ours.W, theirs.W, values)
    assert_same(ours.b, theirs.b, values)


OPERATIONS = {
    "a product": lambda W, b, x: W @ x,
    "a transpose": lambda W, b, x: W.T @ b,
    "two products": lambda W, b, x: W.T @ (W @ x),
    "entry by entry": lambda W, b, x: W * W - W / 2 + 1,
    "a column for all": lambda W, b, x: W + b,
    "a row for all": lambda W, b, x: (W @ x) * (x.sum(axis=0, keepdims=True) - 3),
    "sums of rows": lambda W, b, x: W.sum(axis=1, keepdims=True),
    "a square": lambda W, b, x: (2 - b) ** 2,
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_can_be_done_with_arrays_can_be_done_with_tables(operation):
    rng, values = np.random.default_rng(0), dict(NUMBERS)
    n_in, n_out = any_sizes(1)
    tables = named_table("W", n_out, n_in), named_table("b", n_out, 1), named_table("x", n_in, N)
    table, array = (OPERATIONS[operation](*side) for side in (tables, [drawn(one, rng, values) for one in tables]))
    assert tuple(number(sympy.sympify(size), values) for size in table.shape) == array.shape
    assert_same(table, array, values)


def test_what_does_not_fit_is_refused():
    W, V = named_table("W", m, n), named_table("V", n, m)
    assert (W @ V).shape == (m, m) and W.T.shape == (n, m)
    for wrong in (lambda: W @ W, lambda: W * V, lambda: W + W.T):
        with pytest.raises(ValueError, match=r"tables with"):
            wrong()
    with pytest.raises(TypeError):
        np.add.reduce(W)


def test_a_row_and_a_column_are_spread_out():
    W, b = named_table("W", m, n), named_table("b", m, 1)
    assert (W + b)[2, 3] == W[2, 3] + b[2, 1] and (W * 3)[2, 3] == 3 * W[2, 3]
    assert (W.sum(axis=0) * W)[2, 3].as_dummy() == (W.sum(axis=0)[1, 3] * W[2, 3]).as_dummy()
    assert W.sum(axis=0).shape == (1, n) and W.sum(axis=1).shape == (m, 1)
