"""The lemma of one layer holds for all sizes, refuses wrong rules, and speaks of the loop that runs."""

import ast
import inspect
import time
from contextlib import suppress

import pytest
import sympy
from sympy import KroneckerDelta, Sum

from backprop_lib import binary_cross_entropy, cross_entropy, network
from backprop_lib.derivation import DPhi, arbitrary, prove, same, unknown_joint
from backprop_lib.lemma import N, canonical, j, k, lemma, start, unknown_loss, whole
from backprop_lib.losses import LOSSES
from backprop_lib.misplaced import MISPLACED, above, backward_with, last, own


def holds(identities):
    return all(identity.holds for identity in identities)


def refused(proof, wrong):
    """The parameters whose identity does not hold; "sizes" if tables do not even fit."""
    try:
        return [str(identity.parameter) for identity in proof(wrong) if not identity.holds]
    except ValueError as problem:
        assert "a product of tables with shapes" in str(problem) or "entry by entry" in str(problem)
        return ["sizes"]


def by_lemma(backward):
    return lemma(backward=backward)


# ------------------------------------------------------------------------------------------------ what holds


@pytest.mark.parametrize("loss", [unknown_loss, *LOSSES.values()], ids=lambda loss: loss.name)
def test_the_start(loss):
    (identity,) = start(loss)
    assert identity.holds and str(identity.parameter) == ("z[j, s]" if loss.paired else "a[j, s]")


def test_the_lemma_is_about_every_quantity_of_every_layer():
    identities = list(lemma())
    assert holds(identities)
    assert {str(identity.parameter) for identity in identities} == {
        *(f"{p}^{level}[j, {i}]" for level in (1, 2, 3) for p, i in (("z", "s"), ("W", "k"), ("b", "1"))),
        "a^1[k, s]",
        "a^2[k, s]",
    }


def test_the_lemma_says_what_the_page_says():
    """For one layer, with the error e that comes in, in the formulas of the chapter."""
    z, W, b = lemma(1)
    s = sympy.Symbol("s", integer=True, positive=True)
    e, x = sympy.IndexedBase("e", real=True), sympy.IndexedBase("x", real=True)
    (slope,) = z.gradient.atoms(DPhi)
    assert z.gradient == e[j, s] * slope
    at = sympy.Dummy("n", integer=True, positive=True)
    delta = z.gradient.subs(s, at)
    assert W.gradient == canonical(Sum(delta * x[k, at], (at, 1, N)))
    assert b.gradient == canonical(Sum(delta, (at, 1, N)))


@pytest.mark.parametrize("layers", [1, 2])
def test_whole_networks_of_any_size(layers):
    identities = list(whole(layers))
    assert len(identities) == 2 * layers and holds(identities)


def test_all_of_it_is_quick():
    begin = time.process_time()
    assert holds([*start(), *start(binary_cross_entropy), *start(cross_entropy), *lemma(), *whole(2)])
    assert time.process_time() - begin < 5


# ---------------------------------------------------------------------------------------- what is refused


def test_the_right_rule_written_once_more_is_accepted():
    assert holds(lemma(2, backward_with()))


@pytest.mark.parametrize("rule", MISPLACED)
def test_the_lemma_refuses_what_is_taken_from_the_wrong_layer(rule):
    with suppress(ValueError):  # sizes that do not fit
        assert not holds(by_lemma(MISPLACED[rule]))


@pytest.mark.parametrize("rule", MISPLACED)
def test_so_does_a_network_whose_sizes_are_all_equal(rule):
    """There all sizes fit, so it is the values that differ."""
    assert refused(lambda wrong: prove((1, 1, 1, 1), backward=wrong), MISPLACED[rule]) not in ([], ["sizes"])


ONE_HIDDEN_LAYER = [
    "weights of the last layer, always",
    "weights of the layer after the next",
    "delta of the last layer, always",
    "delta of the layer after the next",
]
ONE_ACTIVATION = [rule for rule in MISPLACED if rule.startswith("activation")]


@pytest.mark.parametrize("rule", ONE_HIDDEN_LAYER)
def test_what_one_hidden_layer_cannot_tell_apart(rule):
    assert not refused(lambda wrong: prove((1, 1, 1), backward=wrong), MISPLACED[rule])


@pytest.mark.parametrize("rule", ONE_ACTIVATION)
def test_what_one_activation_cannot_tell_apart(rule):
    assert not refused(lambda wrong: prove((1, 1, 1), arbitrary, backward=wrong), MISPLACED[rule])
    assert refused(lambda wrong: prove((1, 1, 1), backward=wrong), MISPLACED[rule])


def test_the_last_layers_weights_are_refused_in_two_hidden_layers():
    proof = prove((2, 2, 2, 2), backward=MISPLACED["weights of the last layer, always"])
    assert [str(one.parameter) for one in proof if not one.holds] == [
        "w^1_11", "w^1_12", "w^1_21", "w^1_22", "b^1_1", "b^1_2",
    ]  # fmt: skip


OF_ONE_LAYER = {
    "weights averaged over the examples": (lambda g: g._replace(W=g.W / N), "W"),
    "biases averaged": (lambda g: g._replace(b=g.b / N), "b"),
    "another sign": (lambda g: g._replace(W=-g.W), "W"),
    "twice": (lambda g: g._replace(b=2 * g.b), "b"),
    "slope left out": (lambda g: g._replace(delta=g.error), "z"),
    "biases from the error": (lambda g: g._replace(b=g.error.sum(axis=1, keepdims=True)), "b"),
    "error doubled on its way": (lambda g: g._replace(error=g.error * 2), ""),
}


