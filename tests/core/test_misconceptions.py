"""The rules of misconceptions are those of `backward`, and each mistake is told from the others by its numbers."""

import inspect
import re
from functools import partial
from itertools import pairwise

import mazur
import numpy as np
import pytest
import sympy

import backprop_lib as bp
from backprop_lib import elementwise as ew
from backprop_lib import network as algorithm
from backprop_lib.checking import central_difference, complex_step, largest_difference
from backprop_lib.derivation import arbitrary, prove
from backprop_lib.misconceptions import MISCONCEPTIONS, Case, Verdict, backward_by, diagnose, right, wrong_gradients
from backprop_lib.source import line_of

RATE = 0.5
WITH_RECIPE = [slug for slug, misconception in MISCONCEPTIONS.items() if misconception.recipes]
WITHOUT_RECIPE = {"derivative-of-exp", "zero-initialisation-equal-loss", "backpropagation-is-descent"}
VARIANTS = [(slug, number) for slug in WITH_RECIPE for number in range(len(MISCONCEPTIONS[slug].recipes))]


def random_case(rng, sizes, hidden, output, loss, N):
    """A network with biases, and a batch, on which no two quantities are equal by chance."""
    layers = [
        bp.Layer(rng.normal(size=(n_out, n_in)), rng.normal(size=(n_out, 1)), hidden) for n_in, n_out in pairwise(sizes)
    ]
    layers[-1] = bp.Layer(layers[-1].W, layers[-1].b, output)
    y = rng.uniform(0.1, 0.9, size=(sizes[-1], N))
    return bp.Network(layers), rng.normal(size=(sizes[0], N)), y / y.sum(axis=0) if output == "softmax" else y, loss


PAIRINGS = [
    ("sigmoid", "sigmoid", "half_squared_error"),
    ("tanh", "tanh", "half_squared_error"),
    ("sigmoid", "softmax", "half_squared_error"),
    ("tanh", "sigmoid", "binary_cross_entropy"),
    ("sigmoid", "softmax", "cross_entropy"),
]
SHAPES = [(2, 2, 2), (3, 3, 3), (2, 2, 2, 2), (2, 4, 3), (3, 4, 2, 3), (3, 2), (2, 3, 1)]


def generic_cases(seed):
    """Every shape with every pairing; batches of 5, so that N differs from 2 (half-forgotten) and from n_out."""
    rng = np.random.default_rng(seed)
    for sizes in SHAPES:
        for hidden, output, loss in PAIRINGS:
            if output != "softmax" or sizes[-1] > 1:
                yield random_case(rng, sizes, hidden, output, loss, 5)


def run(recipe, network, x, y, loss):
    return backward_by(recipe.rules, network, bp.forward(network, x), y, bp.losses.LOSSES[loss], RATE)


def close(one, other):
    return all(np.allclose(a.W, b.W, 1e-7, 0) and np.allclose(a.b, b.b, 1e-7, 0) for a, b in zip(one, other))  # noqa: B905


def applicable(recipe, network, x, y, loss):
    return recipe.needs.holds(Case(network, x, y, bp.losses.LOSSES[loss], RATE))


# ------------------------------------------------------------------------------------------------ the right rules


@pytest.mark.parametrize("N", [1, 4])
@pytest.mark.parametrize("sizes", [(2, 1), (1, 1, 1), (3, 4, 2), (2, 3, 3, 2)])
@pytest.mark.parametrize("hidden", list(bp.activations.ACTIVATIONS))
@pytest.mark.parametrize(
    ("output", "loss"),
    [(name, "half_squared_error") for name in bp.activations.ACTIVATIONS]
    + [("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy")],
)
def test_right_rules_are_backward(sizes, hidden, output, loss, N):
    network, x, y, loss = random_case(np.random.default_rng(0), sizes, hidden, output, loss, N)
    trace = bp.forward(network, x)
    for ours, theirs in zip(
        backward_by(right, network, trace, y, bp.losses.LOSSES[loss]),
        bp.backward(network, trace, y, loss),
        strict=True,
    ):
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(a, b)


# ------------------------------------------------------------------------------------------------ the fingerprints


def printed(value, like):
    """value with as many digits after the point as `like` has."""
    return f"{value:.{len(like.partition('.')[2])}f}".replace("0.", ".", 1)


