"""Two mistakes at once, in every pair that can be made together: both are named, or there is a reason why not."""

from itertools import combinations

import numpy as np
import pytest

import backprop_lib as bp
from backprop_lib.misconceptions import MISCONCEPTIONS, Case, backward_by, diagnose
from backprop_lib.misconceptions.table import both

RATE = 0.5


def network(*sizes, N, outputs, loss, seed):
    rng = np.random.default_rng(seed)
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    curves = ["tanh"] * (len(shapes) - 1) + [outputs]
    layers = [bp.Layer(rng.normal(size=s), rng.normal(size=(s[0], 1)), f) for s, f in zip(shapes, curves, strict=True)]
    x, y = rng.normal(size=(sizes[0], N)), rng.uniform(0.1, 0.9, size=(sizes[-1], N))
    return Case(bp.Network(layers), x, y / y.sum(axis=0), bp.losses.LOSSES[loss], RATE)


CASES = {
    "squares of logistic units": network(3, 3, 3, 3, N=5, outputs="sigmoid", loss="half_squared_error", seed=1),
    "softmax and cross-entropy": network(3, 3, 3, 3, N=4, outputs="softmax", loss="cross_entropy", seed=2),
}


def pairs(case):
    """The first recipe of each misconception that the case has one for, with that of each other."""
    recipes = {
        slug: next(recipe for recipe in m.recipes if recipe.needs.holds(case))
        for slug, m in MISCONCEPTIONS.items()
        if any(recipe.needs.holds(case) for recipe in m.recipes)
    }
    for (one, first), (two, second) in combinations(recipes.items(), 2):
        if rules := both(first, second):
            yield one, two, rules


ALL = {
    f"{name}, {one}, {two}": (name, one, two, rules) for name, case in CASES.items() for one, two, rules in pairs(case)
}

# Pairs that are not both named, and why.
UNUSED = "Where the slope is forgotten, it does not show where it was taken; the output of a paired loss has none."
REASONS = {
    ("output-derivative-missing", "error-shared-by-weights"): "The catalogue knows both as one: shares of the error.",
    ("hidden-derivative-missing", "derivative-at-activation"): UNUSED,
    ("hidden-derivative-missing", "output-form-at-net-input"): UNUSED,
    ("hidden-derivative-missing", "product-as-argument"): UNUSED,
}


@pytest.mark.parametrize("pair", ALL)
def test_both_are_named(pair):
    name, one, two, rules = ALL[pair]
    case = CASES[name]
    wrong = backward_by(rules, case.network, bp.forward(case.network, case.x), case.y, case.loss, RATE)
    verdict = diagnose(*case[:4], wrong, RATE)
    assert not verdict
    if {one, two} <= set(verdict.misconceptions):
        assert len(verdict.misconceptions) == 2 or verdict.remark
    else:
        assert (one, two) in REASONS, verdict


def test_enough_pairs_are_tried():
    assert len(ALL) > 200
    assert all(any(pair.endswith(f", {one}, {two}") for pair in ALL) for one, two in REASONS)
