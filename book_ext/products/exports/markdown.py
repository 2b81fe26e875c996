"""Markdown as learning platforms show it: HTML, with formulas that they set themselves, or as MathML."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin


def _formula(content: str, options: dict[str, Any]) -> str:
    opening, closing = ("\\[", "\\]") if options["display_mode"] else ("\\(", "\\)")
    return f"{opening}{escape(content, quote=False)}{closing}"


MARKDOWN = MarkdownIt("commonmark").use(dollarmath_plugin, renderer=_formula)
FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
ElementTree.register_namespace("m", "http://www.w3.org/1998/Math/MathML")


def as_mathml(html: str) -> str:
    r"""HTML whose formulas are MathML, which QTI has for them.

    >>> as_mathml(r"<p>\(a\)</p>")
    '<p><math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mi>a</mi></mrow></math></p>'
    """

    def formula(found: re.Match[str]) -> str:
        return _mathml(found[1], "inline") if found[1] is not None else _mathml(found[2], "block")

    return FORMULA.sub(formula, html)


@cache
def _mathml(content: str, display: str) -> str:
    return convert(unescape(content), display=display)