@pytest.mark.parametrize("slug", mazur.FINGERPRINTS)
def test_fingerprint_on_mazurs_network(slug):
    gradients = wrong_gradients(slug, *mazur.CASE, learning_rate=mazur.LEARNING_RATE)
    assert float(gradients[0].W[0, 0]) == pytest.approx(float(mazur.FINGERPRINTS[slug]), abs=1.01e-12, rel=0)
    verdict = diagnose(*mazur.CASE, gradients, mazur.LEARNING_RATE)
    assert verdict[:2] == (False, (slug,))


def test_fingerprint_of_the_hidden_layer_alone():
    recipe = MISCONCEPTIONS["derivative-at-activation"].recipes[1]
    gradients = run(recipe, *mazur.CASE)
    assert printed(gradients[0].W[0, 0], mazur.FINGERPRINT_HIDDEN_ONLY) == mazur.FINGERPRINT_HIDDEN_ONLY
    assert diagnose(*mazur.CASE, gradients).misconceptions == ("derivative-at-activation",)


def test_bias_never_updated_gives_mazurs_cost_after_one_step():
    gradients = wrong_gradients("bias-never-updated", *mazur.CASE)
    network = bp.descend(mazur.NETWORK, gradients, mazur.LEARNING_RATE)
    assert bp.cost(network, *mazur.CASE[1:]) == pytest.approx(mazur.E_AFTER_1, abs=5e-13)
    gradients = bp.backward(mazur.NETWORK, bp.forward(mazur.NETWORK, mazur.X), mazur.Y, "half_squared_error")
    network = bp.descend(mazur.NETWORK, gradients, mazur.LEARNING_RATE)
    assert bp.cost(network, *mazur.CASE[1:]) == pytest.approx(mazur.E_AFTER_1_WITH_BIASES, abs=5e-13)


def lessons():
    for name in mazur.E_BY_GRADIENT:
        slug = name.partition(",")[0]
        yield name, right if slug == "right" else MISCONCEPTIONS[slug].recipes[1 if slug != name else 0].rules


@pytest.mark.parametrize(("name", "rules"), list(lessons()))
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # one of them ends in NaN
def test_falling_loss_proves_nothing(name, rules):
    """The cost after 10,000 updates with a wrong gradient, biases fixed, to the digits printed in the lesson."""
    layers = [tuple(layer) for layer in mazur.NETWORK]
    run_forward, loss = algorithm.forward, bp.half_squared_error
    updates = 100 if name == "output-form-at-net-input" else 10_000  # its numbers are NaN for good long before
    for _ in range(updates):  # what train() does, without its records, checks and read-only copies
        gradients = backward_by(rules, layers, run_forward(layers, mazur.X), mazur.Y, loss, mazur.LEARNING_RATE)
        layers = [(W - mazur.LEARNING_RATE * g.W, b, f) for (W, b, f), g in zip(layers, gradients, strict=True)]
    E = loss.value(run_forward(layers, mazur.X)[-1].a, mazur.Y).sum()
    expected = mazur.E_BY_GRADIENT[name]
    digits = len(expected.partition("e")[0].replace(".", "").lstrip("0"))
    assert f"{E:.{digits}g}" == f"{float(expected):.{digits}g}"


# ------------------------------------------------------------- independent formulas for those without a fingerprint


def by_hand(slug, network, x, y):
    """The wrong (W, b) of both layers of a network with one hidden layer, written out."""
    (W1, b1, _), (W2, b2, _) = network
    s = lambda z: 1 / (1 + np.exp(-z))
    N = y.shape[1]
    h = s(W1 @ x + b1)
    z = W2 @ h + b2
    p = np.exp(z) / np.exp(z).sum(axis=0) if "softmax" in slug else s(z)
    delta2 = (p - y) * p * (1 - p) / N
    if slug == "softmax-jacobian-diagonal with cross-entropy":
        delta2 = -y * (1 - p) / N
    delta1 = W2.T @ delta2 * h * (1 - h)
    if slug == "assign-instead-of-add":
        delta1 = np.outer(W2[-1], np.ones(N)) * delta2[-1] * h * (1 - h)
    g = [[delta1 @ x.T, delta1.sum(1, keepdims=True)], [delta2 @ h.T, delta2.sum(1, keepdims=True)]]
    if slug == "bias-averaged-weights-summed":
        g = [[W * N, b] for W, b in g]
    if slug == "bias-averaged-weights-summed in delta's convention":
        g = [[W, b / N] for W, b in g]
    if slug == "indices-swapped":
        g = [[W.T, b] for W, b in g]
    if slug == "sum-over-examples":
        g = [[W * N, b * N] for W, b in g]
    if slug == "bias-never-updated":
        g = [[W, b * 0] for W, b in g]
    return g


