"""What may come in, checked in words: names, matrices, rates, activations of one's own."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from .activations import Activation
from .elementwise import Array
from .losses import Loss

Name = TypeVar("Name", Activation, Loss)


def named(what: str, given: Any, kind: type[Name], known: dict[str, Name]) -> Name:
    """An activation or loss, given itself or by name; else TypeError or ValueError, with the names that exist."""
    if isinstance(given, kind):
        return given
    if isinstance(given, str) and given in known:
        return known[given]
    problem = ValueError if isinstance(given, str) else TypeError
    raise problem(f"{what} is {given!r}; expected one of {', '.join(known)}, or your own {kind.__name__}.")


def as_matrix(name: str, given: Any, expected: str, rows: int | None = None) -> Array:
    """A fresh float64 (or complex, or symbolic) copy of a finite matrix with that many rows.

    Raises TypeError for what is not numbers or symbols, ValueError for a wrong shape, NaN or infinity.

    >>> as_matrix("x", [[1, 2]], "expected (1, 2)")
    array([[1., 2.]])
    """
    if np.ma.is_masked(given):
        raise ValueError(f"{name} has masked entries; fill them in, or leave those examples out.")
    try:
        array = np.array(given)
    except ValueError as problem:
        raise ValueError(f"{name} is not a rectangular array: its rows differ in length.") from problem
    if array.dtype.kind in "biuf":
        array = array.astype(float)
    elif array.dtype.kind == "O":
        for value in array.flat:
            if not (isinstance(value, int | float | complex | np.number) or hasattr(value, "free_symbols")):
                raise TypeError(f"{name} contains {value!r}; expected numbers or SymPy expressions.")
        if not any(hasattr(value, "free_symbols") for value in array.flat):
            array = array.astype(complex if any(map(np.iscomplexobj, array.flat)) else float)
    elif array.dtype.kind != "c":
        raise TypeError(f"{name} holds {array.dtype.name} values; expected numbers.")
    if array.ndim != 2 or 0 in array.shape or (rows is not None and len(array) != rows):
        mend = f" For a single example write {name}.reshape({rows}, 1)." if rows and array.shape == (rows,) else ""
        raise ValueError(f"{name} has shape {array.shape}; {expected}.{mend}")
    if array.dtype.kind != "O" and not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(f"{name} has {array[row, column]} in row {row}, column {column}; every value must be finite.")
    return array


def as_batch(name: str, given: Any, rows: int) -> Array:
    """A batch (rows, N), one column per example; raises as as_matrix does."""
    return as_matrix(name, given, f"this network expects ({rows}, N), one column per example", rows)


def check_activation(activation: Activation, units: int) -> None:
    """Try an activation out on two examples; ValueError if it or its slope gives another shape than it must."""
    z = np.full((units, 2), 0.5)
    a = activation.value(z)
    if np.shape(a) != z.shape:
        raise ValueError(
            f"{activation.name} turns net inputs of shape {z.shape} into {np.shape(a)}; an activation keeps the shape."
        )
    slope = np.shape(activation.derivative(z, a))
    if slope not in (z.shape, (), (units, units, 2)):
        raise ValueError(
            f"The derivative of {activation.name} has shape {slope} for net inputs of shape {z.shape}; expected the "
            f"same shape, or one Jacobian for each example, {(units, units, 2)}."
        )


def check_rate(name: str, rate: Any) -> Any:
    """A positive, finite number or a symbol; TypeError or ValueError for anything else."""
    symbol = bool(getattr(rate, "free_symbols", None))
    if not symbol and (isinstance(rate, bool) or not isinstance(rate, int | float | np.integer | np.floating)):
        raise TypeError(f"{name} is {rate!r}; expected a positive number.")
    if not symbol and not 0 < rate < float("inf"):
        raise ValueError(f"{name} is {rate}; expected a positive, finite number.")
    return rate
