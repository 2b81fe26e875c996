"""Questions with a choice in GIFT, a text format that many read: `::title::text {=right#said ~wrong#said}`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.choices import Choice
from book_ext.products.exports.questions import Place, full_text, options, variants


def gift(found: Iterable[Place]) -> str:
    """A question bank with a category for each chapter."""
    blocks = []
    chapter = None
    for place in found:
        if not isinstance(place.exercise, Choice | Bug):
            continue
        if place.chapter != chapter:
            chapter = place.chapter
            blocks.append(f"$CATEGORY: $course$/top/Backpropagation/{chapter.replace('/', '//')}")
        for title, question in variants(place):
            lines = [f"  {'=' if one.right else '~'}{plain(one.shown)}#{plain(one.said)}" for one in options(question)]
            text = full_text(place, question)
            blocks.append("\n".join([f"::{plain(title)}::[html]{plain(text)} {{", *lines, "}"]))
    return "\n\n".join(blocks) + "\n"


def plain(text: str) -> str:
    r"""Text in which nothing is a sign of GIFT, on one line.

    >>> plain("<p>a = {b}: \\(c\\)</p>\n")
    '<p>a \\= \\{b\\}\\: \\\\(c\\\\)</p>'
    """
    return re.sub(r"([\\~=#{}:])", r"\\\1", text.strip()).replace("\n", r"\n")
