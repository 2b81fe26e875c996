"""MathJax comes from a pip package and is served beside the pages: no page asks anyone else for it."""

from __future__ import annotations

import shutil
from importlib.metadata import files
from pathlib import Path

from sphinx.application import Sphinx

# The parts that the book's formulas use; the combined file that MathJax ships is twice as large.
# assistive-mml adds MathML for screen readers.
PACKAGES = ["ams", "boldsymbol", "configmacros", "newcommand"]
COMPONENTS = ["core", "input/tex-base", "output/chtml", "a11y/assistive-mml"]
FILES = [*COMPONENTS, "startup", "output/chtml/fonts/tex", *(f"input/tex/extensions/{name}" for name in PACKAGES)]
FONTS = "output/chtml/fonts/woff-v2"

CONFIG = {
    "loader": {"load": [*COMPONENTS, *(f"[tex]/{name}" for name in PACKAGES)]},
    "tex": {"packages": ["base", *PACKAGES]},
    "options": {"enableAssistiveMml": True},
}


def source() -> Path:
    """The folder of MathJax inside the installed package."""
    startup = next(path for path in files("sphinx-mathjax-offline") or [] if path.name == "startup.js")
    return Path(str(startup.locate())).parent


def copy(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "mathjax"
    for name in FILES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source() / f"{name}.js", target / f"{name}.js")
    shutil.copytree(source() / FONTS, target / FONTS, dirs_exist_ok=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.config.mathjax_path = "mathjax/startup.js"
    app.config.mathjax3_config = CONFIG
    app.connect("build-finished", copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
