"""The data of the book: small enough to print, or made by a few lines."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np

from .checks import check_from_zero, check_rng
from .elementwise import Array
from .layers import Layer, Network


def mazur() -> tuple[Network, Array, Array]:
    """The running example: a 2-2-2 logistic network with its input x (2, 1) and target y (2, 1).

    Weights, biases and targets are those of Matt Mazur, A Step by Step Backpropagation Example (2015).

    >>> network, x, y = mazur()
    >>> network[1].W
    array([[0.4 , 0.45],
           [0.5 , 0.55]])
    """
    hidden = Layer([[0.15, 0.20], [0.25, 0.30]], [[0.35], [0.35]], "sigmoid")
    output = Layer([[0.40, 0.45], [0.50, 0.55]], [[0.60], [0.60]], "sigmoid")
    return Network([hidden, output]), np.array([[0.05], [0.10]]), np.array([[0.01], [0.99]])


def xor() -> tuple[Array, Array]:
    """The four cases of exclusive or: x (2, 4), y (1, 4). No straight line separates the ones from the zeros.

    >>> x, y = xor()
    >>> np.vstack([x, y]).astype(int)
    array([[0, 0, 1, 1],
           [0, 1, 0, 1],
           [0, 1, 1, 0]])
    """
    x = _all_bits(2)
    return x, (x[:1] != x[1:]).astype(float)


def mirror_symmetry() -> tuple[Array, Array]:
    """All 64 patterns of six bits, x (6, 64), with y (1, 64) = 1 where the pattern is its own mirror image.

    The task of Rumelhart, Hinton & Williams, Nature 323 (1986).

    >>> x, y = mirror_symmetry()
    >>> x.shape, int(y.sum())
    ((6, 64), 8)
    """
    x = _all_bits(6)
    return x, (x == x[::-1]).all(axis=0, keepdims=True).astype(float)


def moons(N: int = 200, noise: float = 0.1, rng: np.random.Generator | int | None = 0) -> tuple[Array, Array]:
    """Two half circles that reach into each other: x (2, N), y (1, N).

    Raises ValueError if N is odd or not positive, or if the noise is negative.

    >>> x, y = moons(10)
    >>> x.shape, y.mean().item()
    ((2, 10), 0.5)
    """
    noise, rng, half = _two_classes(N, noise, rng)
    angle = rng.uniform(0, np.pi, half)
    upper = [np.cos(angle), np.sin(angle)]
    lower = [1 - np.cos(angle), 0.5 - np.sin(angle)]
    return _labelled(upper, lower, noise, rng)


def spirals(N: int = 200, noise: float = 0.05, rng: np.random.Generator | int | None = 0) -> tuple[Array, Array]:
    """Two spirals wound about each other, with points from radius 0.1 to 1: x (2, N), y (1, N).

    Raises ValueError if N is odd or not positive, or if the noise is negative.

    >>> x, y = spirals(10)
    >>> x.shape, y.mean().item()
    ((2, 10), 0.5)
    """
    noise, rng, half = _two_classes(N, noise, rng)
    radius = np.sqrt(rng.uniform(0.01, 1, half))
    angle = 3 * np.pi * radius
    arm = np.array([radius * np.cos(angle), radius * np.sin(angle)])
    return _labelled(arm, -arm, noise, rng)


def digits() -> tuple[Array, Array]:
    """1,797 handwritten digits: x (64, 1797), the 8 x 8 pixels scaled to 0..1; y (10, 1797), one-hot.

    The test part of E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository (1998), CC BY 4.0.

    >>> x, y = digits()
    >>> x.shape, y.shape, x.max().item()
    ((64, 1797), (10, 1797), 1.0)
    """
    with np.load(str(files(__package__).joinpath("digits.npz"))) as archive:
        images, labels = archive["images"], archive["labels"]
    return images.T / 16, np.eye(10)[:, labels]


def _all_bits(n: int) -> Array:
    return np.array([[pattern >> (n - 1 - row) & 1 for pattern in range(2**n)] for row in range(n)], dtype=float)


def _two_classes(N: int, noise: float, rng: Any) -> tuple[float, np.random.Generator, int]:
    if not isinstance(N, int | np.integer) or N < 2 or N % 2:
        raise ValueError(f"N is {N!r}; expected an even number of examples, half for each class.")
    return check_from_zero("noise", noise, float("inf"), "a number from 0 up"), check_rng(rng), int(N) // 2


def _labelled(ones: Any, zeros: Any, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    x = np.hstack([ones, zeros])
    y = np.repeat([[1.0, 0.0]], x.shape[1] // 2, axis=1)
    return x + noise * rng.normal(size=x.shape), y
