"""Every chapter with code can be taken along as a notebook, as its author wrote it: without outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jupytext
import nbformat
from sphinx.application import Sphinx


def source_with_code(app: Sphinx, page: str) -> Path | None:
    """The source of a page if it has cells to run."""
    if page not in app.env.found_docs:
        return None
    path = Path(app.env.doc2path(page))
    return path if "```{code-cell}" in path.read_text(encoding="utf-8") else None


def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if source_with_code(app, page):
        context["notebook_url"] = f"{page.rpartition('/')[2]}.ipynb"


def write(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for page in app.env.found_docs:
        if source := source_with_code(app, page):
            notebook = jupytext.read(source, fmt="md:myst")
            for number, cell in enumerate(notebook.cells):
                cell["id"] = f"cell-{number}"  # the same at every build; jupytext draws them at random
            nbformat.write(notebook, Path(app.outdir) / f"{page}.ipynb")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
