"""The backward pass as a table of rules, and every well-known mistake as one rule of that table replaced.

`right` holds the rules that `backward` follows. Each entry of MISCONCEPTIONS changes one of them, and so computes
exactly the wrong numbers that a learner gets who believes it. `diagnose` runs them all and names those that give
the gradients it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .activations import Activation, softmax
from .boundary import check_cost
from .checks import as_matrix, check_rate
from .elementwise import Array, is_symbolic
from .layers import Layer, Network
from .losses import Loss, half_squared_error
from .network import LayerGradient, LayerTrace, forward

# ------------------------------------------------------------------------------------------ the rules as data


@dataclass(slots=True)
class Here:
    """What is known at one layer of the backward pass; from `slope` on, what the rules have found there so far.

    y, loss and learning_rate belong to the whole pass, the others to this layer (is_output: it is the last one).
    Shapes as in network.py; the slope is da/dz, shaped like z, or (n, n, N) for softmax.

    >>> from backprop_lib import sigmoid
    >>> z, a, y = np.array([[0.0]]), np.array([[0.5]]), np.array([[1.0, 1.0]])
    >>> Here(y, half_squared_error, None, True, np.array([[2.0]]), sigmoid, z, z, a).N
    2
    """

    y: Array
    loss: Loss
    learning_rate: Any
    is_output: bool
    W: Array
    activation: Activation
    x: Array
    z: Array
    a: Array
    slope: Any = None
    error: Any = None
    delta: Any = None
    weight_gradient: Any = None

    @property
    def N(self) -> int:
        return self.y.shape[1]


Rule = Callable[[Here], Any]


class Rules(NamedTuple):
    """The backward pass, one rule for each quantity: a function of what is known `Here`. See `right`.

    >>> Rules._fields[:3]
    ('output_error', 'paired_delta', 'slope')
    """

    output_error: Rule
    paired_delta: Rule
    slope: Rule
    output_delta: Rule
    hidden_delta: Rule
    weight_gradient: Rule
    bias_gradient: Rule
    error_below: Rule


def _through(error: Array, slope: Array) -> Array:
    """dJ/dz from dJ/da: times the slope, or times the transposed Jacobian for softmax.

    >>> _through(np.array([[2.0]]), np.array([[0.25]]))
    array([[0.5]])
    """
    return (error[:, None] * slope).sum(axis=0) if np.ndim(slope) == 3 else error * slope


right = Rules(
    output_error=lambda at: at.loss.derivative(at.a, at.y) / at.N,
    paired_delta=lambda at: (at.a - at.y) / at.N,  # at the output, for a log loss with its own activation
    slope=lambda at: at.activation.derivative(at.z, at.a),
    output_delta=lambda at: _through(at.error, at.slope),
    hidden_delta=lambda at: _through(at.error, at.slope),
    weight_gradient=lambda at: at.delta @ at.x.T,
    bias_gradient=lambda at: at.delta.sum(axis=1, keepdims=True),
    error_below=lambda at: at.W.T @ at.delta,
)


def backward_by(
    rules: Rules,
    network: Sequence[Layer],
    trace: Sequence[LayerTrace],
    y: Array,
    loss: Loss,
    learning_rate: Any = None,
) -> tuple[LayerGradient, ...]:
    """`backward` with these rules instead of its own; backward_by(right, ...) is backward. Not checked.

    Only the rule of `updated-weights` asks for the learning rate.

    >>> from backprop_lib import identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> trace = forward(network, np.array([[3.0]]))
    >>> backward_by(right, network, trace, np.array([[6.0]]), half_squared_error)[0].W
    array([[1.5]])
    """
    gradients: list[LayerGradient] = []
    above = None
    with np.errstate(all="ignore"):  # a wrong rule may well divide by 0 or overflow
        for (W, _, activation), (x, z, a) in zip(reversed(network), reversed(trace), strict=True):
            at = Here(y, loss, learning_rate, above is None, W, activation, x, z, a)
            at.slope = rules.slope(at)
            if above is None:
                at.error = rules.output_error(at)
                at.delta = rules.paired_delta(at) if loss.paired else rules.output_delta(at)
            else:
                at.error = rules.error_below(above)
                at.delta = rules.hidden_delta(at)
            at.weight_gradient = rules.weight_gradient(at)
            gradients.append(LayerGradient(at.error, at.delta, at.weight_gradient, rules.bias_gradient(at)))
            above = at
    return tuple(reversed(gradients))


# ----------------------------------------------------------------------------------------- when a recipe exists


class Case(NamedTuple):
    """What a recipe is applied to.

    >>> Case._fields
    ('network', 'x', 'y', 'loss', 'learning_rate')
    """

    network: Network
    x: Array
    y: Array
    loss: Loss
    learning_rate: Any


class Condition(NamedTuple):
    """What a case must have for a recipe to exist, in words and as a test.

    >>> several_layers.words
    'a hidden layer'
    """

    words: str
    holds: Callable[[Case], bool]


def _has_output_form(activation: Activation) -> bool:
    """Whether the derivative can be had from the output alone, as a(1 - a) can.

    >>> from backprop_lib import sigmoid, softplus
    >>> _has_output_form(sigmoid), _has_output_form(softplus)
    (True, False)
    """
    z = np.array([[-1.0], [2.0]])
    a = activation.value(z)
    return bool(np.all(activation.derivative(a, a) == activation.derivative(z, a)))


def _layers_with_slope(case: Case) -> Sequence[Layer]:
    """The layers whose derivative is used: not the last when a paired loss gives its delta at once."""
    return case.network[:-1] if case.loss.paired else case.network


def _ends_in_softmax(case: Case) -> bool:
    return case.network[-1].activation == softmax


def _is_square(layer: Layer) -> bool:
    return layer.W.shape[0] == layer.W.shape[1]


any_case = Condition("nothing", lambda case: True)
several_layers = Condition("a hidden layer", lambda case: len(case.network) > 1)
learning_rate_known = Condition(
    "a hidden layer and a learning rate", lambda case: len(case.network) > 1 and case.learning_rate is not None
)
plain_loss = Condition("a loss that is not paired with its output activation", lambda case: not case.loss.paired)
paired_loss = Condition("a log loss with its own output activation", lambda case: bool(case.loss.paired))
some_slope = Condition("a layer whose derivative is used", lambda case: len(_layers_with_slope(case)) > 0)
some_output_form = Condition(
    "a layer whose derivative can be written in terms of its output",
    lambda case: any(_has_output_form(layer.activation) for layer in _layers_with_slope(case)),
)
hidden_output_form = Condition(
    "a hidden layer whose derivative can be written in terms of its output",
    lambda case: any(_has_output_form(layer.activation) for layer in case.network[:-1]),
)
square_above = Condition(
    "a hidden layer, and square weight matrices above the first layer",
    lambda case: len(case.network) > 1 and all(_is_square(layer) for layer in case.network[1:]),
)
all_square = Condition("square weight matrices in every layer", lambda case: all(map(_is_square, case.network)))
some_fork = Condition(
    "a hidden layer that feeds several units", lambda case: any(len(layer.W) > 1 for layer in case.network[1:])
)
plain_and_hidden = Condition(
    "a hidden layer and a loss that is not paired", lambda case: len(case.network) > 1 and not case.loss.paired
)
the_half = Condition("half_squared_error", lambda case: case.loss == half_squared_error)
several_outputs = Condition("several output units", lambda case: len(case.y) > 1)
several_examples = Condition("a batch of several examples", lambda case: case.y.shape[1] > 1)
softmax_paired = Condition("softmax with cross-entropy", lambda case: bool(case.loss.paired) and _ends_in_softmax(case))
softmax_slope = Condition(
    "a softmax layer whose derivative is used",
    lambda case: any(layer.activation == softmax for layer in _layers_with_slope(case)),
)

# ------------------------------------------------------------------------------------------ the misconceptions


class Recipe(NamedTuple):
    """`right` with one idea replaced, and the condition under which that can be done at all.

    >>> Recipe(right, any_case).needs.words
    'nothing'
    """

    rules: Rules
    needs: Condition = any_case


class Misconception(NamedTuple):
    """A way to get backpropagation wrong: a fixed slug, a name, a hint, and the recipes for its wrong numbers.

    The first recipe is the mistake as it is usually made; any others are the same mistake worked out in another
    way. A misconception without a recipe is one of words, which no gradient shows.

    >>> MISCONCEPTIONS["sign"].name
    'sign reversed'
    """

    slug: str
    name: str
    hint: str
    recipes: tuple[Recipe, ...] = ()


def _scaled(change: Callable[[Any, Here], Any]) -> Rules:
    """The rules for a cost that differs from J by a factor: whatever enters at the output is changed by it."""
    return right._replace(
        output_error=lambda at: change(right.output_error(at), at),
        paired_delta=lambda at: change(right.paired_delta(at), at),
    )


def _diagonal(slope: Array) -> Array:
    """Of softmax's Jacobians (n, n, N) only da_j/dz_j, as (n, N); the slope of any other activation as it is.

    >>> _diagonal(np.array([[[0.2], [-0.2]], [[-0.2], [0.2]]])).tolist()
    [[0.2], [0.2]]
    """
    return slope.diagonal().T if np.ndim(slope) == 3 else slope


def _slope_at_activation(at: Here) -> Array:
    return at.activation.derivative(at.a)


def _output_form_at_net_input(at: Here) -> Array:
    return at.activation.derivative(at.z, at.z)


def _error_by_shares(at: Here) -> Array:
    shared = at.delta if at.is_output and at.loss.paired else at.error
    return (at.W / at.W.sum(axis=1, keepdims=True)).T @ shared


_LIST = (
    Misconception(
        "updated-weights",
        "updated weights used",
        "Send the error back through the weights that the forward pass used. Compute all gradients first, "
        "and only then change the weights.",
        (
            Recipe(
                right._replace(
                    error_below=lambda at: (at.W - at.learning_rate * at.weight_gradient).T @ at.delta,
                ),
                learning_rate_known,
            ),
        ),
    ),
    Misconception(
        "hidden-derivative-missing",
        "hidden derivative missing",
        "This is the slope at the unit's output, the error. To get from there to its net input, multiply by the slope "
        "of its activation.",
        (Recipe(right._replace(hidden_delta=lambda at: at.error), several_layers),),
    ),
    Misconception(
        "output-derivative-missing",
        "output derivative missing",
        "Output minus target is the slope at the output. To get from there to the net input, multiply by the slope of "
        "the activation; it drops out only for a log loss with its own activation.",
        (Recipe(right._replace(output_delta=lambda at: at.error), plain_loss),),
    ),
    Misconception(
        "derivative-at-activation",
        "derivative taken at the activation",
        "The slope is taken at the net input z. With the output a it is a(1 - a) for the logistic function and "
        "1 - a^2 for tanh; putting a through the function once more is once too often.",
        (
            Recipe(right._replace(slope=_slope_at_activation), some_slope),
            Recipe(
                right._replace(hidden_delta=lambda at: _through(at.error, _slope_at_activation(at))), several_layers
            ),
        ),
    ),
    Misconception(
        "output-form-at-net-input",
        "the output form applied to the net input",
        "a(1 - a) is the logistic's slope written in terms of its output a, as 1 - a^2 is for tanh. Put the output a "
        "into it, not the net input z.",
        (
            Recipe(right._replace(slope=_output_form_at_net_input), some_output_form),
            Recipe(
                right._replace(hidden_delta=lambda at: _through(at.error, _output_form_at_net_input(at))),
                hidden_output_form,
            ),
        ),
    ),
    Misconception(
        "transpose-missing",
        "transpose missing",
        "Row j of W holds the weights into unit j. A hidden unit i sums over the units it feeds, that is down "
        "column i: W.T @ delta.",
        (Recipe(right._replace(error_below=lambda at: at.W @ at.delta), square_above),),
    ),
    Misconception(
        "downstream-sum-missing",
        "no sum over downstream units",
        "A hidden unit acts on the cost through every unit that it feeds: add up all of their contributions, not "
        "only the first.",
        (Recipe(right._replace(error_below=lambda at: at.W[:1].T @ at.delta[:1]), several_layers),),
    ),
    Misconception(
        "sign",
        "sign reversed",
        "The difference is output minus target. Target minus output turns the gradient round, and a step against it "
        "climbs the cost.",
        (Recipe(_scaled(lambda value, at: -value)),),
    ),
    Misconception(
        "half-forgotten",
        "the 1/2 forgotten",
        "The loss is half the square, so its derivative is the difference itself, and not twice that.",
        (Recipe(_scaled(lambda value, at: 2 * value), the_half),),
    ),
    Misconception(
        "mean-over-outputs",
        "mean over outputs instead of sum",
        "The loss of an example is the sum over its output units. Only examples are averaged.",
        (Recipe(_scaled(lambda value, at: value / len(at.a)), several_outputs),),
    ),
    Misconception(
        "error-shared-by-weights",
        "error shared out by normalised weights",
        "The error is not an amount to be divided among the units below. A hidden unit gets each delta above it "
        "times the weight between them as it stands, and delta contains the derivative of that unit.",
        (
            Recipe(right._replace(error_below=_error_by_shares), several_layers),
            Recipe(right._replace(error_below=_error_by_shares, output_delta=lambda at: at.error), plain_and_hidden),
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
            Recipe(right._replace(weight_gradient=lambda at: at.delta @ at.x.T * at.N), several_examples),
            Recipe(
                right._replace(bias_gradient=lambda at: at.delta.sum(axis=1, keepdims=True) / at.N), several_examples
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
                paired_loss,
            ),
            Recipe(
                right._replace(paired_delta=lambda at: _through(right.paired_delta(at), at.slope)),
                softmax_paired,
            ),
        ),
    ),
    Misconception(
        "softmax-jacobian-diagonal",
        "softmax Jacobian taken as diagonal",
        "Each softmax output depends on every net input of its layer: besides a_j(1 - a_j) there are the terms "
        "-a_j a_k.",
        (
            Recipe(right._replace(slope=lambda at: _diagonal(right.slope(at))), softmax_slope),
            Recipe(right._replace(paired_delta=lambda at: at.error * _diagonal(at.slope)), softmax_paired),
        ),
    ),
    Misconception(
        "assign-instead-of-add",
        "= where += is needed at a fork",
        "A value that is used in several places gets a contribution from each. Add them up; with = only the last "
        "one survives.",
        (Recipe(right._replace(error_below=lambda at: at.W[-1:].T @ at.delta[-1:]), some_fork),),
    ),
    Misconception(
        "derivative-of-exp",
        "derivative of exp(x) taken to be x",
        "exp is its own derivative: d exp(x)/dx = exp(x), which the forward pass has already computed.",
    ),
    Misconception(
        "indices-swapped",
        "weight indices swapped",
        "W[j, i] leads from unit i below to unit j above, so dJ/dW[j, i] is delta_j times x_i: delta @ x.T, not its "
        "transpose.",
        (Recipe(right._replace(weight_gradient=lambda at: at.x @ at.delta.T), all_square),),
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
        (Recipe(_scaled(lambda value, at: value * at.N), several_examples),),
    ),
)

MISCONCEPTIONS = {misconception.slug: misconception for misconception in _LIST}

# ---------------------------------------------------------------------------------------------------- diagnosis


class Verdict(NamedTuple):
    """What was found out about an answer.

    `correct`: it is right. `misconceptions`: the slugs of all mistakes that give exactly this answer. A right
    answer can have some too: mistakes that make no difference on this case. `first_off`: where a wrong answer
    first departs from the right one, in the order in which the quantities are computed.

    An exercise may add: in `misconceptions` also a slip of its own, as a sentence; `remark`: what else there is to
    say, or why the answer cannot be judged; `points`: how much of the answer is right, from 0 to 1; `gives`: what it is
    that the mistakes give, if it is not the whole answer; with "" they are only listed.

    print(verdict) says it in words, and a notebook shows them.

    >>> print(Verdict(True, ()))
    Right.
    >>> print(Verdict(False, ("sign",)))
    Not right yet. This mistake gives exactly this answer:
    - sign reversed. The difference is output minus target. Target minus output turns the gradient round, and a step \
