"""Reads the source of a chapter into its parts: the title, the directives, the exercises with their cells.

Lines are counted from 0. The parser is jupytext's, so that what is a cell here is one in a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from jupytext.myst import get_parser, read_fenced_cell
from markdown_it.token import Token
from sphinx_external_toc.parsing import parse_toc_yaml

DISCUSSION = "to discuss"  # what stands in place of the effort where nothing is checked
INFO = re.compile(r"\{([\w:-]+)\} *(.*)")


class Directive(NamedTuple):
    """```{name} argument, options, body; it stands in the lines from `first` to the one before `end`."""

    name: str
    argument: str
    first: int
    end: int
    token: Token

    @property
    def options(self) -> dict[str, Any]:
        return read_fenced_cell(self.token, 0, self.name)[0]

    @property
    def body(self) -> str:
        return "\n".join(read_fenced_cell(self.token, 0, self.name)[1])

    @property
    def tags(self) -> list[str]:
        return self.options.get("tags", [])


class Exercise(NamedTuple):
    """The cells from its start to its end, and those of its solution too."""

    slug: str
    cells: dict[str, str]  # by their first tag: question, stub, check, solution


def pages(root: Path) -> list[str]:
    """The pages of a book in their order, without the suffix of their files."""
    return list(parse_toc_yaml(root / "_toc.yml"))


class OnPage(NamedTuple):
    """An exercise as its page shows it."""

    page: str
    slug: str
    title: str
    number: str


def exercises_on_pages(root: Path) -> list[OnPage]:
    """The exercises of the numbered chapters as the pages count them: from top to bottom, whatever the bank's order."""
    parts = parse_toc_yaml(root / "_toc.yml").root.subtrees
    numbered = [str(page) for part in parts if part.numbered for page in part.items]
    found: list[OnPage] = []
    for number, page in enumerate(numbered, 1):
        source = (root / f"{page}.md").read_text(encoding="utf-8")
        starts = [part for part in directives(source) if part.name == "exercise-start"]
        for place, start in enumerate(starts, 1):
            slug = start.options.get("label", "").removeprefix("ex-")
            found.append(OnPage(page.rpartition("/")[2], slug, start.argument, f"{number}.{place}"))
    return found


def title_of(source: str) -> str:
    """The heading of a chapter.

    >>> title_of("---\\n---\\n# The forward pass\\n")
    'The forward pass'
    """
    return next((words for level, words, _ in headings(source) if level == "h1"), "")


def headings(source: str) -> Iterator[tuple[str, str, int]]:
    """Level, words, and the number of the line behind each heading."""
    for token, content in pairwise(get_parser().parse(source)):
        if token.type == "heading_open" and token.map:
            yield token.tag, content.content, token.map[1]


def directives(source: str) -> list[Directive]:
    """The directives that stand in no other.

    >>> [found] = directives("a\\n```{math}\\n:label: eq-b\\nb\\n```\\n")
    >>> found.name, found.options, found.body, found.first, found.end
    ('math', {'label': 'eq-b'}, 'b', 1, 5)
    """
    found = []
    for token in get_parser().parse(source):
        if token.type == "fence" and token.map and not token.level and (info := INFO.match(token.info)):
            found.append(Directive(info[1], info[2].strip(), token.map[0], token.map[1], token))
    return found


def between(found: list[Directive], kind: str) -> Iterator[tuple[Directive, list[Directive], Directive]]:
    """From each {kind-start} to its {kind-end}: both, and the directives between."""
    starts = [place for place, directive in enumerate(found) if directive.name == f"{kind}-start"]
    for place in starts:
        ends = (at for at in range(place + 1, len(found)) if found[at].name in (f"{kind}-start", f"{kind}-end"))
        end = next(ends, place)
        if found[end].name != f"{kind}-end":
            said = f"line {found[place].first + 1}: a{'n' * (kind[0] in 'aeiou')} {kind} has no end"
            raise ValueError(f"{said}; expected {{{kind}-end}} before the next one begins.")
        yield found[place], found[place + 1 : end], found[end]


def exercises(source: str) -> list[Exercise]:
    """The exercises of a chapter, each with its solution. Raises ValueError for one without what belongs to it."""
    found = directives(source)
    solutions = {start.argument: inside for start, inside, _ in between(found, "solution")}
    result: list[Exercise] = []
    for start, inside, end in between(found, "exercise"):
        label = start.options.get("label", "")
        where = f"line {start.first + 1}: the exercise “{start.argument}”"
        if not label.startswith("ex-"):
            raise ValueError(f"{where} has the label {label!r}; expected :label: ex-NAME in the line after its title.")
        if label not in solutions:
            raise ValueError(f"{where} has no solution; expected {{solution-start}} {label} and its end behind it.")
        tagged = {part.tags[0]: part.body.strip() for part in [*inside, *solutions[label]] if part.tags}
        result.append(Exercise(label.removeprefix("ex-"), tagged))
    return result


def without_solutions(source: str) -> str:
    """The source of a chapter with blank lines in the place of its solutions, so that line numbers stay.

    >>> without_solutions("a\\n```{solution-start} ex-b\\n```\\nc\\n```{solution-end}\\n```\\nd\\n")
    'a\\n\\n\\n\\n\\n\\nd\\n'
    """
    lines = source.splitlines(keepends=True)
    for start, _, end in between(directives(source), "solution"):
        lines[start.first : end.end] = ["\n"] * (end.end - start.first)
    return "".join(lines)
