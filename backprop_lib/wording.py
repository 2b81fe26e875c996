"""What something is, in a message: the name of its type behind the right article."""

from __future__ import annotations

from typing import Any


def kind_of(value: Any) -> str:
    """The name of a value's type, with its article.

    >>> import numpy as np
    >>> kind_of([]), kind_of(3), kind_of(np.zeros(1))
    ('a list', 'an int', 'an ndarray')
    """
    name = type(value).__name__
    return f"{'an' if name.lower().startswith(('a', 'e', 'i', 'nd', 'o')) else 'a'} {name}"
