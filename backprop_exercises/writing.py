"""How names, numbers and mistakes are written in Markdown, with formulas in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from backprop_lib.misconceptions import MISCONCEPTIONS

GREEK = {"alpha", "delta", "eta", "mu", "phi", "sigma", "theta"}


def latex(name: str) -> str:
    r"""How a name is printed: w5 as w_5, net_h1 as \mathrm{net}_{h1}, dE_dw5 and du_dx as derivatives.

    >>> print(latex("net_h1"), latex("delta_o1"), latex("dE_dw5"), latex("du_dx"))
    \mathrm{net}_{h1} \delta_{o1} \partial E / \partial w_{5} \partial u / \partial x
    >>> print(latex("steps_forward"))
    \mathrm{steps~forward}
    """
    if match := re.fullmatch(r"d([A-Za-z])_d(\w+)", name):
        return rf"\partial {match[1]} / \partial {latex(match[2])}"
    if re.fullmatch(r"[a-z]{2,}_[a-z]{3,}", name) and name.partition("_")[0] not in GREEK:  # two words
        return rf"\mathrm{{{name.replace('_', '~')}}}"
    match = re.fullmatch(r"([A-Za-z]+?)_?((?<=_)\w+|\d*)", name)
    if not match:
        return rf"\mathrm{{{name}}}"
    stem, index = match.groups()
    stem = f"\\{stem}" if stem in GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    return f"{stem}_{{{index}}}" if index else stem


def printed(value: Any, digits: int = 10) -> str:
    r"""A number or an array as a formula, to so many significant digits.

    >>> print(printed(0.5), printed(np.array([[1.0], [2.0]])))
    0.5 \begin{pmatrix} 1 \\ 2 \end{pmatrix}
    """
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{array.item():.{digits}g}"
    rows = r" \\ ".join(" & ".join(f"{entry:.{digits}g}" for entry in row) for row in np.atleast_2d(array))
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def listed(values: Mapping[str, Any], digits: int = 10) -> str:
    r"""Names and their values, as formulas in a row.

    >>> print(listed({"w_1": 0.5, "eta": 2}))
    $w_{1} = 0.5$, $\eta = 2$
    """
    return ", ".join(f"${latex(name)} = {printed(value, digits)}$" for name, value in values.items())


def in_python(slug: str, names: Iterable[str]) -> str:
    """How to have what is given in Python, as a notebook asks it.

    >>> in_python("sent-back", ["W", "delta"])
    'In Python: `W, delta = sent_back.given.values()`.'
    """
    return f"In Python: `{', '.join(names)} = {slug.replace('-', '_')}.given.values()`."


def explained(mistake: str) -> str:
    """A misconception by its name with a hint; a slip of one exercise is a sentence already.

    >>> explained("sign").partition(".")[0], explained("The bias is missing.")
    ('**Sign reversed', 'The bias is missing.')
    """
    known = MISCONCEPTIONS.get(mistake)
    return f"**{known.title}.** {known.hint}" if known else mistake
