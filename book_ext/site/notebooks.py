"""Every chapter that is for running can be taken along as a notebook that reads like its page.

The text is what Sphinx has resolved (book_ext/site/markdown.py), the code is the chapter's own without what only the
page needs (book_ext/site/bookkeeping.py). Students get no solutions: their notebooks lie beside the pages, and begin
with what they need. For `make lab`, where it is all there, they are in _build/notebooks/students with a list of their
own, and those with solutions, which are never in the site, in _build/notebooks/solutions; the texts of the exercises,
for a course, are in _build/notebooks/exercises. A page with `notebook: false` in its header, whose code needs files of
the project, is not offered.

sphinx-tojupyter 0.6 does this work for other books. Of this one it writes all code cells as text (it knows only its
own language for code), boxes as headings, answers open, and solutions and the page's bookkeeping as they come.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger
from sphinx_exercise.nodes import is_exercise_node

from book_ext.site import wheel
from book_ext.site.bookkeeping import Code, imports, prepared
from book_ext.site.contents import numbered as chapters_in
from book_ext.site.markdown import Part, Unknown, Writer, is_text
from book_ext.site.solutions import solutions_wanted

FOLDER = Path("_build") / "notebooks"
CONTENTS = "00-contents.ipynb"  # the first of its folder by name
# What a notebook may import: the wheel, what comes with it and with Jupyter, and Python's own.
THERE = {*wheel.PACKAGES, "numpy", "sympy", "matplotlib", "anywidget", "traitlets", "ipywidgets", "IPython"}
FOLDS = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
FOLDS_OUTPUT = {"hide-output", "hide-cell", "remove-output", "remove-cell"}
KEPT_TAGS = ("student", "question", "stub", "check", "solution", "raises-exception")

RUN = "> Run the cells from the top, and again when you open this notebook another day: its widgets need them."
OPENING = "The notebooks in the order of the book. Run the cells of each from the top, with Shift+Enter."
NEEDS = """> **What this notebook needs.** Python 3.11 or newer with JupyterLab, and the library of this book{where}.
> Install it once, in a terminal where `python` is the one that runs Jupyter, or with a % before it in a cell:
>
> `pip install {wheel}`
>
> Then load this page of the browser again, so that it knows the widgets, and run the cells from the top."""
BESIDE = """. The library is
> one file; every page with a notebook offers it at its foot. Put it beside this notebook"""
TRY = """# Is the library of the book there?
class Missing(ModuleNotFoundError):
    def _render_traceback_(self):
        return [str(self)]


try:
    import backprop_lib
