"""What is said of each chapter on the first page and before it: number, title, a sentence, minutes, widgets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from sphinx.application import Sphinx
from sphinx_external_toc.parsing import parse_toc_yaml

import backprop_widgets
from book_ext.site.chapter import between, directives, title_of

FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.S)
CODE = re.compile(r"^(`{3,}).*?^\1$|\$[^$]*\$", re.M | re.S)  # that no directive shows; and formulas
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
WIDGET = re.compile(rf"^(?:{'|'.join(backprop_widgets.__all__)})\(", re.M)  # not one that is only given a name

# A story is read at some 240 words a minute; who follows an argument with its formulas and code, and tries its widget,
# takes three times as long. So only words are counted, and neither formulas nor code: they are what slows the words
# down. Exercises say themselves how long they take.
WORDS_A_MINUTE = 80


class Entry(NamedTuple):
    page: str
    number: int
    title: str
    sentence: str
    minutes: int
    widgets: int


def entries(root: Path) -> list[Entry]:
    """The numbered chapters of a book in their order."""
    return [entry(root, page, number) for number, page in enumerate(numbered(root), 1)]


def numbered(root: Path) -> Iterator[str]:
    """The pages of the parts that have numbers."""
    site = parse_toc_yaml(root / "_toc.yml")
    for part in site.root.subtrees:
        if part.numbered:
            yield from (str(page) for page in part.files())


def entry(root: Path, page: str, number: int) -> Entry:
    source = (root / f"{page}.md").read_text(encoding="utf-8")
    return Entry(page, number, title_of(source), description_of(source), minutes_of(source), widgets_in(source))


def description_of(source: str) -> str:
    """The sentence for a page that stands in its front matter, under myst, html_meta.

    >>> description_of("---\\nmyst:\\n  html_meta:\\n    description: Come in.\\n---\\n# A\\n")
    'Come in.'
    """
    found = FRONT_MATTER.match(source)
    front = yaml.safe_load(found[1]) if found else {}
    return front.get("myst", {}).get("html_meta", {}).get("description", "")


def minutes_of(source: str) -> int:
    """How long a chapter takes, to five minutes."""
    found = directives(source)
    spans = [(part.first, part.end) for part in found]
    for kind in ("exercise", "solution"):
        spans += [(start.first, end.end) for start, _, end in between(found, kind)]
    left_out = {line for first, end in spans for line in range(first, end)}
    text = "\n".join(line for number, line in enumerate(source.splitlines()) if number not in left_out)
    words = WORD.findall(CODE.sub(" ", FRONT_MATTER.sub("", text, count=1)))
    return max(5, 5 * round(len(words) / WORDS_A_MINUTE / 5))


def widgets_in(source: str) -> int:
    """How many widgets the cells of a chapter show.

    >>> widgets_in("```{code-cell} ipython3\\nForwardStepper(step=2)\\n```\\nForwardStepper()\\n")
    1
    """
    return sum(len(WIDGET.findall(part.body)) for part in directives(source) if part.name == "code-cell")


def setup(app: Sphinx) -> dict[str, bool]:
    following: dict[str, Entry] = {}

    def find(app: Sphinx, environment: object) -> None:
        """Once, before the processes that write the pages are begun."""
        following.update((before.page, after) for before, after in pairwise(entries(Path(app.srcdir))))

    def add_next(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
        """The chapter that follows this one, for the card at its end."""
        context["next_chapter"] = following.get(page)

    app.connect("env-updated", find)
    app.connect("html-page-context", add_next)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
