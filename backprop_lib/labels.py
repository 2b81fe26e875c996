"""What a quantity is called in code, links and tests: z^1_2 is the net input of unit 2 of layer 1.

Levels count from 1; units j and k count from 0 in the arguments and from 1 in the names.
"""

from __future__ import annotations


def index(*counted: int) -> str:
    """Numbers counted from 0 as an index counted from 1; a comma keeps numbers of two digits apart.

    >>> index(0, 1), index(0, 10)
    ('12', '1,11')
    """
    return ("," if max(counted) > 8 else "").join(str(n + 1) for n in counted)


def x(k: int) -> str:
    """The input k."""
    return f"x_{index(k)}"


def z(level: int, j: int) -> str:
    """The net input of unit j."""
    return f"z^{level}_{index(j)}"


def a(level: int, j: int) -> str:
    """The output of unit j."""
    return f"a^{level}_{index(j)}"


def b(level: int, j: int) -> str:
    """The bias of unit j."""
    return f"b^{level}_{index(j)}"


def w(level: int, j: int, k: int) -> str:
    """The weight to unit j from unit k below."""
    return f"w^{level}_{index(j, k)}"


def y(j: int) -> str:
    """The target of output unit j."""
    return f"y_{index(j)}"


def loss(j: int) -> str:
    """The loss of output unit j."""
    return f"E_{index(j)}"


def delta(level: int, j: int) -> str:
    """The slope of the cost with respect to the net input of unit j."""
    return f"delta^{level}_{index(j)}"


def error(level: int, j: int) -> str:
    """The slope of the cost with respect to the output of unit j."""
    return gradient(a(level, j))


def gradient(label: str) -> str:
    """The slope of the cost with respect to anything that has a label."""
    return f"dJ/d{label}"


def unit(level: int, j: int) -> str:
    """The unit itself, in a drawing."""
    return f"unit^{level}_{index(j)}"


def below(level: int, k: int) -> str:
    """What comes into a layer: the inputs x for the first, the outputs of the layer below for the others."""
    return x(k) if level == 1 else a(level - 1, k)


def tex(label: str) -> str:
    r"""A label as LaTeX.

    >>> print(tex("z^1_2"), tex("delta^2_1"), tex("dJ/db^1_2"), tex("J"))
    z^{1}_{2} \delta^{2}_{1} \frac{\partial J}{\partial b^{1}_{2}} J
    """
    if label.startswith("dJ/d"):
        return rf"\frac{{\partial J}}{{\partial {tex(label[4:])}}}"
    name, _, index = label.partition("_")
    letter, _, level = name.partition("^")
    letter = r"\delta" if letter == "delta" else letter
    return letter + (f"^{{{level}}}" if level else "") + (f"_{{{index}}}" if index else "")
