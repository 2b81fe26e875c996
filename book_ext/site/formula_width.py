"""How wide a formula in the text will be, so that its room is kept until MathJax has set it and no line moves.

A count of its signs in the proportions of MathJax's fonts: right to a tenth or so, which is enough for a line.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from sphinx.application import Sphinx

SCALE = 1.06  # of formulas beside the text, as in mathjax.py
SIGN = re.compile(r"\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\.|[^\s]", re.S)
RELATION, OPERATION = 1.34, 1.0  # with the space on both sides
WIDTHS = {
    **dict.fromkeys("0123456789", 0.5),
    **dict.fromkeys("ijlt", 0.37),
    **dict.fromkeys("mMwW", 0.88),
    **dict.fromkeys("=<>", RELATION),
    **dict.fromkeys("+-", OPERATION),
    **dict.fromkeys("()[]", 0.39),
    **dict.fromkeys((",", ";"), 0.45),
    **dict.fromkeys(".|'", 0.28),
    **dict.fromkeys((r"\le", r"\ge", r"\approx", r"\leftarrow", r"\to", r"\in"), RELATION),
    **dict.fromkeys((r"\odot", r"\times"), OPERATION),
    **dict.fromkeys((r"\left", r"\right", r"\class", r"\mathrm", r"\text", r"\hat", "{", "}"), 0.0),
    **{r"\cdot": 0.72, r"\,": 0.17, r"\;": 0.28, r"\quad": 1.0, r"\dots": 1.3, r"\sum": 1.1, r"\top": 0.78},
    **{
        r"\nabla": 0.83,
        r"\ln": 0.95,
        r"\exp": 1.6,
        r"\max": 1.9,
        r"\iota": 0.35,
        r"\ell": 0.42,
        r"\lVert": 0.5,
        r"\rVert": 0.5,
    },
}
FORMULA = re.compile(r'<span class="math notranslate nohighlight">(\\\(.*?\\\))</span>', re.S)


def width(tex: str) -> float:
    r"""In em of the text around.

    >>> round(width(r"\class{parameter}{w_{ij}}"), 1) == round(width("w_{ij}"), 1)
    True
    >>> width(r"\frac{a + b}{c}") < width("a + b") < width("a + b + c")
    True
    """
    signs = SIGN.findall(re.sub(r"\\class\{\w+\}", "", tex))
    return SCALE * _row(signs)


def _row(signs: list[str]) -> float:
    """The widths of signs in a row, with indices and exponents of one sign one above the other."""
    total, at, scripts = 0.0, 0, [0.0]
    while at < len(signs):
        sign = signs[at]
        if sign in "_^":
            end = _argument(signs, at + 1)
            scripts.append(0.7 * _row(signs[at + 1 : end]) + 0.05)
            at = end
            continue
        total, scripts = total + max(scripts), [0.0]
        if sign in (r"\frac", r"\binom"):
            middle = _argument(signs, at + 1)
            end = _argument(signs, middle)
            total += 0.24 + 0.7 * max(_row(signs[at + 1 : middle]), _row(signs[middle:end]))
            at = end
        elif sign.startswith(r"\begin"):
            end = next((n for n in range(at, len(signs)) if signs[n].startswith(r"\end")), len(signs))
            total += _matrix(signs[at + 1 : end])
            at = end + 1
        else:
            total += WIDTHS.get(sign, 0.73 if sign.isupper() else 0.53)
            at += 1
    return total + max(scripts)


def _matrix(signs: list[str]) -> float:
    """Brackets, and each column as wide as its widest entry."""
    rows = " ".join(signs).split(r"\\")
    cells = [[_row(entry.split()) for entry in row.split("&")] for row in rows]
    columns = [max(row[n] for row in cells if n < len(row)) for n in range(max(map(len, cells)))]
    return 1.4 + sum(columns) + (len(columns) - 1)


def _argument(signs: list[str], at: int) -> int:
    """Where the argument that begins here ends: a group in braces, or one sign."""
    if at >= len(signs) or signs[at] != "{":
        return at + 1
    depth = 0
    for end in range(at, len(signs)):
        depth += (signs[end] == "{") - (signs[end] == "}")
        if depth == 0:
            return end + 1
    return len(signs)


def keep_room(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Each formula within a line says how wide it will be; book.css keeps that room."""
    if body := context.get("body"):
        context["body"] = FORMULA.sub(_with_width, body)


def _with_width(match: re.Match[str]) -> str:
    room = width(unescape(match[1])[2:-2])
    return f'<span class="math notranslate nohighlight" style="--width: {room:.2f}em">{match[1]}</span>'


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", keep_room)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
