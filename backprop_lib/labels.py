"""What a quantity is called in code, links and tests: z^1_2 is the net input of unit 2 of layer 1.

Levels count from 1; units j and k count from 0 in the arguments and from 1 in the names.
"""

from __future__ import annotations


def z(level: int, j: int) -> str:
    """The net input of unit j."""
    return f"z^{level}_{j + 1}"


def a(level: int, j: int) -> str:
    """The output of unit j."""
    return f"a^{level}_{j + 1}"


def b(level: int, j: int) -> str:
    """The bias of unit j."""
    return f"b^{level}_{j + 1}"


def w(level: int, j: int, k: int) -> str:
    """The weight to unit j from unit k below; a comma keeps numbers of two digits apart."""
    comma = "," if max(j, k) > 8 else ""
    return f"w^{level}_{j + 1}{comma}{k + 1}"


def y(j: int) -> str:
    """The target of output unit j."""
    return f"y_{j + 1}"


def delta(level: int, j: int) -> str:
    """The slope of the cost with respect to the net input of unit j."""
    return f"delta^{level}_{j + 1}"


def error(level: int, j: int) -> str:
    """The slope of the cost with respect to the output of unit j."""
    return f"dJ/d{a(level, j)}"


def below(level: int, k: int) -> str:
    """What comes into a layer: the inputs x for the first, the outputs of the layer below for the others."""
    return f"x_{k + 1}" if level == 1 else a(level - 1, k)
