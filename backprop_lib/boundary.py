"""The algorithm for everybody: the functions of network.py, with a check in words of whatever comes in.

What fits is converted (lists to arrays, names to activations and losses) and handed on; what does not is refused in one
sentence that says what was given and what is expected. `train` checks once and then calls network.py itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import network as algorithm
from .activations import softmax
from .checks import LayerSlopes, as_batch, as_matrix, as_slopes, check_loss, check_rate, named
from .elementwise import Array, is_symbolic
from .layers import Network
from .losses import LOSSES, Loss
from .network import LayerGradient, LayerTrace
from .wording import kind_of


def forward(network: Network, x: ArrayLike) -> tuple[LayerTrace, ...]:
    """Run the network on x (n_in, N) and keep what each layer saw.

    In each layer z = W x + b and a = σ(z); the prediction is the last a.
    Raises TypeError or ValueError, in words, for an x that does not fit.

    >>> from backprop_lib import Layer, identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> forward(network, [[3.0]])[-1].a
    array([[6.5]])
    """
    return algorithm.forward(*check_forward(network, x))


def backward(
    network: Network, trace: Sequence[LayerTrace], y: ArrayLike, loss: Loss | str
) -> tuple[LayerGradient, ...]:
    """The gradient of the cost with respect to everything, from back to front.

    error = dJ/da is loss'(a, y)/N at the output, W.T @ delta everywhere else;
    delta = dJ/dz = error * σ'(z); dJ/dW = delta @ x.T; dJ/db = sum of delta.
    y: (n_out, N). Source: Rumelhart, Hinton & Williams, Nature 323 (1986).
    Raises TypeError or ValueError for a trace or targets that do not fit, ValueError for a gradient that overflows.

    >>> from backprop_lib import Layer, half_squared_error, identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> trace = forward(network, [[3.0]])
    >>> backward(network, trace, [[6.0]], half_squared_error)[0].W
    array([[1.5]])
    """
    gradients = algorithm.backward(*check_backward(network, trace, y, loss))
    for number, gradient in enumerate(gradients, 1):
        if not (_is_finite(gradient.W) and _is_finite(gradient.b)):
            raise ValueError(
                f"The gradient of layer {number} is not finite: the numbers overflowed on the way back. "
                "In training, try a smaller learning rate."
            )
    return gradients


def descend(network: Network, gradients: Sequence[Any], learning_rate: float) -> Network:
    """A new network, one step further: W - learning_rate * dJ/dW, and b likewise.

    gradients: one per layer: what `backward` returns, anything with .W and .b, or a pair (W, b).
    Raises TypeError or ValueError for gradients that do not fit, a learning rate that is not positive, or a step that
    overflows.

    >>> from backprop_lib import Layer, half_squared_error, identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> trace = forward(network, [[3.0]])
    >>> gradients = backward(network, trace, [[6.0]], half_squared_error)
    >>> descend(network, gradients, learning_rate=0.1)[0].W
    array([[1.85]])
    """
    moved = algorithm.descend(*check_descend(network, gradients, learning_rate))
    for number, (W, b, _) in enumerate(moved, 1):
        if not (_is_finite(W) and _is_finite(b)):
            raise ValueError(f"Layer {number} is not finite after this step: its gradient times the rate is too large.")
    return moved


def cost(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str) -> Any:
    """J: the loss summed over the output units, averaged over the N examples.

    Raises TypeError or ValueError for x, y or a loss that do not fit.

    >>> from backprop_lib import Layer, half_squared_error, identity
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> float(cost(network, [[3.0]], [[6.0]], half_squared_error))
    0.125
    """
    return algorithm.cost(*check_cost(network, x, y, loss))


# ------------------------------------------------------------------------------ the arguments of each, converted


def check_network(network: Any) -> Network:
    """The network, or a TypeError that says what was given instead."""
    if not isinstance(network, Network):
        raise TypeError(f"network is {kind_of(network)}; expected a Network, such as Network([Layer(W, b, sigmoid)]).")
    return network


def check_forward(network: Network, x: ArrayLike) -> tuple[Network, Array]:
    """The arguments of `forward`, with x as a batch (n_in, N); TypeError or ValueError if they do not fit."""
    return check_network(network), as_batch("x", x, network.sizes[0])


def check_targets(network: Network, y: ArrayLike, loss: Loss | str, N: int) -> tuple[Array, Loss]:
    """Targets (n_out, N) and the loss; ValueError if y, the loss and the output layer do not fit together."""
    y = as_batch("y", y, network.sizes[-1])
    loss = named("loss", loss, Loss, LOSSES)
    check_loss(loss, len(y))
    if y.shape[1] != N:
        raise ValueError(f"y has {y.shape[1]} columns and x has {N}; expected one target for each example.")
    if loss.paired is None:
        if loss.from_z:
            raise ValueError(f"{loss.name} has from_z without paired; name the activation whose net input it takes.")
        return y, loss
    if network[-1].activation != loss.paired:
        raise ValueError(
            f"{loss.name} belongs to an output layer with {loss.paired.name}; this one has "
            f"{network[-1].activation.name}. Change the activation of the last layer, or use half_squared_error."
        )
    if not is_symbolic(y):
        probabilities = np.real(y)
        if probabilities.min() < 0 or probabilities.max() > 1:
            low, high = probabilities.min(), probabilities.max()
            mends = {(-1.0, 1.0): " Write (y + 1) / 2.", (1.0, 2.0): " Write y - 1.", (0.0, 100.0): " Write y / 100."}
            mend = mends.get((float(low), float(high)), "")
            raise ValueError(f"y runs from {low} to {high}; targets of {loss.name} lie between 0 and 1.{mend}")
        if loss.paired == softmax and np.abs(probabilities.sum(axis=0) - 1).max() > 1e-9:
            raise ValueError("A column of y does not add up to 1; targets of cross_entropy are probabilities.")
    return y, loss


def check_cost(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str) -> tuple[Network, Array, Array, Loss]:
    """The arguments of `cost`, converted; TypeError or ValueError if they do not fit."""
    network, x = check_forward(network, x)
    return network, x, *check_targets(network, y, loss, x.shape[1])


def check_finite_cost(network: Network, x: ArrayLike, y: ArrayLike, loss: Loss | str) -> tuple[Any, Array, Array, Loss]:
    """The arguments of `cost`, converted; ValueError also where the cost is infinite: there are no slopes then."""
    checked = check_cost(network, x, y, loss)
    J = algorithm.cost(*checked)
    if not _is_finite(J):
        raise ValueError(
            f"The cost of this case is {J}: it has no slopes. A number overflowed, or the loss is infinite."
        )
    return checked


def _is_finite(array: Any) -> bool:
    return is_symbolic(array) or bool(np.isfinite(array).all())


def check_backward(
    network: Network, trace: Sequence[LayerTrace], y: ArrayLike, loss: Loss | str
) -> tuple[Network, Sequence[LayerTrace], Array, Loss]:
    """The arguments of `backward`; ValueError if the trace cannot come from this network or is not finite."""
    check_network(network)
    fits = isinstance(trace, tuple | list) and len(trace) == len(network)
    if not fits or not all(isinstance(layer, LayerTrace) for layer in trace):
        raise ValueError("trace does not come from this network; give what forward(network, x) returned.")
    if not all(isinstance(part, np.ndarray) for layer in trace for part in layer):
        raise ValueError("trace has entries that are no arrays; give what forward(network, x) returned.")
    N = trace[0].x.shape[-1]
    for number, (layer, (x, z, a)) in enumerate(zip(network, trace, strict=True), 1):
        n_out, n_in = layer.W.shape
        if not (x.shape == (n_in, N) and z.shape == a.shape == (n_out, N)):
            raise ValueError(
                f"trace of layer {number} has x {x.shape}, z {z.shape}, a {a.shape}; this network expects "
                f"x ({n_in}, {N}), z and a ({n_out}, {N}). Give what forward(network, x) returned."
            )
        if not (_is_finite(z) and _is_finite(a)):
            why = (
                f"{layer.activation.name} gives no finite number for one of its net inputs. Choose another activation."
                if _is_finite(z)
                else "W, b and x give a net input that is too large for a float. Scale them."
            )
            raise ValueError(f"trace of layer {number} is not finite: {why}")
    return network, trace, *check_targets(network, y, loss, N)


def check_descend(
    network: Network, gradients: Sequence[Any], learning_rate: float
) -> tuple[Network, Sequence[LayerSlopes], float]:
    """The arguments of `descend`; TypeError or ValueError if a gradient does not fit or is not finite."""
    check_network(network)
    pairs = as_slopes("gradients", gradients, "give what backward returned; ")
    if len(pairs) != len(network):
        raise ValueError(f"{len(pairs)} gradients for {len(network)} layers; give what backward returned.")
    found = []
    for number, (layer, gradient) in enumerate(zip(network, pairs, strict=True), 1):
        expected = "Give what backward returned for this network"
        parts = []
        for name in ("W", "b"):
            said = f"The gradient with respect to {name} of layer {number}"
            shape = getattr(layer, name).shape
            part = as_matrix(said, getattr(gradient, name), f"its parameter has shape {shape}. {expected}", *shape)
            if np.iscomplexobj(part) and getattr(layer, name).dtype.kind == "f":
                if part.imag.any():
                    raise TypeError(f"{said} is complex, and its parameter is real. {expected}.")
                part = part.real
            parts.append(part)
        found.append(LayerSlopes(*parts))
    return network, found, check_rate("learning_rate", learning_rate)