@pytest.mark.parametrize(
    ("slug", "output", "loss"),
    [
        ("bias-never-updated", "sigmoid", "half_squared_error"),
        ("bias-averaged-weights-summed", "sigmoid", "half_squared_error"),
        ("bias-averaged-weights-summed in delta's convention", "sigmoid", "half_squared_error"),
        ("derivative-kept-with-cross-entropy", "sigmoid", "binary_cross_entropy"),
        ("derivative-kept-with-cross-entropy and softmax", "softmax", "cross_entropy"),
        ("softmax-jacobian-diagonal", "softmax", "half_squared_error"),
        ("softmax-jacobian-diagonal with cross-entropy", "softmax", "cross_entropy"),
        ("assign-instead-of-add", "sigmoid", "half_squared_error"),
        ("indices-swapped", "sigmoid", "half_squared_error"),
        ("sum-over-examples", "sigmoid", "half_squared_error"),
    ],
)
def test_formula_written_out(slug, output, loss):
    rng = np.random.default_rng(3)
    for _ in range(20):
        network, x, y, _ = random_case(rng, (3, 3, 3), "sigmoid", output, loss, 4)
        verdict = diagnose(network, x, y, loss, by_hand(slug, network, x, y))
        assert verdict[:2] == (False, (slug.partition(" ")[0],))


# ------------------------------------------------------------------------------------------------ diagnosis


@pytest.mark.slow  # takes long
@pytest.mark.parametrize(("slug", "number"), VARIANTS)
def test_each_recipe_is_named_on_random_networks(slug, number):
    """At least 20 networks each; where nothing coincides by algebra it is the only one named."""
    recipe = MISCONCEPTIONS[slug].recipes[number]
    separable = alone = 0
    for case in [case for seed in range(8) for case in generic_cases(seed)]:
        if not applicable(recipe, *case):
            continue
        gradients = run(recipe, *case)
        is_right = close(gradients, run(MISCONCEPTIONS["sign"].recipes[0]._replace(rules=right), *case))
        verdict = diagnose(*case, gradients, RATE)
        assert verdict.correct == is_right
        if not is_right:
            assert slug in verdict.misconceptions
            separable += 1
            alone += verdict.misconceptions == (slug,)
        if alone == 20:
            break
    assert separable >= alone == 20


def test_right_gradients_are_accepted_and_name_only_what_coincides():
    for case in generic_cases(7):
        network, x, y, loss = case
        gradients = bp.backward(network, bp.forward(network, x), y, loss)
        verdict = diagnose(*case, gradients, RATE)
        # With a single output there is nothing to sum over for the layer below it.
        coinciding = {"downstream-sum-missing"} if network.sizes == (2, 3, 1) else set()
        assert verdict.correct and set(verdict.misconceptions) == coinciding and not verdict.first_off
        assert diagnose(*case, [[g.W.tolist(), g.b.tolist()] for g in gradients], RATE) == verdict


def test_noise_is_not_named():
    rng = np.random.default_rng(11)
    for case in generic_cases(8):
        noise = [(rng.normal(size=layer.W.shape), rng.normal(size=layer.b.shape)) for layer in case[0]]
        assert diagnose(*case, noise, RATE)[:2] == (False, ())


@pytest.mark.parametrize("slug", [*WITH_RECIPE, "right"])
def test_a_millionth_off_is_neither_right_nor_named(slug):
    for case in generic_cases(9):
        recipe = MISCONCEPTIONS["sign" if slug == "right" else slug].recipes[0]
        if slug == "right":
            recipe = recipe._replace(rules=right)
        if applicable(recipe, *case):
            first, *others = run(recipe, *case)
            W = first.W.copy()
            W[0, 0] += 1e-6 * abs(W).max()
            assert diagnose(*case, [(W, first.b), *others], RATE)[:2] == (False, ())


def named(network, x, y, loss="half_squared_error", gradients=None, rate=RATE):
    gradients = gradients or bp.backward(network, bp.forward(network, x), y, loss)
    verdict = diagnose(network, x, y, loss, gradients, rate)
    return verdict.correct, set(verdict.misconceptions)


