"""The list of all exercises of the book, chapter by chapter, and how far a reader is, which exercise_list.js says.

```{own-progress}
```

```{exercise-list}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import is_exercise_node

from book_ext.site.chapter import DISCUSSION
from book_ext.site.contents import entries
from book_ext.site.exercises import RING, has_form, question_in, short

PROGRESS = """
<div class="own-progress only-js">
<p role="status"><span class="done">{done}</span> Not counted are those marked “notebook”, which are checked there.</p>
<div class="come-back" hidden><p><b>These come back today:</b></p><ol class="all-exercises"></ol></div>
<div class="mixed" hidden><p><b>A mixed set:</b></p><ol class="all-exercises"></ol></div>
<p class="own-buttons"><button type="button" class="mix">Five mixed exercises</button></p>
<p class="own-buttons"><label for="name-in-file">Your name, for the file</label>
<input type="text" id="name-in-file" class="own-name" autocomplete="name" maxlength="80">
<button type="button" class="save">Save as a file</button> <button type="button" class="read">Read a file</button>
<button type="button" class="forget">Forget all</button></p>
<input type="file" class="file" accept=".json" aria-label="A file with progress" hidden>
<p class="said" role="status"></p></div>
<p class="no-js">JavaScript is switched off: nothing is checked, and nothing remembered.</p>
"""


class Place(nodes.General, nodes.Element):
    """Where the list comes, when all pages have been read and their exercises have numbers."""


class Progress(Place):
    """Where it says how far a reader is: of somebody new, until exercise_list.js knows more. So no line moves."""


class OwnProgress(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [Progress()]


class ExerciseList(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [Place()]


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(Place)):
        if isinstance(place, Progress):
            pages = (entry.page for entry in entries(Path(app.srcdir)))
            count = sum(row.on_page for page in pages for row in rows_of(app.env, page))
            place.replace_self(_html(PROGRESS.format(done=f"0 of {count} done.")))
        else:
            place.replace_self(list(_listed(app, docname)))


def _listed(app: Sphinx, here: str) -> Iterator[nodes.Node]:
    for entry in entries(Path(app.srcdir)):
        if rows := list(rows_of(app.env, entry.page)):
            address = app.builder.get_relative_uri(here, entry.page)
            yield _html(
                f'<h3 class="of-chapter"><span class="section-number">{entry.number}</span> {escape(entry.title)} '
                f'<span class="done-of only-js" data-page="{entry.page}">'
                f'0 of {sum(row.on_page for row in rows)} done</span></h3><ol class="all-exercises">'
            )
            for label, number, title, effort, on_page in rows:
                slug = label.removeprefix("ex-") if on_page else ""
                yield _html(
                    f'<li{f""" data-exercise="{slug}" data-page="{entry.page}" """ if slug else ""}>'
                    f'<a href="{address}#{label}"><span class="caption-number">{number}</span> <span class="title">'
                )
                yield from title
                ring = RING if slug else f'<span class="ring">{"" if effort == DISCUSSION else "notebook"}</span>'
                yield _html(f'</span></a> <span class="effort">{effort}</span> {ring}</li>')
            yield _html("</ol>")


class Row(NamedTuple):
    """An exercise in the list, and whether its page checks answers."""

    label: str
    number: str
    title: list[nodes.Node]
    effort: str
    on_page: bool


def rows_of(env: BuildEnvironment, page: str) -> Iterator[Row]:
    """The exercises of a page, in its order."""
    numbers = env.toc_fignumbers.get(page, {}).get("exercise", {})
    for exercise in env.get_doctree(page).findall(is_exercise_node):
        label, question = exercise["ids"][0], question_in(exercise)
        number = ".".join(map(str, numbers.get(label, ())))
        effort = short(question["effort"]) if question else DISCUSSION
        title = [part.deepcopy() for part in exercise.children[0].children[1].children]  # behind the word Exercise
        yield Row(label, number, title, effort, bool(question and has_form(question)))


def add_script(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if 'class="own-progress' in context.get("body", ""):
        app.add_js_file("exercise_list.js", loading_method="defer")


def _html(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_node(Place)
    app.add_node(Progress)
    app.add_directive("exercise-list", ExerciseList)
    app.add_directive("own-progress", OwnProgress)
    app.connect("doctree-resolved", fill)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
