"""Every well-known mistake as data: what to say to whoever made it, and the rules that give exactly its wrong numbers.

A recipe replaces those rules of `right` that the mistake touches. Mostly that is one. It is two for a factor that slips
in at the output, since a paired log loss gets its delta by a rule of its own, and where the slope is forgotten as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..elementwise import Array
from . import cases
from .around import Around, bias_summed_over_units, layers_reversed, one_example_at_a_time
from .rules import AtLayer, Rules, right, through


class Recipe(NamedTuple):
    """`right` with some rules replaced, and the condition under which that can be done at all.

    `factor`, for a mistake that only multiplies whatever enters at the output, is that factor.
    """

    rules: Rules
    needs: cases.Condition = cases.any_case
    factor: Callable[[AtLayer], Any] | None = None

    @property
    def changed(self) -> set[str]:
        """The names of the rules that are not those of `right`."""
        return {name for name, rule, ours in zip(Rules._fields, self.rules, right, strict=True) if rule is not ours}


def both(one: Recipe, two: Recipe) -> Rules | None:
    """The rules of somebody who makes two mistakes; None if they are two ways to compute the same quantity.

    >>> recipe = MISCONCEPTIONS["sign"].recipes[0]
    >>> both(recipe, MISCONCEPTIONS["indices-swapped"].recipes[0]) is None, both(recipe, recipe) is None
    (False, False)
    """
    if two.factor is None and one.factor is not None:
        one, two = two, one
    if two.factor is not None:
        return _scaled(two.factor, one.rules)
    if one.changed & two.changed:
        return None
    return one.rules._replace(**{name: getattr(two.rules, name) for name in two.changed})


class Misconception(NamedTuple):
    """A way to get backpropagation wrong: a fixed slug, a name, a hint, and the recipes for its wrong numbers.

    A mistake that is made around the backward pass, and not in a rule, has `around` in place of recipes (around.py).
    The first recipe is the mistake as it is usually made; any others are the same mistake worked out in another
    way. A misconception without a recipe is one of words, which no gradient shows.
    """

    slug: str
    name: str
    hint: str
    recipes: tuple[Recipe, ...] = ()
    around: Around | None = None


def _scaled(factor: Callable[[AtLayer], Any], rules: Rules = right) -> Rules:
    """The rules for a cost that differs from J by a factor: whatever enters at the output is multiplied by it."""
    return rules._replace(
        output_error=lambda at: factor(at) * rules.output_error(at),
        paired_delta=lambda at: factor(at) * rules.paired_delta(at),
    )


def _factor(factor: Callable[[AtLayer], Any], needs: cases.Condition = cases.any_case) -> Recipe:
    return Recipe(_scaled(factor), needs, factor)


def _diagonal(slope: Array) -> Array:
    """Of softmax's Jacobians (n, n, N) only da_j/dz_j, as (n, N); the slope of any other activation as it is.

    >>> _diagonal(np.array([[[0.2], [-0.2]], [[-0.2], [0.2]]])).tolist()
    [[0.2], [0.2]]
    """
    return slope.diagonal().T if np.ndim(slope) == 3 else slope


def _slope_at_activation(at: AtLayer) -> Array:
    return at.activation.derivative(at.a)


def _output_form_at_net_input(at: AtLayer) -> Array:
    return at.activation.derivative(at.z, at.z)


def _function_of_one_minus_output(at: AtLayer) -> Array:
    return right.slope(at) if at.activation in cases.NO_PRODUCTS else at.activation.value(1 - at.a)


def _error_by_shares(at: AtLayer) -> Array:
    shared = at.delta if at.is_output and at.loss.paired else at.error
    return (at.weights / at.weights.sum(axis=1, keepdims=True)).T @ shared


_LIST = (
    Misconception(
        "updated-weights",
        "updated weights used",
        "Send the error back through the weights that the forward pass used. Compute all gradients first, "
        "and only then change the weights.",
        (
            Recipe(
                right._replace(weights=lambda at: at.W - at.learning_rate * at.weight_gradient),
                cases.learning_rate_known,
            ),
        ),
    ),
    Misconception(
        "hidden-derivative-missing",
        "hidden derivative missing",
        "This is the slope at the unit's output, the error. To get from there to its net input, multiply by the slope "
        "of its activation.",
        (Recipe(right._replace(hidden_delta=lambda at: at.error), cases.several_layers),),
    ),
    Misconception(
        "output-derivative-missing",
        "output derivative missing",
        "Output minus target is the slope at the output. To get from there to the net input, multiply by the slope of "
        "the activation; it drops out only for a log loss with its own activation.",
        (Recipe(right._replace(output_delta=lambda at: at.error), cases.plain_loss),),
    ),
    Misconception(
        "derivative-at-activation",
        "derivative taken at the activation",
        "The slope is taken at the net input z. With the output a it is a(1 - a) for the logistic function and "
        "1 - a^2 for tanh; putting a through the function once more is once too often.",
        (
            Recipe(right._replace(slope=_slope_at_activation), cases.some_slope),
            Recipe(
                right._replace(hidden_delta=lambda at: through(at.error, _slope_at_activation(at))),
                cases.several_layers,
            ),
        ),
    ),
    Misconception(
        "output-form-at-net-input",
        "the output form applied to the net input",
        "a(1 - a) is the logistic's slope written in terms of its output a, as 1 - a^2 is for tanh. Put the output a "
        "into it, not the net input z.",
        (
            Recipe(right._replace(slope=_output_form_at_net_input), cases.some_output_form),
            Recipe(
                right._replace(hidden_delta=lambda at: through(at.error, _output_form_at_net_input(at))),
                cases.hidden_output_form,
            ),
        ),
    ),
    Misconception(
        "transpose-missing",
        "transpose missing",
        "Row j of W holds the weights into unit j. A hidden unit i sums over the units it feeds, that is down "
        "column i: W.T @ delta.",
        (Recipe(right._replace(error_below=lambda at: at.weights @ at.delta), cases.square_above),),
    ),
    Misconception(
        "downstream-sum-missing",
        "no sum over downstream units",
        "A hidden unit acts on the cost through every unit that it feeds: add up all of their contributions, not "
        "only the first.",
        (Recipe(right._replace(error_below=lambda at: at.weights[:1].T @ at.delta[:1]), cases.several_layers),),
    ),
    Misconception(
        "sign",
        "sign reversed",
        "The difference is output minus target. Target minus output reverses the gradient, and a step against it "
        "climbs the cost.",
        (_factor(lambda at: -1),),
    ),
    Misconception(
        "half-forgotten",
        "the 1/2 forgotten",
        "The loss is half the square, so its derivative is the difference itself, and not twice that.",
        (_factor(lambda at: 2, cases.the_half),),
    ),
    Misconception(
        "mean-over-outputs",
        "mean over outputs instead of sum",
        "The loss of an example is the sum over its output units. Only examples are averaged.",
        (_factor(lambda at: 1 / len(at.a), cases.several_outputs),),
    ),
    Misconception(
        "error-shared-by-weights",
        "error shared out by normalised weights",
        "The error is not an amount to be divided among the earlier units. A hidden unit gets each later delta "
        "times the weight between them, unchanged, and delta contains the derivative of the later unit.",
        (
            Recipe(right._replace(error_below=_error_by_shares), cases.several_layers),
            Recipe(
                right._replace(error_below=_error_by_shares, output_delta=lambda at: at.error), cases.plain_and_hidden
            ),
        ),
    ),
    Misconception(
        "bias-never-updated",
        "bias gradient taken to be zero",
        "A bias is a weight whose input is always 1, so its gradient is delta, summed over the examples. It is not "
        "0, even where b is 0.",
        (Recipe(right._replace(bias_gradient=lambda at: at.delta.sum(axis=1, keepdims=True) * 0)),),
    ),
    Misconception(
        "bias-averaged-weights-summed",
        "bias gradient averaged, weight gradient summed",
        "Weights and biases belong to the same cost. Divide by N once, in delta; then sum over the examples for both.",
        (
            Recipe(right._replace(weight_gradient=lambda at: at.delta @ at.x.T * at.N), cases.several_examples),
            Recipe(
                right._replace(bias_gradient=lambda at: at.delta.sum(axis=1, keepdims=True) / at.N),
                cases.several_examples,
            ),
        ),
    ),
    Misconception(
        "derivative-kept-with-cross-entropy",
        "derivative kept with cross-entropy",
        "With a log loss and its own activation, the slope of the activation cancels on the way to the net input. Do "
        "not multiply by it once more.",
        (
            Recipe(
                right._replace(paired_delta=lambda at: right.paired_delta(at) * _diagonal(at.slope)),
                cases.paired_loss,
            ),
            Recipe(
                right._replace(paired_delta=lambda at: through(right.paired_delta(at), at.slope)),
                cases.softmax_paired,
            ),
        ),
    ),
    Misconception(
        "softmax-jacobian-diagonal",
        "softmax Jacobian taken as diagonal",
        "Each softmax output depends on every net input of its layer: besides a_j(1 - a_j) there are the terms "
        "-a_j a_k.",
        (
            Recipe(right._replace(slope=lambda at: _diagonal(right.slope(at))), cases.softmax_slope),
            Recipe(
                right._replace(paired_delta=lambda at: right.output_error(at) * _diagonal(at.slope)),
                cases.softmax_paired,
            ),
        ),
    ),
    Misconception(
        "assign-instead-of-add",
        "= where += is needed at a fork",
        "A value that is used in several places gets a contribution from each. Add them up; with = only the last "
        "one survives.",
        (Recipe(right._replace(error_below=lambda at: at.weights[-1:].T @ at.delta[-1:]), cases.some_fork),),
    ),
    Misconception(
        "derivative-of-exp",
        "derivative of exp(x) taken to be x",
        "exp is its own derivative: d exp(x)/dx = exp(x), which the forward pass has already computed.",
    ),
    Misconception(
        "indices-swapped",
        "weight indices swapped",
        "W[j, i] goes from unit i to unit j of the next layer, so dJ/dW[j, i] is delta_j times x_i: delta @ x.T, not "
        "its transpose.",
        (Recipe(right._replace(weight_gradient=lambda at: at.x @ at.delta.T), cases.all_square),),
    ),
    Misconception(
        "zero-initialisation-equal-loss",
        "zero initialisation fails because the loss is equal",
        "It fails because the gradients are equal: units that start alike get the same gradient, and stay twins.",
    ),
    Misconception(
        "backpropagation-is-descent",
        "backpropagation taken for gradient descent",
        "Backpropagation computes the gradient and changes nothing. Gradient descent uses it, as other methods may.",
    ),
    Misconception(
        "sum-over-examples",
        "sum over examples instead of mean",
        "J is the mean of the losses of a batch: divide by N, once.",
        (_factor(lambda at: at.N, cases.several_examples),),
    ),
    Misconception(
        "bias-over-wrong-axis",
        "bias gradient summed along the wrong axis",
        "A bias gets the sum of delta over the examples, delta.sum(axis=1, keepdims=True): one number for each unit. "
        "It is not a sum of weight gradients, nor one over the units.",
        (Recipe(right._replace(bias_gradient=lambda at: at.weight_gradient.sum(axis=1, keepdims=True))),),
        Around(bias_summed_over_units, cases.as_many_examples_as_units),
    ),
    Misconception(
        "product-as-argument",
        "1 - a put into the function instead of multiplied",
        "The slope of the logistic function is a product, a * (1 - a). sigmoid(1 - sigmoid(z)) puts 1 - a into the "
        "function once more.",
        (
            Recipe(right._replace(slope=_function_of_one_minus_output), cases.some_product),
            Recipe(
                right._replace(hidden_delta=lambda at: through(at.error, _function_of_one_minus_output(at))),
                cases.hidden_product,
            ),
        ),
    ),
    Misconception(
        "layers-reversed",
        "layers in reverse order",
        "The backward pass finds the last layer's gradients first. Reverse the list before you use it: the first "
        "pair belongs to the first layer.",
        around=Around(layers_reversed, cases.fits_reversed),
    ),
    Misconception(
        "one-example-at-a-time",
        "a step after each example",
        "All examples of a batch share one gradient, at the weights before the step. Change the weights once, after "
        "the last example, and not after each.",
        around=Around(one_example_at_a_time, cases.rate_and_examples),
    ),
)

MISCONCEPTIONS = {misconception.slug: misconception for misconception in _LIST}