X1, Y1 = [[0.7]], [[0.2]]


def test_chain_of_single_units_hides_transpose_sum_and_indices():
    network = bp.Network([bp.Layer([[0.4]], [[0.1]], "sigmoid"), bp.Layer([[-0.6]], [[0.3]], "sigmoid")])
    assert named(network, X1, Y1) == (True, {"transpose-missing", "downstream-sum-missing", "indices-swapped"})


def test_linear_network_hides_every_mistake_about_the_derivative():
    rng = np.random.default_rng(0)
    network, x, y, _ = random_case(rng, (2, 3, 2), "identity", "identity", None, 1)
    about_derivative = {
        "hidden-derivative-missing",
        "output-derivative-missing",
        "derivative-at-activation",
        "output-form-at-net-input",
    }
    assert named(network, x, y) == (True, about_derivative)


def test_relu_with_active_units_hides_the_derivative_and_with_any_the_place_where_it_is_taken():
    W = np.array([[0.5, 0.2], [0.3, 0.9]])
    active = bp.Network([bp.Layer(W, [[1.0], [1.0]], "relu"), bp.Layer(W + 0.1, [[1.0], [1.0]], "relu")])
    x, y = [[0.3], [0.8]], [[0.2], [0.4]]
    place = {"derivative-at-activation", "output-form-at-net-input"}
    assert named(active, x, y) == (True, place | {"hidden-derivative-missing", "output-derivative-missing"})
    half = bp.Network([bp.Layer(W, [[1.0], [-3.0]], "relu"), active[1]])
    assert named(half, x, y) == (True, place | {"output-derivative-missing"})


def test_relu_gradients_without_the_hidden_derivative_are_told_where_a_unit_is_off():
    W = np.array([[0.5, 0.2], [0.3, 0.9]])
    network = bp.Network([bp.Layer(W, [[1.0], [-3.0]], "relu"), bp.Layer(W + 0.1, [[1.0], [1.0]], "sigmoid")])
    case = (network, [[0.3], [0.8]], [[0.2], [0.4]], "half_squared_error")
    gradients = wrong_gradients("hidden-derivative-missing", *case)
    assert named(*case, gradients) == (False, {"hidden-derivative-missing"})


def test_softmax_of_two_cannot_tell_the_diagonal_jacobian_from_a_mean_over_outputs():
    """With two units both errors are equal and opposite, so what the diagonal leaves out is exactly one half."""
    case = random_case(np.random.default_rng(1), (2, 3, 2), "tanh", "softmax", "half_squared_error", 1)
    gradients = wrong_gradients("softmax-jacobian-diagonal", *case)
    assert named(*case, gradients) == (False, {"softmax-jacobian-diagonal", "mean-over-outputs"})


def test_batch_of_two_cannot_tell_a_forgotten_half_from_a_forgotten_mean():
    case = random_case(np.random.default_rng(1), (2, 3, 2), "tanh", "sigmoid", "half_squared_error", 2)
    gradients = wrong_gradients("half-forgotten", *case)
    assert named(*case, gradients) == (False, {"half-forgotten", "sum-over-examples"})


def test_symmetric_weights_hide_a_missing_transpose():
    rng = np.random.default_rng(2)
    network, x, y, _ = random_case(rng, (2, 2, 2), "sigmoid", "sigmoid", "half_squared_error", 1)
    W = network[1].W + network[1].W.T
    network = bp.Network([network[0], bp.Layer(W, network[1].b, "sigmoid")])
    assert named(network, x, y) == (True, {"transpose-missing"})


def test_a_further_recipe_that_gives_the_right_numbers_is_not_named():
    """Taken at the activation in the hidden layer only: no mistake with ReLU there. In the usual form it is one."""
    case = random_case(np.random.default_rng(4), (3, 3, 3), "relu", "sigmoid", "half_squared_error", 1)
    assert named(*case) == (True, set())


def test_vanishing_gradients_of_the_first_layers_still_count():
    """Each array is measured by its own largest number: a deep layer's tiny gradients are compared as closely."""
    case = random_case(np.random.default_rng(5), (3,) * 7, "sigmoid", "sigmoid", "half_squared_error", 1)
    gradients = [list(g[2:]) for g in bp.backward(case[0], bp.forward(*case[:2]), *case[2:])]
    assert abs(gradients[0][0]).max() < 1e-3 * abs(gradients[-1][0]).max()
    gradients[0][0] = gradients[0][0].T
    verdict = diagnose(*case, gradients)
    assert verdict[:3] == (False, ("indices-swapped",), "W of layer 1")
    assert verdict.gives == "the gradient of the weights of layer 1"


