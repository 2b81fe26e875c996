r"""In which layer each unit of a formula lies, for books that count units within layers.

A weight joins neighbouring layers, a target belongs to an output, and j is a unit of layer l unless the formula says
otherwise, with i in the layer before it and k in the layer after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .symbols import Symbol

Place = tuple[str, int]  # the letter of a layer, and a number to be added
USUAL: dict[str, Place] = {"j": ("l", 0), "i": ("l", -1), "k": ("l", 1)}


def layers_of(symbols: Sequence[Symbol], outputs: bool) -> dict[str, Place]:
    """The layer of each index letter; empty if units go by names or numbers of their own."""
    ours = [s for s in symbols if s.known and s.known.way == "units" and s.indices and not s.layer]
    edges = [tuple(s.places[p] for p in "ij") for s in ours if {"i", "j"} <= set(s.places)]
    found = {index for s in ours for index in s.indices if s.known and s.known.quantity != "input"}
    if not found <= set(USUAL):
        return {}
    where = {s.indices[0]: ("L", 0) for s in ours if s.letter == "t"}
    if outputs:
        where |= {s.indices[0]: ("L", 0) for s in ours if s.letter in ("o", r"\mathrm{net}", r"\delta")}

    def spread() -> None:
        for _ in edges:
            for i, j in edges:
                for known, other, step in ((i, j, 1), (j, i, -1)):
                    if known in where:
                        where.setdefault(other, (where[known][0], where[known][1] + step))

    spread()
    shift = next((("L", -USUAL[i][1]) for i in where), ("l", 0))
    for index in USUAL:
        if index in found and index not in where:
            letter, step = shift
            where[index] = (letter, USUAL[index][1] + step)
            spread()
    return where


def layer(place: Place) -> str:
    """A layer as it is written.

    >>> layer(("l", 0)), layer(("L", -1))
    ('l', 'L-1')
    """
    return place[0] + (f"{place[1]:+d}" if place[1] else "")


def one_less(layer: str) -> str:
    """The number of this layer where the first is layer 0; a letter that counts keeps its name.

    >>> [one_less(layer) for layer in ("1", "L", "L-1", "l+1")]
    ['0', 'L-1', 'L-2', 'l+1']
    """
    if layer.isdigit():
        return str(int(layer) - 1)
    last = re.fullmatch(r"L([+-]\d+)?", layer)
    return f"L{int(last[1] or 0) - 1:+d}" if last else layer
