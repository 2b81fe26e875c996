"""The engine agrees with `backward`, with HIPS autograd and with the complex step; an engine with one slip does not."""

from __future__ import annotations

import gc
import inspect
import re
import types
import weakref
from functools import cache
from types import SimpleNamespace

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from networks import drawn_networks

import backprop_lib
from backprop_exercises.bank import computational_graphs as bank
from backprop_lib import graph
from backprop_lib.graph import Operation, Value, gradients, hessian_vector, slopes, trace

# ------------------------------------------------------------------------------------------- random expressions

AUTOGRAD = SimpleNamespace(
    exp=anp.exp,
    log=anp.log,
    sin=anp.sin,
    cos=anp.cos,
    tanh=anp.tanh,
    relu=lambda x: anp.where(x > 0, x, 0.0),
    sigmoid=lambda x: 1 / (1 + anp.exp(-x)),
    sum=anp.sum,
)
SHAPES = [(), (1,), (3,), (2, 3), (2, 1), (1, 3), (3, 3), (4, 2, 3), (4, 1, 1)]
CONSTANTS = [2, 0.5, np.float64(-1.5), np.array([1, -2, 3]), np.array([[0.25], [1.5]])]

# Each step computes from two earlier values and a constant, with the functions f of a library.
STEPS = {
    "fork": lambda f, a, b, c: a + a,
    "+": lambda f, a, b, c: a + b,
    "-": lambda f, a, b, c: a - b,
    "*": lambda f, a, b, c: a * b,
    "/": lambda f, a, b, c: a / (b * b + 0.5),
    "**": lambda f, a, b, c: (a * a + 0.5) ** b,
    "@": lambda f, a, b, c: a @ b,
    "-a": lambda f, a, b, c: -a,
    "a + c": lambda f, a, b, c: a + c,
    "c - a": lambda f, a, b, c: c - a,
    "c * a": lambda f, a, b, c: c * a,
    "c / a": lambda f, a, b, c: c / (a * a + 0.5),
    "a / c": lambda f, a, b, c: a / c,
    "c ** a": lambda f, a, b, c: 2 ** (a * c),
    "a ** 3": lambda f, a, b, c: a**3,
    "matrix @ a": lambda f, a, b, c: np.array([[1.0, -2.0, 0.5], [0.3, 2.0, 1.0]]) @ a,
    "a @ matrix": lambda f, a, b, c: a @ np.array([[1.0, -2.0, 0.5], [0.3, 2.0, 1.0]]),
    "sum": lambda f, a, b, c: a * f.sum(a),
    "sum of rows": lambda f, a, b, c: f.sum(a, axis=-1) * f.sum(b, axis=0),
    "sum of both": lambda f, a, b, c: f.sum(a, axis=(0, -1)),
    "T": lambda f, a, b, c: a.T,
    "row": lambda f, a, b, c: a[-1],
    "part": lambda f, a, b, c: a[..., 1:, None],
    "twice": lambda f, a, b, c: a[[0, -1, 0]],
    "exp": lambda f, a, b, c: f.exp(a),
    "log": lambda f, a, b, c: f.log(a * a + 0.5),
    "sin": lambda f, a, b, c: f.sin(a),
    "cos": lambda f, a, b, c: f.cos(a),
    "tanh": lambda f, a, b, c: f.tanh(a),
    "relu": lambda f, a, b, c: f.relu(a),
    "sigmoid": lambda f, a, b, c: f.sigmoid(a),
}


def functions(engine):
    """The functions of an engine under the names that AUTOGRAD has."""
    names = ("exp", "log", "sin", "cos", "tanh", "relu", "sigmoid")
    return SimpleNamespace(**{name: getattr(engine, name) for name in names}, sum=lambda x, axis=None: x.sum(axis=axis))


@cache
def drawn(seed, count=8):
    """Inputs and a random program that computes with them: steps whose shapes fit and whose values stay moderate."""
    rng = np.random.default_rng(seed)
    inputs = [np.asarray(rng.normal(size=SHAPES[k])) for k in rng.integers(len(SHAPES), size=3)]
    values, program = list(inputs), []
    while len(program) < count:
        name, c = str(rng.choice(list(STEPS))), CONSTANTS[rng.integers(len(CONSTANTS))]
        i, j = (int(k) for k in rng.integers(len(values), size=2))
        if name == "relu" and np.abs(values[i]).min() < 1e-3:
            continue
        if name.startswith("sum of") and not np.ndim(values[i]) * np.ndim(values[j]):
            continue  # NumPy alone finds an axis in a number
        try:
            value = STEPS[name](AUTOGRAD, values[i], values[j], c)
        except (ValueError, IndexError, TypeError):
            continue
        if 0 < np.size(value) <= 100 and np.abs(value).max() < 20:
            values.append(value)
            program.append((name, i, j, c))
    weights = [rng.normal(size=np.shape(value)) for value in values]

    def output(f, *given):
        values = list(given)
        for name, i, j, c in program:
            values.append(STEPS[name](f, values[i], values[j], c))
        return sum(f.sum(value * weight) for value, weight in zip(values, weights, strict=True))

    return inputs, output, [name for name, *_ in program]


