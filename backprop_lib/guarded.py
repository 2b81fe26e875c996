"""A function that a caller wrote sees arrays that it cannot change, and returns numbers in an array of its own.

Whatever else it does is refused in words: the algorithm would otherwise go on with it, and be silently wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .elementwise import Array, is_symbolic
from .wording import kind_of

# What NumPy says of a function that does not work on arrays, and what its author can do.
MENDS = {
    "read-only": "changes the array that it is given; let it work on a copy: z = z.copy()",
    "cannot resize": "changes the array that it is given; let it work on a copy: z = z.copy()",
    "truth value of an array": "asks a whole array whether it is true; write np.where(z > 0, ..., ...) in place of if, "
    "and np.maximum in place of max",
    "converted to Python scalar": "works on single numbers, and is given an array; write np.exp in place of math.exp, "
    "and no float()",
}


class Guarded:
    """A caller's function that can neither change what it is given nor, later on, what it has returned.

    Raises TypeError or ValueError, in words, when the function works in place, or not on arrays, or returns no numbers.

    >>> double = Guarded("double", lambda z: np.multiply(z, 2, out=z))
    >>> double(np.ones(2))
    Traceback (most recent call last):
    ValueError: double changes the array that it is given; let it work on a copy: z = z.copy().
    """

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self.function: Callable[..., Any] = function.function if isinstance(function, Guarded) else function

    def __call__(self, *arguments: Any) -> Any:
        try:
            with np.errstate():  # it may set what NumPy does about errors, for itself
                result = self.function(*map(read_only, arguments))
        except (TypeError, ValueError) as problem:
            mend = next((words for said, words in MENDS.items() if said in str(problem)), None)
            if mend is None:
                raise
            raise type(problem)(f"{self.name} {mend}.") from problem
        if any(map(is_symbolic, arguments)):
            return np.array(result)[()]
        return self._numbers(result, arguments)

    def _numbers(self, result: Any, arguments: tuple[Any, ...]) -> Any:
        """What the function has returned, as float64, or complex if it was given complex numbers."""
        if result is None:
            raise TypeError(f"{self.name} returns None; expected an array of numbers. Does it lack a return?")
        if isinstance(result, tuple):
            raise TypeError(f"{self.name} returns {len(result)} things in a tuple; expected one array of numbers.")
        if np.ma.is_masked(result):
            raise ValueError(f"{self.name} returns masked entries; expected a number for each that it is given.")
        try:
            array = np.array(result)
            if array.dtype.kind not in "biufcO":
                raise TypeError
            array = array.astype(complex if np.iscomplexobj(array) else float)
        except (TypeError, ValueError):
            if isinstance(result, np.ndarray) and all(hasattr(value, "free_symbols") for value in array.flat):
                return array
            what = f"an array of {result.dtype}" if isinstance(result, np.ndarray) else kind_of(result)
            raise TypeError(f"{self.name} returns {what}; expected an array of numbers.") from None
        if np.iscomplexobj(array) and not any(map(np.iscomplexobj, arguments)):
            if array.imag.any():
                raise ValueError(f"{self.name} returns complex numbers for real ones.")
            array = array.real.copy()
        return array[()]

    def __eq__(self, other: object) -> bool:
        return bool(self.function == (other.function if isinstance(other, Guarded) else other))

    def __hash__(self) -> int:
        return hash(self.function)

    def __repr__(self) -> str:
        return repr(self.function)

    def __reduce__(self) -> Any:
        return type(self), (self.name, self.function)


class GuardedEverywhere(Guarded):
    """The same for a function that has to have a value for all numbers: NaN is refused, an overflow is not.

    >>> root = GuardedEverywhere("root", lambda z: np.where(z < 0, np.nan, abs(z) ** 0.5))
    >>> root(np.array([4.0, -1.0]))
    Traceback (most recent call last):
    ValueError: root gives nan for -1.0; expected a number for every finite one.
    """

    __slots__ = ()
    expected = "a number for every finite one"

    def refused(self, array: Array) -> Array:
        """Where these values are none."""
        return np.isnan(array)

    def _numbers(self, result: Any, arguments: tuple[Any, ...]) -> Any:
        array = np.asarray(super()._numbers(result, arguments))
        if is_symbolic(array):
            return array[()]
        where = self.refused(array)
        if where.any() and all(np.isfinite(argument).all() for argument in arguments):
            given = np.broadcast_arrays(*arguments)
            fits = given[0].shape == where.shape
            values = " and ".join(str(argument[where][0]) for argument in given) if fits else "some of what it is given"
            raise ValueError(f"{self.name} gives {array[where][0]} for {values}; expected {self.expected}.")
        return array[()]


class GuardedSlope(GuardedEverywhere):
    """The same for a slope: an infinite one is refused too, since 0 times infinity would be NaN on the way back.

    >>> steep = GuardedSlope("The slope", lambda z: np.where(z == 0, np.inf, 1.0))
    >>> steep(np.array([0.0, 4.0]))
    Traceback (most recent call last):
    ValueError: The slope gives inf for 0.0; expected a finite slope: choose one there, as relu does at its kink.
    """

    __slots__ = ()
    expected = "a finite slope: choose one there, as relu does at its kink"

    def refused(self, array: Array) -> Array:
        return ~np.isfinite(array)


def read_only(value: Any) -> Any:
    """An array as a copy that cannot be written, and nothing else changed.

    >>> read_only(np.ones(1)).flags.writeable, read_only("text")
    (False, 'text')
    """
    if not isinstance(value, np.ndarray):
        return value
    copy = value.copy()  # a view could be opened again, or its base be written
    copy.setflags(write=False)
    return copy
