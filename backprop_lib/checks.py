"""What may come in, checked in words: names, matrices, rates, activations of one's own."""

from __future__ import annotations

import numbers
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import numpy as np

from .activations import Activation
from .elementwise import Array, is_symbolic
from .losses import LOSSES, Loss
from .wording import kind_of, refuse_masked

Name = TypeVar("Name", Activation, Loss)


def named(what: str, given: Any, kind: type[Name], known: dict[str, Name]) -> Name:
    """An activation or loss, given itself or by name; else TypeError or ValueError, with the names that exist."""
    if isinstance(given, kind):
        return given
    if isinstance(given, str) and given in known:
        return known[given]
    problem = ValueError if isinstance(given, str) else TypeError
    raise problem(f"{what} is {given!r}; expected one of {', '.join(known)}, or your own {kind.__name__}.")


def as_matrix(name: str, given: Any, expected: str, rows: int | None = None, columns: int | None = None) -> Array:
    """A fresh float64 (or complex, or symbolic) copy of a finite matrix with that many rows, and columns.

    Raises TypeError for what is not numbers or symbols, ValueError for a wrong shape, NaN or infinity.

    >>> as_matrix("x", [[1, 2]], "expected (1, 2)")
    array([[1., 2.]])
    """
    refuse_masked(name, given)
    try:
        array = np.array(given)
    except ValueError as problem:
        raise ValueError(f"{name} is not a rectangular array: its rows differ in length.") from problem
    except Exception as problem:  # what a library raises of whose arrays NumPy cannot read this one
        raise TypeError(f"{name} cannot be read as an array of NumPy: {problem}") from problem
    if array.dtype.kind in "biuf":
        array = array.astype(float)
    elif array.dtype.kind == "O":
        for value in array.flat:
            if not (isinstance(value, numbers.Number) or hasattr(value, "free_symbols")):
                raise TypeError(f"{name} contains {value!r}; expected numbers or SymPy expressions.{_unquoted(value)}")
            if hasattr(value, "free_symbols") and (value.is_finite is False or str(value) == "nan"):
                raise ValueError(f"{name} contains {value}; every value must be finite.")
        if not any(hasattr(value, "free_symbols") for value in array.flat):
            try:
                array = array.astype(complex if any(map(np.iscomplexobj, array.flat)) else float)
            except OverflowError as problem:
                raise ValueError(f"{name} contains a number that is too large for double precision.") from problem
    elif array.dtype.kind in "US":
        (first,) = array.ravel()[:1].tolist() or [""]
        numbered = " Number the classes: classes, labels = np.unique(y, return_inverse=True)."
        mend = _unquoted(first) or numbered * (name == "y")
        raise TypeError(f"{name} holds strings, such as {first!r}; expected numbers.{mend}")
    elif array.dtype.kind != "c":
        raise TypeError(f"{name} holds {array.dtype.name} values; expected numbers.")
    fits = array.ndim == 2 and 0 not in array.shape
    if not fits or (rows, columns) != (rows and array.shape[0], columns and array.shape[1]):
        raise ValueError(f"{name} has shape {array.shape}; {expected}.{_mend(name, given, array, rows, columns)}")
    if array.dtype.kind != "O" and not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(f"{name} has {array[row, column]} in row {row}, column {column}; every value must be finite.")
    return array


