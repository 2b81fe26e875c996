"""What people hand in besides a plain mistake: rounded, measured, times a factor, off at a kink or in one layer."""

from itertools import combinations, pairwise

import numpy as np
import pytest

import backprop_lib as bp
from backprop_lib.checking import central_difference, largest_difference
from backprop_lib.data import mazur, xor
from backprop_lib.misconceptions import MISCONCEPTIONS, diagnose, wrong_gradients
from backprop_lib.misconceptions.cases import Case
from backprop_lib.misconceptions.rules import backward_by
from backprop_lib.misconceptions.table import both

LOSS = "half_squared_error"


def case_of(sizes, N, seed=3, hidden="tanh", output="sigmoid", loss=LOSS):
    rng = np.random.default_rng(seed)
    layers = [bp.Layer(rng.normal(size=(n, m)), rng.normal(size=(n, 1)), hidden) for m, n in pairwise(sizes)]
    layers[-1] = bp.Layer(*layers[-1][:2], output)
    return bp.Network(layers), rng.normal(size=(sizes[0], N)), rng.uniform(0.1, 0.9, size=(sizes[-1], N)), loss


def right(case):
    network, x, y, loss = case
    return [[g.W, g.b] for g in bp.backward(network, bp.forward(network, x), y, loss)]


CASES = {
    "mazur": (*mazur(), LOSS),
    "wide": case_of((4, 3, 5, 2), 6),
    "log loss": case_of((3, 4, 2), 5, loss="binary_cross_entropy"),
    "one output": case_of((2, 3, 1), 4),
}


@pytest.mark.parametrize("name", CASES)
def test_one_judge_for_right_gradients(name):
    case = CASES[name]
    gradients = right(case)
    assert diagnose(*case, gradients).correct
    assert diagnose(*case, central_difference(*case)).correct
    for dtype in (np.float32, np.float16):
        single = [[part.astype(dtype) for part in pair] for pair in gradients]
        assert diagnose(*case, single).correct
    for decimals in (3, 6, 8):
        rounded = [[part.round(decimals) for part in pair] for pair in gradients]
        verdict = diagnose(*case, rounded)
        assert not verdict and (decimals == 3 or "values are rounded" in str(verdict))
    off = [[part.copy() for part in pair] for pair in gradients]
    off[-1][0][0, 0] *= 1 + 1e-5
    assert not diagnose(*case, off)


@pytest.mark.parametrize("slug", ["sign", "hidden-derivative-missing", "mean-over-outputs", "transpose-missing"])
def test_mistakes_are_named_in_single_precision_and_when_measured(slug):
    case = case_of((3, 3, 3), 5)
    wrong = wrong_gradients(slug, *case)
    single = [(g.W.astype(np.float32), g.b.astype(np.float32)) for g in wrong]
    assert diagnose(*case, single).misconceptions == (slug,)
    measured = [(g.W * (1 + 1e-8), g.b * (1 - 1e-8)) for g in wrong]
    assert diagnose(*case, measured).misconceptions == (slug,)


@pytest.mark.parametrize(
    ("sizes", "N", "factor", "slugs", "said"),
    [
        ((2, 2, 2), 1, 0.5, ("mean-over-outputs",), "0.5 times the right ones, a factor that can be 1/2 or 1/n_out"),
        ((2, 2, 2), 1, 2, ("half-forgotten",), "a factor that can be 2 or n_out, where n_out = 2"),
        ((2, 2, 3), 1, 2 / 3, ("half-forgotten", "mean-over-outputs"), "that can be 2/n_out, where n_out = 3"),
        ((2, 2, 3), 5, 10, ("half-forgotten", "sum-over-examples"), "that can be 2 · N, where N = 5"),
        ((2, 2, 3), 5, -1, ("sign",), ""),
        ((2, 2, 3), 5, -2, ("sign", "half-forgotten"), "a factor that can be -2."),
        ((2, 2, 3), 5, 0.5, (), "a factor that can be 1/2."),
        ((2, 2, 3), 5, 0.2, (), "a factor that can be 1/N, where N = 5"),
        ((2, 2, 3), 5, 3, (), "a factor that can be n_out, where n_out = 3"),
        ((2, 2, 3), 5, 0.1, (), "a factor that can be 1/(2 · N), where N = 5"),
        ((2, 2, 3), 5, 7, (), "All of these gradients are 7 times the right ones."),
        ((2, 2, 3), 5, -10, ("sign", "half-forgotten", "sum-over-examples"), "that can be -2 · N"),
    ],
)
def test_a_common_factor_is_named_with_all_that_it_can_be_made_of(sizes, N, factor, slugs, said):
    case = case_of(sizes, N)
    verdict = diagnose(*case, [(factor * W, factor * b) for W, b in right(case)])
    assert (verdict.correct, verdict.misconceptions) == (False, slugs)
    assert said in str(verdict) and verdict.together == (len(slugs) > 1)
    assert (said != "") == ("times the right ones" in str(verdict))