def test_rounding_where_a_gradient_cancels_is_forgiven():
    network = bp.Network([bp.Layer([[0.3, 0.1]], [[0.2]], "identity")])
    x = np.array([[1.0, 2.0, 3.0], [0.5, 0.1, 0.4]])
    y = bp.forward(network, x)[-1].a + np.array([[0.1, -0.3, 0.2]])
    gradients = [(g.W, g.b + 3e-17) for g in bp.backward(network, bp.forward(network, x), y, "half_squared_error")]
    assert abs(gradients[0][1]).max() < 1e-15
    assert diagnose(network, x, y, "half_squared_error", gradients).correct


def test_without_learning_rate_updated_weights_is_not_looked_for():
    gradients = wrong_gradients("updated-weights", *mazur.CASE, learning_rate=RATE)
    assert diagnose(*mazur.CASE, gradients)[:2] == (False, ())
    assert diagnose(*mazur.CASE, gradients, 0.25)[:2] == (False, ())
    assert diagnose(*mazur.CASE, gradients, RATE)[:2] == (False, ("updated-weights",))


def test_first_number_that_is_off_is_found_from_the_output_backwards():
    gradients = [list(g[2:]) for g in bp.backward(mazur.NETWORK, bp.forward(*mazur.CASE[:2]), *mazur.CASE[2:])]
    gradients[0][0] = gradients[0][0] * 1.1
    assert diagnose(*mazur.CASE, gradients).first_off == "W of layer 1"
    gradients[1][1] = gradients[1][1] * 1.1
    assert diagnose(*mazur.CASE, gradients).first_off == "b of layer 2"


def test_arguments_are_left_unchanged():
    x, y = mazur.X.copy(), mazur.Y.copy()
    gradients = [[np.ones((2, 2)), np.ones((2, 1))] for _ in range(2)]
    diagnose(mazur.NETWORK, x, y, "half_squared_error", gradients, RATE)
    assert (x == mazur.X).all() and (y == mazur.Y).all()
    assert all((part == 1).all() for pair in gradients for part in pair)


# ------------------------------------------------------------------------------------------------ what is listed


def test_list_is_complete():
    assert len(MISCONCEPTIONS) == 25
    around = {slug for slug, misconception in MISCONCEPTIONS.items() if misconception.around}
    assert around == {"layers-reversed", "one-example-at-a-time", "bias-over-wrong-axis"}
    assert {slug for slug in MISCONCEPTIONS if slug not in WITH_RECIPE} - around == WITHOUT_RECIPE
    for slug, misconception in MISCONCEPTIONS.items():
        assert misconception.slug == slug
        assert misconception.name and misconception.hint.endswith(".")
        assert re.fullmatch(r"[^.]+ \w+.*, where .*\.", misconception.done) and misconception.done != misconception.hint


# For each rule its line of `backward`, and the layers at which that line is the rule's.
PLACES = {
    "output_error": (("error",), "True"),
    "paired_delta": (("delta",), "True"),
    "output_delta": (("delta", 2), "not gradients"),
    "hidden_delta": (("delta", 2), "gradients"),
    "slope": (("delta", 2), "True"),
    "weight_gradient": (("dW",), "True"),
    "bias_gradient": (("db",), "True"),
    "weights": (("error", 2), "True"),
    "error_below": (("error", 2), "True"),
}


def with_lines(lines, where="True"):
    """`backward` of the library with other lines in place of its own, at the layers for which `where` holds."""
    code = inspect.getsource(algorithm.backward)
    for rule, line in lines.items():
        place, layers = PLACES[rule]
        meant = line_of(algorithm.backward, *place)
        expression = "({}) if ({}) and ({}) else ({})".format(
            line.split(" = ", 1)[1], layers, where if rule == "slope" else "True", meant.split(" = ", 1)[1]
        )
        code = code.replace(meant, f"{meant.split(' = ')[0]} = {expression}")
    names = {**vars(algorithm), "learning_rate": RATE}
    exec(code, names)
    return names["backward"]


