"""From a mistake to its wrong gradients, and back: `diagnose` names all recipes that give what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike

from ..boundary import backward, check_finite_cost
from ..checks import as_matrix, as_slopes, check_rate
from ..elementwise import Array, is_symbolic
from ..layers import Layer, Network
from ..losses import Loss
from ..network import LayerGradient, forward
from .cases import Case
from .judging import Judge, Pairs, room_of
from .rules import Rules, backward_by
from .search import Search
from .table import MISCONCEPTIONS
from .verdict import Verdict

__all__ = ["diagnose", "wrong_gradients"]


def wrong_gradients(
    slug: str, network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, learning_rate: Any = None
) -> tuple[LayerGradient, ...]:
    """The gradients that somebody with this misconception computes, shaped like those of `backward`.

    They can be given to `descend`, to see how far one gets with them. Only updated-weights and
    one-example-at-a-time need learning_rate.
    Raises ValueError, in words, for an unknown slug, or one that this case has no recipe for.

    >>> from backprop_lib import identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> wrong_gradients("sign", network, [[3.0]], [[6.0]], "half_squared_error")[0].W
    array([[-1.5]])
    """
    if not isinstance(slug, str) or slug not in MISCONCEPTIONS:
        raise ValueError(f"There is no misconception {slug!r}; expected one of {', '.join(MISCONCEPTIONS)}.")
    case = _check_case(network, x, y, loss, learning_rate)
    *_, recipes, around = MISCONCEPTIONS[slug]
    if not recipes and around is None:
        raise ValueError(f"{slug} is a misconception of words: it has no gradients of its own.")
    for recipe in recipes:
        if recipe.needs.holds(case):
            return _run(recipe.rules, case)
    if around and around.needs.holds(case):
        return around.gradients(case)
    conditions = [*(recipe.needs for recipe in recipes), *([around.needs] if around else [])]
    needs = ", or ".join(dict.fromkeys(condition.words for condition in conditions))
    raise ValueError(f"{slug} does not exist for this case; it needs {needs}.")


def diagnose(
    network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, gradients: Sequence[Any], learning_rate: Any = None
) -> Verdict:
    """Are these the gradients of the cost, and if not, which mistakes give exactly them?

    gradients: anyone's, one per layer: a pair (W, b), or anything with .W and .b such as `backward` returns, shaped
    like the layer's parameters. Only with a known learning_rate can updated-weights and one-example-at-a-time be told.

    A single mistake is looked for first: everywhere, then in some of the arrays only. Then a common factor, then two
    mistakes at once, then one besides another slope at a kink, then each layer alone, from the last to the first, on
    the deltas that these gradients imply, which they do for no more examples than a layer has inputs and one.
    How much room there is for rounding is said in judging.py: single precision and measured slopes are right.

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
    search = Search(case, given, Judge(case, given, room_of(gradients)))
    if search.judge.right:
        return Verdict(True, search.without_effect())
    ways = (
        *(search.rounded, search.parameters, search.at_the_kink, search.one_mistake, search.in_some_arrays),
        *(search.one_factor, search.two_mistakes, search.besides_the_kink, search.layer_by_layer),
    )
    found = next((verdict for way in ways if (verdict := way()) is not None), Verdict(False, ()))
    return found._replace(first_off=next(name for name, off in search.judge.off.items() if off))


def _run(rules: Rules, case: Case) -> tuple[LayerGradient, ...]:
    network, x, y, loss, learning_rate = case
    return backward_by(rules, network, forward(network, x), y, loss, learning_rate)


# ------------------------------------------------------------------------ what may come in, checked in words


def _check_case(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, learning_rate: Any) -> Case:
    rate = None if learning_rate is None else check_rate("learning_rate", learning_rate)
    network, x, y, known_loss = check_finite_cost(network, x, y, loss)
    backward(network, forward(network, x), y, known_loss)  # which says so if the right ones overflow
    return Case(network, x, y, known_loss, rate)


def _check_gradients(network: Network, gradients: Any) -> Pairs:
    pairs = as_slopes("gradients", gradients)
    if len(pairs) != len(network):
        raise ValueError(f"{len(pairs)} gradients for {len(network)} layers; expected one pair (W, b) for each layer.")
    return [_check_gradient(number, *both) for number, both in enumerate(zip(network, pairs, strict=True), 1)]


def _check_gradient(number: int, layer: Layer, gradient: Any) -> tuple[Array, Array]:
    W, b = gradient
    return _check_part(f"W of layer {number}", W, layer.W.shape), _check_part(f"b of layer {number}", b, layer.b.shape)


def _check_part(name: str, given: Any, shape: tuple[int, ...]) -> Array:
    name = f"The gradient with respect to {name}"
    expected = f"expected {shape}, the shape of the parameter"
    array = as_matrix(name, given, expected, *shape)
    if is_symbolic(array):
        raise TypeError(f"{name} is made of symbols or objects; expected numbers.")
    if array.dtype.kind == "c" and array.imag.any():
        raise TypeError(f"{name} holds complex numbers; expected real ones.")
    return array.real