@pytest.mark.parametrize(
    ("part", "layer", "words"),
    [(0, 2, "the weights of the last layer"), (1, 2, "the biases of the last layer"), (0, 1, "the weights of layer 1")],
)
def test_a_mistake_in_some_of_the_arrays_is_told_where(part, layer, words):
    case = case_of((3, 4, 2), 5)
    gradients = right(case)
    slug = "output-derivative-missing" if layer == 2 else "hidden-derivative-missing"
    gradients[layer - 1][part] = wrong_gradients(slug, *case)[layer - 1][2 + part]
    verdict = diagnose(*case, gradients)
    assert verdict.misconceptions == (slug,)
    assert f"gives exactly the gradient of {words}." in str(verdict) and "All else is right." in str(verdict)


@pytest.mark.parametrize(("activation", "slopes"), [("relu", (1, 0.5)), ("leaky_relu", (1, 0.505))])
def test_a_kink_is_told_as_a_kink(activation, slopes):
    x, y = xor()
    network = bp.Network.random((2, 3, 1), [activation, "sigmoid"], rng=1)
    trace = bp.forward(network, x)
    assert (trace[0].z == 0).any()
    ours = bp.backward(network, trace, y, LOSS)
    for slope in slopes:
        delta = np.where(trace[0].z == 0, ours[0].error * slope, ours[0].delta)
        verdict = diagnose(network, x, y, LOSS, [(delta @ x.T, delta.sum(1, keepdims=True)), ours[1]])
        assert not verdict and verdict.misconceptions == ()
        assert str(verdict).startswith("This differs only at the kink: where a net input is exactly 0")
        assert f"the book takes {'0' if activation == 'relu' else '1/100'}." in str(verdict)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
@pytest.mark.parametrize("slope", [1, "half"])
@pytest.mark.parametrize(
    ("slugs", "factor"),
    [(("sign",), -1), (("half-forgotten",), 2), ((), 7), (("half-forgotten", "sum-over-examples"), 8)]
    + [((slug,), 1) for slug in ("output-derivative-missing", "updated-weights", "sum-over-examples")],
)
def test_a_mistake_is_named_beside_another_slope_at_the_kink(activation, slope, slugs, factor):
    x, y = xor()
    slope = {"relu": 0.5, "leaky_relu": 0.505}[activation] if slope == "half" else slope
    network = bp.Network.random((2, 3, 1), [activation, "sigmoid"], rng=1)
    z = bp.forward(network, x)[0].z
    made = bp.backward(network, bp.forward(network, x), y, LOSS)
    if factor == 1:
        made = wrong_gradients(*slugs, network, x, y, LOSS, 0.5)
    delta = np.where(z == 0, made[0].error * slope, made[0].delta)
    given = [(factor * delta @ x.T, factor * delta.sum(1, keepdims=True)), (factor * made[1].W, factor * made[1].b)]
    verdict = diagnose(network, x, y, LOSS, given, 0.5)
    assert not verdict and verdict.misconceptions == slugs
    assert "Another slope was taken at the kink: where a net input is exactly 0" in str(verdict)
    assert not slugs or "answer but for the kink." in str(verdict) or verdict.gives == ""


PAIRS = {
    "half squares": case_of((3, 4, 2), 5),
    "three square layers": case_of((3, 3, 3, 3), 4, hidden="sigmoid"),
    "cross-entropy": (*case_of((3, 4, 3), 5, output="softmax")[:2], np.eye(3)[:, [0, 1, 2, 0, 1]], "cross_entropy"),
}


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("name", PAIRS)
def test_any_two_mistakes_are_named_unless_one_of_them_gives_the_same_alone(name):
    case = Case(*PAIRS[name][:3], bp.losses.LOSSES[PAIRS[name][3]], 0.5)
    trace = bp.forward(*case[:2])
    recipes = [(slug, recipe) for slug, entry in MISCONCEPTIONS.items() for recipe in entry.recipes]
    possible = [(slug, recipe) for slug, recipe in recipes if recipe.needs.holds(case)]

    def run(rules):
        return [(g.W, g.b) for g in backward_by(rules, case.network, trace, *case[2:])]

    alone = [run(recipe.rules) for _, recipe in possible] + [right(PAIRS[name])]
    pairs = 0
    for (one, first), (two, second) in combinations(possible, 2):
        rules = both(first, second)
        if one == two or rules is None:
            continue
        given = run(rules)
        if any(largest_difference(given, other) < 1e-12 for other in alone):
            continue
        pairs += 1
        verdict = diagnose(*case[:4], given, 0.5)
        assert {one, two} <= set(verdict.misconceptions), (one, two, str(verdict))
    assert pairs > 80


