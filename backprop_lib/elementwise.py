"""The elementary functions of the book, each for numbers (real or complex) and for SymPy symbols alike.

NumPy's own exp, tanh and where refuse arrays of symbols (dtype=object). These accept both, so that one
`forward` and one `backward` serve a training run and a proof. Where a safe form needs two cases, the case
is chosen by the sign of the real part: a form with abs() would silently lose the imaginary part that the
complex-step check of checking.py carries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray


def is_symbolic(x: Any) -> bool:
    """True for an array of SymPy expressions, False for one of numbers.

    >>> is_symbolic(np.array([0.5])), is_symbolic(np.array([object()]))
    (False, True)
    """
    return np.asarray(x).dtype == object


def each(function: Callable[..., Any], x: Any) -> Any:
    """function applied to each element of an array of symbols; the shape is kept."""
    return np.frompyfunc(function, 1, 1)(x)


def choose(z: Any, positive: Any, otherwise: Any) -> Any:
    """`positive` where z > 0, `otherwise` where z <= 0, element by element.

    >>> choose(np.array([-2.0, 0.0, 3.0]), 1, 0)
    array([0, 0, 1])
    """
    if not is_symbolic(z):
        return np.where(np.real(z) <= 0, otherwise, positive)  # so that a NaN stays a NaN
    import sympy

    piece = np.frompyfunc(lambda s, p, o: sympy.Piecewise((p, s > 0), (o, True)), 3, 1)
    return piece(z, positive, otherwise)


def exp(x: Any) -> Any:
    """e to the power x."""
    if not is_symbolic(x):
        return np.exp(x)
    import sympy

    return each(sympy.exp, x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    if not is_symbolic(x):
        return np.tanh(x)
    import sympy

    return each(sympy.tanh, x)


def logistic(z: Any) -> Any:
    """1 / (1 + exp(-z)) = exp(z) / (1 + exp(z)), without overflow at either end.

    >>> float(logistic(0.0)), float(logistic(-1000.0)), float(logistic(1000.0))
    (0.5, 0.0, 1.0)
    """
    kind = np.asarray(z).dtype.kind
    if kind == "O":  # symbols
        return 1 / (1 + exp(-z))
    if kind == "c":  # complex: e below 1 in both cases, or the small imaginary part is lost to rounding
        e = decay(z)
        return np.where(np.real(z) > 0, 1, e) / (1 + e)
    e = np.exp(np.minimum(z, 709.0))  # from 37 on the result is 1 to the last digit; from 710 on exp overflows
    return e / (1.0 + e)


def softplus(z: Any) -> Any:
    """log(1 + exp(z)), a smooth version of max(0, z), without overflow.

    >>> float(softplus(1000.0)), float(softplus(-1000.0))
    (1000.0, 0.0)
    """
    if not is_symbolic(z):
        return np.where(np.real(z) > 0, z, 0) + np.log1p(decay(z))
    import sympy

    return each(sympy.log, 1 + exp(z))


def decay(z: Any) -> Any:
    """exp(-|z|) for numbers, between 0 and 1 for every z; the one exponential that cannot overflow.

    >>> decay(np.array([-1000.0, 0.0, 1000.0]))
    array([0., 1., 0.])
    """
    return np.exp(np.where(np.real(z) > 0, -z, z)) if np.iscomplexobj(z) else np.exp(-np.abs(z))


def peak(z: Any) -> Any:
    """The largest value of each column, kept as a row; 0 for symbols, which cannot be compared.

    softmax subtracts it, which changes no result and keeps exp() finite.

    >>> peak(np.array([[1.0, 5.0], [3.0, 2.0]]))
    array([[3., 5.]])
    """
    return 0 if is_symbolic(z) else np.real(z).max(axis=0, keepdims=True)


def log(x: Any) -> Any:
    """The natural logarithm, with log(0) = -inf and no warning.

    >>> float(log(0.0))
    -inf
    """
    if not is_symbolic(x):
        with np.errstate(divide="ignore"):
            return np.log(x)
    import sympy

    return each(sympy.log, x)


def x_log_y(x: Any, y: Any) -> Any:
    """x log(y), with the limit 0 where x = 0, even at y = 0.

    >>> x_log_y(np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0]))
    array([  0.,   0., -inf])
    """
    zero = np.equal(x, 0)
    return np.where(zero, 0, x * log(np.where(zero, 1, y)))


def x_over_y(x: Any, y: Any) -> Any:
    """x / y, with 0 where x = 0, even at y = 0, and an infinity (no warning) where only y is 0.

    >>> x_over_y(np.array([0.0, 1.0, 1.0]), np.array([0.0, 2.0, 0.0]))
    array([0. , 0.5, inf])
    """
    zero = np.equal(x, 0)
    with np.errstate(divide="ignore"):
        return np.where(zero, 0, x / np.where(zero, 1, y))
