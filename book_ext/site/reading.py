"""What a reader does while reading: predicts before looking, sets a widget from the text, sees where a number stands.

In a chapter:

    :::{admonition} Predict, then look      A list whose items begin with [ ] or, the right one, [x] is a choice that
    :class: predict                         one commits to before the answer opens. What the next cells show waits, too.

    {set}`0.6 <descent.learning_rate=0.6>`  A click sets the widget of this name; `&` joins several settings.
    {lights}`the delta <backward.delta^2_1>`
                                            Lights up, while the pointer or the focus is on the words, the number
                                            delta^2_1 of the widget.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole
from sphinx.util.logging import getLogger

CHOICE = re.compile(r"\[([ x])\]\s*")
WIDGET = re.compile(r'class="widget"[^>]* data-name="([^"]+)"')
TITLED = re.compile(r"(.*?)\s*<(.*)>", re.S)

log = getLogger(__name__)


class SetWidget(SphinxRole):
    """Words that set a widget of the page: a link to the address that says so."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words, target = titled(self.text)
        if "." not in target or "=" not in target:
            log.warning("{set}`%s` sets nothing; write {set}`words <widget.trait=value>`", self.text, type="reading")
        link = nodes.reference("", words, refuri=f"#{target}", classes=["set"])
        self.set_source_info(link)
        return [link], []


class SettingsHaveAWidget(SphinxPostTransform):
    """Words that set a widget which is not on their page are an error."""

    default_priority = 202  # when the outputs are HTML
    formats = ("html",)

    def run(self, **_: object) -> None:
        named = Counter(name for raw in self.document.findall(nodes.raw) for name in WIDGET.findall(raw.astext()))
        there = {name if n == 1 else f"{name}-{n}" for name, count in named.items() for n in range(1, count + 1)}
        for link in self.document.findall(nodes.reference):
            if "set" not in link["classes"]:
                continue
            for setting in link["refuri"].lstrip("#").split("&"):
                name = setting.partition(".")[0]
                if name not in there:
                    known = f"this page has {', '.join(sorted(there))}" if there else "this page has none"
                    log.warning("{set}: no widget is called %s; %s", name, known, location=link, type="reading")


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
    for box in doctree.findall(is_prediction):
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


class outcome(nodes.Element):
    """What a cell shows, closed until a reader has predicted it, or asks for it."""


class OutcomesWait(SphinxPostTransform):
    """The output of the cells after a prediction is closed: a page that shows it below the question has answered it."""

    default_priority = 201  # behind the fold of the source, which wants the output beside it
    formats = ("html",)

    def run(self, **_: object) -> None:
        for box in list(self.document.findall(is_prediction)):
            for output in outputs_after(box):
                fold = outcome()
                output.replace_self(fold)
                fold += output


def is_prediction(node: nodes.Node) -> bool:
    return isinstance(node, nodes.admonition) and "predict" in node["classes"]


def outputs_after(box: nodes.Element) -> list[nodes.Element]:
    """Those of the first cells after a prediction, up to the text behind them, or to a widget: it shows nothing yet."""
    found: list[nodes.Element] = []
    for node in box.parent[box.parent.index(box) + 1 :]:
        if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
            if any('class="widget"' in raw for raw in node.findall(nodes.raw)):
                break
            found += [
                part for part in node.children if part.get("nb_element") == "cell_code_output" and not _closed(part)
            ]
        elif not isinstance(node, nodes.Invisible | nodes.target | nodes.paragraph) or found:
            break
    return found


def _closed(output: nodes.Element) -> bool:
    """Whether it is a fold already, with words of its own."""
    return next(output.findall(nodes.Text), "").startswith("<details")


class OnlySets(SphinxPostTransform):
    """A paragraph that only sets a widget is nothing on paper."""

    default_priority = 202
    formats = ("html",)

    def run(self, **_: object) -> None:
        for words in list(self.document.findall(nodes.reference)):
            paragraph = words.parent
            if "set" in words["classes"] and paragraph.astext().strip(" .") == words.astext():
                paragraph["classes"].append("only-sets")


def visit_outcome(page: Any, _: outcome) -> None:
    page.body.append('<details class="outcome"><summary>What comes out</summary>\n')


def depart_outcome(page: Any, _: outcome) -> None:
    page.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_role("set", SetWidget())
    app.add_role("lights", Lights())
    app.add_node(lights, html=(visit_lights, depart_lights))
    app.add_node(outcome, html=(visit_outcome, depart_outcome))
    app.add_post_transform(OutcomesWait)
    app.add_post_transform(SettingsHaveAWidget)
    app.add_post_transform(OnlySets)
    app.connect("doctree-read", find_choices)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
