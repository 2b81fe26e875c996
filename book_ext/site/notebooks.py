"""Every chapter with code can be taken along as a notebook: without outputs, and without the solutions of exercises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jupytext
import nbformat
from sphinx.application import Sphinx

from backprop_exercises import EXERCISES
from backprop_exercises.question import effort
from book_ext.site.chapter import Directive, between, directives


def student_notebook(source: Path) -> nbformat.NotebookNode:
    """A chapter as a notebook for students: each exercise under a heading, no solutions, no outputs."""
    text = source.read_text(encoding="utf-8")
    lines, found = text.splitlines(), directives(text)
    parts = [(start.first, end.end, "") for start, _, end in between(found, "solution")]
    for start, _, end in between(found, "exercise"):
        parts += [(start.first, start.end, heading(start)), (end.first, end.end, "")]
    for first, behind, instead in sorted(parts, reverse=True):
        lines[first:behind] = [instead]
    notebook = jupytext.reads("\n".join(lines), fmt="md:myst")
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # the same at every build; jupytext draws them at random
    return notebook


def heading(start: Directive) -> str:
    """The heading of an exercise: its title, how hard it is and how long it takes."""
    exercise = EXERCISES.get(start.options["label"].removeprefix("ex-"))
    return f"### Exercise: {start.argument}" + (f" ({effort(exercise)})" if exercise else "")


def name_of(page: str) -> str:
    """The notebook of a page, which lies beside it.

    >>> name_of("chapters/training")
    'training.ipynb'
    """
    return f"{page.rpartition('/')[2]}.ipynb"


def source_with_code(app: Sphinx, page: str) -> Path | None:
    """The source of a page if it has cells to run."""
    if page not in app.env.found_docs:
        return None
    path = Path(app.env.doc2path(page))
    return path if "```{code-cell}" in path.read_text(encoding="utf-8") else None


def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if source_with_code(app, page):
        context["notebook_url"] = name_of(page)


def write(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for page in app.env.found_docs:
        if source := source_with_code(app, page):
            nbformat.write(student_notebook(source), Path(app.outdir) / f"{page}.ipynb")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
