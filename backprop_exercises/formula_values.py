"""Formulas by their values: what a page without algebra needs to tell one from another, and cannot be read off it.

book_ext/site/theme/formulas/judging.js on the page computes the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import sympy

from .fingerprints import fingerprint

POINTS = 8
DIGITS = 9  # of each value
EDGE = 0.05  # of a unit of the last digit: no value is closer to where rounding turns
SMALLEST, LARGEST = 1e-3, 1e3
DRAWN = 4000  # among which there are points enough

Values = Mapping[str, np.ndarray]  # of each symbol, at all points


def drawn_points(salt: str, names: Sequence[str], formulas: Sequence[sympy.Expr]) -> Values:
    """Points at which all formulas are real, finite and safe to round, in thousandths from -2 to 2, as in algebra.py.

    Raises ValueError if there are too few.

    >>> a = sympy.Symbol("a")
    >>> drawn_points("", ["a"], [sympy.log(a)])["a"].min() > 0
    np.True_
    """
    rng = np.random.default_rng(zlib.crc32(salt.encode()))
    drawn = {name: rng.integers(-2000, 2001, DRAWN) / 1000 for name in names}
    safe = np.all([_are_safe(values_of(formula, drawn)) for formula in formulas], axis=0)
    if safe.sum() < POINTS:
        raise ValueError(f"There are no {POINTS} points at which all of these are real and finite: {list(formulas)}.")
    return {name: values[safe][:POINTS] for name, values in drawn.items()}


def values_of(formula: sympy.Expr, points: Values) -> np.ndarray:
    """The value at each point, a complex number."""
    function = sympy.lambdify([sympy.Symbol(name) for name in points], formula, "numpy")
    arguments = [values.astype(complex) for values in points.values()]
    with np.errstate(all="ignore"):
        return np.broadcast_to(function(*arguments), arguments[0].shape)


def print_of(salt: str, formula: sympy.Expr, points: Values) -> str:
    """The fingerprint of all values of a formula: one, so that no value can be looked for by itself."""
    return fingerprint(salt, " ".join(map(_written, values_of(formula, points).real.tolist())))


def _are_safe(values: np.ndarray) -> np.ndarray:
    size = np.abs(values)
    with np.errstate(all="ignore"):
        is_real = np.isfinite(values) & (np.abs(values.imag) < 1e-12 * size)
        units = size / 10 ** (np.floor(np.log10(size)) - DIGITS + 1)
        return is_real & (size > SMALLEST) & (size < LARGEST) & (np.abs(units % 1 - 0.5) > EDGE)


def _written(value: float) -> str:
    """As JavaScript writes it, with no zeros before the power of ten.

    >>> _written(0.00125)
    '1.25000000e-3'
    """
    digits, power = f"{value:.{DIGITS - 1}e}".split("e")
    return f"{digits}e{int(power)}"
