"""What a class has done, from files that students save: a table of mistakes and one of students, in the browser alone.

```{class-progress}
```
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book_ext.outputs.embedded import embedded
from book_ext.site.contents import entries
from book_ext.site.exercise_list import rows_of

HTML = """
<div class="class-progress only-js own-progress">
<p class="own-buttons"><button type="button" class="read">Read files</button>
<button type="button" class="save" hidden>Save as a table (CSV)</button></p>
<input type="file" class="file" accept=".json" multiple aria-label="Files of your students" hidden>
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


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(Tool)):
        names = {
            row.label.removeprefix("ex-"): f"{row.number} {''.join(part.astext() for part in row.title)}"
            for entry in entries(Path(app.srcdir))
            for row in rows_of(app.env, entry.page)
        }
        place.replace_self(nodes.raw("", HTML.format(names=embedded(names, id="exercise-names")), format="html"))


def add_script(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if 'class="class-progress' in context.get("body", ""):
        app.add_js_file("class_progress.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_node(Tool)
    app.add_directive("class-progress", ClassProgress)
    app.connect("doctree-resolved", fill)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
