"""The table of notation, read once: what each quantity means, how it is written, and its role."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parents[2] / "chapters" / "notation.yml"


@cache
def table() -> dict[str, Any]:
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def quantities() -> list[dict[str, Any]]:
    return table()["quantities"]


def symbols() -> dict[str, list[str]]:
    """How each term of the glossary is written, for a unit and for a layer.

    >>> symbols()["net input"], symbols()["cost"]
    (['\\\\mathrm{net}_j', 'z^l_j'], ['J'])
    """
    ways = {row["term"]: [row["units"], row["matrices"]] for row in quantities() if "term" in row}
    ways |= {term: [sign] for term, sign in table()["signs"].items()}
    return {term: [tex for tex in dict.fromkeys(both) if "text" not in tex] for term, both in ways.items()}