def _unquoted(value: Any) -> str:
    """How to mend a number that is written as a text."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        float(value.replace(",", "."))
    except ValueError:
        return ""
    comma = " with a point for the comma, and" if "," in value else ""
    return f" Write numbers{comma} without quotes, or convert the array: .astype(float)."


def _mend(name: str, given: Any, array: Array, rows: int | None, columns: int | None) -> str:
    """How to bring an array into shape, where the right numbers seem to be in it; else nothing."""
    shape = array.shape
    called = name if " " not in name else "it"
    called = called if hasattr(given, "reshape") else f"np.array({called})"
    if 0 in shape:
        return " It is empty."
    if rows is None:
        units = f" For one unit write {called}.reshape(1, -1), for one input or one example {called}.reshape(-1, 1)."
        return units if array.ndim == 1 else ""
    if columns == 1 and array.size == rows:
        return f" If it has the right numbers, write {called}.reshape({rows}, 1)."
    if columns and shape == (columns, rows):
        return f" Write {called}.T if it is transposed."
    if columns:
        return ""
    mends = []
    if array.ndim == 2 and shape[1] == rows:
        mends.append(f"Examples belong into columns: write {called}.T.")
    elif array.ndim == 1 and rows == 1:
        mends.append(f"For one number in each example write {called}.reshape(1, -1).")
    elif shape == (rows,):
        mends.append(f"For a single example write {called}.reshape({rows}, 1).")
    elif shape == () and rows == 1:
        mends.append(f"For a single example write [[{name}]].")
    elif array.ndim > 2 and array[0].size == rows:
        mends.append(f"Write {called}.reshape({shape[0]}, -1).T for examples one after the other.")
    if name == "y" and rows > 1 and _may_be_labels(array):
        low, high = array.min(), array.max()
        if low >= 0 and high - (low > 0) < rows:
            whole = "" if np.asarray(given).dtype.kind in "iu" else ".astype(int)"
            labels = f"{called}{whole}" if array.ndim == 1 else f"{called}.ravel(){whole}"
            first = " - 1" if high == rows else ""
            mends.append(f"Class labels become one-hot columns by np.eye({rows})[:, {labels}{first}].")
        else:
            numbered = f"np.unique({called}, return_inverse=True)[1] numbers them"
            run = f"run from 0 to {rows - 1}, and these from {low:g} to {high:g}"
            mends.append(f"Class labels of {rows} classes {run}; {numbered}.")
    elif name == "y" and rows == 1 and array.ndim == 2 and shape[0] == 2:
        mends.append(f"For one output write {called}[1:], the row of the second class.")
    return "".join(f" {mend}" for mend in mends)


def _may_be_labels(array: Array) -> bool:
    """Whether there is one whole number for each example, in a row, in a column or flat.

    >>> _may_be_labels(np.array([0.0, 2.0, 1.0, 2.0])), _may_be_labels(np.array([0.5, 0.25]))
    (True, False)
    """
    if array.ndim not in (1, 2) or max(array.shape) != array.size or array.dtype.kind != "f":
        return False
    return np.array_equal(array, np.round(array))


def as_batch(name: str, given: Any, rows: int) -> Array:
    """A batch (rows, N), one column per example; raises as as_matrix does."""
    return as_matrix(name, given, f"this network expects ({rows}, N), one column per example", rows)


class LayerSlopes(NamedTuple):
    """dJ/dW and dJ/db of one layer, shaped like its W (n_out, n_in) and b (n_out, 1)."""

    W: Array
    b: Array


def as_slopes(name: str, given: Any, source: str = "") -> tuple[LayerSlopes, ...]:
    """Gradients in any form, one for each layer: pairs (W, b), or anything with .W and .b such as `backward` returns.

    The arrays are handed on as they are, but a flat b as a column; `source` says where to get them.
    Raises TypeError, in words, for anything else.

    >>> as_slopes("gradients", [([[1.0]], [[2.0]])])
    (LayerSlopes(W=[[1.0]], b=[[2.0]]),)
    """
    hint = f"{source}expected one pair (W, b) for each layer"
    if all(hasattr(given, name) for name in ("sizes", "__len__")) or hasattr(given, "activation"):
        raise TypeError(f"{name} is {kind_of(given)}: these are parameters, and not gradients; {hint}.")
    if isinstance(given, str | bytes | dict) or not hasattr(given, "__len__") or not hasattr(given, "__iter__"):
        raise TypeError(f"{name} is {kind_of(given)}; {hint}.")
    if _has_both(given):
        raise TypeError(f"{name} is that of a single layer; {hint}: write [{name}].")
    found = []
    for number, gradient in enumerate(given, 1):
        if _has_both(gradient):
            W, b = gradient.W, gradient.b
        elif isinstance(gradient, tuple | list) and len(gradient) == 2:
            W, b = gradient
        else:
            said = f"The gradient of layer {number} is {_brief(gradient)}"
            raise TypeError(f"{said}; {source}expected a pair (W, b): [(W1, b1), (W2, b2)] for two layers.")
        found.append(LayerSlopes(W, b[:, None] if isinstance(b, np.ndarray) and b.ndim == 1 else b))
    return tuple(found)


def _has_both(value: Any) -> bool:
    return hasattr(value, "W") and hasattr(value, "b")


def _brief(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else kind_of(value)


def check_sizes(sizes: Any) -> tuple[int, ...]:
    """Numbers of units (inputs, first layer, ..., outputs); ValueError if they are no such numbers."""
    given = tuple(sizes) if isinstance(sizes, list | tuple | range | np.ndarray) else sizes
    if (
        not isinstance(given, tuple)
        or len(given) < 2
        or not all(isinstance(n, int | np.integer) and not isinstance(n, bool) and n > 0 for n in given)
    ):
        raise ValueError(f"sizes is {given!r}; expected at least two positive whole numbers, such as (2, 3, 1).")
    return given


def check_activations(given: Any, layers: int) -> list[Any]:
    """One activation for each layer, of one for all or a list of as many; ValueError if they are not as many."""
    several = isinstance(given, list | tuple) and not isinstance(given, Activation)
    activations = list(given) if several else [given] * layers
    if len(activations) != layers:
        raise ValueError(f"{len(activations)} activations for {layers} layers; give one for each, or one for all.")
    return activations


def check_rng(rng: Any) -> np.random.Generator:
    """A random generator, itself or from a seed; TypeError or ValueError for anything else."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as problem:
        raise type(problem)(f"rng is {rng!r}; expected a generator, or a non-negative whole number as seed.") from None