@pytest.mark.parametrize("slug", WITH_RECIPE)
def test_the_lines_of_a_mistake_give_its_gradients(slug):
    """Of the recipe that is taken in each case: whoever writes these lines gets exactly these numbers."""
    softmax = (
        "layer.activation.name == 'softmax'"  # whose own mistake is made there alone, and where some others are not
    )
    where = {"softmax-jacobian-diagonal": softmax, "product-as-argument": f"not {softmax}"}.get(slug, "True")
    found = set()
    for case in generic_cases(31):
        network, x, y, loss = case
        recipe = next((one for one in MISCONCEPTIONS[slug].recipes if applicable(one, *case)), None)
        matrices = any(layer.activation.name == "softmax" for layer in network) and loss == "half_squared_error"
        if recipe is None or (slug == "derivative-at-activation" and matrices):
            continue  # with slopes in matrices its line is no product of numbers
        assert recipe.lines.keys() == recipe.changed
        got = with_lines(recipe.lines, where)(network, bp.forward(network, x), y, bp.losses.LOSSES[loss])
        assert close(got, run(recipe, *case)), recipe.lines
        found |= recipe.lines.keys()
    assert found


@pytest.mark.parametrize("slug", WITH_RECIPE)
def test_one_replacement_of_the_rules(slug):
    changed = [
        name for name in right._fields if getattr(MISCONCEPTIONS[slug].recipes[0].rules, name) != getattr(right, name)
    ]
    assert len(changed) == 1 or changed == ["output_error", "paired_delta"]


# ------------------------------------------------------------------------------------------------ in words


def test_verdict_in_words():
    assert str(Verdict(True, ())) == "Right."
    assert "any of these" in str(Verdict(True, ("sign", "half-forgotten")))
    assert "A known mistake" in str(Verdict(False, ("sign",)))
    assert "the case cannot tell" in str(Verdict(False, ("sign", "half-forgotten")))
    assert str(Verdict(False, (), "W of layer 2")).endswith("The first number that is off is in W of layer 2.")
    assert str(Verdict(False, ())).endswith("gives exactly these numbers.")
    for slug in MISCONCEPTIONS:
        for text in (str(Verdict(False, (slug,))), Verdict(False, (slug,))._repr_markdown_()):
            name, hint = MISCONCEPTIONS[slug].name, MISCONCEPTIONS[slug].hint
            assert f"{name[0].upper()}{name[1:]}" in text.replace("**", "") and hint in text
    assert "\n\n- **Sign reversed.** The" in Verdict(False, ("sign",))._repr_markdown_()


G2 = [(np.zeros((2, 2)), np.zeros((2, 1)))] * 2


@pytest.mark.parametrize(
    ("gradients", "error", "words"),
    [
        (None, TypeError, "gradients is a NoneType; expected one pair"),
        ("right", TypeError, "gradients is a str"),
        (0.5, TypeError, "gradients is a float"),
        ({"W": 1}, TypeError, "gradients is a dict"),
        (G2[:1], ValueError, "1 gradients for 2 layers"),
        ([None, None], TypeError, "The gradient of layer 1 is None; expected a pair"),
        ([G2[0], (1, 2, 3)], TypeError, "The gradient of layer 2 is"),
        ([(None, np.zeros((2, 1))), G2[1]], TypeError, "W of layer 1 contains None"),
        ([G2[0], ("abc", np.zeros((2, 1)))], TypeError, "W of layer 2 holds"),
        ([G2[0], ([[1, 2], [3]], np.zeros((2, 1)))], ValueError, "not a rectangular array"),
        ([G2[0], (np.zeros((2, 3)), np.zeros((2, 1)))], ValueError, r"has shape \(2, 3\); expected \(2, 2\)"),
        ([G2[0], (np.zeros((2, 2)), np.zeros(3))], ValueError, r"b of layer 2 has shape \(3, 1\); expected \(2, 1\)"),
        ([G2[0], (np.zeros((2, 2)), [[np.nan], [0]])], ValueError, "b of layer 2 has nan in row 0"),
        (
            [G2[0], (np.array([[1, 2], [3, sympy.Symbol("w")]], dtype=object), np.zeros((2, 1)))],
            TypeError,
            "symbols or objects",
        ),
    ],
)
def test_gradients_that_do_not_fit_are_refused_in_words(gradients, error, words):
    with pytest.raises(error, match=words):
        diagnose(*mazur.CASE, gradients)


