"""Two ways to measure a gradient without backpropagation: the central difference and the complex step.

Both nudge one parameter at a time and watch the cost, so they need two or one runs of the network for every
single parameter. That is far too slow for training and exactly right for a check: they know nothing of the
chain rule, so they cannot make the same mistake.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .boundary import check_finite_cost
from .checks import LayerSlopes, as_slopes
from .elementwise import Array
from .layers import Layer, Network
from .losses import Loss
from .measurable import check_measurable
from .network import cost
from .wording import refuse_masked

__all__ = ["EPSILON", "bound", "central_difference", "complex_step", "largest_difference"]

EPSILON = float(np.finfo(float).eps)  # 2.2e-16: the relative spacing of float64 numbers


def central_difference(
    network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str, h: float = EPSILON ** (1 / 3)
) -> tuple[LayerSlopes, ...]:
    """Measure every dJ/dp as (J(p + h) - J(p - h)) / 2h.

    The formula is off by h^2/6 times the third derivative, and rounding J costs about EPSILON/h. The sum of the
    two is least near h = EPSILON**(1/3), about 6e-6, which leaves some ten right digits: a smaller h is worse.

    Raises TypeError or ValueError for x, y or a loss that do not fit, ValueError for an h that measures nothing and for
    a function of one's own in single precision.

    >>> from backprop_lib import identity, half_squared_error
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> central_difference(network, [[3.0]], [[6.0]], half_squared_error)[0].W.round(6)
    array([[1.5]])
    """
    network, x, y, loss = check_finite_cost(network, x, y, loss)
    if not _is_real(network, x, y):
        raise TypeError("central_difference needs real numbers everywhere: no other cost has a smaller and a larger.")
    if isinstance(h, bool) or not isinstance(h, int | float | np.floating) or not 0 < h < float("inf"):
        raise ValueError(f"h is {h!r}; expected a small positive number such as 6e-6.")
    h = float(h)  # in single precision the parameters would be nudged in it too
    largest = max(float(np.abs(part).max()) for layer in network for part in layer[:2])
    if not 2 * EPSILON * largest < h <= 1:
        why = "rounding swallows it beside" if h <= 1 else "it leaves the neighbourhood of"
        raise ValueError(f"h is {h!r}; {why} parameters up to {largest:.3g}. Expected about 6e-6.")
    check_measurable(network, x, y, loss, "central_difference")
    return _measure(network, lambda nudged: (cost(nudged(h), x, y, loss) - cost(nudged(-h), x, y, loss)) / (2 * h))


def complex_step(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str) -> tuple[LayerSlopes, ...]:
    """Measure every dJ/dp as Im J(p + ih) / h with h = 1e-30.

    Taylor: J(p + ih) = J(p) + ih J'(p) - ..., so the imaginary part is h J'(p). Nothing is subtracted, so nothing
    is lost to rounding and h can be tiny: the result is right to the last digits (Squire & Trapp, SIAM Review 40,
    1998). It needs a cost that is analytic on the path taken, so no abs() in it.

    Raises TypeError or ValueError for x, y or a loss that do not fit, ValueError for a function of one's own that drops
    the imaginary part, TypeError for one that cannot take complex numbers.

    >>> from backprop_lib import identity, half_squared_error
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> complex_step(network, [[3.0]], [[6.0]], half_squared_error)[0].W
    array([[1.5]])
    """
    network, x, y, loss = check_finite_cost(network, x, y, loss)
    if not _is_real(network, x, y):
        raise TypeError("complex_step needs real numbers everywhere: the imaginary part carries the slope.")
    check_measurable(network, x, y, loss, "complex_step")
    h = 1e-30
    return _measure(network, lambda nudged: cost(nudged(1j * h), x, y, loss).imag / h)


def largest_difference(gradients: Sequence[Any], reference: Sequence[Any]) -> float:
    """The largest difference between two gradients, relative to the largest entry of the reference.

    Both have one gradient for each layer: what `backward` returns, anything with .W and .b, or a pair (W, b). If the
    reference is 0 everywhere, any difference is infinitely large beside it, and none is 0.

    Raises TypeError for anything else, ValueError if their shapes differ.

    >>> a = [LayerSlopes(np.array([[1.0, 2.0]]), np.array([[0.0]]))]
    >>> b = [(np.array([[1.0, 4.0]]), np.array([[0.0]]))]
    >>> largest_difference(a, b)
    0.5
    """
    ours, theirs = (
        [_array(name, part) for pair in as_slopes(name, side) for part in pair]
        for name, side in (("gradients", gradients), ("reference", reference))
    )
    if not theirs or not all(array.size for array in theirs):
        raise ValueError("reference has no numbers; expected one pair (W, b) for each layer.")
    if any(array.dtype.kind not in "biufc" for array in (*ours, *theirs)):
        raise TypeError("The two gradients must be made of numbers to be compared.")
    ours, theirs = ([a.astype(float) if a.dtype.kind in "biu" else a for a in side] for side in (ours, theirs))
    if [array.shape for array in ours] != [array.shape for array in theirs]:
        raise ValueError("The two gradients belong to networks of different shapes and cannot be compared.")
    scale = np.max([np.abs(array).max() for array in theirs])
    difference = np.max([np.abs(one - other).max() for one, other in zip(ours, theirs, strict=True)])  # keeps a NaN
    if scale:
        return float(difference / scale)
    return float("inf") if difference else 0.0


def _array(name: str, part: Any) -> Array:
    refuse_masked(name, part)
    try:
        return np.asarray(part)
    except ValueError as problem:
        raise ValueError(f"{name} has an array that is not rectangular: its rows differ in length.") from problem


def bound(difference: float) -> str:
    """A difference that rounding has made, as the power of ten that it stays below; none of its digits means anything.

    Another machine, or another order of the same sums, has other digits: print this instead of them.

    >>> bound(8.5e-11), bound(0.0)
    ('below 1e-10', '0')
    """
    return f"below 1e{math.floor(math.log10(difference)) + 1:03d}" if difference else "0"


def _is_real(network: Network, x: Array, y: Array) -> bool:
    """Whether all are real numbers, and neither complex nor symbols."""
    return all(array.dtype.kind == "f" for array in (x, y, *(part for W, b, _ in network for part in (W, b))))


def _measure(network: Network, slope: Callable[[Callable[[complex], Network]], float]) -> tuple[LayerSlopes, ...]:
    """slope(nudged) for each parameter, where nudged(h) is the network with that one parameter moved by h."""
    slopes = tuple(LayerSlopes(np.zeros_like(W), np.zeros_like(b)) for W, b, _ in network)
    for number, which, index in _parameters(network):

        def nudged(h: complex, number: int = number, which: str = which, index: tuple[int, ...] = index) -> Network:
            layer = network[number]
            moved = getattr(layer, which).astype(type(h))
            moved[index] += h
            parameters = {"W": layer.W, "b": layer.b, which: moved}
            changed = Layer.of(parameters["W"], parameters["b"], layer.activation)
            return Network([*network[:number], changed, *network[number + 1 :]])

        getattr(slopes[number], which)[index] = slope(nudged)
    return slopes


def _parameters(network: Network) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    for number, layer in enumerate(network):
        for which in ("W", "b"):
            for index in np.ndindex(getattr(layer, which).shape):
                yield number, which, index
