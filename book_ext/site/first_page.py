"""What the first page shows of the whole book, counted when it is built: four figures, and the list of its chapters.

    ```{trust}
    ```

    ```{chapters}
    ```

A page whose front matter says `template: first.html` is set with that template of the theme.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from backprop_exercises import EXERCISES
from book_ext.site.chapter import headings
from book_ext.site.contents import Entry, entries
from book_ext.site.line_drawings import drawing

MUSEUM = "chapters/bug-museum"


class Trust(SphinxDirective):
    """Four figures that say why to trust the book."""

    def run(self) -> list[nodes.Node]:
        found = self.env.app.checked_equations.values()  # type: ignore[attr-defined]
        refused = sum(one.mutation.refused for one in found)
        return html(trust(len(found), refused, len(EXERCISES), exhibits(Path(self.env.srcdir))))


class Chapters(SphinxDirective):
    """The numbered chapters of _toc.yml."""

    def run(self) -> list[nodes.Node]:
        def address(page: str) -> str:
            return self.env.app.builder.get_relative_uri(self.env.docname, page)

        items = "".join(item(one, address(one.page)) for one in entries(Path(self.env.srcdir)))
        return html(f'<ol class="entries">{items}</ol>')


def html(text: str) -> list[nodes.Node]:
    return [nodes.raw("", text, format="html")]


def exhibits(root: Path) -> int:
    """How many bugs are on display: in the museum each has a heading of its own, below that of its room."""
    source = root / f"{MUSEUM}.md"
    return sum(level == "h3" for level, *_ in headings(source.read_text(encoding="utf-8"))) if source.exists() else 0


def trust(formulas: int, refused: int, exercises: int, bugs: int) -> str:
    figures = {
        f"{formulas} formulas": f"each computed as it is printed. {refused:,} wrong versions were tried, and refused.",
        f"{exercises} exercises": "that do not say “wrong”, but which mistake you made.",
        f"{bugs} bugs": "on display: what each does to the numbers, and how to catch yours.",
        "0 servers": "Everything runs on the page. It works on the train.",
    }
    items = "".join(f"<li><b>{figure}</b> {words}</li>" for figure, words in figures.items())
    return f'<ul class="trust">{items}</ul>'


def item(one: Entry, address: str) -> str:
    """A chapter as the list shows it."""
    widgets = {0: "", 1: " · 1 widget"}.get(one.widgets, f" · {one.widgets} widgets")
    return (
        f'<li><a href="{escape(address)}">{drawing(one.page)}<span class="about">'
        f'<b><span class="section-number">{one.number}</span> {escape(one.title)}</b> '
        f'<span class="sentence">{escape(one.sentence)}</span> '
        f"<small>{one.minutes} min{widgets}</small></span></a></li>"
    )


def choose_template(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> str | None:
    return (app.env.metadata.get(page) or {}).get("template")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("trust", Trust)
    app.add_directive("chapters", Chapters)
    app.connect("html-page-context", choose_template)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
