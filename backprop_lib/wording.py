"""What a message says in more than one place: the name of a type behind the right article, and of masked entries."""

from __future__ import annotations

from typing import Any

import numpy as np


def kind_of(value: Any) -> str:
    """The name of a value's type, with its article.

    >>> kind_of([]), kind_of(3), kind_of(np.zeros(1))
    ('a list', 'an int', 'an ndarray')
    """
    name = type(value).__name__
    return f"{'an' if name.lower().startswith(('a', 'e', 'i', 'nd', 'o')) else 'a'} {name}"


def refuse_masked(name: str, given: Any) -> None:
    """ValueError for masked entries, in lists too: NumPy would drop the mask, and take what lies below.

    >>> refuse_masked("x", [np.ma.masked_equal([1.0, 999.0], 999.0)])
    Traceback (most recent call last):
    ValueError: x has masked entries; fill them in, or leave those examples out.
    """
    if np.ma.is_masked(given):
        raise ValueError(f"{name} has masked entries; fill them in, or leave those examples out.")
    if isinstance(given, list | tuple):
        for part in given:
            if isinstance(part, list | tuple | np.ma.MaskedArray):
                refuse_masked(name, part)
