"""Whether the site shall have the solutions of its exercises: SOLUTIONS=no in the environment leaves them out."""

from __future__ import annotations

import os
from pathlib import Path


def solutions_wanted(default: str = "yes") -> bool:
    """Raises ValueError for anything but yes and no."""
    wanted = os.environ.get("SOLUTIONS") or default
    if wanted not in ("yes", "no"):
        raise ValueError(f"SOLUTIONS is {wanted!r}; expected yes or no.")
    return wanted == "yes"


def site(root: Path, solutions: bool = True) -> Path:
    """The folder of the site. That without solutions has its own, so that neither is ever taken for the other."""
    return root / "_build" / ("html" if solutions else "html-without-solutions")
