"""MathJax comes from a pip package. The book's own formulas are set with it when the book is built (formulas.py).

It is served beside the pages too, for the formulas that a reader types or draws: no page asks anyone else for it.
"""

from __future__ import annotations

import json
import re
import shutil
from importlib.metadata import files
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# The parts that the book's formulas use; the combined file that MathJax ships is twice as large.
# assistive-mml adds MathML for screen readers.
PACKAGES = ["ams", "boldsymbol", "configmacros", "html", "newcommand"]
COMPONENTS = ["core", "input/tex-base", "output/chtml", "a11y/assistive-mml"]
FILES = [*COMPONENTS, "output/chtml/fonts/tex", *(f"input/tex/extensions/{name}" for name in PACKAGES)]
FONTS = "output/chtml/fonts/woff-v2"

# Extensions are loaded as [tex]/ams: by the path of their file they fail, and MathJax's promise never resolves.
CONFIG: dict[str, Any] = {
    "loader": {"load": [*COMPONENTS, *(f"[tex]/{name}" for name in PACKAGES)]},
    "tex": {"packages": ["base", *PACKAGES]},
    # In proportion to the book's serif, without measuring what each reader's browser has.
    "chtml": {"matchFontHeight": False, "scale": 1.06},
    "options": {"enableAssistiveMml": True},
    "startup": {"typeset": False},  # what there is when it comes is set already
}


def source() -> Path:
    """The folder of MathJax inside the installed package."""
    startup = next(path for path in files("sphinx-mathjax-offline") or [] if path.name == "startup.js")
    return Path(str(startup.locate())).parent


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Its files, of which startup.js asks for the others (theme/exercises/typesetter.js)."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "mathjax"
    for name in FILES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source() / f"{name}.js", target / f"{name}.js")
    shutil.copytree(source() / FONTS, target / FONTS, dirs_exist_ok=True)
    startup = (source() / "startup.js").read_text(encoding="utf-8")
    (target / "startup.js").write_text(f"window.MathJax = {json.dumps(CONFIG)};\n{startup}", encoding="utf-8")


def keep_together(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """No line ends between a formula and the bracket before it or the comma behind it: browsers would break there."""
    for formula in list(doctree.findall(nodes.math)):
        parent = formula.parent
        at = parent.index(formula)
        before = _text(parent[at - 1]) if at else ""
        after = _text(parent[at + 1]) if at + 1 < len(parent) else ""
        opening = before[len(before.rstrip("(“")) :]
        closing = re.match(r"[.,;:?!)”]*", after).group()  # type: ignore[union-attr]
        if not opening and not closing:
            continue
        kept = nodes.inline("", "", nodes.Text(opening), formula.deepcopy(), nodes.Text(closing), classes=["keep"])
        start, end = at - bool(before), at + 1 + bool(after)
        parent[start:end] = [nodes.Text(before.removesuffix(opening)), kept, nodes.Text(after.removeprefix(closing))]


def _text(node: nodes.Node) -> str:
    return str(node) if isinstance(node, nodes.Text) else ""


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", keep_together)
    app.connect("build-finished", copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