@pytest.mark.parametrize("mistake", OF_ONE_LAYER)
def test_a_wrong_rule_in_one_layer_is_refused_and_named(mistake):
    change, letter = OF_ONE_LAYER[mistake]

    def wrong(*arguments):
        below, top = network.backward(*arguments)
        return change(below), top

    index = {"W": "k", "b": "1", "z": "s", "": ""}[letter]
    named = refused(lambda wrong: lemma(2, wrong), wrong)
    assert named == [f"{letter}^1[j, {index}]"] if letter else "a^1[k, s]" in named


@pytest.mark.parametrize("loss", [unknown_loss, *LOSSES.values()], ids=lambda loss: loss.name)
def test_a_wrong_start_is_refused(loss):
    def not_divided_by_N(*arguments):
        (gradient,) = network.backward(*arguments)
        return (gradient._replace(error=gradient.error * N, delta=gradient.delta * N),)

    assert not holds(start(loss, not_divided_by_N))


def test_that_a_fourth_layer_is_like_the_others_is_for_the_reader_to_see():
    """A rule that goes wrong four layers below the top only; three layers do not show it."""
    strange = backward_with(weights=lambda level, layers: last(level, layers) if layers - level > 2 else level + 1)
    assert holds(by_lemma(strange))
    assert refused(lambda wrong: lemma(4, wrong), strange) == ["sizes"]


def test_the_loop_of_backward_knows_its_layer_only_by_what_it_is_handed():
    """What the induction reads off the code: nothing in the loop depends on the number of the layer."""
    tree = ast.parse(inspect.getsource(network.backward))
    (loop,) = (node for node in ast.walk(tree) if isinstance(node, ast.For))
    made = {ast.unparse(node.targets[0]): node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    assert ast.unparse(loop.iter) == "steps_back"
    assert ast.unparse(made["steps_back"]) == "zip(reversed(network), reversed(trace), strict=True)"
    assert ast.unparse(loop.target) == "(layer, (x, z, a))"
    body = "\n".join(map(ast.unparse, loop.body))
    for first_or_last in ("not gradients", "len(gradients) < len(network)", "gradients.append"):
        assert body.count(first_or_last) == 1
        body = body.replace(first_or_last, "known")
    names = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    handed, made, of_the_pass = {"layer", "x", "z", "a", "error"}, {"delta", "dW", "db"}, {"loss", "y", "N"}
    assert names == handed | made | of_the_pass | {"known", "LayerGradient"}


def test_an_activation_of_a_whole_layer_needs_its_jacobian_transposed():
    below, top = unknown_joint(1), unknown_joint(2)
    assert holds(prove((1, 2, 2), [below, top]))
    turned = top._replace(derivative=lambda z, a: top.derivative(z, a).transpose(1, 0, 2))
    assert not holds(prove((1, 2), [turned]))


# --------------------------------------------------------------------------------------------- the sums

n = sympy.Symbol("n", integer=True, positive=True)
i, h = sympy.symbols("i h", integer=True, positive=True)
x, y, g = (sympy.IndexedBase(name) for name in "xyg")
S, T = Sum(x[i], (i, 1, n)), Sum(x[i] * y[i], (i, 1, n))
SUMS = [
    S * T,
    S * S,
    S * (T + x[j]),
    Sum(S * y[i], (i, 1, n)),
    Sum(Sum(x[i], (i, 1, n)) * Sum(y[h] * x[i], (h, 1, n)), (i, 1, n)),
    Sum(x[i] * sympy.exp(S), (i, 1, n)),
    Sum(KroneckerDelta(i, j) * x[i] * S, (i, 1, n)),
    Sum(KroneckerDelta(i, j) * Sum(KroneckerDelta(i, h) * x[i] * y[h], (h, 1, n)), (i, 1, n)),
    Sum(KroneckerDelta(i, j) * sympy.exp(Sum(x[i] * y[j], (i, 1, n))), (i, 1, n)),
    Sum(Sum(g[i, h] * (x[i] - 2 * y[h]), (h, 1, n)), (i, 1, n)) / n,
]


@pytest.mark.parametrize("expression", SUMS, ids=str)
def test_the_canonical_form_keeps_the_value(expression):
    value = lambda any_size: sympy.expand(any_size.subs({n: 3, j: 2}).doit())
    form = canonical(expression)
    assert value(form - expression) == 0
    assert canonical(form) == form


def test_different_sums_have_different_forms():
    forms = [canonical(expression) for expression in SUMS]
    assert len(set(forms)) == len(SUMS)
    assert canonical(S) != canonical(Sum(x[i], (i, 1, N))) and not same(canonical(S * S), canonical(T))


def test_sums_in_another_order_have_the_same_form():
    assert canonical(Sum(g[i, h], (i, 1, n), (h, 1, N))) == canonical(Sum(Sum(g[j, k], (k, 1, N)), (j, 1, n)))


def test_where_a_thing_is_taken_from():
    assert [where(2, 4) for where in (own, above, last)] == [2, 3, 4]