def off(ours, theirs):
    """The largest difference of two lists of arrays, relative to the largest entry; infinite for other shapes."""
    if [np.shape(a) for a in ours] != [np.shape(a) for a in theirs]:
        return np.inf
    size = 1 + max(np.abs(a).max() for a in theirs)
    worst = max(np.abs(a - b).max() for a, b in zip(ours, theirs, strict=True)) / size
    return np.inf if np.isnan(worst) else worst


@cache
def from_autograd(seed):
    inputs, output, _ = drawn(seed)
    return autograd.grad(lambda inputs: output(AUTOGRAD, *inputs))(inputs)


def from_engine(engine, inputs, output):
    values = [engine.Value(x) for x in inputs]
    return engine.gradients(output(functions(engine), *values), values)


def second_off(engine, seed):
    """How far the Hessian times a vector is from the complex step of the gradient."""
    inputs, output, _ = drawn(seed)
    rng = np.random.default_rng(seed)
    direction = [rng.normal(size=x.shape) for x in inputs]
    values = [engine.Value(x) for x in inputs]
    ours = engine.hessian_vector(output(functions(engine), *values), values, direction)
    nudged = [x + 1e-30j * v for x, v in zip(inputs, direction, strict=True)]
    return off(ours, [gradient.imag / 1e-30 for gradient in from_engine(engine, nudged, output)])


def test_agrees_with_autograd_on_500_random_expressions():
    seen = set()
    for seed in range(500):
        inputs, output, names = drawn(seed)
        seen.update(names)
        f = output(functions(graph), *map(Value, inputs))
        assert float(f.data) == pytest.approx(output(AUTOGRAD, *inputs), rel=1e-12)
        assert off(from_engine(graph, inputs, output), from_autograd(seed)) < 1e-12, (seed, names)
    assert seen == set(STEPS)


def test_hessian_vector_products_agree_with_the_complex_step_of_the_gradient():
    assert max(second_off(graph, seed) for seed in range(100)) < 1e-10


# ------------------------------------------------------------------------------------------------ networks

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": graph.sigmoid,
    "tanh": graph.tanh,
    "relu": graph.relu,
    "leaky_relu": lambda z: 0.99 * graph.relu(z) + 0.01 * z,
    "softplus": lambda z: graph.log(1 + graph.exp(z)),
    "softmax": lambda z: graph.exp(z) / graph.exp(z).sum(axis=0),
}
LOSSES = {
    "half_squared_error": lambda a, y: 0.5 * (a - y) ** 2,
    "binary_cross_entropy": lambda a, y: -(y * graph.log(a) + (1 - y) * graph.log(1 - a)),
    "cross_entropy": lambda a, y: -y * graph.log(a),
}


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much])
@given(drawn_networks())
def test_agrees_with_backward(case):
    """To 1e-12 of the largest entry; where all is 0 (a softmax of one unit is constant), of 1."""
    theirs = backprop_lib.backward(case.network, backprop_lib.forward(case.network, case.x), case.y, case.loss)
    parameters = [(Value(W), Value(b)) for W, b, _ in case.network]
    a = case.x
    for (W, b), layer in zip(parameters, case.network, strict=True):
        a = ACTIVATIONS[layer.activation.name](W @ a + b)
    J = LOSSES[case.loss.name](a, case.y).sum() / case.y.shape[1]
    ours = gradients(J, [parameter for pair in parameters for parameter in pair])
    theirs = [array for layer in theirs for array in (layer.W, layer.b)]
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    size = max(np.abs(a).max() for a in theirs) or 1
    assert max(np.abs(a - b).max() for a, b in zip(ours, theirs, strict=True)) < 1e-12 * size


# ------------------------------------------------------------------------------------------- what it promises


