"""A function that a caller wrote sees arrays that it cannot change, and what it returns is a copy of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


class Guarded:
    """A caller's function that can neither change what it is given nor, later on, what it has returned.

    Raises ValueError, in words, when the function works in place.

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
            result = self.function(*map(read_only, arguments))
        except ValueError as problem:
            if "read-only" not in str(problem):
                raise
            raise ValueError(
                f"{self.name} changes the array that it is given; let it work on a copy: z = z.copy()."
            ) from problem
        return np.array(result) if isinstance(result, np.ndarray) else result

    def __eq__(self, other: object) -> bool:
        return bool(self.function == (other.function if isinstance(other, Guarded) else other))

    def __hash__(self) -> int:
        return hash(self.function)

    def __repr__(self) -> str:
        return repr(self.function)

    def __reduce__(self) -> Any:
        return Guarded, (self.name, self.function)


def read_only(value: Any) -> Any:
    """An array as a view that cannot be written, and nothing else changed.

    >>> read_only(np.ones(1)).flags.writeable, read_only("text")
    (False, 'text')
    """
    if not isinstance(value, np.ndarray):
        return value
    view = value.view()
    view.setflags(write=False)
    return view
