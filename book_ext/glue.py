"""Puts computed values into the prose as myst_nb.glue does, without loading Sphinx into the kernel (2 seconds).

`glue:text` shows a number with a hyphen for a minus: glue a text where the number may be negative.
"""

from __future__ import annotations

from typing import Any

from IPython.core.formatters import format_display_data
from IPython.display import display


def glue(name: str, value: Any) -> None:
    """Store a value in the notebook under this name, where {glue:text}`name` finds it."""
    bundle, metadata = format_display_data(value)
    display(bundle, raw=True, metadata={**metadata, "scrapbook": {"name": name, "mime_prefix": ""}})
