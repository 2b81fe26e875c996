r"""How each convention writes each quantity, read from chapters/notation.yml.

The writing of a quantity is its own pattern: in w_{ij} the i is the source and the j the target, in W^l_{ji} the l is the
layer. A writing that begins with a minus stands for minus the quantity; a second one is for a whole layer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from book_ext.equations.notation import table

BELOW = re.compile(r"_(?:\{([ij0, ]+)\}|([ij0]))")
ABOVE = re.compile(r"\^(?:\{(\(?)l\)?\}|l)")
NONE = r"\text{–}"
BASE = ("units", "matrices", "rows")  # the three ways of this book: unit by unit, in columns, in rows


@dataclass(frozen=True)
class Writing:
    """How one convention writes one quantity: for a unit, for a layer, and for a layer with examples in rows."""

    entry: str
    whole: str
    rows: str

    @classmethod
    def of(cls, given: Any) -> Writing | None:
        forms = given if isinstance(given, list) else [given]
        if any(form == NONE or "," in BELOW.sub("", form) and "(" not in form for form in map(str, forms)):
            return None
        entry, whole, rows = (*map(str, forms), None, None)[:3]
        whole = whole or BELOW.sub("", entry)
        return cls(entry, whole, rows or "")

    @property
    def sign(self) -> int:
        return -1 if self.entry.startswith("-") else 1

    @property
    def has_layers(self) -> bool:
        return bool(ABOVE.search(self.entry))

    @property
    def has_indices(self) -> bool:
        return bool(BELOW.search(self.entry))

    def say(self, layer: str | None, indices: dict[str, str]) -> str:
        """The quantity of this layer, with these indices: {"i": source, "j": target}; what is missing is left out."""
        tex = self.entry if indices else self.whole
        if layer and not ABOVE.search(tex):
            above = ABOVE.search(self.whole)
            letter, below = BELOW.sub("", tex), BELOW.search(tex)
            tex = letter + (above[0] if above else "^l") + (below[0] if below else "")
        tex = ABOVE.sub(lambda m: _raised(layer, bool(m[1])) if layer else "", tex)
        tex = BELOW.sub(lambda m: _below(m[1] or m[2], indices) if indices else "", tex)
        return tex.removeprefix("-")


def _raised(layer: str, bracket: bool) -> str:
    return f"^{{({layer})}}" if bracket else f"^{layer}" if len(layer) == 1 else f"^{{{layer}}}"


def _below(order: str, indices: dict[str, str]) -> str:
    """Indices side by side; with a comma where one of them has more than a letter."""
    parts = [indices.get(place, place) for place in re.findall("[ij0]", order) if place in indices or place == "0"]
    parts += [value for place, value in indices.items() if place not in order]
    wide = "," in order or (len(parts) > 1 and any(len(part) > 1 or part in "123456789" for part in parts))
    joined = ("," if wide else "").join(parts)
    return f"_{joined}" if len(joined) == 1 else f"_{{{joined}}}"


def code(row: dict[str, Any]) -> Any:
    r"""What the code calls it, as LaTeX: W[j, i] becomes \mathtt{W}^l_{j,i}."""
    name, _, places = row["code"].partition("[")
    name = name.removesuffix(".value")
    if not name.isidentifier() or row["name"].startswith(("input", "all ", "number", "momentum")):
        return NONE
    order = ",".join(re.findall("[ij]", places)) or ("j" if "_j" in str(row["units"]) else "")
    layered = "^l" in str(row["matrices"])
    return r"\mathtt{%s}" % name.replace("_", r"\_") + "^l" * layered + (f"_{{{order}}}" if order else "")


@cache
def quantities() -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in table()["quantities"]}


@cache
def writing(quantity: str, convention: str) -> Writing | None:
    row = quantities()[quantity]
    return Writing.of(code(row) if convention == "code" else row.get(convention, NONE))