except ModuleNotFoundError:
    raise Missing(
        "The library of this book is not installed here. In a terminal: "
        "pip install {wheel}\\nThen load this page again and run the cells from the top."
    ) from None"""

TO_READ = {"glossary.ipynb", "notation.ipynb", "questions.ipynb", "bibliography.ipynb"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
VARIANTS = ("students", "solutions")
TO_NOTEBOOK = re.compile(r"\[([^\[\]]+)\]\([\w-]+\.ipynb\)")
BORDER = re.compile(r"^ *(?:`{3,}|:{3,})\{solution-(start|end)\}", re.M)

log = getLogger(__name__)


def name_of(page: str) -> str:
    """The notebook of a page, which lies beside it.

    >>> name_of("chapters/training")
    'training.ipynb'
    """
    return f"{page.rpartition('/')[2]}.ipynb"


def is_offered(app: Sphinx, page: str) -> bool:
    """Whether a page has code, and its header does not say `notebook: false`."""
    return page in app.chapters and app.chapters[page].metadata.get("notebook", True) is not False  # type: ignore[attr-defined]


def is_read(page: str) -> bool:
    """Whether a page has no code to run, and belongs beside the notebooks all the same: they point to it."""
    return name_of(page) in TO_READ


def beside(app: Sphinx, page: str) -> str | None:
    """The notebook to which a link to a page leads, in the folder of all of them."""
    return name_of(page) if is_offered(app, page) or is_read(page) else None


def write_page(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """The notebooks of a page, kept until the build has succeeded. Comes before the page is laid out."""
    if app.builder.format != "html":
        return
    if not is_offered(app, page) and not is_read(page):
        for exercise in doctree.findall(is_exercise_node):
            words = "exercises need the notebook of their page; its header says `notebook: false`, or it has no code"
            log.warning(words, location=exercise, type="notebook")
        return
    same = [other for other in app.made_notebooks if name_of(other) == name_of(page)]  # type: ignore[attr-defined]
    if same:
        log.warning(
            "%s has a notebook of the same name; give one of them another", same[0], location=page, type="notebook"
        )
    try:
        whole = Writer(app, page, beside=partial(beside, app))
        parts = whole.parts(doctree)
        if is_read(page):
            variants = VARIANTS if solutions_wanted() else VARIANTS[:1]
            app.made_notebooks[page] = dict.fromkeys(variants, text_alone(parts))  # type: ignore[attr-defined]
            return
        code = code_of(app, doctree, page)
        students = notebook(app, page, parts, code, whole, solutions=False)
        made: dict[str, Any] = {"alone": alone(app, students), "students": students}
        if solutions_wanted():
            made["solutions"] = notebook(app, page, parts, code, whole, solutions=True)
        made["exercises"] = exercise_texts(app, doctree, page)
        app.made_notebooks[page] = made  # type: ignore[attr-defined]
    except Unknown as problem:
        log.warning("%s", problem, location=problem.node if problem.node.parent else page, type="notebook")


def text_alone(parts: list[Part]) -> nbformat.NotebookNode:
    """A page without code, to be read beside the others: each heading begins a cell."""
    cells: list[nbformat.NotebookNode] = []
    for part in parts:
        if part.heading or not cells:
            cells.append(new_markdown_cell(""))
        cells[-1].source = f"{cells[-1].source}\n\n{part.text}".strip("\n")
    return numbered(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}))


def code_of(app: Sphinx, doctree: nodes.document, page: str) -> dict[int, str]:
    """The code of each cell, by its place among all cells of the chapter."""
    read = app.chapters[page]  # type: ignore[attr-defined]
    computed = {cell["cell_index"] for cell in doctree.findall(_is_cell) if is_text(cell)}
    cells = [
        (place, Code(cell.source, place in computed or "remove-cell" in cell.metadata.get("tags", ())))
        for place, cell in enumerate(read.cells)
        if cell.cell_type == "code"
    ]
    lines = read.metadata["source_map"]
    try:
        codes = prepared([cell for _, cell in cells])
    except ValueError as problem:
        words, number = problem.args
        log.warning("%s", words, location=(page, lines[cells[number][0]]), type="notebook")
        return {}
    result = dict(zip((place for place, _ in cells), codes, strict=True))
    for place, code in result.items():
        for name in imports(code):
            if name.partition(".")[0] not in THERE | sys.stdlib_module_names:
                log.warning(
                    "imports %s, which a notebook away from the project does not have; write `notebook: false` into "
                    "the header of the page, or do without it",
                    name,
                    location=(page, lines[place]),
                    type="notebook",
                )
    return result


def in_solutions(read: nbformat.NotebookNode) -> set[int]:
    """The places of the cells that belong to solutions, also of those that no page shows."""
    found, inside = set(), False
    for place, cell in enumerate(read.cells):
        if cell.cell_type == "code":
            if inside or "solution" in cell.metadata.get("tags", ()):
                found.add(place)
        elif borders := BORDER.findall(cell.source):
            inside = borders[-1] == "start"
    return found


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def notebook(
    app: Sphinx, page: str, parts: list[Part], code: dict[int, str], writer: Writer, solutions: bool
) -> nbformat.NotebookNode:
    """Text and code in the order of the page; each heading begins a cell. Code that the page hides comes before the
    cell that follows it, folded."""
    chapter = app.chapters[page]  # type: ignore[attr-defined]
    read, left_out = chapter.cells, set() if solutions else in_solutions(chapter)
    shown = {part.cell for part in parts if part.cell is not None}
    wanted = [part for part in parts if solutions or not part.solution]
    cells: list[nbformat.NotebookNode] = []
    done = -1
    for part, before in zip(wanted, [Part(cell=-1), *wanted], strict=False):
        if part.cell is None:
            if part.heading or part.solution != before.solution or before.cell is not None:
                cells.append(new_markdown_cell("", metadata={"tags": ["solution"]} if part.solution else {}))
            cells[-1].source = f"{cells[-1].source}\n\n{part.text}".strip("\n")
            continue
        for place in range(done + 1, part.cell + 1):
            if code.get(place) and place not in left_out and (place == part.cell or place not in shown):
                tags = read[place].metadata.get("tags", [])
                cells.append(new_code_cell(code[place], metadata=folded(tags)))
        done = part.cell
    if cells and cells[0].cell_type == "markdown":
        title, _, opening = cells[0].source.partition("\n\n")
        cells[0].source = "\n\n".join(filter(None, [title, RUN, opening]))
    for cell in cells:
        cell.update(pictures(writer, cell.source))
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return numbered(new_notebook(cells=cells, metadata=metadata))


def alone(app: Sphinx, here: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same notebook for who has nothing else of the book: below its title it says what it needs."""
    where = "" if app.config.html_baseurl else BESIDE
    here = deepcopy(here)
    for cell in here.cells:
        if cell.cell_type == "markdown":
            cell.source = TO_NOTEBOOK.sub(r"*\1*", cell.source)  # which it has not beside it
    address = wheel.address(app.config.html_baseurl)
    first, *others = here.cells
    title, _, opening = first.source.replace(f"\n\n{RUN}", "", 1).partition("\n\n")
    cells = [
        new_markdown_cell(f"{title}\n\n{NEEDS.format(where=where, wheel=address)}"),
        new_code_cell(TRY.format(wheel=address), metadata=folded(["hide-input"])),
        *([new_markdown_cell(opening, **_attached(first))] if opening else []),
        *others,
    ]
    return numbered(new_notebook(cells=cells, metadata=deepcopy(here.metadata)))