def test_a_chain_of_ten_thousand_steps():
    x = Value(1.0)
    y = x
    for count in range(1, 10_001):
        y = y * 1.0001
        if count == 3000:  # which is more than Python's recursion allows, too
            assert hessian_vector(y * y, [x], [1.0])[0] == pytest.approx(2 * 1.0001**6000, rel=1e-10)
    assert len(trace(y)) == 1 + 2 * 10_000  # each step has a product and a constant
    assert gradients(y, [x])[0] == pytest.approx(1.0001**10_000, rel=1e-10)


def test_many_paths_are_walked_once():
    x = Value(1.0)
    y = x
    for _ in range(60):
        y = y + y
    assert gradients(y, [x]) == (2.0**60,)


def test_the_trace_has_the_values_in_the_order_of_computation():
    made = [Value(1.0), Value(2.0)]
    made.append(made[1] * made[0])
    unused = made[0] + made[0]
    made.append(made[0] + made[1])
    made.append(made[3] * made[2])
    made.append(made[4] - made[0])
    assert trace(made[-1]) == tuple(made)
    assert unused not in trace(made[-1])
    assert trace(made[0]) == (made[0],)


def test_gradients_leave_nothing_behind():
    x, y = Value([1.0, 2.0]), Value(3.0)
    f = ((x * y) ** 2).sum()
    before = [(value.data.tobytes(), value.inputs, value.operation) for value in trace(f)]
    first = gradients(f, [x, y])
    first[0][:] = 0  # what is returned belongs to the caller
    assert [array.tolist() for array in gradients(f, [x, y])] == [[18.0, 36.0], 30.0]
    assert before == [(value.data.tobytes(), value.inputs, value.operation) for value in trace(f)]
    assert set(Value.__slots__) == {"__weakref__", "data", "inputs", "number", "operation"}


def test_a_value_cannot_be_changed_from_outside():
    array = np.array([1.0, 2.0])
    x = Value(array)
    array[0] = 5
    assert x.data.tolist() == [1, 2]
    for value in (x, x + 1, x[0], x.T, x.sum()):
        with pytest.raises(ValueError, match="read-only"):
            value.data[...] = 0


def test_what_an_operation_of_ones_own_gives_is_copied():
    kept = np.ones((2, 3))
    u = Operation("row", lambda x: kept[0], lambda slope, u, x: 0 * x)(Value(1.0))
    kept[0, 0] = 7
    assert u.data.tolist() == [1, 1, 1] and kept.flags.writeable


def test_the_way_back_keeps_nothing_that_it_computed():
    """Unless it is to be differentiated again: then every slope has a way back of its own."""
    seen, came_alone = [], []

    def rule(slope, y, x):
        seen.append(weakref.ref(slope))
        came_alone.append(not slope.inputs)
        return slope * 2

    double = Operation("double", lambda x: 2 * x, rule)
    x = Value(1.0)
    y = double(double(double(x)))
    assert gradients(y, [x]) == (8.0,)
    gc.collect()
    assert [reference() for reference in seen] == [None] * 3 and came_alone == [True] * 3
    kept = slopes(y, [x])
    assert all(reference() is not None for reference in seen[3:]) and kept[0].inputs
    assert came_alone[3:] == [True, False, False]


def test_what_no_input_leads_to_is_not_computed():
    """The slope of 2**x with respect to 2 would need the logarithm; that of (-2)**2 with respect to 2 has none."""

    def never(slope, y, x):
        raise AssertionError

    x, side = Value(-2.0), Operation("side", lambda x: x, never)(Value(1.0))
    assert gradients(x**2 * side, [x]) == (-4.0,)


def test_output_and_inputs_may_be_the_same():
    x = Value(3.0)
    y = x * x
    z = y * x
    assert gradients(x, [x]) == (1.0,)
    assert gradients(z, [x, y, z, x]) == (27.0, 3.0, 1.0, 27.0)


@pytest.mark.parametrize("power", [0, 1, 2, 3])
def test_powers_of_zero_have_the_slopes_of_polynomials(power):
    x = Value(0.0)
    assert gradients(x**power, [x]) == (float(power == 1),)
    assert hessian_vector(x**power, [x], [1.0]) == (2.0 * (power == 2),)


def test_a_base_of_zero_stays_zero_when_its_power_moves_and_a_negative_one_has_no_slope():
    b = Value(2.0)
    assert gradients(0**b, [b]) == (0.0,)
    with np.errstate(invalid="ignore"):
        assert np.isnan(gradients((-2.0) ** b, [b]))