def check_activation(activation: Activation, units: int) -> None:
    """Try an activation out; ValueError if it or its slope gives another shape than it must, or mixes examples."""
    for z in _trials(units, 0.5):
        a = activation.value(z)
        if np.shape(a) != z.shape:
            raise ValueError(
                f"{activation.name} turns net inputs of shape {z.shape} into {np.shape(a)}; an activation keeps the "
                "shape."
            )
        slope = np.shape(activation.derivative(z, a))
        if slope not in (z.shape, (), (units, *z.shape)):
            raise ValueError(
                f"The derivative of {activation.name} has shape {slope} for net inputs of shape {z.shape}; expected "
                f"the same shape, or one Jacobian for each example, {(units, *z.shape)}."
            )
    if is_symbolic(a) or not np.allclose(a, activation.value(z)):  # the second: there is chance in it, as in dropout
        return
    alone = np.hstack([activation.value(z[:, :1]), activation.value(z[:, -1:])])  # a largest, and the smallest
    if not np.allclose(a[:, [0, -1]], alone) and not _by_chance(activation, units):
        raise ValueError(
            f"{activation.name} mixes the examples: what it gives for one depends on the others. Let it add up over "
            "the units alone, with axis=0."
        )


def _by_chance(activation: Activation, units: int) -> bool:
    """Whether an activation gives another value each time; in many places at once, as chance may be rare."""
    z = np.full((units, 1000), 0.5)
    first = activation.value(z)
    return not all(np.array_equal(first, activation.value(z)) for _ in range(100))


def check_loss(loss: Loss, units: int) -> None:
    """Try a loss of one's own out; ValueError if it, or its slope, gives another shape than it must."""
    if loss == LOSSES.get(loss.name):
        return
    for what, function in (("", loss.value), ("The derivative of ", loss.derivative), ("from_z of ", loss.from_z)):
        for a, y in zip(_trials(units, 0.5), _trials(units, 0.25), strict=True):
            if function is not None and np.shape(function(a, y)) != a.shape:
                raise ValueError(
                    f"{what}{loss.name} turns outputs of shape {a.shape} into {np.shape(function(a, y))}; expected one "
                    "number for each unit and example: cost adds them up."
                )


def _trials(units: int, size: float) -> tuple[Array, Array]:
    """One example, and more of them than there are units: what is turned round or squeezed shows in one of the two."""
    many = np.full((units, units + 1), size)
    many[:, -1] = size / 2
    return many[:, :1].copy(), many


def check_from_zero(name: str, given: Any, end: float, expected: str) -> float:
    """A real number from 0 up to, but not including, `end`, in double precision; ValueError for anything else."""
    try:
        value = float(given) if isinstance(given, numbers.Real | Decimal) else -1.0
    except OverflowError:
        value = float("inf")
    if not 0 <= value < end:
        raise ValueError(f"{name} is {_brief(given)}; expected {expected}.")
    return value


def check_rate(name: str, rate: Any) -> Any:
    """A positive, finite number in double precision, or a symbol; TypeError or ValueError for anything else."""
    if getattr(rate, "free_symbols", None):
        return rate
    if isinstance(rate, np.ndarray) and rate.ndim == 0:
        rate = rate[()]
    if isinstance(rate, bool) or not isinstance(rate, numbers.Real | Decimal):
        raise TypeError(f"{name} is {rate!r}; expected a positive number.{_unquoted(rate)}")
    try:
        value = float(rate)
    except OverflowError:
        value = float("inf")
    if not 0 < value < float("inf"):
        raise ValueError(f"{name} is {_brief(rate)}; expected a positive, finite number.")
    return rate if isinstance(rate, int | float) else value
