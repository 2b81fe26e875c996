"""A quiet mark beside each displayed equation says how it was checked; one that does not hold stops the build."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from .book import Checked, book, checked, faults, table
from .worlds import GIVEN

PAGE = "chapters/how-this-book-checks-itself"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")

log = getLogger(__name__)


def check(app: Sphinx) -> None:
    """Check all chapters, before Sphinx reads them."""
    known, found = table(), book(Path(app.srcdir) / "chapters")
    app.read_formulas = {_plain(formula.tex) for formula in found}  # type: ignore[attr-defined]
    for fault in faults(found, known):
        place, _, problem = fault.partition(": ")
        in_short = " ".join(" ".join(problem.splitlines()[:3]).split())  # the tests print the numbers of the world too
        log.warning("%s", in_short, location=place, type="equation")
    app.checked_equations = {one.formula.label: one for one in checked(found, known)}  # type: ignore[attr-defined]


def sentence(one: Checked) -> str:
    """How an equation was checked."""
    where = "the numbers of the text" if one.entry.world in GIVEN else f"{NUMBERS[one.networks]} sets of random numbers"
    wrong = f"{one.mutation.refused} wrong versions of it were tried and refused."
    if one.entry.definition:
        return (
            f"This is a definition, which cannot be false. It was computed as it is printed, with {where}, and gives "
            f"what the other equations are checked with under this name. {wrong}"
        )
    if r"\leftarrow" in one.formula.tex:
        found = "the left side after a step of training equals the right side before it"
    elif r"\approx" in one.formula.tex:
        found = "they differ by no more than the terms that it leaves out"
    elif re.search(r"\\[lg]e(?![a-z])", one.formula.tex):
        found = "no value is on the wrong side; somewhere the two sides are equal"
    else:
        found = "they agree"
    return f"Both sides were computed from this formula as it is printed, with {where}, and {found}. {wrong}"


def mark(one: Checked, page: str) -> str:
    return (
        '<details class="checked"><summary aria-label="checked">✓</summary>'
        f'<p>{escape(sentence(one))} <a href="{escape(page)}">How this works</a></p></details>'
    )


def total(found: list[Checked], page: str) -> str:
    """What a page can be proud of, in one line."""
    refused = sum(one.mutation.refused for one in found)
    return (
        f'<p class="pride">✓ The {len(found)} formulas of this page were computed as they are printed; {refused:,} '
        f'wrong versions of them were tried and refused. <a href="{escape(page)}">How this works</a></p>'
    )


def _plain(tex: str) -> str:
    return "".join(tex.split())


def add_marks(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for formula in doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block)):
        if not _computed(formula) and _plain(formula.astext()) not in app.read_formulas:  # type: ignore[attr-defined]
            log.warning("a formula that is not checked: %s", formula.astext(), location=formula, type="equation")
    how = app.builder.get_relative_uri(docname, PAGE)
    found = []
    for equation in list(doctree.findall(nodes.math_block)):
        one = app.checked_equations.get(equation.get("label"))  # type: ignore[attr-defined]
        if one:
            found.append(one)
            html = nodes.raw("", mark(one, how), format="html")
            equation.replace_self(nodes.container("", equation.deepcopy(), html, classes=["equation"]))
    goals = next(doctree.findall(lambda node: "goals" in getattr(node, "attributes", {}).get("classes", ())), None)
    if goals and len(found) > 1:
        goals.parent.insert(goals.parent.index(goals) + 1, nodes.raw("", total(found, how), format="html"))


def _computed(formula: nodes.Node) -> bool:
    """A formula that a code cell has printed."""
    while formula.parent:
        formula = formula.parent
        if "cell_output" in formula.get("classes", ()):
            return True
    return False


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", check)
    app.connect("doctree-resolved", add_marks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