def test_a_linear_function_has_no_curvature():
    x, y = Value([1.0, 2.0]), Value(3.0)
    assert [part.tolist() for part in hessian_vector(x.sum() + y * y, [x, y], [[1.0, 1.0], 1.0])] == [[0, 0], 2]


def test_arrays_without_entries_have_gradients_without_entries():
    x, y = Value(np.ones((0, 3))), Value(np.ones((1, 3)))
    found = gradients((x * y + y[0]).sum(), [x, y])
    assert [part.shape for part in found] == [(0, 3), (1, 3)] and not found[1].any()


def test_single_numbers_of_any_kind_become_floats_unless_complex():
    for one in (True, 1, np.float32(1)):
        assert Value(one).data.dtype == float
    assert Value(1j).data.dtype == complex


def test_a_third_derivative():
    x = Value(2.0)
    (first,) = slopes(x**5, [x])
    (second,) = slopes(first, [x])
    assert gradients(second, [x]) == (60 * 2.0**2,)


def test_the_complex_step_runs_through_the_engine():
    x = Value(0.3 + 1e-30j)
    y = graph.sigmoid(graph.tanh(x) * graph.exp(x)) + graph.relu(x) + graph.log(x)
    z = Value(0.3)
    (slope,) = gradients(graph.sigmoid(graph.tanh(z) * graph.exp(z)) + graph.relu(z) + graph.log(z), [z])
    assert y.data.imag / 1e-30 == pytest.approx(float(slope), rel=1e-14)


def test_numbers_and_arrays_on_either_side():
    x = Value([[1.0, 2.0], [3.0, 4.0]])
    ones = np.ones((2, 2), int)
    for one, other in [
        (x + ones, ones + x),
        (x * 2, 2 * x),
        (x - 2, -(2 - x)),
        (x / 2, 1 / (2 / x)),
        (x @ ones, (ones @ x.T).T),
    ]:
        assert isinstance(other, Value) and one.data == pytest.approx(other.data)
    assert (2**x).data.tolist() == [[2, 4], [8, 16]]


# Functions of NumPy that compute nothing: they print, write as text, run NumPy's tests, or give None for anything.
NO_FUNCTIONS_OF_NUMBERS = {"info", "test", "show_config", "show_runtime", "bmat", "printoptions", "str_"}


FUNCTIONS = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (np, np.linalg, np.fft)
    for name in dir(module)
    if callable(getattr(module, name)) and not name.startswith("_") and name not in NO_FUNCTIONS_OF_NUMBERS
    if not name.endswith("Error")
}
METHODS = ("reduce", "accumulate", "outer", "at", "reduceat")
FUNCTIONS |= {f"{ufunc}.{method}": getattr(ufunc, method) for ufunc in (np.add, np.maximum) for method in METHODS}
ARRAYS = [[1.0, 2.0], [3.0, 4.0]], [1.0, 2.0]
CALLS = [
    lambda W, v, of: (of(0.0),),
    lambda W, v, of: (of(v),),
    lambda W, v, of: (of(W),),
    lambda W, v, of: (of(W), of(v)),
    lambda W, v, of: (of(W), v),
    lambda W, v, of: (W, of(v)),
    lambda W, v, of: (of(v), of(v)),
    lambda W, v, of: ([of(v), of(v)],),
    lambda W, v, of: ([v, of(v)],),
    lambda W, v, of: (2, of(v)),
    lambda W, v, of: (of(v), 0),
    lambda W, v, of: ("ij,j", of(W), of(v)),
]


@pytest.mark.filterwarnings("ignore")
def test_what_a_function_of_numpy_gives_for_a_value_is_right():
    """Or it is refused: NumPy would go through a Value by its entries, or take it for an object."""
    given = []
    for name, function in FUNCTIONS.items():
        for number, call in enumerate(CALLS):
            try:
                found = function(*call(*ARRAYS, Value))
            except Exception:
                continue
            expected = function(*call(*ARRAYS, np.array))
            assert np.array_equal(found.data if isinstance(found, Value) else found, expected), (name, number)
            given.append(name)
    assert {"numpy.matmul", "numpy.multiply"} <= set(given)


INSTEAD = {
    "@": (lambda W, v: np.dot(W, v), lambda W, v: np.inner(W, v), lambda W, v: np.dot([[1.0, 0.0]], v)),
    ".T": (lambda W, v: np.transpose(W),),
    ".sum()": (lambda W, v: np.sum(W), lambda W, v: np.add.reduce(W), lambda W, v: np.mean(W)),
    "graph.exp": (lambda W, v: np.exp(v),),
    "graph.log": (lambda W, v: np.log(v),),
    "and the functions of backprop_lib.graph": (lambda W, v: np.maximum(v, 0), lambda W, v: np.linalg.norm(v)),
    "write a = a + value": (lambda W, v: np.ones(2).__iadd__(v), lambda W, v: np.ones((2, 2)).__imul__(v)),
    "its numbers are .data": (lambda W, v: np.array([v, v]), lambda W, v: np.asarray(W)),
    "neither true nor false": (lambda W, v: bool(v), lambda W, v: [1] if W else []),
}


