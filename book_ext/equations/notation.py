"""The table of notation, read once: what each quantity means, how it is written, and its role."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parents[2] / "chapters" / "notation.yml"


@cache
def quantities() -> list[dict[str, Any]]:
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))["quantities"]
