"""Training: forward, backward, descend, again and again, one record for each step.

`train` is a generator, so a notebook can draw the network while it learns, and stop when it has seen enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .boundary import check_cost
from .checks import check_from_zero, check_rate, check_rng
from .elementwise import Array
from .layers import Network
from .losses import Loss
from .network import LayerGradient, LayerTrace, backward, descend, forward, mean_loss

__all__ = ["Step", "run_on", "train"]


class Step(NamedTuple):
    """One step of training: the network after it, and what led to it.

    `epoch` and `number` count from 1; `before` is the network that made `trace`, whose batch had targets `y`;
    `gradients` are those of the batch.
    """

    epoch: int
    number: int
    network: Network
    before: Network
    trace: tuple[LayerTrace, ...]
    gradients: tuple[LayerGradient, ...]
    y: Array
    loss: Loss

    @property
    def cost(self) -> float:
        """J of this step's batch, before the update."""
        return mean_loss(self.trace, self.y, self.loss)


def train(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    loss: Loss | str,
    learning_rate: float,
    epochs: int,
    momentum: float = 0.0,
    batch_size: int | None = None,
    rng: np.random.Generator | int | None = None,
) -> Iterator[Step]:
    """Train on x (n_in, N) and y (n_out, N) and yield a Step after each update.

    An epoch passes through all examples once: in a single batch, or in batches of `batch_size` columns, shuffled
    anew for each epoch by `rng` (a generator or a seed). With momentum mu the gradient is replaced by a running
    sum, v = mu v + gradient, and the step is -learning_rate v (Rumelhart, Hinton & Williams, Nature 323, 1986).
    Arguments are checked once, when train is called; a step that overflows warns as NumPy does.

    Raises TypeError or ValueError, in words, for arguments that do not fit.

    >>> from backprop_lib import Layer, identity, half_squared_error
    >>> network = Network([Layer([[2.0]], [[0.5]], identity)])
    >>> steps = list(train(network, [[3.0]], [[6.0]], half_squared_error, learning_rate=0.05, epochs=2))
    >>> [float(step.cost) for step in steps], steps[0].network[0].W
    ([0.125, 0.03125], array([[1.925]]))
    """
    network, x, y, the_loss = check_cost(network, x, y, loss)
    learning_rate = check_rate("learning_rate", learning_rate)
    N = x.shape[1]
    if not _is_whole(epochs):
        raise ValueError(f"epochs is {epochs!r}; expected a positive whole number.")
    momentum = check_from_zero("momentum", momentum, 1, "a number from 0 up to, but not including, 1")
    if batch_size is not None and not (_is_whole(batch_size) and batch_size <= N):
        raise ValueError(f"batch_size is {batch_size!r}; expected a whole number from 1 to the {N} examples.")
    return _steps(network, x, y, the_loss, learning_rate, epochs, momentum, batch_size, check_rng(rng))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and int(value) > 0


def _steps(
    network: Network,
    x: Array,
    y: Array,
    loss: Loss,
    learning_rate: float,
    epochs: int,
    momentum: float,
    batch_size: int | None,
    rng: np.random.Generator,
) -> Iterator[Step]:
    number, running = 0, None
    batches: Iterable[tuple[Array, Array]] = [(_locked(x), _locked(y))]
    for epoch in range(1, epochs + 1):
        if batch_size:
            batches = _batches(x, y, batch_size, rng)
        for x_batch, y_batch in batches:
            trace = forward(network, x_batch)
            gradients = backward(network, trace, y_batch, loss)
            direction = gradients
            if momentum:
                direction = running = run_on(running, gradients, momentum)
            before, network = network, descend(network, direction, learning_rate)
            number += 1
            yield Step(epoch, number, network, before, trace, gradients, y_batch, loss)
            del before, trace, gradients, direction  # so that their memory is free for the next


def _batches(x: Array, y: Array, batch_size: int, rng: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    order = rng.permutation(x.shape[1])
    for start in range(0, len(order), batch_size):
        columns = order[start : start + batch_size]
        yield _locked(x[:, columns]), _locked(y[:, columns])


def _locked(array: Array) -> Array:
    """The array, made read-only: every step hands out the batch that it saw."""
    array.setflags(write=False)
    return array


def run_on(running: Any, gradients: tuple[LayerGradient, ...], momentum: float) -> tuple[LayerGradient, ...]:
    """v = momentum * v + gradient, starting from v = gradient."""
    if running is None:  # copies, since the gradients are handed out
        return tuple(new._replace(W=new.W.copy(), b=new.b.copy()) for new in gradients)
    return tuple(
        new._replace(W=momentum * old.W + new.W, b=momentum * old.b + new.b)
        for old, new in zip(running, gradients, strict=True)
    )