@pytest.mark.parametrize("written", INSTEAD)
def test_a_function_of_numpy_is_refused_by_saying_what_to_write(written):
    for call in INSTEAD[written]:
        with pytest.raises(TypeError, match=re.escape(written)) as refusal:
            call(Value([[1.0, 2.0], [3.0, 4.0]]), Value([1.0, 2.0]))
        assert "\n" not in str(refusal.value)


def test_numpy_gives_an_operator_to_the_value_and_its_gradients_are_right():
    matrix, v = np.array([[1.0, 2.0], [3.0, 4.0]]), Value([1.0, 2.0])
    for u in (matrix @ v, np.matmul(matrix, v), np.float64(2) * v, np.power(2.0, v), np.negative(v), np.divide(1, v)):
        assert isinstance(u, Value) and u.operation
    assert gradients(np.matmul(matrix, v).sum(), [v])[0].tolist() == [4, 6]
    assert gradients((matrix * v).sum(), [v])[0].tolist() == [4, 6]


def test_a_direction_may_be_made_of_values():
    x = Value([1.0, 2.0])
    y = (x**3).sum()
    assert hessian_vector(y, [x], slopes(y, [x]))[0].tolist() == [6 * 3, 12 * 12]


def test_a_rule_gives_the_shape_of_its_input_or_that_to_which_the_input_was_broadcast():
    for x, w, widened in ((np.ones(3), np.ones((2, 1)), (2, 3)), (np.ones((1, 3)), np.ones((4, 1, 1)), (4, 1, 3))):
        a = Value(x)
        for rule in (lambda r, u, a, b: r * b, lambda r, u, a, b: (r * b).sum(axis=0)):
            times = Operation("times", np.multiply, rule, lambda r, u, a, b: r * a)
            (slope,) = gradients(times(a, w).sum(), [a])
            assert times(a, w).shape == widened and slope.shape == x.shape and np.all(slope == len(w))


SOFTMAX = lambda z: np.exp(z) / np.exp(z).sum()
JACOBIAN = lambda u: np.diag(u.data) - np.outer(u.data, u.data)
WRONG_SHAPES = {
    "the Jacobian itself": (
        Operation("f", SOFTMAX, lambda r, u, x: r * JACOBIAN(u)),
        [1.0, 2.0, 3.0],
        "the shape (3, 3), and its input has the shape (3,); expected (3,). Multiply r by the Jacobian here.",
    ),
    "one axis too many": (Operation("f", np.tanh, lambda r, u, x: r * np.ones((2, 1))), [1.0], "; expected (1,)."),
    "a column for a row": (Operation("f", np.tanh, lambda r, u, x: r[:, None]), [1.0, 2.0], "(2, 1), and"),
    "an array for a number": (Operation("f", np.tanh, lambda r, u, x: r * np.ones(4)), 1.0, "; expected ()."),
    "wider than it was broadcast to": (
        Operation("f", lambda x: x * np.ones((2, 3)), lambda r, u, x: r * np.ones((5, 2, 3))),
        [1.0, 2.0, 3.0],
        "the shape (5, 2, 3), and its input has the shape (3,); expected (3,) or (2, 3).",
    ),
}


@pytest.mark.parametrize("case", WRONG_SHAPES)
def test_a_rule_of_another_shape_is_not_summed_to_fit(case):
    operation, at, words = WRONG_SHAPES[case]
    x = Value(at)
    with pytest.raises(ValueError, match=f"^A rule of f gives .*{re.escape(words)}"):
        gradients((operation(x) * np.arange(1.0, 1 + operation(x).data.size).reshape(operation(x).shape)).sum(), [x])


def test_a_jacobian_in_a_rule_is_multiplied_by_the_slope():
    x, r = Value([1.0, 2.0, 3.0]), [1.0, 0.0, 2.0]
    ours = Operation("f", SOFTMAX, lambda r, u, x: r @ JACOBIAN(u))(x)
    theirs = graph.exp(x) / graph.exp(x).sum()
    assert off(gradients((ours * r).sum(), [x]), gradients((theirs * r).sum(), [x])) < 1e-15


