"""What a unit does with its net input: each activation beside its slope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import signature
from typing import Any, NamedTuple

import numpy as np

from . import elementwise as ew
from .elementwise import Array
from .guarded import Guarded, GuardedEverywhere, GuardedSlope
from .wording import refuse_masked


def _as_floats(z: Any) -> Array:
    """Whole numbers, single precision and truth values as float64; complex numbers and symbols as they are."""
    refuse_masked("z", z)
    z = np.asarray(z)
    return z.astype(float) if z.dtype.kind in "biuf" else z


class _OfZ:
    """A derivative that needs z alone, called as all are: with z and a."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __call__(self, z: Any, a: Any) -> Any:
        return self.function(z)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _OfZ) and self.function == other.function

    def __hash__(self) -> int:
        return hash(self.function)


def takes(function: Callable[..., Any], count: int) -> bool:
    """Whether a function can be called with so many arguments; one that does not say is believed to.

    >>> takes(np.tanh, 1), takes(lambda z, a: a, 1), takes(max, 1)
    (True, False, True)
    """
    if isinstance(function, np.ufunc):
        return len(function.types[0].partition("->")[0]) == count
    try:
        expected = signature(function)
    except (TypeError, ValueError):
        return True
    try:
        expected.bind(*[None] * count)
    except TypeError:
        return False
    return True


class _ActivationFields(NamedTuple):
    name: str
    value: Callable[[Any], Any]
    derivative: Callable[[Any, Any], Any]


class Activation(_ActivationFields):
    """What a unit does with its net input: a = value(z), whose slope is da/dz = derivative(z, a).

    The function given as `derivative` takes z, or z and a, so that it can use whichever is cheaper. For an
    elementwise activation it returns an array shaped like z. For softmax, where each output depends on every
    net input of its layer, it returns one Jacobian per example: an array (n, n, N) with da_j/dz_k in row j,
    column k; for a flat z the one Jacobian (n, n).

    Both functions see arrays that they cannot change, and what they return is copied: they may keep it.

    An activation can be called: sigmoid(z) is sigmoid.value(z) for anything that converts to an array.

    Raises TypeError if the name is not a string, a function cannot be called, or takes other arguments; ValueError,
    when it is used, if a function works in place.

    >>> cube = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    >>> float(cube(2.0)), float(cube.derivative(2.0))
    (8.0, 12.0)
    """

    __slots__ = ()

    def __new__(cls, name: str, value: Callable[[Any], Any], derivative: Callable[..., Any]) -> Activation:
        if not isinstance(name, str) or not callable(value) or not callable(derivative):
            raise TypeError(
                f"Activation got ({name!r}, {value!r}, {derivative!r}); it expects a name and two functions: "
                'Activation("cube", lambda z: z**3, lambda z: 3 * z**2).'
            )
        if not takes(value, 1):
            raise TypeError(f"{name} cannot be called with one argument; expected a function of z.")
        of_both = derivative  # a guarded one has been asked before
        if not isinstance(derivative, Guarded) and takes(derivative, 1):
            of_both = _OfZ(derivative)
        elif not takes(derivative, 2):
            raise TypeError(
                f"The derivative of {name} can be called neither with one argument, z, nor with two, z and a."
            )
        return cls.of(name, GuardedEverywhere(name, value), GuardedSlope(f"The derivative of {name}", of_both))

    @classmethod
    def of(cls, name: str, value: Callable[[Any], Any], derivative: Callable[[Any, Any], Any]) -> Activation:
        """An activation whose functions are known to take z, or z and a, and to change nothing; without a check."""
        return tuple.__new__(cls, (name, value, derivative))

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Activation:  # type: ignore[override]
        """So that _replace checks and guards too."""
        return cls(*iterable)

    def __call__(self, z: Any) -> Any:
        return np.asarray(self.value(_as_floats(z)))[()]

    def __reduce__(self) -> Any:  # so that networks can be pickled although lambdas cannot
        return self.name if ACTIVATIONS.get(self.name) is self else (Activation, tuple(self))

    def derivative(self, z: Any, a: Any = None) -> Any:
        """The slope da/dz at net input z. Give a = value(z) if you have it: it is then not computed twice."""
        z = _as_floats(z)
        refuse_masked("a", a)
        return self[2](z, self.value(z) if a is None else a)  # the function itself, which takes both

    def delta(self, error: Array, z: Array, a: Array) -> Array:
        """dJ/dz from error = dJ/da: multiply by the slopes, or by the transposed Jacobian for softmax.

        error, z, a and the result: (n, N).

        >>> sigmoid.delta(np.array([[2.0]]), np.array([[0.0]]), np.array([[0.5]]))
        array([[0.5]])
        """
        slope = self[2](z, a)
        return (error[:, None] * slope).sum(axis=0) if np.ndim(slope) > np.ndim(z) else error * slope


def _softmax(z: Array) -> Array:
    if not np.ndim(z):
        raise ValueError(f"softmax got the single number {z}; expected the net inputs of a layer, (n,) or (n, N).")
    e = ew.exp(z - ew.peak(z))
    return e / e.sum(axis=0)


def _softmax_jacobian(z: Array, a: Array) -> Array:
    same_unit = np.eye(len(a), dtype=int).reshape(len(a), *a.shape[:1], *(1 for _ in a.shape[1:]))
    return a[:, None] * (same_unit - a[None, :])


# What a unit may do with its net input z, and the slope of that, from z or from the output a:
#   identity    z                       1
#   sigmoid     1 / (1 + e^-z)          a (1 - a)         (the logistic function)
#   tanh        tanh z                  1 - a^2
#   relu        z if z > 0, else 0      1 if z > 0, else 0: at the kink z = 0 the slope is taken to be 0
#   leaky_relu  z if z > 0, else z/100  1 if z > 0, else 1/100           (Maas, Hannun & Ng, ICML workshop, 2013)
#   softplus    log(1 + e^z)            the logistic function of z       (Dugas et al., NIPS, 2000)
#   softmax     e^z_j / sum_k e^z_k     da_j/dz_k = a_j ([j = k] - a_k)      (Bridle, NIPS, 1989)
identity = Activation.of("identity", lambda z: z, lambda z, a: z * 0 + 1)
sigmoid = Activation.of("sigmoid", ew.logistic, lambda z, a: a * (1 - a))
tanh = Activation.of("tanh", ew.tanh, lambda z, a: 1 - a**2)
relu = Activation.of("relu", lambda z: ew.choose(z, z, 0), lambda z, a: ew.choose(z, 1, 0))
leaky_relu = Activation.of("leaky_relu", lambda z: ew.choose(z, z, z / 100), lambda z, a: ew.choose(z, 100, 1) / 100)
softplus = Activation.of("softplus", ew.softplus, lambda z, a: ew.logistic(z))
softmax = Activation.of("softmax", _softmax, _softmax_jacobian)

ACTIVATIONS = {f.name: f for f in (identity, sigmoid, tanh, relu, leaky_relu, softplus, softmax)}
