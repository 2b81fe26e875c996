"""What is wrong with the source of a page as a whole, said before Sphinx says what follows from it."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from myst_nb.core.read import is_myst_markdown_notebook

from book_ext.site.chapter import directives

CELL = "```{code-cell}"


def faults(source: str) -> Iterator[tuple[int, str]]:
    """The number of a line, from 1, and what is wrong there. Behind a broken header nothing else is looked at."""
    header = list(_header(source))
    yield from header or _gates(source)


def _header(source: str) -> Iterator[tuple[int, str]]:
    lines = source.splitlines()
    cells = any(line.startswith(CELL) for line in lines)
    if not lines or lines[0].rstrip() != "---":
        if cells:
            yield 1, "the page has cells, so it needs the header of the other chapters, and it has none."
        return
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        yield 1, "the header has no end; expected a line --- behind it."
        return
    try:
        header = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        yield min(mark.line + 2, end) if mark else 1, f"the header is not YAML: {problem.problem}."
        return
    except yaml.YAMLError as problem:
        yield 1, f"the header is not YAML: {' '.join(str(problem).split())}."
        return
    if cells and not (isinstance(header, dict) and "kernelspec" in header and is_myst_markdown_notebook(source)):
        yield 1, "the page has cells, so its header needs jupytext and kernelspec as in the other chapters."


def _gates(source: str) -> Iterator[tuple[int, str]]:
    """Each {exercise-start} needs its {exercise-end}, and none stands within another; the same for solutions."""
    opened = None
    for part in directives(source):
        kind, _, gate = part.name.rpartition("-")
        if kind not in ("exercise", "solution") or gate not in ("start", "end"):
            continue
        if opened and (gate == "start" or opened[0] != kind):
            yield opened[1], f"the {{{opened[0]}-start}} here has no {{{opened[0]}-end}}."
            opened = None
        if gate == "start":
            opened = kind, part.first + 1
        elif opened is None:
            yield part.first + 1, f"the {{{kind}-end}} here has no {{{kind}-start}} before it."
        else:
            opened = None
    if opened:
        yield opened[1], f"the {{{opened[0]}-start}} here has no {{{opened[0]}-end}}."
