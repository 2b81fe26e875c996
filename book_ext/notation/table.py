r"""How each convention writes each quantity, read from chapters/notation.yml.

A writing is its own pattern: in w_{ij} the i is the source and the j the target, in W^l_{ji} the l is the layer. One
that begins with a minus stands for minus the quantity. A second writing is for a whole layer, a third for examples in
rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from book_ext.equations.notation import table

BELOW = re.compile(r"_(?:\{([ij0, ]+)\}|([ij0]))")
ABOVE = re.compile(r"\^(?:\{(\()?l\)?\}|l)")
NONE = r"\text{–}"
BASE = ("units", "matrices", "rows")  # the three ways of this book: unit by unit, in columns, in rows
NAMES = {
    "delta",
    "a",
    "z",
    "W",
    "b",
    "y",
    "learning_rate",
    "cost",
    "loss",
    "activation",
}  # of the code, one for a letter


@dataclass(frozen=True)
class Writing:
    """How one convention writes one quantity: for a unit, for a layer, and for a layer with examples in rows."""

    entry: str
    whole: str
    rows: str

    @classmethod
    def of(cls, given: Any) -> Writing | None:
        """None if there is no counterpart, or more than one letter."""
        entry, whole, rows = (*(map(str, given) if isinstance(given, list) else [str(given)]), "", "")[:3]
        if entry == NONE or " = " in entry or ", " in entry.partition("(")[0]:
            return None
        return cls(entry, whole or BELOW.sub("", entry), rows)

    @property
    def sign(self) -> int:
        return -1 if self.entry.startswith("-") else 1

    @property
    def letter(self) -> str:
        return _letter(self.entry)

    @property
    def has_layers(self) -> bool:
        return bool(ABOVE.search(self.entry))

    def say(self, layer: str, places: dict[str, str], *, small: bool, examples_first: bool) -> str:
        """The quantity of this layer at these places: {"i": source, "j": target, "n": example}, as far as given.

        `small` takes the letter of a unit for a quantity without indices.
        """
        tex = self.entry if places or small else self.whole
        above = ABOVE.search(self.entry) or ABOVE.search(self.whole)
        below = BELOW.search(tex)
        order = re.findall("[ij0]", below[0]) if below else []
        parts = [places.get(place, place) for place in order if place in places or place == "0"] if places else []
        other = [value for place, value in places.items() if place not in order]
        indices = _indices([*other, *parts] if examples_first else [*parts, *other], bool(below and "," in below[0]))
        scripts = (_raised(layer, bool(above and above[1])) if layer else "") + indices
        if not tex.startswith(r"\frac"):
            return _letter(tex) + scripts
        return BELOW.sub("", ABOVE.sub("", tex))[:-1] + scripts + "}"  # a slope: what is below the line has the indices


def _letter(tex: str) -> str:
    return ABOVE.sub("", BELOW.sub("", tex)).removeprefix("-").partition("(")[0]


def _raised(layer: str, bracket: bool) -> str:
    return f"^{{({layer})}}" if bracket else f"^{layer}" if len(layer) == 1 else f"^{{{layer}}}"


def _indices(parts: list[str], commas: bool) -> str:
    """Indices side by side; with a comma where one of them has more than a letter."""
    if not parts:
        return ""
    wide = commas or (len(parts) > 1 and any(len(part) > 1 or part in "123456789" for part in parts))
    joined = ("," if wide else "").join(parts)
    return f"_{joined}" if len(joined) == 1 else f"_{{{joined}}}"


def code(row: dict[str, Any]) -> str:
    r"""What the code calls it, as LaTeX: W[j, i] becomes \mathtt{W}^l_{j,i}."""
    name, _, places = row["code"].partition("[")
    name = name.removesuffix(".value")
    if name not in NAMES:
        return NONE
    order = ",".join(re.findall("[ij]", places)) or ("j" if "_j" in str(row["units"]) else "")
    layer = "^l" if "^l" in str(row["matrices"]) else ""
    return rf"\mathtt{{{name}}}".replace("_", r"\_") + layer + (f"_{{{order}}}" if order else "")


@cache
def quantities() -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in table()["quantities"]}


@cache
def writing(quantity: str, convention: str) -> Writing | None:
    """How a convention writes a quantity; None if it has no letter for it."""
    row = quantities()[quantity]
    return Writing.of(code(row) if convention == "code" else row.get(convention, NONE))


def first_layer(convention: str) -> int:
    return table()["first_layer"].get(convention, 1)


def is_on(page: str, what: str) -> bool:
    return page in table()["pages"][what]


def keeps(page: str, convention: str) -> list[str]:
    """The letters of this book that stay on a page, since what they would become is taken there."""
    return table()["pages"]["keep"].get(page, {}).get(convention, [])


def strangers(page: str) -> list[str]:
    return table()["pages"]["strangers"].get(page, [])