def test_what_learners_write_besides():
    case = case_of((3, 3, 3), 4, hidden="sigmoid")
    network, x, y, _ = case
    gradients = right(case)
    h = bp.forward(network, x)[0].a
    sums = [(W, W.sum(1, keepdims=True)) for W, b in gradients]
    assert diagnose(*case, sums).misconceptions == ("bias-over-wrong-axis",)
    ours = bp.backward(network, bp.forward(network, x), y, LOSS)
    delta = ours[0].error * (1 / (1 + np.exp(-(1 - h))))
    inside = [(delta @ x.T, delta.sum(1, keepdims=True)), ours[1]]
    assert diagnose(*case, inside).misconceptions == ("product-as-argument",)
    square = case_of((3, 3, 3), 4)
    assert diagnose(*square, right(square)[::-1]).misconceptions == ("layers-reversed",)
    wrong = wrong_gradients("hidden-derivative-missing", *square)[::-1]
    assert diagnose(*square, wrong).misconceptions == ("layers-reversed", "hidden-derivative-missing")
    few = case_of((3, 3, 3), 3)
    units = [(g.W, g.delta.sum(0)[:, None]) for g in bp.backward(few[0], bp.forward(*few[:2]), *few[2:])]
    assert diagnose(*few, units).misconceptions == ("bias-over-wrong-axis",)


def test_a_step_after_each_example():
    network, x, y, _ = case = case_of((3, 3, 3), 4)
    turns = wrong_gradients("one-example-at-a-time", *case, 0.5)
    found = []
    for n in range(4):
        gradients = bp.backward(network, bp.forward(network, x[:, [n]]), y[:, [n]], LOSS)
        found.append(gradients[0].W)
        network = bp.descend(network, gradients, 0.5)
    np.testing.assert_allclose(turns[0].W, np.mean(found, axis=0))
    assert diagnose(*case, turns, 0.5).misconceptions == ("one-example-at-a-time",)
    assert diagnose(*case, turns).misconceptions == ()


def test_layers_are_judged_on_the_deltas_of_the_one_above():
    """Three mistakes, each in a layer of its own; and one that nobody knows, from which the rest follows."""
    network, x, y, _ = case = case_of((4, 3, 3, 3), 2)
    first, middle, last = bp.forward(network, x)

    def pair(delta, x):
        return delta @ x.T, delta.sum(1, keepdims=True)

    d3 = (last.a - y) / 2
    d2 = (network[2].W @ d3) * (1 - middle.a**2)
    d1 = network[1].W.T @ d2
    verdict = diagnose(*case, [pair(d1, first.x), pair(d2, middle.x), pair(d3, last.x)])
    made = {"output-derivative-missing", "transpose-missing", "hidden-derivative-missing"}
    assert set(verdict.misconceptions) == made
    assert verdict.together and "In layer 2: transpose missing." in str(verdict)
    d3 = (last.a - y) ** 3
    d2 = (network[2].W.T @ d3) * (1 - middle.a**2)
    d1 = (network[1].W.T @ d2) * (1 - first.a**2)
    verdict = diagnose(*case, [pair(d1, first.x), pair(d2, middle.x), pair(d3, last.x)])
    assert verdict.misconceptions == () and verdict.first_off == "W of layer 3"
    assert "Layer 3 is off in a way that we do not know. What is in the other layers follows from it." in str(verdict)


# ------------------------------------------------------------------------------------------- large and tiny numbers


@pytest.mark.parametrize("scale", [1e2, 6e4, 1e6, 1e10])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_targets_of_any_size_leave_a_mistake_its_name(scale, dtype):
    network = bp.Network([bp.Layer([[1.0]], [[0.0]], "identity")])
    case = network, [[1.0, 2.0]], [[2 * scale, 3 * scale]], LOSS
    turned = [(-W.astype(dtype), -b.astype(dtype)) for W, b in right(case)]
    assert diagnose(*case, turned).misconceptions == ("sign",)


@pytest.mark.parametrize("factor", [1e10, 1e100, 1e300])
def test_a_huge_factor_is_a_factor(factor):
    case = (*mazur(), LOSS)
    found = diagnose(*case, [(factor * W, factor * b) for W, b in right(case)])
    assert found.remark.startswith("All of these gradients are") and "parameters" not in found.remark


@pytest.mark.parametrize("scale", [1e9, 1e10, 1e11])
def test_a_cost_that_is_far_larger_than_its_slopes_makes_nothing_right(scale):
    network, x, y, _ = case_of((3, 4, 1), 6, output="identity")
    case = network, x, scale * (1 + y), LOSS
    (W, b), last = right(case)
    for wrong in ([(0 * W, b), last], [(1.01 * W, b), last], [(-W, -b), [-part for part in last]]):
        assert not diagnose(*case, wrong).correct


def test_slopes_that_were_measured_at_a_kink_differ_at_the_kink():
    layers = [bp.Layer([[1.0, 1], [1, -1]], [[0], [0]], "relu"), bp.Layer([[1.0, 2.0]], [[0.1]], "identity")]
    case = bp.Network(layers), [[1.0], [1.0]], [[1.0]], LOSS
    assert diagnose(*case, central_difference(*case)).remark.startswith("This differs only at the kink")


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "apart"),
    [("uint8", 0, 1, 1.0), ("int8", -128, 100, 2.28), ("bool", True, False, np.inf), ("int8", 127, -128, 255 / 128)],
)
def test_small_whole_numbers_are_compared_as_numbers(kind, ours, theirs, apart):
    one, two = ([(np.array([[value]], kind), np.array([[value]], kind))] for value in (ours, theirs))
    assert largest_difference(one, two) == pytest.approx(apart)
