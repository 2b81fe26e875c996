"""What something is, in a message: the name of its type behind the right article."""

from __future__ import annotations

from typing import Any


def kind_of(value: Any) -> str:
    """The name of a value's type, with its article.

    >>> kind_of([]), kind_of(3)
    ('a list', 'an int')
    """
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"
