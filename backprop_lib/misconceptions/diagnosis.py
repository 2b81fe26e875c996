"""From a mistake to its wrong gradients, and back: `diagnose` names all recipes that give what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..boundary import check_cost
from ..checks import as_matrix, check_rate
from ..elementwise import Array, is_symbolic
from ..layers import Layer, Network
from ..losses import Loss
from ..network import LayerGradient, forward
from .cases import Case
from .rules import Rules, backward_by, right
from .table import MISCONCEPTIONS
from .verdict import Verdict

Pairs = Sequence[tuple[Array, Array]]  # (W, b) for each layer


def wrong_gradients(
    slug: str, network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, learning_rate: Any = None
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
    network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, gradients: Sequence[Any], learning_rate: Any = None
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


def _differences(given: Pairs, wanted: Sequence[LayerGradient]) -> list[tuple[str, bool]]:
    """For each gradient, in the order of the backward pass, its name and whether the given one differs."""
    largest = max(np.abs(part).max() for gradient in wanted for part in (gradient.W, gradient.b))
    found = []
    for number, ours, (W, b) in zip(range(len(wanted), 0, -1), reversed(wanted), reversed(given), strict=True):
        for name, want, have in (("W", ours.W, W), ("b", ours.b, b)):
            allowed = 1e-9 * np.abs(want).max() + 1e-13 * largest
            found.append((f"{name} of layer {number}", not np.all(np.abs(have - want) <= allowed)))
    return found


def _same(given: Pairs, wanted: Sequence[LayerGradient]) -> bool:
    return _is_finite(wanted) and not any(differs for _, differs in _differences(given, wanted))


def _is_finite(gradients: Sequence[LayerGradient]) -> bool:
    """A wrong rule may overflow, and with an infinity for a yardstick everything would look the same."""
    return all(np.isfinite(part).all() for gradient in gradients for part in (gradient.W, gradient.b))


def _first_off(given: Pairs, wanted: Sequence[LayerGradient]) -> str:
    return next((name for name, differs in _differences(given, wanted) if differs), "")


# ------------------------------------------------------------------------ what may come in, checked in words


def _check_case(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, learning_rate: Any) -> Case:
    rate = None if learning_rate is None else check_rate("learning_rate", learning_rate)
    network, x, y, known_loss = check_cost(network, x, y, loss)
    return Case(network, x, y, known_loss, rate)


def _check_gradients(network: Network, gradients: Any) -> Pairs:
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