against it climbs the cost.
    """

    correct: bool
    misconceptions: tuple[str, ...]
    first_off: str = ""
    remark: str = ""
    points: float = 0.0
    gives: str = "this answer"

    def __bool__(self) -> bool:
        return self.correct

    def __str__(self) -> str:
        said = (f"{m.name}. {m.hint}" if m else slip for slip, m in self._found())
        return "\n".join([self._opening(), *(f"- {words}" for words in said), *self._closing()])

    def _repr_markdown_(self) -> str:
        said = (f"**{m.name}** (`{m.slug}`). {m.hint}" if m else slip for slip, m in self._found())
        return "\n".join([self._opening(), "", *(f"- {words}" for words in said), "", *self._closing()])

    def _found(self) -> list[tuple[str, Misconception | None]]:
        return [(found, MISCONCEPTIONS.get(found)) for found in self.misconceptions]

    def _opening(self) -> str:
        return " ".join(filter(None, [self._judgement(), "" if self.misconceptions else self.remark]))

    def _closing(self) -> list[str]:
        """The remark, if a list of mistakes stands before it."""
        return [self.remark] if self.misconceptions and self.remark else []

    def _judgement(self) -> str:
        match self.correct, len(self.misconceptions):
            case True, 0:
                return "Right."
            case True, _:
                return "Right. But on this case any of these mistakes gives the same:"
            case False, 1:
                return f"Not right yet. This mistake gives exactly {self.gives}:" if self.gives else "Not right yet:"
            case False, 0 if self.remark:
                return ""
            case False, 0:
                where = f" The first number that is off is in {self.first_off}." if self.first_off else ""
                return f"Not right yet, and no mistake that we know gives exactly these numbers.{where}"
        return f"Not right yet. Each of these mistakes gives exactly {self.gives}; the case cannot tell which:"


def wrong_gradients(
    slug: str, network: Network, x: Any, y: Any, loss: Loss | str, learning_rate: Any = None
) -> tuple[LayerGradient, ...]:
    """The gradients that somebody with this misconception computes, shaped like those of `backward`.

    They can be given to `descend`, to see how far one gets with them. Only updated-weights needs learning_rate.
    Raises ValueError, in words, for an unknown slug, or one that this case has no recipe for.

    >>> from backprop_lib import identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> wrong_gradients("sign", network, [[3.0]], [[6.0]], "half_squared_error")[0].W
    array([[-1.5]])
    """
    if slug not in MISCONCEPTIONS:
        raise ValueError(f"There is no misconception {slug!r}; expected one of {', '.join(MISCONCEPTIONS)}.")
    case = _check_case(network, x, y, loss, learning_rate)
    recipes = MISCONCEPTIONS[slug].recipes
    if not recipes:
        raise ValueError(f"{slug} is a misconception of words: it has no gradients of its own.")
    for recipe in recipes:
        if recipe.needs.holds(case):
            return _run(recipe.rules, case)
    needs = ", or ".join(dict.fromkeys(recipe.needs.words for recipe in recipes))
    raise ValueError(f"{slug} does not exist for this case; it needs {needs}.")


def diagnose(
    network: Network, x: Any, y: Any, loss: Loss | str, gradients: Sequence, learning_rate: Any = None
) -> Verdict:
    """Are these the gradients of the cost, and if not, which mistakes give exactly them?

    gradients: anyone's, one per layer: a pair (W, b), or anything with .W and .b such as `backward` returns, shaped
    like the layer's parameters. Only a known learning_rate lets updated-weights be recognised.

    "Exactly" leaves room for rounding alone: a number may be off by 1e-9 of the largest in its array, plus 1e-13
    of the largest of all (for arrays that should be 0). So compare in float64, not float32.

    Raises TypeError or ValueError, in words, for a case or gradients that do not fit the network.

    >>> from backprop_lib import backward
    >>> network = Network.random((2, 2, 2), "sigmoid", rng=0)
    >>> case = [[0.05], [0.1]], [[0.01], [0.99]], "half_squared_error"
    >>> diagnose(network, *case, wrong_gradients("transpose-missing", network, *case)).misconceptions
    ('transpose-missing',)
    """
    case = _check_case(network, x, y, loss, learning_rate)
    if is_symbolic(case.x) or any(is_symbolic(layer.W) or is_symbolic(layer.b) for layer in case.network):
        raise TypeError("diagnose compares numbers; this network or its input is made of symbols.")
    given = _check_gradients(case.network, gradients)
    wanted = _run(right, case)
    correct = _same(given, wanted)
    # A further recipe of a misconception is of interest only where it is a mistake: a right answer that it gives
    # says nothing about the mistake as it is usually made.
    found = tuple(
        misconception.slug
        for misconception in MISCONCEPTIONS.values()
        if any(
            recipe.needs.holds(case) and _same(given, _run(recipe.rules, case))
            for recipe in misconception.recipes[: 1 if correct else None]
        )
    )
    return Verdict(correct, found, _first_off(given, wanted))


def _run(rules: Rules, case: Case) -> tuple[LayerGradient, ...]:
    network, x, y, loss, learning_rate = case
    return backward_by(rules, network, forward(network, x), y, loss, learning_rate)


def _differences(given: Sequence, wanted: Sequence[LayerGradient]) -> list[tuple[str, bool]]:
    """For each gradient, in the order of the backward pass, its name and whether the given one differs."""
    largest = max(np.abs(part).max() for gradient in wanted for part in (gradient.W, gradient.b))
    found = []
    for number, ours, (W, b) in zip(range(len(wanted), 0, -1), reversed(wanted), reversed(given), strict=True):
        for name, want, have in (("W", ours.W, W), ("b", ours.b, b)):
            allowed = 1e-9 * np.abs(want).max() + 1e-13 * largest
            found.append((f"{name} of layer {number}", not np.all(np.abs(have - want) <= allowed)))
    return found


def _same(given: Sequence, wanted: Sequence[LayerGradient]) -> bool:
    return _is_finite(wanted) and not any(differs for _, differs in _differences(given, wanted))


def _is_finite(gradients: Sequence[LayerGradient]) -> bool:
    """A wrong rule may overflow, and with an infinity for a yardstick everything would look the same."""
    return all(np.isfinite(part).all() for gradient in gradients for part in (gradient.W, gradient.b))


def _first_off(given: Sequence, wanted: Sequence[LayerGradient]) -> str:
    return next((name for name, differs in _differences(given, wanted) if differs), "")


# ------------------------------------------------------------------------ what may come in, checked in words


def _check_case(network: Network, x: Any, y: Any, loss: Loss | str, learning_rate: Any) -> Case:
    rate = None if learning_rate is None else check_rate("learning_rate", learning_rate)
    network, x, y, known_loss = check_cost(network, x, y, loss)
    return Case(network, x, y, known_loss, rate)


def _check_gradients(network: Network, gradients: Any) -> list[tuple[Array, Array]]:
    if isinstance(gradients, str | dict) or not hasattr(gradients, "__len__") or not hasattr(gradients, "__iter__"):
        raise TypeError(f"gradients is a {type(gradients).__name__}; expected one pair (W, b) for each layer.")
    if len(gradients) != len(network):
        raise ValueError(
            f"{len(gradients)} gradients for {len(network)} layers; expected one pair (W, b) for each layer."
        )
    return [
        _check_gradient(number, layer, gradient)
        for number, (layer, gradient) in enumerate(zip(network, gradients, strict=True), 1)
    ]


def _check_gradient(number: int, layer: Layer, gradient: Any) -> tuple[Array, Array]:
    if hasattr(gradient, "W") and hasattr(gradient, "b"):
        gradient = (gradient.W, gradient.b)
    if not isinstance(gradient, tuple | list) or len(gradient) != 2:
        raise TypeError(f"The gradient of layer {number} is {gradient!r}; expected a pair (W, b).")
    W, b = gradient
    return _check_part(f"W of layer {number}", W, layer.W.shape), _check_part(f"b of layer {number}", b, layer.b.shape)


def _check_part(name: str, given: Any, shape: tuple[int, ...]) -> Array:
    name = f"The gradient with respect to {name}"
    expected = f"expected {shape}, the shape of the parameter"
    array = as_matrix(name, given, expected)
    if is_symbolic(array):
        raise TypeError(f"{name} is made of symbols or objects; expected numbers.")
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; {expected}.")
    return array