def test_case_that_does_not_fit_is_refused_in_words():
    with pytest.raises(ValueError, match="one column per example"):
        diagnose(mazur.NETWORK, [0.05, 0.1], mazur.Y, "half_squared_error", G2)
    with pytest.raises(ValueError, match="learning_rate is -1"):
        diagnose(*mazur.CASE, G2, learning_rate=-1)
    with pytest.raises(TypeError, match="learning_rate is 'fast'"):
        diagnose(*mazur.CASE, G2, learning_rate="fast")
    with pytest.raises(ValueError, match="There is no misconception 'typo'; expected one of updated-weights"):
        wrong_gradients("typo", *mazur.CASE)
    with pytest.raises(ValueError, match="misconception of words"):
        wrong_gradients("derivative-of-exp", *mazur.CASE)
    with pytest.raises(ValueError, match="it needs a hidden layer and a learning rate"):
        wrong_gradients("updated-weights", *mazur.CASE)
    with pytest.raises(ValueError, match="it needs a batch of several examples"):
        wrong_gradients("sum-over-examples", *mazur.CASE)


# ---------------------------------------------------- wrong backward passes are refused by other means than our own


@pytest.mark.parametrize(("slug", "number"), VARIANTS)
def test_wrong_backward_is_refused_by_complex_step(slug, number):
    recipe = MISCONCEPTIONS[slug].recipes[number]
    refused = 0
    for case in generic_cases(10):
        if not applicable(recipe, *case):
            continue
        numeric = complex_step(*case)
        assert diagnose(*case, numeric).correct
        gradients = run(recipe, *case)
        if case[0].sizes[-1] > 1 or slug != "downstream-sum-missing":
            assert largest_difference(gradients, numeric) > 1e-6
            assert largest_difference(gradients, central_difference(*case)) > 1e-6
            refused += 1
    assert refused >= 3


exponential = bp.Activation("exponential", ew.exp, lambda z, a: a)  # its derivative written in terms of its output


def how_to_prove(slug, number):
    """Sizes, activation, loss and N of the smallest network on which the proof decides about this recipe."""
    if slug.startswith("derivative-kept") and number == 0:
        return (1, 1), bp.sigmoid, bp.binary_cross_entropy, 1
    if slug.startswith("derivative-kept") or (slug == "softmax-jacobian-diagonal" and number == 1):
        return (1, 2), bp.softmax, bp.cross_entropy, 1
    if slug == "softmax-jacobian-diagonal":
        return (1, 2), bp.softmax, bp.half_squared_error, 1
    activation = exponential if slug == "output-form-at-net-input" else arbitrary
    return (2, 2, 2), activation, bp.half_squared_error, 2 if "summed" in slug or "examples" in slug else 1


@pytest.mark.slow  # takes long
@pytest.mark.parametrize(("slug", "number"), VARIANTS)
def test_wrong_backward_is_refused_by_the_proof(slug, number):
    rules = MISCONCEPTIONS[slug].recipes[number].rules
    sizes, activation, loss, N = how_to_prove(slug, number)
    proof = partial(prove, sizes, activation, loss, N)
    assert all(identity.holds for identity in proof())
    assert all(identity.holds for identity in proof(backward=partial(backward_by, right)))
    wrong = partial(backward_by, rules, learning_rate=sympy.Symbol("eta"))
    assert not all(identity.holds for identity in proof(backward=wrong))


def test_a_recipe_that_overflows_recognises_nothing():
    """Shares of weights that add up to 0 are infinite; nothing equals that."""
    hidden = bp.Layer([[0.5, 0.2], [0.3, 0.1]], [[0.1], [0.2]], "sigmoid")
    case = (
        bp.Network([hidden, bp.Layer([[1.0, -1.0]], [[0.0]], "sigmoid")]),
        [[0.3], [0.7]],
        [[1.0]],
        "half_squared_error",
    )
    garbage = [(np.full((2, 2), 7.0), np.full((2, 1), -3.0)), (np.full((1, 2), 11.0), np.full((1, 1), 42.0))]
    verdict = diagnose(*case, garbage)
    assert verdict.misconceptions == () and not verdict
    network, x, y, loss = case
    assert (
        "error-shared-by-weights"
        not in diagnose(*case, bp.backward(network, bp.forward(network, x), y, loss)).misconceptions
    )
