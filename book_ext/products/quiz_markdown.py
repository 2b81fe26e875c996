"""Markdown as learning platforms show it: HTML, with formulas that they set themselves."""

from __future__ import annotations

from html import escape
from typing import Any
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin


def _formula(content: str, options: dict[str, Any]) -> str:
    opening, closing = ("\\[", "\\]") if options["display_mode"] else ("\\(", "\\)")
    return f"{opening}{escape(content, quote=False)}{closing}"


MARKDOWN = MarkdownIt("commonmark").use(dollarmath_plugin, renderer=_formula)


def add_html(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> ElementTree.Element:
    """Add an element of Moodle's XML that holds HTML."""
    made = ElementTree.SubElement(parent, name, {"format": "html", **attributes})
    ElementTree.SubElement(made, "text").text = text
    return made
