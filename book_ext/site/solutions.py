"""Whether the site shall have the solutions of its exercises: SOLUTIONS=no in the environment leaves them out."""

from __future__ import annotations

import os


def solutions_wanted() -> bool:
    """Raises ValueError for anything but yes and no."""
    wanted = os.environ.get("SOLUTIONS") or "yes"
    if wanted not in ("yes", "no"):
        raise ValueError(f"SOLUTIONS is {wanted!r}; expected yes or no.")
    return wanted == "yes"
