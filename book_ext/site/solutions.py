"""A chapter without its solutions: for the notebook that a student takes along, and a site made with SOLUTIONS=no."""

from __future__ import annotations

import os
import re

SOLUTION = re.compile(r"^```\{solution-start\}.*?^```\{solution-end\}\n+```[ \t]*(?:\n|\Z)", re.M | re.S)


def solutions_wanted() -> bool:
    """Whether the site shall have solutions. Raises ValueError for anything but yes and no."""
    wanted = os.environ.get("SOLUTIONS") or "yes"
    if wanted not in ("yes", "no"):
        raise ValueError(f"SOLUTIONS is {wanted!r}; expected yes or no.")
    return wanted == "yes"


def without_solutions(text: str) -> str:
    """The source of a chapter with blank lines in the place of its solutions, so that line numbers stay.

    >>> without_solutions("a\\n```{solution-start} ex-b\\n```\\nc\\n```{solution-end}\\n```\\nd\\n")
    'a\\n\\n\\n\\n\\n\\nd\\n'
    """
    return SOLUTION.sub(lambda found: "\n" * found[0].count("\n"), text)
