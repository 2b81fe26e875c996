"""Every well-known mistake as data: what was done, what to say about it, and the rules that give its wrong numbers.

A recipe replaces those rules of `right` that the mistake touches. Mostly that is one. It is two for a factor that slips
in at the output, since a paired log loss gets its delta by a rule of its own, and where the slope is forgotten as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from ..elementwise import Array
from . import cases
from .around import Around, bias_summed_over_units, layers_reversed, one_example_at_a_time
from .rules import AtLayer, Rules, right, through


class Recipe(NamedTuple):
    """`right` with some rules replaced, and the condition under which that can be done at all.

    `lines` has, by rule, the line of `backward` as whoever makes the mistake writes it; a recipe that never comes first
    in any case needs none. `factor`, for a mistake that only multiplies whatever enters at the output, is that factor.
    """

    rules: Rules
    needs: cases.Condition = cases.any_case
    lines: Mapping[str, str] = MappingProxyType({})
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
    """A way to get backpropagation wrong: slug, name, what was done, a hint, and the recipes for its wrong numbers.

    `done` says what was used and what is meant, for a mistake that is shown; the hint is for somebody who made it.
    A mistake that is made around the backward pass, and not in a rule, has `around` in place of recipes (around.py).
    The first recipe is the mistake as it is usually made; any others are the same mistake worked out in another
    way. A misconception without a recipe is one of words, which no gradient shows.
    """

    slug: str
    name: str
    done: str
    hint: str
    recipes: tuple[Recipe, ...] = ()
    around: Around | None = None

    @property
    def title(self) -> str:
        """The name as a sentence begins with it."""
        return self.name[0].upper() + self.name[1:]


def _scaled(factor: Callable[[AtLayer], Any], rules: Rules = right) -> Rules:
    """The rules for a cost that differs from J by a factor: whatever enters at the output is multiplied by it."""
    return rules._replace(
        output_error=lambda at: factor(at) * rules.output_error(at),
        paired_delta=lambda at: factor(at) * rules.paired_delta(at),
    )


def _factor(factor: Callable[[AtLayer], Any], error: str, delta: str, needs: cases.Condition) -> Recipe:
    """error, delta: the two lines at which the cost enters."""
    return Recipe(_scaled(factor), needs, {"output_error": error, "paired_delta": delta}, factor)


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


_SHARES = "(layer.W / layer.W.sum(axis=1, keepdims=True))"


def _error_by_shares(at: AtLayer) -> Array:
    shared = at.delta if at.is_output and at.loss.paired else at.error
    return (at.weights / at.weights.sum(axis=1, keepdims=True)).T @ shared


_LIST = (
    Misconception(
        "updated-weights",
        "updated weights used",
        "The new weights are used on the way back, where the old ones are meant.",
        "Send the error back through the weights that the forward pass used. Compute all gradients first, "
        "and only then change the weights.",
        (
            Recipe(
                right._replace(weights=lambda at: at.W - at.learning_rate * at.weight_gradient),
                cases.learning_rate_known,
                {"weights": "error = (layer.W - learning_rate * dW).T @ delta"},
            ),
        ),
    ),
    Misconception(
        "hidden-derivative-missing",
        "hidden derivative missing",
        "In a hidden layer the error itself is used as delta, where error times slope is meant.",
        "This is the slope at the unit's output, the error. To get from there to its net input, multiply by the slope "
        "of its activation.",
        (
            Recipe(
                right._replace(hidden_delta=lambda at: at.error),
                cases.several_layers,
                {"hidden_delta": "delta = error"},
            ),
        ),
    ),
    Misconception(
        "output-derivative-missing",
        "output derivative missing",
        "At the output the error itself is used as delta, where error times slope is meant.",
        "Output minus target is the slope at the output. To get from there to the net input, multiply by the slope of "
        "the activation. It drops out only for the cross-entropies of the chapter on classification.",
        (
            Recipe(
                right._replace(output_delta=lambda at: at.error), cases.plain_loss, {"output_delta": "delta = error"}
            ),
        ),
    ),
    Misconception(
        "derivative-at-activation",
        "derivative taken at the activation",
        "The slope at the output a is used, where the slope at the net input z is meant.",
        "The slope is taken at the net input. Written with the output it is the output times 1 minus the output for "
        "the logistic function, and 1 minus the square of the output for tanh; putting the output through the function "
        "once more is once too often.",
        (
            Recipe(
                right._replace(slope=_slope_at_activation),
                cases.some_slope,
                {"slope": "delta = error * layer.activation.derivative(a)"},
            ),
            Recipe(
                right._replace(hidden_delta=lambda at: through(at.error, _slope_at_activation(at))),
                cases.several_layers,
            ),
        ),
    ),
    Misconception(
        "output-form-at-net-input",
        "the output form applied to the net input",
        "z is put into the form for the output, where a is meant: a(1 - a) for the logistic function.",
        "The slope of the logistic function is the output times 1 minus the output; that of tanh is 1 minus the square "
        "of the output. Put the output into it, not the net input.",
        (
            Recipe(
                right._replace(slope=_output_form_at_net_input),
                cases.some_output_form,
                {"slope": "delta = layer.activation.delta(error, z, z)"},
            ),
            Recipe(
                right._replace(hidden_delta=lambda at: through(at.error, _output_form_at_net_input(at))),
                cases.hidden_output_form,
            ),
        ),
    ),
    Misconception(
        "transpose-missing",
        "transpose missing",
        "W @ delta is used, where W.T @ delta is meant.",
        "Row j of W holds the weights into unit j. A hidden unit i sums over the units it feeds, that is down "
        "column i: W.T @ delta.",
        (
            Recipe(
                right._replace(error_below=lambda at: at.weights @ at.delta),
                cases.square_above,
                {"error_below": "error = layer.W @ delta"},
            ),
        ),
    ),
    Misconception(
        "downstream-sum-missing",
        "no sum over downstream units",
        "Only the first unit of the next layer is used, where the sum over all of them is meant.",
        "A hidden unit acts on the cost through every unit that it feeds: add up all of their contributions, not "
        "only the first.",
        (
            Recipe(
                right._replace(error_below=lambda at: at.weights[:1].T @ at.delta[:1]),
                cases.several_layers,
                {"error_below": "error = layer.W[:1].T @ delta[:1]"},
            ),
        ),
    ),
    Misconception(
        "sign",
        "sign reversed",
        "Target minus output is used, where output minus target is meant.",
        "The difference is output minus target. Target minus output reverses the gradient, and a step against it "
        "climbs the cost.",
        (
            _factor(
                lambda at: -1, "error = -loss.derivative(trace[-1].a, y) / N", "delta = (y - a) / N", cases.any_case
            ),
        ),
    ),
    Misconception(
        "half-forgotten",
        "the 1/2 forgotten",
        "Twice the difference is used, where the difference itself is meant.",
        "The loss is half the square, so its derivative is the difference itself, and not twice that.",
        (
            _factor(
                lambda at: 2,
                "error = 2 * loss.derivative(trace[-1].a, y) / N",
                "delta = 2 * (a - y) / N",
                cases.the_half,
            ),
        ),
    ),
    Misconception(
        "mean-over-outputs",
        "mean over outputs instead of sum",
        "The mean over the outputs is used, where their sum is meant.",
        "The loss of an example is the sum over its output units. Only examples are averaged.",
        (
            _factor(
                lambda at: 1 / len(at.a),
                "error = loss.derivative(trace[-1].a, y) / N / len(y)",
                "delta = (a - y) / N / len(y)",
                cases.several_outputs,
            ),
        ),
    ),
    Misconception(
        "error-shared-by-weights",
        "error shared out by normalised weights",
        "The error is shared out in proportion to the weights, where delta times each weight is meant.",
        "The error is not an amount to be divided among the earlier units. A hidden unit gets each later delta "
        "times the weight between them, unchanged, and delta contains the derivative of the later unit.",
        (
            Recipe(
                right._replace(error_below=_error_by_shares),
                cases.plain_and_hidden,
                {"error_below": f"error = {_SHARES}.T @ error"},
            ),
            Recipe(
                right._replace(error_below=_error_by_shares),
                cases.paired_and_hidden,
                {"error_below": f"error = {_SHARES}.T @ (error if gradients[1:] else delta)"},
            ),
            Recipe(
                right._replace(error_below=_error_by_shares, output_delta=lambda at: at.error), cases.plain_and_hidden
            ),
        ),
    ),
    Misconception(
        "bias-never-updated",
        "bias gradient taken to be zero",
        "0 is used as the gradient of each bias, where the sum of delta is meant.",
        "A bias is a weight whose input is always 1, so its gradient is delta, summed over the examples. It is not "
        "0, even where b is 0.",
        (
            Recipe(
                right._replace(bias_gradient=lambda at: at.delta.sum(axis=1, keepdims=True) * 0),
                lines={"bias_gradient": "db = delta.sum(axis=1, keepdims=True) * 0"},
            ),
        ),
    ),
    Misconception(
        "bias-averaged-weights-summed",
        "bias gradient averaged, weight gradient summed",
        "The mean over the examples is used for biases and the sum for weights, where the same is meant for both.",
        "Weights and biases belong to the same cost. Divide by N once, in delta; then sum over the examples for both.",
        (
            Recipe(
                right._replace(weight_gradient=lambda at: at.delta @ at.x.T * at.N),
                cases.several_examples,
                {"weight_gradient": "dW = delta @ x.T * N"},
            ),
            Recipe(
                right._replace(bias_gradient=lambda at: at.delta.sum(axis=1, keepdims=True) / at.N),
                cases.several_examples,
            ),
        ),
    ),
    Misconception(
        "derivative-kept-with-cross-entropy",
        "derivative kept with cross-entropy",
        "The difference times the slope is used as delta, where the difference alone is meant.",
        "With a log loss and its own activation, the slope of the activation cancels on the way to the net input. Do "
        "not multiply by it once more.",
        (
            Recipe(
                right._replace(paired_delta=lambda at: right.paired_delta(at) * _diagonal(at.slope)),
                cases.paired_loss,
                {"paired_delta": "delta = (a - y) / N * a * (1 - a)"},
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
        "Only the terms a_j(1 - a_j) are used, where the terms -a_j a_k are meant as well.",
        "Each softmax output depends on every net input of its layer: besides a_j(1 - a_j) there are the terms "
        "-a_j a_k.",
        (
            Recipe(
                right._replace(slope=lambda at: _diagonal(right.slope(at))),
                cases.softmax_slope,
                {"slope": "delta = error * a * (1 - a)"},
            ),
            Recipe(
                right._replace(paired_delta=lambda at: right.output_error(at) * _diagonal(at.slope)),
                cases.softmax_paired,
                {"paired_delta": "delta = error * a * (1 - a)"},
            ),
        ),
    ),
    Misconception(
        "assign-instead-of-add",
        "assigned at a fork, where it has to be added",
        "= is used at a fork, which keeps the last contribution only, where += is meant.",
        "A value that is used in several places gets a contribution from each. Add them up; with = only the last "
        "one survives.",
        (
            Recipe(
                right._replace(error_below=lambda at: at.weights[-1:].T @ at.delta[-1:]),
                cases.some_fork,
                {"error_below": "error = layer.W[-1:].T @ delta[-1:]"},
            ),
        ),
    ),
    Misconception(
        "derivative-of-exp",
        "derivative of exp(x) taken to be x",
        "x is used as the derivative of exp(x), where exp(x) is meant.",
        "exp is its own derivative: d exp(x)/dx = exp(x), which the forward pass has already computed.",
    ),
    Misconception(
        "indices-swapped",
        "weight indices swapped",
        "x @ delta.T is used, where delta @ x.T is meant.",
        "W[j, i] goes from unit i to unit j of the next layer, so dJ/dW[j, i] is delta_j times x_i: delta @ x.T, not "
        "its transpose.",
        (
            Recipe(
                right._replace(weight_gradient=lambda at: at.x @ at.delta.T),
                cases.all_square,
                {"weight_gradient": "dW = x @ delta.T"},
            ),
        ),
    ),
    Misconception(
        "zero-initialisation-equal-loss",
        "zero initialisation blamed on an equal loss",
        "An equal loss is given as the reason, where equal gradients are meant.",
        "It fails because the gradients are equal: units that start alike get the same gradient, and stay twins.",
    ),
    Misconception(
        "backpropagation-is-descent",
        "backpropagation taken for gradient descent",
        "Backpropagation is named as what changes the weights, where gradient descent is meant.",
        "Backpropagation computes the gradient and changes nothing. Gradient descent uses it, as other methods may.",
    ),
    Misconception(
        "sum-over-examples",
        "sum over examples instead of mean",
        "The sum over the examples is used, where their mean is meant.",
        "J is the mean of the losses of a batch: divide by N, once.",
        (_factor(lambda at: at.N, "error = loss.derivative(trace[-1].a, y)", "delta = a - y", cases.several_examples),),
    ),
    Misconception(
        "bias-over-wrong-axis",
        "bias gradient summed along the wrong axis",
        "A sum along the wrong axis is used for a bias, where delta.sum(axis=1) is meant.",
        "A bias gets the sum of delta over the examples, delta.sum(axis=1, keepdims=True): one number for each unit. "
        "It is not a sum of weight gradients, nor one over the units.",
        (
            Recipe(
                right._replace(bias_gradient=lambda at: at.weight_gradient.sum(axis=1, keepdims=True)),
                lines={"bias_gradient": "db = dW.sum(axis=1, keepdims=True)"},
            ),
        ),
        Around(bias_summed_over_units, cases.as_many_examples_as_units),
    ),
    Misconception(
        "product-as-argument",
        "1 - a put into the function instead of multiplied",
        "1 - a is put into the function, where a product is meant: a(1 - a) for the logistic function.",
        "The slope of the logistic function is a product, a * (1 - a). sigmoid(1 - sigmoid(z)) puts 1 - a into the "
        "function once more.",
        (
            Recipe(
                right._replace(slope=_function_of_one_minus_output),
                cases.some_product,
                {"slope": "delta = error * layer.activation.value(1 - a)"},
            ),
            Recipe(
                right._replace(hidden_delta=lambda at: through(at.error, _function_of_one_minus_output(at))),
                cases.hidden_product,
            ),
        ),
    ),
    Misconception(
        "layers-reversed",
        "layers in reverse order",
        "The gradients are used with the last layer first, where the first layer first is meant.",
        "The backward pass finds the last layer's gradients first. Reverse the list before you use it: the first "
        "pair belongs to the first layer.",
        around=Around(layers_reversed, cases.fits_reversed),
    ),
    Misconception(
        "one-example-at-a-time",
        "a step after each example",
        "The weights are changed after each example, where once after the last is meant.",
        "All examples of a batch share one gradient, at the weights before the step. Change the weights once, after "
        "the last example, and not after each.",
        around=Around(one_example_at_a_time, cases.rate_and_examples),
    ),
)

MISCONCEPTIONS = {misconception.slug: misconception for misconception in _LIST}
