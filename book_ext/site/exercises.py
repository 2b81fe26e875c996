"""An exercise is a numbered row that opens: how hard it is, what is given, fields for the answer, the solution folded.

sphinx-exercise reads the directives and counts the exercises; here they are laid out in the book's own theme. With
SOLUTIONS=no in the environment the solutions are taken out of the sources before anything reads them: with the option
`hide_solutions` of sphinx-exercise the cells between solution-start and solution-end would stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.logging import getLogger
from sphinx_exercise.nodes import is_exercise_node, is_solution_node

from backprop_exercises.asking import EXERCISES, SETS
from backprop_exercises.question import MIMETYPE
from book_ext.site.chapter import DISCUSSION, without_solutions
from book_ext.site.notebooks import name_of
from book_ext.site.solutions import solutions_wanted

# At the end of a row: how far one is, which exercises.js says, or where it is answered.
RING = '<span class="ring only-js" role="img" aria-label="not tried yet">○</span>'
NO_RING = '<span class="ring">notebook</span>'

log = getLogger(__name__)


def drop_solutions(app: Sphinx, docname: str, source: list[str]) -> None:
    source[0] = without_solutions(source[0])


def drop_references(app: Sphinx, doctree: nodes.document) -> None:
    """What leads to a solution keeps its words."""
    for reference in list(doctree.findall(pending_xref)):
        if reference["reftarget"].startswith("sol-"):
            words = reference.astext() if reference.get("refexplicit") else "the solution"
            reference.replace_self(nodes.Text(words))


def say_so(app: Sphinx, config: Config) -> None:
    """Each page of a site without solutions says that it is one, above the chapters and in its title."""
    config["html_title"] = f"{config.html_title}, without solutions"


def prefer_forms(app: Sphinx, config: Config) -> None:
    """Pages show a question as a form; everything else that shows notebooks takes its Markdown."""
    config["nb_mime_priority_overrides"] = [*config.nb_mime_priority_overrides, ("*", MIMETYPE, 0)]


def lay_out(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """All that belongs to exercises on a page, in the shape in which it is shown."""
    for cell in list(_cells(doctree, "student")):
        cell.replace_self(_html(_head(docname)))
    for exercise in list(doctree.findall(is_exercise_node)):
        number = app.env.toc_fignumbers.get(docname, {}).get("exercise", {}).get(exercise["ids"][0], ())
        following = exercise.next_node(descend=False, siblings=True)
        solution = following if following and is_solution_node(following) else None
        solved = list(exercise.findall(_is_solved))
        for answer in solved:
            answer.parent.remove(answer)
        if solution and solution["target_label"] == exercise["label"]:
            solution.parent.remove(solution)
            _tell(solution, solved, question_in(exercise))
            exercise += solution
        _replace(exercise, _box(exercise, ".".join(map(str, number))))
    for solution in list(doctree.findall(is_solution_node)):
        _replace(solution, _fold(solution, "solution", "Solution"))


def _head(docname: str) -> str:
    """What stands above the rows; exercises.js counts, paper.js prints."""
    notebook = f'<a href="{escape(name_of(docname))}" download>notebook</a>'
    return (
        f'<p class="to-notebook">The exercises marked “notebook” are checked in the {notebook}.</p>'
        '<form class="numbers-for only-js" autocomplete="off">'
        f'<label for="numbers-for">Other numbers in all exercises: your name, or a number up to {SETS}</label> '
        '<input type="text" id="numbers-for" spellcheck="false" autocapitalize="off"> '
        '<button type="submit">Use them</button> <span role="status"></span></form>'
        '<p class="above-rows only-js"><span class="done"></span> '
        '<span class="ring-key" aria-hidden="true">○ not tried, ◐ tried, ● done</span> '
        '<button type="button" class="print-exercises">Print the exercises</button></p>'
    )


def _box(exercise: nodes.Element, number: str) -> Iterator[nodes.Node]:
    label = exercise["ids"][0]
    question = question_in(exercise)
    if fault := _fault(exercise, label, question["slug"] if question else None):
        log.warning("exercise %s %s", label, fault, location=exercise, type="exercise")
    form = question and has_form(question)
    title, *content = exercise.children
    yield _html(
        f'<details class="admonition exercise{"" if question else " discussion"}" id="{label}">'
        '<summary class="admonition-title">'
        f'<span class="caption-number"><span class="unseen">Exercise </span>{number}</span> <span>'
    )
    yield from title.children[1:-1]  # sphinx-exercise puts it in brackets
    yield _html(
        f'</span> <span class="effort">{short(question["effort"]) if question else DISCUSSION}</span> '
        f"{RING if form else NO_RING if question else ''}</summary>"
        f'<a class="headerlink" href="#{label}" title="Link to this exercise">#</a>'
    )
    for cell in list(_cells(exercise, "question")):
        cell.remove(cell.children[0])  # the call of ask
    for cell in list(_cells(exercise, "stub")):
        opened = "def " in cell.astext()  # it says what to write, or what to repair
        _replace(cell, [] if form else _fold(cell, "stub", "What you start from", title=False, opened=opened))
    for cell in list(_cells(exercise, "check")):
        cell.parent.remove(cell)
    for part in content:
        yield from part.children if isinstance(part, nodes.section) else [part]
    yield _html("</details>")


def short(effort: str) -> str:
    """An effort as it stands in a row.

    >>> short("easy, 3 minutes")
    'easy · 3 min'
    """
    level, minutes = effort.split(", ")
    return f"{level} · {minutes.split()[0]} min"


def _fault(exercise: nodes.Element, label: str, asked: str | None) -> str:
    """What an exercise lacks, and how to mend it. One without code is a question to discuss and lacks nothing."""
    slug = label.removeprefix("ex-")
    if slug == label:
        return f"has a label without ex-; expected :label: ex-{label}"
    if asked is not None and asked != slug:
        return f'shows the question {asked}; expected a cell that shows ask("{slug}", student)'
    if asked is not None:
        tagged = any(_cells(exercise, "question"))
        return "" if tagged else "shows its question in a cell without the tag question; expected :tags: [question]"
    there = [tag for tag in ("question", "stub", "check") if any(_cells(exercise, tag))]
    if there or slug in EXERCISES:
        why = f"has a cell tagged {' and '.join(there)}" if there else "is an exercise of backprop_exercises"
        return f'{why}, but no cell shows its question; expected one tagged question that shows ask("{slug}", student)'
    return ""


def _fold(node: nodes.Element, kind: str, words: str, title: bool = True, opened: bool = False) -> Iterator[nodes.Node]:
    name = f' id="{node["ids"][0]}"' if node["ids"] else ""
    yield _html(f'<details class="{kind}"{name}{" open" if opened else ""}><summary>{words}</summary>')
    for part in node.children[1:] if title else [node]:
        yield from part.children if isinstance(part, nodes.section) else [part]
    yield _html("</details>")


def _tell(solution: nodes.Element, solved: list[nodes.Element], question: nodes.Element | None) -> None:
    """First the words, then the answer with its numbers, then the code, of which a choice needs none.

    The verdict of `check` goes: a reader would take it for one on the own answer.
    """
    cells = list(_cells(solution, "solution"))
    if cells:
        place = cells[0].parent
        place[place.index(cells[0]) : place.index(cells[0])] = solved
    for cell in cells:
        for output in list(cell.findall(_is_verdict)):
            place = output.parent
            place.remove(output)
            if not place.children:
                place.parent.remove(place)
                for fold in cell.findall(HideCodeCellNode):  # the source of nothing that one sees
                    fold["prompt_show"], fold["prompt_hide"] = "Show the program", "Hide the program"
        if question and question["choice"]:
            cell.parent.remove(cell)


def _is_solved(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "solved" in node["classes"]


def _is_verdict(node: nodes.Node) -> bool:
    """The last output of a solution, which ends with `check`."""
    return (
        isinstance(node, nodes.Element)
        and isinstance(node.parent, nodes.container)
        and "cell_output" in node.parent["classes"]
        and " ".join(node.astext().split()).startswith(("Right.", "Not right yet"))
    )


def question_in(exercise: nodes.Element) -> nodes.Element | None:
    return next(exercise.findall(lambda node: isinstance(node, nodes.container) and "effort" in node), None)


def has_form(question: nodes.Element) -> bool:
    """Whether the page can check an answer to this question."""
    return any("<form" in part.astext() for part in question.findall(nodes.raw))


def _cells(within: nodes.Element, tag: str) -> Iterator[nodes.Element]:
    return within.findall(lambda node: isinstance(node, nodes.container) and f"tag_{tag}" in node["classes"])


def _replace(node: nodes.Element, parts: Iterable[nodes.Node]) -> None:
    parent, at = node.parent, node.parent.index(node)
    new = list(parts)
    parent[at : at + 1] = new


def _html(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, bool]:
    app.setup_extension("sphinx_exercise")
    app.connect("config-inited", prefer_forms)
    if not solutions_wanted():
        app.connect("config-inited", say_so)
        app.connect("source-read", drop_solutions)
        app.connect("doctree-read", drop_references)
    app.connect("doctree-resolved", lay_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
