"""What a class has done, from files that students save, nbgrader's grades and sheets with their key: in the browser.

```{class-progress}
```
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from backprop_exercises import EXERCISES
from backprop_exercises.overview import reveals
from backprop_lib.misconceptions import MISCONCEPTIONS
from backprop_widgets import BackwardStepper
from book_ext.outputs.embedded import embedded
from book_ext.site.chapter import OnPage, exercises_on_pages
from book_ext.site.contents import entries
from book_ext.site.exercise_list import rows_of

FEW = 4  # exercises that a lesson has room for
HTML = """
<div class="class-progress only-js own-progress">
<p class="own-buttons"><button type="button" class="read">Read files</button>
<button type="button" class="save" hidden>Save as a table (CSV)</button></p>
<input type="file" class="file" accept=".json,.csv" multiple aria-label="Files of your students" hidden>
<p class="said" role="status"></p>
<div class="found"></div>
{names}</div>
<p class="no-js">JavaScript is switched off: files cannot be read here.</p>
"""


class Tool(nodes.General, nodes.Element):
    """Where the tool comes, when all exercises have numbers."""


class ClassProgress(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [Tool()]


def known(places: list[OnPage]) -> dict[str, dict[str, Any]]:
    """Of each misconception, by its title: exercises that name it, a few, and what shows it in the BackwardStepper."""
    shown = BackwardStepper().passes["mistakes"]
    naming = {place.slug: reveals(EXERCISES[place.slug]) for place in places if place.slug in EXERCISES}
    return {
        misconception.title.lower(): {
            "exercises": [[place.page, place.slug] for place in places if slug in naming.get(place.slug, ())][:FEW],
            "stepper": slug if slug in shown else "",
        }
        for slug, misconception in MISCONCEPTIONS.items()
    }


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(Tool)):
        places = exercises_on_pages(Path(app.srcdir))
        names = {
            row.label.removeprefix("ex-"): f"{row.number} {''.join(part.astext() for part in row.title)}"
            for entry in entries(Path(app.srcdir))
            for row in rows_of(app.env, entry.page)
        }
        data = embedded({"names": names, "known": known(places)}, id="exercise-names")
        place.replace_self(nodes.raw("", HTML.format(names=data), format="html"))


def add_script(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if 'class="class-progress' in context.get("body", ""):
        app.add_js_file("class_progress.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_node(Tool)
    app.add_directive("class-progress", ClassProgress)
    app.connect("doctree-resolved", fill)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