def _attached(cell: nbformat.NotebookNode) -> dict[str, Any]:
    return {"attachments": cell.attachments} if "attachments" in cell else {}


def numbered(made: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """With the same names of cells at every build; nbformat draws them at random."""
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    return made


def folded(tags: list[str]) -> dict[str, Any]:
    """What the page folds or hides is folded; of the tags stay those that mean something in a notebook.

    >>> folded(["hide-input", "check"])
    {'jupyter': {'source_hidden': True}, 'tags': ['check']}
    """
    parts = {"source_hidden": FOLDS, "outputs_hidden": FOLDS_OUTPUT}
    hidden = {part: True for part, names in parts.items() if names.intersection(tags)}
    kept = [tag for tag in tags if tag in KEPT_TAGS]
    return {**({"jupyter": hidden} if hidden else {}), **({"tags": kept} if kept else {})}


def pictures(writer: Writer, text: str) -> dict[str, Any]:
    """The pictures that a text shows, to be put into its cell."""
    found = {name: {kind: data} for name, (kind, data) in writer.images.items() if f"(attachment:{name})" in text}
    return {"attachments": found} if found else {}


def exercise_texts(app: Sphinx, doctree: nodes.document, page: str) -> dict[str, Any]:
    """The words of the exercises as Markdown that needs no chapter around it: equations are written out."""
    writer = Writer(app, page, formula_of=lambda page, address: _formula(app, page, address))
    section = next((node for node in doctree.findall(nodes.section) if node[0].astext() == "Exercises"), None)
    opening: list[str] = []
    for part in writer.parts(section.children[1:]) if section else []:
        if part.cell is not None or part.exercise:
            break
        opening.append(part.text)
    exercises = {}
    for node in doctree.findall(is_exercise_node):
        _, *parts = writer.block(node)
        slug = node["label"].removeprefix("ex-")
        text = "\n\n".join(part.text for part in parts if part.text)
        exercises[slug] = {"title": writer.exercises[slug], "text": text, **pictures(writer, text)}
    return {"opening": "\n\n".join(opening), "exercises": exercises}


def _formula(app: Sphinx, page: str, address: str) -> str:
    """The equation to which an address in a page leads, without the stop at its end."""
    target, _, anchor = address.partition("#")
    if target:
        page = posixpath.normpath(posixpath.join(posixpath.dirname(page), target)).removesuffix(".html")
    return _formulas(app, page).get(anchor, "").strip().rstrip(".,")


@cache
def _formulas(app: Sphinx, page: str) -> dict[str, str]:
    found = app.env.get_doctree(page).findall(nodes.math_block) if page in app.env.found_docs else []
    return {name: formula.astext() for formula in found for name in formula["ids"]}


def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if is_offered(app, page):
        context["notebook_url"] = name_of(page)
        context["wheel"] = wheel.NAME


def write(app: Sphinx, exception: Exception | None) -> None:
    """All notebooks, when the pages are done and nothing was wrong."""
    if exception or app.builder.format != "html":
        return
    made: dict[str, dict[str, Any]] = app.made_notebooks  # type: ignore[attr-defined]
    for page, variants in made.items():
        if "alone" in variants:
            _write(Path(app.outdir) / f"{page}.ipynb", variants["alone"])
    for variant in (*VARIANTS, "exercises"):
        folder = Path(app.outdir).parent / FOLDER.name / variant  # put in place together with the site
        for page, variants in made.items():
            if variant in variants:
                _write(
                    (folder / name_of(page)).with_suffix(".json" if variant == "exercises" else ".ipynb"),
                    variants[variant],
                )
        if variant != "exercises" and folder.is_dir():
            _write(folder / CONTENTS, contents(app, list(made)))


def contents(app: Sphinx, pages: list[str]) -> nbformat.NotebookNode:
    """The list of the notebooks in the order of the book: first the numbered chapters, then what else can be run."""
    chapters = [page for page in chapters_in(Path(app.srcdir)) if page in pages]
    lines = [f"- [{_title(app, page)}]({name_of(page)})" for page in chapters]
    others = [f"- [{_title(app, page)}]({name_of(page)})" for page in sorted(set(pages) - set(chapters))]
    text = "\n".join(["# Contents", "", OPENING, "", *lines, *(["", "Besides:", "", *others] if others else [])])
    return numbered(new_notebook(cells=[new_markdown_cell(text)], metadata={"kernelspec": KERNEL}))


def _title(app: Sphinx, page: str) -> str:
    """With the chapter's number, as it stands above the page."""
    number = app.env.toc_secnumbers.get(page, {}).get("")
    title = app.env.titles[page].astext()
    return f"{number[0]} {title}" if number else title


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".ipynb":
        nbformat.write(content, path)
    else:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def begin(app: Sphinx) -> None:
    app.made_notebooks = {}  # type: ignore[attr-defined]
    app.chapters = {}  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", begin)
    app.connect("doctree-resolved", write_page, priority=100)  # before marks, forms and folds are put around it
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    app.setup_extension("book_ext.site.wheel")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
