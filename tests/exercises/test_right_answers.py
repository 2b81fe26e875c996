"""The right answers of the exercises after the bug museum, found in another way: measured, or by SymPy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations, product

import numpy as np
import pytest
import sympy

from backprop_exercises import EXERCISES
from backprop_exercises.calculation import run
from backprop_lib import (
    Layer,
    Network,
    backward,
    cross_entropy,
    forward,
    half_squared_error,
    relu,
    sigmoid,
    softmax,
)
from backprop_lib.activations import tanh
from backprop_lib.checking import complex_step

STUDENTS = range(12)
TINY = 1e-30  # the nudge of a complex step, which loses no digits


def drawn(slug: str, student: int):  # type: ignore[no-untyped-def]
    exercise = EXERCISES[slug]
    return exercise.draw(np.random.default_rng([student, len(slug)]))


def slope(function: Callable, x: float) -> float:
    return float(np.imag(function(x + 1j * TINY)) / TINY)


def agree(answer: dict[str, object], **expected: object) -> None:
    assert answer.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(answer[name], value, rtol=1e-9, atol=1e-12, err_msg=name)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------- the proof


@pytest.mark.parametrize("student", STUDENTS)
def test_shapes_are_those_of_numpy(student: int) -> None:
    found = drawn("shapes-of-a-layer", student)
    layers = Network.random((found.given["inputs"], found.given["units"], 2), "tanh", rng=0)
    x = np.ones((found.given["inputs"], found.given["N"]))
    W, back = layers[0].W, np.transpose(layers[0].W) @ layers[0].W @ x
    agree(found.answer, rows_W=len(W), columns_W=W.shape[1], rows_back=back.shape[0], columns_back=back.shape[1])


@pytest.mark.parametrize("student", STUDENTS)
def test_the_lemma_by_hand_is_measured(student: int) -> None:
    """E is linear in the net inputs here, with slopes e_j * s_j: only what leads into them is differentiated."""
    found = drawn("index-by-index", student)
    g = found.given

    def E(**moved: complex) -> complex:
        v = {**g, **moved}
        z = [v[f"W_{j}1"] * v["x_1"] + v[f"W_{j}2"] * v["x_2"] + v.get(f"z_{j}", 0) for j in (1, 2)]
        return v["e_1"] * v["s_1"] * z[0] + v["e_2"] * v["s_2"] * z[1]

    agree(
        found.answer,
        delta_1=slope(lambda z: E(z_1=z), 0.0),
        delta_2=slope(lambda z: E(z_2=z), 0.0),
        dE_dW_12=slope(lambda w: E(W_12=w), g["W_12"]),
        dE_dW_21=slope(lambda w: E(W_21=w), g["W_21"]),
        dE_dx_1=slope(lambda x: E(x_1=x), g["x_1"]),
        dE_dx_2=slope(lambda x: E(x_2=x), g["x_2"]),
    )


def test_the_weight_of_the_first_layer_by_sympy() -> None:
    x, w_1, w_2, z_1, z_2, a_2 = sympy.symbols("x w_1 w_2 z_1 z_2 a_2")
    f, h, E = map(sympy.Function, "fhE")
    whole = E(h(w_2 * f(w_1 * x)))
    names = {
        "s_1": sympy.diff(f(z_1), z_1).subs(z_1, w_1 * x),
        "s_2": sympy.diff(h(z_2), z_2).subs(z_2, w_2 * f(w_1 * x)),
        "g": sympy.diff(E(a_2), a_2).subs(a_2, h(w_2 * f(w_1 * x))),
    }
    answer = drawn("weight-of-the-first-layer", 0).answer.subs({sympy.Symbol(name): by for name, by in names.items()})
    assert sympy.simplify((sympy.diff(whole, w_1) - answer).doit()) == 0


@pytest.mark.parametrize("student", range(3))
def test_a_layer_in_loops_is_measured(student: int) -> None:
    """The cost is linear in the outputs here, and they in the net inputs, with the slopes that are given."""
    question = drawn("layer-in-loops", student)

    def measured(J: Callable, at: np.ndarray) -> np.ndarray:
        nudges = TINY * 1j * np.eye(at.size).reshape(at.size, *at.shape)
        return np.reshape([np.imag(J(at + nudge)) / TINY for nudge in nudges], at.shape)

    for W, x, error, slopes in question.cases:
        along = error * slopes
        wanted = (
            measured(lambda z, along=along: (along * z).sum(), W @ x),
            measured(lambda W, along=along, x=x: (along * (W @ x)).sum(), W),
            measured(lambda x, along=along, W=W: (along * (W @ x)).sum(), x),
        )
        for mine, slope_of_J in zip(question.answer(W, x, error, slopes), wanted, strict=True):
            np.testing.assert_allclose(mine, slope_of_J, rtol=1e-9, atol=1e-12)


# ----------------------------------------------------------------------------------------- activations and depth


@pytest.mark.parametrize("student", STUDENTS)
def test_three_slopes_are_the_librarys(student: int) -> None:
    found = drawn("three-slopes", student)
    z = np.array([found.given["z"]])
    curves = {"s_logistic": sigmoid, "s_tanh": tanh, "s_relu": relu}
    agree(found.answer, **{name: one.derivative(z, one.value(z))[0] for name, one in curves.items()})


@pytest.mark.parametrize("student", STUDENTS)
def test_three_factors_are_measured(student: int) -> None:
    """The biases are chosen so that the layers give the outputs of the question."""
    found = drawn("three-factors", student)
    g = found.given
    a = [0.5, *(g[f"a_{k}"] for k in (1, 2, 3))]
    b = [np.log(a[k] / (1 - a[k])) - g[f"w_{k}"] * a[k - 1] for k in (1, 2, 3)]

    def through(layers: tuple[int, ...], x: complex) -> complex:
        for k in layers:
            x = 1 / (1 + np.exp(-(g[f"w_{k}"] * x + b[k - 1])))
        return x

    factors = {f"f_{k}": slope(lambda x, k=k: through((k,), x), a[k - 1]) for k in (1, 2, 3)}
    agree(found.answer, **factors, slope=slope(lambda x: through((1, 2, 3), x), a[0]))


def test_no_chain_is_above_the_bound_and_one_reaches_it() -> None:
    bound = sympy.lambdify(sympy.symbols("w L"), drawn("bound-of-a-chain", 0).answer)
    rng = np.random.default_rng(0)
    for w, L in product((0.5, 1.0, 3.0, 6.0), (1, 3, 8)):
        z = rng.normal(size=(200, L)) * rng.choice([0, 0.1, 3], (200, 1))
        slopes = (w * sigmoid.derivative(z, sigmoid.value(z))).prod(axis=1)
        assert slopes.max() == pytest.approx(bound(w, L)) and (slopes <= bound(w, L) * (1 + 1e-12)).all()


@pytest.mark.parametrize(
    ("w", "z", "kept"), [(5, 0, True), (5, 5, False), (3, 0, False), (1, 0, False), (-3, 0, False)]
)
def test_where_the_bound_fails(w: float, z: float, kept: bool) -> None:
    exercise = EXERCISES["where-the-bound-fails"]
    statement = f"All weights are {w}, all net inputs {z}.".replace("-", "−")
    assert (exercise.right == statement) is kept and (kept or statement in exercise.wrong)  # type: ignore[attr-defined]
    assert (abs(w * float(sigmoid.derivative(np.array(z), sigmoid.value(np.array(z))))) ** 10 >= 1) is kept


@pytest.mark.parametrize("student", STUDENTS)
def test_a_unit_at_rest_is_the_librarys(student: int) -> None:
    found = drawn("unit-at-rest", student)
    g = found.given
    unit = Network([Layer([[g["w"]]], [[g["b"]]], "relu")])
    trace = forward(unit, [[g["x_1"], g["x_2"]]])
    errors = np.array([[g["e_1"], g["e_2"]]])
    targets = trace[-1].a - 2 * errors  # J is a mean over the two examples
    (gradient,) = backward(unit, trace, targets, half_squared_error)
    (z,), (delta,) = trace[0].z, gradient.delta
    agree(
        found.answer,
        **{"z_1": z[0], "z_2": z[1], "delta_1": delta[0], "delta_2": delta[1]},
        **{"dJ_dw": gradient.W[0, 0], "dJ_db": gradient.b[0, 0]},
    )


def test_the_size_of_first_weights_is_measured() -> None:
    """Over many drawn layers, to a tenth; exactly, the variance grows by what it is divided by in `wanted`."""
    rng = np.random.default_rng(1)
    for student in range(3):
        found = drawn("size-of-first-weights", student)
        n, var_w, var_x = found.given.values()
        x = rng.normal(0, np.sqrt(var_x), size=(n, 4000))
        z = (rng.normal(0, np.sqrt(var_w), size=(n, 4000)) * x).sum(axis=0)
        assert z.var() == pytest.approx(found.answer["var_z"], rel=0.1)
        wide, spread = 60, []
        for _ in range(200):
            a = rng.normal(size=(wide, 1))
            for _ in range(3):
                a = rng.normal(0, np.sqrt(n * var_w / wide), size=(wide, wide)) @ a
            spread.append(float((a**2).mean()))
        assert np.mean(spread) == pytest.approx(found.answer["growth"], rel=0.1)
        assert found.answer["wanted"] * found.answer["var_z"] / var_w == pytest.approx(var_x)


@pytest.mark.parametrize("student", range(3))
def test_the_slope_of_a_chain_is_measured(student: int) -> None:
    question = drawn("write-chain-slope", student)

    def chain(w: np.ndarray, b: np.ndarray, x: complex) -> complex:
        for w_l, b_l in zip(w, b, strict=True):
            x = 1 / (1 + np.exp(-(w_l * x + b_l)))
        return x

    for w, b, x in question.cases:
        assert question.answer(w, b, x) == pytest.approx(slope(lambda x, w=w, b=b: chain(w, b, x), x), rel=1e-9)


# --------------------------------------------------------------------------------------------------- classification


@pytest.mark.parametrize("student", STUDENTS)
def test_the_loss_and_the_column_of_softmax(student: int) -> None:
    found = drawn("one-hot-loss", student)
    o = np.array([[found.given[f"o_{k}"]] for k in (1, 2, 3)])
    y = np.array([[found.given[f"t_{k}"]] for k in (1, 2, 3)], dtype=float)
    agree(found.answer, E=cross_entropy.value(o, y).sum())

    found = drawn("softmax-column", student)
    z = np.log(np.array(list(found.given.values())))  # net inputs with these outputs

    def output(k: int, z_1: complex) -> complex:
        e = np.exp(np.array([z_1, z[1], z[2]]))
        return complex(e[k] / e.sum())

    agree(found.answer, **{f"slope_{k + 1}": slope(lambda z_1, k=k: output(k, z_1), z[0]) for k in range(3)})


@pytest.mark.parametrize("student", STUDENTS)
def test_both_log_losses_are_measured_at_the_net_input(student: int) -> None:
    found = drawn("cross-entropy-slope", student)
    net, t = found.given.values()

    def binary(net: complex) -> complex:
        return np.log(1 + np.exp(net)) - t * net

    agree(found.answer, o=slope(lambda net: np.log(1 + np.exp(net)), net), E=binary(net), dE_dnet=slope(binary, net))

    found = drawn("softmax-slopes", student)
    nets, targets = np.split(np.array(list(found.given.values()), dtype=float), 2)

    def total(k: int, nudge: complex) -> complex:
        return np.log(np.exp(nets + nudge * np.eye(3)[k]).sum())

    outputs = {f"o_{k + 1}": slope(lambda nudge, k=k: total(k, nudge), 0.0) for k in range(3)}
    slopes = {f"dE_dnet{k + 1}": slope(lambda nudge, k=k: total(k, nudge) - nudge * targets[k], 0.0) for k in range(3)}
    agree(found.answer, **outputs, **slopes)


def test_softmax_that_does_not_overflow_by_logarithms() -> None:
    question = drawn("stable-softmax", 0)
    for (z,) in question.cases:
        np.testing.assert_allclose(question.answer(z), np.exp(z - np.logaddexp.reduce(z, axis=0)), rtol=1e-9)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_deltas_of_a_batch_are_the_slopes_of_its_cost(student: int) -> None:
    found = drawn("batch-of-two", student)
    z, y = np.log(found.given["a"]), found.given["y"]
    layer = Network([Layer(np.eye(3), np.zeros((3, 1)), "softmax")])
    (gradient,) = complex_step(layer, z, y, cross_entropy)
    delta = np.zeros_like(z)
    for place in np.ndindex(z.shape):
        nudge = np.zeros(z.shape, dtype=complex)
        nudge[place] = 1j * TINY
        p = softmax.value(z + nudge)
        delta[place] = np.imag(-(y * np.log(p)).sum() / 2) / TINY
    agree(found.answer, delta=delta, db=gradient.b)


@pytest.mark.parametrize("student", STUDENTS)
def test_a_column_minus_a_row_is_what_numpy_makes_of_it(student: int) -> None:
    found = drawn("column-and-row", student)
    a, y = np.array(list(found.given.values())[:2]), np.array(list(found.given.values())[2:])
    agree(found.answer, J=((a - y) ** 2 / 2).mean(), J_program=((a.reshape(2, 1) - y) ** 2 / 2).mean())


def test_two_classes_are_one_logistic_unit() -> None:
    one, two = sympy.symbols("net_1 net_2")
    number = drawn("two-classes", 0).answer
    assert sympy.simplify(sympy.exp(one) / (sympy.exp(one) + sympy.exp(two)) - 1 / (1 + sympy.exp(-number))) == 0


def test_an_overflow_leaves_what_it_says() -> None:
    with np.errstate(all="ignore"):
        e = np.exp(np.array([1000.0, 0.0]))
        found = ["not a number" if np.isnan(p) else f"{p:g}" for p in e / e.sum()]
    assert EXERCISES["what-overflow-leaves"].right == f"({', '.join(found)})"  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------ forward and reverse


@pytest.mark.parametrize("student", STUDENTS)
def test_both_passes_by_hand_are_measured(student: int) -> None:
    def last(x: complex, y: complex, of_1: complex = 0, of_2: complex = 0) -> tuple[complex, complex, complex]:
        v_1 = x * y + of_1
        v_2 = v_1 + x + of_2
        return v_1, v_2, v_1 * v_2

    found = drawn("one-pass-forward", student)
    x, y = found.given.values()
    values = {f"v_{k}": value for k, value in enumerate(last(x, y), 1)}
    slopes = {f"s_{k}": slope(lambda x, k=k, y=y: last(x, y)[k - 1], x) for k in (1, 2, 3)}
    agree(found.answer, **{name: {**values, **slopes}[name] for name in found.answer})

    found = drawn("one-pass-back", student)
    x, y = found.given.values()
    agree(
        found.answer,
        r_2=slope(lambda v: last(x, y, of_2=v)[2], 0.0),
        r_1=slope(lambda v: last(x, y, of_1=v)[2], 0.0),
        r_x=slope(lambda x: last(x, y)[2], x),
        r_y=slope(lambda y: last(x, y)[2], y),
    )


@pytest.mark.parametrize("student", STUDENTS)
def test_passes_are_counted_on_a_table_of_slopes(student: int) -> None:
    """Forward a pass fills a column of the table, in reverse a row."""
    found = drawn("count-passes", student)
    table = np.zeros((found.given["m"], found.given["n"]))
    agree(found.answer, slopes=table.size, passes_forward=len(table.T), passes_reverse=len(table))


@pytest.mark.parametrize("student", STUDENTS)
def test_both_ways_through_a_layer_are_measured(student: int) -> None:
    found = drawn("both-ways-through-a-layer", student)
    W, dx, delta = (np.asarray(value, dtype=float) for value in found.given.values())
    x = np.random.default_rng(0).normal(size=(2, 1))
    back = [slope(lambda s, k=k: (delta * (W @ (x + s * np.eye(2)[:, [k]]))).sum(), 0.0) for k in (0, 1)]
    agree(found.answer, ahead=W @ (x + dx) - W @ x, back=np.reshape(back, (2, 1)))


def test_only_one_order_lets_each_line_wait_for_those_that_use_it() -> None:
    exercise = EXERCISES["order-of-visits"]
    used_by = {"a": "bc", "b": "c", "c": ""}
    orders = [
        order
        for order in permutations("abc")
        if all(set(used_by[one]) <= set(order[: order.index(one)]) for one in order)
    ]
    assert [", ".join(f"`{one}`" for one in order) for order in orders] == [exercise.right]  # type: ignore[attr-defined]


def test_a_rule_of_your_own_by_sympy() -> None:
    v, r = sympy.symbols("v r")
    answer = drawn("rule-of-your-own", 0).answer
    assert sympy.simplify(answer - r * sympy.diff(sympy.log(1 + sympy.exp(v)), v)) == 0


@pytest.mark.parametrize("student", range(3))
def test_the_way_back_through_a_program_is_measured(student: int) -> None:
    question = drawn("write-the-way-back", student)
    for lines, values in question.cases:

        def last(place: int, nudge: complex, lines=lines, values=values) -> complex:  # type: ignore[no-untyped-def]
            now = [complex(value) for value in values[: len(values) - len(lines)]]
            now = [value + nudge * (n == place) for n, value in enumerate(now)]
            for operation, one, other in lines:
                value = now[one] * now[other] if operation == "*" else now[one] + now[other]
                now.append(value + nudge * (len(now) == place))
            return now[-1]

        measured = [np.imag(last(place, 1j * TINY)) / TINY for place in range(len(values))]
        np.testing.assert_allclose(question.answer(lines, values), measured, rtol=1e-9)
        assert last(-1, 0).real == pytest.approx(values[-1])


# ---------------------------------------------------------------------------------------- computational graphs


@pytest.mark.parametrize("student", STUDENTS)
def test_back_through_a_graph_is_measured(student: int) -> None:
    found = drawn("back-through-a-graph", student)
    g = found.given

    def v_3(moved_1: complex = 0, **moved: complex) -> complex:
        v = {**g, **moved}
        v_1 = v["x"] - v["y"] + moved_1
        return v_1 * v["z"] + v_1

    expected = {f"r_{name}": slope(lambda value, name=name: v_3(**{name: value}), g[name]) for name in "xyz"}
    agree(found.answer, v_3=v_3(), r_1=slope(v_3, 0.0), **expected)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_recursion_is_run(student: int) -> None:
    found = drawn("what-the-recursion-finds", student)
    made_of = {"c": found.given["n"] * ["b"], "b": found.given["m"] * ["a"], "a": []}
    slopes = {"c": 1, "b": 0, "a": 0}

    def hand_on(value: str) -> None:
        for source in made_of[value]:
            slopes[source] += slopes[value]
            hand_on(source)

    hand_on("c")
    value = sympy.Symbol("a")
    for terms in (found.given["m"], found.given["n"]):
        value = sum([value] * terms, sympy.Integer(0))
    agree(found.answer, right=int(sympy.diff(value, "a")), by_recursion=slopes["a"])


def measured_entries(function: Callable, array: np.ndarray) -> np.ndarray:
    """The slope of a number with respect to each entry of an array."""
    nudges = TINY * 1j * np.eye(array.size).reshape(array.size, *array.shape)
    return np.reshape([np.imag(function(array + nudge)) / TINY for nudge in nudges], array.shape)


@pytest.mark.parametrize("student", STUDENTS)
def test_slopes_of_arrays_are_measured(student: int) -> None:
    """The output is the sum of the entries of the result, weighted with the slopes that are to come back to them."""
    copied = drawn("what-was-copied", student)
    a, b, R = copied.given.values()
    agree(
        copied.answer,
        r_a=measured_entries(lambda a: (R * (a * b)).sum(), a),
        r_b=measured_entries(lambda b: (R * (a * b)).sum(), b),
    )
    product_of_matrices = drawn("back-through-a-product", student)
    A, B, R = product_of_matrices.given.values()
    agree(
        product_of_matrices.answer,
        r_A=measured_entries(lambda A: (R * (A @ B)).sum(), A),
        r_B=measured_entries(lambda B: (R * (A @ B)).sum(), B),
    )
    twice = drawn("taken-twice", student)
    weights = np.array(list(twice.given.values()))
    s = measured_entries(lambda x: (weights * x[[1, 2, 1]]).sum(), np.zeros(3))
    agree(twice.answer, s_1=s[0], s_2=s[1], s_3=s[2])


@pytest.mark.parametrize("student", STUDENTS)
def test_two_steps_of_descent_are_measured(student: int) -> None:
    found = drawn("two-steps-of-descent", student)
    c, x, eta = found.given.values()
    J = lambda x: c * x * x
    r_1 = slope(J, x)
    r_2 = slope(J, x - eta * r_1)
    agree(found.answer, r_1=r_1, x_1=x - eta * r_1, r_2=r_2, x_2=x - eta * (r_1 + r_2))


@pytest.mark.parametrize("student", STUDENTS)
def test_the_slope_of_the_slope_by_sympy(student: int) -> None:
    found = drawn("slope-of-the-slope", student)
    x, y = sympy.symbols("x y")
    f = x**2 * y
    at = {x: found.given["x"], y: found.given["y"]}
    v = sympy.Matrix([found.given["v_x"], found.given["v_y"]])
    gradient = sympy.Matrix([f]).jacobian([x, y]).subs(at)
    product_ = sympy.hessian(f, (x, y)).subs(at) * v
    agree(
        found.answer,
        r_x=int(gradient[0]),
        r_y=int(gradient[1]),
        d=int((gradient * v)[0]),
        h_x=int(product_[0]),
        h_y=int(product_[1]),
    )


@pytest.mark.parametrize("student", STUDENTS)
def test_checkpoints_are_counted(student: int) -> None:
    """The values in memory at each moment, and the steps, of somebody who does it."""
    found = drawn("what-checkpoints-cost", student)
    n, k = found.given["n"], found.given["k"]
    kept, at_most, steps = set(), 0, 0
    for step in range(n):  # forward: value 0 is the input, and each step makes the next
        kept |= {("checkpoint", step)} if step % k == 0 else set()
        steps += 1
    for first in reversed(range(0, n, k)):
        again = {("again", value) for value in range(first + 1, first + k + 1)}
        steps += len(again)
        at_most = max(at_most, len(kept | again))
    agree(found.answer, kept=n, most=at_most, steps_forward=steps)


def test_the_rule_from_the_result_by_sympy() -> None:
    x, r, u = sympy.symbols("x r u")
    answer = drawn("rule-from-the-result", 0).answer
    assert sympy.simplify(answer.subs({u: sympy.tanh(x)}) - r * sympy.diff(sympy.tanh(x), x)) == 0


@pytest.mark.parametrize("student", range(3))
def test_four_rules_are_measured(student: int) -> None:
    question = drawn("write-the-rules", student)
    for r, a, b in question.cases:
        wanted = (
            r * slope(lambda a, b=b: a / b, a),
            r * slope(lambda b, a=a: a / b, b),
            r * slope(lambda a, b=b: a**b, a),
            r * slope(lambda b: 1 / (1 + np.exp(-b)), b),
        )
        np.testing.assert_allclose(question.answer(r, a, b), wanted, rtol=1e-9)


@pytest.mark.parametrize("student", range(3))
def test_through_any_graph_the_paths_are_added_up(student: int) -> None:
    """The sum over all paths of the products of their local slopes, path by path."""
    question = drawn("through-any-graph", student)
    for uses, local in question.cases:

        def paths(n: int, to: int, uses: list = uses, local: np.ndarray = local) -> float:
            through = zip(uses[n], local[n], strict=False)
            return float(n == to) + sum(s * paths(source, to, uses, local) for source, s in through)

        wanted = [paths(len(uses) - 1, to) for to in range(len(uses))]
        np.testing.assert_allclose(question.answer(uses, local), wanted, rtol=1e-9)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_bug_in_a_graph_is_a_line_that_is_not_measured(student: int) -> None:
    """Each way back of the exercise is run: with the bug mended, its slopes are those of a measurement."""
    bug = EXERCISES["graph-bug"]
    rng = np.random.default_rng(student)
    x, y = float(rng.uniform(0.5, 1.5)), float(rng.uniform(-1, 1))
    values = run(bug.program, {"x": x, "y": y})
    f = lambda x, y: (np.exp(x) - y) * x  # ReLU lets it pass here
    assert values["u"] > 0 and values["f"] == pytest.approx(f(x, y))
    assert values["r_x"] == pytest.approx(slope(lambda x: f(x, y), x), rel=1e-9)
    assert values["r_y"] == pytest.approx(slope(lambda y: f(x, y), y), rel=1e-9)


# --------------------------------------------------------------------------------------------- famous networks


@pytest.mark.parametrize("student", STUDENTS)
def test_one_pattern_is_a_unit_with_six_weights(student: int) -> None:
    found = drawn("one-pattern", student)
    g = found.given
    x = np.array([g[f"x_{k}"] for k in range(1, 7)], float)
    w = np.array([g[f"w_{k}"] for k in range(1, 4)])
    assert (x != x[::-1]).any()
    trace = forward(Network([Layer([[*w, *-w[::-1]]], [[g["b"]]], sigmoid)]), x[:, None])
    agree(found.answer, d_1=x[0] - x[-1], d_2=x[1] - x[-2], d_3=x[2] - x[-3], z=trace[0].z.item())


def test_only_the_right_ratio_leaves_no_pattern_unseen() -> None:
    exercise = EXERCISES["which-ratio"]
    seen = {
        ratio: all(
            np.dot(signs, [int(size) for size in ratio.split(" : ")])
            for signs in product((-1, 0, 1), repeat=3)
            if any(signs)
        )
        for ratio in (exercise.right, *exercise.wrong)  # type: ignore[attr-defined]
    }
    assert [ratio for ratio, sees in seen.items() if sees] == [exercise.right]  # type: ignore[attr-defined]


@pytest.mark.parametrize("student", STUDENTS)
def test_the_rate_for_the_mean_makes_the_same_step(student: int) -> None:
    """A cost of n equal terms: one step with the sum is one step with the mean; momentum runs until nothing changes."""
    found = drawn("rate-for-the-mean", student)
    n, rate, mu = found.given.values()
    summed, mean = rate * n * 3.0, 3.0  # the gradient of n terms of slope 3, added up; and their mean
    step = 0.0
    for _ in range(2000):
        step = mu * step + mean
    agree(found.answer, rate_m=summed / mean, times=step / mean, total=summed / mean * step / mean)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_network_with_direct_connections_is_measured(student: int) -> None:
    found = drawn("past-the-hidden-unit", student)
    given = found.given

    def run(**moved: complex) -> dict[str, complex]:
        v = {**given, "z_h": 0, "z_o": 0, **moved}
        h = 1 / (1 + np.exp(-(v["w_1"] * v["x_1"] + v["w_2"] * v["x_2"] + v["z_h"])))
        o = 1 / (1 + np.exp(-(v["u_1"] * v["x_1"] + v["u_2"] * v["x_2"] + v["v"] * h + v["z_o"])))
        return {"h": h, "o": o, "E": (o - v["y"]) ** 2 / 2}

    agree(
        found.answer,
        h=run()["h"],
        o=run()["o"],
        delta_o=slope(lambda z: run(z_o=z)["E"], 0.0),
        delta_h=slope(lambda z: run(z_h=z)["E"], 0.0),
        dE_du_1=slope(lambda u: run(u_1=u)["E"], given["u_1"]),
        dE_dw_1=slope(lambda w: run(w_1=w)["E"], given["w_1"]),
    )


@pytest.mark.parametrize("student", STUDENTS)
def test_beside_the_point_at_rest_by_complex_step(student: int) -> None:
    found = drawn("beside-the-point-at-rest", student)
    zeros = np.zeros
    network = Network(
        [Layer(zeros((2, 2)), zeros((2, 1)), sigmoid), Layer(zeros((1, 2)), [[found.given["c"]]], sigmoid)]
    )
    x, y = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0.0, 1, 1, 0]])
    (hidden, _), (weights, bias) = complex_step(network, x, y, half_squared_error)
    agree(
        found.answer,
        o=forward(network, x)[-1].a[0, 0],
        dJ_dc=bias.item(),
        dJ_dv=weights[0, 0],
        dJ_dw=hidden[0, 0],
    )


@pytest.mark.parametrize("student", STUDENTS)
def test_the_size_of_an_encoder_is_that_of_the_network(student: int) -> None:
    found = drawn("size-of-an-encoder", student)
    n, m = found.given.values()
    network = Network.random((n, m, n), "sigmoid", rng=0)
    agree(
        found.answer,
        weights=sum(layer.W.size for layer in network),
        biases=sum(layer.b.size for layer in network),
        codes=len(list(product((0, 1), repeat=m))),
    )


def test_two_ways_to_the_input_by_sympy() -> None:
    delta_o, u, v, h, w, x = sympy.symbols("delta_o u v h w x")
    z = sympy.Function("h")(x)
    net = u * x + v * z
    slope_of_h = h * (1 - h) * w
    expected = delta_o * sympy.diff(net, x).subs(sympy.diff(z, x), slope_of_h)
    assert sympy.expand(drawn("two-ways-to-the-input", 0).answer - expected) == 0


@pytest.mark.parametrize("student", range(3))
def test_the_direct_connections_are_measured(student: int) -> None:
    question = drawn("write-the-direct-connections", student)
    for *parameters, x, y in question.cases:

        def J(*parts, x=x, y=y):  # type: ignore[no-untyped-def]
            W, b, u, v, c = parts
            h = 1 / (1 + np.exp(-(W @ x + b)))
            o = 1 / (1 + np.exp(-(u @ x + v * h + c)))
            return ((o - y) ** 2).sum() / 2 / x.shape[1]

        for place, (part, gradient) in enumerate(zip(parameters, question.answer(*parameters, x, y), strict=True)):
            measured = np.empty(part.shape)
            for index in np.ndindex(part.shape):
                nudged = [one.astype(complex) for one in parameters]
                nudged[place][index] += 1j * TINY
                measured[index] = J(*nudged).imag / TINY
            np.testing.assert_allclose(gradient, measured, rtol=1e-9, atol=1e-12)


# ------------------------------------------------------------------------------------------ handwritten digits


@pytest.mark.parametrize("student", STUDENTS)
def test_a_table_of_confusions_is_counted_picture_by_picture(student: int) -> None:
    found = drawn("read-a-table", student)
    C = found.given["C"].astype(int)
    pairs = [(w, r) for w, r in product(range(3), repeat=2) for _ in range(C[w, r])]
    ones = [r == 1 for w, r in pairs if w == 1]
    said = [w == 1 for w, r in pairs if r == 1]
    agree(
        found.answer,
        score=np.mean([w == r for w, r in pairs]),
        found=np.mean(ones),
        trusted=np.mean(said),
    )


@pytest.mark.parametrize("student", STUDENTS)
def test_the_cost_of_knowing_nothing_is_the_library_s(student: int) -> None:
    found = drawn("cost-of-knowing-nothing", student)
    K, p = found.given.values()
    y = np.eye(K)[:, :1]
    rest = (1 - p) / (K - 1)
    loss = lambda a: float(cross_entropy.value(np.reshape(a, (K, 1)), y).sum())
    right_first, wrong_first = [p] + [rest] * (K - 1), [rest, p] + [rest] * (K - 2)
    agree(found.answer, nothing=loss([1 / K] * K), sure=loss(right_first), wrong=loss(wrong_first))


@pytest.mark.parametrize("student", STUDENTS)
def test_mean_and_deviation_are_numpy_s(student: int) -> None:
    found = drawn("mean-and-deviation", student)
    x, t = found.given.values()
    agree(found.answer, mean=np.mean(x), deviation=np.std(x), scaled=(t - np.mean(x)) / np.std(x))


@pytest.mark.parametrize("student", STUDENTS)
def test_both_forms_of_momentum_make_the_same_steps(student: int) -> None:
    found = drawn("sum-and-mean-of-gradients", student)
    g_1, g_2, mu, rate = found.given.values()
    v = m = 0.0
    for g in (g_1, g_2):
        v, m = mu * v + g, mu * m + (1 - mu) * g
    agree(found.answer, v_2=v, m_2=m, rate_m=rate * v / m)


def adam_by_its_definition(gradients: list, rate: float) -> list:
    """The steps of Adam from weighted means of all gradients so far, as the running means are when written out."""
    steps = []
    for t in range(1, len(gradients) + 1):
        old_to_new = np.arange(t)[::-1]
        first, second = 0.9**old_to_new, 0.999**old_to_new
        g = np.array(gradients[:t])
        weigh = lambda weights, values: np.tensordot(weights / weights.sum(), values, 1)
        steps.append(-rate * weigh(first, g) / np.sqrt(weigh(second, g**2)))
    return steps


@pytest.mark.parametrize("student", STUDENTS)
def test_steps_of_adam_are_those_of_weighted_means(student: int) -> None:
    found = drawn("two-steps-of-adam", student)
    g_1, g_2, rate = found.given.values()
    one, two = adam_by_its_definition([g_1, g_2], rate)
    assert abs(one) == pytest.approx(rate)
    agree(found.answer, m_1=0.1 * g_1, step_1=one, m_2=0.09 * g_1 + 0.1 * g_2, step_2=two)


def test_the_program_makes_the_steps_of_weighted_means() -> None:
    adam_step = drawn("write-adam", 0).answer
    gradients = list(np.random.default_rng(0).normal(size=(5, 4, 1)))
    p = m = v = np.zeros((4, 1))
    expected = np.cumsum(adam_by_its_definition(gradients, 0.1), axis=0)
    for t, (g, place) in enumerate(zip(gradients, expected, strict=True), 1):
        p, m, v = adam_step(p, g, m, v, t, 0.1)
        np.testing.assert_allclose(p, place, rtol=1e-12)


# --------------------------------------------------------------------------------------------------- what next


@pytest.mark.parametrize("student", STUDENTS)
def test_a_weight_that_is_used_twice_is_measured(student: int) -> None:
    found = drawn("used-twice", student)
    w, h_0, x_1, x_2 = found.given.values()
    last = lambda first, second: second * (first * h_0 + x_1) + x_2
    agree(
        found.answer,
        h_1=w * h_0 + x_1,
        h_2=last(w, w),
        late=slope(lambda v: last(w, v), w),
        early=slope(lambda v: last(v, w), w),
        dh_dw=slope(lambda v: last(v, v), w),
    )


def test_three_steps_of_time_by_sympy() -> None:
    w, h_0 = sympy.symbols("w h_0")
    h = h_0
    for _ in range(3):
        h = w * h
    assert sympy.expand(drawn("three-steps-of-time", 0).answer - sympy.diff(h, w)) == 0


@pytest.mark.parametrize("student", STUDENTS)
def test_the_convolution_by_hand_is_measured(student: int) -> None:
    found = drawn("slide-and-flip", student)
    g = found.given
    signal, weights, back = ([g[f"{name}_{k}"] for k in range(n)] for name, n in (("x", 4), ("w", 2), ("g", 3)))

    def J(x: list, w: list) -> complex:
        return sum(slope * sum(w[k] * x[n + k] for k in (0, 1)) for n, slope in enumerate(back))

    moved = lambda values, k: lambda v: [v if n == k else value for n, value in enumerate(values)]
    agree(
        found.answer,
        a_0=np.dot(weights, signal[:2]),
        dw_0=slope(lambda v: J(signal, moved(weights, 0)(v)), weights[0]),
        dw_1=slope(lambda v: J(signal, moved(weights, 1)(v)), weights[1]),
        dx_0=slope(lambda v: J(moved(signal, 0)(v), weights), signal[0]),
        dx_1=slope(lambda v: J(moved(signal, 1)(v), weights), signal[1]),
    )


@pytest.mark.parametrize("student", range(3))
def test_the_convolution_of_the_program_is_measured(student: int) -> None:
    question = drawn("write-the-convolution", student)
    for x, w, g in question.cases:
        J = lambda x, w, g=g: np.dot(np.correlate(x, np.conj(w), "valid"), g)
        to_x, to_w = question.answer(x, w, g)
        nudge = lambda values: np.eye(len(values)) * 1j * TINY
        np.testing.assert_allclose(to_x, [J(x + d, w).imag / TINY for d in nudge(x)], rtol=1e-9)
        np.testing.assert_allclose(to_w, [J(x, w + d).imag / TINY for d in nudge(w)], rtol=1e-9)


@pytest.mark.parametrize("student", STUDENTS)
def test_what_comes_back_through_the_mean_is_measured(student: int) -> None:
    found = drawn("through-the-mean", student)
    g, x = np.array(list(found.given.values())), np.array([0.3, -1.0, 2.0])
    J = lambda x: np.dot(g, x - x.mean())
    measured = [J(x + d).imag / TINY for d in np.eye(3) * 1j * TINY]
    agree(found.answer, dx_1=measured[0], dx_2=measured[1], dx_3=measured[2])


@pytest.mark.parametrize("student", STUDENTS)
def test_what_comes_back_through_attention_is_measured(student: int) -> None:
    found = drawn("back-through-attention", student)
    values = np.array(list(found.given.values()))
    p, g = values[:3], values[3:]
    softmax_of = lambda s: np.exp(s) / np.exp(s).sum()
    measured = [np.dot(g, softmax_of(np.log(p) + d)).imag / TINY for d in np.eye(3) * 1j * TINY]
    agree(found.answer, mean=p @ g, ds_1=measured[0], ds_2=measured[1], ds_3=measured[2])


def test_the_lines_of_normalisation_are_right_but_for_the_one() -> None:
    program = EXERCISES["a-line-of-normalisation"].program  # type: ignore[attr-defined]
    rng = np.random.default_rng(0)
    names = {"x": rng.normal(size=5), "g": rng.normal(size=5), "np": np}
    exec("\n".join(line.strip() for line in program.splitlines()), names)

    def J(x: np.ndarray) -> complex:
        difference = x - x.mean()
        return np.dot(names["g"], difference / np.sqrt((difference**2).mean()))

    measured = [J(names["x"] + d).imag / TINY for d in np.eye(5) * 1j * TINY]
    np.testing.assert_allclose(names["dx"], measured, rtol=1e-9)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_delta_of_a_slow_unit_is_measured(student: int) -> None:
    found = drawn("slow-unit", student)
    z = found.given["z"]
    output = lambda z: 1 / (1 + np.exp(-z))
    agree(found.answer, a=output(z), slope=slope(output, z), delta=slope(lambda z: output(z) ** 2 / 2, z))


@pytest.mark.parametrize("student", STUDENTS)
def test_squared_error_under_softmax_is_measured(student: int) -> None:
    found = drawn("squared-error-under-softmax", student)
    values = np.array(list(found.given.values()))
    o, t = values[:3], values[3:]
    softmax_of = lambda s: np.exp(s) / np.exp(s).sum()
    measured = [
        (((softmax_of(np.log(o) + d) - t) ** 2).sum() / 2).imag / TINY for d in np.eye(3) * 1j * TINY
    ]  # fmt: skip
    agree(found.answer, mean=np.dot(o, o - t), d_1=measured[0], d_2=measured[1], d_3=measured[2])
