"""What a reader does while reading: predicts before looking, sets a widget from the text, sees where a number stands.

In a chapter:

    :::{admonition} Predict, then look      A list whose items begin with [ ] or, the right one, [x] is a choice that
    :class: predict                         one commits to before the answer opens.

    {set}`0.6 <descent.learning_rate=0.6>`  A click sets the widget of this name; `&` joins several settings.
    {lights}`the delta <backward.delta^2_1>`
                                            Lights up, while the pointer or the focus is on the words, the number
                                            delta^2_1 of the widget.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from sphinx.util.logging import getLogger

CHOICE = re.compile(r"\[([ x])\]\s*")
TITLED = re.compile(r"(.*?)\s*<(.*)>", re.S)

log = getLogger(__name__)


class SetWidget(SphinxRole):
    """Words that set a widget of the page: a link to the address that says so."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words, target = titled(self.text)
        if "." not in target or "=" not in target:
            log.warning("{set}`%s` sets nothing; write {set}`words <widget.trait=value>`", self.text, type="reading")
        return [nodes.reference("", words, refuri=f"#{target}", classes=["set"])], []


class Lights(SphinxRole):
    """Words that light up a number of a widget."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words, target = titled(self.text)
        if "." not in target:
            log.warning("{lights}`%s` names no number; write {lights}`words <widget.name>`", self.text, type="reading")
        return [lights("", words, target=target)], []


class lights(nodes.inline):
    """Words with the number of a widget that they are about."""


def titled(text: str) -> tuple[str, str]:
    """The words of a role, and what stands in angle brackets behind them.

    >>> titled("0.6 <descent.learning_rate=0.6>")
    ('0.6', 'descent.learning_rate=0.6')
    """
    found = TITLED.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def visit_lights(page: Any, node: lights) -> None:
    page.body.append(page.starttag(node, "span", "", CLASS="lights", tabindex="0", **{"data-lights": node["target"]}))


def depart_lights(page: Any, node: lights) -> None:
    page.body.append("</span>")


def find_choices(app: Sphinx, doctree: nodes.document) -> None:
    """The choices of a prediction, without the marks that say which is right."""
    for box in doctree.findall(lambda node: isinstance(node, nodes.admonition) and "predict" in node["classes"]):
        for choices in box.findall(nodes.bullet_list):
            marks = [mark_of(item) for item in choices.children]
            if None in marks:
                continue
            choices["classes"].append("choices")
            for item, mark in zip(choices.children, marks, strict=True):
                if mark == "x":
                    item["classes"].append("right")
            if marks.count("x") != 1:
                log.warning("a prediction has one right choice, marked [x]", location=box, type="reading")


def mark_of(item: nodes.Element) -> str | None:
    """What stands in the brackets at the beginning of an item, which goes; None if there are none."""
    first = next(item.findall(nodes.Text), None)
    found = CHOICE.match(first) if first else None
    if not first or not found:
        return None
    first.parent.replace(first, nodes.Text(first[found.end() :]))
    return found[1]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_role("set", SetWidget())
    app.add_role("lights", Lights())
    app.add_node(lights, html=(visit_lights, depart_lights))
    app.connect("doctree-read", find_choices)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