def test_an_array_gives_its_entries_and_they_lead_back_to_it():
    x = Value([[1.0, 2.0], [3.0, 4.0]])
    first, second = x
    (slope,) = gradients((first * first).sum() + 5 * second.sum(), [x])
    assert np.array_equal(slope, [[2.0, 4.0], [5.0, 5.0]])


def test_a_function_of_ones_own():
    sine = Operation("sin", np.sin, lambda slope, y, x: slope * cosine(x))
    cosine = Operation("cos", np.cos, lambda slope, y, x: -slope * sine(x))
    x = Value([0.5, 1.0])
    y = (sine(x) * [1.0, 2.0]).sum()
    assert off(gradients(y, [x]), [np.cos([0.5, 1.0]) * [1, 2]]) < 1e-15
    assert off(hessian_vector(y, [x], [[1.0, 1.0]]), [-np.sin([0.5, 1.0]) * [1, 2]]) < 1e-15


x_and_y = Value([1.0, 2.0]), Value([1.0, 2.0, 3.0])
REFUSED = {
    "whole numbers": (lambda: Value(np.arange(3)), TypeError, r"an array of int64; expected floats"),
    "a list of whole numbers": (lambda: Value([1, 2]), TypeError, r"convert it with .astype\(float\)"),
    "text": (lambda: Value("3"), TypeError, "got a str; expected a number or an array"),
    "ragged": (lambda: Value([[1.0], [1.0, 2.0]]), TypeError, "rows that differ in length"),
    "None": (lambda: x_and_y[0] + None, TypeError, "got a NoneType"),
    "shapes": (lambda: x_and_y[0] + x_and_y[1], ValueError, r"\+ got the shapes \(2,\) and \(3,\), which do not fit"),
    "matrices": (
        lambda: Value(np.ones((2, 3))) @ np.ones((2, 3)),
        ValueError,
        r"@ got the shapes \(2, 3\) and \(2, 3\)",
    ),
    "a number before @": (lambda: Value(2.0) @ x_and_y[0], ValueError, r"^@ got the shapes \(\) and "),
    "a number after @": (lambda: x_and_y[0] @ Value(2.0), ValueError, r"^@ got the shapes .* and \(\)"),
    "no scalar": (
        lambda: gradients(x_and_y[0] * 2, x_and_y[:1]),
        ValueError,
        r"output has shape \(2,\); expected a single",
    ),
    "not in the graph": (
        lambda: gradients(x_and_y[0].sum(), [x_and_y[1]]),
        ValueError,
        "Input 1, Value.* is not in the graph",
    ),
    "no list": (lambda: gradients(x_and_y[0].sum(), x_and_y[0]), TypeError, "no list of Values"),
    "no Values": (lambda: gradients(x_and_y[0].sum(), [np.ones(2)]), TypeError, "no list of Values"),
    "no output": (lambda: gradients(3.0, x_and_y[:1]), TypeError, "output is a float; expected a Value"),
    "no trace": (lambda: trace(3.0), TypeError, "output is a float; expected a Value"),
    **{
        f"direction {given}": (
            lambda given=given: hessian_vector(x_and_y[0].sum(), x_and_y[:1], given),
            ValueError,
            r"arrays of the shapes \(2,\)",
        )
        for given in (3.0, [], [1.0], [[1.0]], [[1.0, 1.0, 1.0]], [[[1.0, 1.0]]], [[1.0, 1.0], [1.0, 1.0]])
    },
    "entries of a number": (lambda: list(Value(1.0)), TypeError, r"Value\(1.0\) is a number; only an array has"),
    "rules": (lambda: Operation("f", np.sin), TypeError, "a rule for each of its inputs"),
    "an input missing": (lambda: graph.add(1.0), TypeError, r"\+ has rules for 2 inputs, and got 1"),
    "output without numbers": (lambda: gradients(x_and_y[0][:0], x_and_y[:1]), ValueError, r"output has shape \(0,\)"),
    "inputs": (lambda: graph.exp(1.0, 2.0), TypeError, "exp has rules for 1 inputs, and got 2"),
    **{
        f"a rule of shape {shape}": (
            lambda shape=shape: gradients(
                Operation("f", np.sum, lambda slope, y, x: np.ones(shape))(x_and_y[0]), x_and_y[:1]
            ),
            ValueError,
            f"A rule of f gives the shape {re.escape(str(shape))}, and its input has the shape " r"\(2,\)",
        )
        for shape in [(), (1,), (3,)]
    },
    "nothing": (lambda: Operation("f", lambda x: None, abs)(x_and_y[0]), TypeError, "^f gave a NoneType; expected a n"),
    "a word": (lambda: Operation("f", lambda x: "s", abs)(x_and_y[0]), TypeError, "^f gave a str; expected a number"),
    "a Value": (
        lambda: Operation("f", lambda x: x_and_y[0], abs)(1.0),
        TypeError,
        "^f gave a Value; expected a number",
    ),
    "masked entries": (lambda: Value(np.ma.masked_equal([1.0, 9.0], 9)), ValueError, "^Value got an array that has ma"),
    "masked in a list": (lambda: Value([[np.ma.masked, 1.0]]), ValueError, "has masked entries; fill them in"),
    "a masked factor": (lambda: x_and_y[0] * np.ma.masked_equal([1.0, 9.0], 9), ValueError, "has masked entries"),
    "a masked result": (
        lambda: Operation("f", lambda x: np.ma.masked_equal(x, 1.0), abs)(x_and_y[0]),
        ValueError,
        "^What f gave has masked entries",
    ),
    "in place": (lambda: Operation("f", lambda x: np.negative(x, out=x), abs)(x_and_y[0]), ValueError, "read-only"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_gets_one_sentence(case):
    call, kind, words = REFUSED[case]
    with pytest.raises(kind, match=words) as refusal:
        call()
    assert "\n" not in str(refusal.value)


# ------------------------------------------------------------------------------------------------ wrong engines

# The slip, what of the engine it replaces, and by what.
WRONG = {
    "assigns at a fork": ("back[x] + part if x in back else part", "part"),
    "passes on before all have reported": ("tuple(sorted(found, key=lambda value: value.number))", "_as_found(output)"),
    "passes on again what it has passed on": (
        "    asked, leading =",
        "    return _recursion(output)\n    asked, leading =",
    ),
    "does not sum what was repeated": (
        "_fit(rule(slope, u, *u.inputs), x, u)",
        "_value(rule(slope, u, *u.inputs))",
    ),
    "keeps one of what was repeated": (
        "slope.sum(axis=repeated)[_widening(repeated, len(shape))]",
        "slope[tuple(slice(1) if k in repeated else slice(None) for k in range(len(shape)))]",
    ),
    "starts from what is left of the last time": (
        "back = {output: Value(np.ones(output.shape))}",
        "back = _way_back.__dict__.setdefault('back', {}); back[output] = Value(np.ones(output.shape))",
    ),
    "does not transpose": ("r @ _swapped(b)", "r @ b"),
    "exchanges the factors of a matrix product": ("_swapped(a) @ r", "r @ _swapped(a)"),
    "adds where it subtracts": ("r, lambda r, u, a, b: -r)", "r, lambda r, u, a, b: r)"),
    "forgets that a denominator moves": ("-r * u / b)", "0 * r * u / b)"),
    "does not square the denominator": ("-r * u / b)", "-r * u)"),
    "takes the own factor": (
        "lambda r, u, a, b: r * b, lambda r, u, a, b: r * a",
        "lambda r, u, a, b: r * a, lambda r, u, a, b: r * b",
    ),
    "forgets the exponent as a factor": ("r * b * a **", "r * a **"),
    "does not lower the exponent": ("a ** (b - (b.data != 0))", "a ** b"),
    "lets relu pass at 0": ("(x.data.real > 0)", "(x.data.real >= 0)"),
    "asks relu of the slope": ("r * (x.data.real > 0)", "r * (r.data.real > 0)"),
    "shares a sum out": (
        "len(x.shape))] * np.ones(x.shape)",
        "len(x.shape))] * np.ones(x.shape) / (x.data.size / r.data.size)",
    ),
    "overwrites at an index": ("np.add.at(whole, index, slope)", "whole[index] = slope"),
    "takes x for the slope of exp": (
        '"exp", np.exp, lambda r, u, x: r * u',
        '"exp", np.exp, lambda r, u, x: r * x',
    ),
    "forgets the square of tanh": ("1 - u * u", "1 - u"),
    "takes the logistic slope at the net input": ("r * u * (1 - u)", "r * x * (1 - x)"),
    "forgets the slope that came back": (
        '"log", np.log, lambda r, u, x: r / x',
        '"log", np.log, lambda r, u, x: 1 / x',
    ),
    "cuts off what is to be differentiated again": ("back[x] = total if again else", "back[x] ="),
}

# By what name an exercise of the chapter knows each.
NAMED = {
    "assigns at a fork": "assign-instead-of-add",
    "passes on before all have reported": bank.HANDED_ON_EARLY,
    "passes on again what it has passed on": bank.HANDED_ON_TWICE,
    "does not sum what was repeated": bank.ONE_COPY,
    "keeps one of what was repeated": bank.ONE_COPY,
    "starts from what is left of the last time": bank.STALE,
    "does not transpose": bank.NOT_TRANSPOSED,
    "exchanges the factors of a matrix product": bank.FACTORS_EXCHANGED,
    "adds where it subtracts": bank.SIGN_OF_MINUS,
    "forgets that a denominator moves": bank.DENOMINATOR_FIXED,
    "does not square the denominator": bank.DENOMINATOR_NOT_SQUARED,
    "takes the own factor": bank.OTHER_FACTOR,
    "forgets the exponent as a factor": bank.NO_EXPONENT,
    "does not lower the exponent": bank.EXPONENT_NOT_LOWERED,
    "lets relu pass at 0": bank.RELU_AT_ZERO,
    "asks relu of the slope": bank.RELU_OF_SLOPE,
    "shares a sum out": bank.SHARED_OUT,
    "overwrites at an index": bank.OVERWRITTEN,
    "takes x for the slope of exp": "derivative-of-exp",
    "forgets the square of tanh": bank.SQUARE_OF_TANH,
    "takes the logistic slope at the net input": bank.LOGISTIC_AT_NET_INPUT,
    "forgets the slope that came back": bank.LOCAL_SLOPE_ALONE,
    "cuts off what is to be differentiated again": bank.CUT_OFF,
}

ORDERS = """

def _as_found(output):
    "Depth first, each once: the first that uses a Value lets it pass its slope on."
    found, to_visit = [], [output]
    while to_visit:
        y = to_visit.pop()
        if y not in found:
            found.append(y)
            to_visit += y.inputs
    return tuple(reversed(found))


def _recursion(output):
    "Each Value passes on all that it has whenever something arrives."
    back = {output: Value(np.ones(output.shape))}

    def pass_on(y):
        for x, rule in zip(y.inputs, y.operation.rules if y.operation else ()):
            part = _fit(rule(back[y], y, *y.inputs), x, y)
            back[x] = back[x] + part if x in back else part
            pass_on(x)

    pass_on(output)
    return back
"""


def engine(source):
    """The engine, made of this text."""
    module = types.ModuleType("backprop_lib.wrong_graph")
    module.__package__ = "backprop_lib"
    exec(compile(source + ORDERS, "wrong_graph.py", "exec"), module.__dict__)
    return module


def wrong_engine(name):
    """The engine with this slip: its text with one thing replaced."""
    (what, by), source = WRONG[name], inspect.getsource(graph)
    assert source.count(what) == 1, f"{what} is {source.count(what)} times in the engine"
    return engine(source.replace(what, by))


def worst(engine):
    """How far the engine is from what it is compared with; infinitely, if it fails."""
    x = engine.Value([-1.0, 0.0, 2.0])
    at_kink = engine.relu(x).sum()
    with np.errstate(all="ignore"):
        try:
            found = [off(engine.gradients(at_kink, [x]), [np.array([0.0, 0.0, 1.0])]) for _ in range(2)]
            for seed in range(60):
                inputs, output, _ = drawn(seed)
                found.append(off(from_engine(engine, inputs, output), from_autograd(seed)))
            return max(*found, *(second_off(engine, seed) for seed in range(5)))
        except (ValueError, IndexError, KeyError):
            return np.inf


def test_the_right_engine_passes_the_comparison():
    assert worst(engine(inspect.getsource(graph))) < 1e-12


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_engine_fails_the_comparison(name):
    assert worst(wrong_engine(name)) > 1e-3


def test_each_wrong_engine_is_named_by_an_exercise():
    known = {mistake for exercise in bank.EXERCISES for mistake in exercise.reveals()}
    assert set(NAMED) == set(WRONG) and set(NAMED.values()) <= known


def test_the_recursion_that_counts_twice():
    """a = 1; b = a + a; c = b + b: the slope is 4, and the recursion of the chapter finds 6."""
    for name, expected in [("passes on again what it has passed on", 6), ("assigns at a fork", 1)]:
        wrong = wrong_engine(name)
        a = wrong.Value(1)
        b = a + a
        assert wrong.gradients(b + b, [a]) == (expected,)
    a = Value(1)
    b = a + a
    assert gradients(b + b, [a]) == (4,)
