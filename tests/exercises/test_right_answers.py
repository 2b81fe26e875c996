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
    agree(found.answer, slopes=table.size, forward=len(table.T), reverse=len(table))


@pytest.mark.parametrize("student", STUDENTS)
def test_both_ways_through_a_layer_are_measured(student: int) -> None:
    found = drawn("both-ways-through-a-layer", student)
    W, dx, delta = (np.asarray(value, dtype=float) for value in found.given.values())
    x = np.random.default_rng(0).normal(size=(2, 1))
    back = [slope(lambda s, k=k: (delta * (W @ (x + s * np.eye(2)[:, [k]]))).sum(), 0.0) for k in (0, 1)]
    agree(found.answer, forward=W @ (x + dx) - W @ x, back=np.reshape(back, (2, 1)))


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
    agree(found.answer, right=int(sympy.diff(value, "a")), recursion=slopes["a"])


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
    agree(found.answer, kept=n, at_most=at_most, forward=steps)


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
