r"""In which layer each unit of a formula lies, for books that count units within layers.

A weight joins neighbouring layers, a target belongs to an output, and j is a unit of layer l unless the formula says
otherwise, with i in the layer before it and k in the layer after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .symbols import INPUT, Symbol

Place = tuple[str, int]  # the letter of a layer, and a number to be added
USUAL: dict[str, Place] = {"i": ("l", -1), "j": ("l", 0), "k": ("l", 1)}


def layers_of(symbols: Sequence[Symbol], *, outputs: bool = False) -> dict[str, str]:
    """The layer of each index letter; empty if units have names, or if there is one layer only."""
    entries = [s for s in symbols if s.known and s.indices and s.known.quantity != INPUT]
    ours = [s for s in entries if s.known and s.known.way == "units" and not s.layer]
    edges = [(s.places["i"], s.places["j"]) for s in ours if {"i", "j"} <= {*s.places}]
    found = {index for s in ours for index in s.indices}
    alone = any(s.known and s.known.way != "units" and s.letter != "y" and not s.layer for s in entries)
    if alone or not found <= {*USUAL}:
        return {}
    where: dict[str, Place] = {}
    where |= {index: ("L", 0) for s in ours for index in s.indices if s.letter == "t" or (outputs and s.letter != "w")}

    def spread() -> None:
        for _ in edges:
            for i, j in edges:
                for known, other, step in ((i, j, 1), (j, i, -1)):
                    if known in where:
                        where.setdefault(other, (where[known][0], where[known][1] + step))

    spread()
    first = next(iter(where), "")  # where this one is, the others are beside it as usual
    letter, shift = (where[first][0], where[first][1] - USUAL[first][1]) if first else ("l", 0)
    for index in ("j", "i", "k"):
        if index in found and index not in where:
            where[index] = (letter, USUAL[index][1] + shift)
            spread()
    return {index: f"{layer}{step:+d}" if step else layer for index, (layer, step) in where.items()}


def counted_from(first: int, layer: str) -> str:
    """The number of this layer where the first with weights has another number; letters that count keep their names.

    The last layer is L if the input is counted, and one less if counting begins with 0.

    >>> [counted_from(0, layer) for layer in ("1", "L", "L-1", "l+1")], counted_from(2, "0"), counted_from(2, "L")
    (['0', 'L-1', 'L-2', 'l+1'], '1', 'L')
    """
    if layer.isdigit():
        return str(int(layer) + first - 1)
    last = re.fullmatch(r"L([+-]\d+)?", layer)
    step = int(last[1] or 0) + first - 1 if last else 0
    return (f"L{step:+d}" if step else "L") if last and first < 1 else layer
