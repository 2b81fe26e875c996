"""Layers and networks: parameters that cannot change once they are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from .activations import ACTIVATIONS, Activation
from .checks import as_matrix, check_activation, check_activations, check_rng, check_sizes, named
from .elementwise import Array
from .wording import kind_of


class _LayerFields(NamedTuple):
    W: Array
    b: Array
    activation: Activation


class Layer(_LayerFields):
    """One layer: weights W (n_out, n_in), biases b (n_out, 1) and an activation (or its name). Read-only.

    W[j, i] is the weight from unit i of the layer below to unit j of this one. The arrays are copied, and the copies
    cannot be written. For a layer with other numbers make a new one of a copy, here with one weight changed:

    >>> layer = Layer([[0.15, 0.20]], [[0.35]], "sigmoid")
    >>> W = layer.W.copy()
    >>> W[0, 0] = 0.3
    >>> layer._replace(W=W).W
    array([[0.3, 0.2]])

    Raises TypeError or ValueError, in words, for anything that is not such a layer.

    >>> Layer([[0.15, 0.20], [0.25, 0.30]], [[0.35], [0.35]], "sigmoid").W.shape
    (2, 2)
    """

    __slots__ = ()

    def __new__(cls, W: Any, b: Any, activation: Activation | str) -> Layer:
        W = as_matrix("W", W, "expected (n_out, n_in), one row per unit of the layer")
        units = f"a layer whose W has shape {W.shape} expects b of shape ({len(W)}, 1), one bias per unit"
        rows = len(b) if isinstance(b, list | tuple) else next(iter(np.shape(b)), 0)  # its lists may differ in length
        transposed = rows == W.shape[1] != len(W)
        b = as_matrix("b", b, units + "; or is W transposed? Then write W.T" * transposed, len(W), 1)
        activation = named("activation", activation, Activation, ACTIVATIONS)
        check_activation(activation, units=len(W))
        return cls.of(W, b, activation)

    @classmethod
    def of(cls, W: Array, b: Array, activation: Activation) -> Layer:
        """A layer that takes over the arrays it is given, without a check and without a copy, and locks them."""
        W.setflags(write=False)
        b.setflags(write=False)
        return tuple.__new__(cls, (W, b, activation))

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Layer:  # type: ignore[override]
        """So that _replace checks and locks too."""
        return cls(*iterable)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Layer)
            and self.activation == other.activation
            and np.array_equal(self.W, other.W)
            and np.array_equal(self.b, other.b)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]


class Network(tuple[Layer, ...]):
    """An immutable sequence of layers, each taking what the one before gives.

    To change a weight, put a new layer (see Layer) in the place of the old: Network([new, *network[1:]]).

    Raises TypeError or ValueError, in words, if it is empty or the layers do not fit.

    >>> network = Network([Layer([[1.0, 2.0]], [[0.0]], "tanh"), Layer([[3.0]], [[1.0]], "sigmoid")])
    >>> network.sizes
    (2, 1, 1)
    """

    __slots__ = ()

    def __new__(cls, layers: Iterable[Layer], *others: object) -> Network:
        if others:
            raise TypeError("Network takes one list: Network([first_layer, second_layer]).")
        if isinstance(layers, Layer) or not hasattr(layers, "__iter__"):
            raise TypeError(f"layers is {kind_of(layers)}; expected a list of layers: Network([layer]).")
        self = cls.of(layers)
        if not self:
            raise ValueError("The network is empty; it needs at least one layer: Network([Layer(W, b, sigmoid)]).")
        for number, layer in enumerate(self, 1):
            if not isinstance(layer, Layer):
                raise TypeError(f"Layer {number} is {kind_of(layer)}; expected a Layer(W, b, activation).")
        for number, (below, above) in enumerate(pairwise(self), 2):
            if above.W.shape[1] != below.W.shape[0]:
                transposed = " Is W transposed? Then write W.T." * (len(above.W) == len(below.W))
                raise ValueError(
                    f"Layer {number} has W of shape {above.W.shape} and so expects {above.W.shape[1]} inputs, but "
                    f"layer {number - 1} gives {len(below.W)}; the columns of W must match the layer below.{transposed}"
                )
        return self

    @classmethod
    def of(cls, layers: Iterable[Layer]) -> Network:
        """A network of layers that are known to fit, without a check."""
        return super().__new__(cls, layers)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of units: (inputs, first layer, ..., outputs)."""
        return (self[0].W.shape[1], *(len(layer.W) for layer in self))

    @classmethod
    def random(
        cls,
        sizes: Sequence[int],
        activation: Activation | str | Sequence[Activation | str],
        rng: np.random.Generator | int | None = None,
    ) -> Network:
        """A network with normal weights of variance 1/n_in and biases 0; rng is a generator or a seed.

        activation: one for all layers, or one per layer. With variance 1/n_in a net input has about the size
        of the layer's inputs, however wide the layer is (LeCun et al., Efficient BackProp, 1998).

        Raises TypeError or ValueError, in words, for arguments that do not fit.

        >>> Network.random((2, 3, 1), ["tanh", "sigmoid"], rng=0).sizes
        (2, 3, 1)
        """
        sizes = check_sizes(sizes)
        activations = check_activations(activation, len(sizes) - 1)
        rng = check_rng(rng)
        return cls(
            Layer(rng.normal(size=(n_out, n_in)) / np.sqrt(n_in), np.zeros((n_out, 1)), f)
            for n_in, n_out, f in zip(sizes[:-1], sizes[1:], activations, strict=True)
        )
