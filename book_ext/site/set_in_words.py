"""Words that set a widget of the page set none in a notebook: there it says in brackets what to set.

Where one paragraph has several such words, each says what is new since the one before.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from docutils import nodes

from backprop_lib.misconceptions import MISCONCEPTIONS

MOST = 4  # settings that a sentence can bear
NOTHING: tuple[Any, ...] = ("", [], {}, "none")
CODE = re.compile(r"[wb]\^|.* = ")  # the label of a parameter, a program
SIZES = {"chapters/backward-matrices": (2, 3, 2)}  # of the network whose weights a page is about
USUAL = (2, 2, 2)


def parameters(sizes: tuple[int, ...]) -> dict[str, str]:
    """What the parameters of a network with one hidden layer are called on the screen.

    >>> parameters((2, 3, 2))["w^1_31"], parameters((2, 2, 2))["b^2_1"]
    ('w5', 'b of o1')
    """
    found: dict[str, str] = {}
    count = 0
    for level, (inputs, units) in enumerate(pairwise(sizes), 1):
        for j in range(1, units + 1):
            for i in range(1, inputs + 1):
                count += 1
                found[f"w^{level}_{j}{i}"] = f"w{count}"
            found[f"b^{level}_{j}"] = f"b of {'ho'[level - 1]}{j}"
    return found


def settings(target: str) -> dict[str, Any]:
    """What an address sets, by widget and trait.

    >>> settings('descent.cost="two minima"&descent.start=[2]')
    {'descent.cost': 'two minima', 'descent.start': [2]}
    """
    return {key: _value(value) for key, _, value in (part.partition("=") for part in unquote(target).split("&"))}


def in_words(wanted: dict[str, Any], before: dict[str, Any] | None = None, page: str = "") -> list[tuple[str, str]]:
    """Settings as words, and what stands behind them as code, "" if nothing; `before` is what is set already.

    >>> in_words(settings('descent.cost="two minima"&descent.start=[2]&descent.momentum=0.5&descent.step=0'))
    [('cost “two minima”', ''), ('start 2', ''), ('momentum 0.5', '')]
    >>> in_words(settings("backward.mistake=&backward.weight=w^1_11"), settings("backward.mistake=sign"))
    [('no mistake', ''), ('parameter', 'w1')]
    """
    before = before or {}
    new = {key: value for key, value in wanted.items() if key not in before or before[key] != value} or wanted
    said = {key: value for key, value in new.items() if key in before or not _is_usual(key, value)} or new
    names = parameters(SIZES.get(page, USUAL))
    return [_said(key.partition(".")[2].replace("_", " "), value, names) for key, value in said.items()][:MOST]


def set_before(node: nodes.reference) -> dict[str, Any] | None:
    """What earlier words of the same paragraph set, None if there are none."""
    block: nodes.Node = node
    while block.parent and isinstance(block, nodes.Inline | nodes.reference):
        block = block.parent
    found: dict[str, Any] | None = None
    for other in block.findall(nodes.reference):
        if other is node:
            break
        if "set" in other["classes"]:
            found = (found or {}) | settings(other["refuri"].removeprefix("#"))
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _is_usual(key: str, value: Any) -> bool:
    return value in NOTHING or (key.endswith(".step") and value == 0)


def _said(trait: str, value: Any, names: dict[str, str]) -> tuple[str, str]:
    if value in NOTHING:
        return f"no {trait}", ""
    if isinstance(value, dict):
        return f"{trait} {', '.join(f'{name} = {number}' for name, number in value.items())}", ""
    if isinstance(value, list):
        return f"{trait} {value[0] if len(value) == 1 else value}", ""
    text = str(value)
    if trait == "weight" and text in names:
        return "parameter", names[text]
    if CODE.match(text):
        return trait, text
    text = MISCONCEPTIONS[text].name if text in MISCONCEPTIONS else text.replace("_", " ")  # as in the menu
    return f"{trait} “{text}”" if " " in text else f"{trait} {text}", ""
