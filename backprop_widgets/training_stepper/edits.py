"""Parameters that a reader sets by hand: [step, name, value], the value that is set after so many steps."""

from __future__ import annotations

import re

from backprop_lib import Network


def place(name: str) -> tuple[int, str, int, int]:
    """Layer, "W" or "b", row and column of a parameter.

    >>> place("network[0].W[0,1]")
    (0, 'W', 0, 1)
    """
    layer, part, j, k = re.findall(r"\w+", name)[1:]
    return int(layer), part, int(j), int(k)


def edited(network: Network, number: int, edits: list) -> Network:
    """The network after `number` steps, with what is set then."""
    layers = [*network]
    for step, name, value in edits:
        if step == number:
            layer, part, j, k = place(name)
            changed = getattr(layers[layer], part).copy()
            changed[j, k] = value
            layers[layer] = layers[layer]._replace(**{part: changed})
    return Network(layers)
